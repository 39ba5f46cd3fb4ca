package convert

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// process is one run of a limited child.
type process struct {
	op     string
	argv   []string
	dir    string // private working and temporary directory
	stdin  io.Reader
	limits Limits
}

// exitError is an exit status that the caller of runProcess must judge, with
// what the program said.
type exitError struct {
	status int
	stderr string
}

func (e *exitError) Error() string { return "exit status: " + e.stderr }

// reason why the parent killed a child.
type reason int32

const (
	notKilled reason = iota
	killedOutput
	killedMemory
)

// runProcess runs p to its end and returns its output. An exit status other
// than 0 is a Broken Error around an *exitError, unless the child said better.
func runProcess(ctx context.Context, p process) (stdout, stderr []byte, err error) {
	if p.limits.Wall > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, p.limits.Wall)
		defer cancel()
	}
	var why atomic.Int32
	var out, errOut *cappedBuffer
	var cmd *exec.Cmd
	for _, isolated := range []bool{true, false} {
		c := exec.CommandContext(ctx, p.argv[0], p.argv[1:]...)
		kill := func() { killGroup(c) }
		out = &cappedBuffer{limit: p.limits.Output, over: func() { why.Store(int32(killedOutput)); kill() }}
		errOut = &cappedBuffer{limit: 64 << 10}
		prepare(c, p.dir, isolated)
		c.Stdin, c.Stdout, c.Stderr = p.stdin, out, errOut
		c.Cancel = func() error { kill(); return nil }
		c.WaitDelay = 500 * time.Millisecond
		if err = c.Start(); err == nil {
			cmd = c
			break
		}
		if ctx.Err() != nil || !namespaceRefused(err) {
			break
		}
	}
	if cmd == nil {
		if ctx.Err() != nil {
			return nil, nil, newError(Timeout, p.op, ctx.Err())
		}
		return nil, nil, newError(Internal, p.op, err)
	}
	stop := watchMemory(cmd.Process.Pid, p.limits.Memory, func() { why.Store(int32(killedMemory)); killGroup(cmd) })
	err = cmd.Wait()
	stop()
	killGroup(cmd) // nothing it started may live on
	return out.Bytes(), errOut.Bytes(), judge(ctx, p.op, err, reason(why.Load()), errOut.String())
}

// judge turns the end of a process into an Error or nil.
func judge(ctx context.Context, op string, err error, why reason, stderr string) error {
	switch {
	case why == killedOutput:
		return newError(TooLarge, op, errors.New("output limit"))
	case why == killedMemory:
		return newError(Memory, op, errors.New("resident memory over the limit"))
	case ctx.Err() != nil:
		return newError(Timeout, op, ctx.Err())
	case err == nil:
		return nil
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		if errors.Is(err, exec.ErrWaitDelay) {
			return nil // it ended well; only the unread rest of stdin was left
		}
		return newError(Internal, op, err)
	}
	if exit.ExitCode() == reportExit {
		if e := parseReport(stderr); e != nil {
			return e
		}
	}
	return newError(judgeExit(exit, stderr), op, &exitError{exit.ExitCode(), firstLine(stderr)})
}

func judgeExit(exit *exec.ExitError, stderr string) Code {
	status, ok := exit.Sys().(syscall.WaitStatus)
	outOfTime := ok && status.Signaled() && (status.Signal() == syscall.SIGXCPU || status.Signal() == syscall.SIGKILL)
	switch {
	case outOfTime, strings.Contains(stderr, "SIGXCPU"):
		return Timeout
	case ok && status.Signaled() && status.Signal() == syscall.SIGXFSZ, strings.Contains(stderr, "File too large"):
		return TooLarge
	case containsAny(stderr, "bad_alloc", "ut of memory", "cannot allocate memory", "Cannot allocate memory"):
		return Memory
	}
	return Broken
}

func containsAny(s string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

func parseReport(stderr string) *Error {
	lines := strings.Split(strings.TrimSpace(stderr), "\n")
	var r childReport
	if json.Unmarshal([]byte(lines[len(lines)-1]), &r) != nil || r.Code == "" {
		return nil
	}
	e := &Error{Code: r.Code, Op: r.Op, Vi: r.Vi, En: r.En}
	if r.Detail != "" {
		e.Err = errors.New(r.Detail)
	}
	return e
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	if len(line) > 300 {
		line = line[:300]
	}
	return strings.ToValidUTF8(line, "?")
}

// cappedBuffer keeps at most limit bytes (0: all) and calls over, once, when
// more comes. Writes go on succeeding, so that a killed child ends quietly.
type cappedBuffer struct {
	mu     sync.Mutex
	buf    bytes.Buffer
	limit  int64
	over   func()
	warned bool
}

func (b *cappedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	keep := p
	if room := b.limit - int64(b.buf.Len()); b.limit > 0 && int64(len(p)) > room {
		keep = p[:max(room, 0)]
		if !b.warned && b.over != nil {
			b.warned = true
			b.over()
		}
	}
	b.buf.Write(keep)
	return len(p), nil
}

func (b *cappedBuffer) Bytes() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Bytes()
}

func (b *cappedBuffer) String() string { return string(b.Bytes()) }

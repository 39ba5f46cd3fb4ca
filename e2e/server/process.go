package server

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Process is a running congvan server.
type Process struct {
	URL    string // of its pages
	Second string // of the demo's second server; "" with serve
	cmd    *exec.Cmd
	output *output
	exited chan struct{} // closed when the process is gone
	err    error         // how it went; read after exited
}

// output keeps what the process prints, the last megabyte of it.
type output struct {
	mu sync.Mutex
	b  []byte // guarded by mu
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.b = append(o.b, p...)
	if extra := len(o.b) - 1<<20; extra > 0 {
		o.b = append(o.b[:0], o.b[extra:]...)
	}
	return len(p), nil
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return string(o.b)
}

// start is how long a server may take until it answers; a demo makes its city in it.
const start = 4 * time.Minute

// Start runs the program with arguments and an addition to the environment, and
// waits until its pages answer. The process ends with the test.
func Start(t *testing.T, program string, environ []string, args ...string) *Process {
	t.Helper()
	p := Launch(t, program, environ, args...)
	if err := p.ready(); err != nil {
		p.Kill()
		t.Fatalf("congvan %s: %v\n%s", strings.Join(args, " "), err, p.Output())
	}
	return p
}

// Launch runs the program and does not wait for it. The process ends with the test.
func Launch(t *testing.T, program string, environ []string, args ...string) *Process {
	t.Helper()
	p := &Process{cmd: exec.Command(program, args...), output: &output{}, exited: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), environ...)
	p.cmd.Stdout, p.cmd.Stderr = p.output, p.output
	p.cmd.WaitDelay = time.Second // children may hold the pipes of a killed server
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.exited)
	}()
	t.Cleanup(func() { p.Kill() })
	return p
}

// PID is the process id.
func (p *Process) PID() int { return p.cmd.Process.Pid }

var (
	address = regexp.MustCompile(`(?:congvan: |Mở )(http://[\d.]+:\d+)`)
	second  = regexp.MustCompile(`Máy chủ thứ hai: (http://[\d.]+:\d+)`)
)

// ready waits for the address in the output, then for /healthz.
func (p *Process) ready() error {
	for end := time.Now().Add(start); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		select {
		case <-p.exited:
			return fmt.Errorf("ended before it answered: %w", p.err)
		default:
		}
		out := p.Output()
		m := address.FindStringSubmatch(out)
		if m == nil {
			continue
		}
		p.URL = m[1]
		if s := second.FindStringSubmatch(out); s != nil {
			p.Second = s[1]
		}
		if _, err := p.Health(context.Background()); err == nil {
			return nil
		}
	}
	return fmt.Errorf("no answer within %s", start)
}

// Health reads /healthz; the error says that it does not answer 200.
func (p *Process) Health(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, p.URL+"/healthz", nil)
	if err != nil {
		return "", err
	}
	r, err := http.DefaultClient.Do(q)
	if err != nil {
		return "", err
	}
	defer r.Body.Close()
	b, err := io.ReadAll(io.LimitReader(r.Body, 64<<10))
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("healthz: %s: %s", r.Status, b)
	}
	return string(b), err
}

// Output is what the process printed.
func (p *Process) Output() string { return p.output.String() }

// Kill ends the process at once, with SIGKILL, and waits until it is gone.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill()
	<-p.exited
}

// Stop asks the process to end and waits; the error says how it ended.
func (p *Process) Stop(patience time.Duration) error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-p.exited:
		return p.err
	case <-time.After(patience):
		p.Kill()
		return fmt.Errorf("did not stop within %s", patience)
	}
}

// Run runs the program to its end and gives what it wrote to standard output.
func Run(t *testing.T, program string, environ []string, args ...string) ([]byte, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), environ...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if err != nil {
		err = fmt.Errorf("congvan %s: %w\n%s", strings.Join(args, " "), err, errs.String())
	}
	return out.Bytes(), err
}

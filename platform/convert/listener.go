package convert

import (
	"bufio"
	"context"
	"crypto/md5"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed office.py
var officeScript string

//go:embed office.xcu
var officeSettings string

// errListenerDied marks an Error after which a fresh LibreOffice may succeed.
var errListenerDied = errors.New("libreoffice ended")

// listener is one LibreOffice with the script that drives it. One goroutine
// at a time uses it: whoever took it from the pool.
type listener struct {
	dir         string
	pipe        string
	office      *exec.Cmd
	driver      *exec.Cmd
	requests    io.WriteCloser
	answers     chan driverAnswer
	gone        chan struct{} // closed when either process has ended
	overMemory  chan struct{} // closed when LibreOffice was killed for memory
	unwatch     []func()
	waiting     sync.WaitGroup
	ended       sync.Once
	stopped     sync.Once
	conversions int
}

type driverRequest struct {
	In  string `json:"in"`
	Out string `json:"out"`
}

type driverAnswer struct {
	OK     bool   `json:"ok"`
	Lost   bool   `json:"lost"` // LibreOffice is gone: its own process may not have been reaped yet
	Detail string `json:"detail"`
}

// startListener starts LibreOffice and its driver and waits until they talk.
// A first start on an empty profile may end with restartExit and is repeated.
func startListener(ctx, ending context.Context, c Config) (*listener, error) {
	if c.Soffice == "" {
		return nil, missingTool("libreoffice", "LibreOffice Writer", "libreoffice-writer-nogui")
	}
	if c.Python == "" {
		return nil, missingTool("libreoffice", "python3-uno", "python3-uno")
	}
	dir, err := os.MkdirTemp(c.TempDir, officeDirPattern)
	if err != nil {
		return nil, newError(Internal, "libreoffice", err)
	}
	if err := writeOfficeFiles(dir); err != nil {
		_ = os.RemoveAll(dir)
		return nil, newError(Internal, "libreoffice", err)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(c.OfficeStartSecond)*time.Second)
	defer cancel()
	stop := context.AfterFunc(ending, cancel)
	defer stop()
	for attempt := 0; ; attempt++ {
		l := newListener(dir)
		err := l.start(ctx, c)
		if err == nil {
			return l, nil
		}
		restart := l.endProcesses() == restartExit
		if !restart || attempt >= 2 || ctx.Err() != nil {
			l.stop()
			return nil, err
		}
	}
}

// restartExit is how LibreOffice asks to be started again.
const restartExit = 81

func newListener(dir string) *listener {
	return &listener{
		dir: dir, pipe: filepath.Base(dir),
		answers: make(chan driverAnswer, 1), gone: make(chan struct{}), overMemory: make(chan struct{}),
	}
}

func writeOfficeFiles(dir string) error {
	if err := markOwner(dir); err != nil {
		return err
	}
	user := filepath.Join(dir, "profile", "user")
	if err := os.MkdirAll(user, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(user, "registrymodifications.xcu"), []byte(officeSettings), 0o600); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "office.py"), []byte(officeScript), 0o600)
}

func (l *listener) profileURL() string { return "file://" + filepath.Join(l.dir, "profile") }

func (l *listener) start(ctx context.Context, c Config) error {
	limits := c.OfficeLimits
	limits.Memory *= 2 // stacks of its threads count, used or not; what it really holds is watched
	office := []string{
		c.Soffice, "--headless", "--invisible", "--nologo", "--norestore", "--nodefault", "--nolockcheck",
		"--nofirststartwizard", "-env:UserInstallation=" + l.profileURL(), "--accept=pipe,name=" + l.pipe + ";urp;",
	}
	var err error
	if l.office, err = l.spawn(limits, office, nil, nil); err != nil {
		return err
	}
	driverLimits := Limits{Memory: 512 << 20, File: 1 << 20}
	driver := []string{c.Python, "-I", "-B", filepath.Join(l.dir, "office.py"), l.pipe, strconv.Itoa(c.OfficeStartSecond)}
	in, requests, err := os.Pipe()
	if err != nil {
		return newError(Internal, "libreoffice", err)
	}
	answers, out, err := os.Pipe()
	if err != nil {
		return newError(Internal, "libreoffice", err)
	}
	l.requests = requests
	l.driver, err = l.spawn(driverLimits, driver, in, out)
	_, _ = in.Close(), out.Close()
	if err != nil {
		_ = answers.Close()
		killGroup(l.office)
		_ = l.office.Wait()
		return err
	}
	l.watch(c, answers)
	return l.await(ctx)
}

// spawn starts one of the two processes by the shim, without network.
func (l *listener) spawn(limits Limits, argv []string, in, out *os.File) (*exec.Cmd, error) {
	exe, err := ownProgram()
	if err != nil {
		return nil, newError(Internal, "libreoffice", err)
	}
	full := append([]string{childArgument, execChild, limits.encode()}, argv...)
	for _, isolated := range []bool{true, false} {
		cmd := exec.Command(exe, full...)
		prepare(cmd, l.dir, isolated)
		cmd.Env = append(cmd.Env, "SAL_USE_VCLPLUGIN=svp", "SAL_NO_NWF=1")
		if in != nil {
			cmd.Stdin, cmd.Stdout = in, out
		}
		if err = cmd.Start(); err == nil {
			return cmd, nil
		}
		if !namespaceRefused(err) {
			break
		}
	}
	return nil, newError(Internal, "libreoffice", err)
}

// watch follows both processes: answers, their end, memory.
func (l *listener) watch(c Config, answers *os.File) {
	for _, cmd := range []*exec.Cmd{l.office, l.driver} {
		l.waiting.Add(1)
		go func() {
			defer l.waiting.Done()
			_ = cmd.Wait()
			l.ended.Do(func() { close(l.gone) })
		}()
	}
	l.waiting.Add(1)
	go func() {
		defer l.waiting.Done()
		defer answers.Close()
		lines := bufio.NewScanner(answers)
		for lines.Scan() {
			var a driverAnswer
			if json.Unmarshal(lines.Bytes(), &a) != nil {
				return
			}
			select {
			case l.answers <- a:
			case <-l.gone:
				return
			}
		}
	}()
	l.unwatch = append(l.unwatch, watchMemory(l.office.Process.Pid, c.OfficeLimits.Memory, func() {
		close(l.overMemory)
		killGroup(l.office)
	}))
}

// await waits for one answer of the driver.
func (l *listener) await(ctx context.Context) error {
	select {
	case a := <-l.answers:
		switch {
		case a.OK:
			return nil
		case a.Lost:
			return l.died()
		}
		return newError(Broken, "libreoffice", errors.New(a.Detail))
	case <-l.gone:
		return l.died()
	case <-ctx.Done():
		return newError(Timeout, "libreoffice", ctx.Err())
	}
}

// died is the error of a LibreOffice that ended while it was asked.
func (l *listener) died() error {
	select {
	case <-l.overMemory:
		return newError(Memory, "libreoffice", errors.New("resident memory over the limit"))
	default:
		return newError(Broken, "libreoffice", errListenerDied)
	}
}

// ask converts in to out. After a time-out the listener is stopped: it may
// hang for ever. Any failure wears it out, so that no document can leave it
// in a state that harms the next.
func (l *listener) ask(ctx context.Context, in, out string) error {
	l.conversions++
	line, err := json.Marshal(driverRequest{In: in, Out: out})
	if err != nil {
		return newError(Internal, "libreoffice", err)
	}
	if _, err := fmt.Fprintf(l.requests, "%s\n", line); err != nil {
		l.endProcesses()
		return newError(Broken, "libreoffice", errListenerDied)
	}
	err = l.await(ctx)
	if err != nil {
		l.endProcesses()
	}
	return err
}

func (l *listener) dead() bool {
	select {
	case <-l.gone:
		return true
	default:
		return false
	}
}

// endProcesses kills both groups, waits, and returns LibreOffice's exit code.
func (l *listener) endProcesses() int {
	if l.requests != nil {
		_ = l.requests.Close()
	}
	for _, cmd := range []*exec.Cmd{l.driver, l.office} {
		if cmd != nil {
			killGroup(cmd)
		}
	}
	for _, stop := range l.unwatch {
		stop()
	}
	l.unwatch = nil
	l.waiting.Wait()
	l.removeSockets()
	if l.office == nil || l.office.ProcessState == nil {
		return -1
	}
	return l.office.ProcessState.ExitCode()
}

// stop ends the processes and removes everything of theirs.
func (l *listener) stop() {
	l.stopped.Do(func() {
		l.endProcesses()
		_ = os.RemoveAll(l.dir)
	})
}

// sockets are the two that LibreOffice puts into /tmp, whatever TMPDIR says,
// and cannot remove when killed: our pipe, and the one by which it keeps a
// profile to one process, named by a digest of its URL.
func (l *listener) sockets() []string {
	var digest strings.Builder
	for _, b := range md5.Sum(utf16le(l.profileURL())) {
		fmt.Fprintf(&digest, "%x", b) // LibreOffice writes no leading zeros
	}
	prefix := "/tmp/OSL_PIPE_" + strconv.Itoa(os.Getuid()) + "_"
	return []string{prefix + l.pipe, prefix + "SingleOfficeIPC_" + digest.String()}
}

func (l *listener) removeSockets() {
	for _, path := range l.sockets() {
		_ = os.Remove(path)
	}
}

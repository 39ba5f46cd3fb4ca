package convert

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

func smallLimits() Limits {
	l := Limits{Memory: 256 << 20, CPU: time.Second, Wall: 15 * time.Second, Output: 4 << 20, File: 1 << 20}
	if raceDetector {
		l.Memory, l.Wall = 1<<30, 20*time.Second // its shadow of memory counts too
	}
	return l
}

func TestRunChildGivesOutput(t *testing.T) {
	got, err := RunChild(t.Context(), DefaultLimits(), "echo", nil, strings.NewReader("xin chào"))
	if err != nil || string(got) != "xin chào" {
		t.Errorf("echo: got %q, %v", got, err)
	}
	got, err = RunChild(t.Context(), DefaultLimits(), "args", []string{"a b", "--c"}, nil)
	if err != nil || string(got) != "a b|--c" {
		t.Errorf("args: got %q, %v", got, err)
	}
}

func TestRunChildLimits(t *testing.T) {
	wallOnly := smallLimits()
	wallOnly.Wall = 300 * time.Millisecond
	for _, c := range []struct {
		child  string
		limits Limits
		want   Code
	}{
		{"refuse", smallLimits(), Encrypted},
		{"panic", smallLimits(), Broken},
		{"sleep", wallOnly, Timeout},
		{"spin", smallLimits(), Timeout},
		{"hog", smallLimits(), Memory},
		{"stack", smallLimits(), Broken},
		{"flood", smallLimits(), TooLarge},
		{"file", smallLimits(), TooLarge},
		{"absent", smallLimits(), Internal},
		{"again", smallLimits(), Internal},
	} {
		t.Run(c.child, func(t *testing.T) {
			_, err := RunChild(t.Context(), c.limits, c.child, nil, nil)
			if raceDetector && c.want == Memory {
				c.want = Broken // the detector dies first, in words of its own
			}
			if got := CodeOf(err); got != c.want {
				t.Errorf("got %v (%v), want %v", got, err, c.want)
			}
			var e *Error
			if !errors.As(err, &e) || e.Vi == "" || e.En == "" {
				t.Errorf("error %v has no message for users", err)
			}
		})
	}
}

func TestChildHasNoSecretsInEnvironment(t *testing.T) {
	t.Setenv("CONGVAN_PIN", "12345678")
	got, err := RunChild(t.Context(), smallLimits(), "env", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(got), "12345678") {
		t.Errorf("the child sees the PIN:\n%s", got)
	}
}

func TestChildHasNoNetwork(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	got, err := RunChild(t.Context(), smallLimits(), "dial", []string{l.Addr().String()}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != "no network" {
		if !canIsolate() {
			t.Skip("needs the right to make network namespaces")
		}
		t.Errorf("child says %q", got)
	}
}

func TestTimeoutKillsGrandchildren(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		for ctx.Err() == nil {
			if _, err := os.Stat(filepath.Join(dir, "pid")); err == nil {
				cancel()
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	_, err := runChildIn(ctx, dir, smallLimits(), "orphan", nil, nil)
	if CodeOf(err) != Timeout {
		t.Fatalf("got %v, want Timeout", err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(string(b))
	if err != nil {
		t.Fatal(err)
	}
	for range 50 {
		if processGone(pid) {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("process %d lives on", pid)
	_ = syscall.Kill(pid, syscall.SIGKILL)
}

func TestExternalProgramLimits(t *testing.T) {
	l := smallLimits()
	_, _, err := runProgramIn(t.Context(), t.TempDir(), l, []string{"/usr/bin/python3", "-c", "b = bytearray(3 << 30)"}, nil)
	if got := CodeOf(err); got != Broken && got != Memory { // Python says MemoryError by itself
		t.Errorf("memory: got %v", err)
	}
	_, _, err = runProgramIn(t.Context(), t.TempDir(), l, []string{"/bin/sh", "-c", "while :; do :; done"}, nil)
	if got := CodeOf(err); got != Timeout {
		t.Errorf("processor: got %v", err)
	}
	out, _, err := runProgramIn(t.Context(), t.TempDir(), l, []string{"/bin/sh", "-c", "ulimit -c"}, nil)
	if err != nil || strings.TrimSpace(string(out)) != "0" {
		t.Errorf("core files: got %q, %v", out, err)
	}
}

// processGone reports that pid has ended (a zombie has).
func processGone(pid int) bool {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return true
	}
	_, state, _ := strings.Cut(string(b), ") ")
	return strings.HasPrefix(state, "Z")
}

func canIsolate() bool {
	attr := &syscall.ProcAttr{Sys: &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}}
	pid, err := syscall.ForkExec("/bin/true", []string{"true"}, attr)
	if err != nil {
		return false
	}
	_, _ = syscall.Wait4(pid, nil, 0, nil)
	return true
}

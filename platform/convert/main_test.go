package convert

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test binary act as a child of its own tests.
func TestMain(m *testing.M) {
	if handled, code := Main(testChildren(), os.Args); handled {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

func testChildren() map[string]ChildFunc {
	return map[string]ChildFunc{
		"echo": func(_ []string, in io.Reader, out io.Writer) error { _, err := io.Copy(out, in); return err },
		"args": func(args []string, _ io.Reader, out io.Writer) error {
			_, err := fmt.Fprint(out, strings.Join(args, "|"))
			return err
		},
		"env": func(_ []string, _ io.Reader, out io.Writer) error {
			_, err := fmt.Fprint(out, strings.Join(os.Environ(), "\n"))
			return err
		},
		"refuse": func([]string, io.Reader, io.Writer) error { return newError(Encrypted, "test", errors.New("detail")) },
		"panic":  func([]string, io.Reader, io.Writer) error { panic("hostile") },
		"sleep":  func([]string, io.Reader, io.Writer) error { time.Sleep(time.Minute); return nil },
		"spin": func([]string, io.Reader, io.Writer) error {
			for {
				_ = len(os.Args)
			}
		},
		"hog":   hog,
		"stack": func([]string, io.Reader, io.Writer) error { return fmt.Errorf("%d", deep(1)) },
		"flood": flood,
		"file": func(_ []string, _ io.Reader, _ io.Writer) error {
			return os.WriteFile("big", make([]byte, 8<<20), 0o600)
		},
		"dial":        dial,
		"again":       again,
		"orphan":      orphan,
		"hold-office": holdOffice,
	}
}

func hog([]string, io.Reader, io.Writer) error {
	var keep [][]byte
	for {
		b := make([]byte, 8<<20)
		for i := 0; i < len(b); i += 4096 {
			b[i] = 1
		}
		keep = append(keep, b)
		if len(keep) > 1<<20 {
			return nil
		}
	}
}

// deep is meant to run out of stack.
func deep(n int) int {
	if n < 0 {
		return 0
	}
	return deep(n+1) + n
}

func flood(_ []string, _ io.Reader, out io.Writer) error {
	for {
		if _, err := out.Write(make([]byte, 1<<20)); err != nil {
			return err
		}
	}
}

func dial(args []string, _ io.Reader, out io.Writer) error {
	c, err := net.DialTimeout("tcp", args[0], time.Second)
	if err != nil {
		_, err = fmt.Fprint(out, "no network")
		return err
	}
	_ = c.Close()
	_, err = fmt.Fprint(out, "connected")
	return err
}

// orphan starts a process that would outlive it, says its id, and hangs.
func orphan(_ []string, _ io.Reader, out io.Writer) error {
	cmd := exec.Command("/bin/sleep", "300")
	if err := cmd.Start(); err != nil {
		return err
	}
	if err := os.WriteFile("pid.new", []byte(fmt.Sprint(cmd.Process.Pid)), 0o600); err != nil {
		return err
	}
	if err := os.Rename("pid.new", "pid"); err != nil {
		return err
	}
	time.Sleep(time.Minute)
	return nil
}

// again tries to start a child from a child.
func again([]string, io.Reader, io.Writer) error {
	_, err := RunChild(context.Background(), DefaultLimits(), "echo", nil, nil)
	return err
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"
)

// measureStart: the built program on a small folder, from exec to the first
// answers, and the memory it holds when nobody asks.
func measureStart(b *bench) error {
	if _, err := os.Stat(b.binary); err != nil {
		return fmt.Errorf("%s is not built: make build", b.binary)
	}
	data := filepath.Join(b.dir, "office")
	cmd := exec.CommandContext(b.ctx, b.binary, "init", "--data", data, "--agency", "Văn phòng Thành ủy", "--code", "A10.01",
		"--symbol", "VPTU", "--place", "Đà Nẵng", "--admin", "Lương Công Trí", "--login", "quantri")
	cmd.Env = append(os.Environ(), "CONGVAN_PASSWORD=thu-nghiem-cong-van")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("init: %w: %s", err, out)
	}
	var healthy, page times
	var memory string
	for range 3 {
		s, err := b.serve(data)
		if err != nil {
			return err
		}
		healthy, page = append(healthy, s.healthy), append(page, s.page)
		memory = s.memory
	}
	b.add("start", "`congvan serve` on a small folder: exec to /healthz", healthy.String(), "", "", "")
	b.add("start", "… to the sign-in page", page.String(), "", "", "≤ 1 s")
	b.add("start", "memory resident 3 s after that, idle", memory, "", "", "≤ 150 MB")
	return nil
}

// served is one start of the program.
type served struct {
	healthy, page time.Duration
	memory        string
}

// printed collects what a process prints.
type printed struct {
	mu sync.Mutex
	b  bytes.Buffer // guarded by mu
}

func (p *printed) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.b.Write(b)
}

func (p *printed) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.b.String()
}

func (b *bench) serve(data string) (served, error) {
	var s served
	start := time.Now()
	p, err := b.launch(data)
	if err != nil {
		return s, err
	}
	defer p.stop() //nolint:errcheck // ended by us
	s.healthy = time.Since(start)
	if err := answers(b.ctx, p.url+"/"); err != nil {
		return s, err
	}
	s.page = time.Since(start)
	time.Sleep(3 * time.Second)
	s.memory, err = resident(p.pid)
	return s, err
}

// running is a server that answers.
type running struct {
	url  string
	pid  int
	stop func() error
}

// launch starts the built program on a folder and waits until it is healthy.
func (b *bench) launch(data string, environ ...string) (*running, error) {
	ctx, cancel := context.WithCancel(b.ctx)
	out := &printed{}
	cmd := exec.CommandContext(ctx, b.binary, "serve", "--data", data, "--listen", "127.0.0.1:0")
	cmd.Env = append(os.Environ(), environ...)
	cmd.Stdout, cmd.Stderr, cmd.WaitDelay = out, out, 30*time.Second
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	if err := cmd.Start(); err != nil {
		cancel()
		return nil, err
	}
	p := &running{pid: cmd.Process.Pid, stop: func() error {
		cancel()
		err := cmd.Wait()
		if errors.Is(err, context.Canceled) {
			return nil // asked to
		}
		return err
	}}
	patience, done := context.WithTimeout(ctx, time.Minute)
	defer done()
	var err error
	if p.url, err = addressOf(patience, out); err == nil {
		err = answers(patience, p.url+"/healthz")
	}
	if err != nil {
		_ = p.stop()
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	return p, nil
}

func addressOf(ctx context.Context, out *printed) (string, error) {
	pattern := regexp.MustCompile(`http://[\d.]+:\d+`)
	for ctx.Err() == nil {
		if a := pattern.FindString(out.String()); a != "" {
			return a, nil
		}
		time.Sleep(2 * time.Millisecond)
	}
	return "", errors.New("no address printed")
}

// answers asks until the answer is 200.
func answers(ctx context.Context, url string) error {
	for {
		q, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err
		}
		r, err := http.DefaultClient.Do(q)
		if err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return nil
			}
		}
		if ctx.Err() != nil {
			return fmt.Errorf("%s does not answer: %w", url, ctx.Err())
		}
		time.Sleep(2 * time.Millisecond)
	}
}

// resident gives the memory of a process and, beside it, of its children.
func resident(pid int) (string, error) {
	own := field(fmt.Sprintf("/proc/%d/status", pid), "VmRSS")
	if own == "?" {
		return "", errors.New("the server is gone")
	}
	children := strings.Fields(firstWords(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid), 100))
	total := kilobytes(own)
	for _, c := range children {
		total += kilobytes(field("/proc/"+c+"/status", "VmRSS"))
	}
	if len(children) == 0 {
		return fmt.Sprintf("%d MB", kilobytes(own)/1000), nil
	}
	return fmt.Sprintf("%d MB, with its %d children %d MB", kilobytes(own)/1000, len(children), total/1000), nil
}

func kilobytes(s string) int {
	var n int
	_, _ = fmt.Sscanf(s, "%d kB", &n)
	return n
}

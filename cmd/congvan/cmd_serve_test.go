package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

const initPassword = "mat-khau-thu-nghiem"

func initArgs(dir string) []string {
	return []string{
		"init", "--data", dir, "--agency", "Văn phòng Thành ủy", "--code", "A10.01", "--symbol", "VPTU",
		"--place", "Đà Nẵng", "--admin", "Lương Công Trí", "--login", "quantri",
	}
}

// output is what a running command wrote so far.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// serving is a server that runs until stop.
type serving struct {
	t    *testing.T
	url  string
	stop func() int // gives the exit code
}

func serve(t *testing.T, args ...string) *serving {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out := &output{}
	e := &env{ctx: ctx, stdin: strings.NewReader(""), stdout: out, stderr: out, getenv: func(string) string { return "" }}
	code := make(chan int, 1)
	go func() { code <- run(e, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)) }()
	s := &serving{t: t}
	s.stop = sync.OnceValue(func() int {
		cancel()
		select {
		case c := <-code:
			return c
		case <-time.After(25 * time.Second):
			t.Errorf("the server did not stop:\n%s", out)
			return -1
		}
	})
	t.Cleanup(func() { s.stop() })
	address := regexp.MustCompile(`http://\S+`)
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if s.url = address.FindString(out.String()); s.url != "" {
			return s
		}
	}
	t.Fatalf("the server does not answer:\n%s", out)
	return nil
}

func (s *serving) browser() *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &http.Client{Jar: jar, Timeout: 20 * time.Second}
}

func (s *serving) get(c *http.Client, path string) (int, string) {
	s.t.Helper()
	r, err := c.Get(s.url + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

// A new office: made, started, entered by its administrator, stopped.
func TestInitAndServe(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	r := congvan(t, []string{"CONGVAN_PASSWORD=" + initPassword}, initArgs(dir)...)
	r.wantCode(t, 0)
	if !strings.Contains(r.stdout, "Đã tạo Văn phòng Thành ủy") || strings.Contains(r.stdout+r.stderr, initPassword) {
		t.Errorf("init says %q %q", r.stdout, r.stderr)
	}
	for name, mode := range map[string]os.FileMode{"": 0o700, "congvan.toml": 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v, error %v, want mode %o", name, info, err, mode)
		}
	}
	s := serve(t, "--data", dir)
	c := s.browser()
	if code, body := s.get(c, "/healthz"); code != 200 || !strings.HasPrefix(body, "ok\ndatabase: sqlite\n") {
		t.Errorf("health %d: %s", code, body)
	}
	if code, body := s.get(c, "/"); code != 200 || !strings.Contains(body, `name="password"`) || !strings.Contains(body, "Văn phòng Thành ủy") {
		t.Errorf("a stranger gets %d:\n%s", code, body)
	}
	in, err := c.PostForm(s.url+"/login", url.Values{"account": {"quantri"}, "password": {initPassword}})
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(in.Body)
	_ = in.Body.Close()
	if err != nil || in.StatusCode != 200 || !strings.Contains(string(page), "Lương Công Trí") {
		t.Errorf("the administrator gets %d (%v):\n%s", in.StatusCode, err, page)
	}
	if code, body := s.get(&http.Client{}, "/metrics"); strings.Contains(body, "congvan_") && strings.Contains(body, "# HELP") {
		t.Errorf("whoever reaches the pages reads metrics: %d", code)
	}
	if code := s.stop(); code != 0 {
		t.Errorf("serve exits %d", code)
	}
	if _, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://")); err == nil {
		t.Error("the port is still open")
	}
	congvan(t, nil, "journal", "verify", "--data", dir).wantCode(t, 0)
}

// init on an existing office must not make a second one beside it.
func TestInitTwice(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	password := []string{"CONGVAN_PASSWORD=" + initPassword}
	congvan(t, password, initArgs(dir)...).wantCode(t, 0)
	r := congvan(t, password, initArgs(dir)...)
	r.wantCode(t, exitBad)
	if r.stderr == "" || strings.Contains(r.stderr, "internal") {
		t.Errorf("stderr: %s", r.stderr)
	}
	congvan(t, nil, "journal", "verify", "--data", dir).wantCode(t, 0)
}

func TestInitRefuses(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	r := congvan(t, nil, initArgs(dir)...)
	r.wantCode(t, exitBad)
	if !strings.Contains(r.stderr, "CONGVAN_PASSWORD") {
		t.Errorf("without a password: %s", r.stderr)
	}
	r = congvan(t, []string{"CONGVAN_PASSWORD=ngắn"}, initArgs(dir)...)
	r.wantCode(t, exitBad)
	if !strings.Contains(r.stderr, "ật khẩu") {
		t.Errorf("with a short password: %s", r.stderr)
	}
	// A first try that failed does not stand in the way.
	congvan(t, []string{"CONGVAN_PASSWORD=" + initPassword}, initArgs(dir)...).wantCode(t, 0)
	congvan(t, nil, "init", "--data", dir).wantCode(t, exitUsage)
}

func TestServeRefuses(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	bad := filepath.Join(dir, "congvan.toml")
	if err := os.WriteFile(bad, []byte("lissten = \"x\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := congvan(t, nil, "serve", "--data", dir)
	r.wantCode(t, exitBad)
	if !strings.Contains(r.stderr, "lissten") {
		t.Errorf("an unknown key: %s", r.stderr)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	r = congvan(t, nil, "serve", "--data", filepath.Join(dir, "other"), "--listen", l.Addr().String())
	r.wantCode(t, exitBad)
	if !strings.Contains(r.stderr, "--listen") {
		t.Errorf("a busy port: %s", r.stderr)
	}
}

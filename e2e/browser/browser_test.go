package browser

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"congvan/e2e/server"
	"congvan/platform/store/storetest"
)

// The demo's password and PIN.
const (
	password = "congvan-demo"
	pin      = "123456"
)

func TestMainJobInTheBrowser(t *testing.T) {
	tools(t)
	program := server.Build(t)
	letter := makeLetter(t)
	t.Run("sqlite", func(t *testing.T) {
		p := demo(t, program)
		journey(t, "plain.mjs", map[string]string{"MAIN": p.URL, "OUT": out(t, "plain")})
		journey(t, "journey.mjs", map[string]string{
			"MAIN": p.URL, "PEER": p.Second, "LETTER": letter, "WORD": wordProcessor(t), "PIN": pin, "OUT": out(t, "sqlite"),
		})
	})
	t.Run("postgres", func(t *testing.T) {
		p := demo(t, program, "--database", storetest.PostgresDSN(t), "--second-database", storetest.PostgresDSN(t))
		journey(t, "journey.mjs", map[string]string{
			"MAIN": p.URL, "PEER": p.Second, "LETTER": letter, "WORD": wordProcessor(t), "PIN": pin, "OUT": out(t, "postgres"),
		})
	})
}

// demo runs the two servers of the demo city.
func demo(t *testing.T, program string, more ...string) *server.Process {
	t.Helper()
	args := append([]string{"demo", "--data", t.TempDir(), "--listen", "127.0.0.1:0", "--documents", "12"}, more...)
	p := server.Start(t, program, nil, args...)
	if p.Second == "" {
		t.Fatalf("the second server is not there\n%s", p.Output())
	}
	return p
}

// tools fails, and never skips, when something is missing.
func tools(t *testing.T) {
	t.Helper()
	for _, name := range []string{"node", "soffice"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Fatalf("%s is missing: run scripts/setup test", name)
		}
	}
	if _, err := os.Stat(chromium()); err != nil {
		t.Fatalf("Chromium is missing: run scripts/setup test, or name it in CONGVAN_CHROMIUM (%v)", err)
	}
	if _, err := os.Stat(filepath.Join(server.Root(t), "e2e", "node_modules", "playwright-core")); err != nil {
		t.Fatalf("the browser driver is missing: run scripts/setup test (%v)", err)
	}
}

func chromium() string {
	if path := os.Getenv("CONGVAN_CHROMIUM"); path != "" {
		return path
	}
	return "/usr/bin/chromium"
}

// out is an empty folder for pictures.
func out(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join(server.Root(t), "e2e", "out", name)
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// step is one line of a journey.
type step struct {
	Step  string
	OK    bool
	MS    int
	Error string
}

// journey runs a script of this folder and reports its steps as subtests.
func journey(t *testing.T, script string, environ map[string]string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", script)
	cmd.Env = append(os.Environ(), "PASSWORD="+password)
	for name, value := range environ {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	var said, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &errs
	err := cmd.Run()
	steps := 0
	for lines := bufio.NewScanner(&said); lines.Scan(); {
		var s step
		if json.Unmarshal(lines.Bytes(), &s) != nil {
			t.Logf("%s: %s", script, lines.Text())
			continue
		}
		steps++
		t.Run(s.Step, func(t *testing.T) {
			t.Logf("%d ms", s.MS)
			if !s.OK {
				t.Errorf("%s (pictures in %s)", s.Error, environ["OUT"])
			}
		})
	}
	if err != nil || steps == 0 {
		t.Fatalf("%s: %d steps, %v\n%s", script, steps, err, errs.String())
	}
}

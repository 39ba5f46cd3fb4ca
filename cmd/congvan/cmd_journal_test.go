package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"congvan/cmd/congvan/app"
	"congvan/office"
	"congvan/office/journal"
	"congvan/platform/store"
)

// signedHeads makes an office whose journal stands under a signed head, and gives
// the head's note.
func signedHeads(t *testing.T) (dir, head string) {
	t.Helper()
	dir = t.TempDir()
	congvan(t, []string{"CONGVAN_PASSWORD=" + initPassword}, initArgs(dir)...).wantCode(t, 0)
	cfg := app.DefaultConfig()
	cfg.Data = dir
	a, err := app.Open(t.Context(), cfg, app.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.Heads.SignAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	err = a.Store.View(context.Background(), office.Actor{System: true}, func(tx office.Tx) error {
		agencies, err := store.Journal{}.Agencies(tx)
		if err != nil || len(agencies) != 1 {
			return fmt.Errorf("%d agencies: %w", len(agencies), err)
		}
		h, err := store.Journal{}.NewestHead(tx, agencies[0])
		head = h.Note
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir, head
}

func witnesses(t *testing.T, heads ...string) string {
	t.Helper()
	return write(t, "heads.txt", []byte(strings.Join(heads, "---\n")))
}

func TestJournalVerifyWithWitness(t *testing.T) {
	t.Parallel()
	dir, head := signedHeads(t)
	h, err := journal.ParseHead(head)
	if err != nil || h.Size == 0 {
		t.Fatalf("head %q: %v", head, err)
	}
	verify := func(code int, heads ...string) journal.Report {
		t.Helper()
		r := congvan(t, nil, "journal", "verify", "--data", dir, "--json", "--witness", witnesses(t, heads...))
		r.wantCode(t, code)
		var report journal.Report
		r.decode(t, &report)
		return report
	}
	if r := verify(0, head); r.Witnessed != 1 || r.Heads != 1 {
		t.Errorf("the true head: %+v", r)
	}
	if r := verify(0, head, head, head); r.Witnessed != 3 {
		t.Errorf("three heads: %+v", r)
	}
	lines := strings.Split(head, "\n")
	edited := func(line int, text string) string {
		out := append([]string{}, lines...)
		out[line] = text
		return strings.Join(out, "\n")
	}
	for name, forged := range map[string]string{
		"another root":                edited(2, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
		"another root, another size":  strings.Replace(edited(2, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), "\n"+lines[1]+"\n", "\n1\n", 1),
		"more than the journal has":   edited(1, "100000"),
		"a journal that is not there": edited(0, "congvan/journal/A10.99/0123456789abcdef0123456789abcdef"),
	} {
		r := verify(exitBad, forged)
		if len(r.Problems) != 1 || r.Problems[0].Code != "fork" {
			t.Errorf("%s: %+v", name, r.Problems)
		}
	}
	r := congvan(t, nil, "journal", "verify", "--data", dir, "--witness", witnesses(t, head, edited(1, "100000")))
	r.wantCode(t, exitBad)
	if !strings.Contains(r.stdout, "1 cơ quan") || strings.Contains(r.stdout, "Khớp") {
		t.Errorf("for people: %s", r.stdout)
	}
}

func TestJournalVerifyRefuses(t *testing.T) {
	t.Parallel()
	dir, head := signedHeads(t)
	for name, text := range map[string]string{
		"nonsense":    "xin chào\n",
		"half a head": strings.Join(strings.Split(head, "\n")[:2], "\n"),
		"a long line": head + "---\n" + strings.Repeat("x", 200_000) + "\n",
	} {
		r := congvan(t, nil, "journal", "verify", "--data", dir, "--witness", witnesses(t, text))
		r.wantCode(t, exitBad)
		if !strings.Contains(r.stderr, "heads.txt") {
			t.Errorf("%s: stderr does not name the file: %q", name, r.stderr)
		}
	}
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	r := congvan(t, nil, "journal", "verify", "--data", nowhere)
	r.wantCode(t, exitBad)
	if !strings.Contains(r.stderr, "--data") {
		t.Errorf("stderr: %s", r.stderr)
	}
	if _, err := os.Stat(nowhere); err == nil {
		t.Error("verifying made a folder")
	}
}

// What a search finds stands in TestDemoPlay, where there are documents.
func TestSearchRefuses(t *testing.T) {
	t.Parallel()
	dir, _ := signedHeads(t)
	for name, c := range map[string]struct {
		login, says string
	}{
		"unknown login":     {"khongco", "khongco"},
		"the administrator": {"quantri", "không đọc nội dung văn bản"},
	} {
		r := congvan(t, nil, "search", "--data", dir, "--as", c.login, "công văn")
		r.wantCode(t, exitBad)
		if !strings.Contains(r.stderr, c.says) {
			t.Errorf("%s: %s", name, r.stderr)
		}
	}
	congvan(t, nil, "search", "--data", t.TempDir(), "--as", "quantri", "công văn").wantCode(t, exitBad)
	congvan(t, nil, "search", "--data", dir, "công văn").wantCode(t, exitUsage)
}

package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"congvan/cmd/congvan/demo"
	"congvan/office/journal"
	"congvan/platform/store/storetest"
)

// played is a demo city in which the main job was played.
type played struct {
	dir      string
	database string   // "" for the embedded one
	args     []string // that open it again
	steps    []demo.Step
}

func (p played) step(t *testing.T, name string) demo.Step {
	t.Helper()
	for _, s := range p.steps {
		if s.Step == name {
			return s
		}
	}
	t.Fatalf("no step %q in %+v", name, p.steps)
	return demo.Step{}
}

// run runs the demo and reads its steps.
func (p *played) run(t *testing.T, more ...string) result {
	t.Helper()
	r := congvan(t, nil, append(p.args, more...)...)
	p.steps = nil
	for _, line := range strings.Split(strings.TrimSpace(r.stdout), "\n") {
		var s demo.Step
		if err := json.Unmarshal([]byte(line), &s); line != "" && err != nil {
			t.Fatalf("%q is no step: %v", line, err)
		}
		if line != "" {
			p.steps = append(p.steps, s)
		}
	}
	return r
}

// TestDemoPlay plays the main job between two servers on each engine: a letter
// goes from one to the other and its answer comes back, issued, verified, proven.
func TestDemoPlay(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			p := played{dir: filepath.Join(t.TempDir(), "demo")}
			p.args = []string{"demo", "--data", p.dir, "--listen", "127.0.0.1:0", "--documents", "3", "--play", "--exit", "--json"}
			if engine == "postgres" {
				p.database = storetest.PostgresDSN(t)
				p.args = append(p.args, "--database", p.database, "--second-database", storetest.PostgresDSN(t))
			}
			p.run(t).wantCode(t, 0)
			p.everyStep(t)
			p.issuedPDF(t)
			p.onDisk(t, engine)
			before := p.verify(t, 0)
			if before.Heads == 0 {
				t.Error("no head was signed")
			}
			p.secondRun(t)
			after := p.verify(t, 0)
			if after.Entries < before.Entries || after.Entries > before.Entries+2 { // the peers greet each other anew
				t.Errorf("the second run made %d entries", after.Entries-before.Entries)
			}
			p.found(t)
			p.tampered(t, engine)
		})
	}
}

func (p *played) everyStep(t *testing.T) {
	t.Helper()
	var names []string
	for _, s := range p.steps {
		names = append(names, s.Step)
		if !s.OK || s.Error != "" || s.Title == "" {
			t.Errorf("step %+v", s)
		}
	}
	want := "city seeded connected sent arrived checked registered directed assigned drafted reviewed signed numbered sealed issued delivered verified reported completed proven"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("steps %s\nwant  %s", got, want)
	}
	for step, detail := range map[string][2]string{
		"seeded": {"documents", "3"}, "checked": {"verdict", "valid"}, "verified": {"verdict", "valid"},
		"reported": {"status", "03"}, "completed": {"status", "06"},
	} {
		if got := p.step(t, step).Detail[detail[0]]; got != detail[1] {
			t.Errorf("step %s says %s %q, want %q", step, detail[0], got, detail[1])
		}
	}
}

func (p *played) issuedPDF(t *testing.T) {
	t.Helper()
	issued := p.step(t, "issued")
	pdf := issued.Detail["pdf"]
	sig := oracle(t, "pdfsig", "-nocert", pdf)
	if strings.Count(sig, "ETSI.CAdES.detached") != 2 || strings.Count(sig, "Signature is Valid") != 2 {
		t.Errorf("pdfsig wants two valid PAdES signatures:\n%s", sig)
	}
	if check := oracle(t, "qpdf", "--check", pdf); !strings.Contains(check, "No syntax or stream encoding errors") {
		t.Errorf("qpdf: %s", check)
	}
	r := congvan(t, nil, "verify", "--roots", filepath.Join(p.dir, "demo-ca"), "--json", pdf)
	r.wantCode(t, 0)
	var report struct {
		Verdict    string            `json:"verdict"`
		Signatures []json.RawMessage `json:"signatures"`
	}
	r.decode(t, &report)
	if report.Verdict != "valid" || len(report.Signatures) != 2 {
		t.Errorf("verify: %s of %d signatures", report.Verdict, len(report.Signatures))
	}
	text := strings.Join(strings.Fields(oracle(t, "pdftotext", "-layout", pdf, "-")), " ")
	if code := issued.Detail["code"]; code == "" || !strings.Contains(text, "Số "+code) {
		t.Errorf("the issued PDF does not say “Số %s”:\n%s", code, text)
	}
}

func (p *played) onDisk(t *testing.T, engine string) {
	t.Helper()
	files := []string{"peer", "files", "demo-ca/demo-root.pem", "peer/demo-ca/demo-root.pem"}
	if engine == "sqlite" {
		files = append(files, "congvan.db", "peer/congvan.db")
	}
	for _, name := range files {
		if _, err := os.Stat(filepath.Join(p.dir, name)); err != nil {
			t.Error(err)
		}
	}
}

// secondRun opens what is there; it neither seeds nor plays again.
func (p *played) secondRun(t *testing.T) {
	t.Helper()
	r := p.run(t)
	r.wantCode(t, 0)
	if len(p.steps) != 0 {
		t.Errorf("the second run told steps: %s", r.stdout)
	}
}

// found: who may read the answer finds it by its number and by words without
// accents; who may not does not.
func (p *played) found(t *testing.T) {
	t.Helper()
	code := p.code(t)
	for _, c := range []struct {
		login string
		text  []string
		want  bool
	}{
		{"vanthu", []string{code}, true},
		{"lanhdao", []string{"kinh", "nghiem", "van", "phong", "khong", "giay"}, true},
		{"vanthu", []string{"chữ", "này", "không", "có", "ở", "đâu"}, false},
	} {
		args := []string{"search", "--data", p.dir, "--as", c.login, "--json"}
		r := congvan(t, p.environ(), append(args, c.text...)...)
		r.wantCode(t, 0)
		var answer struct {
			Hits []searchHit `json:"hits"`
		}
		r.decode(t, &answer)
		found := false
		for _, h := range answer.Hits {
			found = found || h.ReferenceCode == code && h.Kind == "outgoing" && h.Subject != "" && h.IssuedDate != ""
		}
		if found != c.want || answer.Hits == nil {
			t.Errorf("%s searching %v: found %v, want %v in %+v", c.login, c.text, found, c.want, answer.Hits)
		}
	}
	r := congvan(t, p.environ(), "search", "--data", p.dir, "--as", "vanthu", code)
	r.wantCode(t, 0)
	if !strings.Contains(r.stdout, code) {
		t.Errorf("for people: %s", r.stdout)
	}
	r = congvan(t, p.environ(), "search", "--data", p.dir, "--as", "vanthu", "zzzzqqqq")
	r.wantCode(t, 0)
	if !strings.Contains(r.stdout, "Không tìm thấy") {
		t.Errorf("for people: %s", r.stdout)
	}
}

// environ names the database of commands that have no flag for it.
func (p *played) environ() []string {
	if p.database == "" {
		return nil
	}
	return []string{"CONGVAN_DATABASE=" + p.database}
}

func (p *played) verify(t *testing.T, code int) journal.Report {
	t.Helper()
	r := congvan(t, p.environ(), "journal", "verify", "--data", p.dir, "--json")
	r.wantCode(t, code)
	var report journal.Report
	r.decode(t, &report)
	if report.OK != (code == 0) || report.Entries == 0 || report.Agencies < 100 {
		t.Errorf("report: ok %v, %d entries, %d heads, %d agencies", report.OK, report.Entries, report.Heads, report.Agencies)
	}
	return report
}

// tampered changes a row and a file as an intruder would; journal verify names
// each, and nothing else.
func (p *played) tampered(t *testing.T, engine string) {
	t.Helper()
	driver, dsn := "pgx", p.database
	if engine == "sqlite" {
		driver, dsn = "sqlite", filepath.Join(p.dir, "congvan.db")
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	change := func(statement string, args ...any) {
		t.Helper()
		r, err := db.ExecContext(t.Context(), statement, args...)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := r.RowsAffected(); err != nil || n != 1 {
			t.Fatalf("%d rows changed (%v)", n, err)
		}
	}
	var id []byte
	var subject string
	err = db.QueryRowContext(t.Context(), `SELECT id, subject FROM document WHERE reference_code = $1 AND kind = 'outgoing' AND state = 'issued' AND reply_to_id IS NOT NULL`, p.code(t)).Scan(&id, &subject)
	if err != nil {
		t.Fatal(err)
	}
	change(`UPDATE document SET subject = $1 WHERE id = $2`, "nội dung đã bị sửa", id)
	report := p.verify(t, exitBad)
	if len(report.Problems) != 1 || report.Problems[0].Code != "object_changed" || !strings.Contains(report.Problems[0].Message, "nội dung đã bị sửa") {
		t.Errorf("a changed subject: %+v", report.Problems)
	}
	change(`UPDATE document SET subject = $1 WHERE id = $2`, subject, id)
	p.verify(t, 0)

	path, before := p.storedPDF(t)
	after := bytes.Clone(before)
	after[len(after)/2] ^= 1
	p.overwrite(t, path, after)
	report = p.verify(t, exitBad)
	if len(report.Problems) != 1 || report.Problems[0].Code != "file_changed" || report.Problems[0].Object != filepath.Base(path) {
		t.Errorf("a changed file %s: %+v", filepath.Base(path), report.Problems)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	report = p.verify(t, exitBad)
	if len(report.Problems) != 1 || report.Problems[0].Code != "file_missing" {
		t.Errorf("a missing file: %+v", report.Problems)
	}
	p.overwrite(t, path, before)
	p.verify(t, 0)
}

// code is that of the issued answer, from the file that was laid.
func (p *played) code(t *testing.T) string {
	t.Helper()
	laid, err := filepath.Glob(filepath.Join(p.dir, "play", "*.pdf"))
	if err != nil || len(laid) != 1 {
		t.Fatalf("laid PDFs: %v, %v", laid, err)
	}
	number, symbol, _ := strings.Cut(strings.TrimSuffix(filepath.Base(laid[0]), ".pdf"), "-CV-")
	return number + "-CV/" + symbol
}

// storedPDF finds the issued PDF in the file store.
func (p *played) storedPDF(t *testing.T) (path string, b []byte) {
	t.Helper()
	laid, err := filepath.Glob(filepath.Join(p.dir, "play", "*.pdf"))
	if err != nil || len(laid) != 1 {
		t.Fatalf("laid PDFs: %v, %v", laid, err)
	}
	want, err := os.ReadFile(laid[0])
	if err != nil {
		t.Fatal(err)
	}
	err = filepath.WalkDir(filepath.Join(p.dir, "files"), func(at string, f os.DirEntry, err error) error {
		if err != nil || f.IsDir() {
			return err
		}
		got, err := os.ReadFile(at)
		if err == nil && bytes.Equal(got, want) {
			path = at
		}
		return err
	})
	if err != nil || path == "" {
		t.Fatalf("the issued PDF is not in the file store (%v)", err)
	}
	return path, want
}

func (p *played) overwrite(t *testing.T, path string, b []byte) {
	t.Helper()
	_ = os.Chmod(path, 0o600)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A city whose making was interrupted is told so, and not used.
func TestDemoHalfMade(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	congvan(t, []string{"CONGVAN_PASSWORD=mat-khau-thu-nghiem"}, initArgs(dir)...).wantCode(t, 0)
	r := congvan(t, nil, "demo", "--data", dir, "--listen", "127.0.0.1:0", "--exit", "--json")
	r.wantCode(t, exitBad)
	if !strings.Contains(r.stderr, "mới làm được một nửa") || !strings.Contains(r.stderr, "half made") {
		t.Errorf("stderr: %s", r.stderr)
	}
}

package crash

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"congvan/e2e/server"
	"congvan/platform/store/storetest"
)

// How much is imported, and how often the import is killed.
const (
	importRows  = 8000
	importKills = 3
)

// TestImportKilledAndGoneOn kills `congvan import` while it writes, again and again,
// and lets it finish: every row is there once, the rejected ones are told again, and
// the journal proves it.
func TestImportKilledAndGoneOn(t *testing.T) {
	program := server.Build(t)
	seed := seedOf(t)
	t.Run("sqlite", func(t *testing.T) {
		data := t.TempDir()
		o := &office{program: program, data: data, driver: "sqlite", dsn: filepath.Join(data, "congvan.db")}
		o.importAll(t, rand.New(rand.NewPCG(seed, 3)))
	})
	t.Run("postgres", func(t *testing.T) {
		dsn := storetest.PostgresDSN(t)
		o := &office{
			program: program, data: t.TempDir(), driver: "pgx", dsn: dsn,
			environ: []string{"CONGVAN_DATABASE=" + dsn}, demo: []string{"--database", dsn},
		}
		o.importAll(t, rand.New(rand.NewPCG(seed, 4)))
	})
}

// oldRegister writes a CSV in which every 1,000th row cannot be taken.
func oldRegister(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("Ngày đến;Số đến;Tác giả;Số, ký hiệu;Ngày văn bản;Tên loại;Trích yếu;Toàn văn\n")
	for n := 1; n <= importRows; n++ {
		day := "06/03/2024"
		if n%1000 == 500 {
			day = "31/02/2024"
		}
		fmt.Fprintf(&b, "%s;%d;Sở Nội vụ;%d/SNV-VP;04/03/2024;Công văn;Về việc thứ %d;%s\n", day, n, n, n, strings.Repeat("đê điều ", 20))
	}
	path := filepath.Join(t.TempDir(), "so-cu.csv")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (o *office) importAll(t *testing.T, r *rand.Rand) {
	args := append([]string{
		"init", "--data", o.data, "--agency", "Văn phòng Thành ủy", "--code", "A10.01", "--symbol", "VPTU", "--place", "Đà Nẵng",
		"--admin", "Lương Công Trí", "--login", "quantri",
	}, o.demo...)
	if _, err := server.Run(t, o.program, []string{"CONGVAN_PASSWORD=thu-nghiem-cong-van"}, args...); err != nil {
		t.Fatal(err)
	}
	db := o.open(t)
	source := oldRegister(t)
	args = []string{"import", "--data", o.data, "--as", "quantri", "--json", source}
	batches := func() int { return count(t, db, `SELECT COUNT(*) FROM document_import`) }
	for kill := range importKills {
		before := batches()
		p := server.Launch(t, o.program, o.environ, args...)
		for end := time.Now().Add(patience); batches() == before; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("nothing was imported within %s\n%s", patience, p.Output())
			}
		}
		time.Sleep(between(r, 0, 300*time.Millisecond))
		p.Kill()
		if t.Logf("kill %d after %d batches", kill+1, batches()); batches() == importRows/1000 {
			t.Log("it was through already")
		}
		o.imported(t, batches()*999)
	}
	// Rejected rows make it exit 1, with its answer on standard output all the same.
	out, _ := server.Run(t, o.program, o.environ, args...)
	var told struct {
		Complete bool
		Totals   struct{ Rows, Taken, Already, Rejected int }
		Rejected []struct{ Row int }
	}
	if err := json.Unmarshal(out, &told); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	const bad = importRows / 1000
	if got := told.Totals; !told.Complete || got.Rows != importRows || got.Rejected != bad || len(told.Rejected) != bad ||
		got.Already == 0 || got.Taken+got.Already != importRows-bad {
		t.Errorf("the last run says %+v", told)
	}
	o.imported(t, importRows-bad)
	o.verify(t)
}

// imported: as many documents as that, none twice, and nothing of one missing.
func (o *office) imported(t *testing.T, want int) {
	t.Helper()
	db := o.open(t)
	defer db.Close()
	for what, query := range map[string]string{
		"documents":                        `SELECT COUNT(*) FROM document`,
		"different subjects":               `SELECT COUNT(DISTINCT subject) FROM document`,
		"arrival numbers":                  `SELECT COUNT(DISTINCT arrival_number) FROM document`,
		"rows of batches":                  `SELECT COUNT(*) FROM document_import_row`,
		"numbers":                          `SELECT COUNT(*) FROM number`,
		"documents with words":             `SELECT COUNT(*) FROM search_row`,
		"documents that somebody may read": `SELECT COUNT(DISTINCT document_id) FROM reader`,
		"what batches say of themselves":   `SELECT COALESCE(SUM(taken), 0) FROM document_import`,
	} {
		if got := count(t, db, query); got != want {
			t.Errorf("%d %s, want %d", got, what, want)
		}
	}
	if entries, batches := count(t, db, `SELECT COUNT(*) FROM journal_entry WHERE act = 'document.import'`), count(t, db, `SELECT COUNT(*) FROM document_import`); entries != batches {
		t.Errorf("%d journal entries of %d batches", entries, batches)
	}
}

package main

import (
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"congvan/platform/store/storetest"
)

// TestDemoArchive: a city asked for more documents gets those of earlier years,
// imported, with readers, work, words and signed files, and its journals prove it.
func TestDemoArchive(t *testing.T) {
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			p := played{dir: filepath.Join(t.TempDir(), "demo")}
			p.args = []string{"demo", "--data", p.dir, "--listen", "127.0.0.1:0", "--documents", "80", "--exit", "--json"}
			driver, dsn := "sqlite", "file:"+filepath.Join(p.dir, "congvan.db")
			if engine == "postgres" {
				p.database = storetest.PostgresDSN(t)
				driver, dsn = "pgx", p.database
				p.args = append(p.args, "--database", p.database, "--second-database", storetest.PostgresDSN(t))
			}
			p.run(t).wantCode(t, 0)
			if got := p.step(t, "seeded").Detail["documents"]; got != "80" {
				t.Errorf("%s documents made", got)
			}
			p.verify(t, 0)
			db, err := sql.Open(driver, dsn)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			for query, least := range map[string]int{
				`SELECT COUNT(*) FROM document`:                                                   80,
				`SELECT COUNT(*) FROM document_import_row`:                                        50,
				`SELECT COUNT(*) FROM task t JOIN document_import_row r USING (document_id)`:      20,
				`SELECT COUNT(DISTINCT document_id) FROM reader`:                                  80,
				`SELECT COUNT(*) FROM search_row`:                                                 80,
				`SELECT COUNT(*) FROM document_file JOIN document_import_row USING (document_id)`: 10,
				`SELECT COUNT(*) FROM document WHERE kind = 'outgoing' AND state = 'issued'`:      5,
			} {
				var n int
				if err := db.QueryRow(query).Scan(&n); err != nil || n < least {
					t.Errorf("%s: %d, want %d at least (%v)", query, n, least, err)
				}
			}
			var name string
			err = db.QueryRow(`SELECT f.name FROM document_file f JOIN document_import_row r ON r.document_id = f.document_id
				ORDER BY f.size DESC LIMIT 1`).Scan(&name)
			if err != nil || !strings.HasSuffix(name, ".pdf") {
				t.Fatalf("file %q, %v", name, err)
			}
			p.signedFile(t)
		})
	}
}

// signedFile has pdfsig judge one imported file.
func (p *played) signedFile(t *testing.T) {
	t.Helper()
	var judged int
	err := filepath.WalkDir(filepath.Join(p.dir, "files"), func(path string, f os.DirEntry, err error) error {
		if err != nil || f.IsDir() || judged == 2 {
			return err
		}
		out, _ := exec.Command("pdfsig", "-nocert", path).CombinedOutput()
		if strings.Contains(string(out), "chu_ky_lanh_dao") {
			judged++
			if !strings.Contains(string(out), "Signature is Valid.") {
				t.Errorf("pdfsig: %s", out)
			}
		}
		return nil
	})
	if err != nil || judged == 0 {
		t.Errorf("%d files judged, %v", judged, err)
	}
}

package crash

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the drivers that the product uses
	_ "modernc.org/sqlite"

	"congvan/e2e/server"
	ids "congvan/office"
)

// open reads the database as it lies there, past the product.
func (o *office) open(t *testing.T) *sql.DB {
	t.Helper()
	dsn := o.dsn
	if o.driver == "sqlite" {
		dsn = "file:" + dsn + "?_pragma=busy_timeout(5000)"
	}
	db, err := sql.Open(o.driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// count is the one number that a query gives.
func count(t *testing.T, db *sql.DB, query string, args ...any) int {
	t.Helper()
	var n int
	if err := db.QueryRowContext(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// rows prints what a query gives, for messages.
func rows(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	r, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer r.Close()
	names, err := r.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for r.Next() {
		values := make([]any, len(names))
		for i := range values {
			values[i] = new(any)
		}
		if err := r.Scan(values...); err != nil {
			t.Fatal(err)
		}
		for i := range values {
			fmt.Fprintf(&out, "%s=%v ", names[i], *values[i].(*any))
		}
		out.WriteString("\n")
	}
	return out.String()
}

// check holds what lies in the folder of a dead server against what it had
// acknowledged, and against itself.
func (o *office) check(t *testing.T, loads ...*load) {
	t.Helper()
	db := o.open(t)
	defer db.Close()
	for _, l := range loads {
		acknowledged(t, db, l)
	}
	whole(t, db)
	gapless(t, db)
	o.bytes(t, db)
	o.verify(t)
}

// acknowledged: every act that a client was told of is there, and none twice.
func acknowledged(t *testing.T, db *sql.DB, l *load) {
	t.Helper()
	for _, want := range l.acked.registered {
		var state, subject string
		var number int64
		err := db.QueryRowContext(t.Context(), `SELECT state, subject, arrival_number FROM document WHERE id = $1`, id(t, want.document)).
			Scan(&state, &subject, &number)
		if err != nil {
			t.Errorf("registered %q (%s): %v", want.subject, want.document, err)
			continue
		}
		if state != "registered" || subject != want.subject || want.number != 0 && number != want.number {
			t.Errorf("registered %q with number %d; there it is %q, %s, with number %d", want.subject, want.number, subject, state, number)
		}
	}
	for _, s := range l.subjects {
		if n := count(t, db, `SELECT COUNT(*) FROM document WHERE subject = $1`, s); n > 1 {
			t.Errorf("%q is there %d times", s, n)
		}
	}
	for _, sum := range l.acked.received {
		h, _ := hex.DecodeString(sum)
		if n := count(t, db, `SELECT COUNT(*) FROM document_file WHERE sha256 = $1`, h); n != 1 {
			t.Errorf("upload %s belongs to %d documents, want 1", sum, n)
		}
	}
	for _, held := range l.acked.decided {
		if n := count(t, db, `SELECT COUNT(*) FROM staging WHERE id = $1 AND decision = 'purged'`, id(t, held)); n != 1 {
			t.Errorf("the decision about %s is lost", held)
		}
	}
	for _, doc := range l.acked.directed {
		if n := count(t, db, `SELECT COUNT(*) FROM direction_note WHERE document_id = $1 AND kind = 'direction'`, id(t, doc)); n != 1 {
			t.Errorf("%s has %d directions, want 1", doc, n)
		}
	}
	for _, doc := range l.acked.accepted {
		if n := count(t, db, `SELECT COUNT(*) FROM task WHERE document_id = $1 AND kind = 'handle' AND accepted_at IS NOT NULL`, id(t, doc)); n != 1 {
			t.Errorf("%s has %d accepted tasks, want 1", doc, n)
		}
	}
}

// whole: nothing is half done, whether somebody was told of it or not.
func whole(t *testing.T, db *sql.DB) {
	t.Helper()
	for what, query := range map[string]string{
		"documents without a journal entry": `SELECT COUNT(*) FROM document d WHERE NOT EXISTS
			(SELECT 1 FROM journal_entry j WHERE j.object_id = d.id)`,
		"registered documents whose journal does not tell of it": `SELECT COUNT(*) FROM document d WHERE d.kind = 'incoming' AND d.state = 'registered'
			AND NOT EXISTS (SELECT 1 FROM journal_entry j WHERE j.object_id = d.id AND j.act = 'document.register')`,
		"registered documents without a number": `SELECT COUNT(*) FROM document d WHERE d.kind = 'incoming' AND d.state = 'registered'
			AND NOT EXISTS (SELECT 1 FROM number n WHERE n.document_id = d.id AND n.number = d.arrival_number)`,
		"registered documents that nobody was asked to decide about": `SELECT COUNT(*) FROM document d WHERE d.kind = 'incoming' AND d.state = 'registered'
			AND NOT EXISTS (SELECT 1 FROM task k WHERE k.document_id = d.id AND k.kind = 'direct')`,
		"documents that nobody may read": `SELECT COUNT(*) FROM document d WHERE NOT EXISTS
			(SELECT 1 FROM reader r WHERE r.document_id = d.id)`,
		"readers whose list is not the document's": `SELECT COUNT(*) FROM reader r LEFT JOIN document d ON d.id = r.document_id
			WHERE d.id IS NULL OR d.box <> r.box OR d.sort_key <> r.sort_key`,
		"numbers taken by no document": `SELECT COUNT(*) FROM number n LEFT JOIN document d ON d.id = n.document_id
			WHERE n.state = 'taken' AND d.id IS NULL`,
		"files of documents that the store does not know": `SELECT COUNT(*) FROM document_file f LEFT JOIN file s
			ON s.agency_id = f.agency_id AND s.sha256 = f.sha256 WHERE s.sha256 IS NULL`,
		"directions without work": `SELECT COUNT(*) FROM direction_note n WHERE n.kind = 'direction' AND NOT EXISTS
			(SELECT 1 FROM task k WHERE k.note_id = n.id)`,
		"directions whose question is still open": `SELECT COUNT(*) FROM direction_note n JOIN task k ON k.document_id = n.document_id
			WHERE n.kind = 'direction' AND k.kind = 'direct' AND k.done_at IS NULL`,
		"tasks without a journal entry": `SELECT COUNT(*) FROM task k WHERE NOT EXISTS
			(SELECT 1 FROM journal_entry j WHERE j.object_id = k.id)`,
		"journals whose size is not their number of entries": `SELECT COUNT(*) FROM journal_head h WHERE h.size <>
			(SELECT COUNT(*) FROM journal_entry j WHERE j.agency_id = h.agency_id) OR h.size <>
			(SELECT COALESCE(MAX(j.idx), -1) + 1 FROM journal_entry j WHERE j.agency_id = h.agency_id)`,
		"signed heads of a future that never came": `SELECT COUNT(*) FROM journal_signed_head s JOIN journal_head h
			ON h.agency_id = s.agency_id WHERE s.size > h.size`,
	} {
		if n := count(t, db, query); n != 0 {
			t.Errorf("%d %s", n, what)
		}
	}
}

// gapless: arrival numbers are 1…N in every register and year, and the series
// knows the next.
func gapless(t *testing.T, db *sql.DB) {
	t.Helper()
	r, err := db.QueryContext(t.Context(), `
		SELECT s.id, s.period, s.next, COUNT(*), COUNT(DISTINCT d.arrival_number), MIN(n.number), MAX(n.number)
		FROM series s JOIN number n ON n.series_id = s.id JOIN document d ON d.id = n.document_id AND d.arrival_number = n.number
		WHERE s.kind = 'arrival' GROUP BY s.id, s.period, s.next ORDER BY s.id`)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for r.Next() {
		var series ids.ID
		var period string
		var next, n, distinct, first, last int64
		if err := r.Scan(&series, &period, &next, &n, &distinct, &first, &last); err != nil {
			t.Fatal(err)
		}
		if first != 1 || last != n || distinct != n || next != n+1 {
			t.Errorf("series %s of %s: %d documents, %d numbers from %d to %d, the next is %d", series, period, n, distinct, first, last, next)
		}
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
}

// bytes: what a row calls a file lies in the folder with its hash, unless its
// agency let go of it.
func (o *office) bytes(t *testing.T, db *sql.DB) {
	t.Helper()
	r, err := db.QueryContext(t.Context(), `SELECT agency_id, sha256, size FROM file ORDER BY agency_id, sha256`)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for r.Next() {
		var agency ids.ID
		var sum []byte
		var size int64
		if err := r.Scan(&agency, &sum, &size); err != nil {
			t.Fatal(err)
		}
		name := hex.EncodeToString(sum)
		got, n, err := digest(filepath.Join(o.files(), agency.String(), name[:2], name))
		if err != nil || got != name || n != size {
			t.Errorf("file %s of %d bytes: found %s of %d bytes, %v", name, size, got, n, err)
		}
	}
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
}

// files is the folder of the bytes; the bucket's, when there is one.
func (o *office) files() string {
	if o.bucket != "" {
		return o.bucket
	}
	return filepath.Join(o.data, "files")
}

func digest(path string) (sum string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	size, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), size, err
}

// verify lets the product prove its own journals.
func (o *office) verify(t *testing.T) {
	t.Helper()
	out, err := server.Run(t, o.program, o.environ, "journal", "verify", "--data", o.data, "--json")
	var report struct {
		OK       bool
		Entries  int
		Problems []struct{ Message string }
	}
	if err != nil {
		t.Errorf("journal verify: %v\n%s", err, out)
		return
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Errorf("journal verify: %v\n%s", err, out)
		return
	}
	if !report.OK || report.Entries == 0 || len(report.Problems) > 0 {
		t.Errorf("journal verify: %s", out)
	}
}

// id reads an id from an address.
func id(t *testing.T, s string) ids.ID {
	t.Helper()
	v, err := ids.ParseID(s)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return v
}

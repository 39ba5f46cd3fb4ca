package main

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/format"
	"congvan/office/legacy"
	"congvan/platform/table"
)

// How much each turn of an import reads, and how many turns there are.
const (
	importTurnRows = 4000
	importTurns    = 4
)

// measureImport: a CSV of an older system's incoming register, with metadata and a
// text of 150 words a row, in turns with raw inserts of as many rows of as many
// columns.
func measureImport(b *bench) error {
	for _, engine := range b.engines {
		if err := b.importOn(engine); err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return nil
}

func (b *bench) importOn(engine string) error {
	x, err := b.newBed(engine, "import")
	if err != nil {
		return err
	}
	if err := b.city(x); err != nil {
		return err
	}
	var ours, theirs, cpu time.Duration
	var raw *rawRows
	w := writer{random: rand.New(rand.NewPCG(2026, 2))} //nolint:gosec // the same rows each time
	for turn := range importTurns + 1 {
		path, err := b.oldRegister(&w, engine, turn)
		if err != nil {
			return err
		}
		before, start := processor(), time.Now()
		if err := b.importTable(x, path); err != nil {
			return err
		}
		if turn == 0 { // not on an empty table, and the raw rows are made like these
			if err := b.analyse(x); err != nil {
				return err
			}
			if raw, err = b.rawRows(x); err != nil {
				return err
			}
			continue
		}
		ours += time.Since(start)
		cpu += processor() - before
		start = time.Now()
		if err := raw.insert(b, importTurnRows); err != nil {
			return err
		}
		theirs += time.Since(start)
	}
	const n = importTurnRows * importTurns
	b.add("import", fmt.Sprintf("%s: %d rows of a CSV, metadata and 150 words each, 1,000 an act", engine, n),
		perSecond(rate(n, ours))+", "+short(cpu/n)+" CPU each",
		fmt.Sprintf("%s raw inserts of %d columns, %d a statement, 1,000 a commit", perSecond(rate(n, theirs)), raw.columns, raw.some),
		share(rate(n, ours), rate(n, theirs))+" of the rate", "≥ 1,000/s")
	return b.checkImported(x, importTurnRows*(importTurns+1))
}

// oldRegister writes the CSV of one turn.
func (b *bench) oldRegister(w *writer, engine string, turn int) (string, error) {
	var s strings.Builder
	s.WriteString("Ngày đến;Số đến;Tác giả;Số, ký hiệu;Ngày văn bản;Tên loại;Trích yếu;Người ký;Chức vụ;Độ khẩn;Số tờ;Toàn văn\n")
	for i := range importTurnRows {
		n := turn*importTurnRows + i + 1
		fmt.Fprintf(&s, "%02d/%02d/2024;%d;Sở Nội vụ;%d/SNV-VP;15/01/2024;Công văn;Về việc %s;Nguyễn Văn Bình;Giám đốc;%s;3;%s\n",
			1+n%28, 2+n/28%11, n, n, w.text(8), []string{"", "Khẩn"}[n%2], w.text(150))
	}
	path := filepath.Join(b.dir, fmt.Sprintf("import-%s-%d.csv", engine, turn))
	return path, os.WriteFile(path, []byte(s.String()), 0o600)
}

// importTable does what `congvan import` does.
func (b *bench) importTable(x *bed, path string) error {
	rows, err := table.Open(path, "", table.Limits{})
	if err != nil {
		return err
	}
	defer rows.Close()
	i := legacy.Importer{
		Documents: x.documents, Formats: x.documents.Rules.Formats, RuleSet: format.Party, Clock: time.Now, Workers: runtime.GOMAXPROCS(0),
	}
	sum, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	t, err := i.Import(b.ctx, x.Clerk, legacy.Input{Source: filepath.Base(path) + " " + office.HashOf(sum).String(), Table: rows, Kind: document.Incoming})
	if err == nil && t.Taken != importTurnRows {
		err = fmt.Errorf("%d of %d rows taken", t.Taken, importTurnRows)
	}
	return err
}

// rawRows is a table like that of documents, without keys and indexes, and a row.
type rawRows struct {
	db      *sql.DB
	columns int
	row     []any
	some    int // rows a statement
}

func (b *bench) rawRows(x *bed) (*rawRows, error) {
	if _, err := x.bare.ExecContext(b.ctx, `CREATE TABLE bench_document AS SELECT * FROM document WHERE 1 = 0`); err != nil {
		return nil, err
	}
	rows, err := x.bare.QueryContext(b.ctx, `SELECT * FROM document ORDER BY sort_key LIMIT 1`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	r := &rawRows{db: x.bare, columns: len(names), row: make([]any, len(names)), some: 1}
	if x.engine == "postgres" {
		r.some = 100
	}
	dest := make([]any, len(names))
	for i := range dest {
		dest[i] = &r.row[i]
	}
	rows.Next()
	if err := rows.Scan(dest...); err != nil {
		return nil, err
	}
	return r, rows.Err()
}

// insert writes n rows, 1,000 a transaction, in prepared statements of as many rows
// as are quickest: 100 where each is a round trip, one where none is.
func (r *rawRows) insert(b *bench, n int) error {
	some := r.some
	var s strings.Builder
	s.WriteString(`INSERT INTO bench_document VALUES `)
	var args []any
	for i := range some {
		if i > 0 {
			s.WriteString(", ")
		}
		s.WriteString("(")
		for c := range r.columns {
			if c > 0 {
				s.WriteString(", ")
			}
			fmt.Fprintf(&s, "$%d", i*r.columns+c+1)
		}
		s.WriteString(")")
		args = append(args, r.row...)
	}
	for range n / 1000 {
		tx, err := r.db.BeginTx(b.ctx, nil)
		if err != nil {
			return err
		}
		insert, err := tx.PrepareContext(b.ctx, s.String())
		for range 1000 / some {
			if err == nil {
				_, err = insert.ExecContext(b.ctx, args...)
			}
		}
		if err != nil {
			return errors.Join(err, tx.Rollback())
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

// checkImported fails when a row is missing, doubled or cannot be found.
func (b *bench) checkImported(x *bed, want int) error {
	for _, query := range []string{
		`SELECT COUNT(DISTINCT arrival_number) FROM document`, `SELECT COUNT(*) FROM document`, `SELECT COUNT(*) FROM search_row`,
		`SELECT COUNT(DISTINCT document_id) FROM reader`,
	} {
		var n int
		if err := x.bare.QueryRowContext(b.ctx, query).Scan(&n); err != nil {
			return err
		}
		if n != want {
			return fmt.Errorf("%d by %s, want %d", n, query, want)
		}
	}
	return nil
}

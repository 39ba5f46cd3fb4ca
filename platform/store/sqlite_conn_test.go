package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
)

func keptDB(t *testing.T) *sql.DB {
	t.Helper()
	db, err := openKept("file:" + filepath.Join(t.TempDir(), "kept.db"))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	run(t, db, `CREATE TABLE x (n INTEGER PRIMARY KEY, word TEXT)`)
	for i := range 5 {
		run(t, db, `INSERT INTO x (n, word) VALUES ($1, $2)`, i, fmt.Sprint("w", i))
	}
	return db
}

func run(t *testing.T, db *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func ask(t *testing.T, q interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}, query string, args ...any,
) (got string) {
	t.Helper()
	if err := q.QueryRowContext(t.Context(), query, args...).Scan(&got); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return got
}

// A statement whose rows are still open is not given to a second user.
func TestKeptStatementsNest(t *testing.T) {
	db := keptDB(t)
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback() //nolint:errcheck // read-only
	const query = `SELECT word FROM x WHERE n >= $1 ORDER BY n`
	for range 3 {
		rows, err := tx.QueryContext(t.Context(), query, 0)
		if err != nil {
			t.Fatal(err)
		}
		for want := 0; rows.Next(); want++ {
			var got string
			if err := rows.Scan(&got); err != nil || got != fmt.Sprint("w", want) {
				t.Errorf("row %d: %q, %v", want, got, err)
			}
			if got := ask(t, tx, query, 4); got != "w4" {
				t.Errorf("inner: %q", got)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Error(err)
		}
	}
}

// Kept statements follow changes of the tables, and do not remember failures,
// arguments or a context that ended.
func TestKeptStatementsForget(t *testing.T) {
	db := keptDB(t)
	const insert = `INSERT INTO x (n, word) VALUES ($1, $2)`
	for range 2 {
		if _, err := db.ExecContext(t.Context(), insert, 1, "again"); !(sqlite{}).isUnique(err) {
			t.Errorf("doubled key: %v", err)
		}
	}
	run(t, db, insert, 5, nil)
	if got := ask(t, db, `SELECT COALESCE(word, 'none') FROM x WHERE n = $1`, 5); got != "none" {
		t.Errorf("word %q", got)
	}
	all := func() (columns int) {
		rows, err := db.QueryContext(t.Context(), `SELECT * FROM x`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		names, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() { // to the end, so that nothing stays open
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		return len(names)
	}
	_ = all()
	run(t, db, `ALTER TABLE x ADD COLUMN more TEXT`)
	_ = all()
	if got := ask(t, db, `SELECT COALESCE(more, 'new') FROM x WHERE n = 1`); got != "new" {
		t.Errorf("new column %q", got)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := db.ExecContext(ended, insert, 6, "late"); !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: %v", err)
	}
	run(t, db, insert, 6, "late")
}

func TestKeptStatementsAreBounded(t *testing.T) {
	db := keptDB(t)
	for i := range 2 * maxKept {
		if got := ask(t, db, fmt.Sprintf(`SELECT word FROM x WHERE n = %d`, i%5)); got != fmt.Sprint("w", i%5) {
			t.Fatalf("%d: %q", i, got)
		}
		run(t, db, fmt.Sprintf(`UPDATE x SET word = word WHERE n = %d`, i))
	}
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	err = conn.Raw(func(c any) error {
		if n := len(c.(*keptConn).free); n != maxKept {
			return fmt.Errorf("%d statements kept, want %d", n, maxKept)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

package store

import (
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// manyArgs is how many parameters one statement of insertMany has at most: far
// below the limits of both engines, and enough to spare round trips.
const manyArgs = 4000

// many says what insertMany inserts into. row is one row of values with a ? for
// each parameter; "" means that all columns are plain. tail is what follows the
// values: "" or ON CONFLICT …. single inserts one row with a statement.
type many struct {
	name, table, columns, row, tail string
	single                          bool
}

// insertMany inserts rows of equal width, many with a statement. It gives how many
// were inserted.
func (t *tx) insertMany(m many, rows [][]any) (int64, error) {
	if len(rows) == 0 {
		return 0, nil
	}
	if !t.writable {
		return 0, fmt.Errorf("store.%s: write in a view", m.name)
	}
	defer t.timed(m.name, time.Now())
	width := len(rows[0])
	whole, numbered := max(1, manyArgs/width), true
	if t.s.dialect.name() == "sqlite" {
		whole = min(whole, 16) // no round trips to spare
		numbered = false       // its driver looks a numbered parameter up among all
	}
	if m.single {
		whole = 1
	}
	var inserted int64
	var full *sql.Stmt // the statement of a whole chunk, prepared once
	for len(rows) > 0 {
		n := min(whole, len(rows))
		args := make([]any, 0, n*width)
		for _, r := range rows[:n] {
			args = append(args, r...)
		}
		var res sql.Result
		var err error
		if n == whole && (full != nil || len(rows) >= 2*whole) {
			if full == nil {
				if full, err = t.db.PrepareContext(t.ctx, m.query(n, width, numbered)); err != nil {
					return inserted, fmt.Errorf("store.%s: %w", m.name, err)
				}
				defer full.Close()
			}
			res, err = full.ExecContext(t.ctx, args...)
		} else {
			res, err = t.db.ExecContext(t.ctx, m.query(n, width, numbered), args...)
		}
		if err != nil {
			return inserted, fmt.Errorf("store.%s: %w", m.name, err)
		}
		k, err := res.RowsAffected()
		if err != nil {
			return inserted, fmt.Errorf("store.%s: %w", m.name, err)
		}
		inserted, rows = inserted+k, rows[n:]
	}
	return inserted, nil
}

func (m many) query(rows, width int, numbered bool) string {
	row := m.row
	if row == "" {
		row = "(?" + strings.Repeat(", ?", width-1) + ")"
	}
	var b strings.Builder
	b.WriteString("INSERT INTO " + m.table + " (" + m.columns + ") VALUES ")
	n := 0
	for i := range rows {
		if i > 0 {
			b.WriteString(", ")
		}
		for part, rest, more := strings.Cut(row, "?"); ; part, rest, more = strings.Cut(rest, "?") {
			b.WriteString(part)
			if !more {
				break
			}
			if n++; numbered {
				b.WriteString("$" + strconv.Itoa(n))
			} else {
				b.WriteByte('?')
			}
		}
	}
	b.WriteString(" " + m.tail)
	return b.String()
}

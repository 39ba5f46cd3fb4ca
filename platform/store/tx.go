package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"congvan/office"
	"congvan/office/journal"
	"congvan/standard/vietnamese"
)

// tx is one transaction. It belongs to the goroutine that runs the act.
type tx struct {
	s        *Store
	ctx      context.Context
	db       *sql.Tx
	actor    office.Actor
	now      time.Time
	writable bool
	group    *group        // of an act
	head     journal.Range // of the agency's journal with this act's entries, once they are written
	lastMS   int64         // ids of one transaction ascend
	seq      uint16
	entries  []office.Entry
	jobs     []office.Job
	anew     bool                                 // every statement is planned for its values
	named    map[string][]branch                  // issuing agencies found by a list of this transaction
	asked    func(name, query string, args []any) // told of every query; for tests of plans, else nil
}

func (t *tx) Context() context.Context { return t.ctx }
func (t *tx) Actor() office.Actor      { return t.actor }
func (t *tx) Now() time.Time           { return t.now }
func (t *tx) Today() office.Date       { return vietnamese.DateOf(t.now) }

// NewID makes a UUIDv7 (RFC 9562 §5.7, method 1: a counter in rand_a, so that
// ids of one transaction sort as they were made).
func (t *tx) NewID() office.ID {
	var id office.ID
	ms := t.now.UnixMilli()
	if t.lastMS != ms {
		t.lastMS, t.seq = ms, 0
	}
	if t.seq == 0x0fff {
		t.lastMS, t.seq = t.lastMS+1, 0
	}
	binary.BigEndian.PutUint64(id[:8], uint64(t.lastMS)<<16)
	t.seq++
	id[6] = 0x70 | byte(t.seq>>8)
	id[7] = byte(t.seq)
	if _, err := io.ReadFull(t.s.cfg.Random, id[8:]); err != nil {
		panic("store: no randomness: " + err.Error())
	}
	id[8] = id[8]&0x3f | 0x80
	return id
}

func (t *tx) Record(e office.Entry) { t.entries = append(t.entries, e) }
func (t *tx) Enqueue(j office.Job)  { t.jobs = append(t.jobs, j) }

// planAnew has every further statement of the transaction planned for its values:
// PostgreSQL would go by a plan for the average principal, type or word, and there
// is none.
func (t *tx) planAnew() error {
	if t.anew || t.s.dialect.name() != "postgres" {
		return nil
	}
	t.anew = true
	if _, err := t.db.ExecContext(t.ctx, `SET LOCAL plan_cache_mode = force_custom_plan`); err != nil {
		return fmt.Errorf("store.PlanAnew: %w", err)
	}
	return nil
}

// in gives the store's own transaction behind an office.Tx.
func in(t office.Tx) *tx {
	own, ok := t.(*tx)
	if !ok {
		panic(fmt.Sprintf("store: transaction of another store: %T", t))
	}
	return own
}

// exec runs a statement. name is the Go name, for the slow log.
func (t *tx) exec(name, query string, args ...any) (int64, error) {
	if !t.writable {
		return 0, fmt.Errorf("store.%s: write in a view", name)
	}
	defer t.timed(name, time.Now())
	res, err := t.db.ExecContext(t.ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("store.%s: %w", name, err)
	}
	n, err := res.RowsAffected()
	if err != nil {
		return 0, fmt.Errorf("store.%s: %w", name, err)
	}
	return n, nil
}

// one runs a statement that must touch exactly one row; otherwise somebody else
// was faster, which is a conflict.
func (t *tx) one(name, query string, args ...any) error {
	n, err := t.exec(name, query, args...)
	if err != nil {
		return err
	}
	if n != 1 {
		return office.Conflict("store."+name,
			"Người khác vừa thay đổi mục này. Tải lại trang để xem rồi làm tiếp.",
			"Someone else has just changed this. Reload the page, look, and go on.")
	}
	return nil
}

// row reads one row into dest. No row is office.CodeNotFound.
func (t *tx) row(name, query string, args []any, dest ...any) error {
	defer t.timed(name, time.Now())
	if t.asked != nil {
		t.asked(name, query, args)
	}
	err := t.db.QueryRowContext(t.ctx, query, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return office.NotFound("store."+name, "Không tìm thấy.", "Not found.")
	}
	if err != nil {
		return fmt.Errorf("store.%s: %w", name, err)
	}
	return nil
}

// each reads rows one after the other. f must not start another statement.
func each(t *tx, name, query string, args []any, f func(scan func(...any) error) error) error {
	defer t.timed(name, time.Now())
	if t.asked != nil {
		t.asked(name, query, args)
	}
	rows, err := t.db.QueryContext(t.ctx, query, args...)
	if err != nil {
		return fmt.Errorf("store.%s: %w", name, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return fmt.Errorf("store.%s: %w", name, err)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("store.%s: %w", name, err)
	}
	return nil
}

// list collects rows into a slice.
func list[T any](t *tx, name, query string, args []any, scan func(v *T, scan func(...any) error) error) ([]T, error) {
	var out []T
	err := each(t, name, query, args, func(sc func(...any) error) error {
		var v T
		if err := scan(&v, sc); err != nil {
			return err
		}
		out = append(out, v)
		return nil
	})
	return out, err
}

// instantLayout is how instants are stored: UTC, fixed width, so that bytes
// compare as times do.
const instantLayout = "2006-01-02T15:04:05.000000Z"

// at stores an instant; the zero time is NULL.
func at(v time.Time) any {
	if v.IsZero() {
		return nil
	}
	return v.UTC().Format(instantLayout)
}

// when scans an instant into v; NULL gives the zero time.
func when(v *time.Time) sql.Scanner { return (*instant)(v) }

type instant time.Time

func (i *instant) Scan(src any) error {
	var text string
	switch v := src.(type) {
	case nil:
		*i = instant{}
		return nil
	case string:
		text = v
	case []byte:
		text = string(v)
	default:
		return fmt.Errorf("store: cannot scan %T as an instant", src)
	}
	parsed, err := time.Parse(instantLayout, text)
	if err != nil {
		return err
	}
	*i = instant(parsed)
	return nil
}

// orNull stores a text, "" as NULL.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// orEmpty scans a nullable text, NULL as "".
func orEmpty(s *string) sql.Scanner { return (*nullText)(s) }

type nullText string

func (n *nullText) Scan(src any) error {
	var v sql.NullString
	if err := v.Scan(src); err != nil {
		return err
	}
	*n = nullText(v.String)
	return nil
}

// orZero scans a nullable integer, NULL as 0; 0 is stored as NULL by nonZero.
func orZero(i *int64) sql.Scanner { return (*nullInt)(i) }

type nullInt int64

func (n *nullInt) Scan(src any) error {
	var v sql.NullInt64
	if err := v.Scan(src); err != nil {
		return err
	}
	*n = nullInt(v.Int64)
	return nil
}

func nonZero(i int64) any {
	if i == 0 {
		return nil
	}
	return i
}

// flag stores a bool as 0 or 1, the same on both engines.
func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func itoa(i int) string { return strconv.Itoa(i) }

func toJSON(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

package store

import (
	"context"
	"database/sql"

	"congvan/office"
)

// Act runs f in a read-write transaction; see office.Acts. Journal entries and
// jobs recorded in f are written last, so the lock of the journal's head is
// taken after every other lock and held for the shortest time.
func (s *Store) Act(ctx context.Context, a office.Actor, f func(office.Tx) error) error {
	ctx, end := s.begin(ctx, kindAct)
	err := s.act(ctx, a, f)
	if s.dialect.isRetryable(err) {
		err = s.act(ctx, a, f)
	}
	err = s.friendly(err)
	end(err)
	return err
}

func (s *Store) act(ctx context.Context, a office.Actor, f func(office.Tx) error) error {
	db, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer db.Rollback() //nolint:errcheck // nothing to undo after Commit
	t := s.newTx(ctx, db, a, true)
	if err := f(t); err != nil {
		return err
	}
	if err := t.writeJobs(); err != nil {
		return err
	}
	if err := t.writeEntries(); err != nil {
		return err
	}
	if err := db.Commit(); err != nil {
		return err
	}
	if len(t.entries) > 0 || len(t.jobs) > 0 {
		s.woken.all()
	}
	return nil
}

// View runs f in a read-only transaction that sees one state; see office.Acts.
func (s *Store) View(ctx context.Context, a office.Actor, f func(office.Tx) error) error {
	ctx, end := s.begin(ctx, kindView)
	err := s.friendly(s.view(ctx, a, f))
	end(err)
	return err
}

func (s *Store) view(ctx context.Context, a office.Actor, f func(office.Tx) error) error {
	db, err := s.read.BeginTx(ctx, s.dialect.viewOptions())
	if err != nil {
		return err
	}
	defer db.Rollback() //nolint:errcheck // read-only
	return f(s.newTx(ctx, db, a, false))
}

func (s *Store) newTx(ctx context.Context, db *sql.Tx, a office.Actor, writable bool) *tx {
	return &tx{s: s, ctx: ctx, db: db, actor: a, now: s.Now(), writable: writable}
}

// friendly keeps our own errors and turns the driver's into ours by code.
func (s *Store) friendly(err error) error {
	if err == nil || office.CodeOf(err) != office.CodeInternal {
		return err
	}
	if s.dialect.isUnique(err) {
		return &office.Error{
			Code: office.CodeConflict, Op: "store.Act", Err: err,
			Vi: "Dữ liệu này vừa được người khác ghi. Tải lại trang rồi làm tiếp.",
			En: "Someone else has just written this. Reload the page and go on.",
		}
	}
	if s.dialect.isAway(err) {
		return &office.Error{
			Code: office.CodeUnavailable, Op: "store.Act", Err: err,
			Vi: "Cơ sở dữ liệu chưa trả lời. Chưa có gì được ghi; thử lại sau ít phút.",
			En: "The database does not answer. Nothing was written; try again in a few minutes.",
		}
	}
	return office.Wrap("store.Act", err)
}

package store

import (
	"context"
	"database/sql"
	"errors"

	"congvan/office"
)

// Act runs f in a read-write transaction; see office.Acts. It may share the
// transaction with acts that wait for the same lock; see group. Journal entries
// and jobs recorded in f are written last.
func (s *Store) Act(ctx context.Context, a office.Actor, f func(office.Tx) error) error {
	ctx, end := s.begin(ctx, kindAct)
	err := s.act(ctx, a, false, f)
	if s.dialect.isRetryable(err) {
		err = s.act(ctx, a, true, f)
	}
	err = s.friendly(err)
	end(err)
	return err
}

func (s *Store) act(ctx context.Context, a office.Actor, first bool, f func(office.Tx) error) error {
	g, err := s.turn(ctx, a, first)
	if err != nil {
		return err
	}
	err = g.run(ctx, a, f)
	<-g.ended
	if err != nil {
		return err
	}
	return g.err
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

// unsure is an error of a commit: when the server is away, nobody knows whether it
// was done. An embedded database knows.
type unsure struct{ error }

func (u unsure) Unwrap() error { return u.error }

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
	if errors.As(err, &unsure{}) && s.dialect.isAway(err) && s.dialect.name() == "postgres" {
		return &office.Error{
			Code: office.CodeUnavailable, Op: "store.Act", Err: err,
			Vi: "Mất kết nối với cơ sở dữ liệu đúng lúc ghi nên chưa rõ đã ghi hay chưa. Mở lại trang để xem, rồi chỉ làm lại nếu chưa có.",
			En: "The connection to the database broke while this was written, so nobody knows whether it was. Look first, and do it again only if it is not there.",
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

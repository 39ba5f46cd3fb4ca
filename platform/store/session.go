package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/alexedwards/scs/v2"

	"congvan/office"
)

const (
	maxSessionData = 64 << 10 // bytes
	maxToken       = 256      // bytes; a longer one was never given out

	// sessionSlack is how far a stored expiry may lag behind: a page view that
	// only moves the idle time-out on is not worth a write each. A thousand people
	// at work write three times a second.
	sessionSlack = 5 * time.Minute

	// sessionSweep is how many expired rows go with each new session.
	sessionSweep = 100
)

// Sessions keeps browser sessions for scs: any node can serve any session. Only
// the hash of a token is stored, so the table does not open sessions to whoever
// reads it.
type Sessions struct{ store *Store }

var _ scs.CtxStore = (*Sessions)(nil)

// Sessions gives the store of browser sessions.
func (s *Store) Sessions() *Sessions { return &Sessions{s} }

func tokenHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// memory is what one request read, so that it need not be read again to see that
// nothing changed.
type memory struct {
	token  string
	data   []byte
	expiry time.Time
}

type memoryKey struct{}

// Remember gives a context in which CommitCtx knows what FindCtx read: a session
// that the request did not change is never written over by it, and one that was
// ended meanwhile does not come back.
func (s *Sessions) Remember(ctx context.Context) context.Context {
	return context.WithValue(ctx, memoryKey{}, &memory{})
}

// FindCtx reads a session's data. An unknown, malformed or expired token is not found.
func (s *Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	if token == "" || len(token) > maxToken {
		return nil, false, nil
	}
	data, expiry, err := s.find(ctx, token)
	if err != nil || data == nil || !expiry.After(s.store.Now()) {
		return nil, false, err
	}
	if m, ok := ctx.Value(memoryKey{}).(*memory); ok {
		*m = memory{token, data, expiry}
	}
	return data, true, nil
}

// find gives nil data when there is no row.
func (s *Sessions) find(ctx context.Context, token string) (data []byte, expiry time.Time, err error) {
	err = s.store.View(ctx, office.Actor{}, func(tx office.Tx) error {
		err := in(tx).row("Session.Find", `SELECT data, expiry FROM session WHERE token = $1`,
			[]any{tokenHash(token)}, &data, when(&expiry))
		if office.CodeOf(err) == office.CodeNotFound {
			return nil
		}
		return err
	})
	return data, expiry, err
}

// CommitCtx writes a session. An unchanged one whose expiry hardly moved is left
// alone, of another only the expiry moves. A new one takes some expired rows with it.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	if len(data) > maxSessionData || len(token) > maxToken {
		return office.NewError(office.CodeTooLarge, "store.Session.Commit",
			"Phiên làm việc giữ quá nhiều dữ liệu. Đăng xuất rồi đăng nhập lại.",
			"The session holds too much. Sign out and in again.")
	}
	old, known, err := s.before(ctx, token)
	if err != nil {
		return err
	}
	moved := expiry.Sub(old.expiry)
	same := old.data != nil && string(old.data) == string(data)
	if same && moved >= 0 && moved < sessionSlack {
		return nil
	}
	return s.store.Act(ctx, office.Actor{}, func(tx office.Tx) error {
		t, until := in(tx), at(expiry.Truncate(time.Microsecond))
		switch {
		case known && same:
			_, err := t.exec("Session.Move", `UPDATE session SET expiry = $1 WHERE token = $2`, until, tokenHash(token))
			return err
		case known:
			_, err := t.exec("Session.Change", `UPDATE session SET data = $1, expiry = $2 WHERE token = $3`, data, until, tokenHash(token))
			return err
		case old.data == nil:
			if err := sweep(t, sessionSweep); err != nil {
				return err
			}
		}
		return t.one("Session.Commit", `
			INSERT INTO session (token, data, expiry) VALUES ($1, $2, $3)
			ON CONFLICT (token) DO UPDATE SET data = excluded.data, expiry = excluded.expiry`,
			tokenHash(token), data, until)
	})
}

// before is the session as it was. Known says that the request itself has read it:
// if its row is gone by now, somebody has ended it.
func (s *Sessions) before(ctx context.Context, token string) (old memory, known bool, err error) {
	if m, ok := ctx.Value(memoryKey{}).(*memory); ok {
		if m.token == token && m.data != nil {
			return *m, true, nil
		}
		return memory{}, false, nil // a new one: nobody else can know its token
	}
	old.data, old.expiry, err = s.find(ctx, token)
	return old, false, err
}

// DeleteCtx ends a session; an unknown token is no error.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	return s.store.Act(ctx, office.Actor{}, func(tx office.Tx) error {
		_, err := in(tx).exec("Session.Delete", `DELETE FROM session WHERE token = $1`, tokenHash(token))
		return err
	})
}

// Clean deletes expired sessions.
func (s *Sessions) Clean(ctx context.Context) error {
	return s.store.Act(ctx, office.Actor{}, func(tx office.Tx) error { return sweep(in(tx), 100_000) })
}

func sweep(t *tx, limit int) error {
	_, err := t.exec("Session.Sweep", fmt.Sprintf(`
		DELETE FROM session WHERE token IN (
			SELECT token FROM session WHERE expiry <= $1 ORDER BY expiry LIMIT %d)`, limit), at(t.now))
	return err
}

// Find is FindCtx without a context; scs prefers the other.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx without a context.
func (s *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx without a context.
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

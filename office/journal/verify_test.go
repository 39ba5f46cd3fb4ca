package journal_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"congvan/office"
	"congvan/office/journal"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

// ledger is a journal whose database can be changed from outside.
type ledger struct {
	t     *testing.T
	store *store.Store
	db    *sql.DB
	city  *storetest.City
	rows  map[office.ID]string // today's rows of the kind "test"
}

func eachLedger(t *testing.T, f func(t *testing.T, l *ledger)) {
	t.Helper()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			driver, dsn := "sqlite", filepath.Join(t.TempDir(), "congvan.db")
			if engine == "postgres" {
				driver, dsn = "pgx", storetest.PostgresDSN(t)
			}
			s, err := store.Open(context.Background(), store.Config{DSN: dsn})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			db, err := sql.Open(driver, dsn)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() })
			f(t, &ledger{t, s, db, storetest.Office(t, s), map[office.ID]string{}})
		})
	}
}

// write records that an object now says text.
func (l *ledger) write(id office.ID, text string) office.ID {
	l.t.Helper()
	err := l.store.Act(context.Background(), office.SystemActor(l.city.Agency), func(tx office.Tx) error {
		if id.Zero() {
			id = tx.NewID()
		}
		tx.Record(office.Entry{Act: "test.write", Kind: "test", Object: id, Document: id, State: office.Canonical("test/1", text)})
		return nil
	})
	if err != nil {
		l.t.Fatal(err)
	}
	l.rows[id] = text
	return id
}

// erase erases an object as office/document does.
func (l *ledger) erase(id office.ID) {
	l.t.Helper()
	err := l.store.Act(context.Background(), office.SystemActor(l.city.Agency), func(tx office.Tx) error {
		if err := (store.Documents{}).ErasePayloads(tx, l.city.Agency, id); err != nil {
			return err
		}
		tx.Record(office.Entry{Act: "test.erase", Kind: "test", Object: id, Document: id, State: journal.ErasedState()})
		return nil
	})
	if err != nil {
		l.t.Fatal(err)
	}
	delete(l.rows, id)
}

func (l *ledger) exec(statement string, args ...any) {
	l.t.Helper()
	if _, err := l.db.Exec(statement, args...); err != nil {
		l.t.Fatal(err)
	}
}

func (l *ledger) verify(witnessed ...journal.Head) journal.Report {
	l.t.Helper()
	kinds := []journal.Kind{{Name: "test", States: func(_ office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
		for id, text := range l.rows {
			if agency != l.city.Agency {
				continue
			}
			if err := f(id, office.Canonical("test/1", text)); err != nil {
				return err
			}
		}
		return nil
	}}}
	r, err := journal.Verifier{Acts: l.store, Store: store.Journal{}, Kinds: kinds, Witnessed: witnessed}.Verify(context.Background())
	if err != nil {
		l.t.Fatal(err)
	}
	mine := []journal.Problem{}
	for _, p := range r.Problems {
		if p.Code != "kind_unknown" { // the organisation's own
			mine = append(mine, p)
		}
	}
	r.Problems = mine
	return r
}

// problems holds what verify names: code and a part of the message, one a line.
func (l *ledger) problems(what string, r journal.Report, want ...string) {
	l.t.Helper()
	var got []string
	for _, p := range r.Problems {
		got = append(got, p.Code+": "+p.Message)
	}
	if len(got) != len(want) {
		l.t.Fatalf("%s: %d problems, want %d:\n%s", what, len(got), len(want), strings.Join(got, "\n"))
	}
	for _, w := range want {
		code, message, _ := strings.Cut(w, ": ")
		found := false
		for _, g := range got {
			found = found || strings.HasPrefix(g, code+": ") && strings.Contains(g, message)
		}
		if !found {
			l.t.Errorf("%s: no %q in\n%s", what, w, strings.Join(got, "\n"))
		}
	}
}

// An erased entry leaves the tree provable; a payload that no act erased does not
// pass for one, whatever its row says.
func TestVerifyErased(t *testing.T) {
	eachLedger(t, func(t *testing.T, l *ledger) {
		kept, gone := l.write(office.ID{}, "một"), l.write(office.ID{}, "hai")
		l.write(gone, "hai, sửa")
		l.erase(gone)
		r := l.verify()
		l.problems("erased by an act", r)
		if r.Erased != 2 {
			t.Errorf("%d erased entries, want 2", r.Erased)
		}

		// The intruder's way: blank an object's last entry, then change its rows.
		var eraser int64
		if err := l.db.QueryRow(`SELECT MAX(idx) FROM journal_entry WHERE agency_id = $1`, l.city.Agency[:]).Scan(&eraser); err != nil {
			t.Fatal(err)
		}
		l.rows[kept] = "đã bị sửa"
		for name, by := range map[string]int64{
			"a true erasing act, of another object": eraser,
			"an act that erased nothing":            1,
			"an act that never was":                 eraser + 100,
			"no act":                                0,
		} {
			l.exec(`UPDATE journal_entry SET salt = NULL, payload = NULL, person_id = NULL, behalf_id = NULL, erased_by = $1
				WHERE agency_id = $2 AND object_id = $3`, by, l.city.Agency[:], kept[:])
			l.problems(name, l.verify(), "entry_changed: no act erased it")
		}
	})
}

func (l *ledger) head(size int64) journal.Head {
	l.t.Helper()
	h := journal.Head{Origin: journal.Origin("A10.01", l.city.Agency), Size: size}
	err := l.store.View(context.Background(), office.SystemActor(l.city.Agency), func(tx office.Tx) error {
		if size < 0 {
			var err error
			if h.Size, err = (store.Journal{}).Size(tx, l.city.Agency); err != nil {
				return err
			}
		}
		var err error
		h.Root, err = tlog.TreeHash(h.Size, store.Journal{}.Hashes(tx, l.city.Agency))
		return err
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return h
}

// A witness's head is compared with the tree itself: a history that was rewritten
// whole, stored hashes and heads too, is found by nothing else.
func TestVerifyWitness(t *testing.T) {
	eachLedger(t, func(t *testing.T, l *ledger) {
		l.write(office.ID{}, "một")
		early := l.head(3)
		full := l.head(-1)
		renamed := full
		renamed.Origin = journal.Origin("A10.77", l.city.Agency) // the code it had then
		r := l.verify(full, early, renamed)
		l.problems("true heads", r)
		if r.Witnessed != 3 {
			t.Errorf("%d heads compared, want 3", r.Witnessed)
		}

		fork, longer, stranger := early, full, full
		fork.Root[0] ^= 1
		longer.Size++
		stranger.Origin = journal.Origin("A10.01", office.ID{9})
		l.problems("a fork", l.verify(full, fork), "fork: "+fmt.Sprintf("head of %d entries", early.Size))
		l.problems("more than there is", l.verify(longer), fmt.Sprintf("fork: the journal has only %d", full.Size))
		l.problems("a journal that is gone", l.verify(stranger), "fork: this journal is not here")

		// Drop the last entry, with everything that spoke of it.
		last := full.Size - 1
		l.exec(`DELETE FROM journal_entry WHERE agency_id = $1 AND idx = $2`, l.city.Agency[:], last)
		l.exec(`DELETE FROM journal_hash WHERE agency_id = $1 AND idx >= $2`, l.city.Agency[:], tlog.StoredHashIndex(0, last))
		l.exec(`UPDATE journal_head SET size = $1 WHERE agency_id = $2`, last, l.city.Agency[:])
		clear(l.rows)
		l.problems("cut off, without a witness", l.verify())
		l.problems("cut off, with a witness", l.verify(early, full), fmt.Sprintf("fork: the journal has only %d", last))
	})
}

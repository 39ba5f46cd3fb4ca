package store_test

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"

	"congvan/office"
	"congvan/office/journal"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

func TestDepths(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		q, a := store.Jobs{S: s}, office.SystemActor(agency(t, s))
		if all, err := q.Depths(t.Context()); err != nil || len(all) != 0 {
			t.Fatalf("%v, %v, want nothing", all, err)
		}
		enqueue(t, s, a,
			office.Job{Kind: "a"}, office.Job{Kind: "a"}, office.Job{Kind: "a"}, office.Job{Kind: "a", After: time.Hour},
			office.Job{Kind: "b", After: time.Hour})
		held, err := q.Claim(t.Context(), "test", []string{"a"}, 2, time.Minute)
		if err != nil || len(held) != 2 {
			t.Fatal(held, err)
		}
		if err := q.Later(t.Context(), held[0].ID, time.Hour, true, "away"); err != nil {
			t.Fatal(err)
		}
		all, err := q.Depths(t.Context())
		if err != nil || len(all) != 2 || all[0].Oldest <= 0 || all[0].Oldest > time.Minute {
			t.Fatalf("%+v, %v", all, err)
		}
		all[0].Oldest = 0
		want := []store.Depth{{Kind: "a", Due: 1, Later: 2, Running: 1, Failing: 1}, {Kind: "b", Later: 1}}
		if !cmp.Equal(all, want) {
			t.Error(cmp.Diff(want, all))
		}
	})
}

func TestUnsigned(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		id := storetest.Office(t, s).Agency
		unsigned := func() (n int, since time.Time) {
			t.Helper()
			err := s.View(t.Context(), office.Actor{System: true}, func(tx office.Tx) (err error) {
				n, since, err = store.Journal{}.Unsigned(tx)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return n, since
		}
		skey, _, err := note.GenerateKey(rand.Reader, "o")
		if err != nil {
			t.Fatal(err)
		}
		signer, err := note.NewSigner(skey)
		if err != nil {
			t.Fatal(err)
		}
		heads := journal.Heads{Acts: s, Store: store.Journal{}, Key: func(context.Context, office.ID) (note.Signer, string, error) {
			return signer, "o", nil
		}}
		if n, since := unsigned(); n != 2 || since.IsZero() {
			t.Errorf("two agencies have just been founded: %d since %s", n, since)
		}
		if err := heads.SignAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n, since := unsigned(); n != 0 || !since.IsZero() {
			t.Errorf("all signed: %d since %s", n, since)
		}
		record := func() (at time.Time) {
			t.Helper()
			err := s.Act(t.Context(), office.SystemActor(id), func(tx office.Tx) error {
				at = tx.Now()
				tx.Record(office.Entry{Act: "test.act", Kind: "test", Object: tx.NewID(), State: office.Canonical("test/1", 1)})
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		first := record()
		record()
		if n, since := unsigned(); n != 1 || !since.Equal(first) {
			t.Errorf("two entries: %d since %s, want 1 since %s", n, since, first)
		}
		if _, err := heads.Sign(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if n, _ := unsigned(); n != 0 {
			t.Errorf("signed: %d", n)
		}
		third := record()
		if n, since := unsigned(); n != 1 || !since.Equal(third) {
			t.Errorf("one more: %d since %s, want 1 since %s", n, since, third)
		}
	})
}

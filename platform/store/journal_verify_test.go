package store_test

import (
	"context"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"congvan/office"
	"congvan/office/journal"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

// thing is a made-up journalled object whose rows the test keeps itself.
type thing struct {
	Name string `json:"name"`
}

func TestVerifyNamesWhatWasChanged(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		id := agency(t, s)
		seed(t, s, id)
		rows := map[office.ID]thing{}
		write := func(object office.ID, v thing) office.ID {
			err := s.Act(ctx, office.SystemActor(id), func(tx office.Tx) error {
				if object.Zero() {
					object = tx.NewID()
				}
				tx.Record(office.Entry{
					Act: "thing.write", Kind: "thing", Object: object, Document: object,
					Detail: map[string]string{"why": "thử <b>"}, State: office.Canonical("thing/1", v),
				})
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			rows[object] = v
			return object
		}
		first := write(office.ID{}, thing{"một"})
		second := write(office.ID{}, thing{"hai"})
		write(first, thing{"một, sửa"})

		skey, vkey, err := note.GenerateKey(nil, "test")
		if err != nil {
			t.Fatal(err)
		}
		signer, err := note.NewSigner(skey)
		if err != nil {
			t.Fatal(err)
		}
		verifier, err := note.NewVerifier(vkey)
		if err != nil {
			t.Fatal(err)
		}
		heads := journal.Heads{Acts: s, Store: store.Journal{}, Key: func(context.Context, office.ID) (note.Signer, string, error) {
			return signer, journal.Origin("H17", id), nil
		}}
		if err := heads.SignAll(ctx); err != nil {
			t.Fatal(err)
		}
		verify := func() journal.Report {
			t.Helper()
			v := journal.Verifier{
				Acts: s, Store: store.Journal{},
				HeadKeys: func(office.ID) ([]note.Verifier, error) { return []note.Verifier{verifier}, nil },
				Kinds: []journal.Kind{{Name: "thing", States: func(_ office.Tx, _ office.ID, f func(office.ID, office.State) error) error {
					for id, v := range rows {
						if err := f(id, office.Canonical("thing/1", v)); err != nil {
							return err
						}
					}
					return nil
				}}},
			}
			r, err := v.Verify(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		if r := verify(); !r.OK || r.Entries != 3 || r.Objects != 2 || r.Heads != 1 {
			t.Fatalf("untouched: %+v", r)
		}

		wantProblem := func(what, code, inMessage string) {
			t.Helper()
			r := verify()
			if r.OK {
				t.Fatalf("%s: verify says ok", what)
			}
			for _, p := range r.Problems {
				if p.Code == code && strings.Contains(p.Message, inMessage) {
					return
				}
			}
			t.Errorf("%s: no problem %s naming %q in %+v", what, code, inMessage, r.Problems)
		}
		rows[second] = thing{"ba"}
		wantProblem("row changed", "object_changed", `name was "hai", is "ba"`)
		delete(rows, second)
		wantProblem("row deleted", "object_missing", second.String())
		rows[second] = thing{"hai"}
		rows[office.ID{9}] = thing{"lạ"}
		wantProblem("row added", "object_unrecorded", office.ID{9}.String())
		delete(rows, office.ID{9})

		if err := store.TamperForTest(s, `UPDATE journal_entry SET payload = salt WHERE idx = 1`); err != nil {
			t.Fatal(err)
		}
		wantProblem("payload changed", "entry_changed", "does not match what was committed to")
	})
}

func TestVerifyFindsRewrittenHistory(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, c := range []struct{ name, statement, code string }{
			{"time", `UPDATE journal_entry SET at = '2026-01-01T00:00:00.000000Z' WHERE idx = 2`, "head_mismatch"},
			{"deleted", `DELETE FROM journal_entry WHERE idx = 1`, "entry_missing"},
			{"cut off", `DELETE FROM journal_entry WHERE idx >= 2`, "head_mismatch"},
			{"hash", `UPDATE journal_hash SET hash = (SELECT hash FROM journal_hash h WHERE h.idx = 1 AND h.agency_id = journal_hash.agency_id) WHERE idx = 0`, "tree_changed"},
		} {
			t.Run(c.name, func(t *testing.T) {
				ctx := context.Background()
				id := agency(t, s)
				seed(t, s, id)
				for range 4 {
					err := s.Act(ctx, office.SystemActor(id), func(tx office.Tx) error {
						tx.Record(office.Entry{Act: "a", Kind: "x", Object: tx.NewID(), State: journal.ErasedState()})
						return nil
					})
					if err != nil {
						t.Fatal(err)
					}
				}
				skey, _, err := note.GenerateKey(nil, "test")
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
				if _, err := heads.Sign(ctx, id); err != nil {
					t.Fatal(err)
				}
				if err := store.TamperForTest(s, c.statement); err != nil {
					t.Fatal(err)
				}
				r, err := journal.Verifier{Acts: s, Store: store.Journal{}}.Verify(ctx)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range r.Problems {
					if p.Code == c.code {
						return
					}
				}
				t.Errorf("no %s in %+v", c.code, r.Problems)
			})
		}
	})
}

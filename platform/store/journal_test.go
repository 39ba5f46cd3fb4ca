package store_test

import (
	"context"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"congvan/office"
	"congvan/office/journal"
	"congvan/platform/store"
)

// seed makes the agency's row, which the journal refers to.
func seed(t *testing.T, s *store.Store, id office.ID) {
	t.Helper()
	if err := store.InsertAgencyForTest(s, id); err != nil {
		t.Fatal(err)
	}
}

// checkTree recomputes the tree from its entries and proves each of them.
func checkTree(t *testing.T, s *store.Store, id office.ID, want int64) {
	t.Helper()
	err := s.View(context.Background(), office.SystemActor(id), func(tx office.Tx) error {
		var j store.Journal
		var tree journal.Range
		var leaves []tlog.Hash
		err := j.Entries(tx, id, 0, 1000, func(e journal.Entry) error {
			if e.Index != tree.Size() {
				t.Errorf("entry %d at place %d", e.Index, tree.Size())
			}
			leaves = append(leaves, e.LeafHash())
			tree.Add(e.LeafHash())
			return nil
		})
		if err != nil {
			return err
		}
		if tree.Size() != want {
			t.Fatalf("%d entries, want %d", tree.Size(), want)
		}
		head := journal.Head{Origin: "test", Size: want, Root: tree.Root()}
		for i, leaf := range leaves {
			p, err := journal.ProveInclusion(want, int64(i), j.Hashes(tx, id))
			if err != nil {
				return err
			}
			if err := journal.CheckInclusion(p, head, int64(i), leaf); err != nil {
				t.Errorf("entry %d: %v", i, err)
			}
		}
		half := journal.Range{}
		for _, leaf := range leaves[:want/2] {
			half.Add(leaf)
		}
		older := journal.Head{Origin: "test", Size: want / 2, Root: half.Root()}
		p, err := journal.ProveConsistency(want, want/2, j.Hashes(tx, id))
		if err != nil {
			return err
		}
		if err := journal.CheckConsistency(p, head, older); err != nil {
			t.Error(err)
		}
		older.Root[0] ^= 1
		if older.Size > 0 && journal.CheckConsistency(p, head, older) == nil {
			t.Error("a forged older root passes")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

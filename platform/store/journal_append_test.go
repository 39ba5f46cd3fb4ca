package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"congvan/office"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

func agency(t *testing.T, s *store.Store) office.ID {
	t.Helper()
	var id office.ID
	err := s.Act(context.Background(), office.Actor{System: true}, func(tx office.Tx) error {
		id = tx.NewID()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestActIsAllOrNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := office.Actor{Agency: agency(t, s)}
		ctx := context.Background()
		boom := errors.New("boom")
		err := s.Act(ctx, a, func(tx office.Tx) error {
			tx.Record(office.Entry{Act: "test.act", Kind: "test", Object: tx.NewID(), State: office.Canonical("test/1", 1)})
			tx.Enqueue(office.Job{Kind: "test"})
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatalf("err = %v, want boom", err)
		}
		if office.CodeOf(err) != office.CodeInternal {
			t.Errorf("code = %s, want internal", office.CodeOf(err))
		}
	})
}

// Fifty acts at once must give entries 0…49, one after the other.
func TestEntriesInOrderUnderLoad(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		id := agency(t, s)
		seed(t, s, id)
		a := office.Actor{Agency: id}
		var wg sync.WaitGroup
		errs := make(chan error, 50)
		for i := range 50 {
			wg.Go(func() {
				errs <- s.Act(context.Background(), a, func(tx office.Tx) error {
					tx.Record(office.Entry{
						Act: "test.act", Kind: "test", Object: tx.NewID(),
						State: office.Canonical("test/1", fmt.Sprint(i)),
					})
					return nil
				})
			})
		}
		wg.Wait()
		close(errs)
		for err := range errs {
			if err != nil {
				t.Fatal(err)
			}
		}
		checkTree(t, s, id, 50)
	})
}

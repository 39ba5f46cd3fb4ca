package store_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"congvan/office"
	"congvan/platform/job"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

func enqueue(t *testing.T, s *store.Store, a office.Actor, jobs ...office.Job) {
	t.Helper()
	err := s.Act(context.Background(), a, func(tx office.Tx) error {
		for _, j := range jobs {
			tx.Enqueue(j)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestJobRunsUntilItSucceeds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		id := agency(t, s)
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		var mu sync.Mutex
		seen := map[string]int{}
		workers := map[string]job.Worker{"greet": func(_ context.Context, j job.Claimed) error {
			mu.Lock()
			defer mu.Unlock()
			seen[string(j.Payload)]++
			if string(j.Payload) == `"flaky"` && j.Attempts == 0 {
				return errors.New("not yet")
			}
			if len(seen) == 3 && seen[`"flaky"`] == 2 {
				cancel()
			}
			return nil
		}}
		a := office.SystemActor(id)
		enqueue(t, s, a,
			office.Job{Kind: "greet", Payload: "a"}, office.Job{Kind: "greet", Payload: "b"},
			office.Job{Kind: "greet", Payload: "flaky", Key: "once"}, office.Job{Kind: "greet", Payload: "double", Key: "once"})
		for _, node := range []string{"one", "two"} { // two nodes share the queue
			r := job.Runner{Queue: store.Jobs{S: s}, Workers: workers, Owner: node, Poll: 50 * time.Millisecond, Log: slog.New(slog.DiscardHandler)}
			if node == "one" {
				go r.Run(ctx)
				continue
			}
			r.Run(ctx)
		}
		if !errors.Is(ctx.Err(), context.Canceled) {
			t.Fatal("timed out")
		}
		mu.Lock()
		defer mu.Unlock()
		if seen[`"a"`] != 1 || seen[`"b"`] != 1 || seen[`"flaky"`] != 2 || seen[`"double"`] != 0 {
			t.Errorf("runs = %v", seen)
		}
	})
}

func TestClaimsAreExclusive(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := office.SystemActor(agency(t, s))
		for range 40 {
			enqueue(t, s, a, office.Job{Kind: "k"})
		}
		q := store.Jobs{S: s}
		var mu sync.Mutex
		held := map[office.ID]int{}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for {
					jobs, err := q.Claim(context.Background(), "n", []string{"k"}, 3, time.Minute)
					if err != nil {
						t.Error(err)
						return
					}
					if len(jobs) == 0 {
						return
					}
					mu.Lock()
					for _, j := range jobs {
						held[j.ID]++
					}
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		for id, n := range held {
			if n != 1 {
				t.Errorf("job %s claimed %d times", id, n)
			}
		}
		if len(held) != 40 {
			t.Errorf("%d jobs claimed, want 40", len(held))
		}
	})
}

package store_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"congvan/office"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

// crowd is acts of one agency that wait behind a first one.
type crowd struct {
	t       *testing.T
	s       *store.Store
	a       office.Actor
	commits atomic.Int64 // since the crowd was made
	open    chan struct{}
	wg      sync.WaitGroup
	waiting int
}

// eachCrowd gives a store with an agency whose first act runs and will not end
// before release. The first act records an entry.
func eachCrowd(t *testing.T, f func(t *testing.T, c *crowd)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		id := agency(t, s)
		seed(t, s, id)
		c := &crowd{t: t, s: s, a: office.Actor{Agency: id}, open: make(chan struct{})}
		store.WatchForTest(s, c)
		running := make(chan struct{})
		c.wg.Go(func() {
			err := s.Act(t.Context(), c.a, func(tx office.Tx) error {
				record(tx)
				close(running)
				<-c.open
				return nil
			})
			if err != nil {
				t.Errorf("first act: %v", err)
			}
		})
		<-running
		f(t, c)
	})
}

// Begin implements store.Observer.
func (c *crowd) Begin(ctx context.Context, _ string) (context.Context, func(error)) {
	return ctx, func(error) {}
}

// Statement counts commits.
func (c *crowd) Statement(_ context.Context, name string, _ time.Time, _ time.Duration) {
	if name == "Commit" {
		c.commits.Add(1)
	}
}

// Enqueued implements store.Observer.
func (c *crowd) Enqueued(context.Context, string, office.ID) {}

func record(tx office.Tx) {
	tx.Record(office.Entry{Act: "test.act", Kind: "test", Object: tx.NewID(), State: office.Canonical("test/1", 1)})
}

// add puts an act behind the others; ended gets its error.
func (c *crowd) add(ctx context.Context, f func(office.Tx) error, ended func(error)) {
	c.t.Helper()
	c.wg.Go(func() { ended(c.s.Act(ctx, c.a, f)) })
	c.waiting++
	c.await(c.waiting)
}

func (c *crowd) await(n int) {
	c.t.Helper()
	for store.WaitingForTest(c.s) != n {
		if c.t.Context().Err() != nil {
			c.t.Fatal("the acts did not queue")
		}
		runtime.Gosched()
	}
}

// release lets everyone act and waits for them.
func (c *crowd) release() {
	close(c.open)
	c.wg.Wait()
}

func (c *crowd) fine(err error) {
	if err != nil {
		c.t.Errorf("an act failed with its neighbour: %v", err)
	}
}

func write(tx office.Tx) error {
	record(tx)
	tx.Enqueue(office.Job{Kind: "test"})
	return nil
}

// checkKept expects as many entries, jobs and commits.
func (c *crowd) checkKept(entries, jobs, commits int) {
	c.t.Helper()
	checkTree(c.t, c.s, c.a.Agency, int64(entries))
	_, waiting, err := store.Jobs{S: c.s}.Failing(context.Background(), 1)
	if err != nil || waiting != jobs {
		c.t.Errorf("%d jobs, want %d (%v)", waiting, jobs, err)
	}
	if got := c.commits.Load(); got != int64(commits) {
		c.t.Errorf("%d commits, want %d", got, commits)
	}
}

func TestWaitingActsShareOneCommit(t *testing.T) {
	eachCrowd(t, func(t *testing.T, c *crowd) {
		for range 49 {
			c.add(t.Context(), write, c.fine)
		}
		c.release()
		c.checkKept(50, 49, 1)
	})
}

// An act sees what its neighbours did, and one that fails leaves no trace.
func TestFailedActLeavesItsNeighbours(t *testing.T) {
	eachCrowd(t, func(t *testing.T, c *crowd) {
		boom := errors.New("boom")
		var last int64
		size := func(tx office.Tx) (n int64) {
			n, err := store.Journal{}.Size(tx, c.a.Agency)
			c.fine(err)
			return n
		}
		c.add(t.Context(), write, c.fine)
		c.add(t.Context(), func(tx office.Tx) error {
			_ = write(tx)
			return boom
		}, func(err error) {
			if !errors.Is(err, boom) {
				t.Errorf("%v, want boom", err)
			}
		})
		c.add(t.Context(), func(tx office.Tx) error { // fails when its entries are written
			_ = write(tx)
			tx.Record(office.Entry{Kind: "test", Object: tx.NewID(), State: office.Canonical("test/1", 1)})
			return nil
		}, func(err error) {
			if err == nil {
				t.Error("an entry without an act was kept")
			}
		})
		c.add(t.Context(), func(tx office.Tx) error { // swallows what the database refused
			_ = write(tx)
			_ = store.Organisation{}.InsertAgency(tx, c.a.Agency, tx.Now())
			return nil
		}, func(err error) {
			if (err == nil) != (c.s.Engine() == "sqlite") { // a transaction goes on after an error there
				t.Errorf("a refused statement: %v", err)
			}
		})
		c.add(t.Context(), func(tx office.Tx) error {
			last = size(tx)
			return write(tx)
		}, c.fine)
		c.release()
		want := 3
		if c.s.Engine() == "sqlite" {
			want = 4
		}
		if last != int64(want-1) {
			t.Errorf("the last act saw %d entries, want %d", last, want-1)
		}
		c.checkKept(want, want-1, 1)
	})
}

// A panic, or the end of a goroutine, is its own act's only.
func TestPanicLeavesItsNeighbours(t *testing.T) {
	eachCrowd(t, func(t *testing.T, c *crowd) {
		c.add(t.Context(), write, c.fine)
		panicking := func(f func()) {
			c.wg.Go(func() {
				defer func() { _ = recover() }()
				_ = c.s.Act(t.Context(), c.a, func(tx office.Tx) error {
					_ = write(tx)
					f()
					return nil
				})
				t.Error("the act came back")
			})
			c.waiting++
			c.await(c.waiting)
		}
		panicking(func() { panic("boom") })
		panicking(runtime.Goexit)
		c.add(t.Context(), write, c.fine)
		c.release()
		c.checkKept(3, 2, 1)
		if err := c.s.Act(t.Context(), c.a, write); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}

// The first act of a group has no savepoint: what it did goes with its
// transaction, and the others begin anew.
func TestPanicOfTheFirstAct(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		id := agency(t, s)
		seed(t, s, id)
		a := office.Actor{Agency: id}
		func() {
			defer func() {
				if recover() != "boom" {
					t.Error("no panic")
				}
			}()
			_ = s.Act(t.Context(), a, func(tx office.Tx) error {
				_ = write(tx)
				panic("boom")
			})
		}()
		if err := s.Act(t.Context(), a, write); err != nil {
			t.Fatal(err)
		}
		checkTree(t, s, id, 1)
	})
}

// Whoever goes away while waiting does not act; whoever goes away while acting
// harms nobody.
func TestCancelledActLeavesItsNeighbours(t *testing.T) {
	eachCrowd(t, func(t *testing.T, c *crowd) {
		c.add(t.Context(), write, c.fine)
		gone, cancel := context.WithCancel(t.Context())
		c.add(gone, func(office.Tx) error {
			t.Error("acted after it was cancelled")
			return nil
		}, func(err error) {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%v, want cancelled", err)
			}
		})
		cancel()
		c.waiting--
		c.await(c.waiting)
		late, cancelLate := context.WithCancel(t.Context())
		c.add(late, func(tx office.Tx) error {
			cancelLate()
			return write(tx)
		}, c.fine)
		c.add(t.Context(), write, c.fine)
		c.release()
		c.checkKept(4, 3, 1)
	})
}

// When the commit fails nobody's act is kept, and everybody is told.
func TestFailedCommitTellsEveryone(t *testing.T) {
	eachCrowd(t, func(t *testing.T, c *crowd) {
		c.release()
		for _, statement := range []string{
			`CREATE TABLE test_parent (id INTEGER PRIMARY KEY)`,
			`CREATE TABLE test_child (parent INTEGER REFERENCES test_parent (id) DEFERRABLE INITIALLY DEFERRED)`,
		} {
			if err := store.TamperForTest(c.s, statement); err != nil {
				t.Fatal(err)
			}
		}
		c.commits.Store(0)
		c.open, c.waiting = make(chan struct{}), 0
		running := make(chan struct{})
		var told atomic.Int64
		fails := func(err error) {
			if err != nil {
				told.Add(1)
			}
		}
		c.wg.Go(func() {
			fails(c.s.Act(t.Context(), c.a, func(tx office.Tx) error {
				close(running)
				<-c.open
				return write(tx)
			}))
		})
		<-running
		c.add(t.Context(), func(tx office.Tx) error {
			_ = write(tx)
			return store.ExecForTest(tx, `INSERT INTO test_child (parent) VALUES (7)`)
		}, fails)
		c.add(t.Context(), write, fails)
		c.release()
		if n := told.Load(); n != 3 {
			t.Errorf("%d were told, want 3", n)
		}
		c.checkKept(1, 0, 1)
		if err := c.s.Act(t.Context(), c.a, write); err != nil {
			t.Errorf("afterwards: %v", err)
		}
		checkTree(t, c.s, c.a.Agency, 2)
	})
}

// A group ends: it takes 64 acts at most.
func TestGroupIsBounded(t *testing.T) {
	eachCrowd(t, func(t *testing.T, c *crowd) {
		for range 99 {
			c.add(t.Context(), write, c.fine)
		}
		c.release()
		c.checkKept(100, 99, 2)
	})
}

// Acts of several agencies go each to its own journal, in one transaction or not.
func TestAgenciesTogether(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var agencies []office.ID
		for range 3 {
			id := agency(t, s)
			seed(t, s, id)
			agencies = append(agencies, id)
		}
		var wg sync.WaitGroup
		for i := range 60 {
			wg.Go(func() {
				err := s.Act(t.Context(), office.Actor{Agency: agencies[i%3]}, func(tx office.Tx) error {
					record(tx)
					record(tx)
					if i%5 == 0 {
						return fmt.Errorf("no %d", i)
					}
					return nil
				})
				if (err != nil) != (i%5 == 0) {
					t.Errorf("act %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		for _, id := range agencies {
			checkTree(t, s, id, 32)
		}
	})
}

package job_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"congvan/office"
	"congvan/platform/job"
)

// queue is a queue in memory with the promises of job.Queue; the real one is
// tested beside platform/store.
type queue struct {
	mu       sync.Mutex
	jobs     map[office.ID]*waiting
	extended int // how often a claim was renewed
	claims   int
	removals int
	away     int // how many removals fail first
	changed  chan struct{}
}

type waiting struct {
	job.Claimed
	at     time.Time
	until  time.Time
	reason string
	done   bool
}

func newQueue(kinds ...string) *queue {
	q := &queue{jobs: map[office.ID]*waiting{}, changed: make(chan struct{})}
	for i, k := range kinds {
		id := office.ID{byte(i + 1)}
		q.jobs[id] = &waiting{Claimed: job.Claimed{ID: id, Kind: k}}
	}
	return q
}

func (q *queue) Claim(_ context.Context, _ string, kinds []string, n int, lease time.Duration) ([]job.Claimed, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.claims++
	now := time.Now()
	var due []*waiting
	for _, w := range q.jobs {
		if !w.done && slices.Contains(kinds, w.Kind) && !w.at.After(now) && !w.until.After(now) {
			due = append(due, w)
		}
	}
	slices.SortFunc(due, func(a, b *waiting) int { return cmp.Compare(a.ID[0], b.ID[0]) })
	var out []job.Claimed
	for _, w := range due[:min(n, len(due))] {
		w.until = now.Add(lease)
		out = append(out, w.Claimed)
	}
	return out, nil
}

func (q *queue) Extend(_ context.Context, id office.ID, lease time.Duration) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs[id].until = time.Now().Add(lease)
	q.extended++
	return nil
}

func (q *queue) Done(_ context.Context, ids ...office.ID) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.removals++; q.away > 0 {
		q.away--
		return errors.New("the database is away")
	}
	for _, id := range ids {
		q.jobs[id].done = true
	}
	return nil
}

func (q *queue) Later(ctx context.Context, id office.ID, d time.Duration, failed bool, reason string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	w := q.jobs[id]
	w.at, w.until, w.reason = time.Now().Add(d), time.Time{}, reason
	if failed {
		w.Attempts++
	}
	return nil
}

func (q *queue) Changed() <-chan struct{} { return q.changed } // nobody wakes the runner

// state is a job as it lies now.
func (q *queue) state(n byte) waiting {
	q.mu.Lock()
	defer q.mu.Unlock()
	return *q.jobs[office.ID{n}]
}

// wait waits until the queue is as wanted.
func (q *queue) wait(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not within 10 s", what)
		}
	}
}

// start runs a runner; stop ends it and waits for it.
func start(t *testing.T, r job.Runner) (stop func()) {
	t.Helper()
	r.Owner, r.Log = "test", slog.New(slog.DiscardHandler)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.Run(ctx)
	}()
	stop = sync.OnceFunc(func() {
		cancel()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			t.Error("the runner does not stop")
		}
	})
	t.Cleanup(stop)
	return stop
}

func TestOutcomes(t *testing.T) {
	q := newQueue("good", "bad", "panics", "waits", "unknown")
	var mu sync.Mutex
	observed := map[string]error{}
	stop := start(t, job.Runner{
		Queue: q, Poll: time.Hour,
		Workers: map[string]job.Worker{
			"good":   func(context.Context, job.Claimed) error { return nil },
			"bad":    func(context.Context, job.Claimed) error { return errors.New("the other side is away") },
			"panics": func(context.Context, job.Claimed) error { panic("oh no") },
			"waits": func(context.Context, job.Claimed) error {
				return fmt.Errorf("not yet: %w", job.Snooze{For: time.Minute})
			},
		},
		Observe: func(kind string, _ time.Duration, err error) {
			mu.Lock()
			defer mu.Unlock()
			observed[kind] = err
		},
	})
	q.wait(t, "four outcomes", func() bool {
		return q.state(1).done && q.state(2).Attempts == 1 && q.state(3).Attempts == 1 && !q.state(4).at.IsZero()
	})
	stop()
	for n, says := range map[byte]string{2: "the other side is away", 3: "panic: oh no"} {
		w := q.state(n)
		if in := time.Until(w.at); w.done || !strings.Contains(w.reason, says) || in < 500*time.Millisecond || in > 1300*time.Millisecond {
			t.Errorf("failed job: %+v, again in %s", w, in)
		}
	}
	if w := q.state(4); w.Attempts != 0 || w.reason != "" || time.Until(w.at) < 50*time.Second {
		t.Errorf("a job that only waits: %+v", w)
	}
	if w := q.state(5); w.done || !w.until.IsZero() {
		t.Errorf("a job of no worker was taken: %+v", w)
	}
	if len(observed) != 4 || observed["good"] != nil || observed["bad"] == nil {
		t.Errorf("observed %v", observed)
	}
}

// A slot that frees takes the next job at once, without being woken.
func TestSlotsAreFilled(t *testing.T) {
	kinds := make([]string, 60)
	for i := range kinds {
		kinds[i] = "k"
	}
	q := newQueue(kinds...)
	var mu sync.Mutex
	running, most, runs := 0, 0, 0
	start(t, job.Runner{Queue: q, Poll: time.Hour, Width: 3, Workers: map[string]job.Worker{"k": func(context.Context, job.Claimed) error {
		mu.Lock()
		running++
		runs++
		most = max(most, running)
		mu.Unlock()
		time.Sleep(2 * time.Millisecond)
		mu.Lock()
		running--
		mu.Unlock()
		return nil
	}}})
	q.wait(t, "sixty jobs", func() bool {
		for n := range kinds {
			if !q.state(byte(n + 1)).done {
				return false
			}
		}
		return true
	})
	if most != 3 || runs != 60 {
		t.Errorf("%d at once in %d runs, want 3 and 60", most, runs)
	}
}

// Jobs that end together cost one removal and one claim, not one each.
func TestEndsAreGathered(t *testing.T) {
	kinds := make([]string, 200)
	for i := range kinds {
		kinds[i] = "k"
	}
	q := newQueue(kinds...)
	stop := start(t, job.Runner{Queue: q, Poll: time.Hour, Width: 20, Workers: map[string]job.Worker{"k": func(context.Context, job.Claimed) error { return nil }}})
	all := func() bool {
		for n := range kinds {
			if !q.state(byte(n + 1)).done {
				return false
			}
		}
		return true
	}
	q.wait(t, "two hundred jobs", all)
	stop()
	if q.removals > 100 || q.claims > 100 {
		t.Errorf("%d removals and %d claims for 200 jobs", q.removals, q.claims)
	}
}

// A job that could not be removed is removed later, and not run again.
func TestRemovalIsTriedAgain(t *testing.T) {
	q := newQueue("a", "b")
	q.away = 2
	var mu sync.Mutex
	runs := 0
	start(t, job.Runner{Queue: q, Poll: 10 * time.Millisecond, Workers: map[string]job.Worker{
		"a": func(context.Context, job.Claimed) error {
			mu.Lock()
			defer mu.Unlock()
			runs++
			return nil
		},
	}})
	q.wait(t, "the end", func() bool { return q.state(1).done })
	mu.Lock()
	defer mu.Unlock()
	if runs != 1 || q.state(2).done {
		t.Errorf("%d runs", runs)
	}
}

// What runs when the server stops is given back as it was, and no failure.
func TestStopGivesBack(t *testing.T) {
	q := newQueue("long")
	began := make(chan struct{})
	stop := start(t, job.Runner{Queue: q, Workers: map[string]job.Worker{"long": func(ctx context.Context, _ job.Claimed) error {
		close(began)
		<-ctx.Done()
		return ctx.Err()
	}}})
	<-began
	stop()
	if w := q.state(1); w.done || w.Attempts != 0 || !w.until.IsZero() || w.reason != "the server stopped" {
		t.Errorf("%+v", w)
	}
}

// A claim is renewed while its job runs, so that no other node takes it.
func TestClaimOfARunningJobIsRenewed(t *testing.T) {
	q := newQueue("long")
	release := make(chan struct{})
	start(t, job.Runner{Queue: q, Lease: 30 * time.Millisecond, Poll: time.Hour, Workers: map[string]job.Worker{
		"long": func(context.Context, job.Claimed) error {
			<-release
			return nil
		},
	}})
	q.wait(t, "three renewals", func() bool {
		q.mu.Lock()
		defer q.mu.Unlock()
		return q.extended >= 3
	})
	close(release)
	q.wait(t, "the end", func() bool { return q.state(1).done })
}

// A job that hangs is ended and tried again.
func TestLimitEndsTheWork(t *testing.T) {
	q := newQueue("hangs")
	start(t, job.Runner{Queue: q, Limit: 20 * time.Millisecond, Poll: time.Hour, Workers: map[string]job.Worker{
		"hangs": func(ctx context.Context, _ job.Claimed) error {
			<-ctx.Done()
			return ctx.Err()
		},
	}})
	q.wait(t, "the lease", func() bool { return q.state(1).Attempts == 1 })
	if w := q.state(1); !strings.Contains(w.reason, context.DeadlineExceeded.Error()) {
		t.Errorf("%+v", w)
	}
}

func TestBackoff(t *testing.T) {
	for n, want := range map[int]time.Duration{
		-1: time.Second, 0: time.Second, 1: time.Second, 2: 2 * time.Second, 5: 16 * time.Second, 10: 512 * time.Second,
		11: 10 * time.Minute, 1000: 10 * time.Minute,
	} {
		for range 50 {
			if got := job.Backoff(n); got < want*8/10 || got > want*12/10 {
				t.Fatalf("after failure %d again in %s, want %s ± 20 %%", n, got, want)
			}
		}
	}
}

func TestEvery(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	runs := 0
	job.Every(ctx, slog.New(slog.DiscardHandler), "test", time.Millisecond, func(context.Context) error {
		if runs++; runs == 3 {
			cancel()
		}
		return errors.New("fails and goes on")
	})
	if runs != 3 {
		t.Errorf("%d runs, want 3", runs)
	}
}

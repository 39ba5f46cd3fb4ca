// Package job runs durable background work: what acts enqueued in their own
// transactions. A job runs at least once, is retried with backoff until it
// succeeds, and is never dropped silently: one that keeps failing stays listed
// with its last error.
//
// It knows no work itself; workers are given to it.
package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"congvan/office"
)

// Claimed is a job that this process holds until Until.
type Claimed struct {
	ID       office.ID
	Agency   office.ID
	Kind     string
	Payload  json.RawMessage
	Attempts int // earlier ones
	Created  time.Time
}

// Queue is where jobs lie.
type Queue interface {
	// Claim takes the due jobs of the given kinds, at most n, oldest first, for
	// the length of lease. Two processes never hold the same job.
	Claim(ctx context.Context, owner string, kinds []string, n int, lease time.Duration) ([]Claimed, error)
	// Extend holds a job for the length of lease from now.
	Extend(ctx context.Context, id office.ID, lease time.Duration) error
	// Done removes jobs.
	Done(ctx context.Context, ids ...office.ID) error
	// Later gives a job back to run after d; failed says it counts as an attempt.
	Later(ctx context.Context, id office.ID, d time.Duration, failed bool, reason string) error
	// Changed is closed when there may be new work.
	Changed() <-chan struct{}
}

// Worker does one kind of job. It must bear being run twice for one job.
type Worker func(ctx context.Context, j Claimed) error

// Snooze is an error of a worker that only has to wait: no failure.
type Snooze struct{ For time.Duration }

func (s Snooze) Error() string { return fmt.Sprintf("job: again in %s", s.For) }

// Runner runs jobs until its context ends.
type Runner struct {
	Queue   Queue
	Workers map[string]Worker
	Owner   string        // names this process among the nodes
	Width   int           // jobs at once; 0 means 4. More for kinds that mostly wait
	Poll    time.Duration // how often to look without being woken; 0 means 1 s
	// Lease is how long a claim counts; a running job's is renewed, so a job of a
	// node that died goes to another this much later. 0 means 30 s.
	Lease time.Duration
	// Limit is how long one run may take; 0 means 10 min.
	Limit time.Duration
	Log   *slog.Logger
	// Observe is told of every run; may be nil.
	Observe func(kind string, d time.Duration, err error)
}

// gather is how long the runner lets things come together before it looks at the
// queue again: what ended meanwhile is removed in one transaction, and what is due
// is claimed in one.
const gather = 5 * time.Millisecond

// Run works until ctx ends, then waits for running jobs. Periodic work is started
// by the same workers: see Every.
func (r *Runner) Run(ctx context.Context) {
	width, poll := max(r.Width, 1), r.Poll
	if r.Width == 0 {
		width = 4
	}
	if poll == 0 {
		poll = time.Second
	}
	kinds := slices.Collect(maps.Keys(r.Workers))
	done := newEnded()
	slots := make(chan struct{}, width)
	defer r.remove(ctx, done)
	var wg sync.WaitGroup
	defer wg.Wait()
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for ctx.Err() == nil {
		changed := r.Queue.Changed()
		r.remove(ctx, done)
		for _, j := range r.claim(ctx, kinds, width-len(slots)) {
			slots <- struct{}{}
			wg.Go(func() {
				ok := r.run(ctx, j)
				<-slots
				done.add(j.ID, ok)
			})
		}
		select {
		case <-ctx.Done():
		case <-changed:
			wait(ctx, gather)
		case <-done.some:
			if len(slots) > 0 {
				wait(ctx, gather)
			}
		case <-tick.C:
		}
	}
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func (r *Runner) claim(ctx context.Context, kinds []string, n int) []Claimed {
	if n == 0 {
		return nil
	}
	jobs, err := r.Queue.Claim(ctx, r.Owner, kinds, n, r.lease())
	if err != nil && ctx.Err() == nil {
		r.Log.Error("job: claim", "error", err)
	}
	return jobs
}

// remove takes jobs that succeeded out of the queue, even while the process
// stops. What cannot be removed now is tried again with the next.
func (r *Runner) remove(ctx context.Context, done *ended) {
	ids := done.take()
	if len(ids) == 0 {
		return
	}
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := r.Queue.Done(after, ids...); err != nil {
		r.Log.Error("job: done", "jobs", len(ids), "error", err)
		done.back(ids)
	}
}

// ended is the jobs that succeeded and are still in the queue.
type ended struct {
	some chan struct{} // a slot is free again
	mu   sync.Mutex
	ids  []office.ID // guarded by mu
}

func newEnded() *ended { return &ended{some: make(chan struct{}, 1)} }

func (e *ended) add(id office.ID, ok bool) {
	if ok {
		e.back([]office.ID{id})
	}
	select {
	case e.some <- struct{}{}:
	default:
	}
}

func (e *ended) back(ids []office.ID) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.ids = append(e.ids, ids...)
}

func (e *ended) take() []office.ID {
	e.mu.Lock()
	defer e.mu.Unlock()
	ids := e.ids
	e.ids = nil
	return ids
}

func (r *Runner) lease() time.Duration {
	if r.Lease == 0 {
		return 30 * time.Second
	}
	return r.Lease
}

func (r *Runner) limit() time.Duration {
	if r.Limit == 0 {
		return 10 * time.Minute
	}
	return r.Limit
}

// hold renews the claim of a running job until ctx ends.
func (r *Runner) hold(ctx context.Context, id office.ID) {
	renew := time.NewTicker(r.lease() / 3)
	defer renew.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-renew.C:
			if err := r.Queue.Extend(ctx, id, r.lease()); err != nil && ctx.Err() == nil {
				r.Log.Warn("job: renew claim", "id", id.String(), "error", err)
			}
		}
	}
}

// run does one job. It reports success, which leaves the job to be removed; any
// other outcome is written.
func (r *Runner) run(ctx context.Context, j Claimed) bool {
	start := time.Now()
	work, cancel := context.WithTimeout(ctx, r.limit())
	var held sync.WaitGroup
	held.Go(func() { r.hold(work, j.ID) })
	err := r.safely(work, j)
	cancel()
	held.Wait() // before the outcome, which gives the claim up
	if r.Observe != nil {
		r.Observe(j.Kind, time.Since(start), err)
	}
	if err == nil {
		return true
	}
	// The outcome is written even while the process stops.
	after, done := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer done()
	var snooze Snooze
	switch {
	case errors.As(err, &snooze):
		err = r.Queue.Later(after, j.ID, snooze.For, false, "")
	case ctx.Err() != nil:
		err = r.Queue.Later(after, j.ID, 0, false, "the server stopped")
	default:
		r.Log.Warn("job failed", "kind", j.Kind, "id", j.ID.String(), "attempts", j.Attempts+1, "error", err)
		err = r.Queue.Later(after, j.ID, Backoff(j.Attempts+1), true, err.Error())
	}
	if err != nil {
		r.Log.Error("job: outcome", "kind", j.Kind, "id", j.ID.String(), "error", err)
	}
	return false
}

func (r *Runner) safely(ctx context.Context, j Claimed) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("job %s: panic: %v", j.Kind, p)
		}
	}()
	return r.Workers[j.Kind](ctx, j)
}

// Backoff is how long to wait after the n-th failure: 1 s doubling to 10 min,
// ± 20 % so that many do not come back at once.
func Backoff(n int) time.Duration {
	d := time.Second << min(max(n-1, 0), 10)
	d = min(d, 10*time.Minute)
	return time.Duration(float64(d) * (0.8 + 0.4*rand.Float64()))
}

// Every runs f at once and then every d until ctx ends; failures are logged.
func Every(ctx context.Context, log *slog.Logger, name string, d time.Duration, f func(context.Context) error) {
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		if err := f(ctx); err != nil && ctx.Err() == nil {
			log.Warn("periodic work failed", "name", name, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

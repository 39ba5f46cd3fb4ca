package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"congvan/office"
	"congvan/platform/store"
)

// times are durations of one kind of work, sorted once it is over.
type times []time.Duration

func (t times) at(share float64) time.Duration {
	if len(t) == 0 {
		return 0
	}
	slices.Sort(t)
	return t[min(len(t)-1, int(share*float64(len(t))))]
}

func (t times) p50() time.Duration { return t.at(0.50) }
func (t times) p95() time.Duration { return t.at(0.95) }

// String gives the median and the 95th percentile.
func (t times) String() string { return short(t.p50()) + " / " + short(t.p95()) }

// short writes a duration with three digits that count.
func short(d time.Duration) string {
	switch {
	case d >= time.Second:
		return fmt.Sprintf("%.2f s", d.Seconds())
	case d >= 100*time.Millisecond:
		return fmt.Sprintf("%.0f ms", d.Seconds()*1e3)
	case d >= 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", d.Seconds()*1e3)
	case d >= time.Millisecond:
		return fmt.Sprintf("%.2f ms", d.Seconds()*1e3)
	}
	return fmt.Sprintf("%.0f µs", d.Seconds()*1e6)
}

// rounds is how often a duel changes sides, so that a busy moment of the machine
// falls on both.
const rounds = 8

// duel runs two works in turns, each for total in sum, one call at a time.
func duel(total time.Duration, us, reference func() error) (ours, theirs times, err error) {
	for _, warm := range []func() error{us, reference} {
		if err := warm(); err != nil {
			return nil, nil, err
		}
	}
	for range rounds {
		if err := repeat(total/rounds, us, &ours); err != nil {
			return nil, nil, err
		}
		if err := repeat(total/rounds, reference, &theirs); err != nil {
			return nil, nil, err
		}
	}
	return ours, theirs, nil
}

func repeat(total time.Duration, work func() error, into *times) error {
	for end := time.Now().Add(total); time.Now().Before(end); {
		start := time.Now()
		if err := work(); err != nil {
			return err
		}
		*into = append(*into, time.Since(start))
	}
	return nil
}

// together lets n people do a work in a closed loop; work gets the person's index.
func together(total time.Duration, n int, work func(person int) error) (times, time.Duration, error) {
	var mu sync.Mutex
	var all times
	var first error
	var wg sync.WaitGroup
	start := time.Now()
	for i := range n {
		wg.Go(func() {
			var mine times
			err := repeat(total, func() error { return work(i) }, &mine)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, mine...)
			if first == nil {
				first = err
			}
		})
	}
	wg.Wait()
	return all, time.Since(start), first
}

// rate is how many works were done in a second.
func rate(n int, d time.Duration) float64 { return float64(n) / d.Seconds() }

// processor is the processor time this process has used: it tells what a work
// costs even when the machine is full. A database server's is not in it.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// counts is what all stores of a run were asked for.
type counts struct{ acts, views, statements atomic.Int64 }

var _ store.Observer = (*counts)(nil)

// Begin implements store.Observer.
func (c *counts) Begin(ctx context.Context, kind string) (context.Context, func(error)) {
	if kind == "act" {
		c.acts.Add(1)
	} else {
		c.views.Add(1)
	}
	return ctx, func(error) {}
}

// Statement implements store.Observer.
func (c *counts) Statement(context.Context, string, time.Time, time.Duration) { c.statements.Add(1) }

// Enqueued implements store.Observer.
func (*counts) Enqueued(context.Context, string, office.ID) {}

// work is what n works cost.
type work struct {
	n                       int
	took, cpu               time.Duration
	acts, views, statements int64
}

// costs measures what n works together cost.
func (b *bench) costs(n int, f func() error) (work, error) {
	acts, views, statements := b.counts.acts.Load(), b.counts.views.Load(), b.counts.statements.Load()
	cpu, start := processor(), time.Now()
	err := f()
	return work{
		n, time.Since(start), processor() - cpu,
		b.counts.acts.Load() - acts, b.counts.views.Load() - views, b.counts.statements.Load() - statements,
	}, err
}

// String says what one of them cost.
func (w work) String() string {
	each := func(total int64) float64 { return float64(total) / float64(w.n) }
	return fmt.Sprintf("%s CPU, %.1f acts, %.1f views, %.0f statements each",
		short(w.cpu/time.Duration(w.n)), each(w.acts), each(w.views), each(w.statements))
}

func perSecond(r float64) string { return fmt.Sprintf("%.0f/s", r) }

// row is one line of the table.
type row struct {
	part, work, ours, reference, ratio, target string
}

func (b *bench) add(part, work, ours, reference, ratio, target string) {
	b.rows = append(b.rows, row{part, work, ours, reference, ratio, target})
	fmt.Fprintf(b.out, "  %s: %s; reference %s; %s\n", work, ours, dash(reference), dash(ratio))
}

// slower says how many times longer we take, by the median.
func slower(ours, theirs times) string {
	return fmt.Sprintf("%.2f ×", ours.p50().Seconds()/theirs.p50().Seconds())
}

// share says how much of the reference's rate we reach.
func share(ours, theirs float64) string { return fmt.Sprintf("%.0f %%", 100*ours/theirs) }

func dash(s string) string {
	if strings.TrimSpace(s) == "" {
		return "—"
	}
	return s
}

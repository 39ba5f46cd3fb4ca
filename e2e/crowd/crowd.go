package crowd

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"congvan/e2e/client"
)

// Plan says who works where.
type Plan struct {
	URL      string
	Sessions []string // of people who are signed in; see SignIn
	Think    time.Duration
	Work     time.Duration
	Seed     uint64
}

// Crowd is people with their live pages open.
type Crowd struct {
	plan    Plan
	people  []*person
	ledger  *ledger
	streams sync.WaitGroup
	close   context.CancelFunc
	ended   atomic.Int64 // streams that ended
}

// atOnce is how many sign in or open their first page at the same time.
const atOnce = 4

// each does a work for the n people, some at once, and gives the first error.
func each(n int, work func(i int) error) error {
	next, errs := make(chan int), make(chan error, n)
	var wg sync.WaitGroup
	for range atOnce {
		wg.Go(func() {
			for i := range next {
				if err := work(i); err != nil {
					errs <- err
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	close(errs)
	return <-errs
}

// SignIn signs people in through the login page and gives their sessions. Checking
// a password is slow on purpose.
func SignIn(ctx context.Context, url string, logins []string, password string) ([]string, error) {
	sessions := make([]string, len(logins))
	err := each(len(logins), func(i int) error {
		c, err := client.New(url)
		if err != nil {
			return err
		}
		defer c.Close()
		err = c.SignIn(ctx, logins[i], password)
		sessions[i] = c.Session()
		return err
	})
	return sessions, err
}

// Visit lets everybody open the first page once and leave.
func Visit(ctx context.Context, plan Plan) error {
	return each(len(plan.Sessions), func(i int) error {
		c, err := client.New(plan.URL)
		if err != nil {
			return err
		}
		defer c.Close()
		c.Resume(plan.Sessions[i])
		_, err = c.Page(ctx, "/")
		return err
	})
}

// Open opens everybody's first page and live stream.
func Open(ctx context.Context, plan Plan) (*Crowd, error) {
	ctx, cancel := context.WithCancel(ctx)
	c := &Crowd{plan: plan, ledger: newLedger(), people: make([]*person, len(plan.Sessions)), close: cancel}
	err := each(len(plan.Sessions), func(i int) error {
		p, err := newPerson(ctx, plan, i, c.ledger)
		if err != nil {
			return fmt.Errorf("person %d: %w", i, err)
		}
		c.people[i] = p
		return nil
	})
	if err != nil {
		c.Close()
		return nil, err
	}
	for _, p := range c.people {
		c.streams.Go(func() {
			p.hear()
			c.ended.Add(1)
		})
		c.streams.Go(func() { p.refresh(ctx) })
	}
	return c, nil
}

// Work lets everybody work for the time of the plan, each beginning at a moment of
// their own, and gives what was measured.
func (c *Crowd) Work(ctx context.Context) Report {
	ctx, cancel := context.WithTimeout(ctx, c.plan.Work)
	defer cancel()
	c.ledger.begin()
	var wg sync.WaitGroup
	for _, p := range c.people {
		wg.Go(func() {
			pause(ctx, rand.N(c.plan.Think)) //nolint:gosec // no secret
			for ctx.Err() == nil {
				p.step(ctx)
				pause(ctx, c.plan.Think/2+rand.N(c.plan.Think)) //nolint:gosec // no secret
			}
		})
	}
	wg.Go(func() { c.static(ctx) })
	wg.Wait()
	return c.ledger.report()
}

func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// static fetches the stylesheet again and again: what the same server needs for
// bytes that it only has to hand out.
func (c *Crowd) static(ctx context.Context) {
	p := c.people[0]
	path, err := p.home.Link(`link[rel=stylesheet]`)
	if err != nil {
		c.ledger.fail(err)
		return
	}
	b, err := client.New(c.plan.URL)
	if err != nil {
		c.ledger.fail(err)
		return
	}
	defer b.Close()
	for ctx.Err() == nil {
		start := time.Now()
		if _, err := b.Page(ctx, path); err == nil {
			c.ledger.took(Static, time.Since(start))
		} else if ctx.Err() == nil {
			c.ledger.fail(err)
		}
		pause(ctx, 50*time.Millisecond)
	}
}

// Heard is how many messages each person's live page has had so far.
func (c *Crowd) Heard() []int64 {
	out := make([]int64, len(c.people))
	for i, p := range c.people {
		out[i] = p.heard.Load()
	}
	return out
}

// Ended is how many live streams are over.
func (c *Crowd) Ended() int { return int(c.ended.Load()) }

// Close closes all pages.
func (c *Crowd) Close() {
	c.close()
	c.streams.Wait()
	for _, p := range c.people {
		if p != nil {
			p.browser.Close()
		}
	}
}

package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/standard/vietnamese"
)

// people is how many clerks register at once.
const people = 50

// measureRegister: 50 clerks register documents on paper, first in a closed loop
// against bare commits of one row under one lock, then each once in 5 s.
func measureRegister(b *bench) error {
	for _, engine := range b.engines {
		if err := b.registerOn(engine); err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return nil
}

func (b *bench) registerOn(engine string) error {
	x, err := b.newBed(engine, "register")
	if err != nil {
		return err
	}
	if err := b.city(x); err != nil {
		return err
	}
	clerks, err := b.clerks(x, people)
	if err != nil {
		return err
	}
	c := &counter{bed: x, clerks: clerks}
	if err := b.closedLoop(c); err != nil {
		return err
	}
	if err := b.paced(c); err != nil {
		return err
	}
	return b.checkNumbers(x, int(c.given.Load()))
}

// counter is where clerks register.
type counter struct {
	*bed
	clerks []office.Actor
	next   atomic.Int64
	given  atomic.Int64 // acknowledged
}

func (c *counter) register(b *bench, person int) error {
	n := c.next.Add(1)
	_, err := c.documents.RegisterPaper(b.ctx, c.clerks[person], arrived(n))
	if err == nil {
		c.given.Add(1)
	}
	return err
}

// arrived is the n-th document on paper.
func arrived(n int64) document.Form {
	return document.Form{
		RuleSet: "party", TypeCode: "CV", ReferenceCode: fmt.Sprintf("%d-CV/TU", n), IssuingName: "Thành ủy Đà Nẵng",
		IssuedDate: vietnamese.DateOf(time.Now()).AddDays(-1), Pages: 3,
		Subject: fmt.Sprintf("Về việc triển khai nhiệm vụ trọng tâm quý IV, nội dung thứ %d", n),
		Signer:  document.Signer{Name: "Nguyễn Văn Bình", Position: "Phó Bí thư", Capacity: "T/M"},
	}
}

// closedLoop lets everyone register without a pause, in turns with bare commits.
func (b *bench) closedLoop(c *counter) error {
	if _, err := c.bare.ExecContext(b.ctx, `CREATE TABLE bench_counter (id INTEGER PRIMARY KEY, next BIGINT NOT NULL)`); err != nil {
		return err
	}
	if _, err := c.bare.ExecContext(b.ctx, `INSERT INTO bench_counter (id, next) VALUES (1, 1)`); err != nil {
		return err
	}
	for person := range people { // not on an empty table
		if err := c.register(b, person); err != nil {
			return err
		}
	}
	if err := b.analyse(c.bed); err != nil {
		return err
	}
	const turns = 3
	var ours, theirs crowdTimes
	for range turns {
		if err := ours.run(b.slice/turns, func(person int) error { return c.register(b, person) }); err != nil {
			return err
		}
		if err := theirs.run(b.slice/turns, func(int) error { return bareCommit(b, c) }); err != nil {
			return err
		}
	}
	b.add("register", c.engine+": 50 clerks in a closed loop, on paper, acts a second",
		perSecond(ours.rate())+", each "+ours.all.String()+", "+ours.each(),
		perSecond(theirs.rate())+" bare one-row commits under one lock, 50 writers, "+theirs.each(),
		share(ours.rate(), theirs.rate())+" of the rate", "≥ 70 %")
	return nil
}

// bareCommit locks and writes one row, durably.
func bareCommit(b *bench, c *counter) error {
	tx, err := c.bare.BeginTx(b.ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // nothing to undo after Commit
	if _, err := tx.ExecContext(b.ctx, `UPDATE bench_counter SET next = next + 1 WHERE id = 1`); err != nil {
		return err
	}
	return tx.Commit()
}

// crowdTimes adds up runs of a crowd.
type crowdTimes struct {
	all  times
	wall time.Duration
	cpu  time.Duration
}

func (c *crowdTimes) run(total time.Duration, work func(person int) error) error {
	before := processor()
	all, wall, err := together(total, people, work)
	c.all, c.wall, c.cpu = append(c.all, all...), c.wall+wall, c.cpu+processor()-before
	return err
}

// each is the processor time of one work.
func (c *crowdTimes) each() string {
	return short(c.cpu/time.Duration(max(1, len(c.all)))) + " CPU each"
}

func (c *crowdTimes) rate() float64 { return rate(len(c.all), c.wall) }

// paced lets each clerk register once in 5 s, at a moment of their own.
func (b *bench) paced(c *counter) error {
	const pause = 5 * time.Second
	var mu sync.Mutex
	var all times
	var errs []error
	var wg sync.WaitGroup
	for person := range people {
		at := rand.N(pause) //nolint:gosec // no secret
		wg.Go(func() {
			time.Sleep(at)
			start := time.Now()
			err := c.register(b, person)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, time.Since(start))
			errs = append(errs, err)
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	b.add("register", c.engine+": 50 clerks, one document each within 5 s", all.String(), "", "", "p95 ≤ 50 ms")
	return nil
}

// checkNumbers fails when a number is missing, doubled, or was not acknowledged.
func (b *bench) checkNumbers(x *bed, given int) error {
	var rows, numbers, first, last int
	err := x.bare.QueryRowContext(b.ctx, `SELECT COUNT(arrival_number), COUNT(DISTINCT arrival_number),
		MIN(arrival_number), MAX(arrival_number) FROM document`).Scan(&rows, &numbers, &first, &last)
	if err != nil {
		return err
	}
	if rows != given || numbers != given || first != 1 || last != given {
		return fmt.Errorf("%d acknowledged, %d rows with %d numbers from %d to %d", given, rows, numbers, first, last)
	}
	b.add("register", x.engine+": numbers after all that", fmt.Sprintf("1…%d, no gap, no double", last), "", "", "no gap, no double")
	return nil
}

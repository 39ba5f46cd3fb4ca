package org_test

import (
	"context"
	"testing"
	"time"

	"congvan/office"
	"congvan/office/org"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

// world is a city on a store whose clock the test sets.
type world struct {
	*storetest.City
	t     *testing.T
	store *store.Store
	clock *storetest.Clock
}

// each runs f on a city in every engine, on Monday 23/11/2026.
func each(t *testing.T, f func(w *world)) {
	clock := storetest.NewClock(storetest.Monday())
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(storetest.Monday())
		f(&world{City: storetest.Office(t, s), t: t, store: s, clock: clock})
	})
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// refused holds that an error has a code and a message to show.
func (w *world) refused(err error, code office.Code) {
	w.t.Helper()
	if got := office.CodeOf(err); got != code {
		w.t.Fatalf("got code %q (%v), want %q", got, err, code)
	}
}

func (w *world) view(a office.Actor, f func(tx office.Tx)) {
	w.t.Helper()
	w.ok(w.store.View(context.Background(), a, func(tx office.Tx) error {
		f(tx)
		return nil
	}))
}

func (w *world) seats(person office.ID, day office.Date) []org.Seat {
	w.t.Helper()
	var seats []org.Seat
	w.view(w.Admin, func(tx office.Tx) {
		var err error
		seats, err = w.Org.SeatsIn(tx, person, day)
		w.ok(err)
	})
	return seats
}

// actor is the person acting in the first seat whose label is label.
func (w *world) actor(account office.ID, person office.ID, label string) office.Actor {
	w.t.Helper()
	var out office.Actor
	w.view(w.Admin, func(tx office.Tx) {
		seats, err := w.Org.SeatsIn(tx, person, tx.Today())
		w.ok(err)
		for _, s := range seats {
			if s.Label() == label {
				out, err = w.Org.ActorIn(tx, account, s)
				w.ok(err)
				return
			}
		}
		w.t.Fatalf("no seat %q among %v", label, labels(seats))
	})
	return out
}

func labels(seats []org.Seat) []string {
	out := []string{}
	for _, s := range seats {
		out = append(out, s.Label())
	}
	return out
}

func ctx() context.Context { return context.Background() }

func day(year int, month time.Month, d int) office.Date {
	return office.Date{Year: year, Month: month, Day: d}
}

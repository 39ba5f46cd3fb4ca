package org_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"congvan/office"
	"congvan/office/org"
	"congvan/platform/store/storetest"
)

// at sets the clock to noon of a day in Đà Nẵng.
func (w *world) at(d office.Date) { w.clock.Set(d.Start().Add(12 * time.Hour)) }

// One person, two posts in two agencies: each seat is a different actor.
func TestRoleSwitch(t *testing.T) {
	each(t, func(w *world) {
		post, err := w.Org.CreatePost(ctx(), w.OtherAdmin, org.CreatePostInput{
			From: day(2026, 1, 1), Post: org.PostFacts{Title: "Phó Trưởng ban (kiêm nhiệm)", Roles: []office.Role{office.Leader}, Rank: 2},
		})
		w.ok(err)
		_, err = w.Org.Appoint(ctx(), w.OtherAdmin, org.AppointInput{Post: post, Person: w.Chief.Person, From: day(2026, 12, 1)})
		w.ok(err)

		if diff := cmp.Diff([]string{"Chánh Văn phòng, Văn phòng Thành ủy"}, labels(w.seats(w.Chief.Person, day(2026, 11, 30)))); diff != "" {
			t.Errorf("the day before (-want +got):\n%s", diff)
		}
		second := "Phó Trưởng ban (kiêm nhiệm), Ban Tuyên giáo và Dân vận"
		if diff := cmp.Diff([]string{"Chánh Văn phòng, Văn phòng Thành ủy", second}, labels(w.seats(w.Chief.Person, day(2026, 12, 1)))); diff != "" {
			t.Errorf("from then on (-want +got):\n%s", diff)
		}

		w.at(day(2026, 12, 1))
		a := w.actor(w.Chief.Account, w.Chief.Person, second)
		if a.Agency != w.Other || !a.Has(office.Leader) || a.Has(office.ChiefOfOffice) || a.Post != post {
			t.Errorf("the second seat is %+v", a)
		}
		if a.Is(w.Agency) || a.Is(office.RoleID(w.Agency, office.ChiefOfOffice)) || !a.Is(office.RoleID(w.Other, office.Leader)) {
			t.Errorf("principals of the second seat: %v", a.Principals)
		}
	})
}

func TestPrincipals(t *testing.T) {
	each(t, func(w *world) {
		team, err := w.Org.CreateUnit(ctx(), w.Admin, org.CreateUnitInput{
			From: storetest.Since(), Unit: org.UnitFacts{Name: "Tổ Thư ký", Parent: w.General},
		})
		w.ok(err)
		post, err := w.Org.CreatePost(ctx(), w.Admin, org.CreatePostInput{
			From: storetest.Since(), Post: org.PostFacts{Title: "Thư ký", Unit: team, Roles: []office.Role{office.Specialist, office.Archivist}},
		})
		w.ok(err)
		_, err = w.Org.Appoint(ctx(), w.Admin, org.AppointInput{Post: post, Person: w.Colleague.Person, From: storetest.Since()})
		w.ok(err)
		got := w.actor(w.Colleague.Account, w.Colleague.Person, "Thư ký, Tổ Thư ký, Văn phòng Thành ủy")
		want := []office.ID{
			w.Colleague.Person, post, team, w.General, w.Agency,
			office.RoleID(w.Agency, office.Specialist), office.RoleID(w.Agency, office.Archivist),
		}
		if diff := cmp.Diff(want, got.Principals); diff != "" {
			t.Errorf("principals (-want +got):\n%s", diff)
		}
		admin := []office.ID{w.Admin.Person, w.Admin.Post, office.RoleID(w.Agency, office.SystemAdmin)}
		if diff := cmp.Diff(admin, w.Admin.Principals); diff != "" {
			t.Errorf("principals of a post that only administers (-want +got):\n%s", diff)
		}
	})
}

// A post has one holder at a time; a successor takes over from a day on.
func TestSuccessorInAPost(t *testing.T) {
	each(t, func(w *world) {
		in := org.AppointInput{Post: w.Head.Post, Person: w.Colleague.Person, From: day(2026, 12, 1)}
		_, err := w.Org.Appoint(ctx(), w.Admin, in)
		w.refused(err, office.CodeInvalid)
		in.Replace = true
		_, err = w.Org.Appoint(ctx(), w.Admin, in)
		w.ok(err)
		label := "Trưởng phòng Tổng hợp, Phòng Tổng hợp, Văn phòng Thành ủy"
		if got := labels(w.seats(w.Head.Person, day(2026, 11, 30))); len(got) != 1 || got[0] != label {
			t.Errorf("the old head the day before: %v", got)
		}
		if got := labels(w.seats(w.Head.Person, day(2026, 12, 1))); len(got) != 0 {
			t.Errorf("the old head afterwards: %v", got)
		}
		w.at(day(2026, 12, 1))
		a := w.actor(w.Colleague.Account, w.Colleague.Person, label)
		if !a.Is(w.Head.Post) || a.Is(w.Head.Person) {
			t.Errorf("the successor is %v", a.Principals)
		}
		w.verified()
	})
}

// Two administrators at once: one appointment stands, the other is told.
func TestAppointAtOnce(t *testing.T) {
	each(t, func(w *world) {
		post, err := w.Org.CreatePost(ctx(), w.Admin, org.CreatePostInput{From: storetest.Since(), Post: org.PostFacts{Title: "Phó Chánh Văn phòng"}})
		w.ok(err)
		people := []office.ID{w.Head.Person, w.Specialist.Person, w.Colleague.Person, w.Clerk.Person, w.Archivist.Person}
		errs := make([]error, len(people))
		var group sync.WaitGroup
		for i, person := range people {
			group.Go(func() {
				_, errs[i] = w.Org.Appoint(ctx(), w.Admin, org.AppointInput{Post: post, Person: person, From: day(2026, 12, 1)})
			})
		}
		group.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else if office.CodeOf(err) != office.CodeInvalid {
				t.Errorf("got %v, want invalid", err)
			}
		}
		if done != 1 {
			t.Errorf("%d people were appointed to one post", done)
		}
		w.verified()
	})
}

func TestEndHolding(t *testing.T) {
	each(t, func(w *world) {
		holding := w.seats(w.Specialist.Person, day(2026, 11, 23))[0].ID
		end := func(last office.Date) error {
			return w.Org.EndHolding(ctx(), w.Admin, org.EndHoldingInput{ID: holding, Last: last})
		}
		w.refused(end(day(2020, 1, 1)), office.CodeInvalid)
		w.refused(w.Org.EndHolding(ctx(), w.OtherAdmin, org.EndHoldingInput{ID: holding, Last: day(2026, 11, 23)}), office.CodeNotFound)
		w.ok(end(day(2026, 11, 23)))
		w.refused(end(day(2026, 12, 23)), office.CodeInvalid) // an end is not undone by another end
		if got := w.seats(w.Specialist.Person, day(2026, 11, 24)); len(got) != 0 {
			t.Errorf("seats after the end: %v", labels(got))
		}
		w.at(day(2026, 11, 24))
		_, err := w.Org.Session(ctx(), org.Ticket{Account: w.Specialist.Account, Epoch: 1})
		w.refused(err, office.CodeForbidden)
		w.verified()
	})
}

// Delegation: only on its days, only while both sides are there, and not passed on.
func TestDelegation(t *testing.T) {
	each(t, func(w *world) {
		in := org.DelegateInput{
			Post: w.Chief.Post, To: w.Head.Person, From: day(2026, 11, 25), Until: day(2026, 11, 27), Reason: "đi công tác",
		}
		_, err := w.Org.Delegate(ctx(), w.Specialist, in)
		w.refused(err, office.CodeForbidden)
		id, err := w.Org.Delegate(ctx(), w.Chief, in)
		w.ok(err)
		_, err = w.Org.Delegate(ctx(), w.Chief, in)
		w.refused(err, office.CodeInvalid) // one delegate at a time

		label := "Đang xử lý thay đ/c Võ Đình Lộc (Chánh Văn phòng, Văn phòng Thành ủy)"
		for _, tc := range []struct {
			day  office.Date
			want int
		}{
			{day(2026, 11, 24), 1},
			{day(2026, 11, 25), 2},
			{day(2026, 11, 27), 2},
			{day(2026, 11, 28), 1},
		} {
			if got := labels(w.seats(w.Head.Person, tc.day)); len(got) != tc.want {
				t.Errorf("%s: seats %v, want %d", tc.day, got, tc.want)
			}
		}

		w.at(day(2026, 11, 26))
		a := w.actor(w.Head.Account, w.Head.Person, label)
		if a.OnBehalfOf != w.Chief.Person || a.Person != w.Head.Person || a.Post != w.Chief.Post || !a.Has(office.ChiefOfOffice) || a.Has(office.DivisionHead) {
			t.Errorf("the delegate is %+v", a)
		}
		if !a.Is(w.Chief.Person) || a.Is(w.Head.Person) || a.Is(w.General) {
			t.Errorf("the delegate looks after the desk of the one replaced, and no other: %v", a.Principals)
		}
		_, err = w.Org.Delegate(ctx(), a, org.DelegateInput{Post: w.Chief.Post, To: w.Colleague.Person, From: day(2026, 11, 28), Until: day(2026, 11, 29)})
		w.refused(err, office.CodeForbidden)

		// The session that sat in the seat falls back to the own post afterwards.
		ticket := org.Ticket{Account: w.Head.Account, Epoch: 1, Seat: id}
		session, err := w.Org.Session(ctx(), ticket)
		w.ok(err)
		if session.Seat.Label() != label || session.Moved {
			t.Errorf("during: %s, moved %v", session.Seat.Label(), session.Moved)
		}
		w.at(day(2026, 11, 28))
		session, err = w.Org.Session(ctx(), ticket)
		w.ok(err)
		if session.Seat.Delegated() || !session.Moved || session.Actor.Post != w.Head.Post {
			t.Errorf("afterwards: %s, moved %v", session.Seat.Label(), session.Moved)
		}
		w.verified()
	})
}

func TestDelegationEndsEarly(t *testing.T) {
	each(t, func(w *world) {
		in := org.DelegateInput{Post: w.Chief.Post, To: w.Head.Person, From: day(2026, 11, 23), Until: day(2026, 12, 23)}
		on := day(2026, 12, 10)
		id, err := w.Org.Delegate(ctx(), w.Admin, in)
		w.ok(err)
		w.refused(w.Org.RevokeDelegation(ctx(), w.Specialist, id), office.CodeForbidden)
		w.ok(w.Org.RevokeDelegation(ctx(), w.Head, id)) // either side may
		w.refused(w.Org.RevokeDelegation(ctx(), w.Head, id), office.CodeConflict)
		if got := w.seats(w.Head.Person, day(2026, 11, 23)); len(got) != 1 {
			t.Errorf("after revoking: %v", labels(got))
		}

		// It ends when the one replaced leaves the post.
		_, err = w.Org.Delegate(ctx(), w.Chief, in)
		w.ok(err)
		if got := w.seats(w.Head.Person, on); len(got) != 2 {
			t.Errorf("before the chief leaves: %v", labels(got))
		}
		holding := w.seats(w.Chief.Person, on)[0].ID
		w.ok(w.Org.EndHolding(ctx(), w.Admin, org.EndHoldingInput{ID: holding, Last: day(2026, 12, 1)}))
		if got := w.seats(w.Head.Person, on); len(got) != 1 {
			t.Errorf("after the chief left: %v", labels(got))
		}
		w.verified()
	})
}

func TestDelegationRefused(t *testing.T) {
	each(t, func(w *world) {
		good := org.DelegateInput{Post: w.Chief.Post, To: w.Head.Person, From: day(2026, 11, 25), Until: day(2026, 11, 27)}
		for name, change := range map[string]func(*org.DelegateInput){
			"oneself":     func(in *org.DelegateInput) { in.To = w.Chief.Person },
			"an outsider": func(in *org.DelegateInput) { in.To = w.OtherClerk.Person },
			"nobody":      func(in *org.DelegateInput) { in.To = office.ID{} },
			"backwards":   func(in *org.DelegateInput) { in.Until = day(2026, 11, 24) },
			"no end":      func(in *org.DelegateInput) { in.Until = office.Date{} },
			"too long":    func(in *org.DelegateInput) { in.Until = day(2027, 12, 31) },
			"over":        func(in *org.DelegateInput) { in.From, in.Until = day(2026, 11, 1), day(2026, 11, 2) },
			"vacant":      func(in *org.DelegateInput) { in.From, in.Until = day(2020, 1, 1), day(2026, 12, 1) },
		} {
			in := good
			change(&in)
			if _, err := w.Org.Delegate(ctx(), w.Chief, in); office.CodeOf(err) != office.CodeInvalid {
				t.Errorf("%s: got %v, want invalid", name, err)
			}
		}
		good.Post = w.OtherLeader.Post
		_, err := w.Org.Delegate(ctx(), w.Chief, good)
		w.refused(err, office.CodeNotFound)
	})
}

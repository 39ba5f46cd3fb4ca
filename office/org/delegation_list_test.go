package org_test

import (
	"testing"

	"congvan/office"
	"congvan/office/org"
)

func TestDelegationsIn(t *testing.T) {
	each(t, func(w *world) {
		list := func(a office.Actor) (out []org.DelegationView) {
			t.Helper()
			w.ok(w.Org.Acts.View(ctx(), a, func(tx office.Tx) (err error) {
				out, err = w.Org.DelegationsIn(tx)
				return err
			}))
			return out
		}
		now, err := w.Org.Delegate(ctx(), w.Chief, org.DelegateInput{
			Post: w.Chief.Post, To: w.Head.Person, From: day(2026, 11, 23), Until: day(2026, 11, 24), Reason: "đi công tác",
		})
		w.ok(err)
		_, err = w.Org.Delegate(ctx(), w.Chief, org.DelegateInput{
			Post: w.Chief.Post, To: w.Specialist.Person, From: day(2026, 12, 1), Until: day(2026, 12, 2),
		})
		w.ok(err)
		given := list(w.Chief)
		if len(given) != 2 || !given[0].Given || given[0].Today || given[1].ID != now || !given[1].Today {
			t.Errorf("given: %+v, want both, the newest first, one of today", given)
		}
		got := list(w.Head)
		if len(got) != 1 || got[0].ID != now || got[0].Given || got[0].FromName == "" || got[0].ToName == "" || got[0].PostTitle == "" {
			t.Errorf("received: %+v", got)
		}
		if none := list(w.Clerk); none != nil {
			t.Errorf("somebody else sees %+v", none)
		}
	})
}

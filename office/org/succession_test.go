package org_test

import (
	"testing"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/org"
	"congvan/platform/store/storetest"
)

// Two units merge: their people move, and the new unit has the rights of both.
func TestMergeUnits(t *testing.T) {
	each(t, func(w *world) {
		joint, err := w.Org.CreateUnit(ctx(), w.Admin, org.CreateUnitInput{From: day(2026, 12, 1), Unit: org.UnitFacts{Name: "Phòng Hành chính - Tổng hợp"}})
		w.ok(err)
		in := org.SucceedUnitsInput{
			From: []office.ID{w.General, w.Administration}, To: []office.ID{joint}, Kind: org.Merge, On: day(2026, 12, 1),
		}
		w.refused(w.Org.SucceedUnits(ctx(), w.OtherAdmin, in), office.CodeNotFound)
		w.refused(w.Org.SucceedUnits(ctx(), w.Chief, in), office.CodeForbidden)
		w.ok(w.Org.SucceedUnits(ctx(), w.Admin, in))

		before := w.seats(w.Colleague.Person, day(2026, 11, 30))
		if len(before) != 1 || before[0].Unit.ID != w.Administration {
			t.Errorf("the day before: %v", labels(before))
		}
		w.at(day(2026, 12, 1))
		a := w.actor(w.Colleague.Account, w.Colleague.Person, "Chuyên viên, Phòng Hành chính - Tổng hợp, Văn phòng Thành ủy")
		for name, id := range map[string]office.ID{"joint": joint, "general": w.General, "administration": w.Administration} {
			if !a.Is(id) {
				t.Errorf("the merged unit lacks the rights of %s", name)
			}
		}
		w.view(w.Admin, func(tx office.Tx) {
			tree, err := w.Org.TreeIn(tx, tx.Today())
			w.ok(err)
			if len(tree.Units) != 1 || tree.Units[0].Unit.ID != joint || len(tree.Units[0].Members) != 5 {
				t.Errorf("after merging: %d units", len(tree.Units))
			}
			name, there, err := w.Org.NameIn(tx, org.PrincipalUnit, w.General, tx.Today())
			w.ok(err)
			if name != "Phòng Tổng hợp" || there {
				t.Errorf("the old unit is called %q, there %v", name, there)
			}
		})
		w.verified()
	})
}

// A unit is split: both parts have its rights; people are moved one by one.
func TestSplitUnit(t *testing.T) {
	each(t, func(w *world) {
		part, err := w.Org.CreateUnit(ctx(), w.Admin, org.CreateUnitInput{From: day(2026, 12, 1), Unit: org.UnitFacts{Name: "Phòng Cơ yếu"}})
		w.ok(err)
		w.ok(w.Org.SucceedUnits(ctx(), w.Admin, org.SucceedUnitsInput{
			From: []office.ID{w.Administration}, To: []office.ID{part}, Kind: org.Split, On: day(2026, 12, 1), Keep: true,
		}))
		post, err := w.Org.CreatePost(ctx(), w.Admin, org.CreatePostInput{
			From: day(2026, 12, 1), Post: org.PostFacts{Title: "Trưởng phòng Cơ yếu", Unit: part, Roles: []office.Role{office.DivisionHead}},
		})
		w.ok(err)
		_, err = w.Org.Appoint(ctx(), w.Admin, org.AppointInput{Post: post, Person: w.Specialist.Person, From: day(2026, 12, 1)})
		w.ok(err)
		w.at(day(2026, 12, 1))
		a := w.actor(w.Specialist.Account, w.Specialist.Person, "Trưởng phòng Cơ yếu, Phòng Cơ yếu, Văn phòng Thành ủy")
		if !a.Is(part) || !a.Is(w.Administration) || a.Is(w.General) {
			t.Errorf("principals: %v", a.Principals)
		}
		if old := w.seats(w.Colleague.Person, day(2026, 12, 1)); len(old) != 1 || old[0].Unit.ID != w.Administration {
			t.Errorf("the kept unit: %v", labels(old))
		}
		w.verified()
	})
}

// An agency merges into another: the successor reads what it left, and does
// nothing there. It is the predecessor that hands over.
func TestMergeAgencies(t *testing.T) {
	each(t, func(w *world) {
		in := org.HandOverInput{To: []office.ID{w.Agency}, Kind: org.Merge, On: day(2027, 1, 1)}
		w.refused(w.Org.HandOver(ctx(), w.OtherLeader, in), office.CodeForbidden)
		self := in
		self.To = []office.ID{w.Other}
		w.refused(w.Org.HandOver(ctx(), w.OtherAdmin, self), office.CodeInvalid)
		two := in
		two.To = []office.ID{w.Agency, w.General}
		w.refused(w.Org.HandOver(ctx(), w.OtherAdmin, two), office.CodeInvalid)
		w.ok(w.Org.HandOver(ctx(), w.OtherAdmin, in))

		clerk := "Văn thư, Phòng Tổng hợp, Văn phòng Thành ủy"
		w.at(day(2026, 12, 31))
		if a := w.actor(w.Clerk.Account, w.Clerk.Person, clerk); a.Is(w.Other) {
			t.Error("the successor has the rights before the day")
		}
		if got := w.seats(w.OtherClerk.Person, day(2026, 12, 31)); len(got) != 1 {
			t.Errorf("the last day: %v", labels(got))
		}
		w.at(day(2027, 1, 1))
		a := w.actor(w.Clerk.Account, w.Clerk.Person, clerk)
		if !a.Is(w.Other) || !a.Is(office.RoleID(w.Other, office.RecordsClerk)) || a.Is(office.RoleID(w.Other, office.Leader)) {
			t.Errorf("principals of the successor's clerk: %v", a.Principals)
		}
		old := access.Object{Agency: w.Other}
		if d := access.Can(a, access.ReadRegister, old); !d.Allowed {
			t.Errorf("the successor's clerk may not read the old register: %s", d.Vi)
		}
		if access.Can(a, access.RegisterDocument, old).Allowed {
			t.Error("the successor's clerk may write in the old register")
		}
		if got := w.seats(w.OtherClerk.Person, day(2027, 1, 1)); len(got) != 0 {
			t.Errorf("the merged agency still has seats: %v", labels(got))
		}
		w.verified()
	})
}

// Rights pass on through several successions, and a circle ends.
func TestSuccessionOfSuccessions(t *testing.T) {
	each(t, func(w *world) {
		var units []office.ID
		for _, name := range []string{"Tổ Một", "Tổ Hai", "Tổ Ba"} {
			id, err := w.Org.CreateUnit(ctx(), w.Admin, org.CreateUnitInput{From: storetest.Since(), Unit: org.UnitFacts{Name: name}})
			w.ok(err)
			units = append(units, id)
		}
		hand := func(from, to office.ID, on office.Date) {
			w.ok(w.Org.SucceedUnits(ctx(), w.Admin, org.SucceedUnitsInput{
				From: []office.ID{from}, To: []office.ID{to}, Kind: org.Split, On: on, Keep: true,
			}))
		}
		hand(units[0], units[1], day(2024, 1, 1))
		hand(units[1], units[2], day(2025, 1, 1))
		hand(units[2], units[0], day(2026, 1, 1))
		post, err := w.Org.CreatePost(ctx(), w.Admin, org.CreatePostInput{From: storetest.Since(), Post: org.PostFacts{Title: "Tổ trưởng", Unit: units[2]}})
		w.ok(err)
		_, err = w.Org.Appoint(ctx(), w.Admin, org.AppointInput{Post: post, Person: w.Specialist.Person, From: storetest.Since()})
		w.ok(err)
		for _, tc := range []struct {
			on   office.Date
			want [3]bool
		}{
			{day(2023, 6, 1), [3]bool{false, false, true}},
			{day(2025, 6, 1), [3]bool{true, true, true}},
			{day(2026, 6, 1), [3]bool{true, true, true}},
		} {
			w.at(tc.on)
			a := w.actor(w.Specialist.Account, w.Specialist.Person, "Tổ trưởng, Tổ Ba, Văn phòng Thành ủy")
			got := [3]bool{a.Is(units[0]), a.Is(units[1]), a.Is(units[2])}
			if got != tc.want {
				t.Errorf("%s: rights of the three units %v, want %v", tc.on, got, tc.want)
			}
			seen := map[office.ID]bool{}
			for _, p := range a.Principals {
				if seen[p] {
					t.Errorf("%s: principal twice", tc.on)
				}
				seen[p] = true
			}
		}
	})
}

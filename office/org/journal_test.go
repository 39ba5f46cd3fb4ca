package org_test

import (
	"testing"

	"congvan/office"
	"congvan/office/journal"
	"congvan/office/org"
	"congvan/platform/store"
)

// kinds is what the journal can compare with today's rows.
func kinds() []journal.Kind {
	var o store.Organisation
	return []journal.Kind{
		{Name: org.KindAgency, States: o.AgencyStates},
		{Name: org.KindUnit, States: o.UnitStates},
		{Name: org.KindPost, States: o.PostStates},
		{Name: org.KindPerson, States: o.PersonStates},
		{Name: org.KindHolding, States: o.HoldingStates},
		{Name: org.KindDelegation, States: o.DelegationStates},
		{Name: org.KindAccount, States: o.AccountStates},
		{Name: org.KindRule, States: o.RuleStates},
	}
}

// verified holds that every row is what the last act on it said.
func (w *world) verified() {
	w.t.Helper()
	report, err := journal.Verifier{Acts: w.store, Store: store.Journal{}, Kinds: kinds()}.Verify(ctx())
	w.ok(err)
	for _, p := range report.Problems {
		w.t.Errorf("%s: %s", p.Code, p.Message)
	}
	if report.Agencies != 2 || report.Objects < 40 {
		w.t.Errorf("verified %d agencies and %d objects, want 2 and more than 40", report.Agencies, report.Objects)
	}
}

func TestCityIsJournalled(t *testing.T) {
	each(t, func(w *world) {
		w.verified()
		w.view(w.Admin, func(tx office.Tx) {
			var first journal.Entry
			w.ok(store.Journal{}.Entries(tx, w.Other, 0, 1, func(e journal.Entry) error {
				if e.Index == 0 {
					first = e
				}
				return nil
			}))
			if first.Act != "agency.found" || first.Object != w.Other || first.Person != w.Admin.Person {
				w.t.Errorf("the other agency's journal begins with %s of %s by %s", first.Act, first.Object, first.Person)
			}
		})
	})
}

package org_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"congvan/office"
	"congvan/office/org"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

// A unit keeps its id while name and place change by date, and a correction of
// the same day wins over what it corrects.
func TestUnitAsOfDates(t *testing.T) {
	each(t, func(w *world) {
		name := func(d office.Date) string {
			out := "-"
			w.view(w.Admin, func(tx office.Tx) {
				u, err := store.Organisation{}.UnitOn(tx, w.General, d)
				if office.CodeOf(err) == office.CodeNotFound {
					return
				}
				w.ok(err)
				out = u.Name
			})
			return out
		}
		revise := func(from office.Date, name string) {
			w.ok(w.Org.ReviseUnit(ctx(), w.Admin, org.ReviseUnitInput{
				ID: w.General, From: from, Unit: org.UnitFacts{Name: name, Symbol: "TH", Rank: 1},
			}))
		}
		revise(day(2024, 3, 1), "Phòng Tổng hợp - Hành chính")
		revise(day(2023, 1, 1), "Phòng Tổng hợp cũ")
		revise(day(2024, 3, 1), "Phòng  Tổng hợp,   Hành chính ") // recorded later, same day

		got := []string{
			name(day(2020, 12, 31)), name(storetest.Since()), name(day(2022, 12, 31)), name(day(2023, 1, 1)),
			name(day(2024, 2, 29)), name(day(2024, 3, 1)), name(day(2026, 11, 23)),
		}
		want := []string{
			"-", "Phòng Tổng hợp", "Phòng Tổng hợp", "Phòng Tổng hợp cũ",
			"Phòng Tổng hợp cũ", "Phòng Tổng hợp, Hành chính", "Phòng Tổng hợp, Hành chính",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("names by day (-want +got):\n%s", diff)
		}
		w.verified()
	})
}

// Two versions of one act have one instant; the later one still wins.
func TestTwoVersionsInOneAct(t *testing.T) {
	each(t, func(w *world) {
		w.ok(w.store.Act(ctx(), w.Admin, func(tx office.Tx) error {
			for _, name := range []string{"Phòng Một", "Phòng Hai", "Phòng Ba"} {
				err := w.Org.ReviseUnitIn(tx, org.ReviseUnitInput{
					ID: w.General, From: day(2026, 1, 1), Unit: org.UnitFacts{Name: name},
				})
				if err != nil {
					return err
				}
			}
			u, err := store.Organisation{}.UnitOn(tx, w.General, tx.Today())
			if err == nil && u.Name != "Phòng Ba" {
				t.Errorf("got %q, want the last", u.Name)
			}
			return err
		}))
		w.verified()
	})
}

// Closing ends a thing with a day and voids what was planned for later.
func TestCloseUnit(t *testing.T) {
	each(t, func(w *world) {
		id, err := w.Org.CreateUnit(ctx(), w.Admin, org.CreateUnitInput{From: day(2025, 1, 1), Unit: org.UnitFacts{Name: "Tổ Cơ yếu"}})
		w.ok(err)
		w.ok(w.Org.ReviseUnit(ctx(), w.Admin, org.ReviseUnitInput{ID: id, From: day(2027, 1, 1), Unit: org.UnitFacts{Name: "Phòng Cơ yếu"}}))
		w.ok(w.Org.CloseUnit(ctx(), w.Admin, org.CloseInput{ID: id, Last: day(2026, 6, 30)}))
		there := func(d office.Date) bool {
			var there bool
			w.view(w.Admin, func(tx office.Tx) {
				u, err := store.Organisation{}.Unit(tx, id, false)
				w.ok(err)
				_, there = u.History.On(d)
				_, err = store.Organisation{}.UnitOn(tx, id, d)
				if there != (err == nil) {
					t.Errorf("on %s the history says %v, the store %v", d, there, err)
				}
			})
			return there
		}
		got := []bool{there(day(2024, 12, 31)), there(day(2025, 1, 1)), there(day(2026, 6, 30)), there(day(2026, 7, 1)), there(day(2028, 1, 1))}
		if diff := cmp.Diff([]bool{false, true, true, false, false}, got); diff != "" {
			t.Errorf("there by day (-want +got):\n%s", diff)
		}

		err = w.Org.CloseUnit(ctx(), w.Admin, org.CloseInput{ID: w.General, Last: day(2026, 12, 31)})
		w.refused(err, office.CodeInvalid) // people work there
		w.verified()
	})
}

func TestUnitsCannotStandBelowThemselves(t *testing.T) {
	each(t, func(w *world) {
		below, err := w.Org.CreateUnit(ctx(), w.Admin, org.CreateUnitInput{
			From: storetest.Since(), Unit: org.UnitFacts{Name: "Tổ Văn thư", Parent: w.General},
		})
		w.ok(err)
		err = w.Org.ReviseUnit(ctx(), w.Admin, org.ReviseUnitInput{
			ID: w.General, From: day(2026, 1, 1), Unit: org.UnitFacts{Name: "Phòng Tổng hợp", Parent: below},
		})
		w.refused(err, office.CodeInvalid)
	})
}

func TestAgencies(t *testing.T) {
	each(t, func(w *world) {
		facts := func(name, code string) org.AgencyFacts {
			return org.AgencyFacts{
				Name: name, Code: code, CodeScheme: org.SchemeOwn, Symbol: "X", Kind: org.Ward,
				RuleSet: org.PartyRules, Place: "Đà Nẵng", Rank: 5, Parent: w.Agency,
			}
		}
		_, err := w.Org.Found(ctx(), w.Admin, org.FoundInput{Agency: facts("Đảng ủy phường Hải Châu", "A10.02"), From: day(2025, 7, 1), PersonName: "Ông A"})
		w.refused(err, office.CodeDuplicate)
		_, err = w.Org.Found(ctx(), w.OtherAdmin, org.FoundInput{Agency: facts("Đảng ủy phường", "A10.03"), From: day(2025, 7, 1), PersonName: "Ông A"})
		w.refused(err, office.CodeForbidden) // only the keeper's administrator
		_, err = w.Org.Found(ctx(), office.SystemActor(office.ID{}), org.FoundInput{Agency: facts("Đảng ủy phường", "A10.03"), From: day(2025, 7, 1), PersonName: "Ông A"})
		w.refused(err, office.CodeForbidden) // the deployment is not empty any more
		_, err = w.Org.Found(ctx(), w.Clerk, org.FoundInput{Agency: facts("Đảng ủy phường", "A10.03"), From: day(2025, 7, 1), PersonName: "Ông A"})
		w.refused(err, office.CodeForbidden)

		out, err := w.Org.Found(ctx(), w.Admin, org.FoundInput{
			Agency: facts("Đảng ủy phường Hải Châu", "A10.03"), From: day(2025, 7, 1), Person: w.Admin.Person,
		})
		w.ok(err)
		if seats := w.seats(w.Admin.Person, day(2025, 7, 1)); len(seats) != 2 {
			t.Errorf("the administrator of two agencies has seats %v", labels(seats))
		}
		w.view(w.Specialist, func(tx office.Tx) {
			names := []string{}
			all, err := w.Org.AgenciesIn(tx, day(2026, 1, 1))
			w.ok(err)
			for _, a := range all {
				names = append(names, a.Name)
			}
			want := []string{"Văn phòng Thành ủy", "Ban Tuyên giáo và Dân vận Thành ủy", "Đảng ủy phường Hải Châu"}
			if diff := cmp.Diff(want, names); diff != "" {
				t.Errorf("agencies (-want +got):\n%s", diff)
			}
			if _, err := w.Org.AgencyByCodeIn(tx, "A10.03", day(2025, 6, 30)); office.CodeOf(err) != office.CodeNotFound {
				t.Errorf("found before it was founded: %v", err)
			}
			a, err := w.Org.AgencyByCodeIn(tx, "A10.03", day(2025, 7, 1))
			w.ok(err)
			if a.ID != out.Agency {
				t.Errorf("found %s", a.Name)
			}
		})
	})
}

// An empty deployment is founded by whoever runs the program, and brings the
// public holidays along.
func TestFirstAgency(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := storetest.Office(t, s)
		err := s.View(ctx(), c.Specialist, func(tx office.Tx) error {
			years, err := c.Org.HolidaysIn(tx, c.Agency)
			if err != nil {
				return err
			}
			if len(years) != 4 || years[0].Year != 2024 || years[3].Year != 2027 {
				t.Errorf("holidays of %d years", len(years))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestBadInput(t *testing.T) {
	each(t, func(w *world) {
		long := string(make([]byte, 5000))
		for _, name := range []string{"", "   ", "\x00\x01", "a\u202ebc\x07", long, "Phòng \xff"} {
			_, err := w.Org.CreateUnit(ctx(), w.Admin, org.CreateUnitInput{From: storetest.Since(), Unit: org.UnitFacts{Name: name}})
			w.refused(err, office.CodeInvalid)
		}
		for _, d := range []office.Date{{}, {Year: 2026, Month: 2, Day: 30}, {Year: 1200, Month: 1, Day: 1}} {
			_, err := w.Org.CreateUnit(ctx(), w.Admin, org.CreateUnitInput{From: d, Unit: org.UnitFacts{Name: "Phòng"}})
			w.refused(err, office.CodeInvalid)
		}
		_, err := w.Org.CreatePost(ctx(), w.Admin, org.CreatePostInput{
			From: storetest.Since(), Post: org.PostFacts{Title: "X", Roles: []office.Role{"emperor"}},
		})
		w.refused(err, office.CodeInvalid)
		_, err = w.Org.CreatePost(ctx(), w.OtherAdmin, org.CreatePostInput{
			From: storetest.Since(), Post: org.PostFacts{Title: "X", Unit: w.General}, // another agency's unit
		})
		w.refused(err, office.CodeInvalid)
		err = w.Org.ReviseUnit(ctx(), w.OtherAdmin, org.ReviseUnitInput{ID: w.General, From: storetest.Since(), Unit: org.UnitFacts{Name: "X"}})
		w.refused(err, office.CodeNotFound)
		_, err = w.Org.CreateUnit(ctx(), w.Leader, org.CreateUnitInput{From: storetest.Since(), Unit: org.UnitFacts{Name: "X"}})
		w.refused(err, office.CodeForbidden)
	})
}

// The first moment of a version is kept to the microsecond and read back so.
func TestRecordedAt(t *testing.T) {
	each(t, func(w *world) {
		w.clock.Set(time.Date(2026, 11, 23, 3, 0, 0, 123456789, time.UTC))
		w.ok(w.Org.ReviseUnit(ctx(), w.Admin, org.ReviseUnitInput{ID: w.General, From: day(2026, 11, 1), Unit: org.UnitFacts{Name: "Phòng"}}))
		w.view(w.Admin, func(tx office.Tx) {
			u, err := store.Organisation{}.Unit(tx, w.General, false)
			w.ok(err)
			at := u.History[len(u.History)-1].RecordedAt
			if at.Nanosecond()%1000 != 0 || at.Location() != time.UTC {
				t.Errorf("recorded at %s", at)
			}
		})
		w.verified()
	})
}

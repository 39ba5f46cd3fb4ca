package org_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"congvan/office"
	"congvan/office/journal"
	"congvan/office/org"
	"congvan/platform/store"
	"congvan/standard/vietnamese"
)

type term struct {
	Name string `json:"name"`
}

// An agency's rule hides the shared one while it counts; dates choose the entry;
// what is recorded later for the same day corrects.
func TestRulesByDate(t *testing.T) {
	each(t, func(w *world) {
		set := func(a office.Actor, shared bool, from, to office.Date, name string) {
			t.Helper()
			_, err := w.Org.SetRule(ctx(), a, org.SetRuleInput{Shared: shared, Kind: "term", Code: "congress", From: from, To: to, Body: term{name}})
			w.ok(err)
		}
		set(w.Admin, true, day(2020, 10, 1), office.Date{}, "XVII")
		set(w.Admin, true, day(2025, 10, 1), office.Date{}, "sai")
		set(w.Admin, true, day(2025, 10, 1), office.Date{}, "XVIII")
		set(w.OtherAdmin, false, day(2024, 1, 1), day(2026, 6, 30), "riêng")
		read := func(agency office.ID, d office.Date) string {
			out := "-"
			w.view(w.Specialist, func(tx office.Tx) {
				r, err := w.Org.RuleIn(tx, "term", "congress", agency, d)
				if office.CodeOf(err) == office.CodeNotFound {
					return
				}
				w.ok(err)
				v, err := org.ReadRule[term](r)
				w.ok(err)
				out = v.Name
			})
			return out
		}
		for _, tc := range []struct {
			agency office.ID
			on     office.Date
			want   string
		}{
			{w.Agency, day(2020, 9, 30), "-"},
			{w.Agency, day(2020, 10, 1), "XVII"},
			{w.Agency, day(2025, 10, 1), "XVIII"},
			{w.Other, day(2023, 12, 31), "XVII"},
			{w.Other, day(2024, 1, 1), "riêng"},
			{w.Other, day(2026, 6, 30), "riêng"},
			{w.Other, day(2026, 7, 1), "XVIII"},
			{office.ID{}, day(2026, 1, 1), "XVIII"},
		} {
			if got := read(tc.agency, tc.on); got != tc.want {
				t.Errorf("%s on %s: got %q, want %q", tc.agency, tc.on, got, tc.want)
			}
		}
		w.verified()
	})
}

// The journal says what a change took over from.
func TestRuleChangeKeepsBefore(t *testing.T) {
	each(t, func(w *world) {
		in := org.SetRuleInput{Kind: "term", Code: "congress", From: day(2026, 1, 1), Body: term{"cũ"}}
		_, err := w.Org.SetRule(ctx(), w.OtherAdmin, in)
		w.ok(err)
		in.Body = term{"mới"}
		id, err := w.Org.SetRule(ctx(), w.OtherAdmin, in)
		w.ok(err)
		w.view(w.OtherAdmin, func(tx office.Tx) {
			e, err := store.Journal{}.Last(tx, w.Other, id)
			w.ok(err)
			p, err := journal.DecodePayload(e.Payload)
			w.ok(err)
			var detail struct{ Before org.Rule }
			w.ok(json.Unmarshal(p.Meta.Detail, &detail))
			if string(detail.Before.Body) != `{"name":"cũ"}` || !strings.Contains(string(p.State), `"name":"mới"`) {
				t.Errorf("before %s, after %s", detail.Before.Body, p.State)
			}
		})
	})
}

func TestRulesRefused(t *testing.T) {
	each(t, func(w *world) {
		w.Org.RuleChecks = map[string]func(org.Rule) error{"term": func(r org.Rule) error {
			_, err := org.ReadRule[term](r)
			if err != nil {
				return office.Invalid("test", "Sai.", "Wrong.")
			}
			return nil
		}}
		good := org.SetRuleInput{Kind: "term", Code: "x", From: day(2026, 1, 1), Body: term{"x"}}
		set := func(a office.Actor, change func(*org.SetRuleInput)) error {
			in := good
			change(&in)
			_, err := w.Org.SetRule(ctx(), a, in)
			return err
		}
		w.ok(set(w.OtherAdmin, func(*org.SetRuleInput) {}))
		w.refused(set(w.OtherAdmin, func(in *org.SetRuleInput) { in.Shared = true }), office.CodeForbidden)
		w.refused(set(w.Clerk, func(*org.SetRuleInput) {}), office.CodeForbidden)
		for name, change := range map[string]func(*org.SetRuleInput){
			"no object":     func(in *org.SetRuleInput) { in.Body = []int{1} },
			"no JSON":       func(in *org.SetRuleInput) { in.Body = json.RawMessage(`{"name":`) },
			"unknown field": func(in *org.SetRuleInput) { in.Body = map[string]int{"nam": 1} },
			"too large":     func(in *org.SetRuleInput) { in.Body = term{strings.Repeat("x", 70_000)} },
			"no kind":       func(in *org.SetRuleInput) { in.Kind = "" },
			"no code":       func(in *org.SetRuleInput) { in.Code = " " },
			"no day":        func(in *org.SetRuleInput) { in.From = office.Date{} },
			"backwards":     func(in *org.SetRuleInput) { in.To = day(2025, 1, 1) },
		} {
			if err := set(w.OtherAdmin, change); office.CodeOf(err) != office.CodeInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestShippedHolidays(t *testing.T) {
	years, err := org.ShippedHolidays()
	if err != nil {
		t.Fatal(err)
	}
	var days []vietnamese.SpecialDay
	for _, y := range years {
		for _, d := range y.Days {
			if d.Date.Year != y.Year || d.Name == "" {
				t.Errorf("%+v in %d", d, y.Year)
			}
			weekend := d.Date.Weekday() == time.Saturday || d.Date.Weekday() == time.Sunday
			if d.Kind == vietnamese.MakeUp && !weekend {
				t.Errorf("%s is worked anyway", d.Date)
			}
			days = append(days, vietnamese.SpecialDay{Date: d.Date, Kind: d.Kind, Name: d.Name})
		}
	}
	c, err := vietnamese.NewCalendar(days)
	if err != nil {
		t.Fatal(err)
	}
	// 11 days a year (2 at Quốc khánh, 5 at Tết, 4 single ones), one more from 2026
	// on; exchanges move days and change nothing.
	for year, want := range map[int]int{2024: 262 - 11, 2025: 261 - 11, 2026: 261 - 12, 2027: 261 - 12} {
		if got := c.WorkingDaysBetween(day(year-1, 12, 31), day(year, 12, 31)); got != want {
			t.Errorf("%d has %d working days, want %d", year, got, want)
		}
	}
	for _, d := range []office.Date{day(2024, 5, 4), day(2025, 4, 26), day(2026, 1, 10)} {
		if !c.IsWorkingDay(d) {
			t.Errorf("%s is a make-up day", d)
		}
	}
	for _, d := range []office.Date{day(2026, 2, 17), day(2026, 4, 27), day(2025, 5, 2), day(2026, 9, 2)} {
		if c.IsWorkingDay(d) {
			t.Errorf("%s is a holiday", d)
		}
	}
}

// An office corrects the calendar, for itself or, as the keeper, for all.
func TestCalendar(t *testing.T) {
	each(t, func(w *world) {
		works := func(a office.Actor, d office.Date) bool {
			var works bool
			w.view(a, func(tx office.Tx) {
				c, err := w.Org.CalendarIn(tx)
				w.ok(err)
				works = c.IsWorkingDay(d)
			})
			return works
		}
		cultureDay := day(2026, 11, 24)
		if works(w.Clerk, cultureDay) || works(w.OtherClerk, cultureDay) {
			t.Error("the shipped holiday is worked")
		}
		years, err := org.ShippedHolidays()
		w.ok(err)
		y := years[2]
		y.Days = append([]org.SpecialDay{}, y.Days[:len(y.Days)-1]...)
		w.ok(w.Org.SetHolidays(ctx(), w.OtherAdmin, org.SetHolidaysInput{Days: y}))
		got := []bool{works(w.Clerk, cultureDay), works(w.OtherClerk, cultureDay)}
		if diff := cmp.Diff([]bool{false, true}, got); diff != "" {
			t.Errorf("corrected for one (-want +got):\n%s", diff)
		}
		w.refused(w.Org.SetHolidays(ctx(), w.OtherAdmin, org.SetHolidaysInput{Shared: true, Days: y}), office.CodeForbidden)
		w.ok(w.Org.SetHolidays(ctx(), w.Admin, org.SetHolidaysInput{Shared: true, Days: y}))
		if !works(w.Clerk, cultureDay) {
			t.Error("not corrected for all")
		}

		y.Days = append(y.Days, y.Days[0])
		w.refused(w.Org.SetHolidays(ctx(), w.Admin, org.SetHolidaysInput{Days: y}), office.CodeInvalid)
		y.Days = []org.SpecialDay{{Date: day(2027, 1, 1), Kind: vietnamese.Holiday, Name: "Năm khác"}}
		w.refused(w.Org.SetHolidays(ctx(), w.Admin, org.SetHolidaysInput{Days: y}), office.CodeInvalid)
		y.Days = []org.SpecialDay{{Date: day(2026, 1, 1), Kind: "party", Name: "Lạ"}}
		w.refused(w.Org.SetHolidays(ctx(), w.Admin, org.SetHolidaysInput{Days: y}), office.CodeInvalid)
		w.verified()
	})
}

package vietnamese_test

import (
	"testing"

	"congvan/standard/vietnamese"
)

// testCalendar is an invented year's end: two days free, one Saturday worked.
func testCalendar(t *testing.T) *vietnamese.Calendar {
	t.Helper()
	c, err := vietnamese.NewCalendar([]vietnamese.SpecialDay{
		{Date: day(t, "2026-11-24"), Kind: vietnamese.Holiday, Name: "Ngày nghỉ thử"},
		{Date: day(t, "2026-11-27"), Kind: vietnamese.Holiday},
		{Date: day(t, "2026-11-28"), Kind: vietnamese.MakeUp, Name: "Làm bù"},
		{Date: day(t, "2026-12-05"), Kind: vietnamese.Holiday, Name: "ngày lễ trúng thứ Bảy"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAddWorkingDays(t *testing.T) {
	c := testCalendar(t)
	tests := []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-23", 1, "2026-11-25"},
		{"2026-11-23", 3, "2026-11-28"},
		{"2026-11-23", 4, "2026-11-30"},
		{"2026-11-28", -1, "2026-11-26"},
		{"2026-11-30", -5, "2026-11-20"},
		{"2026-11-24", 0, "2026-11-25"},
		{"2026-11-23", 0, "2026-11-23"},
		{"2026-11-29", 1, "2026-11-30"},
		{"2026-12-04", 1, "2026-12-07"},
	}
	for _, tt := range tests {
		if got := c.AddWorkingDays(day(t, tt.from), tt.n).String(); got != tt.want {
			t.Errorf("AddWorkingDays(%s, %d) = %s, want %s", tt.from, tt.n, got, tt.want)
		}
	}
}

// WorkingDaysBetween counts by arithmetic; counting day by day must agree.
func TestWorkingDaysBetweenAgreesWithCounting(t *testing.T) {
	c := testCalendar(t)
	start := day(t, "2026-11-14")
	for offset := range 8 {
		from, n := start.AddDays(offset), 0
		for d := from.AddDays(1); d.Before(day(t, "2026-12-20")); d = d.AddDays(1) {
			if c.IsWorkingDay(d) {
				n++
			}
			if got := c.WorkingDaysBetween(from, d); got != n {
				t.Fatalf("WorkingDaysBetween(%s, %s) = %d, want %d", from, d, got, n)
			}
		}
	}
	from := day(t, "2026-11-23")
	for _, n := range []int{1, 2, 7, 250, 2500} {
		if got := c.WorkingDaysBetween(from, c.AddWorkingDays(from, n)); got != n {
			t.Errorf("WorkingDaysBetween undoes AddWorkingDays(%d): got %d", n, got)
		}
	}
	if got := c.WorkingDaysBetween(day(t, "2026-11-25"), from); got != -1 {
		t.Errorf("backwards = %d, want -1", got)
	}
	if got := c.WorkingDaysBetween(from, from); got != 0 {
		t.Errorf("same day = %d, want 0", got)
	}
	if got := c.WorkingDaysBetween(day(t, "1945-09-02"), day(t, "1945-09-09")); got != 5 {
		t.Errorf("a week of 1945 = %d, want 5", got)
	}
}

func TestZeroCalendarKnowsWeekends(t *testing.T) {
	var c vietnamese.Calendar
	if c.IsWorkingDay(day(t, "2026-11-28")) || !c.IsWorkingDay(day(t, "2026-11-27")) {
		t.Error("the zero Calendar must work Monday to Friday")
	}
}

func TestNewCalendarRefuses(t *testing.T) {
	d := day(t, "2026-11-24")
	for name, days := range map[string][]vietnamese.SpecialDay{
		"twice":        {{Date: d, Kind: vietnamese.Holiday}, {Date: d, Kind: vietnamese.MakeUp}},
		"unknown kind": {{Date: d, Kind: "party"}},
		"no date":      {{Kind: vietnamese.Holiday}},
		"too many":     make([]vietnamese.SpecialDay, 10_001),
	} {
		if _, err := vietnamese.NewCalendar(days); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

package vietnamese

import (
	"fmt"
	"slices"
	"time"
)

// DayKind says how a special day differs from an ordinary one.
type DayKind string

// The kinds of special days.
const (
	Holiday DayKind = "holiday" // a working weekday that is free
	MakeUp  DayKind = "make_up" // a Saturday or Sunday that is worked
)

// SpecialDay is one row of a calendar: a public holiday, or a day worked in
// exchange for one.
type SpecialDay struct {
	Date Date    `json:"date"`
	Kind DayKind `json:"kind"`
	Name string  `json:"name,omitempty"`
}

// maxSpecialDays bounds a calendar: 100 years of 100 special days.
const maxSpecialDays = 10_000

// maxWorkingDays bounds AddWorkingDays: about 100 years.
const maxWorkingDays = 26_000

// Calendar answers which days are worked: Monday to Friday, less the holidays,
// plus the make-up days. The zero Calendar has no special days. It is not
// changed after NewCalendar and is safe for use by several goroutines.
type Calendar struct {
	special map[Date]SpecialDay
	days    []Date // of special, ascending
}

// NewCalendar makes a calendar of the given special days. A day given twice,
// an unknown kind, or an impossible date is an error.
func NewCalendar(days []SpecialDay) (*Calendar, error) {
	if len(days) > maxSpecialDays {
		return nil, fmt.Errorf("vietnamese: calendar of %d special days, limit %d", len(days), maxSpecialDays)
	}
	c := &Calendar{special: make(map[Date]SpecialDay, len(days))}
	for _, day := range days {
		switch {
		case !day.Date.Valid():
			return nil, fmt.Errorf("vietnamese: special day %q has no valid date", clip(day.Name))
		case day.Kind != Holiday && day.Kind != MakeUp:
			return nil, fmt.Errorf("vietnamese: special day %s has unknown kind %q", day.Date, clip(string(day.Kind)))
		}
		if _, twice := c.special[day.Date]; twice {
			return nil, fmt.Errorf("vietnamese: special day %s given twice", day.Date)
		}
		c.special[day.Date] = day
		c.days = append(c.days, day.Date)
	}
	slices.SortFunc(c.days, Date.Compare)
	return c, nil
}

// IsWorkingDay reports that d is worked.
func (c *Calendar) IsWorkingDay(d Date) bool {
	switch c.special[d].Kind {
	case Holiday:
		return false
	case MakeUp:
		return true
	}
	return isWeekday(d)
}

// Special returns the special day on d, if there is one.
func (c *Calendar) Special(d Date) (SpecialDay, bool) {
	day, ok := c.special[d]
	return day, ok
}

func isWeekday(d Date) bool {
	w := d.Weekday()
	return w != time.Saturday && w != time.Sunday
}

// AddWorkingDays returns the n-th working day after d, not counting d itself;
// before d when n is negative. With n = 0 it returns d when d is worked, else
// the next working day. |n| above 26,000 counts as 26,000.
func (c *Calendar) AddWorkingDays(d Date, n int) Date {
	if n == 0 {
		return c.NextWorkingDay(d)
	}
	step := 1
	if n < 0 {
		step, n = -1, -max(n, -maxWorkingDays)
	}
	for n = min(n, maxWorkingDays); n > 0; {
		d = d.AddDays(step)
		if c.IsWorkingDay(d) {
			n--
		}
	}
	return d
}

// NextWorkingDay returns d when it is worked, else the first working day after it.
func (c *Calendar) NextWorkingDay(d Date) Date {
	for !c.IsWorkingDay(d) {
		d = d.AddDays(1)
	}
	return d
}

// WorkingDaysBetween returns how many working days lie after from up to and
// including to; negative when to comes first. For n > 0 it undoes
// AddWorkingDays: WorkingDaysBetween(d, AddWorkingDays(d, n)) == n.
func (c *Calendar) WorkingDaysBetween(from, to Date) int {
	if to.Before(from) {
		return -c.countWorking(to, from.AddDays(-1))
	}
	return c.countWorking(from.AddDays(1), to)
}

// countWorking counts the working days of first … last; none when last comes
// before first.
func (c *Calendar) countWorking(first, last Date) int {
	n := weekdaysTo(last.dayNumber()) - weekdaysTo(first.dayNumber()-1)
	if last.Before(first) {
		return 0
	}
	at, _ := slices.BinarySearchFunc(c.days, first, Date.Compare)
	for ; at < len(c.days) && !c.days[at].After(last); at++ {
		switch d := c.days[at]; {
		case isWeekday(d) && !c.IsWorkingDay(d):
			n--
		case !isWeekday(d) && c.IsWorkingDay(d):
			n++
		}
	}
	return n
}

// weekdaysTo counts the Mondays to Fridays up to a day number, from the Monday
// 29 December 1969 (day number -3) on.
func weekdaysTo(dayNumber int) int {
	n := int64(dayNumber + 4) // days from that Monday, inclusive
	weeks := floorDiv(n, 7)
	return int(weeks*5 + min(n-weeks*7, 5))
}

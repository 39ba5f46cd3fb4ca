package vietnamese

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"strconv"
	"time"
)

// Date is a day of the civil calendar without time or zone: the day printed
// on a document, a deadline, a holiday. The zero Date means “no date”.
type Date struct {
	Year  int // 1 … 9999
	Month time.Month
	Day   int
}

// Location is Vietnam's time, +07:00 all year since 1975, made without the
// time zone database so that it is the same on every machine.
func Location() *time.Location { return time.FixedZone("+07", 7*60*60) }

// NewDate returns the given day, or an error when the calendar has none such
// or the year is outside 1 … 9999.
func NewDate(year int, month time.Month, day int) (Date, error) {
	d := Date{year, month, day}
	if !d.Valid() {
		return Date{}, fmt.Errorf("vietnamese: no such day: year %d month %d day %d", year, int(month), day)
	}
	return d, nil
}

// DateOf returns the day on which the instant t falls in Vietnam.
func DateOf(t time.Time) Date {
	y, m, d := t.In(Location()).Date()
	return Date{y, m, d}
}

// ParseDate reads YYYY-MM-DD, exactly ten characters.
func ParseDate(s string) (Date, error) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return Date{}, fmt.Errorf("vietnamese: date %q is not YYYY-MM-DD", clip(s))
	}
	y, err1 := strconv.ParseUint(s[:4], 10, 16)
	m, err2 := strconv.ParseUint(s[5:7], 10, 8)
	d, err3 := strconv.ParseUint(s[8:], 10, 8)
	if err1 != nil || err2 != nil || err3 != nil {
		return Date{}, fmt.Errorf("vietnamese: date %q is not YYYY-MM-DD", clip(s))
	}
	return NewDate(int(y), time.Month(m), int(d))
}

// clip keeps hostile input out of error messages at full length.
func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}

// IsZero reports that d is “no date”.
func (d Date) IsZero() bool { return d == Date{} }

// Valid reports that the calendar has the day d.
func (d Date) Valid() bool {
	if d.Year < 1 || d.Year > 9999 || d.Month < 1 || d.Month > 12 || d.Day < 1 || d.Day > 31 {
		return false
	}
	t := d.utc()
	return t.Month() == d.Month && t.Day() == d.Day
}

// String returns YYYY-MM-DD, or "" for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// Start returns the instant at which the day d begins in Vietnam.
func (d Date) Start() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, Location())
}

// Weekday returns the day of the week of d.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// AddDays returns the day n days after d (before it when n is negative).
func (d Date) AddDays(n int) Date { return dateOfUTC(d.utc().AddDate(0, 0, n)) }

// AddMonths returns the same day n months later, or the last day of that
// month when it is shorter: 31 January + 1 month is 28 or 29 February.
func (d Date) AddMonths(n int) Date {
	first := dateOfUTC(time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC))
	last := first.EndOfMonth()
	return Date{first.Year, first.Month, min(d.Day, last.Day)}
}

// EndOfMonth returns the last day of d's month.
func (d Date) EndOfMonth() Date {
	return dateOfUTC(time.Date(d.Year, d.Month+1, 0, 0, 0, 0, 0, time.UTC))
}

func dateOfUTC(t time.Time) Date {
	y, m, day := t.Date()
	return Date{y, m, day}
}

// DaysUntil returns the number of days from d to other, negative when other
// comes first.
func (d Date) DaysUntil(other Date) int { return other.dayNumber() - d.dayNumber() }

// dayNumber counts days from 1 January 1970.
func (d Date) dayNumber() int { return int(floorDiv(d.utc().Unix(), 24*60*60)) }

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Compare returns -1, 0 or +1 as d is before, the same as or after other.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.Year, other.Year), cmp.Compare(d.Month, other.Month), cmp.Compare(d.Day, other.Day))
}

// Before reports that d comes before other.
func (d Date) Before(other Date) bool { return d.Compare(other) < 0 }

// After reports that d comes after other.
func (d Date) After(other Date) bool { return d.Compare(other) > 0 }

// MarshalText writes YYYY-MM-DD, "" for the zero Date. JSON uses it too.
func (d Date) MarshalText() ([]byte, error) {
	if !d.IsZero() && !d.Valid() {
		return nil, fmt.Errorf("vietnamese: no such day: %s", d)
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads YYYY-MM-DD, or "" as the zero Date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// Value stores d as the text YYYY-MM-DD, the zero Date as NULL.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	if !d.Valid() {
		return nil, fmt.Errorf("vietnamese: no such day: %s", d)
	}
	return d.String(), nil
}

// Scan reads what Value stores: text YYYY-MM-DD, or NULL. A time.Time, which
// drivers give for DATE columns, is taken by its own calendar day.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	case time.Time:
		*d = dateOfUTC(v)
		return nil
	}
	return fmt.Errorf("vietnamese: cannot read a date from %T", src)
}

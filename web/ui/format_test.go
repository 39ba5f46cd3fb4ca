package ui

import (
	"testing"
	"time"
)

func TestDatesAreOfVietnam(t *testing.T) {
	at := time.Date(2026, time.February, 4, 17, 30, 5, 0, time.UTC) // 00:30 on the 5th in Hà Nội
	for _, c := range []struct{ name, got, want string }{
		{"Date", Date(at), "05/02/2026"},
		{"DayMonth", DayMonth(at), "05/02"},
		{"Clock", Clock(at), "00:30"},
		{"DateTime", DateTime(at), "05/02/2026 00:30"},
		{"Instant", Instant(at), "05/02/2026 00:30:05"},
		{"ISODate", ISODate(at), "2026-02-05"},
		{"Weekday", Weekday(at), "thứ Năm"},
		{"LongDay", LongDay(at), "Thứ Năm, ngày 05/02/2026"},
		{"LongDay on Sunday", LongDay(at.AddDate(0, 0, 3)), "Chủ nhật, ngày 08/02/2026"},
		{"PaperDate", PaperDate(at), "ngày 05 tháng 02 năm 2026"},
		{"PaperDate in November", PaperDate(at.AddDate(0, 9, 10)), "ngày 15 tháng 11 năm 2026"},
		{"PaperDate in March", PaperDate(at.AddDate(0, 1, 0)), "ngày 05 tháng 3 năm 2026"},
		{"zero", Date(time.Time{}) + Clock(time.Time{}) + Ago(time.Time{}, at), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestAgoCountsDaysOfVietnam(t *testing.T) {
	now := sampleDay(23, 0, 10)
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{now.Add(time.Hour), "hôm nay"},
		{now.Add(-20 * time.Minute), "hôm qua"},
		{now.AddDate(0, 0, -12), "12 ngày trước"},
	} {
		if got := Ago(c.at, now); got != c.want {
			t.Errorf("%s: %q, want %q", c.at, got, c.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1.000", -1234567: "-1.234.567", 12345: "12.345"} {
		if got := Number(n); got != want {
			t.Errorf("Number(%d) = %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int64]string{812: "812 B", 14_000: "14 KB", 1_240_000: "1,2 MB"} {
		if got := Bytes(n); got != want {
			t.Errorf("Bytes(%d) = %q, want %q", n, got, want)
		}
	}
}

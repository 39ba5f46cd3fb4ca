package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"congvan/standard/vietnamese"
)

// zone is the time of Việt Nam: +07:00 since 1975, without summer time, so no
// time zone database is needed.
func zone() *time.Location { return time.FixedZone("+07", 7*60*60) }

// Date writes dd/MM/yyyy in the time of Việt Nam; the zero time is "".
func Date(t time.Time) string { return layout(t, "02/01/2006") }

// DayMonth writes dd/MM.
func DayMonth(t time.Time) string { return layout(t, "02/01") }

// Clock writes HH:mm, 24 hours.
func Clock(t time.Time) string { return layout(t, "15:04") }

// DateTime writes dd/MM/yyyy HH:mm.
func DateTime(t time.Time) string { return layout(t, "02/01/2006 15:04") }

// Instant writes dd/MM/yyyy HH:mm:ss, for signatures.
func Instant(t time.Time) string { return layout(t, "02/01/2006 15:04:05") }

// ISODate writes yyyy-MM-dd for machines.
func ISODate(t time.Time) string { return layout(t, "2006-01-02") }

func layout(t time.Time, l string) string {
	if t.IsZero() {
		return ""
	}
	return t.In(zone()).Format(l)
}

// Weekday writes "thứ Hai" … "Chủ nhật".
func Weekday(t time.Time) string {
	names := [...]string{"Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"}
	return names[t.In(zone()).Weekday()]
}

// LongDay writes "Thứ Hai, ngày 23/11/2026", as under the title of a page.
func LongDay(t time.Time) string {
	return vietnamese.UpperFirst(Weekday(t)) + ", ngày " + Date(t)
}

// PaperDate writes "ngày 05 tháng 11 năm 2026" as documents do: days below 10
// and months 1 and 2 take a zero (NĐ 30/2020, Phụ lục I).
func PaperDate(t time.Time) string {
	d := t.In(zone())
	month := strconv.Itoa(int(d.Month()))
	if d.Month() <= time.February {
		month = "0" + month
	}
	return fmt.Sprintf("ngày %02d tháng %s năm %d", d.Day(), month, d.Year())
}

// Ago says how old something is in days of Việt Nam: "hôm nay", "hôm qua",
// "12 ngày trước". A time after now is "hôm nay".
func Ago(t, now time.Time) string {
	switch days := dayNumber(now) - dayNumber(t); {
	case t.IsZero():
		return ""
	case days <= 0:
		return "hôm nay"
	case days == 1:
		return "hôm qua"
	default:
		return Number(int(days)) + " ngày trước"
	}
}

func dayNumber(t time.Time) int64 {
	const day = 24 * 60 * 60
	_, offset := t.In(zone()).Zone()
	return (t.Unix() + int64(offset)) / day
}

// Number writes 1234567 as "1.234.567". Numbers that name something (số đến
// 1242) are written plainly and not by this.
func Number(n int) string {
	digits := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "." + digits[i:]
	}
	return sign + digits
}

// Bytes writes a size for people: "812 B", "14 KB", "1,2 MB", "38,5 GB".
func Bytes(n int64) string {
	const k = 1000
	switch {
	case n < k:
		return strconv.FormatInt(n, 10) + " B"
	case n < k*k:
		return strconv.FormatInt((n+k/2)/k, 10) + " KB"
	case n < 1000*k*k:
		return strings.Replace(strconv.FormatFloat(float64(n)/(k*k), 'f', 1, 64), ".", ",", 1) + " MB"
	default:
		return strings.Replace(strconv.FormatFloat(float64(n)/(k*k*k), 'f', 1, 64), ".", ",", 1) + " GB"
	}
}

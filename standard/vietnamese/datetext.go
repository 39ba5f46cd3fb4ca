package vietnamese

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// FormatLongDate returns place and date as documents print them: “Đà Nẵng,
// ngày 05 tháng 02 năm 2026”. Days below 10 and the months 1 and 2 take a
// leading zero (NĐ 30/2020, Phụ lục I; the Party's form is the same). Without
// a place it begins with “ngày”.
func FormatLongDate(place string, d Date) string {
	month := strconv.Itoa(int(d.Month))
	if d.Month <= time.February {
		month = "0" + month
	}
	text := fmt.Sprintf("ngày %02d tháng %s năm %d", d.Day, month, d.Year)
	if place == "" {
		return text
	}
	return place + ", " + text
}

// FormatShortDate returns 05/02/2026, or "" for the zero Date.
func FormatShortDate(d Date) string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%02d/%02d/%d", d.Day, int(d.Month), d.Year)
}

// DateForm says how a date is written in a text.
type DateForm string

// The forms of dates in official texts.
const (
	LongForm    DateForm = "long"    // ngày 05 tháng 02 năm 2026
	NumericForm DateForm = "numeric" // 05/02/2026, 05-02-2026, 5.2.2026
)

// DateMatch is a date found in a text. Start and End are byte offsets of the
// words that write it, “ngày” included.
type DateMatch struct {
	Date       Date
	Form       DateForm
	Start, End int
}

// maxDateMatches bounds the work on hostile text.
const maxDateMatches = 10_000

// datePatterns are the two forms. Between “ngày”, “tháng” and “năm” documents
// leave any amount of space, also line ends, and sometimes dots to fill in.
type datePatterns struct{ long, numeric *regexp.Regexp }

func newDatePatterns() datePatterns {
	const gap = `[\s.…_,]{0,12}`
	return datePatterns{
		long: regexp.MustCompile(`(?i)(?:ngày` + gap + `)?\b(\d{1,2})` + gap +
			`tháng` + gap + `(\d{1,2})` + gap + `(?:năm` + gap + `|/\s?)(\d{4})\b`),
		numeric: regexp.MustCompile(`(?i)(?:ngày\s{1,4})?\b(\d{1,2})\s?([/.-])\s?(\d{1,2})\s?([/.-])\s?(\d{4})\b`),
	}
}

// DateReader finds dates in text. It is safe for use by several goroutines.
type DateReader struct{ patterns datePatterns }

// NewDateReader prepares a reader; make one and keep it.
func NewDateReader() *DateReader { return &DateReader{newDatePatterns()} }

// FindDates returns the dates of text in order of appearance: whole days that
// exist in the calendar, between the years 1900 and 2999. The text is expected in NFC.
func (r *DateReader) FindDates(text string) []DateMatch {
	long := r.collect(text, r.patterns.long, LongForm)
	numeric := r.collect(text, r.patterns.numeric, NumericForm)
	return mergeMatches(long, numeric)
}

// Parse reads a text that is one date in any form, “05/02/2026”, “05-02-2026”,
// “ngày 05 tháng 02 năm 2026”, “Đà Nẵng, ngày 05 tháng 02 năm 2026”, or
// YYYY-MM-DD. Text before a long form must be a place and a comma.
func (r *DateReader) Parse(s string) (Date, error) {
	s = strings.TrimSpace(NFC(s))
	if d, err := ParseDate(s); err == nil {
		return d, nil
	}
	found := r.FindDates(s)
	if len(found) == 1 && found[0].End == len(s) {
		before := strings.TrimSpace(s[:found[0].Start])
		if before == "" || strings.HasSuffix(before, ",") && found[0].Form == LongForm {
			return found[0].Date, nil
		}
	}
	return Date{}, fmt.Errorf("vietnamese: %q is not a date", clip(s))
}

func (r *DateReader) collect(text string, pattern *regexp.Regexp, form DateForm) []DateMatch {
	var found []DateMatch
	for _, at := range pattern.FindAllStringSubmatchIndex(text, maxDateMatches) {
		groups := submatches(text, at)
		if form == NumericForm {
			if groups[1] != groups[3] {
				continue // 15/2-2026 is no date form
			}
			groups = []string{groups[0], groups[2], groups[4]}
		}
		if d, ok := dateOfParts(groups); ok {
			found = append(found, DateMatch{Date: d, Form: form, Start: at[0], End: at[1]})
		}
	}
	return found
}

func submatches(text string, at []int) []string {
	var groups []string
	for i := 2; i+1 < len(at); i += 2 {
		groups = append(groups, text[at[i]:at[i+1]])
	}
	return groups
}

func dateOfParts(parts []string) (Date, bool) {
	day, _ := strconv.Atoi(parts[0])
	month, _ := strconv.Atoi(parts[1])
	year, _ := strconv.Atoi(parts[2])
	if year < 1900 || year > 2999 {
		return Date{}, false
	}
	d, err := NewDate(year, time.Month(month), day)
	return d, err == nil
}

func mergeMatches(a, b []DateMatch) []DateMatch {
	merged := make([]DateMatch, 0, len(a)+len(b))
	for len(a) > 0 || len(b) > 0 {
		if len(b) == 0 || len(a) > 0 && a[0].Start <= b[0].Start {
			merged, a = append(merged, a[0]), a[1:]
			continue
		}
		merged, b = append(merged, b[0]), b[1:]
	}
	return merged
}

package legacy

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/standard/vietnamese"
)

// values reads what cells hold, as offices write it.
type values struct {
	dates *vietnamese.DateReader
	short *regexp.Regexp // 05/02/26
	clock *regexp.Regexp // the time after a date
	count *regexp.Regexp // 3, 03, 3 tờ
	group *regexp.Regexp // 1.234
	today office.Date
}

func newValues(today office.Date) values {
	return values{
		dates: vietnamese.NewDateReader(),
		short: regexp.MustCompile(`^(\d{1,2})[/.-](\d{1,2})[/.-](\d{2})$`),
		clock: regexp.MustCompile(`[T ]\s?\d{1,2}(:\d{2}){1,2}(\.\d+)?\s?(Z|[+-]\d{2}:?\d{2}|[AaPp][Mm]|SA|CH)?$`),
		count: regexp.MustCompile(`^(\d{1,9})(?:\.0+)?(?:\s+\p{L}[\p{L} ]*)?$`),
		group: regexp.MustCompile(`^\d{1,3}([.,]\d{3})+$`),
		today: today,
	}
}

func fault(f Field, vi, en string) *office.Error {
	return office.InvalidField("legacy.Row", string(f), vi, en)
}

// date reads a day: as people write it (the day first), as 2026-02-05, with or
// without a time, or as the spreadsheet's number of days. "" is no date.
func (v values) date(t Table, f Field, cell string) (office.Date, *office.Error) {
	if cell == "" {
		return office.Date{}, nil
	}
	text := cell
	if at := v.clock.FindStringIndex(text); at != nil && at[0] > 0 {
		text = text[:at[0]]
	}
	if d, err := v.dates.Parse(text); err == nil {
		return d, nil
	}
	if m := v.short.FindStringSubmatch(text); m != nil {
		if d, ok := v.twoDigits(m); ok {
			return d, nil
		}
	}
	if d, ok := t.Date(cell); ok {
		return d, nil
	}
	return office.Date{}, fault(f,
		"Không đọc được ngày. Viết ngày/tháng/năm có trong lịch, ví dụ 05/02/2026.", "This is no date. Write day/month/year, as 05/02/2026.")
}

// twoDigits reads a year of two digits as the latest that is not after this year.
func (v values) twoDigits(m []string) (office.Date, bool) {
	day, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi(m[2])
	year, _ := strconv.Atoi(m[3])
	year += v.today.Year / 100 * 100
	if year > v.today.Year {
		year -= 100
	}
	d, err := vietnamese.NewDate(year, time.Month(month), day)
	return d, err == nil
}

// number reads a whole number, 0 when the cell is empty.
func (v values) number(f Field, cell string) (int64, *office.Error) {
	if cell == "" {
		return 0, nil
	}
	text := cell
	if v.group.MatchString(text) {
		text = strings.NewReplacer(".", "", ",", "").Replace(text)
	}
	if m := v.count.FindStringSubmatch(text); m != nil {
		n, err := strconv.ParseInt(m[1], 10, 64)
		if err == nil {
			return n, nil
		}
	}
	if n, err := strconv.ParseFloat(text, 64); err == nil && n >= 0 && n < 1e9 && n == math.Trunc(n) {
		return int64(n), nil // 1.2E3, as spreadsheets keep numbers
	}
	return 0, fault(f, "Không đọc được số. Nhập số nguyên, ví dụ 15.", "This is no number. Enter a whole number, as 15.")
}

// word finds which of some values a word names: by its Vietnamese name, folded, or
// by its number.
func word[T interface {
	~int
	String() string
}](cell string, all ...T) (T, bool) {
	if cell == "" {
		return 0, true
	}
	k := key(cell)
	for _, v := range all {
		if k == key(v.String()) || cell == strconv.Itoa(int(v)) {
			return v, true
		}
	}
	switch k {
	case "binh thuong", "khong", "khong khan", "khong mat":
		return 0, true
	}
	return 0, false
}

func (values) urgency(cell string) (office.Urgency, *office.Error) {
	u, ok := word(cell, office.Normal, office.Urgent, office.VeryUrgent, office.Express, office.TimedExpress)
	if !ok {
		return 0, fault(UrgencyField,
			"Không đọc được độ khẩn. Nhập Thường, Khẩn, Thượng khẩn, Hoả tốc hoặc Hoả tốc hẹn giờ.", "This is no urgency. Enter Thường, Khẩn, Thượng khẩn, Hoả tốc or Hoả tốc hẹn giờ.")
	}
	return u, nil
}

func (values) classification(cell string) (office.Classification, *office.Error) {
	c, ok := word(cell, office.Open, office.Confidential, office.Secret, office.TopSecret)
	if !ok {
		return 0, fault(ClassificationField,
			"Không đọc được độ mật. Để trống hoặc nhập Thường; văn bản mật không nhập vào đây.", "This is no classification. Leave it empty, or enter Thường.")
	}
	return c, nil
}

func (values) kind(cell string, otherwise document.Kind) (document.Kind, *office.Error) {
	switch k := strings.TrimPrefix(strings.TrimPrefix(key(cell), "sổ "), "van ban "); k {
	case "":
		return otherwise, nil
	case "den", "incoming", "in", "van ban den":
		return document.Incoming, nil
	case "di", "outgoing", "out", "van ban di":
		return document.Outgoing, nil
	case "noi bo", "internal":
		return document.Internal, nil
	}
	return "", fault(KindField, "Không biết đây là văn bản đến hay đi. Nhập Đến, Đi hoặc Nội bộ.", fmt.Sprintf("%q is no kind. Enter Đến, Đi or Nội bộ.", cell))
}

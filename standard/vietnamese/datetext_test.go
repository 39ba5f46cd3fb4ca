package vietnamese_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congvan/standard/vietnamese"
)

func TestFormatLongDate(t *testing.T) {
	tests := []struct{ place, date, want string }{
		{"Đà Nẵng", "2026-02-05", "Đà Nẵng, ngày 05 tháng 02 năm 2026"},
		{"Đà Nẵng", "2026-11-23", "Đà Nẵng, ngày 23 tháng 11 năm 2026"},
		{"", "2026-03-09", "ngày 09 tháng 3 năm 2026"},
	}
	for _, tt := range tests {
		if got := vietnamese.FormatLongDate(tt.place, day(t, tt.date)); got != tt.want {
			t.Errorf("FormatLongDate(%q, %s) = %q, want %q", tt.place, tt.date, got, tt.want)
		}
	}
	if got, want := vietnamese.FormatShortDate(day(t, "2026-02-05")), "05/02/2026"; got != want {
		t.Errorf("FormatShortDate = %q, want %q", got, want)
	}
}

func TestParseOfficialForms(t *testing.T) {
	r := vietnamese.NewDateReader()
	for _, s := range []string{
		"2026-02-05", "05/02/2026", "5/2/2026", "05-02-2026", "5.2.2026", "ngày 05/02/2026", "Ngày 5-2-2026",
		"ngày 05 tháng 02 năm 2026", "05 tháng 2 năm 2026", "NGÀY 05 THÁNG 02 NĂM 2026", "ngày 05 tháng 02/2026",
		"Đà Nẵng, ngày 05 tháng 02 năm 2026", "ngày  05  tháng  02  năm  2026", "ngày 05\ntháng 02 năm 2026",
		"nga\u0300y 05 tháng 02 năm 2026",
	} {
		got, err := r.Parse(s)
		if err != nil || got.String() != "2026-02-05" {
			t.Errorf("Parse(%q) = %s, %v, want 2026-02-05", s, got, err)
		}
	}
	for _, s := range []string{"", "31/02/2026", "ngày    tháng 02 năm 2026", "05/02-2026", "từ 05/02/2026 đến", "tháng 02 năm 2026", "105/02/2026"} {
		if got, err := r.Parse(s); err == nil {
			t.Errorf("Parse(%q) = %s, want an error", s, got)
		}
	}
}

func TestFindDates(t *testing.T) {
	text := "Căn cứ Thông báo số 15-TB/TU, ngày 19-11-2026 và Công văn ngày 03 tháng 9 năm 2026; hạn 01/12/2026, không phải 31/11/2026."
	type found struct {
		Words, Date string
		Form        vietnamese.DateForm
	}
	var got []found
	for _, m := range vietnamese.NewDateReader().FindDates(text) {
		got = append(got, found{text[m.Start:m.End], m.Date.String(), m.Form})
	}
	want := []found{
		{"ngày 19-11-2026", "2026-11-19", vietnamese.NumericForm},
		{"ngày 03 tháng 9 năm 2026", "2026-09-03", vietnamese.LongForm},
		{"01/12/2026", "2026-12-01", vietnamese.NumericForm},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("FindDates (-want +got):\n%s", diff)
	}
}

func FuzzFindDates(f *testing.F) {
	f.Add("ngày 05 tháng 02 năm 2026, 05/02/2026")
	f.Add(strings.Repeat("ngày ", 40))
	r := vietnamese.NewDateReader()
	f.Fuzz(func(t *testing.T, s string) {
		for _, m := range r.FindDates(s) {
			if !m.Date.Valid() || m.Start >= m.End || m.End > len(s) {
				t.Fatalf("FindDates(%q) gave %+v", s, m)
			}
		}
	})
}

package vietnamese_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"congvan/standard/vietnamese"
)

func day(t *testing.T, s string) vietnamese.Date {
	t.Helper()
	d, err := vietnamese.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestParseDate(t *testing.T) {
	for _, good := range []string{"2026-02-05", "2024-02-29", "0001-01-01", "9999-12-31"} {
		if got := day(t, good).String(); got != good {
			t.Errorf("ParseDate(%q).String() = %q", good, got)
		}
	}
	for _, bad := range []string{"", "2026-2-5", "2026-02-30", "2025-02-29", "2026/02/05", "0000-01-01", "2026-13-01", "+026-01-01", "2026-01-0x", "2026-02-05T00"} {
		if d, err := vietnamese.ParseDate(bad); err == nil {
			t.Errorf("ParseDate(%q) = %s, want an error", bad, d)
		}
	}
}

func TestDateArithmetic(t *testing.T) {
	d := day(t, "2024-02-28")
	if got, want := d.AddDays(2).String(), "2024-03-01"; got != want {
		t.Errorf("AddDays(2) = %s, want %s", got, want)
	}
	if got, want := day(t, "2026-01-31").AddMonths(1).String(), "2026-02-28"; got != want {
		t.Errorf("AddMonths(1) = %s, want %s", got, want)
	}
	if got, want := day(t, "2026-03-31").AddMonths(-13).String(), "2025-02-28"; got != want {
		t.Errorf("AddMonths(-13) = %s, want %s", got, want)
	}
	if got, want := d.DaysUntil(day(t, "2025-02-28")), 366; got != want {
		t.Errorf("DaysUntil = %d, want %d", got, want)
	}
	if got, want := day(t, "1969-12-31").DaysUntil(day(t, "1970-01-01")), 1; got != want {
		t.Errorf("DaysUntil over 1970 = %d, want %d", got, want)
	}
	if !d.Before(d.AddDays(1)) || !d.After(d.AddDays(-1)) || d.Compare(d) != 0 {
		t.Error("comparisons disagree with AddDays")
	}
	if got, want := day(t, "2026-11-23").Weekday(), time.Monday; got != want {
		t.Errorf("Weekday = %s, want %s", got, want)
	}
}

func TestDateOfIsTheDayInVietnam(t *testing.T) {
	if got, want := vietnamese.DateOf(time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC)).String(), "2026-11-23"; got != want {
		t.Errorf("DateOf(17:00 UTC) = %s, want %s", got, want)
	}
	if got, want := day(t, "2026-11-23").Start().UTC(), time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("Start = %s, want %s", got, want)
	}
}

func TestDateJSONAndSQL(t *testing.T) {
	type row struct {
		Due  vietnamese.Date  `json:"due"`
		Done *vietnamese.Date `json:"done"`
		None vietnamese.Date  `json:"none,omitzero"`
	}
	d := day(t, "2026-02-05")
	text, err := json.Marshal(row{Due: d})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(text), `{"due":"2026-02-05","done":null}`; got != want {
		t.Errorf("JSON = %s, want %s", got, want)
	}
	var back row
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(row{Due: d}, back); diff != "" {
		t.Errorf("JSON round trip (-want +got):\n%s", diff)
	}
	if err := json.Unmarshal([]byte(`{"due":"05/02/2026"}`), &back); err == nil {
		t.Error("JSON with another form was accepted")
	}
	for _, src := range []any{"2026-02-05", []byte("2026-02-05"), time.Date(2026, 2, 5, 0, 0, 0, 0, time.UTC)} {
		var got vietnamese.Date
		if err := got.Scan(src); err != nil || got != d {
			t.Errorf("Scan(%T) = %s, %v", src, got, err)
		}
	}
	if v, err := d.Value(); err != nil || v != "2026-02-05" {
		t.Errorf("Value = %v, %v", v, err)
	}
	if v, err := (vietnamese.Date{}).Value(); err != nil || v != nil {
		t.Errorf("Value of the zero Date = %v, %v, want NULL", v, err)
	}
	zero := d
	if err := zero.Scan(nil); err != nil || !zero.IsZero() {
		t.Errorf("Scan(NULL) = %s, %v", zero, err)
	}
	if err := zero.Scan(int64(3)); err == nil {
		t.Error("Scan(int64) was accepted")
	}
	if _, err := (vietnamese.Date{Year: 2026, Month: 2, Day: 30}).Value(); err == nil {
		t.Error("Value of 30 February was accepted")
	}
}

package format

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFormatCode(t *testing.T) {
	for _, c := range []struct {
		set    string
		code   TypeCode
		number int
		agency string
		unit   string
		want   string
	}{
		{"party-2026-05", "TB", 15, "TU", "", "15-TB/TU"},
		{"party-2026-05", "NQ", 5, "ĐU", "", "05-NQ/ĐU"},
		{"party-2026-05", "QDi", 399, "TW", "", "399-QĐ/TW"},
		{"party-2017", "CV", 14514, "VPTW", "", "14514-CV/VPTW"},
		{"party-2017", "BS", 24, "UBKTTU", "", "24-BS/UBKTTU"},
		{"state-2020", "QD", 15, "BNV", "", "15/QĐ-BNV"},
		{"state-2020", "QDi", 7, "SNV", "", "07/QyĐ-SNV"},
		{"state-2020", "CV", 123, "SNV", "VP", "123/SNV-VP"},
		{"state-2020", "CV", 1, "SNV", "", "01/SNV"},
	} {
		got, err := FormatCode(ruleSet(t, c.set), c.code, c.number, c.agency, c.unit)
		if err != nil || got != c.want {
			t.Errorf("%+v: got %q, %v", c, got, err)
		}
	}
}

func TestFormatCodeRefuses(t *testing.T) {
	party := ruleSet(t, "party-2026-05")
	for name, try := range map[string]func() (string, error){
		"number 0":     func() (string, error) { return FormatCode(party, "TB", 0, "TU") },
		"number huge":  func() (string, error) { return FormatCode(party, "TB", maxNumber+1, "TU") },
		"unknown type": func() (string, error) { return FormatCode(party, "XX", 1, "TU") },
		"no agency":    func() (string, error) { return FormatCode(party, "TB", 1, "") },
	} {
		if got, err := try(); err == nil {
			t.Errorf("%s: got %q, want an error", name, got)
		}
	}
}

func TestNumberLines(t *testing.T) {
	party, state := ruleSet(t, "party-2026-05"), ruleSet(t, "state-2020")
	if got, _ := NumberLine(party, "TB", 5, "TU"); got != "Số 05-TB/TU" {
		t.Errorf("Party: got %q", got)
	}
	if got, _ := NumberLine(state, "QD", 5, "SNV"); got != "Số: 05/QĐ-SNV" {
		t.Errorf("State: got %q", got)
	}
	blank, err := BlankNumberLine(party, "TB", 3, "TU")
	if err != nil || blank != "Số "+strings.Repeat(nbsp, 6)+"-TB/TU" {
		t.Errorf("blank: got %q, %v", blank, err)
	}
	if got, want := textWidth(strings.Repeat(nbsp, 6), 14, false), textWidth("123", 14, false); got != want {
		t.Errorf("blank is %.1f wide, three digits %.1f", got, want)
	}
}

func TestParseCode(t *testing.T) {
	for _, c := range []struct {
		set  string
		text string
		want Code
	}{
		{"party-2026-05", "Số 05-NQ/ĐU", Code{Kind: Party, Number: 5, Symbol: "NQ", Agency: "ĐU"}},
		{"party-2026-05", "399-QĐ/TW", Code{Kind: Party, Number: 399, Symbol: "QĐ", Agency: "TW"}},
		{"party-2026-05", " 12a-CTr/TU ", Code{Kind: Party, Number: 12, Suffix: "a", Symbol: "CTr", Agency: "TU"}},
		{"state-2020", "Số: 15/QĐ-BNV", Code{Kind: State, Number: 15, Symbol: "QĐ", Agency: "BNV"}},
		{"state-2020", "Số:123/SNV-VP", Code{Kind: State, Number: 123, Agency: "SNV", Unit: "VP"}},
		{"state-2020", "30/2020/NĐ-CP", Code{Kind: State, Number: 30, Year: 2020, Symbol: "NĐ", Agency: "CP"}},
		{"state-2020", "01/SNV", Code{Kind: State, Number: 1, Agency: "SNV"}},
	} {
		got, err := ParseCode(ruleSet(t, c.set), c.text)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.text, diff)
		}
	}
	for _, bad := range []string{"", "Số -TB/TU", "15/QĐ-BNV", "abc", "0-TB/TU", strings.Repeat("9", 200) + "-TB/TU"} {
		if got, err := ParseCode(ruleSet(t, "party-2026-05"), bad); err == nil {
			t.Errorf("Party %q: got %+v, want an error", bad, got)
		}
	}
}

// Every code that can be printed is read back the same.
func TestParseCodeReadsWhatFormatCodePrints(t *testing.T) {
	for _, r := range load(t).All() {
		for _, x := range r.Types {
			s, err := FormatCode(r, x.Code, 7, "VPTU", "TH")
			if err != nil {
				t.Fatal(err)
			}
			c, err := ParseCode(r, s)
			if err != nil || c.Number != 7 || c.Agency != "VPTU" || c.Symbol != x.Symbol {
				t.Errorf("%s %s prints %q, read as %+v, %v", r.Code, x.Code, s, c, err)
			}
			found := false
			for _, y := range c.Types(r) {
				found = found || y.Code == x.Code
			}
			if !found {
				t.Errorf("%s: %q is not read as type %s", r.Code, s, x.Code)
			}
		}
	}
}

func FuzzParseCode(f *testing.F) {
	for _, s := range []string{"Số 05-NQ/ĐU", "15/QĐ-BNV", "30/2020/NĐ-CP", "Số: \u00a0\u00a0/SNV-VP"} {
		f.Add(s)
	}
	rules, err := Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range rules.All() {
			if c, err := ParseCode(r, s); err == nil && (c.Number < 1 || c.Agency == "") {
				t.Errorf("%q: got %+v", s, c)
			}
		}
	})
}

func TestSigningLines(t *testing.T) {
	party, state := ruleSet(t, "party-2026-05"), ruleSet(t, "state-2020")
	for _, c := range []struct {
		r      RuleSet
		rights []Signing
		want   string
	}{
		{party, nil, ""},
		{party, []Signing{{OnBehalf, "Ban Thường vụ"}}, "T/M BAN THƯỜNG VỤ"},
		{party, []Signing{{Deputy, "Trưởng ban"}}, "K/T TRƯỞNG BAN"},
		{party, []Signing{{ByOrder, "Ban Thường vụ"}}, "T/L BAN THƯỜNG VỤ"},
		{state, []Signing{{OnBehalf, "Ủy ban nhân dân"}, {Deputy, "Chủ tịch"}}, "TM. ỦY BAN NHÂN DÂN|KT. CHỦ TỊCH"},
		{state, []Signing{{ByAuthority, "Giám đốc"}}, "TUQ. GIÁM ĐỐC"},
		{state, []Signing{{Acting, "Giám đốc"}}, "Q. GIÁM ĐỐC"},
	} {
		got, err := SigningLines(c.r, c.rights...)
		if err != nil || strings.Join(got, "|") != c.want {
			t.Errorf("%v: got %q, %v, want %q", c.rights, got, err, c.want)
		}
	}
	for name, rights := range map[string][]Signing{
		"no TUQ in the Party":  {{ByAuthority, "Trưởng ban"}},
		"no K/T after T/M":     {{OnBehalf, "Ban Thường vụ"}, {Deputy, "Bí thư"}},
		"capacity of somebody": {{OnBehalf, " "}},
	} {
		if got, err := SigningLines(party, rights...); err == nil {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

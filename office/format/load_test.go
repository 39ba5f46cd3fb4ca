package format

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congvan/standard/vietnamese"
)

func load(t *testing.T) Rules {
	t.Helper()
	r, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func ruleSet(t *testing.T, code string) RuleSet {
	t.Helper()
	r, ok := load(t).Get(code)
	if !ok {
		t.Fatalf("no rule set %s", code)
	}
	return r
}

func date(t *testing.T, s string) vietnamese.Date {
	t.Helper()
	d, err := vietnamese.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestFindByDate(t *testing.T) {
	rules := load(t)
	for _, c := range []struct {
		kind  Kind
		day   string
		want  string
		exact bool
	}{
		{Party, "2010-05-01", "party-2017", false},
		{Party, "2017-02-06", "party-2017", true},
		{Party, "2026-01-08", "party-2017", true},
		{Party, "2026-01-09", "party-2026-01", true},
		{Party, "2026-05-26", "party-2026-01", true},
		{Party, "2026-05-27", "party-2026-05", true},
		{Party, "2040-01-01", "party-2026-05", true},
		{State, "2020-03-04", "state-2020", false},
		{State, "2020-03-05", "state-2020", true},
	} {
		got, exact := rules.Find(c.kind, date(t, c.day))
		if got.Code != c.want || exact != c.exact {
			t.Errorf("%s %s: got %s, %t, want %s, %t", c.kind, c.day, got.Code, exact, c.want, c.exact)
		}
	}
}

func TestPartyQuyetDinhAndQuyDinhShareASymbol(t *testing.T) {
	var got []TypeCode
	for _, x := range ruleSet(t, "party-2026-05").TypesPrinting("QĐ") {
		got = append(got, x.Code)
	}
	if diff := cmp.Diff([]TypeCode{"QD", "QDi"}, got); diff != "" {
		t.Errorf("types printing QĐ (-want +got):\n%s", diff)
	}
	if n := len(ruleSet(t, "state-2020").TypesPrinting("QyĐ")); n != 1 {
		t.Errorf("State QyĐ: got %d types, want 1", n)
	}
}

// NĐ 30/2020 has 29 types of which công văn and thư công have no symbol, and
// three kinds of copies.
func TestStateTypes(t *testing.T) {
	types, copies, without := 0, 0, []TypeCode{}
	for _, x := range ruleSet(t, "state-2020").Types {
		if x.Copy {
			copies++
			continue
		}
		types++
		if x.Symbol == "" {
			without = append(without, x.Code)
		}
	}
	if types != 29 || copies != 3 {
		t.Errorf("got %d types and %d copies, want 29 and 3", types, copies)
	}
	if diff := cmp.Diff([]TypeCode{"CV", "TCg"}, without); diff != "" {
		t.Errorf("types without symbol (-want +got):\n%s", diff)
	}
}

// The sizes of regulations: a change here is a change of the rules.
func TestSizes(t *testing.T) {
	type size struct{ min, max float64 }
	for _, c := range []struct {
		set  string
		name ComponentName
		want size
		bold bool
	}{
		{"party-2017", National, size{15, 15}, true},
		{"party-2017", TypeName, size{15, 16}, true},
		{"party-2017", LetterSubject, size{12, 12}, false},
		{"party-2026-05", National, size{14, 15}, true},
		{"party-2026-05", Agency, size{13, 14}, true},
		{"party-2026-05", AgencyParent, size{13, 14}, false},
		{"party-2026-05", PlaceDate, size{14, 14}, false},
		{"state-2020", National, size{12, 13}, true},
		{"state-2020", Motto, size{13, 14}, true},
		{"state-2020", Number, size{13, 13}, false},
		{"state-2020", LetterSubject, size{12, 13}, false},
		{"state-2020", RecipientsTitle, size{12, 12}, true},
		{"state-2020", Recipients, size{11, 11}, false},
	} {
		got := ruleSet(t, c.set).Layout.Components[c.name]
		if (size{got.Size.Min, got.Size.Max}) != c.want || got.Bold != c.bold {
			t.Errorf("%s %s: got %+v, want %v, bold %t", c.set, c.name, got, c.want, c.bold)
		}
	}
	margins := ruleSet(t, "party-2026-05").Layout
	if got := [4]float64{margins.Top.Use, margins.Bottom.Use, margins.Left.Use, margins.Right.Use}; got != [4]float64{20, 20, 30, 15} {
		t.Errorf("Party margins: got %v", got)
	}
}

func TestNewRulesRefuses(t *testing.T) {
	good := load(t).All()
	overlap := append([]RuleSet{}, good...)
	overlap[0].ValidTo = vietnamese.Date{}
	double := append(append([]RuleSet{}, good...), good[0])
	noTypes := append([]RuleSet{}, good...)
	noTypes[0].Types = nil
	for name, c := range map[string]struct {
		sets []RuleSet
		want string
	}{
		"overlap":  {overlap, "overlap"},
		"double":   {double, "twice"},
		"no types": {noTypes, "incomplete"},
	} {
		if _, err := NewRules(c.sets); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error with %q", name, err, c.want)
		}
	}
	if _, err := parseRuleSet([]byte("code = 'x'\nsurprise = 1\n")); err == nil {
		t.Error("an unknown key is taken")
	}
}

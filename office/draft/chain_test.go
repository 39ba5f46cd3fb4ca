package draft

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/format"
	"congvan/office/org"
	"congvan/office/task"
)

func TestShippedChains(t *testing.T) {
	for code, want := range map[string][]StepName{
		"CV": {InitialContent, InitialForm},
		"NQ": {InitialContent, InitialForm, Approve},
	} {
		c, err := ShippedChain(code)
		if err != nil {
			t.Fatal(err)
		}
		var got []StepName
		for _, s := range c.Steps {
			got = append(got, s.Step)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", code, d)
		}
	}
}

func TestParseChainRefuses(t *testing.T) {
	for name, body := range map[string]string{
		"not JSON":       `{`,
		"twice a step":   `{"steps":[{"step":"approve","by":"signer"},{"step":"approve","by":"signer"}]}`,
		"reserved step":  `{"steps":[{"step":"revise","by":"signer"}]}`,
		"no name":        `{"steps":[{"by":"signer"}]}`,
		"unknown role":   `{"steps":[{"step":"approve","by":"role:king"}]}`,
		"no such place":  `{"steps":[{"step":"approve","by":"moon"}]}`,
		"bad post":       `{"steps":[{"step":"approve","by":"post:12"}]}`,
		"too many days":  `{"steps":[{"step":"approve","by":"signer","days":101}]}`,
		"too many steps": `{"steps":[` + strings.Repeat(`{"step":"a","by":"signer"},`, 10) + `{"step":"b","by":"signer"}]}`,
	} {
		if _, err := ParseChain([]byte(body)); err == nil {
			t.Errorf("%s was accepted", name)
		}
		if err := CheckRule(org.Rule{Body: []byte(body)}); office.CodeOf(err) != office.CodeInvalid {
			t.Errorf("%s: CheckRule says %v", name, err)
		}
	}
}

func TestReviewer(t *testing.T) {
	agency, unit, post := office.ID{1}, office.ID{2}, office.ID{3}
	d := document.Document{Unit: unit, SignerPost: post}
	for by, want := range map[string]task.Holder{
		"unit_head":            {Kind: task.Unit, ID: unit},
		"signer":               {Kind: task.Post, ID: post},
		"role:chief_of_office": task.HolderOfRole(agency, office.ChiefOfOffice),
		"post:03000000-0000-0000-0000-000000000000": {Kind: task.Post, ID: post},
	} {
		got, err := reviewer(by, d, agency)
		if err != nil || got != want {
			t.Errorf("%s: got %v, %v, want %v", by, got, err, want)
		}
	}
}

func TestPassedStartsAnewAfterAReturn(t *testing.T) {
	now := task.Mark{At: testTime(), By: office.ID{1}}
	done := func(step StepName) task.Task { return task.Task{Kind: task.Review, Step: string(step), Done: now} }
	back := func(step StepName) task.Task {
		return task.Task{Kind: task.Review, Step: string(step), Returned: now}
	}
	chain, err := ShippedChain("NQ")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		tasks []task.Task
		want  int
	}{
		{"nothing yet", nil, 0},
		{"content agreed", []task.Task{done(InitialContent)}, 1},
		{"form agreed, first step skipped", []task.Task{done(InitialForm)}, 2},
		{"returned", []task.Task{done(InitialContent), back(InitialForm)}, 0},
		{"returned and being revised", []task.Task{done(InitialContent), back(InitialForm), done(Revise)}, 0},
		{"second round", []task.Task{done(InitialContent), back(InitialForm), done(Revise), done(InitialContent)}, 1},
		{"signature refused", []task.Task{done(InitialContent), done(InitialForm), done(Approve), {Kind: task.Sign, Returned: now}}, 0},
	} {
		if got := (draft{tasks: c.tasks, chain: chain}).passed(); got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, got, c.want)
		}
	}
}

func TestCapacity(t *testing.T) {
	rules, err := format.Load()
	if err != nil {
		t.Fatal(err)
	}
	today := office.Date{Year: 2026, Month: 11, Day: 23}
	party, _ := rules.Find(format.Party, today)
	state, _ := rules.Find(format.State, today)
	people := Letterhead{Committee: true, RuleKind: format.State, Called: "Ủy ban nhân dân phường Hải Châu"}
	for _, c := range []struct {
		set      format.RuleSet
		head     Letterhead
		position string
		want     string
	}{
		{state, people, "Chủ tịch", "TM. ỦY BAN NHÂN DÂN"},
		{state, people, "Phó Chủ tịch", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH"},
		{state, Letterhead{RuleKind: format.State}, "Phó Giám đốc", "KT. GIÁM ĐỐC"},
		{party, Letterhead{Committee: true}, "Phó Bí thư Thường trực", "T/M BAN THƯỜNG VỤ"},
		{party, Letterhead{Committee: true, Superior: true}, "Chánh Văn phòng", "T/L BAN THƯỜNG VỤ"},
		{party, Letterhead{}, "Phó Chánh Văn phòng", "K/T CHÁNH VĂN PHÒNG"},
		{party, Letterhead{}, "Chánh Văn phòng", ""},
		{party, Letterhead{}, "Phó Bí thư Thường trực", ""},
	} {
		if got := capacity(c.set, c.head, c.position); got != c.want {
			t.Errorf("%+v %s: got %q, want %q", c.head, c.position, got, c.want)
		}
	}
}

func TestLetterheadNames(t *testing.T) {
	city := org.AgencyAt{AgencyFacts: org.AgencyFacts{Name: "Thành ủy Đà Nẵng", Kind: org.Committee}}
	for _, c := range []struct {
		name      string
		committee bool
		parent    string
		own       string
	}{
		{"Văn phòng Thành ủy Đà Nẵng", false, "Thành ủy Đà Nẵng", "Văn phòng"},
		{"Đảng ủy phường Hải Châu", true, "Đảng bộ thành phố Đà Nẵng", "Đảng ủy phường Hải Châu"},
		{"Ban Nội chính", false, "Thành ủy Đà Nẵng", "Ban Nội chính"},
	} {
		if p, o := above(city, c.committee), under(c.name, city.Name); p != c.parent || o != c.own {
			t.Errorf("%s: got %q over %q, want %q over %q", c.name, p, o, c.parent, c.own)
		}
	}
}

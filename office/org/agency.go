package org

import (
	"strings"
	"time"

	"congvan/office"
)

// AgencyKind says what an agency is.
type AgencyKind string

// The kinds of agencies.
const (
	Committee   AgencyKind = "committee" // cấp ủy
	OfficeOf    AgencyKind = "office"    // văn phòng cấp ủy
	Board       AgencyKind = "board"     // ban tham mưu
	Front       AgencyKind = "front"     // Mặt trận Tổ quốc
	Mass        AgencyKind = "mass"      // đoàn thể
	Ward        AgencyKind = "ward"      // phường, xã, đặc khu
	StateAgency AgencyKind = "state"     // cơ quan nhà nước
)

func (k AgencyKind) valid() bool {
	switch k {
	case Committee, OfficeOf, Board, Front, Mass, Ward, StateAgency:
		return true
	}
	return false
}

// CodeScheme says by which rules an agency's code in exchange is made.
type CodeScheme string

// The schemes of codes.
const (
	SchemeQD20    CodeScheme = "qd20"         // QĐ 20/2020/QĐ-TTg
	SchemeQCVN102 CodeScheme = "qcvn102_2016" // QCVN 102:2016/BTTTT
	SchemeParty   CodeScheme = "party"
	SchemeOwn     CodeScheme = "own"
)

func (c CodeScheme) valid() bool {
	return c == SchemeQD20 || c == SchemeQCVN102 || c == SchemeParty || c == SchemeOwn
}

// RuleSet names the family of form rules an agency writes under.
type RuleSet string

// The rule sets.
const (
	PartyRules RuleSet = "party" // 399-QĐ/TW, 05-HD/VPTW
	StateRules RuleSet = "state" // NĐ 30/2020/NĐ-CP
)

func (r RuleSet) valid() bool { return r == PartyRules || r == StateRules }

// AgencyFacts is what can change about an agency.
type AgencyFacts struct {
	Name       string     `json:"name"`
	ShortName  string     `json:"short_name"` // "" means the name
	Code       string     `json:"code"`       // in exchange; one agency a code
	CodeScheme CodeScheme `json:"code_scheme"`
	Symbol     string     `json:"symbol"` // in reference codes: TU, VPTU, UBND
	Kind       AgencyKind `json:"kind"`
	RuleSet    RuleSet    `json:"rule_set"`
	Place      string     `json:"place"` // “Đà Nẵng” in “Đà Nẵng, ngày …”
	Parent     office.ID  `json:"parent"`
	Rank       int        `json:"rank"` // order in lists, first = smallest
}

// Called is the short name, or the name where there is none.
func (f AgencyFacts) Called() string {
	if f.ShortName != "" {
		return f.ShortName
	}
	return f.Name
}

// Agency is an agency with all it ever was.
type Agency struct {
	ID         office.ID
	RecordedAt time.Time
	History    History[AgencyFacts]
	Successors []Succession // what it handed over, by (To, On)
}

// AgencyAt is an agency as of a day.
type AgencyAt struct {
	ID office.ID
	AgencyFacts
}

type agencyV1 struct {
	ID         office.ID            `json:"id"`
	RecordedAt time.Time            `json:"recorded_at"`
	History    History[AgencyFacts] `json:"history"`
	Successors []Succession         `json:"successors"`
}

// State is what the journal commits to.
func (a Agency) State() office.State { return office.Canonical("agency/1", agencyV1(a)) }

const codeLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_/"

// clean checks facts as typed and gives them in their kept form.
func (f AgencyFacts) clean(op string) (AgencyFacts, error) {
	for _, x := range []struct {
		value *string
		field field
	}{
		{&f.Name, field{op: op, name: "name", label: "tên cơ quan", max: maxName}},
		{&f.ShortName, field{op: op, name: "short_name", label: "tên gọi tắt", max: maxName, optional: true}},
		{&f.Code, field{op: op, name: "code", label: "mã định danh", max: maxCode}},
		{&f.Symbol, field{op: op, name: "symbol", label: "ký hiệu trong số văn bản", max: maxSymbol, optional: true}},
		{&f.Place, field{op: op, name: "place", label: "địa danh", max: maxName}},
	} {
		v, err := x.field.clean(*x.value)
		if err != nil {
			return f, err
		}
		*x.value = v
	}
	if strings.ContainsFunc(f.Code, func(r rune) bool { return !strings.ContainsRune(codeLetters, r) }) {
		return f, office.InvalidField(op, "code", "Mã định danh chỉ gồm chữ không dấu, số và các dấu . - _ /",
			"An agency code has only unaccented letters, digits and . - _ /")
	}
	if !f.Kind.valid() || !f.CodeScheme.valid() || !f.RuleSet.valid() {
		return f, office.InvalidField(op, "kind", "Chọn loại cơ quan, loại mã và bộ quy định thể thức trong danh sách.",
			"Choose the kind of agency, the code scheme and the rule set from the list.")
	}
	return f, checkRank(op, f.Rank)
}

package document

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"

	"github.com/pelletier/go-toml/v2"

	"congvan/office"
	"congvan/office/format"
)

// SeriesKind says what a series counts.
type SeriesKind string

// The kinds of series (regulations.md §1.2).
const (
	NormalSeries   SeriesKind = "normal"
	CongressSeries SeriesKind = "congress" // one series for all types of a congress
	CopySeries     SeriesKind = "copy"     // bản sao
	ArrivalSeries  SeriesKind = "arrival"  // số đến: Body is the register's id
)

// SeriesKey names a series: decision 3 of the architecture.
type SeriesKey struct {
	Agency office.ID
	Body   string // symbol of the issuing body: TU, VPTU, UBND
	Kind   SeriesKind
	Group  string // type group; "" where all types share
	Period string // "2026", or the code of the term or congress
}

// Series is a running number.
type Series struct {
	ID    office.ID
	Key   SeriesKey
	First int64 // the number it began with
	Next  int64 // the number the next document gets
}

// Congress is a Party congress of an agency's committee: it ends one term of
// numbers and begins the next.
type Congress struct {
	ID           office.ID
	Agency       office.ID
	Code         string      // names the term that it begins: "XXIII", "2025-2030"
	Opens        office.Date // the preparatory session counts
	FirstMeeting office.Date // of the new committee; may be zero
	Closes       office.Date
}

// TermBegins is the first day of the term that the congress begins: the day
// after it closes, or the day the new committee's first meeting opens when that
// falls inside the congress (36-HD/VPTW).
func (c Congress) TermBegins() office.Date {
	if !c.FirstMeeting.IsZero() && !c.FirstMeeting.Before(c.Opens) && !c.FirstMeeting.After(c.Closes) {
		return c.FirstMeeting
	}
	return c.Closes.AddDays(1)
}

// TermOn gives the code of the term that a day falls in; ok is false before the
// first congress known.
func TermOn(all []Congress, day office.Date) (code string, ok bool) {
	var begin office.Date
	for _, c := range all {
		if b := c.TermBegins(); !b.After(day) && (begin.IsZero() || b.After(begin)) {
			begin, code, ok = b, c.Code, true
		}
	}
	return code, ok
}

// CongressOn gives the congress that sits on a day.
func CongressOn(all []Congress, day office.Date) (Congress, bool) {
	for _, c := range all {
		if !day.Before(c.Opens) && !day.After(c.Closes) {
			return c, true
		}
	}
	return Congress{}, false
}

//go:embed data/numbering.toml
var numberingData []byte

// Numbering says which types share a running number.
type Numbering struct {
	Rules []NumberingRule `toml:"rules"`
}

// NumberingRule holds from a day on, until a newer one of the same kind.
type NumberingRule struct {
	Kind         format.Kind  `toml:"kind"`
	ValidFrom    office.Date  `toml:"valid_from"`
	CongressBody string       `toml:"congress_body"` // symbol of a congress; "" when there is none
	Groups       []NumberRing `toml:"groups"`
}

// NumberRing is a set of types that share one series.
type NumberRing struct {
	Name  string            `toml:"name"`
	Types []format.TypeCode `toml:"types"`
}

// LoadNumbering reads the rules that come with the program.
func LoadNumbering() (Numbering, error) {
	var n Numbering
	d := toml.NewDecoder(bytes.NewReader(numberingData))
	d.DisallowUnknownFields()
	if err := d.Decode(&n); err != nil {
		return n, fmt.Errorf("document.LoadNumbering: %w", err)
	}
	return n, nil
}

// On gives the rule of a kind that holds on a day.
func (n Numbering) On(kind format.Kind, day office.Date) NumberingRule {
	var found NumberingRule
	for _, r := range n.Rules {
		if r.Kind == kind && !r.ValidFrom.After(day) && !r.ValidFrom.Before(found.ValidFrom) {
			found = r
		}
	}
	return found
}

func (r NumberingRule) group(t format.TypeCode) string {
	for _, g := range r.Groups {
		if slices.Contains(g.Types, t) {
			return g.Name
		}
	}
	return string(t)
}

// Rules are the dated rules that documents follow.
type Rules struct {
	Formats   format.Rules
	Numbering Numbering
}

// LoadRules reads the rules that come with the program.
func LoadRules() (Rules, error) {
	formats, err := format.Load()
	if err != nil {
		return Rules{}, err
	}
	n, err := LoadNumbering()
	return Rules{formats, n}, err
}

// formatOn gives the rule set of a kind on a day and the type in it.
func (r Rules) formatOn(ruleSet, code string, day office.Date) (format.RuleSet, format.Type, error) {
	const op = "document.Rules"
	kind := format.Kind(ruleSet)
	if kind != format.Party && kind != format.State {
		return format.RuleSet{}, format.Type{}, office.InvalidField(op, "rule_set",
			"Chọn bộ thể thức: Đảng hoặc Nhà nước.", "Choose the rule set: Party or State.")
	}
	set, _ := r.Formats.Find(kind, day)
	t, ok := set.Type(format.TypeCode(code))
	if !ok {
		return set, t, office.InvalidField(op, "type",
			"Chọn loại văn bản trong danh mục.", "Choose a document type from the list.")
	}
	return set, t, nil
}

// seriesKey finds the series of a document issued on a day.
func (r Rules) seriesKey(d Document, day office.Date, congresses []Congress) (SeriesKey, error) {
	set, t, err := r.formatOn(d.RuleSet, d.TypeCode, day)
	if err != nil {
		return SeriesKey{}, err
	}
	rule := r.Numbering.On(set.Kind, day)
	key := SeriesKey{Agency: d.Agency, Body: d.Body, Kind: NormalSeries, Group: rule.group(t.Code)}
	if t.Copy {
		key.Kind, key.Group = CopySeries, ""
	}
	if set.Period == format.Year {
		key.Period = itoa(int64(day.Year))
		return key, nil
	}
	if rule.CongressBody != "" && d.Body == rule.CongressBody {
		c, ok := CongressOn(congresses, day)
		if !ok {
			return key, office.Invalid("document.seriesKey",
				"Hôm nay không trong thời gian đại hội nên không cấp số của đại hội được. Kiểm tra ngày đại hội.",
				"No congress sits today, so its series gives no number. Check the days of the congress.")
		}
		key.Kind, key.Group, key.Period = CongressSeries, "", c.Code
		return key, nil
	}
	term, ok := TermOn(congresses, day)
	if !ok {
		return key, office.Invalid("document.seriesKey",
			"Chưa khai nhiệm kỳ của cấp uỷ nên chưa cấp số được. Quản trị hệ thống nhập ngày đại hội.",
			"No term of the committee is known, so no number can be given. The administrator enters the days of the congress.")
	}
	key.Period = term
	return key, nil
}

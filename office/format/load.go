package format

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"path"
	"slices"

	"github.com/pelletier/go-toml/v2"

	"congvan/standard/vietnamese"
)

//go:embed data/*.toml
var ruleFiles embed.FS

// Rules are all rule sets, oldest first within a kind.
type Rules struct{ sets []RuleSet }

// Load reads the rule sets that come with the program and checks them.
func Load() (Rules, error) {
	entries, err := ruleFiles.ReadDir("data")
	if err != nil {
		return Rules{}, fmt.Errorf("format: %w", err)
	}
	var sets []RuleSet
	for _, e := range entries {
		b, err := ruleFiles.ReadFile(path.Join("data", e.Name()))
		if err != nil {
			return Rules{}, fmt.Errorf("format: %w", err)
		}
		r, err := parseRuleSet(b)
		if err != nil {
			return Rules{}, fmt.Errorf("format: %s: %w", e.Name(), err)
		}
		sets = append(sets, r)
	}
	return NewRules(sets)
}

func parseRuleSet(b []byte) (RuleSet, error) {
	var r RuleSet
	d := toml.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err := d.Decode(&r)
	return r, err
}

// NewRules makes Rules of the given sets, for an office that keeps its own
// rows. It resolves types_of and layout_of and checks codes, dates and ranges.
func NewRules(sets []RuleSet) (Rules, error) {
	sets = slices.Clone(sets)
	slices.SortStableFunc(sets, func(a, b RuleSet) int { return a.ValidFrom.Compare(b.ValidFrom) })
	byCode := map[string]RuleSet{}
	for i := range sets {
		if err := sets[i].inherit(byCode); err != nil {
			return Rules{}, err
		}
		if err := sets[i].check(); err != nil {
			return Rules{}, fmt.Errorf("format: rule set %s: %w", sets[i].Code, err)
		}
		if _, double := byCode[sets[i].Code]; double {
			return Rules{}, fmt.Errorf("format: rule set %s twice", sets[i].Code)
		}
		byCode[sets[i].Code] = sets[i]
	}
	return Rules{sets: sets}, checkDates(sets)
}

// inherit takes types, grammar and capacities, or the layout, of an older set.
func (r *RuleSet) inherit(older map[string]RuleSet) error {
	if r.TypesOf != "" {
		from, ok := older[r.TypesOf]
		if !ok {
			return fmt.Errorf("format: rule set %s takes types of unknown %s", r.Code, r.TypesOf)
		}
		r.Types, r.Grammar, r.Capacities, r.Period = from.Types, from.Grammar, from.Capacities, from.Period
	}
	if r.LayoutOf != "" {
		from, ok := older[r.LayoutOf]
		if !ok {
			return fmt.Errorf("format: rule set %s takes layout of unknown %s", r.Code, r.LayoutOf)
		}
		r.Layout = from.Layout
	}
	return nil
}

func (r RuleSet) check() error {
	if r.Code == "" || r.Kind != Party && r.Kind != State || !r.ValidFrom.Valid() || len(r.Types) == 0 ||
		r.Grammar.Label == "" || r.Grammar.AfterNumber == "" || r.Grammar.BeforeAgency == "" || r.Layout.Font == "" ||
		r.Period != Term && r.Period != Year {
		return errors.New("incomplete")
	}
	seen := map[TypeCode]bool{}
	for _, t := range r.Types {
		if t.Code == "" || t.Name == "" || seen[t.Code] || !slices.Contains(Forms(), t.Form) {
			return fmt.Errorf("type %q: empty, double or without form", t.Code)
		}
		seen[t.Code] = true
	}
	for name, c := range r.Layout.Components {
		if c.Size.Min <= 0 || c.Size.Min > c.Size.Max || !c.Size.Allows(c.Size.Use) {
			return fmt.Errorf("component %s: size out of its range", name)
		}
	}
	l := r.Layout
	for _, m := range []Range{l.Top, l.Bottom, l.Left, l.Right, l.Indent, l.LinePitch, l.SpaceAfter} {
		if m.Min < 0 || m.Min > m.Max || !m.Allows(m.Use) {
			return errors.New("a measure of the page is out of its range")
		}
	}
	return nil
}

// checkDates holds that no two sets of one kind hold on the same day.
func checkDates(sets []RuleSet) error {
	last := map[Kind]RuleSet{}
	for _, r := range sets {
		if prev, ok := last[r.Kind]; ok && (prev.ValidTo.IsZero() || !prev.ValidTo.Before(r.ValidFrom)) {
			return fmt.Errorf("format: %s and %s overlap", prev.Code, r.Code)
		}
		last[r.Kind] = r
	}
	return nil
}

// All returns the rule sets, oldest first.
func (r Rules) All() []RuleSet { return slices.Clone(r.sets) }

// Get returns the rule set with the code.
func (r Rules) Get(code string) (RuleSet, bool) {
	for _, s := range r.sets {
		if s.Code == code {
			return s, true
		}
	}
	return RuleSet{}, false
}

// Find returns the rule set of the kind that holds on the day d. For a day
// older than all rules known here it returns the oldest of the kind, whose
// codes are written alike; exact says that the set really holds on d.
func (r Rules) Find(kind Kind, d vietnamese.Date) (set RuleSet, exact bool) {
	for _, s := range slices.Backward(r.sets) {
		if s.Kind != kind {
			continue
		}
		if s.HoldsOn(d) {
			return s, true
		}
		set = s
	}
	return set, false
}

package format

import (
	"errors"
	"fmt"
	"strings"
)

// CapacityCode names a right in which a person signs.
type CapacityCode string

// The capacities. Which exist, and how they print, is each rule set's data:
// the Party knows no TUQ and prints T/M where the State prints TM.
const (
	OnBehalf    CapacityCode = "on_behalf"    // for a collective body
	Deputy      CapacityCode = "deputy"       // for the head, by a deputy
	ByOrder     CapacityCode = "by_order"     // by order
	ByAuthority CapacityCode = "by_authority" // by written authority (State only)
	Acting      CapacityCode = "acting"       // charged with the head's post (State only)
)

// Signing is the right in which a document is signed. Of is the body or head
// it comes from: BAN THƯỜNG VỤ, GIÁM ĐỐC.
type Signing struct {
	Capacity CapacityCode
	Of       string
}

// SigningLines returns the lines above the position, one for each right:
// “T/M BAN THƯỜNG VỤ”; “TM. ỦY BAN NHÂN DÂN”, “KT. CHỦ TỊCH”. It refuses a
// capacity that the rule set does not have, and K/T after T/M in Party
// documents: for a collective body a deputy secretary signs T/M as well.
func SigningLines(r RuleSet, rights ...Signing) ([]string, error) {
	var lines []string
	collective := false
	for _, s := range rights {
		c, ok := r.Capacity(s.Capacity)
		if !ok {
			return nil, fmt.Errorf("format: rule set %s has no capacity %q", r.Code, s.Capacity)
		}
		if collective && r.Kind == Party && s.Capacity == Deputy {
			return nil, errors.New("format: no K/T in the name of a collective body; sign T/M")
		}
		if strings.TrimSpace(s.Of) == "" {
			return nil, fmt.Errorf("format: capacity %s of whom?", c.Printed)
		}
		collective = collective || c.Collective
		lines = append(lines, c.Printed+" "+strings.ToUpper(s.Of))
	}
	return lines, nil
}

// Capacity returns how the rule set prints a capacity.
func (r RuleSet) Capacity(code CapacityCode) (Capacity, bool) {
	for _, c := range r.Capacities {
		if c.Code == code {
			return c, true
		}
	}
	return Capacity{}, false
}

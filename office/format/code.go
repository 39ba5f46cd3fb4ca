package format

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// NBSP is a blank that neither breaks nor is squeezed; two are as wide as one
// digit in Times.
const nbsp = "\u00a0"

// maxNumber bounds running numbers; Party numbers run a whole term.
const maxNumber = 9_999_999

// FormatCode prints a reference code without its label: “05-TB/TU”,
// “15/QĐ-BNV”, and for a State công văn “123/SNV-VP”, whose unit is needed.
// Numbers below 10 take a leading zero.
func FormatCode(r RuleSet, code TypeCode, number int, agency string, unit ...string) (string, error) {
	if number < 1 || number > maxNumber {
		return "", fmt.Errorf("format: number %d is outside 1 … %d", number, maxNumber)
	}
	tail, err := codeTail(r, code, agency, unit)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%0*d%s", r.Grammar.MinDigits, number, tail), nil
}

// NumberLine prints the whole line: “Số 05-TB/TU”, “Số: 15/QĐ-BNV”.
func NumberLine(r RuleSet, code TypeCode, number int, agency string, unit ...string) (string, error) {
	s, err := FormatCode(r, code, number, agency, unit...)
	if err != nil {
		return "", err
	}
	return r.Grammar.Label + " " + s, nil
}

// BlankNumberLine prints the line with a blank, as wide as digits digits, for
// the form field that takes the number after signing: “Số      -TB/TU”. digits
// below 2 count as 2. Take the digits that the next number will have; then
// the finished line looks as if printed at once.
func BlankNumberLine(r RuleSet, code TypeCode, digits int, agency string, unit ...string) (string, error) {
	tail, err := codeTail(r, code, agency, unit)
	if err != nil {
		return "", err
	}
	digits = max(2, min(digits, 7))
	return r.Grammar.Label + " " + strings.Repeat(nbsp, 2*digits) + tail, nil
}

// codeTail is what follows the number.
func codeTail(r RuleSet, code TypeCode, agency string, unit []string) (string, error) {
	t, ok := r.Type(code)
	if !ok {
		return "", fmt.Errorf("format: rule set %s has no type %q", r.Code, code)
	}
	if agency == "" {
		return "", errors.New("format: a reference code needs the agency's symbol")
	}
	g := r.Grammar
	if t.Symbol != "" {
		return g.AfterNumber + t.Symbol + g.BeforeAgency + agency, nil
	}
	if len(unit) == 0 || unit[0] == "" {
		return g.AfterNumber + agency, nil
	}
	return g.AfterNumber + agency + g.BeforeAgency + unit[0], nil
}

// Code is a reference code taken apart. Symbol is "" for a State công văn,
// whose Unit is then the drafting unit. Suffix is a letter after the number
// (12a), Year the year of a legal document (30/2020/NĐ-CP), 0 for others.
type Code struct {
	Kind   Kind
	Number int
	Suffix string
	Year   int
	Symbol string
	Agency string
	Unit   string
}

// maxCodeLength bounds what ParseCode looks at, in bytes.
const maxCodeLength = 120

// ParseCode takes a reference code apart, with or without “Số”, after the
// rules of r's kind (regulations: Party n-KH/CQ, State n/KH-CQ). A State code
// whose first group is no symbol of r is a công văn: agency and unit.
func ParseCode(r RuleSet, s string) (Code, error) {
	if len(s) > maxCodeLength {
		return Code{}, errors.New("format: reference code too long")
	}
	pattern := statePattern()
	if r.Kind == Party {
		pattern = partyPattern()
	}
	m := pattern.FindStringSubmatch(strings.TrimSpace(strings.ReplaceAll(s, nbsp, " ")))
	if m == nil {
		return Code{}, fmt.Errorf("format: %q is not a %s reference code", s, r.Kind)
	}
	n, err := strconv.Atoi(m[1])
	if err != nil || n < 1 || n > maxNumber {
		return Code{}, fmt.Errorf("format: %q has no usable number", s)
	}
	c := Code{Kind: r.Kind, Number: n, Suffix: m[2], Symbol: m[4], Agency: m[5]}
	if m[3] != "" {
		c.Year, _ = strconv.Atoi(m[3])
	}
	if r.Kind == State && c.Year == 0 && len(r.TypesPrinting(c.Symbol)) == 0 {
		c.Symbol, c.Agency, c.Unit = "", m[4], m[5]
	}
	return c, nil
}

func partyPattern() *regexp.Regexp {
	return regexp.MustCompile(`^(?:[Ss]ố\s*:?\s*)?(\d{1,7})([a-zđ]?)()\s?-\s?([^/\s-][^/\s]*)/(\S+)$`)
}

func statePattern() *regexp.Regexp {
	return regexp.MustCompile(`^(?:[Ss]ố\s*:?\s*)?(\d{1,7})([a-zđ]?)(?:/(\d{4}))?/([^-/\s]+)(?:-(\S+))?$`)
}

// Types returns the types of r that the code may belong to.
func (c Code) Types(r RuleSet) []Type {
	if c.Symbol != "" {
		return r.TypesPrinting(c.Symbol)
	}
	var list []Type
	for _, t := range r.Types {
		if t.Symbol == "" {
			list = append(list, t)
		}
	}
	return list
}

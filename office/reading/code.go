package reading

import (
	"regexp"
	"strconv"
	"strings"

	"congvan/standard/vietnamese"
)

// Scheme is the way in which a reference code is built.
type Scheme string

// The schemes of reference codes.
const (
	SchemeParty Scheme = "party" // 15-TB/TU
	SchemeState Scheme = "state" // 1234/QĐ-UBND, 123/SNV-VP (công văn)
	SchemeLaw   Scheme = "law"   // 01/2015/NĐ-CP
)

// Code is a reference code (số và ký hiệu) taken apart.
type Code struct {
	Scheme Scheme
	Number string // as printed: “05”, “15a”
	Year   int    // law only
	Type   string // symbol of the type; "" for the State's công văn and numbered laws
	Agency string // TU, UBND, SNV-VP, QH15
}

// String returns the code as its scheme prints it.
func (c Code) String() string {
	notation := c.Agency
	if c.Type != "" {
		notation = c.Type + "-" + c.Agency
	}
	switch c.Scheme {
	case SchemeParty:
		return c.Number + "-" + c.Type + "/" + c.Agency
	case SchemeLaw:
		return c.Number + "/" + strconv.Itoa(c.Year) + "/" + notation
	}
	return c.Number + "/" + notation
}

// TypeName returns the type that the code alone tells. A Party code QĐ may
// be a decision or a regulation; the more frequent is returned.
func (c Code) TypeName() string {
	if c.Type == "" {
		switch {
		case c.Scheme == SchemeState:
			return "Công văn"
		case strings.HasPrefix(c.Agency, "QH"):
			return "Luật"
		}
		return ""
	}
	name, _ := typeBySymbol(c.Type, c.Scheme)
	return name
}

const (
	codeNumber = `(\d{1,7}[a-zA-Z]?)`
	codePart   = `[\p{Lu}][\p{L}\d&.]{0,24}`
	codeParts  = codePart + `(?:\s?-\s?` + codePart + `){0,4}`
	codeParty  = codeNumber + `\s{0,2}[-–]\s{0,2}(` + codePart + `)\s?/\s?(` + codeParts + `)`
	codeState  = codeNumber + `\s{0,2}/\s{0,2}(?:((?:19|20)\d{2})\s?/\s?)?(` + codeParts + `)`
)

// codePatterns holds the two forms of a code, prepared.
type codePatterns struct{ party, state *regexp.Regexp }

// newCodePatterns prepares the patterns, anchored at the start of the text.
func newCodePatterns() codePatterns {
	return codePatterns{party: regexp.MustCompile(`^` + codeParty), state: regexp.MustCompile(`^` + codeState)}
}

// ParseReferenceCode reads a text that is one reference code, with or without
// “Số” before it and spaces inside it. It accepts any agency notation.
func ParseReferenceCode(s string) (Code, bool) {
	s = strings.TrimSpace(vietnamese.NFC(s))
	if len(s) > 120 {
		return Code{}, false
	}
	for _, prefix := range []string{"Số", "số", "SỐ"} {
		if rest, found := strings.CutPrefix(s, prefix); found {
			s = strings.TrimLeft(rest, " :.")
			break
		}
	}
	c, length, ok := newCodePatterns().leading(s)
	return c, ok && length == len(s)
}

// leading reads the code that opens s and returns its length in bytes.
func (p codePatterns) leading(s string) (c Code, length int, ok bool) {
	if m := p.party.FindStringSubmatch(s); m != nil {
		return Code{Scheme: SchemeParty, Number: m[1], Type: m[2], Agency: compact(m[3])}, len(m[0]), true
	}
	m := p.state.FindStringSubmatch(s)
	if m == nil {
		return Code{}, 0, false
	}
	c = Code{Scheme: SchemeState, Number: m[1], Agency: compact(m[3])}
	if m[2] != "" {
		c.Scheme = SchemeLaw
		c.Year, _ = strconv.Atoi(m[2])
	}
	if symbol, agency, found := strings.Cut(c.Agency, "-"); found {
		if _, known := typeBySymbol(symbol, c.Scheme); known {
			c.Type, c.Agency = symbol, agency
		}
	}
	return c, len(m[0]), true
}

// compact removes spaces, and a full stop that belongs to the sentence.
func compact(s string) string { return strings.TrimRight(strings.ReplaceAll(s, " ", ""), ".&") }

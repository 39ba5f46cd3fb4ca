package reading

import (
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
	c, length, ok := leadingCode(s)
	return c, ok && length == len(s)
}

// leadingCode reads the code that opens s and returns its length in bytes.
func leadingCode(s string) (c Code, length int, ok bool) {
	scan := codeScan{text: s}
	number := scan.number()
	if number == "" {
		return Code{}, 0, false
	}
	scan.spaces(2)
	switch {
	case scan.skip("-") || scan.skip("–"):
		scan.spaces(2)
		c = Code{Scheme: SchemeParty, Number: number, Type: scan.part()}
		scan.spaces(1)
		ok = c.Type != "" && scan.skip("/")
	case scan.skip("/"):
		scan.spaces(2)
		c = Code{Scheme: SchemeState, Number: number, Year: scan.year()}
		ok = true
	}
	if !ok {
		return Code{}, 0, false
	}
	scan.spaces(1)
	c.Agency = scan.parts()
	if c.Agency == "" {
		return Code{}, 0, false
	}
	return c.withType(), scan.at, true
}

// withType tells the type from the agency in the codes of the State.
func (c Code) withType() Code {
	if c.Year != 0 {
		c.Scheme = SchemeLaw
	}
	if symbol, agency, found := strings.Cut(c.Agency, "-"); found && c.Scheme != SchemeParty {
		if _, known := typeBySymbol(symbol, c.Scheme); known {
			c.Type, c.Agency = symbol, agency
		}
	}
	return c
}

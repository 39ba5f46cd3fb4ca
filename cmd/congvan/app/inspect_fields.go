package app

import (
	"strings"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/format"
	"congvan/office/reading"
	"congvan/standard/vietnamese"
)

// How far a field that was read is believed. These are three plain ranks, not
// probabilities: nothing here was fitted to anything.
const (
	confirmed = 0.95 // has a grammar of its own, or two places agree
	found     = 0.8  // stood where the form has it
	derived   = 0.5  // follows from another field, or a part is missing
)

// fields puts what the text says under the names of the form.
func (i Inspector) fields(r reading.Fields) document.Fields {
	f := document.Fields{
		ReferenceCode: r.ReferenceCode, IssuingName: r.IssuingAgency, TypeName: r.DocumentType, Subject: r.Subject,
		Confidence: map[string]float64{},
	}
	believe := func(name string, there bool, c float64) {
		if there {
			f.Confidence[name] = c
		}
	}
	if r.IssuedDate != nil {
		f.IssuedDate = *r.IssuedDate
	}
	code, _ := reading.ParseReferenceCode(r.ReferenceCode)
	believe("reference_code", r.ReferenceCode != "", confirmed)
	believe("issued_date", r.IssuedDate != nil, confirmed)
	believe("issuing_name", r.IssuingAgency != "", found)
	believe("subject", r.Subject != "", found)
	i.setType(&f, code)
	believe("type", f.TypeName != "", typeConfidence(f.TypeName, code))
	if len(r.Signers) > 0 {
		s := r.Signers[0]
		f.Signer = document.Signer{Name: s.Name, Position: s.Position}
		whole := found
		if s.Position == "" {
			whole = derived
		}
		believe("signer_name", s.Name != "", whole)
		believe("signer_position", s.Position != "", found)
	}
	return f
}

// setType finds rule set and code of the type that was read. Without a code
// nothing says whose rules hold; then the name alone stays.
func (i Inspector) setType(f *document.Fields, code reading.Code) {
	kind := format.State
	switch code.Scheme {
	case reading.SchemeParty:
		kind = format.Party
	case reading.SchemeState:
	default: // laws are of neither list
		return
	}
	f.RuleSet = string(kind)
	set, _ := i.Formats.Find(kind, f.IssuedDate)
	if f.IssuedDate.IsZero() {
		set = i.newest(kind)
	}
	name := vietnamese.NormalizeTone(f.TypeName)
	for _, t := range set.Types {
		if strings.EqualFold(vietnamese.NormalizeTone(t.Name), name) {
			f.TypeCode, f.TypeName = string(t.Code), t.Name
			return
		}
	}
}

// newest is the rule set for a document whose date could not be read.
func (i Inspector) newest(kind format.Kind) format.RuleSet {
	last, _ := vietnamese.NewDate(9999, 12, 31)
	set, _ := i.Formats.Find(kind, office.Date(last))
	return set
}

// typeConfidence believes a type most when its name agrees with the code's
// symbol. A name that the code contradicts was printed; a name without a code
// was printed too, but nothing confirms it.
func typeConfidence(name string, code reading.Code) float64 {
	switch {
	case code.Type != "" && code.TypeName() == name:
		return confirmed
	case code.Type == "" && code.TypeName() == name:
		return derived // a công văn prints no name: its code has no symbol
	}
	return found
}

package pades

import (
	"slices"
	"strings"

	"congvan/standard/pades/pdf"
)

// Codes in SignatureReport.Changes: what a later revision did. The codes of
// denied changes are those of changeRows.
const (
	ChangeFormFilled     = "form_filled"
	ChangeFormLocked     = "form_locked" // a filled field was made read-only
	ChangeSignatureAdded = "signature_added"
	ChangeTimestampAdded = "timestamp_added"
	ChangeFieldAdded     = "signature_field_added"
	ChangeValidationData = "dss_updated"
	ChangeMetadata       = "metadata_updated"
	ChangeExtensions     = "extensions_updated"
	ChangeResources      = "form_resources_added"
)

// change is one thing that differs between two states.
type change struct {
	code   string
	field  string // full name of the form field concerned
	denied bool
	warn   string // code of a warning that goes with an allowed change
}

// step is the difference between two successive signed states, or between the
// last one and the present file.
type step struct {
	from, to *pdf.View
	changes  []change
}

// compareRevisions goes from each signed state to the next and to the present
// one, and tells every signature what happened after it.
func (v *verifier) compareRevisions() {
	states := v.states()
	if len(states) == 0 {
		return
	}
	budget := maxCompared
	var steps []step
	for i, from := range states {
		to := v.last
		if i+1 < len(states) {
			to = states[i+1]
		}
		if to.Revision() > from.Revision() {
			d := newDiffer(from, to, v.formAt, &budget)
			steps = append(steps, step{from, to, d.run()})
		}
	}
	last := states[len(states)-1]
	for _, c := range v.found {
		if c.signed == nil {
			continue
		}
		for _, s := range steps {
			if s.from.Revision() >= c.signed.Revision() {
				c.follow(s, s.from.Revision() == last.Revision())
			}
		}
	}
}

// states lists the distinct signed states, oldest first.
func (v *verifier) states() []*pdf.View {
	var out []*pdf.View
	for _, c := range v.found {
		if c.signed != nil {
			out = append(out, c.signed)
		}
	}
	slices.SortFunc(out, func(a, b *pdf.View) int { return a.Revision() - b.Revision() })
	return slices.CompactFunc(out, func(a, b *pdf.View) bool { return a.Revision() == b.Revision() })
}

// follow judges a later step by the rules of this signature. unsigned says
// that no signature covers the step.
func (c *candidate) follow(s step, unsigned bool) {
	for _, ch := range s.changes {
		if !slices.Contains(c.Changes, ch.code) {
			c.Changes = append(c.Changes, ch.code)
		}
		switch {
		case ch.denied:
			c.judge(ch.code)
		case c.rules.forbid(ch):
			c.judge("docmdp")
		case c.rules.locks(ch):
			c.judge("field_locked")
		case ch.warn != "":
			c.judge(ch.warn)
		}
	}
	if unsigned {
		c.judge(unsignedCode(s.changes))
	}
}

// unsignedCode names what an unsigned last revision did.
func unsignedCode(changes []change) string {
	code := "unsigned_revision"
	for i, ch := range changes {
		switch ch.code {
		case ChangeFormFilled, ChangeFormLocked:
			return "unsigned_form_fill"
		case ChangeValidationData, ChangeExtensions:
			if i == 0 {
				code = "unsigned_dss"
			}
		default:
			code = "unsigned_revision"
		}
	}
	return code
}

// rules are what a signature permits after itself (ISO 32000-2, 12.8.2).
type rules struct {
	docMDP int // 1, 2, 3; 0 if it does not certify
	locked []fieldRule
}

type fieldRule struct {
	action pdf.Name // All, Include, Exclude
	fields map[string]bool
}

// names tells whether the rule names the field or a node above it.
func (r fieldRule) names(field string) bool {
	for ; ; field = field[:strings.LastIndexByte(field, '.')] {
		if r.fields[field] {
			return true
		}
		if !strings.Contains(field, ".") {
			return false
		}
	}
}

func readRules(v *pdf.View, sig pdf.Dict, f *field) (r rules) {
	for _, o := range v.Array(sig["Reference"]) {
		ref := v.Dict(o)
		params := v.Dict(ref["TransformParams"])
		method, _ := v.Resolve(ref["TransformMethod"])
		switch method {
		case pdf.Name("DocMDP"):
			r.docMDP = 2
			if p, _ := v.Resolve(params["P"]); p != nil {
				n, _ := p.(pdf.Int)
				if r.docMDP = int(n); n < 1 || n > 3 {
					r.docMDP = 1 // what we do not understand permits nothing
				}
			}
		case pdf.Name("FieldMDP"):
			r.locked = append(r.locked, readFieldRule(v, params))
		}
	}
	if f != nil {
		if lock := v.Dict(f.dict["Lock"]); lock != nil {
			r.locked = append(r.locked, readFieldRule(v, lock))
		}
	}
	return r
}

func readFieldRule(v *pdf.View, d pdf.Dict) (r fieldRule) {
	a, _ := v.Resolve(d["Action"])
	r.action, _ = a.(pdf.Name)
	r.fields = map[string]bool{}
	for _, o := range v.Array(d["Fields"]) {
		o, _ = v.Resolve(o)
		if s, ok := o.(pdf.String); ok {
			r.fields[decodeText(s)] = true
		}
	}
	return r
}

// forbid tells whether a certification rules the change out.
func (r rules) forbid(ch change) bool {
	switch r.docMDP {
	case 0:
		return false
	case 2, 3:
		return ch.warn == "visible_field_added"
	}
	switch ch.code { // P=1 lets nothing in but what keeps a signature checkable
	case ChangeValidationData, ChangeTimestampAdded, ChangeExtensions:
		return false
	case ChangeFieldAdded:
		return ch.warn != ""
	}
	return true
}

// locks tells whether the change touches a field that the signature locked.
func (r rules) locks(ch change) bool {
	if ch.field == "" || ch.code == ChangeFieldAdded {
		return false
	}
	for _, l := range r.locked {
		named := l.names(ch.field)
		filled := ch.code == ChangeFormFilled || ch.code == ChangeFormLocked
		switch l.action {
		case "Include":
			if named {
				return true
			}
		case "Exclude":
			if !named && filled {
				return true
			}
		default: // All, or something we do not know
			if filled {
				return true
			}
		}
	}
	return false
}

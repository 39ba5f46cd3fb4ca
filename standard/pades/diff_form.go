package pades

import (
	"congvan/standard/pades/pdf"
)

// acroForm compares the form dictionaries and every field.
func (d *differ) acroForm() {
	a, b := d.fa.dict, d.fb.dict
	if a == nil && b == nil {
		return
	}
	if b == nil {
		d.deny("form_changed")
		return
	}
	for k := range merged(a, b) {
		x, y := a[k], b[k]
		switch k {
		case "Fields":
		case "SigFlags":
			if _, ok := y.(pdf.Int); !ok && !sameAtom(x, y) {
				d.deny("form_changed")
			}
		case "DR":
			d.resources(x, y)
		case "NeedAppearances":
			// Leaving it out is harmless; setting it makes readers redraw.
			if y != nil && !sameAtom(y, pdf.Bool(false)) && !sameAtom(x, y) {
				d.deny("form_changed")
			}
		default:
			if !d.same(x, y) {
				d.deny("form_changed")
			}
		}
	}
	d.fields(d.fa.top, d.fb.top, false)
}

// resources may grow by new entries; those that were there stay.
func (d *differ) resources(x, y pdf.Object) {
	a, b := d.a.Dict(x), d.b.Dict(y)
	if sameAtom(x, y) && d.unchanged(x) {
		d.same(x, y)
		return
	}
	grown := false
	for kind := range merged(a, b) {
		if d.same(a[kind], b[kind]) && (a[kind] == nil) == (b[kind] == nil) {
			continue
		}
		p, q := d.a.Dict(a[kind]), d.b.Dict(b[kind])
		if q == nil {
			d.deny("form_changed")
			return
		}
		for k := range merged(p, q) {
			if p[k] == nil {
				grown = true
			} else if !d.same(p[k], q[k]) {
				d.deny("form_changed")
				return
			}
		}
	}
	if grown {
		d.allow(ChangeResources, "")
	}
}

// fields compares two lists of sibling nodes. What was there must be there in
// the same order; what is new must be a signature field.
func (d *differ) fields(old, list []*field, filled bool) {
	i := 0
	for _, n := range list {
		if i < len(old) && sameNode(old[i], n) {
			d.field(old[i], n, filled)
			i++
			continue
		}
		d.newField(n)
	}
	if i < len(old) {
		d.deny("field_removed")
	}
}

func sameNode(a, b *field) bool {
	if a.ref.Num != 0 || b.ref.Num != 0 {
		return a.ref == b.ref
	}
	return a.name == b.name
}

// newField lets in a signature field; one that shows itself is reported.
func (d *differ) newField(n *field) {
	switch {
	case n.widget || n.ft != "Sig":
		if !n.group {
			d.deny("field_added")
			return
		}
	case n.ref.Num == 0 || d.a.Exists(n.ref.Num):
		d.deny("field_added")
		return
	}
	if n.group {
		for _, k := range n.kids {
			d.newField(k)
		}
		return
	}
	ch := change{code: ChangeFieldAdded, field: n.name}
	for _, w := range append([]*field{n}, n.kids...) {
		if w.ref.Num == 0 || d.a.Exists(w.ref.Num) {
			d.deny("field_added")
			return
		}
		d.widgets[w.ref.Num] = true
		if d.visible(w.dict) {
			ch.warn = "visible_field_added"
		}
	}
	d.out = append(d.out, ch)
	if n.value != nil {
		d.allow(d.signatureKind(n.value), n.name)
	}
}

func (d *differ) signatureKind(value pdf.Object) string {
	if d.b.Dict(value).Name("SubFilter") == "ETSI.RFC3161" {
		return ChangeTimestampAdded
	}
	return ChangeSignatureAdded
}

// visible tells whether a widget draws something.
func (d *differ) visible(w pdf.Dict) bool {
	const hidden, noView = 1 << 1, 1 << 5
	if f, ok := w["F"].(pdf.Int); ok && f&(hidden|noView) != 0 {
		return false
	}
	r := d.b.Array(w["Rect"])
	if len(r) != 4 || w["AP"] == nil {
		return false
	}
	var c [4]float64
	for i := range r {
		o, _ := d.b.Resolve(r[i])
		c[i], _ = pdf.Float(o)
	}
	return c[0] != c[2] && c[1] != c[3]
}

// field compares one node with its later self. filled says that the value of
// its parent changed, so that a widget may look different.
func (d *differ) field(a, b *field, filled bool) {
	if a.ref.Num != 0 {
		d.own[a.ref.Num] = func() {}
	}
	if !d.afford() {
		return
	}
	may := d.permitted(a, b, filled)
	for k := range merged(a.dict, b.dict) {
		x, y := a.dict[k], b.dict[k]
		// What a rule lets change is not frozen: an appearance may also be
		// overridden where it stands, if nothing else refers to it.
		if k == "Kids" || may(k, x, y) {
			continue
		}
		if !d.same(x, y) {
			d.deny("field_changed")
		}
	}
	d.note(a, b)
	d.fields(a.kids, b.kids, filled || d.valueChanged(a, b))
}

func (d *differ) valueChanged(a, b *field) bool {
	return !a.widget && !d.equalDeep(a.dict["V"], b.dict["V"], 6)
}

// note records what was done to a field.
func (d *differ) note(a, b *field) {
	if a.widget || a.group {
		return
	}
	switch {
	case a.ft == "Sig":
		if a.value == nil && b.value != nil {
			d.allow(d.signatureKind(b.value), a.name)
		}
	case d.valueChanged(a, b) || d.looksChanged(a, b):
		d.allow(ChangeFormFilled, a.name)
	}
	if a.flags&flagReadOnly == 0 && b.flags&flagReadOnly != 0 {
		d.allow(ChangeFormLocked, a.name)
	}
}

func (d *differ) looksChanged(a, b *field) bool {
	return a.dict["AP"] != nil && !d.equalDeep(a.dict["AP"], b.dict["AP"], 12)
}

// permitted gives the rule for the keys of a node that may differ.
func (d *differ) permitted(a, b *field, filled bool) func(k pdf.Name, x, y pdf.Object) bool {
	none := func(pdf.Name, pdf.Object, pdf.Object) bool { return false }
	if a.group || a.ft != b.ft || a.flags&flagReadOnly != 0 && a.ft != "Sig" {
		return none
	}
	switch a.ft {
	case "Sig":
		if a.value != nil || b.value == nil {
			return none
		}
		return func(k pdf.Name, x, _ pdf.Object) bool {
			return k == "V" || k == "AP" || k == "F" || k == "M" || (k == "P" || k == "Type") && x == nil
		}
	case "Tx", "Ch":
		return d.textRule
	case "Btn":
		if a.flags&flagPushbutton == 0 {
			return d.buttonRule
		}
	}
	return none
}

func (d *differ) textRule(k pdf.Name, x, y pdf.Object) bool {
	switch k {
	case "V", "AP", "M", "RV", "I":
		return true
	case "Ff":
		p, _ := x.(pdf.Int)
		q, ok := y.(pdf.Int)
		return ok && q == p|flagReadOnly
	}
	return false
}

// buttonRule lets a check box change its state, never its looks.
func (d *differ) buttonRule(k pdf.Name, _, _ pdf.Object) bool {
	return k == "V" || k == "AS" || k == "M"
}

package pades

import "congvan/standard/pades/pdf"

// catalog compares the document catalogues.
func (d *differ) catalog(a, b pdf.Dict) {
	if r, ok := d.a.Trailer()["Root"].(pdf.Ref); ok {
		d.own[r.Num] = func() {} // a signature may refer to the catalogue
	}
	d.acroForm()
	for k := range merged(a, b) {
		x, y := a[k], b[k]
		switch k {
		case "AcroForm":
		case "DSS":
			d.validationData(x, y)
		case "Extensions":
			d.extensions(x, y)
		case "Metadata":
			d.metadata(x, y)
		case "Version":
			if !d.same(x, y) {
				if _, ok := y.(pdf.Name); !ok {
					d.deny("catalog_changed")
				}
				d.allow(ChangeExtensions, "")
			}
		default:
			if !d.same(x, y) {
				d.deny("catalog_changed")
			}
		}
	}
}

// validationData may come and grow freely: nothing of it is shown.
func (d *differ) validationData(x, y pdf.Object) {
	if y == nil {
		if x != nil {
			d.deny("catalog_changed")
		}
		return
	}
	if x == nil || d.touched(y) {
		d.allow(ChangeValidationData, "")
	}
}

// touched tells whether anything directly under the DSS is new.
func (d *differ) touched(y pdf.Object) bool {
	budget := 10_000
	return d.differs(y, &budget, 0)
}

// differs looks for an object below y that the newer state holds elsewhere.
func (d *differ) differs(y pdf.Object, budget *int, depth int) bool {
	if *budget--; *budget < 0 || depth > 8 {
		return true
	}
	switch o := y.(type) {
	case pdf.Ref:
		if !d.a.SameEntry(d.b, o.Num) {
			return true
		}
		res, _ := d.b.Get(o)
		if _, isStream := res.(*pdf.Stream); isStream {
			return false
		}
		return d.differs(res, budget, depth+1)
	case pdf.Array:
		for _, e := range o {
			if d.differs(e, budget, depth+1) {
				return true
			}
		}
	case pdf.Dict:
		for _, e := range o {
			if d.differs(e, budget, depth+1) {
				return true
			}
		}
	}
	return false
}

// extensions may be added; a developer's level may rise (ISO 32000-2, 7.12).
func (d *differ) extensions(x, y pdf.Object) {
	a, b := d.a.Dict(x), d.b.Dict(y)
	changed := false
	for k := range merged(a, b) {
		if k == "Type" || d.equalDeep(a[k], b[k], 8) {
			continue
		}
		if b[k] == nil || a[k] != nil && !d.levelRises(a[k], b[k]) {
			d.deny("catalog_changed")
			return
		}
		changed = true
	}
	if changed {
		d.allow(ChangeExtensions, "")
	}
}

func (d *differ) levelRises(x, y pdf.Object) bool {
	a, b := d.a.Dict(x), d.b.Dict(y)
	if a == nil || b == nil { // an array of levels, as PDF 2.0 has it
		return len(d.b.Array(y)) >= len(d.a.Array(x)) && d.b.Array(y) != nil
	}
	la, ok1 := a["ExtensionLevel"].(pdf.Int)
	lb, ok2 := b["ExtensionLevel"].(pdf.Int)
	return ok1 && ok2 && lb >= la
}

// metadata may be replaced as a whole by another metadata stream.
func (d *differ) metadata(x, y pdf.Object) {
	if d.equalDeep(x, y, 4) {
		return
	}
	o, _ := d.b.Resolve(y)
	if st, ok := o.(*pdf.Stream); !ok || st.Dict.Name("Type") != "Metadata" {
		d.deny("catalog_changed")
		return
	}
	d.allow(ChangeMetadata, "")
}

// equalDeep compares small structures through their references.
func (d *differ) equalDeep(x, y pdf.Object, depth int) bool {
	if depth < 0 || !d.afford() {
		return false
	}
	x, errA := d.a.Resolve(x)
	y, errB := d.b.Resolve(y)
	if errA != nil || errB != nil {
		return false
	}
	switch p := x.(type) {
	case pdf.Array:
		q, ok := y.(pdf.Array)
		if !ok || len(p) != len(q) {
			return false
		}
		for i := range p {
			if !d.equalDeep(p[i], q[i], depth-1) {
				return false
			}
		}
		return true
	case pdf.Dict:
		q, ok := y.(pdf.Dict)
		if !ok || len(p) != len(q) {
			return false
		}
		for k := range p {
			if !d.equalDeep(p[k], q[k], depth-1) {
				return false
			}
		}
		return true
	case *pdf.Stream:
		q, ok := y.(*pdf.Stream)
		return ok && string(p.Data) == string(q.Data) && d.equalDeep(p.Dict, q.Dict, depth-1)
	}
	return sameAtom(x, y)
}

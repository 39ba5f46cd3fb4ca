package pades

import (
	"bytes"

	"congvan/standard/pades/pdf"
)

// maxCompared bounds the objects compared for one file.
const maxCompared = 5_000_000

// differ compares two states of one file, object by object from the trailer
// down. Everything is frozen but for the places where a rule lets something
// in; an object that changed and is reached by any other path is denied.
type differ struct {
	a, b    *pdf.View
	form    func(*pdf.View) (*form, error)
	fa, fb  *form
	queue   []pdf.Ref
	seen    map[pdf.Ref]bool
	own     map[int]func() // objects compared by a rule of their own, by number
	budget  *int
	widgets map[int]bool
	denied  map[string]bool
	out     []change
}

func newDiffer(a, b *pdf.View, form func(*pdf.View) (*form, error), budget *int) *differ {
	return &differ{a: a, b: b, form: form, seen: map[pdf.Ref]bool{}, own: map[int]func(){}, budget: budget, widgets: map[int]bool{}, denied: map[string]bool{}}
}

func (d *differ) allow(code, field string) { d.out = append(d.out, change{code: code, field: field}) }

func (d *differ) deny(code string) {
	if !d.denied[code] {
		d.denied[code] = true
		d.out = append(d.out, change{code: code, denied: true})
	}
}

// afford counts one comparison; false means that the limit is reached.
func (d *differ) afford() bool {
	if *d.budget--; *d.budget < 0 {
		d.deny("too_complex")
		return false
	}
	return true
}

// run gives the changes, denied ones included.
func (d *differ) run() []change {
	d.sections()
	rootA, rootB := d.a.Root(), d.b.Root()
	var errA, errB error
	d.fa, errA = d.form(d.a)
	d.fb, errB = d.form(d.b)
	if rootB == nil || errA != nil || errB != nil {
		d.deny("form_changed")
		return d.out
	}
	d.pages(rootA)
	d.trailers()
	d.catalog(rootA, rootB)
	d.drain()
	return d.out
}

// sections looks for tricks in the cross-reference of the later revisions:
// sections inside the signed part, ambiguous ones, and entries that make a
// changed object out of signed bytes.
func (d *differ) sections() {
	f := d.b.Sections()
	for _, s := range f[d.a.Revision()+1 : d.b.Revision()+1] {
		if s.Offset < d.a.End() || s.Conflict || s.Duplicate {
			d.deny("xref_tricked")
		}
	}
	if sizeOf(d.a) != sizeOf(d.b) && d.a.BeyondSize() {
		d.deny("xref_tricked")
	}
	for _, num := range d.b.Changed(d.a) {
		if d.a.SameEntry(d.b, num) {
			continue
		}
		if off, ok := d.b.Offset(num); ok && off < d.a.End() || d.b.Duplicate(num) {
			d.deny("xref_tricked")
			return
		}
	}
}

func sizeOf(v *pdf.View) pdf.Object {
	n, _ := v.Trailer()["Size"].(pdf.Int)
	return n
}

// trailers compares the trailer dictionaries. What only describes the
// cross-reference may differ; a key may be dropped, none may be added.
func (d *differ) trailers() {
	ta, tb := d.a.Trailer(), d.b.Trailer()
	for k := range merged(ta, tb) {
		x, y := ta[k], tb[k]
		switch k {
		case "Size", "Prev", "XRefStm", "Type", "W", "Index", "Length", "Filter", "DecodeParms":
		case "ID":
			d.fileID(x, y)
		case "Info":
			d.info(x, y)
		case "Root":
			if !sameAtom(x, y) {
				d.deny("trailer_changed")
			}
		default:
			if y != nil && !d.same(x, y) {
				d.deny("trailer_changed")
			}
		}
	}
}

func (d *differ) fileID(x, y pdf.Object) {
	a, b := d.a.Array(x), d.b.Array(y)
	if x != nil && y != nil && (len(a) != 2 || len(b) != 2 || !sameAtom(a[0], b[0])) {
		d.deny("trailer_changed")
	}
}

// info lets the dates and the names of programs change.
func (d *differ) info(x, y pdf.Object) {
	a, b := d.a.Dict(x), d.b.Dict(y)
	changed := false
	for k := range merged(a, b) {
		if d.same(a[k], b[k]) {
			continue
		}
		switch k {
		case "ModDate", "Producer", "Creator", "CreationDate":
			changed = true
		default:
			if y != nil {
				d.deny("trailer_changed")
			}
		}
	}
	if changed {
		d.allow(ChangeMetadata, "")
	}
}

func merged(a, b pdf.Dict) map[pdf.Name]bool {
	keys := make(map[pdf.Name]bool, len(a)+len(b))
	for k := range a {
		keys[k] = true
	}
	for k := range b {
		keys[k] = true
	}
	return keys
}

// same compares two objects where they stand and queues what they refer to.
func (d *differ) same(x, y pdf.Object) bool {
	switch a := x.(type) {
	case pdf.Ref:
		if !sameAtom(x, y) {
			return false
		}
		if !d.seen[a] {
			d.seen[a] = true
			d.queue = append(d.queue, a)
		}
		return true
	case pdf.Array:
		b, ok := y.(pdf.Array)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !d.same(a[i], b[i]) {
				return false
			}
		}
		return true
	case pdf.Dict:
		b, ok := y.(pdf.Dict)
		return ok && d.sameDict(a, b)
	case *pdf.Stream:
		b, ok := y.(*pdf.Stream)
		return ok && bytes.Equal(a.Data, b.Data) && d.sameDict(a.Dict, b.Dict)
	}
	return sameAtom(x, y)
}

// sameAtom compares numbers, strings, names and references; anything with
// parts is different.
func sameAtom(x, y pdf.Object) bool {
	for _, o := range []pdf.Object{x, y} {
		switch o.(type) {
		case pdf.Array, pdf.Dict, *pdf.Stream:
			return false
		}
	}
	return x == y
}

func (d *differ) sameDict(a, b pdf.Dict) bool {
	for k, v := range a {
		if !d.same(v, b[k]) {
			return false
		}
	}
	for k, v := range b {
		if v != nil && a[k] == nil {
			return false
		}
	}
	return true
}

// drain compares queued objects until nothing new is reached.
func (d *differ) drain() {
	for len(d.queue) > 0 {
		r := d.queue[len(d.queue)-1]
		d.queue = d.queue[:len(d.queue)-1]
		if !d.afford() {
			return
		}
		if own := d.own[r.Num]; own != nil {
			own()
			continue
		}
		x, errA := d.a.Get(r)
		y, errB := d.b.Get(r)
		if errA != nil || errB != nil {
			d.deny("object_unreadable")
			continue
		}
		if !d.same(x, y) {
			d.deny("change_denied")
		}
	}
}

package pades

import "congvan/standard/pades/pdf"

// pages notes every page of the older state, so that its list of annotations
// is compared by a rule of its own wherever the page is reached from.
func (d *differ) pages(root pdf.Dict) {
	seen := map[pdf.Ref]bool{}
	stack := []pdf.Object{root["Pages"]}
	for len(stack) > 0 {
		r, ok := stack[len(stack)-1].(pdf.Ref)
		stack = stack[:len(stack)-1]
		if !ok || seen[r] {
			continue
		}
		seen[r] = true
		if !d.afford() {
			return
		}
		node := d.a.Dict(r)
		if kids := d.a.Array(node["Kids"]); kids != nil {
			stack = append(stack, kids...)
			continue
		}
		if node != nil {
			d.own[r.Num] = func() { d.page(r) }
		}
	}
}

func (d *differ) page(r pdf.Ref) {
	x, errA := d.a.Get(r)
	y, errB := d.b.Get(r)
	a, ok1 := x.(pdf.Dict)
	b, ok2 := y.(pdf.Dict)
	if errA != nil || errB != nil || !ok1 || !ok2 {
		d.deny("page_changed")
		return
	}
	for k := range merged(a, b) {
		if k == "Annots" {
			d.annots(a[k], b[k])
		} else if !d.same(a[k], b[k]) {
			d.deny("page_changed")
		}
	}
}

// annots keeps every annotation in its place; only widgets of new signature
// fields may come in.
func (d *differ) annots(x, y pdf.Object) {
	if sameAtom(x, y) && d.unchanged(x) {
		d.same(x, y)
		return
	}
	old, list := d.a.Array(x), d.b.Array(y)
	i := 0
	for _, e := range list {
		if i < len(old) && d.same(old[i], e) {
			i++
			continue
		}
		r, ok := e.(pdf.Ref)
		if !ok || !d.widgets[r.Num] {
			d.deny("annotation_added")
			return
		}
	}
	if i < len(old) {
		d.deny("annotation_removed")
	}
}

// unchanged tells whether o is a reference to an object that did not move.
func (d *differ) unchanged(o pdf.Object) bool {
	r, ok := o.(pdf.Ref)
	return ok && d.a.SameEntry(d.b, r.Num)
}

package pades

import (
	"errors"

	"congvan/standard/pades/pdf"
)

// Limits on forms.
const (
	maxFields     = 100_000
	maxFieldDepth = 32
)

var errForm = errors.New("form cannot be read")

// resolver is what reads objects: a state of a file, or an update of it.
type resolver interface {
	Resolve(pdf.Object) (pdf.Object, error)
	Dict(pdf.Object) pdf.Dict
	Array(pdf.Object) pdf.Array
}

// field is one node of the form: a field, a widget, or both merged.
type field struct {
	name    string   // fully qualified (ISO 32000-2, 12.7.4.2)
	ref     pdf.Ref  // zero if direct
	dict    pdf.Dict // of this node
	ft      pdf.Name // inherited
	flags   int64    // /Ff, inherited
	value   pdf.Object
	da      pdf.Object // inherited
	widget  bool       // a widget of its parent: it has no /T
	group   bool       // a node whose kids are fields
	parent  *field
	kids    []*field
	hasKids bool
}

// Field flags (ISO 32000-2, tables 227 and 229).
const (
	flagReadOnly   = 1 << 0
	flagPushbutton = 1 << 16
)

// form is the field tree of one state.
type form struct {
	dict  pdf.Dict // AcroForm, nil if there is none
	top   []*field
	all   []*field // every node, parents first
	byNum map[int]*field
}

// readForm walks the field tree of root. Error: errForm.
func readForm(v resolver, root pdf.Dict) (*form, error) {
	f := &form{dict: v.Dict(root["AcroForm"]), byNum: map[int]*field{}}
	if f.dict == nil {
		return f, nil
	}
	for _, o := range v.Array(f.dict["Fields"]) {
		n, err := f.node(v, o, nil, 0)
		if err != nil {
			return nil, err
		}
		if n != nil {
			f.top = append(f.top, n)
		}
	}
	return f, nil
}

func (f *form) node(v resolver, o pdf.Object, parent *field, depth int) (*field, error) {
	if depth > maxFieldDepth || len(f.all) >= maxFields {
		return nil, errForm
	}
	n := &field{parent: parent}
	n.ref, _ = o.(pdf.Ref)
	if n.ref.Num != 0 && f.byNum[n.ref.Num] != nil {
		return nil, errForm // reached twice: a loop or a trick
	}
	res, err := v.Resolve(o)
	if err != nil {
		return nil, errForm
	}
	d, ok := res.(pdf.Dict)
	if !ok {
		if res == nil { // a dangling reference
			return nil, nil
		}
		return nil, errForm
	}
	n.dict = d
	n.inherit(v, parent)
	f.all = append(f.all, n)
	if n.ref.Num != 0 {
		f.byNum[n.ref.Num] = n
	}
	kids := v.Array(d["Kids"])
	n.hasKids = kids != nil
	for _, k := range kids {
		kid, err := f.node(v, k, n, depth+1)
		if err != nil {
			return nil, err
		}
		if kid != nil {
			n.kids = append(n.kids, kid)
			n.group = n.group || !kid.widget
		}
	}
	return n, nil
}

// inherit fills what a node takes from its parent.
func (n *field) inherit(v resolver, parent *field) {
	if parent != nil {
		n.name, n.ft, n.flags, n.value, n.da = parent.name, parent.ft, parent.flags, parent.value, parent.da
	}
	t, _ := v.Resolve(n.dict["T"])
	if s, ok := t.(pdf.String); ok {
		if n.name != "" {
			n.name += "."
		}
		n.name += decodeText(s)
	} else {
		n.widget = parent != nil
	}
	if ft, _ := v.Resolve(n.dict["FT"]); ft != nil {
		n.ft, _ = ft.(pdf.Name)
	}
	if ff, _ := v.Resolve(n.dict["Ff"]); ff != nil {
		i, _ := ff.(pdf.Int)
		n.flags = int64(i)
	}
	if n.dict["V"] != nil {
		n.value = n.dict["V"]
	}
	if n.dict["DA"] != nil {
		n.da = n.dict["DA"]
	}
}

// place gives the node that is drawn: the field itself or its only widget.
func (n *field) place() (*field, bool) {
	switch len(n.kids) {
	case 0:
		return n, n.ref.Num != 0
	case 1:
		k := n.kids[0]
		return k, n.ref.Num != 0 && k.widget && k.ref.Num != 0
	}
	return nil, false
}

// find gives the terminal field with the full name.
func (f *form) find(name string) *field {
	for _, n := range f.all {
		if !n.widget && !n.group && n.name == name {
			return n
		}
	}
	return nil
}

package pades

import (
	"congvan/standard/pades/pdf"
)

// editor changes form and pages in one incremental update, touching as few
// objects as it can.
type editor struct {
	*pdf.Update
	rootRef pdf.Ref
	root    pdf.Dict
	form    *form
}

// maxPages bounds the page tree.
const maxPages = 100_000

func newEditor(data []byte) (*editor, error) {
	f, err := pdf.Open(data)
	if err != nil {
		return nil, refusePDF(err)
	}
	u, err := f.NewUpdate()
	if err != nil {
		return nil, refusePDF(err)
	}
	ref, ok := u.View().Trailer()["Root"].(pdf.Ref)
	if !ok {
		return nil, refusePDF(pdf.ErrMalformed)
	}
	e := &editor{Update: u, rootRef: ref, root: u.View().Root()}
	if e.form, err = readForm(u, e.root); err != nil {
		return nil, refusePDF(pdf.ErrMalformed)
	}
	return e, nil
}

// page finds a page by its index.
func (e *editor) page(index int) (pdf.Ref, pdf.Dict, error) {
	missing := refuse(ErrPage, "Không có trang này trong tệp.", "There is no such page.", nil)
	if index < 0 {
		return pdf.Ref{}, nil, missing
	}
	stack := []pdf.Object{e.root["Pages"]}
	seen := map[pdf.Ref]bool{}
	for n := 0; len(stack) > 0; {
		r, ok := stack[len(stack)-1].(pdf.Ref)
		stack = stack[:len(stack)-1]
		if !ok || seen[r] || len(seen) > maxPages {
			return pdf.Ref{}, nil, refusePDF(pdf.ErrMalformed)
		}
		seen[r] = true
		d := e.Dict(r)
		if kids := e.Array(d["Kids"]); kids != nil {
			for i := len(kids) - 1; i >= 0; i-- {
				stack = append(stack, kids[i])
			}
			continue
		}
		if d == nil {
			return pdf.Ref{}, nil, refusePDF(pdf.ErrMalformed)
		}
		if n == index {
			return r, d, nil
		}
		n++
	}
	return pdf.Ref{}, nil, missing
}

// push appends an element to an array that a dictionary holds under k,
// rewriting the array where it stands. It reports whether owner changed.
func (e *editor) push(owner pdf.Dict, k pdf.Name, o pdf.Object) bool {
	list := append(append(pdf.Array{}, e.Array(owner[k])...), o)
	if r, ok := owner[k].(pdf.Ref); ok {
		e.Set(r, list)
		return false
	}
	owner[k] = list
	return true
}

// addWidget puts a new field on a page and into the form.
func (e *editor) addWidget(index int, field pdf.Dict) (pdf.Ref, error) {
	pageRef, page, err := e.page(index)
	if err != nil {
		return pdf.Ref{}, err
	}
	field["P"] = pageRef
	ref := e.Add(field)
	page = page.Clone()
	if e.push(page, "Annots", ref) {
		e.Set(pageRef, page)
	}
	form := e.acroForm()
	if e.push(form, "Fields", ref) {
		e.setAcroForm(form)
	}
	return ref, nil
}

// acroForm gives a copy of the form dictionary to change.
func (e *editor) acroForm() pdf.Dict {
	if d := e.Dict(e.root["AcroForm"]); d != nil {
		return d.Clone()
	}
	return pdf.Dict{}
}

// setAcroForm stores the form where it was, or as a new object.
func (e *editor) setAcroForm(d pdf.Dict) {
	if r, ok := e.root["AcroForm"].(pdf.Ref); ok {
		e.Set(r, d)
		return
	}
	e.root = e.root.Clone()
	if e.root["AcroForm"] != nil { // direct: it stays where it is
		e.root["AcroForm"] = d
	} else {
		e.root["AcroForm"] = e.Add(d)
	}
	e.Set(e.rootRef, e.root)
}

// markSigned sets the flags that tell of signatures (SignaturesExist,
// AppendOnly) unless they are set.
func (e *editor) markSigned() {
	d := e.acroForm()
	if n, _ := d["SigFlags"].(pdf.Int); n&3 == 3 {
		return
	}
	d["SigFlags"] = pdf.Int(3)
	e.setAcroForm(d)
}

// Annotation flags (ISO 32000-2, table 167).
const (
	annotPrint  = 1 << 2
	annotLocked = 1 << 7
)

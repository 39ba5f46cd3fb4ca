package pades

import (
	"fmt"
	"strings"

	"congvan/standard/pades/pdf"
	"congvan/standard/pades/serif"
)

// FieldKind is what a prepared field takes.
type FieldKind int

// Kinds of field.
const (
	TextField FieldKind = iota
	SignatureField
)

// FormField is an empty field to prepare.
type FormField struct {
	Name     string // unique in the file, without "."
	Page     int    // from 0
	Rect     Rect   // in points
	Kind     FieldKind
	FontSize float64 // of a text field; 0 means 13
	Align    Align
	Bold     bool
	Italic   bool
}

// maxPrepared bounds one request.
const maxPrepared = 200

// Prepare adds empty form and signature fields as one incremental update, so
// that filling and signing them later is an allowed change for everyone who
// signs in between. No certification (DocMDP) is set. Errors: *Error.
func Prepare(data []byte, fields []FormField) ([]byte, error) {
	if len(fields) > maxPrepared {
		return nil, refuse(ErrLimit, "Quá nhiều trường biểu mẫu.", "Too many form fields.", nil)
	}
	e, err := newEditor(data)
	if err != nil {
		return nil, err
	}
	if e.hasSignatures() {
		return nil, refuse(ErrPermission, "Tệp đã có chữ ký nên không thêm trường biểu mẫu được nữa.", "The file is signed; fields can no longer be prepared.", nil)
	}
	taken := map[string]bool{}
	for _, f := range e.form.all {
		taken[f.name] = true
	}
	for _, f := range fields {
		if f.Name == "" || taken[f.Name] || strings.Contains(f.Name, ".") {
			return nil, refuse(ErrField, fmt.Sprintf("Tên trường %q trống, đã có hoặc có dấu chấm.", f.Name), fmt.Sprintf("The field name %q is empty, taken or has a dot.", f.Name), nil)
		}
		taken[f.Name] = true
		if err := e.prepare(f); err != nil {
			return nil, refusePDF(err)
		}
	}
	e.markSigned()
	out, _ := e.Bytes(64 << 10)
	return out, nil
}

func (e *editor) hasSignatures() bool {
	for _, f := range e.form.all {
		if f.ft == "Sig" && e.Dict(f.value) != nil {
			return true
		}
	}
	return false
}

func (e *editor) prepare(f FormField) error {
	d := pdf.Dict{
		"Type": pdf.Name("Annot"), "Subtype": pdf.Name("Widget"), "T": encodeText(f.Name),
		"Rect": f.Rect.array(), "F": pdf.Int(annotPrint | annotLocked),
	}
	if f.Kind == SignatureField {
		d["FT"] = pdf.Name("Sig")
		if f.Rect.Empty() {
			d["Rect"] = Rect{}.array()
		}
		_, err := e.addWidget(f.Page, d)
		return err
	}
	if f.Rect.Empty() {
		return refuse(ErrField, fmt.Sprintf("Trường %q không có kích thước.", f.Name), fmt.Sprintf("The field %q has no size.", f.Name), nil)
	}
	face := serif.Face{Bold: f.Bold, Italic: f.Italic}
	if err := e.ensureFont(face); err != nil {
		return err
	}
	if f.FontSize <= 0 {
		f.FontSize = 13
	}
	d["FT"] = pdf.Name("Tx")
	d["DA"] = pdf.String(fmt.Sprintf("/%s %s Tf 0 g", resourceName(face), pdf.Append(nil, pdf.Num(f.FontSize))))
	d["Q"] = pdf.Int(f.Align)
	d["AP"] = pdf.Dict{"N": e.Add(&pdf.Stream{Dict: formXObject(f.Rect, nil), Data: []byte("/Tx BMC EMC")})}
	_, err := e.addWidget(f.Page, d)
	return err
}

// formXObject is the dictionary of an appearance the size of r.
func formXObject(r Rect, resources pdf.Dict) pdf.Dict {
	if resources == nil {
		resources = pdf.Dict{}
	}
	return pdf.Dict{
		"Type": pdf.Name("XObject"), "Subtype": pdf.Name("Form"), "FormType": pdf.Int(1),
		"BBox": Rect{0, 0, r.Width(), r.Height()}.array(), "Resources": resources,
	}
}

// ensureFont puts the face into /DR, whole Vietnamese alphabet.
func (e *editor) ensureFont(face serif.Face) error {
	form := e.acroForm()
	dr := e.Dict(form["DR"]).Clone()
	fonts := e.Dict(dr["Font"]).Clone()
	name := resourceName(face)
	if fonts[name] != nil {
		return nil
	}
	f, err := serif.Open(face)
	if err != nil {
		return err
	}
	fonts[name] = embed(e.Update, f, serif.Vietnamese())
	dr["Font"] = fonts
	form["DR"] = dr
	if form["DA"] == nil {
		form["DA"] = pdf.String("/" + string(name) + " 13 Tf 0 g")
	}
	e.setAcroForm(form)
	return nil
}

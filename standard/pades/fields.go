package pades

import "congvan/standard/pades/pdf"

// FieldInfo describes a text or signature field of a file.
type FieldInfo struct {
	Name   string
	Kind   FieldKind
	Rect   Rect // empty if it shows nothing
	Value  string
	Signed bool // a signature field that is taken
	Locked bool // a text field that is read-only
}

// Fields lists the text and signature fields of the newest revision, in the
// order of the form. Errors: *Error.
func Fields(data []byte) ([]FieldInfo, error) {
	f, err := pdf.Open(data)
	if err != nil {
		return nil, refusePDF(err)
	}
	v := f.Last()
	form, err := readForm(v, v.Root())
	if err != nil {
		return nil, refusePDF(pdf.ErrMalformed)
	}
	var out []FieldInfo
	for _, n := range form.all {
		if n.widget || n.group || n.ft != "Tx" && n.ft != "Sig" {
			continue
		}
		info := FieldInfo{Name: n.name, Kind: TextField, Locked: n.flags&flagReadOnly != 0}
		if w, ok := n.place(); ok {
			info.Rect, _ = readRect(v, w.dict["Rect"])
		}
		value, _ := v.Resolve(n.value)
		if n.ft == "Sig" {
			info.Kind, info.Signed, info.Locked = SignatureField, value != nil, false
		} else if s, ok := value.(pdf.String); ok {
			info.Value = decodeText(s)
		}
		out = append(out, info)
	}
	return out, nil
}

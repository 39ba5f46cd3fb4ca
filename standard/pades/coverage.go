package pades

import (
	"bytes"

	"congvan/standard/pades/pdf"
)

// coverage checks that the signature covers one whole state of the file but
// for its own /Contents, and finds that state. It reports whether the
// container can be looked at.
func (v *verifier) coverage(c *candidate) bool {
	if c.dict == nil {
		c.judge("signature_ambiguous")
		return false
	}
	spans, start, ok := v.locate(c)
	if !ok {
		c.judge("signature_ambiguous")
		return false
	}
	if !v.readRanges(c) {
		c.judge("byte_range")
		return false
	}
	gap := pdf.Span{Start: c.ranges[1], End: c.ranges[2]}
	end := c.ranges[2] + c.ranges[3]
	if spans["Contents"] != gap || v.data[gap.Start] != '<' || start >= end {
		c.judge("byte_range")
		return false
	}
	if bytes.ContainsAny(v.data[gap.Start:gap.End], " \r\n\t\f\x00") {
		c.judge("contents_loose")
	}
	c.end = end
	c.content = []byte(c.dict["Contents"].(pdf.String))
	v.signedState(c)
	return true
}

// locate finds the text of the signature dictionary in the file.
func (v *verifier) locate(c *candidate) (spans map[pdf.Name]pdf.Span, start int64, ok bool) {
	if _, isString := c.dict["Contents"].(pdf.String); !isString {
		return nil, 0, false
	}
	if r, isRef := c.obj.(pdf.Ref); isRef {
		if start, ok = v.last.Offset(r.Num); !ok {
			return nil, 0, false
		}
		if _, isDict := mustGet(v.last, r).(pdf.Dict); !isDict {
			return nil, 0, false
		}
		spans, ok = v.last.Spans(start)
		return spans, start, ok
	}
	// A direct dictionary inside its field.
	if c.field == nil || c.field.ref.Num == 0 || c.field.dict["V"] == nil {
		return nil, 0, false
	}
	if start, ok = v.last.Offset(c.field.ref.Num); !ok {
		return nil, 0, false
	}
	outer, ok := v.last.Spans(start)
	if !ok {
		return nil, 0, false
	}
	spans, ok = v.last.SpansOf(outer["V"])
	return spans, start, ok
}

func mustGet(v *pdf.View, r pdf.Ref) pdf.Object {
	o, err := v.Get(r)
	if err != nil {
		return nil
	}
	return o
}

// readRanges reads /ByteRange: exactly two ranges, the first from byte 0.
func (v *verifier) readRanges(c *candidate) bool {
	a := v.last.Array(c.dict["ByteRange"])
	if len(a) != 4 {
		return false
	}
	for i := range a {
		n, ok := a[i].(pdf.Int)
		if !ok || n < 0 || int64(n) > int64(len(v.data)) {
			return false
		}
		c.ranges[i] = int64(n)
	}
	r := c.ranges
	return r[0] == 0 && r[1] > 0 && r[2] > r[1] && r[3] > 0 && r[2]+r[3] <= int64(len(v.data))
}

// signedState finds the revision that ends where the signed bytes end, and
// what follows it.
func (v *verifier) signedState(c *candidate) {
	body := bytes.TrimRight(v.data[:c.end], "\r\n \t\x00")
	at, ok := v.file.At(c.end)
	if !ok || !bytes.HasSuffix(body, []byte("%%EOF")) {
		c.judge("revision_unknown")
		return
	}
	if !v.sameSignature(c, at) {
		return
	}
	c.signed = at
	c.rules = readRules(at, c.dict, c.field)
	rest := v.data[c.end:]
	tail := bytes.Trim(rest, "\r\n \t\x00")
	switch {
	case len(tail) > 0 && at.Revision() == v.last.Revision():
		c.judge("trailing_bytes")
	case len(tail) == 0:
		c.Covers = CoversDocument
		if len(rest) > 2 {
			c.judge("trailing_space")
		}
	}
}

// sameSignature checks that the newest state shows the very signature that
// the signed state holds, in the same field.
func (v *verifier) sameSignature(c *candidate, at *pdf.View) bool {
	if r, ok := c.obj.(pdf.Ref); ok && !v.last.SameEntry(at, r.Num) {
		c.judge("signature_replaced")
		return false
	}
	var err error
	if c.form, err = v.formAt(at); err != nil {
		c.judge("form_unreadable")
		return false
	}
	if c.field == nil {
		return true
	}
	old := c.form.byNum[c.field.ref.Num]
	if c.field.ref.Num == 0 {
		old = c.form.find(c.field.name)
	}
	switch {
	case old == nil || old.ft != "Sig":
		c.judge("field_not_signed")
		return false
	case c.field.ref.Num == 0:
		return true
	}
	if r, ok := c.obj.(pdf.Ref); ok && !sameAtom(old.value, r) || !ok && !v.last.SameEntry(at, c.field.ref.Num) {
		c.judge("field_not_signed")
		return false
	}
	return true
}

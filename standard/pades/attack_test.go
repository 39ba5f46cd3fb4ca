package pades

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"congvan/standard/pades/pdf"
)

// attack changes a signed file; code is the reason it must be called invalid.
type attack struct {
	name, code string
	sealed     bool // starts from the sealed file, else from the leader's
	do         func(e *editor)
}

func (e *editor) fieldRef(name string) (pdf.Ref, pdf.Dict) {
	f := e.form.find(name)
	return f.ref, f.dict.Clone()
}

func (e *editor) pageDict(i int) (pdf.Ref, pdf.Dict) {
	r, d, _ := e.page(i)
	return r, d.Clone()
}

func drawing(text string) *pdf.Stream {
	return &pdf.Stream{Dict: pdf.Dict{}, Data: fmt.Appendf(nil, "BT /F1 14 Tf 72 700 Td (%s) Tj ET", text)}
}

func box() *pdf.Stream {
	return &pdf.Stream{Dict: formXObject(Rect{0, 0, 100, 100}, nil), Data: []byte("1 0 0 rg 0 0 100 100 re f")}
}

func attacks() []attack {
	return []attack{
		{"page content overridden", "change_denied", true, func(e *editor) {
			_, p := e.pageDict(0)
			e.Set(p["Contents"].(pdf.Ref), drawing("Forged"))
		}},
		{"page content added", "page_changed", true, func(e *editor) {
			r, p := e.pageDict(0)
			p["Contents"] = pdf.Array{p["Contents"], e.Add(drawing("Forged"))}
			e.Set(r, p)
		}},
		{"page size changed", "page_changed", true, func(e *editor) {
			r, p := e.pageDict(1)
			p["CropBox"] = pdf.Array{pdf.Int(0), pdf.Int(0), pdf.Int(10), pdf.Int(10)}
			e.Set(r, p)
		}},
		{"annotation added", "annotation_added", true, func(e *editor) {
			r, p := e.pageDict(0)
			e.push(p, "Annots", e.Add(pdf.Dict{"Type": pdf.Name("Annot"), "Subtype": pdf.Name("Stamp"), "Rect": Rect{0, 0, 500, 800}.array(), "AP": pdf.Dict{"N": e.Add(box())}}))
			e.Set(r, p)
		}},
		{"annotations removed", "annotation_removed", true, func(e *editor) {
			r, p := e.pageDict(1)
			delete(p, "Annots")
			e.Set(r, p)
		}},
		{"page tree shadowed", "change_denied", true, func(e *editor) {
			root := e.root["Pages"].(pdf.Ref)
			d := e.Dict(root).Clone()
			d["Kids"] = pdf.Array{e.Array(d["Kids"])[1]}
			d["Count"] = pdf.Int(1)
			e.Set(root, d)
		}},
		{"catalogue gains an action", "catalog_changed", true, func(e *editor) {
			d := e.root.Clone()
			d["OpenAction"] = pdf.Dict{"S": pdf.Name("JavaScript"), "JS": pdf.String("app.alert(1)")}
			e.Set(e.rootRef, d)
		}},
		{"appearance of a signed field overridden", "change_denied", true, func(e *editor) {
			_, d := e.fieldRef("lanhdao")
			e.Set(d["AP"].(pdf.Dict)["N"].(pdf.Ref), box())
		}},
		{"appearance of a signed field replaced", "field_changed", true, func(e *editor) {
			r, d := e.fieldRef("lanhdao")
			d["AP"] = pdf.Dict{"N": e.Add(box())}
			e.Set(r, d)
		}},
		{"signed field moved", "field_changed", false, func(e *editor) {
			r, d := e.fieldRef("lanhdao")
			d["Rect"] = Rect{10, 10, 20, 20}.array()
			e.Set(r, d)
		}},
		{"locked number changed", "field_changed", true, func(e *editor) {
			r, d := e.fieldRef("so")
			d["V"] = pdf.String("So 16-TB/TU")
			e.Set(r, d)
		}},
		{"locked number drawn differently", "change_denied", true, func(e *editor) {
			_, d := e.fieldRef("so")
			e.Set(d["AP"].(pdf.Dict)["N"].(pdf.Ref), box())
		}},
		{"locked number unlocked", "field_changed", true, func(e *editor) {
			r, d := e.fieldRef("so")
			d["Ff"] = pdf.Int(0)
			e.Set(r, d)
		}},
		{"empty signature field dressed up", "field_changed", false, func(e *editor) {
			r, d := e.fieldRef("dau")
			d["AP"] = pdf.Dict{"N": e.Add(box())}
			e.Set(r, d)
		}},
		{"text field grown", "field_changed", false, func(e *editor) {
			r, d := e.fieldRef("so")
			d["Rect"] = Rect{0, 0, 500, 800}.array()
			e.Set(r, d)
		}},
		{"text field added", "field_added", false, func(e *editor) {
			_, _ = e.addWidget(0, pdf.Dict{"Type": pdf.Name("Annot"), "Subtype": pdf.Name("Widget"), "FT": pdf.Name("Tx"), "T": pdf.String("x"), "Rect": Rect{0, 0, 500, 800}.array()})
		}},
		{"field removed", "field_removed", true, func(e *editor) {
			d := e.acroForm()
			d["Fields"] = e.Array(d["Fields"])[1:]
			e.setAcroForm(d)
		}},
		{"font overridden", "change_denied", false, func(e *editor) {
			fonts := e.Dict(e.Dict(e.acroForm()["DR"])["Font"])
			e.Set(fonts["CVSerif"].(pdf.Ref), pdf.Dict{"Type": pdf.Name("Font"), "Subtype": pdf.Name("Type1"), "BaseFont": pdf.Name("Symbol")})
		}},
		{"readers told to redraw", "form_changed", true, func(e *editor) {
			d := e.acroForm()
			d["NeedAppearances"] = pdf.Bool(true)
			e.setAcroForm(d)
		}},
		{"signature object replaced", "byte_range", true, func(e *editor) {
			_, d := e.fieldRef("lanhdao")
			e.Set(d["V"].(pdf.Ref), e.Dict(d["V"]).Clone())
		}},
		{"signature moved to another field", "field_not_signed", false, func(e *editor) {
			r, from := e.fieldRef("lanhdao")
			sig := from["V"]
			delete(from, "V")
			e.Set(r, from)
			r, d := e.fieldRef("dau")
			d["V"] = sig
			e.Set(r, d)
		}},
		{"key repeated for other readers", "xref_tricked", true, func(e *editor) {
			r, p := e.pageDict(0)
			text := string(pdf.Append(nil, p))
			e.Set(r, pdf.Raw("<</Contents "+e.Add(drawing("Forged")).String()+text[2:]))
		}},
		{"object freed", "change_denied", true, func(e *editor) {
			_, p := e.pageDict(0)
			e.Set(p["Contents"].(pdf.Ref), nil)
		}},
		{"signature shown in another field", "signature_shared", false, func(e *editor) {
			_, from := e.fieldRef("lanhdao")
			r, d := e.fieldRef("dau")
			d["V"] = from["V"]
			e.Set(r, d)
		}},
	}
}

func TestAttacks(t *testing.T) {
	for form, input := range map[string][]byte{"table": buildPDF(2), "stream": inputs(t)["stream"]} {
		o := runOffice(t, input)
		for _, a := range attacks() {
			t.Run(form+"/"+a.name, func(t *testing.T) {
				base := o.leader
				if a.sealed {
					base = o.sealed
				}
				rep := Verify(edit(t, base, a.do), o.ca.options())
				if rep.Verdict != Invalid || !slices.Contains(codes(rep), a.code) {
					t.Errorf("got %v, want %s", rep, a.code)
				}
			})
		}
	}
}

// Attacks on the bytes themselves.
func TestByteAttacks(t *testing.T) {
	o := runOffice(t, buildPDF(2))
	replace := func(from, to string) []byte {
		if !bytes.Contains(o.sealed, []byte(from)) || len(from) != len(to) {
			t.Fatalf("cannot replace %q", from)
		}
		return bytes.Replace(o.sealed, []byte(from), []byte(to), 1)
	}
	for _, c := range []struct {
		name, code string
		pdf        []byte
	}{
		{"flipped text", "digest_mismatch", replace("Page 1 of", "Page 7 of")},
		{"range starts late", "byte_range", replace("/ByteRange [0 ", "/ByteRange [1 ")},
		{"foreign tail", "trailing_bytes", append(bytes.Clone(o.sealed), "hello"...)},
		{"rolled back", "trailing_bytes", fmt.Appendf(bytes.Clone(o.sealed), "startxref\n%d\n%%%%EOF\n", mustStart(t, o.leader))},
		{"entry points into signed bytes", "xref_tricked", repoint(t, o)},
		{"contents of another file", "digest_mismatch", transplant(t, o)},
		{"contents emptied", "contents_empty", emptied(t, o.sealed)},
		{"cut short", "malformed", o.sealed[:len(o.sealed)-200]},
		{"second gap", "byte_range", forgery{field: "s", slack: 1}.make(t, o.ca, buildPDF(1))},
		{"container damaged", "container_malformed", forgery{field: "s", container: func(testing.TB, []byte) []byte { return []byte{0x30, 0x80, 0, 0} }}.make(t, o.ca, buildPDF(1))},
		{"bytes behind the container", "container_padding", forgery{field: "s", container: func(tb testing.TB, b []byte) []byte { return append(honest(o.ca)(tb, b), 0, 1) }}.make(t, o.ca, buildPDF(1))},
		{"copied signature attributes", "digest_mismatch", forgery{field: "s", container: func(tb testing.TB, b []byte) []byte { return honest(o.ca)(tb, b[1:]) }}.make(t, o.ca, buildPDF(1))},
	} {
		t.Run(c.name, func(t *testing.T) {
			rep := Verify(c.pdf, o.ca.options())
			if rep.Verdict != Invalid || !slices.Contains(codes(rep), c.code) {
				t.Errorf("got %v, want %s", rep, c.code)
			}
		})
	}
}

func mustStart(t *testing.T, data []byte) int64 {
	t.Helper()
	n, err := pdf.StartXRef(data)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// repoint overrides the page content by an entry that points at a stream
// hidden in the signed bytes.
func repoint(t *testing.T, o office) []byte {
	t.Helper()
	base := buildPDF(1)
	hidden := edit(t, base, func(e *editor) { e.Add(drawing("Hidden")) })
	signed := forgery{field: "s"}.make(t, o.ca, hidden)
	at := bytes.Index(signed, []byte("5 0 obj"))
	trap := bytes.Index(signed[len(base):], []byte(" 0 obj")) // the hidden stream
	if at < 0 || trap < 0 {
		t.Fatal("no place to point at")
	}
	old := mustStart(t, signed)
	start := len(signed)
	return fmt.Appendf(bytes.Clone(signed), "xref\n5 1\n%010d 00000 n\r\ntrailer\n<</Size 10 /Root 1 0 R /Prev %d>>\nstartxref\n%d\n%%%%EOF\n",
		len(base)+trap-1, old, start)
}

// transplant puts the container of another file into this one.
func transplant(t *testing.T, o office) []byte {
	t.Helper()
	other := runOffice(t, buildPDF(3))
	out := bytes.Clone(o.sealed)
	a, b := byteRange(t, out), byteRange(t, other.sealed)
	copy(out[a[1]+1:a[2]-1], other.sealed[b[1]+1:b[2]-1])
	return out
}

func emptied(t *testing.T, data []byte) []byte {
	t.Helper()
	out := bytes.Clone(data)
	r := byteRange(t, out)
	for i := r[1] + 1; i < r[2]-1; i++ {
		out[i] = '0'
	}
	return out
}

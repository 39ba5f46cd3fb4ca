package pades

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"

	"congvan/standard/pades/pdf"
	"congvan/standard/pades/serif"
)

// typeface is an embedded font and the reference to it.
type typeface struct {
	*serif.Font
	ref pdf.Ref
}

// resourceName is the name of a face in /DR and in default appearances.
func resourceName(f serif.Face) pdf.Name {
	n := pdf.Name("CVSerif")
	if f.Bold {
		n += "B"
	}
	if f.Italic {
		n += "I"
	}
	return n
}

func faceOf(n pdf.Name) serif.Face {
	return serif.Face{Bold: strings.Contains(string(n), "B"), Italic: strings.HasSuffix(string(n), "I")}
}

// deflated makes a compressed stream.
func deflated(d pdf.Dict, data []byte, level int) *pdf.Stream {
	var b bytes.Buffer
	z, err := zlib.NewWriterLevel(&b, level)
	if err != nil {
		z = zlib.NewWriter(&b)
	}
	_, _ = z.Write(data) // a Buffer takes everything
	_ = z.Close()
	d["Filter"] = pdf.Name("FlateDecode")
	return &pdf.Stream{Dict: d, Data: b.Bytes()}
}

// embed adds a subset of the face as a composite font whose two-byte codes
// are UTF-16, so that text can be written and read back without a table.
func embed(u *pdf.Update, f *serif.Font, runes []rune) pdf.Ref {
	s := f.Subset(runes)
	name := pdf.Name(subsetTag(s.Runes) + "+" + f.Face.Name())
	program := deflated(pdf.Dict{"Length1": pdf.Int(len(s.Program))}, s.Program, zlib.DefaultCompression)
	flags, angle, stem := pdf.Int(1<<1|1<<5), 0, 80
	if f.Face.Italic {
		flags, angle = flags|1<<6, -16
	}
	if f.Face.Bold {
		stem = 140
	}
	box := pdf.Array{}
	for _, n := range f.BBox {
		box = append(box, pdf.Int(f.Em(n)))
	}
	descriptor := u.Add(pdf.Dict{
		"Type": pdf.Name("FontDescriptor"), "FontName": name, "Flags": flags, "FontBBox": box,
		"ItalicAngle": pdf.Int(angle), "Ascent": pdf.Int(f.Em(f.Ascent)), "Descent": pdf.Int(f.Em(f.Descent)),
		"CapHeight": pdf.Int(655), "StemV": pdf.Int(stem), "FontFile2": u.Add(program),
	})
	cid := u.Add(pdf.Dict{
		"Type": pdf.Name("Font"), "Subtype": pdf.Name("CIDFontType2"), "BaseFont": name,
		"CIDSystemInfo":  pdf.Dict{"Registry": pdf.String("Adobe"), "Ordering": pdf.String("Identity"), "Supplement": pdf.Int(0)},
		"FontDescriptor": descriptor, "DW": pdf.Int(500), "W": widths(s),
		"CIDToGIDMap": u.Add(deflated(pdf.Dict{}, s.CIDToGID, zlib.DefaultCompression)),
	})
	return u.Add(pdf.Dict{
		"Type": pdf.Name("Font"), "Subtype": pdf.Name("Type0"), "BaseFont": name, "Encoding": pdf.Name("Identity-H"),
		"DescendantFonts": pdf.Array{cid},
		"ToUnicode":       u.Add(deflated(pdf.Dict{}, toUnicode(s.Runes), zlib.DefaultCompression)),
	})
}

// subsetTag gives six letters that depend on the characters.
func subsetTag(runes []rune) string {
	h := uint32(2166136261)
	for _, r := range runes {
		h = (h ^ uint32(r)) * 16777619
	}
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + byte(h%26)
		h /= 26
	}
	return string(tag)
}

// widths writes /W as runs of consecutive CIDs.
func widths(s *serif.Subset) pdf.Array {
	out, run, prev := pdf.Array{}, pdf.Array(nil), rune(-2)
	flush := func() {
		if run != nil {
			out = append(out, run)
		}
	}
	for _, r := range s.Runes {
		w, ok := s.Widths[r]
		if !ok {
			continue
		}
		if r != prev+1 {
			flush()
			out, run = append(out, pdf.Int(r)), nil
		}
		run, prev = append(run, pdf.Int(w+0.5)), r
	}
	flush()
	return out
}

// toUnicode maps every code to itself; ranges may not cross the low byte.
func toUnicode(runes []rune) []byte {
	rows := []string{}
	seen := map[rune]bool{}
	for _, r := range runes {
		if row := r >> 8; !seen[row] {
			seen[row] = true
			rows = append(rows, fmt.Sprintf("<%02X00> <%02XFF> <%02X00>\n", row, row, row))
		}
	}
	return fmt.Appendf(nil, `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
%d beginbfrange
%sendbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end
`, len(rows), strings.Join(rows, ""))
}

// showText writes a line as the operand of Tj.
func showText(s string) string {
	var b strings.Builder
	b.WriteByte('<')
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteString("> Tj")
	return b.String()
}

// printable normalises text and refuses what the face cannot show.
func printable(f *serif.Font, s string) (string, error) {
	s = norm.NFC.String(strings.TrimSpace(s))
	if len(s) > maxText {
		return "", refuse(ErrLimit, "Nội dung điền quá dài.", "The text is too long.", nil)
	}
	for _, r := range s {
		if f.Glyph(r) == 0 {
			return "", refuse(ErrText, fmt.Sprintf("Ký tự %q không hiển thị được.", r), fmt.Sprintf("The character %q cannot be shown.", r), nil)
		}
	}
	return s, nil
}

// maxText bounds one line of text, in bytes.
const maxText = 2000

// prepared gives the font that Prepare put into /DR if it really is ours: a
// draft could carry a font of the same name that shows other digits.
func prepared(u *pdf.Update, dr pdf.Dict, face serif.Face) (pdf.Ref, bool) {
	ref, ok := u.Dict(dr["Font"])[resourceName(face)].(pdf.Ref)
	if !ok {
		return ref, false
	}
	font := u.Dict(ref)
	kids := u.Array(font["DescendantFonts"])
	if len(kids) != 1 || font.Name("Encoding") != "Identity-H" {
		return ref, false
	}
	cid := u.Dict(kids[0])
	f, err := serif.Open(face)
	if err != nil {
		return ref, false
	}
	want := f.Subset(serif.Vietnamese())
	return ref, sameStream(u, u.Dict(cid["FontDescriptor"])["FontFile2"], want.Program) &&
		sameStream(u, cid["CIDToGIDMap"], want.CIDToGID)
}

func sameStream(u *pdf.Update, o pdf.Object, want []byte) bool {
	o, _ = u.Resolve(o)
	st, ok := o.(*pdf.Stream)
	if !ok || st.Dict.Name("Filter") != "FlateDecode" || st.Dict["DecodeParms"] != nil {
		return false
	}
	z, err := zlib.NewReader(bytes.NewReader(st.Data))
	if err != nil {
		return false
	}
	got, err := io.ReadAll(io.LimitReader(z, int64(len(want))+1))
	return err == nil && bytes.Equal(got, want)
}

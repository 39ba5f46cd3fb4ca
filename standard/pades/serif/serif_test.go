package serif

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

func faces() []Face {
	return []Face{{}, {Bold: true}, {Italic: true}, {Bold: true, Italic: true}}
}

// Every face shows every Vietnamese character, and measures it as another
// reader of the same file does.
func TestFaces(t *testing.T) {
	for _, face := range faces() {
		f, err := Open(face)
		if err != nil {
			t.Fatal(err)
		}
		file := face.Name()
		if face == (Face{}) {
			file += "-Regular"
		}
		data, err := os.ReadFile(filepath.Join(".", file+".ttf"))
		if err != nil {
			t.Fatal(err)
		}
		ref, err := sfnt.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		var buf sfnt.Buffer
		for _, r := range Vietnamese() {
			want, err := ref.GlyphIndex(&buf, r)
			if err != nil || want == 0 || int(want) != f.Glyph(r) {
				t.Fatalf("%s %q: glyph %d, want %d (%v)", face.Name(), r, f.Glyph(r), want, err)
			}
			adv, err := ref.GlyphAdvance(&buf, want, fixed.I(f.UnitsPerEm), 0)
			if err != nil || adv.Round() != f.advance(int(want)) {
				t.Errorf("%s %q: advance %d, want %v", face.Name(), r, f.advance(int(want)), adv)
			}
		}
		if f.Has("漢") {
			t.Error("claims a character it lacks")
		}
	}
}

// A subset draws each character as the whole font does.
func TestSubsetOutlines(t *testing.T) {
	f, err := Open(Face{Italic: true})
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("LiberationSerif-Italic.ttf")
	if err != nil {
		t.Fatal(err)
	}
	whole, err := sfnt.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	s := f.Subset([]rune("Đà Nẵng, ngày 23 tháng 11 năm 2026 — ẤẦẨẪẬ"))
	cut, err := sfnt.Parse(withCmap(s.Program))
	if err != nil {
		t.Fatal(err)
	}
	var a, b sfnt.Buffer
	for _, r := range s.Runes {
		want, err := whole.GlyphIndex(&a, r)
		if err != nil {
			t.Fatal(err)
		}
		g := sfnt.GlyphIndex(be.Uint16(s.CIDToGID[2*r:]))
		p, err1 := whole.LoadGlyph(&a, want, fixed.I(2048), nil)
		q, err2 := cut.LoadGlyph(&b, g, fixed.I(2048), nil)
		if err1 != nil || err2 != nil || len(p) != len(q) {
			t.Fatalf("%q: %d and %d segments, %v %v", r, len(p), len(q), err1, err2)
		}
		for i := range p {
			if p[i] != q[i] {
				t.Fatalf("%q: segment %d differs", r, i)
			}
		}
	}
	if len(s.Program) > 20_000 {
		t.Errorf("the subset takes %d bytes", len(s.Program))
	}
}

// withCmap adds the tables that a PDF does without and sfnt asks for.
func withCmap(program []byte) []byte {
	var tables []table
	cmap := make([]byte, 12+32)
	be.PutUint16(cmap[2:], 1)
	be.PutUint16(cmap[4:], 3)
	be.PutUint16(cmap[6:], 1)
	be.PutUint32(cmap[8:], 12)
	for i, v := range []uint16{4, 24, 0, 2, 2, 0, 0, 0xffff, 0, 0xffff, 1, 0} {
		be.PutUint16(cmap[12+2*i:], v)
	}
	tables = append(tables, table{"cmap", cmap})
	n := int(be.Uint16(program[4:]))
	for i := range n {
		rec := program[12+16*i:]
		off, size := be.Uint32(rec[8:]), be.Uint32(rec[12:])
		tables = append(tables, table{string(rec[:4]), program[off : off+size]})
	}
	post := make([]byte, 32)
	be.PutUint32(post, 0x00030000)
	tables = append(tables, table{"name", make([]byte, 6)}, table{"post", post})
	return assemble(tables)
}

func TestWidth(t *testing.T) {
	f, err := Open(Face{})
	if err != nil {
		t.Fatal(err)
	}
	// Digits of Times are half an em wide.
	if got := f.Width("2026", 10); math.Abs(got-20) > 0.01 {
		t.Errorf("got %v", got)
	}
}

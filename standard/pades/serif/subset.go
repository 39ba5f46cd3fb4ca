package serif

import "slices"

// Subset is a font program with the glyphs of some characters, for a PDF
// CIDFontType2 whose CIDs are Unicode code points.
type Subset struct {
	Runes    []rune           // sorted
	Program  []byte           // TrueType, without cmap: /FontFile2
	CIDToGID []byte           // two bytes for each CID: /CIDToGIDMap
	Widths   map[rune]float64 // in thousandths of an em
}

// Subset cuts the face down to runes. Characters the face lacks are left out.
func (f *Font) Subset(runes []rune) *Subset {
	s := &Subset{Widths: map[rune]float64{}}
	s.Runes = slices.Compact(slices.Sorted(slices.Values(runes)))
	b := &builder{font: f, index: map[int]int{0: 0}, order: []int{0}}
	for _, r := range s.Runes {
		g := f.Glyph(r)
		if g == 0 {
			continue
		}
		s.Widths[r] = f.Em(f.advance(g))
		n := b.add(g)
		for len(s.CIDToGID) < 2*int(r)+2 {
			s.CIDToGID = append(s.CIDToGID, 0)
		}
		be.PutUint16(s.CIDToGID[2*r:], uint16(n))
	}
	s.Program = b.program()
	return s
}

// builder renumbers glyphs in the order they are needed.
type builder struct {
	font  *Font
	index map[int]int // old to new
	order []int       // new to old
}

func (b *builder) add(g int) int {
	if n, ok := b.index[g]; ok {
		return n
	}
	n := len(b.order)
	b.index[g] = n
	b.order = append(b.order, g)
	return n
}

// Flags of a component of a composite glyph.
const (
	argsAreWords = 0x0001
	hasScale     = 0x0008
	moreFollow   = 0x0020
	hasTwoScales = 0x0040
	hasMatrix    = 0x0080
	hasInstructs = 0x0100
)

// glyph copies an outline without its hinting instructions, and adds the
// components that it is made of.
func (b *builder) glyph(g int) []byte {
	src := b.font.outline(g)
	if len(src) < 10 {
		return nil
	}
	contours := i16(src, 0)
	if contours >= 0 {
		at := 10 + 2*contours
		n := int(be.Uint16(src[at:]))
		return slices.Concat(src[:at], []byte{0, 0}, src[at+2+n:])
	}
	out := slices.Clone(src)
	for at := 10; ; {
		flags := be.Uint16(out[at:])
		be.PutUint16(out[at:], flags&^hasInstructs)
		be.PutUint16(out[at+2:], uint16(b.add(int(be.Uint16(out[at+2:])))))
		at += 6
		if flags&argsAreWords != 0 {
			at += 2
		}
		switch {
		case flags&hasScale != 0:
			at += 2
		case flags&hasTwoScales != 0:
			at += 4
		case flags&hasMatrix != 0:
			at += 8
		}
		if flags&moreFollow == 0 {
			return out[:at]
		}
	}
}

// program writes the tables that ISO 32000-2, 9.9.1 asks for.
func (b *builder) program() []byte {
	var glyf, loca, hmtx []byte
	for i := 0; i < len(b.order); i++ { // grows while components are added
		loca = be.AppendUint32(loca, uint32(len(glyf)))
		glyf = append(glyf, b.glyph(b.order[i])...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		hmtx = be.AppendUint16(hmtx, uint16(b.font.advance(b.order[i])))
		hmtx = be.AppendUint16(hmtx, b.font.sideBearing(b.order[i]))
	}
	loca = be.AppendUint32(loca, uint32(len(glyf)))
	head := slices.Clone(b.font.tables["head"])
	be.PutUint32(head[8:], 0)
	be.PutUint16(head[50:], 1)
	hhea := slices.Clone(b.font.tables["hhea"])
	be.PutUint16(hhea[34:], uint16(len(b.order)))
	maxp := slices.Clone(b.font.tables["maxp"])
	be.PutUint16(maxp[4:], uint16(len(b.order)))
	return assemble([]table{{"glyf", glyf}, {"head", head}, {"hhea", hhea}, {"hmtx", hmtx}, {"loca", loca}, {"maxp", maxp}})
}

type table struct {
	tag  string
	data []byte
}

// assemble writes an sfnt file; tables must be sorted by tag.
func assemble(tables []table) []byte {
	n := len(tables)
	pow, log := 1, 0
	for pow*2 <= n {
		pow, log = pow*2, log+1
	}
	out := be.AppendUint32(nil, 0x00010000)
	for _, v := range []int{n, pow * 16, log, n*16 - pow*16} {
		out = be.AppendUint16(out, uint16(v))
	}
	off, headAt := 12+16*n, 0
	for _, t := range tables {
		if t.tag == "head" {
			headAt = off
		}
		out = append(out, t.tag...)
		out = be.AppendUint32(out, checksum(t.data))
		out = be.AppendUint32(out, uint32(off))
		out = be.AppendUint32(out, uint32(len(t.data)))
		off += (len(t.data) + 3) &^ 3
	}
	for _, t := range tables {
		out = append(out, t.data...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	be.PutUint32(out[headAt+8:], 0xB1B0AFBA-checksum(out))
	return out
}

func checksum(b []byte) (sum uint32) {
	for len(b) >= 4 {
		sum += be.Uint32(b)
		b = b[4:]
	}
	var last [4]byte
	copy(last[:], b)
	return sum + be.Uint32(last[:])
}

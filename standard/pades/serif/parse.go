package serif

import (
	"encoding/binary"
	"errors"
)

var errFont = errors.New("serif: bad font file")

// Font is one parsed face. Lengths are in font units, UnitsPerEm to the em.
type Font struct {
	Face             Face
	UnitsPerEm       int
	Ascent, Descent  int // descent is negative
	BBox             [4]int
	tables           map[string][]byte
	glyphs, hMetrics int
	longLoca         bool
	segments         []byte // cmap format 4
	segCount         int
}

var be = binary.BigEndian

func i16(b []byte, at int) int { return int(int16(be.Uint16(b[at:]))) }

func parse(face Face, data []byte) (*Font, error) {
	f := &Font{Face: face, tables: map[string][]byte{}}
	if len(data) < 12 {
		return nil, errFont
	}
	n := int(be.Uint16(data[4:]))
	for i := range n {
		rec := data[12+16*i:]
		off, size := int(be.Uint32(rec[8:])), int(be.Uint32(rec[12:]))
		if off+size > len(data) {
			return nil, errFont
		}
		f.tables[string(rec[:4])] = data[off : off+size]
	}
	head, hhea, maxp := f.tables["head"], f.tables["hhea"], f.tables["maxp"]
	if len(head) < 54 || len(hhea) < 36 || len(maxp) < 6 || len(f.tables["hmtx"]) == 0 || len(f.tables["glyf"]) == 0 {
		return nil, errFont
	}
	f.UnitsPerEm = int(be.Uint16(head[18:]))
	for i := range f.BBox {
		f.BBox[i] = i16(head, 36+2*i)
	}
	f.longLoca = be.Uint16(head[50:]) == 1
	f.Ascent, f.Descent = i16(hhea, 4), i16(hhea, 6)
	f.hMetrics, f.glyphs = int(be.Uint16(hhea[34:])), int(be.Uint16(maxp[4:]))
	return f, f.readCmap()
}

// readCmap finds the Unicode BMP subtable (format 4).
func (f *Font) readCmap() error {
	t := f.tables["cmap"]
	if len(t) < 4 {
		return errFont
	}
	for i := range int(be.Uint16(t[2:])) {
		rec := t[4+8*i:]
		sub := t[be.Uint32(rec[4:]):]
		if be.Uint16(rec) == 3 && be.Uint16(rec[2:]) == 1 && be.Uint16(sub) == 4 {
			f.segments = sub[14:be.Uint16(sub[2:])]
			f.segCount = int(be.Uint16(sub[6:])) / 2
			return nil
		}
	}
	return errFont
}

// Glyph gives the glyph of a character, 0 if the font has none.
func (f *Font) Glyph(r rune) int {
	if r > 0xffff || r < 0 {
		return 0
	}
	n := f.segCount
	ends, starts := f.segments, f.segments[2*n+2:]
	deltas, offs := f.segments[4*n+2:], f.segments[6*n+2:]
	for i := range n {
		if int(be.Uint16(ends[2*i:])) < int(r) {
			continue
		}
		start := int(be.Uint16(starts[2*i:]))
		if start > int(r) {
			return 0
		}
		delta, off := int(be.Uint16(deltas[2*i:])), int(be.Uint16(offs[2*i:]))
		if off == 0 {
			return (int(r) + delta) & 0xffff
		}
		g := int(be.Uint16(offs[2*i+off+2*(int(r)-start):]))
		if g == 0 {
			return 0
		}
		return (g + delta) & 0xffff
	}
	return 0
}

// Has tells whether the face can show every character of s.
func (f *Font) Has(s string) bool {
	for _, r := range s {
		if f.Glyph(r) == 0 {
			return false
		}
	}
	return true
}

// advance is the width of a glyph.
func (f *Font) advance(g int) int {
	return int(be.Uint16(f.tables["hmtx"][4*min(g, f.hMetrics-1):]))
}

// sideBearing is the left side bearing of a glyph.
func (f *Font) sideBearing(g int) uint16 {
	t := f.tables["hmtx"]
	if g < f.hMetrics {
		return be.Uint16(t[4*g+2:])
	}
	return be.Uint16(t[4*f.hMetrics+2*(g-f.hMetrics):])
}

// Em converts font units to thousandths of an em, as PDF counts them.
func (f *Font) Em(units int) float64 { return float64(units) * 1000 / float64(f.UnitsPerEm) }

// Width is the width of a line in points at the given size.
func (f *Font) Width(s string, size float64) float64 {
	n := 0
	for _, r := range s {
		n += f.advance(f.Glyph(r))
	}
	return f.Em(n) * size / 1000
}

// outline gives the glyf entry of a glyph, empty for one that draws nothing.
func (f *Font) outline(g int) []byte {
	loca, glyf := f.tables["loca"], f.tables["glyf"]
	if f.longLoca {
		return glyf[be.Uint32(loca[4*g:]):be.Uint32(loca[4*g+4:])]
	}
	return glyf[2*int(be.Uint16(loca[2*g:])) : 2*int(be.Uint16(loca[2*g+2:]))]
}

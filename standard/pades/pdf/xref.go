package pdf

import (
	"bytes"
	"fmt"
)

// entryKind says where an object is.
type entryKind uint8

const (
	entryFree entryKind = iota
	entryInFile
	entryInStream
)

// entry is one line of a cross-reference section.
type entry struct {
	kind entryKind
	pos  int64 // byte offset, or number of the object stream
	aux  int   // generation, or index in the object stream
}

type numbered struct {
	num int
	entry
}

// SectionKind is the form of a cross-reference section.
type SectionKind uint8

// The two forms of ISO 32000-2, 7.5.4 and 7.5.8.
const (
	Table SectionKind = iota
	XRefStream
)

// Section is one cross-reference section with its trailer.
type Section struct {
	Offset  int64
	End     int64 // where its text ends, trailer included
	Kind    SectionKind
	Trailer Dict
	// Conflict: a hybrid section whose table and stream put one object in two
	// places, so that old and new readers see different documents.
	Conflict bool
	// Duplicate: the trailer repeats a key.
	Duplicate bool
	entries   []numbered
}

// readSection reads the section at off. limit is the end of readable bytes.
func (f *File) readSection(off int64) (*Section, error) {
	if off < 0 || off >= int64(len(f.data)) {
		return nil, malformed(int(off), "cross-reference outside the file")
	}
	p := &parser{b: f.data, pos: int(off)}
	if !p.keyword("xref") {
		return f.readXRefStream(off)
	}
	s := &Section{Offset: off, Kind: Table}
	for !p.keyword("trailer") {
		if err := f.readSubsection(p, s); err != nil {
			return nil, err
		}
	}
	p.skip()
	d, err := p.dict(0, nil)
	if err != nil {
		return nil, err
	}
	s.Trailer, s.End, s.Duplicate = d.(Dict), int64(p.pos), p.dup
	at, ok := s.Trailer["XRefStm"].(Int)
	if !ok {
		return s, nil
	}
	h, err := f.readXRefStream(int64(at))
	if err != nil {
		return nil, err
	}
	s.mergeHybrid(h)
	s.End = max(s.End, h.End)
	return s, nil
}

func (f *File) readSubsection(p *parser, s *Section) error {
	first, ok1 := p.uint()
	count, ok2 := p.uint()
	if !ok1 || !ok2 || first+count > maxObjectNum+1 {
		return malformed(p.pos, "bad cross-reference subsection")
	}
	for i := range count {
		off, ok1 := p.uint()
		gen, ok2 := p.uint()
		if !ok1 || !ok2 || gen > 65535 {
			return malformed(p.pos, "bad cross-reference entry")
		}
		e := entry{pos: off, aux: int(gen)}
		switch {
		case p.keyword("n"):
			e.kind = entryInFile
		case !p.keyword("f"):
			return malformed(p.pos, "bad cross-reference entry")
		}
		if err := f.countEntry(); err != nil {
			return err
		}
		s.entries = append(s.entries, numbered{int(first + i), e})
	}
	return nil
}

func (f *File) countEntry() error {
	if f.entryCount++; f.entryCount > maxObjects {
		return fmt.Errorf("%w: more than %d objects", ErrLimit, maxObjects)
	}
	return nil
}

// mergeHybrid adds what the table hides or leaves out (ISO 32000-2, 7.5.8.4).
func (s *Section) mergeHybrid(h *Section) {
	at := make(map[int]int, len(s.entries))
	for i, e := range s.entries {
		at[e.num] = i
	}
	for _, e := range h.entries {
		i, known := at[e.num]
		switch {
		case !known:
			s.entries = append(s.entries, e)
		case s.entries[i].kind == entryFree:
			s.entries[i] = e
		case e.kind != entryFree && s.entries[i].entry != e.entry:
			s.Conflict = true
		}
	}
}

// readXRefStream reads a cross-reference stream (ISO 32000-2, 7.5.8).
func (f *File) readXRefStream(off int64) (*Section, error) {
	obj, err := f.parseAt(off, nil, 0)
	if err != nil {
		return nil, err
	}
	st, ok := obj.val.(*Stream)
	if !ok || st.Dict.Name("Type") != "XRef" {
		return nil, malformed(int(off), "no cross-reference here")
	}
	data, err := f.decode(st)
	if err != nil {
		return nil, err
	}
	s := &Section{Offset: off, End: st.off + int64(len(st.Data)), Kind: XRefStream, Trailer: st.Dict, Duplicate: obj.dup}
	if err := f.readEntries(s, data); err != nil {
		return nil, err
	}
	return s, nil
}

func (f *File) readEntries(s *Section, data []byte) error {
	w, err := widths(s.Trailer)
	if err != nil {
		return err
	}
	index, _ := s.Trailer["Index"].(Array)
	if index == nil {
		index = Array{Int(0), s.Trailer["Size"]}
	}
	row := w[0] + w[1] + w[2]
	for i := 0; i+1 < len(index); i += 2 {
		first, ok1 := index[i].(Int)
		count, ok2 := index[i+1].(Int)
		if !ok1 || !ok2 || first < 0 || count < 0 || first > maxObjectNum || count > maxObjectNum {
			return malformed(int(s.Offset), "bad cross-reference index")
		}
		for n := range int(count) {
			if len(data) < row {
				return malformed(int(s.Offset), "short cross-reference stream")
			}
			if err := f.countEntry(); err != nil {
				return err
			}
			if e, ok := unpack(data[:row], w); ok {
				s.entries = append(s.entries, numbered{int(first) + n, e})
			}
			data = data[row:]
		}
	}
	return nil
}

func widths(d Dict) (w [3]int, err error) {
	a, _ := d["W"].(Array)
	if len(a) != 3 {
		return w, fmt.Errorf("%w: cross-reference stream without widths", ErrMalformed)
	}
	for i := range w {
		n, ok := a[i].(Int)
		if !ok || n < 0 || n > 8 {
			return w, fmt.Errorf("%w: bad cross-reference widths", ErrMalformed)
		}
		w[i] = int(n)
	}
	if w[0]+w[1]+w[2] == 0 {
		return w, fmt.Errorf("%w: bad cross-reference widths", ErrMalformed)
	}
	return w, nil
}

// unpack reads one row; a row of unknown type is a null object and left out.
func unpack(row []byte, w [3]int) (entry, bool) {
	kind := int64(1)
	if w[0] > 0 {
		kind = bigEndian(row[:w[0]])
	}
	pos := bigEndian(row[w[0] : w[0]+w[1]])
	aux := bigEndian(row[w[0]+w[1]:])
	if kind < 0 || kind > 2 || pos < 0 || aux < 0 || aux > maxObjectNum {
		return entry{}, false
	}
	return entry{entryKind(kind), pos, int(aux)}, true
}

func bigEndian(b []byte) (n int64) {
	for _, c := range b {
		n = n<<8 | int64(c)
	}
	return n
}

// StartXRef finds the last startxref of data and the offset it names.
func StartXRef(data []byte) (int64, error) {
	from := max(0, len(data)-tailWindow)
	i := bytes.LastIndex(data[from:], []byte("startxref"))
	if i < 0 {
		return 0, malformed(len(data), "no startxref")
	}
	p := &parser{b: data, pos: from + i + len("startxref")}
	n, ok := p.uint()
	if !ok {
		return 0, malformed(p.pos, "bad startxref")
	}
	return n, nil
}

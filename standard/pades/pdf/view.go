package pdf

import (
	"bytes"
	"fmt"
)

// View is one state of a file: every object as of one revision.
type View struct {
	f     *File
	rev   int
	limit int64
}

// parsed is an object read from the file, kept by offset.
type parsed struct {
	num, gen int
	val      Object
	dup      bool
	end      int64 // where its text ends
	volatile bool  // a stream whose /Length is a reference: may differ by view
}

// Revision is the index of the view's section in File.Sections.
func (v *View) Revision() int { return v.rev }

// End is the number of bytes that belong to the view.
func (v *View) End() int64 { return v.limit }

// Sections gives all sections of the file, also those after the view.
func (v *View) Sections() []*Section { return v.f.sections }

// Trailer is the trailer dictionary in force.
func (v *View) Trailer() Dict { return v.f.sections[v.rev].Trailer }

// Size is the first object number that no revision up to the view uses.
func (v *View) Size() int {
	n := 1
	for _, s := range v.f.sections[:v.rev+1] {
		if z, ok := s.Trailer["Size"].(Int); ok && z > Int(n) && z <= maxObjectNum {
			n = int(z)
		}
	}
	for num, es := range v.f.index {
		if num >= n && es[0].rev <= v.rev {
			n = num + 1
		}
	}
	return n
}

func (v *View) entry(num int) (entry, bool) {
	es := v.f.index[num]
	for i := len(es) - 1; i >= 0; i-- {
		if es[i].rev <= v.rev {
			return es[i].entry, es[i].kind != entryFree
		}
	}
	return entry{}, false
}

// SameEntry tells whether both views find the object in the same place.
func (v *View) SameEntry(w *View, num int) bool {
	a, okA := v.entry(num)
	b, okB := w.entry(num)
	if okA != okB {
		return false
	}
	if !okA {
		return true
	}
	if a != b {
		return false
	}
	if a.kind == entryInStream { // the stream itself may have moved
		a, _ = v.entry(int(a.pos))
		b, _ = w.entry(int(b.pos))
		return a == b && a.kind == entryInFile
	}
	return true
}

// Changed lists the objects that a revision after old and up to v mentions.
func (v *View) Changed(old *View) []int {
	var nums []int
	for num, es := range v.f.index {
		for _, e := range es {
			if e.rev > old.rev && e.rev <= v.rev {
				nums = append(nums, num)
				break
			}
		}
	}
	return nums
}

// Exists tells whether the object is in use.
func (v *View) Exists(num int) bool { _, ok := v.entry(num); return ok }

// Offset is the byte where the object starts; 0 and false for one that is
// missing or kept in an object stream.
func (v *View) Offset(num int) (int64, bool) {
	e, ok := v.entry(num)
	if !ok || e.kind != entryInFile {
		return 0, false
	}
	return e.pos, true
}

// Duplicate tells whether the stored object repeats a dictionary key.
func (v *View) Duplicate(num int) bool {
	e, ok := v.entry(num)
	if !ok {
		return false
	}
	if e.kind == entryInStream {
		s, err := v.objStm(int(e.pos), 0)
		if err != nil {
			return false
		}
		_, err = s.get(num, e.aux)
		return err == nil && s.dup(num)
	}
	p, err := v.f.parseAt(e.pos, v, 0)
	return err == nil && p.dup
}

// BeyondSize tells whether an object in use has a number that the trailer's
// /Size rules out, so that readers disagree on whether it exists.
func (v *View) BeyondSize() bool {
	size, ok := v.Trailer()["Size"].(Int)
	if !ok {
		return true
	}
	for num := range v.f.index {
		if Int(num) >= size && v.Exists(num) {
			return true
		}
	}
	return false
}

// Get reads the object; a missing one is null.
func (v *View) Get(r Ref) (Object, error) { return v.get(r, 0) }

func (v *View) get(r Ref, depth int) (Object, error) {
	if depth > maxResolve {
		return nil, fmt.Errorf("%w: references nest too deep", ErrLimit)
	}
	e, ok := v.entry(r.Num)
	if !ok {
		return nil, nil
	}
	if e.kind == entryInStream {
		if r.Gen != 0 {
			return nil, nil
		}
		s, err := v.objStm(int(e.pos), depth)
		if err != nil {
			return nil, err
		}
		return s.get(r.Num, e.aux)
	}
	if e.aux != r.Gen {
		return nil, nil
	}
	p, err := v.f.parseAt(e.pos, v, depth)
	if err != nil {
		return nil, err
	}
	if p.num != r.Num || p.gen != r.Gen {
		return nil, malformed(int(e.pos), "another object stands here")
	}
	return p.val, nil
}

// Resolve follows references until something else is found.
func (v *View) Resolve(o Object) (Object, error) {
	for range maxResolve {
		r, ok := o.(Ref)
		if !ok {
			return o, nil
		}
		var err error
		if o, err = v.Get(r); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%w: chain of references", ErrLimit)
}

// Dict resolves o to a dictionary, nil if it is something else.
func (v *View) Dict(o Object) Dict {
	o, _ = v.Resolve(o)
	switch d := o.(type) {
	case Dict:
		return d
	case *Stream:
		return d.Dict
	}
	return nil
}

// Array resolves o to an array, nil if it is something else.
func (v *View) Array(o Object) Array {
	o, _ = v.Resolve(o)
	a, _ := o.(Array)
	return a
}

// Root is the document catalogue, nil if there is none.
func (v *View) Root() Dict { return v.Dict(v.Trailer()["Root"]) }

// parseAt reads the indirect object at off. v resolves an indirect /Length and
// bounds what may be read; nil for cross-reference streams.
func (f *File) parseAt(off int64, v *View, depth int) (*parsed, error) {
	limit := int64(len(f.data))
	if v != nil {
		limit = v.limit
	}
	if off < 0 || off >= limit {
		return nil, malformed(int(off), "object outside the file")
	}
	if p := f.cache[off]; p != nil && !p.volatile && p.end <= limit {
		return p, nil
	}
	p := &parser{b: f.data[:limit], pos: int(off)}
	num, ok1 := p.uint()
	gen, ok2 := p.uint()
	if !ok1 || !ok2 || num > maxObjectNum || gen > 65535 || !p.keyword("obj") {
		return nil, malformed(int(off), "no object here")
	}
	o, err := p.object(0)
	if err != nil {
		return nil, err
	}
	out := &parsed{num: int(num), gen: int(gen), val: o, dup: p.dup, end: int64(p.pos)}
	if d, ok := o.(Dict); ok && p.keyword("stream") {
		st, err := f.stream(p, d, v, depth)
		if err != nil {
			return nil, err
		}
		_, out.volatile = d["Length"].(Ref)
		out.val, out.end = st, st.off+int64(len(st.Data))
	} else if !p.keyword("endobj") {
		return nil, malformed(p.pos, "object without end")
	}
	f.cache[off] = out
	return out, nil
}

// stream reads the bytes after the keyword "stream".
func (f *File) stream(p *parser, d Dict, v *View, depth int) (*Stream, error) {
	if bytes.HasPrefix(p.b[p.pos:], []byte("\r\n")) {
		p.pos += 2
	} else if p.pos < len(p.b) && (p.b[p.pos] == '\n' || p.b[p.pos] == '\r') {
		p.pos++
	}
	start := p.pos
	length := d["Length"]
	if r, ok := length.(Ref); ok && v != nil {
		o, err := v.get(r, depth+1)
		if err != nil {
			return nil, err
		}
		length = o
	}
	if n, ok := length.(Int); ok && n >= 0 && int64(n) <= int64(len(p.b)-start) {
		end := &parser{b: p.b, pos: start + int(n)}
		if end.keyword("endstream") {
			return &Stream{d, p.b[start : start+int(n)], int64(start)}, nil
		}
	}
	return f.searchEnd(p, d, start)
}

// searchEnd takes everything up to "endstream" when /Length is wrong, as every
// reader does. The work is bounded over the whole file.
func (f *File) searchEnd(p *parser, d Dict, start int) (*Stream, error) {
	i := bytes.Index(p.b[start:], []byte("endstream"))
	if i < 0 {
		f.searched += len(p.b) - start
	} else {
		f.searched += i
	}
	if f.searched > maxInflated+len(p.b) {
		return nil, fmt.Errorf("%w: too many streams of wrong length", ErrLimit)
	}
	if i < 0 {
		return nil, malformed(start, "stream without end")
	}
	return &Stream{d, p.b[start : start+i], int64(start)}, nil
}

// Spans reads the dictionary that starts the object at off and gives the
// extent of each of its values in the file.
func (v *View) Spans(off int64) (map[Name]Span, bool) {
	p := &parser{b: v.f.data[:v.limit], pos: int(off)}
	_, ok1 := p.uint()
	_, ok2 := p.uint()
	if !ok1 || !ok2 || !p.keyword("obj") {
		return nil, false
	}
	p.skip()
	return v.SpansOf(Span{int64(p.pos), v.limit})
}

// SpansOf is Spans for a dictionary whose own extent is known.
func (v *View) SpansOf(s Span) (map[Name]Span, bool) {
	p := &parser{b: v.f.data[:v.limit], pos: int(s.Start)}
	spans := map[Name]Span{}
	if _, err := p.dict(0, spans); err != nil || p.dup {
		return nil, false
	}
	return spans, true
}

// Decode gives the data of a stream that has no filter or FlateDecode, within
// the budget that all decoding of one file shares.
func (v *View) Decode(st *Stream) ([]byte, error) { return v.f.decode(st) }

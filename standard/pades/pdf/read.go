package pdf

import (
	"bytes"
	"fmt"
)

// parsed is an object read from the file, kept by offset.
type parsed struct {
	num, gen int
	val      Object
	dup      bool
	end      int64 // where its text ends
	volatile bool  // a stream whose /Length is a reference: may differ by view
}

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

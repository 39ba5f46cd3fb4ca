package pdf

import (
	"bytes"
	"fmt"
	"strconv"
)

// parser reads objects from b, starting at pos.
type parser struct {
	b   []byte
	pos int
	dup bool // some dictionary had the same key twice
}

func malformed(pos int, what string) error {
	return fmt.Errorf("%w: %s at byte %d", ErrMalformed, what, pos)
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelim(c byte) bool {
	switch c {
	case '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return true
	}
	return false
}

func isRegular(c byte) bool { return !isSpace(c) && !isDelim(c) }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// skip passes white space and comments.
func (p *parser) skip() {
	for p.pos < len(p.b) {
		c := p.b[p.pos]
		switch {
		case isSpace(c):
			p.pos++
		case c == '%':
			i := bytes.IndexAny(p.b[p.pos:], "\r\n")
			if i < 0 {
				p.pos = len(p.b)
				return
			}
			p.pos += i
		default:
			return
		}
	}
}

// word reads a run of regular characters.
func (p *parser) word() string {
	p.skip()
	s := p.pos
	for p.pos < len(p.b) && isRegular(p.b[p.pos]) {
		p.pos++
	}
	return string(p.b[s:p.pos])
}

// keyword reads w or nothing.
func (p *parser) keyword(w string) bool {
	p.skip()
	if !bytes.HasPrefix(p.b[p.pos:], []byte(w)) {
		return false
	}
	if e := p.pos + len(w); e < len(p.b) && isRegular(p.b[e]) {
		return false
	}
	p.pos += len(w)
	return true
}

// uint reads an unsigned integer of at most 15 digits.
func (p *parser) uint() (int64, bool) {
	p.skip()
	s := p.pos
	var n int64
	for p.pos < len(p.b) && isDigit(p.b[p.pos]) && p.pos-s < 15 {
		n = n*10 + int64(p.b[p.pos]-'0')
		p.pos++
	}
	if p.pos == s || p.pos < len(p.b) && isRegular(p.b[p.pos]) {
		p.pos = s
		return 0, false
	}
	return n, true
}

// object reads one object of any kind but a stream.
func (p *parser) object(depth int) (Object, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("%w: nesting deeper than %d", ErrLimit, maxDepth)
	}
	p.skip()
	if p.pos >= len(p.b) {
		return nil, malformed(p.pos, "unexpected end")
	}
	c := p.b[p.pos]
	switch {
	case c == '/':
		return p.name()
	case c == '(':
		return p.literal()
	case c == '[':
		return p.array(depth)
	case c == '<':
		if p.pos+1 < len(p.b) && p.b[p.pos+1] == '<' {
			return p.dict(depth, nil)
		}
		return p.hex()
	case isDigit(c) || c == '+' || c == '-' || c == '.':
		return p.number()
	}
	at := p.pos
	switch w := p.word(); w {
	case "true":
		return Bool(true), nil
	case "false":
		return Bool(false), nil
	case "null":
		return nil, nil
	}
	return nil, malformed(at, "unknown token")
}

func (p *parser) array(depth int) (Object, error) {
	p.pos++
	a := Array{}
	for {
		p.skip()
		if p.pos < len(p.b) && p.b[p.pos] == ']' {
			p.pos++
			return a, nil
		}
		o, err := p.object(depth + 1)
		if err != nil {
			return nil, err
		}
		a = append(a, o)
	}
}

// Span is a half-open range of bytes.
type Span struct{ Start, End int64 }

// dict reads a dictionary; spans, if given, receives the extent of each value.
func (p *parser) dict(depth int, spans map[Name]Span) (Object, error) {
	if !bytes.HasPrefix(p.b[p.pos:], []byte("<<")) {
		return nil, malformed(p.pos, "dictionary expected")
	}
	p.pos += 2
	d := Dict{}
	for {
		p.skip()
		if bytes.HasPrefix(p.b[p.pos:], []byte(">>")) {
			p.pos += 2
			return d, nil
		}
		if p.pos >= len(p.b) || p.b[p.pos] != '/' {
			return nil, malformed(p.pos, "dictionary key expected")
		}
		k, err := p.name()
		if err != nil {
			return nil, err
		}
		p.skip()
		start := p.pos
		v, err := p.object(depth + 1)
		if err != nil {
			return nil, err
		}
		if _, seen := d[k]; seen {
			p.dup = true
		}
		d[k] = v
		if spans != nil {
			spans[k] = Span{int64(start), int64(p.pos)}
		}
	}
}

func (p *parser) name() (Name, error) {
	p.pos++
	s, esc := p.pos, false
	for p.pos < len(p.b) && isRegular(p.b[p.pos]) {
		esc = esc || p.b[p.pos] == '#'
		p.pos++
	}
	raw := p.b[s:p.pos]
	if !esc {
		return Name(raw), nil
	}
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] == '#' && i+2 < len(raw) && unhex(raw[i+1]) >= 0 && unhex(raw[i+2]) >= 0 {
			out = append(out, byte(unhex(raw[i+1])<<4|unhex(raw[i+2])))
			i += 2
			continue
		}
		out = append(out, raw[i])
	}
	return Name(out), nil
}

// number reads an integer, a real, or a reference "n g R".
func (p *parser) number() (Object, error) {
	s := p.pos
	w := p.word()
	n, err := strconv.ParseInt(w, 10, 64)
	if err != nil {
		if !isReal(w) {
			return nil, malformed(s, "bad number")
		}
		return Real(w), nil
	}
	if n < 0 || w[0] == '+' {
		return Int(n), nil
	}
	back := p.pos
	if g, ok := p.uint(); ok && g <= 65535 && n <= maxObjectNum && p.keyword("R") {
		return Ref{int(n), int(g)}, nil
	}
	p.pos = back
	return Int(n), nil
}

// isReal tells whether w is sign, digits, at most one point; no exponent.
func isReal(w string) bool {
	digits, dot := 0, 0
	for i := 0; i < len(w); i++ {
		switch c := w[i]; {
		case isDigit(c):
			digits++
		case c == '.':
			dot++
		case (c == '+' || c == '-') && i == 0:
		default:
			return false
		}
	}
	return digits > 0 && dot <= 1 && len(w) < 64
}

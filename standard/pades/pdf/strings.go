package pdf

// literal reads a string in parentheses (ISO 32000-2, 7.3.4.2).
func (p *parser) literal() (Object, error) {
	start := p.pos
	p.pos++
	out := []byte{}
	for nest := 1; p.pos < len(p.b); {
		c := p.b[p.pos]
		p.pos++
		switch c {
		case '(':
			nest++
		case ')':
			if nest--; nest == 0 {
				return String(out), nil
			}
		case '\r': // any end of line reads as one line feed
			if p.pos < len(p.b) && p.b[p.pos] == '\n' {
				p.pos++
			}
			c = '\n'
		case '\\':
			out = p.escape(out)
			continue
		}
		out = append(out, c)
	}
	return nil, malformed(start, "string without end")
}

// escape reads what follows a backslash.
func (p *parser) escape(out []byte) []byte {
	if p.pos >= len(p.b) {
		return out
	}
	c := p.b[p.pos]
	p.pos++
	switch c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case '\n':
		return out
	case '\r':
		if p.pos < len(p.b) && p.b[p.pos] == '\n' {
			p.pos++
		}
		return out
	}
	if c < '0' || c > '7' {
		return append(out, c)
	}
	v := int(c - '0')
	for i := 0; i < 2 && p.pos < len(p.b) && p.b[p.pos] >= '0' && p.b[p.pos] <= '7'; i++ {
		v = v<<3 | int(p.b[p.pos]-'0')
		p.pos++
	}
	return append(out, byte(v))
}

func unhex(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// hex reads a string in angle brackets.
func (p *parser) hex() (Object, error) {
	start := p.pos
	p.pos++
	out := []byte{}
	high := -1
	for p.pos < len(p.b) {
		c := p.b[p.pos]
		p.pos++
		if c == '>' {
			if high >= 0 {
				out = append(out, byte(high<<4))
			}
			return String(out), nil
		}
		if isSpace(c) {
			continue
		}
		v := unhex(c)
		if v < 0 {
			return nil, malformed(p.pos-1, "bad hexadecimal digit")
		}
		if high < 0 {
			high = v
		} else {
			out = append(out, byte(high<<4|v))
			high = -1
		}
	}
	return nil, malformed(start, "string without end")
}

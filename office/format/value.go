package format

// Value is what a placeholder becomes: no paragraph (the placeholder's
// paragraph goes), one, or several (its paragraph is repeated).
type Value []Paragraph

// Paragraph is a paragraph of a Value. It keeps the look of the placeholder's
// paragraph unless Style names another. KeepNext holds it on one page with
// what follows.
type Paragraph struct {
	Runs     []Run
	Style    StyleID
	KeepNext bool
}

// Run is text of one look, added to the placeholder's own; Upright takes its
// slant away. “\n” breaks the line, “\t” is a tab.
type Run struct {
	Text                  string
	Bold, Italic, Upright bool
}

func (r Run) plain() bool { return !r.Bold && !r.Italic && !r.Upright }

// Text makes a Value of one paragraph; "" makes an empty Value.
func Text(s string) Value {
	if s == "" {
		return Value{}
	}
	return Lines(s)
}

// Lines makes a Value of one plain paragraph for each line.
func Lines(lines ...string) Value {
	v := Value{}
	for _, s := range lines {
		v = append(v, Paragraph{Runs: []Run{{Text: s}}})
	}
	return v
}

// BodyText makes a Value of paragraphs, the last of which stays on one page with
// the signature block, so that this never stands alone.
func BodyText(lines ...string) Value {
	v := Lines(lines...)
	if n := len(v); n > 0 {
		v[n-1].KeepNext = true
	}
	return v
}

// Article makes the opening of an article: “Điều 1.” bold, the rest plain.
func Article(label, text string) Paragraph {
	return Paragraph{Runs: []Run{{Text: label, Bold: true}, {Text: " " + text}}}
}

// size is roughly the bytes of XML that the value takes.
func (v Value) size() int {
	n := 0
	for _, p := range v {
		n += 200
		for _, r := range p.Runs {
			n += 100 + len(r.Text)
		}
	}
	return n
}

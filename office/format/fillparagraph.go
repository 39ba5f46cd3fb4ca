package format

import (
	"fmt"
	"strings"

	"github.com/beevik/etree"
)

// piece is a w:t of a paragraph with its place in the paragraph's text.
type piece struct {
	t          *etree.Element
	start, end int
}

// pieces returns the texts of p in order, without those of paragraphs nested
// in it (text boxes), and the whole text.
func pieces(p *etree.Element) ([]piece, string) {
	var list []piece
	var text strings.Builder
	var walk func(e *etree.Element)
	walk = func(e *etree.Element) {
		for _, c := range e.ChildElements() {
			switch {
			case c.Space == "w" && c.Tag == "p":
			case c.Space == "w" && c.Tag == "t":
				start := text.Len()
				text.WriteString(c.Text())
				list = append(list, piece{c, start, text.Len()})
			default:
				walk(c)
			}
		}
	}
	walk(p)
	return list, text.String()
}

// maxPlaceholders bounds the placeholders of one paragraph.
const maxPlaceholders = 200

// paragraph fills the placeholders of p from the last to the first, so that
// places found stay right. A value of several paragraphs repeats p; what
// stands before the placeholder stays in the first, what stands after goes to
// the last.
func (f *filler) paragraph(p *etree.Element) error {
	_, text := pieces(p)
	if !strings.Contains(text, "{{") {
		return nil
	}
	found := placeholderPattern().FindAllStringSubmatchIndex(text, maxPlaceholders)
	for i := len(found) - 1; i >= 0; i-- {
		m := found[i]
		name := Field(text[m[2]:m[3]])
		value, ok := f.fields[name]
		if !ok {
			f.missing[name] = true
			continue
		}
		f.used[name] = true
		alone := strings.TrimSpace(text[:m[0]]+text[m[1]:]) == ""
		if len(value) == 0 && alone {
			dropParagraph(p)
			return nil
		}
		if f.grown += value.size() * (1 + len(text)/512); f.grown > fillMaxGrowth {
			return fmt.Errorf("format: %w: the values make it too large", ErrTooLarge)
		}
		spread(p, m[0], m[1], value)
	}
	return nil
}

// dropParagraph removes p; as the last paragraph of its container, which must
// have one, it only loses its text.
func dropParagraph(p *etree.Element) {
	parent := p.Parent()
	others := 0
	for _, c := range parent.ChildElements() {
		if c.Tag == "p" && c != p {
			others++
		}
	}
	if parent.Tag == "tc" && others == 0 {
		for _, r := range p.SelectElements("r") {
			p.RemoveChild(r)
		}
		return
	}
	parent.RemoveChild(p)
}

// spread puts value in place of the bytes start … end of p's text.
func spread(p *etree.Element, start, end int, value Value) {
	if len(value) == 0 {
		value = Value{{Runs: []Run{{}}}}
	}
	copies := []*etree.Element{p}
	for range value[1:] {
		last := copies[len(copies)-1]
		c := p.Copy()
		p.Parent().InsertChildAt(last.Index()+1, c)
		copies = append(copies, c)
	}
	for i, c := range copies {
		cut(c, start, end, i == 0, i == len(copies)-1, value[i].Runs)
		dress(c, value[i])
	}
}

// cut replaces start … end by runs, and drops the text before it unless
// keepBefore, after it unless keepAfter.
func cut(p *etree.Element, start, end int, keepBefore, keepAfter bool, runs []Run) {
	list, _ := pieces(p)
	placed := false
	for _, x := range list {
		text := x.t.Text()
		before, after := "", ""
		if x.start < start && keepBefore {
			before = text[:min(len(text), start-x.start)]
		}
		if x.end > end && keepAfter {
			after = text[max(0, end-x.start):]
		}
		if !placed && x.end > start {
			placed = true
			insertRuns(x.t, before, runs, after)
			continue
		}
		setText(x.t, before+after)
	}
}

// insertRuns puts before + runs + after where t stood. A plain one goes into
// t's own run; bold or italic ones get runs of their own with its look, and
// what followed t in its run moves behind them.
func insertRuns(t *etree.Element, before string, runs []Run, after string) {
	own := t.Parent()
	if own.Tag != "r" || len(runs) == 1 && runs[0].plain() {
		var text strings.Builder
		for _, r := range runs {
			text.WriteString(r.Text)
		}
		setRich(t, before+text.String()+after)
		return
	}
	setText(t, before)
	tail := sameLook(own)
	if after != "" {
		setRich(newText(tail), after)
	}
	for _, e := range own.ChildElements() {
		if e.Index() > t.Index() {
			tail.AddChild(e)
		}
	}
	at := own.Index() + 1
	for _, r := range runs {
		c := sameLook(own)
		setRich(newText(c), r.Text)
		emphasize(c, r)
		own.Parent().InsertChildAt(at, c)
		at++
	}
	own.Parent().InsertChildAt(at, tail)
}

// sameLook returns an empty run with the properties of run.
func sameLook(run *etree.Element) *etree.Element {
	c := etree.NewElement("w:r")
	if props := run.SelectElement("rPr"); props != nil {
		c.AddChild(props.Copy())
	}
	return c
}

func newText(run *etree.Element) *etree.Element {
	t := etree.NewElement("w:t")
	run.AddChild(t)
	return t
}

// setText makes s the text of t as it is.
func setText(t *etree.Element, s string) {
	t.SetText(cleanXML(s))
	t.RemoveAttr("xml:space")
	t.CreateAttr("xml:space", "preserve")
}

// setRich makes s the text of t, line breaks and tabs as elements after it.
func setRich(t *etree.Element, s string) {
	run := t.Parent()
	at := t.Index()
	rest := s
	cutAt := func() int { return strings.IndexAny(rest, "\n\t") }
	i := cutAt()
	if i < 0 {
		setText(t, s)
		return
	}
	setText(t, rest[:i])
	for i >= 0 {
		tag := "w:br"
		if rest[i] == '\t' {
			tag = "w:tab"
		}
		at++
		run.InsertChildAt(at, etree.NewElement(tag))
		rest = rest[i+1:]
		next := etree.NewElement("w:t")
		at++
		run.InsertChildAt(at, next)
		if i = cutAt(); i >= 0 {
			setText(next, rest[:i])
		} else {
			setText(next, rest)
		}
	}
}

// cleanXML drops what XML 1.0 cannot hold.
func cleanXML(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff || r == 0xfffd {
			return -1
		}
		return r
	}, s)
}

// emphasize sets bold and slant of a run, in the order the schema wants.
func emphasize(run *etree.Element, r Run) {
	if r.plain() {
		return
	}
	props := run.SelectElement("rPr")
	if props == nil {
		props = etree.NewElement("w:rPr")
		run.InsertChildAt(0, props)
	}
	at := 0
	for _, e := range props.ChildElements() {
		if e.Tag == "rStyle" || e.Tag == "rFonts" {
			at = e.Index() + 1
		}
	}
	set := func(on bool, tags ...string) {
		for _, tag := range tags {
			if old := props.SelectElement(tag); old != nil {
				props.RemoveChild(old)
			}
			e := etree.NewElement("w:" + tag)
			if !on {
				e.CreateAttr("w:val", "0")
			}
			props.InsertChildAt(at, e)
			at++
		}
	}
	if r.Bold {
		set(true, "b", "bCs")
	}
	if r.Italic || r.Upright {
		set(r.Italic, "i", "iCs")
	}
}

// dress gives a paragraph the style and the hold that its value asks for.
func dress(p *etree.Element, v Paragraph) {
	if v.Style == "" && !v.KeepNext {
		return
	}
	props := p.SelectElement("pPr")
	if props == nil {
		props = etree.NewElement("w:pPr")
		p.InsertChildAt(0, props)
	}
	at := 0
	if style := props.SelectElement("pStyle"); style != nil {
		at = style.Index() + 1
	}
	if v.Style != "" {
		if old := props.SelectElement("pStyle"); old != nil {
			props.RemoveChild(old)
		}
		style := etree.NewElement("w:pStyle")
		style.CreateAttr("w:val", string(v.Style))
		props.InsertChildAt(0, style)
		at = 1
	}
	if v.KeepNext && props.SelectElement("keepNext") == nil {
		props.InsertChildAt(at, etree.NewElement("w:keepNext"))
	}
}

package format

import (
	"strconv"
	"strings"

	"github.com/beevik/etree"
)

// runLook is what fitting needs to know of a style.
type runLook struct {
	size    float64
	bold    bool
	caps    bool
	indents float64 // left and right together, points
}

// displayed is the text as it is shown.
func (l runLook) displayed(s string) string {
	if l.caps {
		return strings.ToUpper(s)
	}
	return s
}

// readStyles reads size, weight and capitals of each paragraph style.
func readStyles(data []byte) (map[StyleID]runLook, error) {
	doc, err := parseXML(data)
	if err != nil {
		return nil, err
	}
	styles := map[StyleID]runLook{}
	for _, s := range doc.FindElements("//style") {
		props := s.SelectElement("rPr")
		if props == nil || s.SelectAttrValue("w:type", "") != "paragraph" {
			continue
		}
		look := runLook{bold: props.SelectElement("b") != nil, caps: props.SelectElement("caps") != nil, size: 14}
		if sz := props.SelectElement("sz"); sz != nil {
			if v, err := strconv.ParseFloat(sz.SelectAttrValue("w:val", ""), 64); err == nil {
				look.size = v / 2
			}
		}
		if ind := s.FindElement("./pPr/ind"); ind != nil {
			left, _ := strconv.ParseFloat(ind.SelectAttrValue("w:left", "0"), 64)
			right, _ := strconv.ParseFloat(ind.SelectAttrValue("w:right", "0"), 64)
			look.indents = (left + right) / 20
		}
		styles[StyleID(s.SelectAttrValue("w:styleId", ""))] = look
	}
	return styles, nil
}

// partRule is the length of a rule of “1/3 to 1/2” to the text above it.
const partRule = 0.4

// fit balances the centred names and subjects of our templates over their
// lines, and sets the length of each rule by the text above it.
func (f *filler) fit(doc *etree.Document) {
	page := pageTextWidth(doc)
	for _, p := range doc.FindElements("//p") {
		switch styleIDOf(p) {
		case styleOf(Subject), styleOf(LetterSubject), styleOf(Agency), styleOf(AgencyParent):
			f.balance(p, page)
		case styleRuleFull:
			f.fitRule(p, page, 1)
		case styleRulePart:
			f.fitRule(p, page, partRule)
		}
	}
}

// slack is what a balanced line may be wider than we reckon, in points.
const slack = 2

func (f *filler) balance(p *etree.Element, page float64) {
	look, ok := f.styles[styleIDOf(p)]
	if !ok {
		return
	}
	_, text := pieces(p)
	column := columnWidth(p, page)
	room := column - look.indents
	text = look.displayed(text)
	if n, _ := wrap(text, look.size, look.bold, room); n < 2 || text != look.displayed(lastLine(p)) {
		return // one line, or broken by hand
	}
	room = balancedRoom(text, look.size, look.bold, room)
	setIndents(p, twips(max(0, (column-room)/2-slack)))
}

func (f *filler) fitRule(p *etree.Element, page, ratio float64) {
	above := paragraphAbove(p)
	if above == nil {
		return
	}
	look, ok := f.styles[styleIDOf(above)]
	if !ok {
		return
	}
	text := look.displayed(lastLine(above))
	column := columnWidth(p, page)
	room := balancedRoom(text, look.size, look.bold, column-look.indents)
	_, last := wrap(text, look.size, look.bold, room)
	setIndents(p, twips(max(0, (column-last*ratio)/2)))
}

// lastLine is the text of p after its last line break.
func lastLine(p *etree.Element) string {
	list, text := pieces(p)
	start := 0
	for _, x := range list {
		siblings := x.t.Parent().ChildElements()
		for i, e := range siblings {
			if e == x.t && i > 0 && siblings[i-1].Tag == "br" {
				start = x.start
			}
		}
	}
	return text[start:]
}

func styleIDOf(p *etree.Element) StyleID {
	if props := p.SelectElement("pPr"); props != nil {
		if s := props.SelectElement("pStyle"); s != nil {
			return StyleID(s.SelectAttrValue("w:val", ""))
		}
	}
	return ""
}

func paragraphAbove(p *etree.Element) *etree.Element {
	var above *etree.Element
	for _, c := range p.Parent().ChildElements() {
		if c == p {
			return above
		}
		if c.Tag == "p" {
			above = c
		}
	}
	return nil
}

// columnWidth is the width of the table cell around p, or of the page's text.
func columnWidth(p *etree.Element, page float64) float64 {
	cell := p.Parent()
	if cell == nil || cell.Tag != "tc" {
		return page
	}
	if w := cell.FindElement("./tcPr/tcW"); w != nil {
		if v, err := strconv.ParseFloat(w.SelectAttrValue("w:w", ""), 64); err == nil && v > 0 {
			return v / 20
		}
	}
	return page
}

func pageTextWidth(doc *etree.Document) float64 {
	const standard = 467.7 // A4 less margins of 30 and 15 mm
	size, margin := doc.FindElement("//sectPr/pgSz"), doc.FindElement("//sectPr/pgMar")
	if size == nil || margin == nil {
		return standard
	}
	value := func(e *etree.Element, attr string) float64 {
		v, _ := strconv.ParseFloat(e.SelectAttrValue(attr, ""), 64)
		return v / 20
	}
	if w := value(size, "w:w") - value(margin, "w:left") - value(margin, "w:right"); w > 0 {
		return w
	}
	return standard
}

func setIndents(p *etree.Element, side int) {
	props := p.SelectElement("pPr")
	ind := props.SelectElement("ind")
	if ind == nil {
		ind = props.CreateElement("w:ind")
	}
	for _, a := range []string{"w:left", "w:right"} {
		ind.RemoveAttr(a)
		ind.CreateAttr(a, strconv.Itoa(side))
	}
}

package format

import (
	"fmt"
	"strings"
)

// StyleID names a paragraph style of our templates.
type StyleID string

// The styles that are not a component's own.
const (
	styleStar          StyleID = "CvStar"          // “*” under the Party agency
	styleDashes        StyleID = "CvDashes"        // “-----” under the Party subject
	styleRuleFull      StyleID = "CvRuleFull"      // rule as long as the text above it
	styleRulePart      StyleID = "CvRulePart"      // rule of a third to a half of it
	styleGap           StyleID = "CvGap"           // air between blocks
	StyleAddresseeHead StyleID = "CvAddresseeHead" // “Kính gửi:” above a list
	StyleAddresseeItem StyleID = "CvAddresseeItem" // a line of that list
)

func styleOf(c ComponentName) StyleID {
	parts := strings.Split(string(c), "_")
	for i, p := range parts {
		parts[i] = strings.ToUpper(p[:1]) + p[1:]
	}
	return StyleID("Cv" + strings.Join(parts, ""))
}

// StyleHeading is the style of I-, II- and Điều lines given a line of their own.
func StyleHeading() StyleID { return styleOf(Heading) }

// signatureGap is the room between position and name: an ink or image
// signature, mm.
const signatureGap = 28.0

// paragraphLook is how a style sets its paragraph. Lengths in points.
type paragraphLook struct {
	align         string // left, center, both
	before, after float64
	firstLine     float64
	left, right   float64
	line          float64 // exact pitch in points, or a multiple if lineMultiple
	lineMultiple  bool
	keepNext      bool
	bottomRule    bool
}

func points(mm float64) float64 { return mm * 72 / 25.4 }

// looks returns the paragraph part of each component's style.
func (l Layout) looks() map[ComponentName]paragraphLook {
	body := paragraphLook{
		align: "both", after: l.SpaceAfter.Use, firstLine: points(l.Indent.Use),
		line: l.LinePitch.Use, lineMultiple: !l.LineExact,
	}
	centre := paragraphLook{align: "center"}
	heading := body
	heading.keepNext = true
	signer := centre
	signer.before = points(signatureGap)
	atLeft := paragraphLook{align: "left"}
	air := 6.0 // under the rule of the State's agency; the Party has “*” there
	if l.PartRule.Use == 0 {
		air = 3
	}
	// The two lines stand side by side on one baseline.
	placeDate, number := paragraphLook{align: "center", before: air}, paragraphLook{align: "center", before: air}
	number.before += timesAscent * (l.Components[PlaceDate].Size.Use - l.Components[Number].Size.Use)
	subject := paragraphLook{align: "center", left: points(12), right: points(12), keepNext: true}
	stay := func(p paragraphLook) paragraphLook { p.keepNext = true; return p }
	return map[ComponentName]paragraphLook{
		National: centre, Motto: centre, AgencyParent: centre, Agency: centre,
		Number: number, PlaceDate: placeDate,
		LetterSubject: {align: "center", before: 6},
		TypeName:      stay(centre), Subject: subject,
		Addressee: {align: "center", before: 6, after: 12},
		Authority: {align: "center", before: 6, after: 6, keepNext: true},
		Grounds:   body, Body: body, Heading: heading,
		CapacityLine: stay(centre), Position: stay(centre), Signer: signer,
		RecipientsTitle: stay(atLeft), Recipients: atLeft, PageNumberText: centre,
	}
}

// stylesPart writes word/styles.xml.
func (l Layout) stylesPart() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:styles ` + wNamespace + `><w:docDefaults><w:rPrDefault><w:rPr>` + l.fontProps() +
		`<w:color w:val="000000"/><w:sz w:val="` + half(l.Components[Body].Size.Use) + `"/><w:szCs w:val="` + half(l.Components[Body].Size.Use) +
		`"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`)
	b.WriteString(`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>` +
		`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>`)
	looks := l.looks()
	for _, name := range componentOrder() {
		if c, ok := l.Components[name]; ok {
			writeStyle(&b, styleOf(name), looks[name], c)
		}
	}
	body, number := l.Components[Body], l.Components[Number]
	addressee := l.Components[Addressee]
	word := textWidth("Kính gửi", addressee.Size.Use, false)
	writeStyle(&b, StyleAddresseeHead, paragraphLook{align: "left", before: 6, left: points(35), keepNext: true}, addressee)
	writeStyle(&b, StyleAddresseeItem, paragraphLook{align: "left", left: points(35) + word}, addressee)
	writeStyle(&b, styleStar, paragraphLook{align: "center"}, Component{Size: number.Size})
	writeStyle(&b, styleDashes, paragraphLook{align: "center", after: 6}, Component{Size: body.Size})
	thin := Component{Size: Range{Use: 2}}
	rule := paragraphLook{align: "center", line: 3, bottomRule: true}
	writeStyle(&b, styleRuleFull, rule, thin)
	writeStyle(&b, styleRulePart, rule, thin)
	writeStyle(&b, styleGap, paragraphLook{align: "left", line: 12, keepNext: true}, Component{Size: Range{Use: 6}})
	b.WriteString(`</w:styles>`)
	return b.String()
}

func componentOrder() []ComponentName {
	return []ComponentName{
		National, Motto, AgencyParent, Agency, Number, PlaceDate, TypeName, Subject, LetterSubject, Addressee,
		Authority, Grounds, Body, Heading, CapacityLine, Position, Signer, RecipientsTitle, Recipients, PageNumberText,
	}
}

func (l Layout) fontProps() string {
	f := l.Font
	return fmt.Sprintf(`<w:rFonts w:ascii=%[1]q w:hAnsi=%[1]q w:eastAsia=%[1]q w:cs=%[1]q/>`, f)
}

func writeStyle(b *strings.Builder, id StyleID, p paragraphLook, c Component) {
	fmt.Fprintf(b, `<w:style w:type="paragraph" w:customStyle="1" w:styleId="%s"><w:name w:val="%s"/><w:basedOn w:val="Normal"/><w:pPr>`, id, id)
	if p.keepNext {
		b.WriteString(`<w:keepNext/>`)
	}
	b.WriteString(`<w:widowControl/>`)
	if p.bottomRule {
		b.WriteString(`<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>`)
	}
	fmt.Fprintf(b, `<w:spacing w:before="%d" w:after="%d"`, twips(p.before), twips(p.after))
	switch {
	case p.line == 0:
		b.WriteString(` w:line="240" w:lineRule="auto"/>`)
	case p.lineMultiple:
		fmt.Fprintf(b, ` w:line="%d" w:lineRule="auto"/>`, int(p.line*240+0.5))
	default:
		fmt.Fprintf(b, ` w:line="%d" w:lineRule="exact"/>`, twips(p.line))
	}
	fmt.Fprintf(b, `<w:ind w:left="%d" w:right="%d" w:firstLine="%d"/><w:jc w:val="%s"/></w:pPr><w:rPr>`, twips(p.left), twips(p.right), twips(p.firstLine), p.align)
	if c.Bold {
		b.WriteString(`<w:b/><w:bCs/>`)
	}
	if c.Italic {
		b.WriteString(`<w:i/><w:iCs/>`)
	}
	if c.Caps {
		b.WriteString(`<w:caps/>`)
	}
	fmt.Fprintf(b, `<w:sz w:val="%s"/><w:szCs w:val="%s"/></w:rPr></w:style>`, half(c.Size.Use), half(c.Size.Use))
}

// twips are twentieths of a point, Word's unit of length.
func twips(pt float64) int { return int(pt*20 + 0.5) }

// half writes a size in half points, Word's unit of type.
func half(pt float64) string { return fmt.Sprint(int(pt*2 + 0.5)) }

package format

import (
	"fmt"
	"strings"
)

// Field is the name of a placeholder, written {{name}} in a template.
type Field string

// The placeholders of our templates.
const (
	FieldAgencyParent Field = "agency_parent" // may be empty
	FieldAgency       Field = "agency"
	FieldNumberLine   Field = "number_line" // NumberLine or BlankNumberLine
	FieldPlaceDate    Field = "place_date"  // LongDate, BlankPlaceDate, or empty
	FieldTypeName     Field = "type_name"
	FieldSubject      Field = "subject"    // SubjectLine
	FieldSalutation   Field = "salutation" // Addressees
	FieldRecipientsTo Field = "recipients_to"
	FieldGrounds      Field = "grounds"
	FieldAuthority    Field = "authority"
	FieldBody         Field = "body"
	FieldCapacity     Field = "capacity" // SigningLines; may be empty
	FieldPosition     Field = "position"
	FieldSigner       Field = "signer"
	FieldRecipients   Field = "recipients"
)

// TemplateFields returns the placeholders of a form, in order.
func TemplateFields(form Form) []Field {
	list := []Field{FieldAgencyParent, FieldAgency, FieldNumberLine, FieldPlaceDate}
	switch form {
	case Letter:
		list = append(list, FieldSubject, FieldSalutation, FieldRecipientsTo, FieldBody)
	case Proposal:
		list = append(list, FieldTypeName, FieldSubject, FieldSalutation, FieldRecipientsTo, FieldBody)
	case Decision:
		list = append(list, FieldTypeName, FieldSubject, FieldAuthority, FieldGrounds, FieldBody)
	default:
		list = append(list, FieldTypeName, FieldSubject, FieldBody)
	}
	return append(list, FieldRecipients, FieldCapacity, FieldPosition, FieldSigner)
}

// Template writes a DOCX template of the form after the rule set. The same
// input gives the same bytes. Each component has a paragraph style of its own,
// sized by the rules.
func Template(r RuleSet, form Form) ([]byte, error) {
	w := templateWriter{r: r, l: r.Layout}
	for _, need := range componentOrder() {
		if _, ok := w.l.Components[need]; !ok && (need != Motto || r.Kind == State) {
			return nil, fmt.Errorf("format: rule set %s says nothing of %s", r.Code, need)
		}
	}
	w.head(form)
	switch form {
	case Letter:
		w.gap()
		w.addressees()
		w.field(Body, FieldBody)
	case Proposal:
		w.title()
		w.addressees()
		w.field(Body, FieldBody)
	case Decision:
		w.title()
		w.decision()
	case Named:
		w.title()
		w.field(Body, FieldBody)
	default:
		return nil, fmt.Errorf("format: no form %q", form)
	}
	w.gap()
	w.foot()
	return writePackage(w.l, w.b.String())
}

// templateWriter writes the body of the document part.
type templateWriter struct {
	r RuleSet
	l Layout
	b strings.Builder
}

func (w *templateWriter) paragraph(style StyleID, text string) {
	fmt.Fprintf(&w.b, `<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>`, style, escape(text))
}

func (w *templateWriter) field(c ComponentName, f Field) {
	w.paragraph(styleOf(c), "{{"+string(f)+"}}")
}

func (w *templateWriter) gap() {
	fmt.Fprintf(&w.b, `<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr></w:p>`, styleGap)
}

// rule draws a rule of the given length, centred in a column.
func (w *templateWriter) rule(style StyleID, length, column float64) {
	side := max(0, twips((column-length)/2))
	fmt.Fprintf(&w.b, `<w:p><w:pPr><w:pStyle w:val="%s"/><w:ind w:left="%d" w:right="%d" w:firstLine="0"/></w:pPr></w:p>`, style, side, side)
}

// textWidthOf is the width between the margins, in points.
func (l Layout) textWidthOf() float64 {
	return points(l.PageWidth - l.Left.Use - l.Right.Use)
}

// head is a table without borders: names left, the title of Party or State
// right; below, on one line, number left and place and date right.
func (w *templateWriter) head(form Form) {
	left := points(w.l.LeftColumn)
	right := w.l.textWidthOf() - left
	w.openTable(left, right)
	w.row(left, func() {
		w.field(AgencyParent, FieldAgencyParent)
		w.field(Agency, FieldAgency)
		if w.r.Kind == Party {
			w.paragraph(styleStar, "*")
		} else {
			w.rule(styleRulePart, left*w.l.PartRule.Use, left)
		}
	}, right, func() { w.national(right) })
	w.row(left, func() {
		w.field(Number, FieldNumberLine)
		if form == Letter {
			w.field(LetterSubject, FieldSubject)
		}
	}, right, func() { w.field(PlaceDate, FieldPlaceDate) })
	w.b.WriteString(`</w:tbl>`)
}

// The lines that name the State and the Party.
const (
	partyTitle = "ĐẢNG CỘNG SẢN VIỆT NAM"
	stateTitle = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
	stateMotto = "Độc lập - Tự do - Hạnh phúc"
)

func (w *templateWriter) national(column float64) {
	title, last, lastText := partyTitle, National, partyTitle
	if w.r.Kind == State {
		title, last, lastText = stateTitle, Motto, stateMotto
	}
	w.paragraph(styleOf(National), title)
	if last == Motto {
		w.paragraph(styleOf(Motto), stateMotto)
	}
	c := w.l.Components[last]
	w.rule(styleRuleFull, textWidth(lastText, c.Size.Use, c.Bold), column)
}

// title is the type's name and the subject, with what ends them.
func (w *templateWriter) title() {
	w.gap()
	w.field(TypeName, FieldTypeName)
	w.field(Subject, FieldSubject)
	if w.r.Kind == Party {
		w.paragraph(styleDashes, "-----")
		return
	}
	width := w.l.textWidthOf()
	w.rule(styleRulePart, width*w.l.PartRule.Use, width)
	w.gap()
}

func (w *templateWriter) addressees() {
	w.field(Addressee, FieldSalutation)
	w.paragraph(StyleAddresseeItem, "{{"+string(FieldRecipientsTo)+"}}")
	w.gap()
}

// decision is grounds, authority and the word of deciding. The State names
// the authority before the grounds, the Party after them.
func (w *templateWriter) decision() {
	if w.r.Kind == Party {
		w.field(Grounds, FieldGrounds)
		w.field(Authority, FieldAuthority)
		w.paragraph(styleOf(Authority), "QUYẾT ĐỊNH")
	} else {
		w.field(Authority, FieldAuthority)
		w.field(Grounds, FieldGrounds)
		w.paragraph(styleOf(Authority), "QUYẾT ĐỊNH:")
	}
	w.field(Body, FieldBody)
}

// foot is a table in one row that stays on one page: recipients left, the
// signing block right.
func (w *templateWriter) foot() {
	left := points(w.l.LeftColumn)
	right := w.l.textWidthOf() - left
	w.openTable(left, right)
	w.row(left, func() {
		w.recipientsTitle()
		w.field(Recipients, FieldRecipients)
	}, right, func() {
		w.field(CapacityLine, FieldCapacity)
		w.field(Position, FieldPosition)
		w.field(Signer, FieldSigner)
	})
	w.b.WriteString(`</w:tbl>`)
}

func (w *templateWriter) recipientsTitle() {
	c := w.l.Components[RecipientsTitle]
	props := ""
	if c.Underline {
		props = `<w:rPr><w:u w:val="single"/></w:rPr>`
	}
	fmt.Fprintf(&w.b, `<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr><w:r>%s<w:t>Nơi nhận</w:t></w:r><w:r><w:t>:</w:t></w:r></w:p>`,
		styleOf(RecipientsTitle), props)
}

func (w *templateWriter) openTable(left, right float64) {
	fmt.Fprintf(&w.b, `<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblInd w:w="0" w:type="dxa"/><w:tblLayout w:type="fixed"/>`+
		`<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>`+
		`<w:tblGrid><w:gridCol w:w="%d"/><w:gridCol w:w="%d"/></w:tblGrid>`, twips(left)+twips(right), twips(left), twips(right))
}

func (w *templateWriter) row(left float64, leftCell func(), right float64, rightCell func()) {
	w.b.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	for _, cell := range []struct {
		width float64
		write func()
	}{{left, leftCell}, {right, rightCell}} {
		fmt.Fprintf(&w.b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, twips(cell.width))
		cell.write()
		w.b.WriteString(`</w:tc>`)
	}
	w.b.WriteString(`</w:tr>`)
}

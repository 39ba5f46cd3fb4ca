package legacy

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/format"
	"congvan/office/reading"
	"congvan/standard/vietnamese"
)

// rowReader makes documents of rows.
type rowReader struct {
	values
	table     Table
	header    Header
	usual     document.Kind        // of rows that say none
	register  office.ID            // of rows that name none
	registers map[string]office.ID // open registers of incoming documents, by folded name
	formats   format.Rules
	ruleSet   format.Kind // of the agency
	isolated  bool        // classified texts may be held
	types     map[string]map[string]format.Type
}

// cellsOf sorts a row's cells by field; notes are joined.
func (r *rowReader) cellsOf(cells []string) map[Field]string {
	out := map[Field]string{}
	notes := 0
	for _, f := range r.header.Fields {
		if f == NoteField {
			notes++
		}
	}
	for i, f := range r.header.Fields {
		if f == "" || i >= len(cells) || cells[i] == "" {
			continue
		}
		text := cells[i]
		if f == NoteField && notes > 1 {
			text = r.header.Names[i] + ": " + text
			if out[f] != "" {
				text = out[f] + "; " + text
			}
		}
		out[f] = text
	}
	return out
}

// read makes a document of a row and says all that is wrong with it. The name of
// its file comes apart.
func (r *rowReader) read(row int, cells []string) (l document.Legacy, file string, faults []*office.Error) {
	c := r.cellsOf(cells)
	note := func(err *office.Error) {
		if err != nil {
			faults = append(faults, err)
		}
	}
	var err *office.Error
	l.Row = row
	l.Kind, err = r.kind(c[KindField], r.usual)
	note(err)
	f := &l.Form
	l.Arrival, err = r.number(ArrivalNumberField, c[ArrivalNumberField])
	note(err)
	f.ArrivalDate, err = r.date(r.table, ArrivalDateField, c[ArrivalDateField])
	note(err)
	if l.Kind == document.Incoming && c[ArrivalDateField] == "" {
		note(fault(ArrivalDateField, "Nhập ngày đến.", "Enter the day of arrival."))
	}
	f.IssuedDate, err = r.date(r.table, IssuedDateField, c[IssuedDateField])
	note(err)
	f.DueDate, err = r.date(r.table, DueDateField, c[DueDateField])
	note(err)
	f.Urgency, err = r.urgency(c[UrgencyField])
	note(err)
	f.Classification, err = r.classification(c[ClassificationField])
	note(err)
	pages, err := r.number(PagesField, c[PagesField])
	note(err)
	copies, err := r.number(CopiesField, c[CopiesField])
	note(err)
	f.Pages, f.Copies = int(pages), int(copies)
	if l.Kind == document.Incoming {
		f.Register, err = r.registerOf(c[RegisterField])
		note(err)
	}
	f.ReferenceCode = referenceCode(c)
	f.IssuingName, f.IssuingCode = c[IssuingNameField], c[IssuingCodeField]
	f.Note, f.Language, f.ReplyToCode = c[NoteField], c[LanguageField], c[ReplyToField]
	f.DuplicateReason = c[DuplicateField]
	f.Signer = document.Signer{Name: c[SignerNameField], Position: c[SignerPositionField], Capacity: c[CapacityField]}
	r.typeAndSubject(f, c)
	l.Text = c[TextField]
	note(r.secret(l.Text))
	return l, c[FileField], faults
}

func (r *rowReader) registerOf(name string) (office.ID, *office.Error) {
	if name == "" {
		return r.register, nil
	}
	id, ok := r.registers[key(name)]
	if !ok {
		return id, fault(RegisterField,
			fmt.Sprintf("Cơ quan không có sổ văn bản đến “%s” đang mở. Mở sổ này rồi nhập lại, hoặc sửa tên sổ.", name),
			fmt.Sprintf("The agency has no open register %q of incoming documents.", name))
	}
	return id, nil
}

// secret refuses a text that bears a classification mark at the mark's place.
func (r *rowReader) secret(text string) *office.Error {
	if text == "" || r.isolated {
		return nil
	}
	mark := reading.DetectClassificationMark(text)
	if mark == reading.MarkNone {
		return nil
	}
	e := office.NewError(office.CodeSecret, "legacy.Row",
		fmt.Sprintf("Nội dung có dấu “%s” ở vị trí dấu độ mật. Hệ thống này không được lưu văn bản mật; bỏ dòng này khỏi bảng.", mark),
		"The text bears a classification mark. This system may not hold classified documents.")
	e.Field = string(TextField)
	return e
}

// referenceCode joins number and notation where they stand apart: 15 and TB/TU are
// 15-TB/TU, 127 and QĐ-UBND are 127/QĐ-UBND.
func referenceCode(c map[Field]string) string {
	code, number, notation := c[ReferenceCodeField], c[NumberField], c[NotationField]
	if code != "" || number == "" {
		return code
	}
	switch {
	case notation == "" || strings.ContainsAny(number, "/-"):
		return number
	case strings.Contains(notation, "/"):
		return number + "-" + notation
	}
	return number + "/" + notation
}

// typeAndSubject fills in type, its code where the rules have one, and subject.
func (r *rowReader) typeAndSubject(f *document.Form, c map[Field]string) {
	f.TypeName, f.Subject = c[TypeField], c[SubjectField]
	code, parsed := reading.ParseReferenceCode(f.ReferenceCode)
	kind := r.ruleSet
	if parsed && code.Scheme == reading.SchemeParty {
		kind = format.Party
	} else if parsed {
		kind = format.State
	}
	known := r.typesOf(kind, f.IssuedDate)
	if both := c[TypeSubjectField]; both != "" && f.Subject == "" {
		name, rest := splitType(both, known)
		switch {
		case f.TypeName == "":
			f.TypeName, f.Subject = name, rest
		case key(f.TypeName) == key(name):
			f.Subject = rest
		default:
			f.Subject = both
		}
	}
	if f.TypeName == "" && parsed {
		f.TypeName = code.TypeName()
	}
	if t, ok := known[key(f.TypeName)]; ok {
		f.RuleSet, f.TypeCode, f.TypeName = string(kind), string(t.Code), t.Name
	}
}

// typesOf gives the types of the rules of a day by folded name and by symbol.
func (r *rowReader) typesOf(kind format.Kind, day office.Date) map[string]format.Type {
	set, _ := r.formats.Find(kind, day)
	if known, ok := r.types[set.Code]; ok {
		return known
	}
	known := map[string]format.Type{}
	for _, t := range set.Types { // of types that share a symbol, the one that is called by it
		if _, taken := known[key(t.Symbol)]; t.Symbol != "" && (!taken || key(string(t.Code)) == key(t.Symbol)) {
			known[key(t.Symbol)] = t
		}
	}
	for _, t := range set.Types {
		known[key(t.Name)] = t
	}
	r.types[set.Code] = known
	return known
}

// splitType parts “Công văn về việc …” into the longest name of a type that opens
// it and the rest; without a type, or without a rest, all of it is the subject.
func splitType(text string, known map[string]format.Type) (name, subject string) {
	words := strings.Fields(text)
	for n := min(5, len(words)-1); n > 0; n-- {
		head := strings.TrimRight(strings.Join(words[:n], " "), ":-–.,")
		t, ok := known[key(head)]
		if !ok || vietnamese.Fold(t.Name) != vietnamese.Fold(head) {
			continue
		}
		rest := strings.TrimLeft(strings.Join(words[n:], " "), ":-–., ")
		if rest == "" {
			break
		}
		first, size := utf8.DecodeRuneInString(rest)
		return t.Name, string(unicode.ToUpper(first)) + rest[size:]
	}
	return "", text
}

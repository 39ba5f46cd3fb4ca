package draft

import (
	"fmt"
	"strings"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/format"
)

// blankDigits is the room left for the number until it is given.
const blankDigits = 3

// filled makes the first version's DOCX: the template of the type's form with the
// document's fields; text and recipients are the author's to finish.
func (s *Service) filled(f document.DraftFields, head Letterhead, reply document.Document, today office.Date) ([]byte, error) {
	const op = "draft.filled"
	set, _ := s.Formats.Find(format.Kind(f.RuleSet), today)
	t, ok := set.Type(format.TypeCode(f.TypeCode))
	if !ok {
		return nil, office.InvalidField(op, "type", "Chọn loại văn bản trong danh mục.", "Choose a document type from the list.")
	}
	values, err := fieldValues(set, t, f, head, reply)
	if err != nil {
		return nil, office.Wrap(op, err)
	}
	blank, err := format.Template(set, t.Form)
	if err != nil {
		return nil, office.Wrap(op, err)
	}
	docx, _, err := format.Fill(blank, values)
	return docx, office.Wrap(op, err)
}

func fieldValues(set format.RuleSet, t format.Type, f document.DraftFields, head Letterhead, reply document.Document) (map[format.Field]format.Value, error) {
	number, err := format.BlankNumberLine(set, t.Code, blankDigits, f.Body, head.UnitSymbol)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(f.Recipients))
	for i, r := range f.Recipients {
		names[i] = r.Name
	}
	salutation, list := format.Addressees(set, t.Form, names...)
	places := append([]string{}, "Lưu: "+head.Name)
	if t.Form == format.Letter || t.Form == format.Proposal {
		places = append([]string{"Như trên"}, places...)
	} else {
		places = append(names, places...)
	}
	values := map[format.Field]format.Value{}
	for _, name := range format.TemplateFields(t.Form) {
		values[name] = format.Value{}
	}
	set1 := func(name format.Field, v format.Value) {
		if _, ok := values[name]; ok {
			values[name] = v
		}
	}
	set1(format.FieldAgencyParent, format.Text(head.Parent))
	set1(format.FieldAgency, format.Text(head.Name))
	set1(format.FieldNumberLine, format.Text(number))
	set1(format.FieldPlaceDate, format.BlankPlaceDate(head.Place))
	set1(format.FieldTypeName, format.Text(t.Printed))
	set1(format.FieldSubject, format.Text(format.SubjectLine(set, t.Form, f.Subject)))
	set1(format.FieldSalutation, salutation)
	set1(format.FieldRecipientsTo, list)
	set1(format.FieldAuthority, format.Text(authority(f, head)))
	set1(format.FieldGrounds, format.Lines("Căn cứ …;"))
	set1(format.FieldBody, format.BodyText(opening(f, reply), "…"))
	set1(format.FieldRecipients, format.ListLines(places...))
	set1(format.FieldCapacity, format.Text(f.Signer.Capacity))
	set1(format.FieldPosition, format.Text(f.Signer.Position))
	set1(format.FieldSigner, format.Text(f.Signer.Name))
	return values, nil
}

// authority is who decides, in a decision.
func authority(f document.DraftFields, head Letterhead) string {
	if f.Signer.Position == "" {
		return head.Name
	}
	return f.Signer.Position + " " + head.Name
}

// opening is the first sentence: of an answer, what it answers.
func opening(f document.DraftFields, reply document.Document) string {
	if reply.ID.Zero() {
		return "…"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Phúc đáp %s", strings.TrimSpace(lowerType(reply)+" số "+reply.ReferenceCode))
	if d := reply.IssuedDate; !d.IsZero() {
		fmt.Fprintf(&b, ", ngày %02d/%02d/%d", d.Day, d.Month, d.Year)
	}
	if reply.IssuingName != "" {
		b.WriteString(" của " + reply.IssuingName)
	}
	fmt.Fprintf(&b, " về “%s”, %s có ý kiến như sau:", strings.TrimRight(reply.Subject, "."), f.IssuingName)
	return b.String()
}

func lowerType(d document.Document) string {
	if d.TypeName == "" {
		return "văn bản"
	}
	return strings.ToLower(d.TypeName)
}

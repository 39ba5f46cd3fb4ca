package document

import (
	"unicode/utf8"

	"congvan/office"
	"congvan/standard/vietnamese"
)

// Form is what a clerk enters when registering or correcting a document: the
// input fields of NĐ 30/2020, Phụ lục VI. Lengths of the exchange form are
// checked when a document is exported, not here.
type Form struct {
	Register    office.ID   // zero: the agency's first open register
	ArrivalDate office.Date // zero: today

	RuleSet       string // party | state; may be "" for documents of others
	TypeCode      string // may be "" when TypeName says it
	TypeName      string
	ReferenceCode string // "" for a document without one
	IssuedDate    office.Date
	IssuingAgency office.ID
	IssuingCode   string
	IssuingName   string

	Subject        string
	Language       string
	Pages          int
	Copies         int
	Note           string
	Signer         Signer
	Urgency        office.Urgency
	Classification office.Classification
	DueDate        office.Date
	ReplyTo        office.ID
	ReplyToCode    string

	// DuplicateReason lets a double pass.
	DuplicateReason string
}

// The longest texts taken, in characters.
const (
	maxSubject = 2000
	maxName    = 500
	maxCode    = 100
	maxNote    = 2000
)

// check cleans the form and collects every fault: FieldErrors.
func (f *Form) check(op string, today office.Date) error {
	var c checks
	if f.ArrivalDate.IsZero() {
		f.ArrivalDate = today
	}
	if f.Copies == 0 {
		f.Copies = 1
	}
	if f.Language == "" {
		f.Language = "Tiếng Việt"
	}
	c.text(op, "issuing_name", &f.IssuingName, maxName, "Nhập cơ quan ban hành.", "Enter the issuing agency.")
	c.optional(op, "reference_code", &f.ReferenceCode, maxCode)
	c.that(!f.IssuedDate.IsZero(), op, "issued_date", "Nhập ngày văn bản.", "Enter the document's date.")
	c.that(f.IssuedDate.IsZero() || f.IssuedDate.Valid() && !f.IssuedDate.After(today), op, "issued_date",
		"Ngày văn bản không thể sau hôm nay.", "The document's date cannot be after today.")
	c.optional(op, "type", &f.TypeName, maxName)
	c.that(f.TypeName != "" || f.TypeCode != "", op, "type", "Chọn loại văn bản.", "Choose the document type.")
	c.text(op, "subject", &f.Subject, maxSubject, "Nhập trích yếu.", "Enter the subject.")
	c.that(f.ArrivalDate.Valid() && !f.ArrivalDate.After(today), op, "arrival_date",
		"Ngày đến không thể sau hôm nay.", "The day of arrival cannot be after today.")
	c.that(f.IssuedDate.IsZero() || !f.ArrivalDate.Before(f.IssuedDate), op, "arrival_date",
		"Ngày đến không thể trước ngày văn bản.", "The day of arrival cannot be before the document's date.")
	f.checkRest(op, &c)
	return c.err()
}

func (f *Form) checkRest(op string, c *checks) {
	c.optional(op, "issuing_code", &f.IssuingCode, 64)
	c.optional(op, "language", &f.Language, 50)
	c.that(f.Pages >= 0 && f.Pages <= 99_999, op, "pages", "Nhập số trang từ 0 đến 99.999.", "Enter 0 to 99,999 pages.")
	c.that(f.Copies >= 0 && f.Copies <= 9_999, op, "copies", "Nhập số bản từ 0 đến 9.999.", "Enter 0 to 9,999 copies.")
	c.optional(op, "note", &f.Note, maxNote)
	c.optional(op, "signer_name", &f.Signer.Name, maxName)
	c.optional(op, "signer_position", &f.Signer.Position, maxName)
	c.optional(op, "signing_capacity", &f.Signer.Capacity, maxCode)
	c.that(f.Urgency.Valid(), op, "urgency", "Chọn độ khẩn.", "Choose the urgency.")
	c.that(f.Classification.Valid(), op, "classification", "Chọn độ mật.", "Choose the classification.")
	c.that(f.DueDate.IsZero() || f.DueDate.Valid() && !f.DueDate.Before(f.IssuedDate), op, "due_date",
		"Hạn xử lý không thể trước ngày văn bản.", "The due date cannot be before the document's date.")
	c.optional(op, "reply_to_code", &f.ReplyToCode, maxCode)
	c.optional(op, "duplicate_reason", &f.DuplicateReason, 1000)
}

// cut makes suggestions of a machine fit: too long is cut, nonsense dropped.
func (f *Form) cut(today office.Date) {
	for _, t := range []struct {
		s   *string
		max int
	}{
		{&f.TypeName, maxName},
		{&f.ReferenceCode, maxCode},
		{&f.IssuingName, maxName},
		{&f.Subject, maxSubject},
		{&f.Signer.Name, maxName},
		{&f.Signer.Position, maxName},
		{&f.Signer.Capacity, maxCode},
		{&f.ReplyToCode, maxCode},
		{&f.RuleSet, 10},
		{&f.TypeCode, 10},
	} {
		*t.s = clean(*t.s)
		if utf8.RuneCountInString(*t.s) > t.max {
			*t.s = vietnamese.NFC(string([]rune(*t.s)[:t.max]))
		}
	}
	if !f.IssuedDate.Valid() || f.IssuedDate.After(today) {
		f.IssuedDate = office.Date{}
	}
	if !f.DueDate.Valid() {
		f.DueDate = office.Date{}
	}
	if !f.Urgency.Valid() {
		f.Urgency = office.Normal
	}
	f.Pages = max(0, min(f.Pages, 99_999))
}

// write puts the form's fields into a document. Register, numbers and states are
// not the form's.
func (f Form) write(d *Document) {
	d.ArrivalDate = f.ArrivalDate
	d.RuleSet, d.TypeCode, d.TypeName = f.RuleSet, f.TypeCode, f.TypeName
	d.ReferenceCode = f.ReferenceCode
	d.Number, d.Notation = SplitCode(f.ReferenceCode)
	d.IssuedDate, d.IssuingAgency, d.IssuingCode, d.IssuingName = f.IssuedDate, f.IssuingAgency, f.IssuingCode, f.IssuingName
	d.Subject, d.Language, d.Pages, d.Copies, d.Note = f.Subject, f.Language, f.Pages, f.Copies, f.Note
	d.Signer, d.Urgency, d.Classification = f.Signer, f.Urgency, f.Classification
	d.DueDate, d.ReplyTo, d.ReplyToCode = f.DueDate, f.ReplyTo, f.ReplyToCode
	d.DuplicateReason = f.DuplicateReason
}

// FormOf gives the form that shows a document's fields.
func FormOf(d Document) Form {
	return Form{
		Register: d.Register, ArrivalDate: d.ArrivalDate, RuleSet: d.RuleSet, TypeCode: d.TypeCode, TypeName: d.TypeName,
		ReferenceCode: d.ReferenceCode, IssuedDate: d.IssuedDate, IssuingAgency: d.IssuingAgency,
		IssuingCode: d.IssuingCode, IssuingName: d.IssuingName, Subject: d.Subject, Language: d.Language,
		Pages: d.Pages, Copies: d.Copies, Note: d.Note, Signer: d.Signer, Urgency: d.Urgency,
		Classification: d.Classification, DueDate: d.DueDate, ReplyTo: d.ReplyTo, ReplyToCode: d.ReplyToCode,
		DuplicateReason: d.DuplicateReason,
	}
}

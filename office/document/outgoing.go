package document

import (
	"fmt"

	"congvan/office"
	"congvan/office/access"
)

// DraftFields are the fields of an outgoing or internal document until it is
// numbered.
type DraftFields struct {
	RuleSet  string // party | state; "" means the agency's
	TypeCode string
	Body     string // symbol of the issuing body; "" means the agency's
	// IssuingName is how the body is printed; "" means the agency's name.
	IssuingName string

	Subject        string
	Language       string
	Pages          int
	Copies         int
	Note           string
	Signer         Signer
	SignerPost     office.ID
	Unit           office.ID
	Urgency        office.Urgency
	Classification office.Classification
	DueDate        office.Date // answer wanted by
	ReplyTo        office.ID
	ReplyToCode    string
	Recipients     []Recipient
}

// maxRecipients bounds the places of one document.
const maxRecipients = 2000

func (s *Service) checkDraft(tx office.Tx, f *DraftFields) error {
	const op = "document.Draft"
	issuer, err := s.Store.Issuer(tx, tx.Actor().Agency, tx.Today())
	if err != nil {
		return err
	}
	for _, x := range []struct {
		field    *string
		fallback string
	}{
		{&f.RuleSet, issuer.RuleSet},
		{&f.Body, issuer.Symbol},
		{&f.IssuingName, issuer.Name},
		{&f.Language, "Tiếng Việt"},
	} {
		if *x.field == "" {
			*x.field = x.fallback
		}
	}
	if f.Copies == 0 {
		f.Copies = 1
	}
	var c checks
	_, _, err = s.Rules.formatOn(f.RuleSet, f.TypeCode, tx.Today())
	c.that(err == nil, op, "type", "Chọn loại văn bản trong danh mục.", "Choose a document type from the list.")
	c.text(op, "body", &f.Body, 30, "Nhập ký hiệu cơ quan ban hành.", "Enter the symbol of the issuing body.")
	c.text(op, "issuing_name", &f.IssuingName, maxName, "Nhập cơ quan ban hành.", "Enter the issuing body.")
	c.text(op, "subject", &f.Subject, maxSubject, "Nhập trích yếu.", "Enter the subject.")
	rest := Form{
		Language: f.Language, Pages: f.Pages, Copies: f.Copies, Note: f.Note, Signer: f.Signer, Urgency: f.Urgency,
		Classification: f.Classification, DueDate: f.DueDate, ReplyToCode: f.ReplyToCode,
	}
	rest.checkRest(op, &c)
	f.Language, f.Note, f.Signer, f.ReplyToCode = rest.Language, rest.Note, rest.Signer, rest.ReplyToCode
	c.that(len(f.Recipients) <= maxRecipients, op, "recipients", "Chọn nhiều nhất 2.000 nơi nhận.", "Choose at most 2,000 recipients.")
	for i := range f.Recipients {
		r := &f.Recipients[i]
		c.text(op, "recipients", &r.Name, maxName, "Nhập tên nơi nhận.", "Enter the recipient's name.")
		c.optional(op, "recipients", &r.Code, 64)
		c.that(r.Channel == OnPaper || r.Channel == ByExchange && r.Code != "", op, "recipients",
			fmt.Sprintf("“%s” chưa có mã định danh nên không gửi liên thông được. Chọn gửi giấy hoặc nhập mã.", r.Name),
			fmt.Sprintf("%q has no organ code and cannot be reached by exchange. Choose paper or enter the code.", r.Name))
	}
	if err := c.err(); err != nil {
		return err
	}
	return s.refuseDeclared(f.Classification)
}

func (s *Service) writeDraft(tx office.Tx, d *Document, f DraftFields) error {
	_, t, err := s.Rules.formatOn(f.RuleSet, f.TypeCode, tx.Today())
	if err != nil {
		return err
	}
	issuer, err := s.Store.Issuer(tx, d.Agency, tx.Today())
	if err != nil {
		return err
	}
	d.RuleSet, d.TypeCode, d.TypeName, d.Body = f.RuleSet, f.TypeCode, t.Name, f.Body
	d.IssuingAgency, d.IssuingCode, d.IssuingName = d.Agency, issuer.Code, f.IssuingName
	d.Subject, d.Language, d.Pages, d.Copies, d.Note = f.Subject, f.Language, f.Pages, f.Copies, f.Note
	d.Signer, d.SignerPost, d.Unit = f.Signer, f.SignerPost, f.Unit
	d.Urgency, d.Classification, d.DueDate = f.Urgency, f.Classification, f.DueDate
	d.ReplyTo, d.ReplyToCode, d.Recipients = f.ReplyTo, f.ReplyToCode, f.Recipients
	return nil
}

// CreateOutgoingIn makes an outgoing or internal document in state draft; the
// actor's post is its author. act is what the journal calls it. The caller has
// asked access. Errors: FieldErrors; office.CodeSecret.
func (s *Service) CreateOutgoingIn(tx office.Tx, k Kind, f DraftFields, act office.ActCode) (Document, error) {
	if k != Outgoing && k != Internal {
		return Document{}, office.InvalidField("document.CreateOutgoing", "kind", "Chọn văn bản đi hoặc nội bộ.", "Choose outgoing or internal.")
	}
	if err := s.checkDraft(tx, &f); err != nil {
		return Document{}, err
	}
	a := tx.Actor()
	d := Document{
		ID: tx.NewID(), Agency: a.Agency, Kind: k, State: Draft, AuthorPost: a.Post,
		SortKey: tx.Now().UnixMicro(), CreatedAt: tx.Now(), ChangedAt: tx.Now(), Version: 1,
	}
	if err := s.writeDraft(tx, &d, f); err != nil {
		return d, err
	}
	return d, s.insert(tx, d, change{act: act})
}

// UpdateDraftIn changes the fields of a document that is not yet approved.
// version is what the actor saw. The caller has asked access.
func (s *Service) UpdateDraftIn(tx office.Tx, id office.ID, version int, f DraftFields, act office.ActCode) (Document, error) {
	d, err := s.loadSeen(tx, id, version)
	if err != nil {
		return d, err
	}
	if d.State != Draft {
		return d, office.Conflict("document.UpdateDraft",
			fmt.Sprintf("Văn bản đang ở trạng thái “%s” nên không sửa được. Trả lại dự thảo rồi sửa.", d.State),
			"The document is no longer a draft. Return it first.")
	}
	if err := s.checkDraft(tx, &f); err != nil {
		return d, err
	}
	before := d
	if err := s.writeDraft(tx, &d, f); err != nil {
		return d, err
	}
	return d, s.save(tx, &before, &d, change{act, struct {
		Changes []FieldChange `json:"changes"`
	}{Changes(before, d)}})
}

// SetStateIn moves a document from one state to another by the table of allowed
// moves, under the name act. detail goes into the journal and may be nil. The
// caller has asked access. Numbering is AllocateIn's. Errors: office.CodeConflict
// when the document is not in from.
func (s *Service) SetStateIn(tx office.Tx, id office.ID, from, to State, act office.ActCode, detail any) (Document, error) {
	return s.ChangeIn(tx, id, act, detail, func(d *Document) error {
		if d.State != from || to == Numbered {
			return d.moveTo(from) // says which state it is in
		}
		return d.moveTo(to)
	})
}

// ChangeIn loads a document, lets f change it and saves it under the name act.
// What f may change are files, pages, recipients and, by SetStateIn, the state.
func (s *Service) ChangeIn(tx office.Tx, id office.ID, act office.ActCode, detail any, f func(*Document) error) (Document, error) {
	d, err := s.load(tx, id)
	if err != nil {
		return d, err
	}
	before := d
	d.Files = append([]File{}, d.Files...)
	d.Recipients = append([]Recipient{}, d.Recipients...)
	if err := f(&d); err != nil {
		return d, err
	}
	return d, s.save(tx, &before, &d, change{act, detail})
}

// AttachFileIn gives a document a file whose bytes Keep has stored. A main or
// docx file replaces the one before it; an annex is added. The text that was read
// becomes searchable. The caller has asked access.
func (s *Service) AttachFileIn(tx office.Tx, id office.ID, r Ready, act office.ActCode) (Document, error) {
	if err := s.keepReading(tx, r); err != nil {
		return Document{}, err
	}
	return s.ChangeIn(tx, id, act, nil, func(d *Document) error {
		if r.File.Role == MainFile && r.Inspection.Pages > 0 {
			d.Pages = r.Inspection.Pages
		}
		for i, f := range d.Files {
			if f.Role == r.File.Role && f.Role != AnnexFile {
				d.Files[i] = r.File
				return nil
			}
		}
		if len(d.Files) >= s.Limits.files() {
			return office.NewError(office.CodeTooLarge, "document.AttachFile",
				"Văn bản đã đủ số tệp cho phép.", "The document has as many files as are allowed.")
		}
		if r.File.Role == MainFile { // the main file stands first
			d.Files = append([]File{r.File}, d.Files...)
			return nil
		}
		d.Files = append(d.Files, r.File)
		return nil
	})
}

// SetRecipientsIn replaces where a document goes, until it is issued.
func (s *Service) SetRecipientsIn(tx office.Tx, id office.ID, list []Recipient) (Document, error) {
	d, err := s.load(tx, id)
	if err != nil {
		return d, err
	}
	if err := access.Require(tx.Actor(), access.CorrectDocument, d.object(false)); err != nil {
		return d, err
	}
	if d.State == Issued || d.State == Cancelled || d.Kind == Incoming {
		return d, office.Conflict("document.SetRecipients",
			"Văn bản đã phát hành hoặc đã huỷ nên không đổi nơi nhận được.", "The document is issued or cancelled; its recipients stay.")
	}
	f := DraftFields{
		RuleSet: d.RuleSet, TypeCode: d.TypeCode, Body: d.Body, IssuingName: d.IssuingName, Subject: d.Subject,
		Copies: d.Copies, Recipients: list,
	}
	if err := s.checkDraft(tx, &f); err != nil {
		return d, err
	}
	return s.ChangeIn(tx, id, access.CorrectDocument, nil, func(d *Document) error {
		d.Recipients = f.Recipients
		return nil
	})
}

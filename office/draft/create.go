package draft

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/format"
)

// CreateInput is a new draft. Empty fields take what Prefill would give.
type CreateInput struct {
	Kind   document.Kind // Outgoing or Internal
	Fields document.DraftFields
	Task   office.ID // the work it is written for; zero for none
	// Name and File give the first version; without them it is made from the
	// template of the type.
	Name string
	File io.ReadSeeker
}

// Prefill proposes the fields of an answer to a received document (or of a new
// document when reply is zero): recipients are the sender, the subject says what
// is answered, the signer is the first leader. Who may draft may ask.
func (s *Service) Prefill(ctx context.Context, a office.Actor, reply office.ID, typeCode string) (document.DraftFields, error) {
	var f document.DraftFields
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		var d document.Document
		if !reply.Zero() {
			var err error
			if d, _, err = s.Documents.RequireReadIn(tx, reply); err != nil {
				return err
			}
		}
		f.TypeCode = typeCode
		return s.prefill(tx, &f, d)
	})
	return f, err
}

// prefill fills what is empty.
func (s *Service) prefill(tx office.Tx, f *document.DraftFields, reply document.Document) error {
	if f.TypeCode == "" {
		f.TypeCode = "CV"
	}
	if f.Unit.Zero() {
		f.Unit = tx.Actor().Unit
	}
	head, err := s.Directory.LetterheadIn(tx, f.Body, f.Unit, tx.Today())
	if err != nil {
		return err
	}
	setEmpty(&f.RuleSet, string(head.RuleKind))
	setEmpty(&f.Body, head.Symbol)
	setEmpty(&f.IssuingName, head.Called)
	if !reply.ID.Zero() {
		s.answer(f, reply)
	}
	return s.prefillSigner(tx, f, head)
}

func (s *Service) answer(f *document.DraftFields, reply document.Document) {
	f.ReplyTo = reply.ID
	setEmpty(&f.ReplyToCode, reply.ReferenceCode)
	setEmpty(&f.Subject, "Phúc đáp "+lowerType(reply)+" số "+reply.ReferenceCode)
	if f.Urgency == office.Normal {
		f.Urgency = reply.Urgency
	}
	if len(f.Recipients) == 0 && reply.IssuingName != "" {
		r := document.Recipient{Code: reply.IssuingCode, Name: reply.IssuingName, Channel: document.ByExchange}
		if r.Code == "" {
			r.Channel = document.OnPaper
		}
		f.Recipients = []document.Recipient{r}
	}
}

func (s *Service) prefillSigner(tx office.Tx, f *document.DraftFields, head Letterhead) error {
	if f.SignerPost.Zero() {
		leaders, err := s.Directory.LeadersIn(tx, tx.Today())
		if err != nil || len(leaders) == 0 {
			return err
		}
		f.SignerPost = leaders[0]
	}
	signer, err := s.Directory.SignerIn(tx, f.SignerPost, tx.Today())
	if office.CodeOf(err) == office.CodeNotFound {
		return office.InvalidField("draft.Create", "signer",
			"Vị trí người ký hiện chưa có người. Chọn người ký khác.", "Nobody holds the signer's post. Choose another signer.")
	}
	if err != nil {
		return err
	}
	setEmpty(&f.Signer.Name, signer.Name)
	setEmpty(&f.Signer.Position, signer.Position)
	set, _ := s.Formats.Find(format.Kind(f.RuleSet), tx.Today())
	setEmpty(&f.Signer.Capacity, capacity(set, head, f.Signer.Position))
	return nil
}

// capacity proposes the right in which somebody signs (regulations.md §1.4): for a
// committee T/M, for a superior committee T/L, a deputy for the head K/T.
func capacity(set format.RuleSet, head Letterhead, position string) string {
	chief, deputy := strings.CutPrefix(position, "Phó ")
	deputy = deputy && chief != "" && !strings.HasPrefix(chief, "Bí thư") // a committee knows no K/T
	var rights []format.Signing
	switch {
	case head.Committee && head.Superior:
		rights = append(rights, format.Signing{Capacity: format.ByOrder, Of: collective(head)})
	case head.Committee:
		rights = append(rights, format.Signing{Capacity: format.OnBehalf, Of: collective(head)})
	}
	if deputy && (len(rights) == 0 || set.Kind == format.State && !head.Superior) {
		rights = append(rights, format.Signing{Capacity: format.Deputy, Of: chief})
	}
	lines, err := format.SigningLines(set, rights...)
	if err != nil {
		return "" // the rule set has no such right: the author types it
	}
	return strings.Join(lines, "\n")
}

// collective is the body that a committee's leaders sign for.
func collective(head Letterhead) string {
	if head.RuleKind == format.State {
		return strings.Join(firstWords(head.Called, 4), " ") // Ủy ban nhân dân, Hội đồng nhân dân
	}
	return "Ban Thường vụ"
}

func firstWords(s string, n int) []string {
	words := strings.Fields(s)
	return words[:min(n, len(words))]
}

func setEmpty(field *string, value string) {
	if strings.TrimSpace(*field) == "" {
		*field = value
	}
}

// Create makes an outgoing or internal document with its first version, from the
// template of its type or from an uploaded DOCX. The file is stored before the
// act. Specialists, heads, the Chief of Office, or whoever holds the task may.
func (s *Service) Create(ctx context.Context, a office.Actor, in CreateInput) (document.Document, error) {
	plan, err := s.plan(ctx, a, &in)
	if err != nil {
		return document.Document{}, err
	}
	ready, err := s.first(ctx, a, in, plan)
	if err != nil {
		return document.Document{}, err
	}
	var d document.Document
	err = s.Acts.Act(ctx, a, func(tx office.Tx) error {
		if err := s.mayCreate(tx, in.Task); err != nil {
			return err
		}
		if d, err = s.Documents.CreateOutgoingIn(tx, in.Kind, in.Fields, access.CreateDraft); err != nil {
			return err
		}
		if _, err := s.addVersion(tx, draft{Document: d}, ready, plan.note); err != nil {
			return err
		}
		if in.Task.Zero() {
			return nil
		}
		return s.Tasks.AttachDraftIn(tx, in.Task, d.ID)
	})
	return d, err
}

// plan is what Create found out before the act.
type plan struct {
	head  Letterhead
	reply document.Document
	today office.Date
	note  string
}

func (s *Service) plan(ctx context.Context, a office.Actor, in *CreateInput) (plan, error) {
	var p plan
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		if err := s.mayCreate(tx, in.Task); err != nil {
			return err
		}
		p.today = tx.Today()
		var err error
		if !in.Fields.ReplyTo.Zero() {
			if p.reply, _, err = s.Documents.RequireReadIn(tx, in.Fields.ReplyTo); err != nil {
				return err
			}
		}
		if err := s.prefill(tx, &in.Fields, p.reply); err != nil {
			return err
		}
		p.head, err = s.Directory.LetterheadIn(tx, in.Fields.Body, in.Fields.Unit, p.today)
		return err
	})
	return p, err
}

func (s *Service) mayCreate(tx office.Tx, taskID office.ID) error {
	o := access.Object{Kind: document.ObjectKind, Agency: tx.Actor().Agency}
	if !taskID.Zero() {
		t, err := s.Tasks.TaskIn(tx, taskID)
		if err != nil {
			return err
		}
		o.Holders = []office.ID{t.Holder.ID}
	}
	return access.Require(tx.Actor(), access.CreateDraft, o)
}

// first stores the DOCX of version 1.
func (s *Service) first(ctx context.Context, a office.Actor, in CreateInput, p plan) (document.Ready, error) {
	if in.File != nil {
		return s.keepDOCX(ctx, a, in.Name, in.File)
	}
	docx, err := s.filled(in.Fields, p.head, p.reply, p.today)
	if err != nil {
		return document.Ready{}, err
	}
	return s.keepDOCX(ctx, a, "Du thao.docx", bytes.NewReader(docx))
}

// UpdateFields changes the fields of a draft; version is the document's. The file
// stays: Regenerate makes a new version from the template. Who may upload may.
func (s *Service) UpdateFields(ctx context.Context, a office.Actor, doc office.ID, version int, f document.DraftFields) (document.Document, error) {
	var out document.Document
	err := s.Acts.Act(ctx, a, func(tx office.Tx) error {
		if _, err := s.mayUpload(tx, "draft.UpdateFields", doc); err != nil {
			return err
		}
		var err error
		out, err = s.Documents.UpdateDraftIn(tx, doc, version, f, access.CorrectDocument)
		return err
	})
	return out, err
}

// Regenerate makes the next version anew from the template with the document's
// present fields; seen is the version the author saw.
func (s *Service) Regenerate(ctx context.Context, a office.Actor, doc office.ID, seen int) (Version, error) {
	const op = "draft.Regenerate"
	var d draft
	var p plan
	err := s.Acts.View(ctx, a, func(tx office.Tx) (err error) {
		p.today = tx.Today()
		if d, err = s.mayUpload(tx, op, doc); err != nil {
			return err
		}
		if !d.ReplyTo.Zero() {
			if p.reply, _, err = s.Documents.RequireReadIn(tx, d.ReplyTo); err != nil {
				return err
			}
		}
		p.head, err = s.Directory.LetterheadIn(tx, d.Body, d.Unit, p.today)
		return err
	})
	if err != nil {
		return Version{}, err
	}
	docx, err := s.filled(FieldsOf(d.Document), p.head, p.reply, p.today)
	if err != nil {
		return Version{}, err
	}
	return s.UploadVersion(ctx, a, UploadInput{
		Document: doc, Seen: seen, Name: "Du thao.docx", File: bytes.NewReader(docx), Note: "Tạo lại từ mẫu",
	})
}

// FieldsOf gives the form that shows a draft's fields.
func FieldsOf(d document.Document) document.DraftFields {
	return document.DraftFields{
		RuleSet: d.RuleSet, TypeCode: d.TypeCode, Body: d.Body, IssuingName: d.IssuingName, Subject: d.Subject,
		Language: d.Language, Pages: d.Pages, Copies: d.Copies, Note: d.Note, Signer: d.Signer, SignerPost: d.SignerPost,
		Unit: d.Unit, Urgency: d.Urgency, Classification: d.Classification, DueDate: d.DueDate, ReplyTo: d.ReplyTo,
		ReplyToCode: d.ReplyToCode, Recipients: d.Recipients,
	}
}

// Types lists the types a draft may have under a rule set (party or state) today,
// with their forms.
func (s *Service) Types(ctx context.Context, a office.Actor, ruleSet string) ([]format.Type, error) {
	var out []format.Type
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		set, _ := s.Formats.Find(format.Kind(ruleSet), tx.Today())
		if len(set.Types) == 0 {
			return errors.New("no rule set " + ruleSet)
		}
		for _, t := range set.Types {
			if !t.Copy {
				out = append(out, t)
			}
		}
		return nil
	})
	return out, office.Wrap("draft.Types", err)
}

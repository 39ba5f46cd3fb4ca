package draft

import (
	"strconv"
	"strings"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/format"
	"congvan/office/org"
	"congvan/web/page"
	"congvan/web/recipient"
	"congvan/web/ui"
)

// choices are what the form of a draft offers.
type choices struct {
	types   []format.Type
	bodies  []ui.Option
	signers []org.Member
	book    recipient.Book
}

// choices looks up what may be chosen under a rule set.
func (a Area) choices(q *page.Request, ruleSet string) (choices, error) {
	var c choices
	var err error
	if c.types, err = a.Drafts.Types(q.Ctx(), q.Actor(), ruleSet); err != nil {
		return c, err
	}
	if c.book, err = a.Recipients.Book(q.Ctx(), q.Actor()); err != nil {
		return c, err
	}
	return c, a.Acts.View(q.Ctx(), q.Actor(), func(tx office.Tx) error {
		at, err := a.Directory.AgencyIn(tx, tx.Actor().Agency, tx.Today())
		if err != nil {
			return err
		}
		c.bodies = []ui.Option{{Value: at.Symbol, Label: at.Name}}
		if at.Kind == org.OfficeOf && !at.Parent.Zero() { // an office prepares its committee's documents
			parent, err := a.Directory.AgencyIn(tx, at.Parent, tx.Today())
			if err != nil {
				return err
			}
			c.bodies = append(c.bodies, ui.Option{Value: parent.Symbol, Label: parent.Name})
		}
		people, err := a.Directory.PeopleIn(tx, tx.Today())
		for _, m := range people {
			if signs(m.Post.Roles) {
				c.signers = append(c.signers, m)
			}
		}
		return err
	})
}

// signs reports whether a post may be named as signer.
func signs(roles []office.Role) bool {
	for _, r := range roles {
		if r == office.Leader || r == office.ChiefOfOffice || r == office.DivisionHead {
			return true
		}
	}
	return false
}

// form is the fields of a draft as they are shown and read.
type form struct {
	fields   document.DraftFields
	kind     document.Kind
	due      string // as typed
	choices  choices
	faults   page.Faults
	proposed proposed // what the capacity was proposed for; new drafts only
}

// proposed tells whether a capacity still is the one proposed.
type proposed struct{ body, signer, capacity string }

const (
	bodyWas     = "body_was"
	signerWas   = "signer_was"
	capacityWas = "capacity_was"
)

// read takes the form as it was sent.
func (f *form) read(q *page.Request) error {
	d := &f.fields
	f.kind = document.Kind(q.Text("kind"))
	d.TypeCode, d.Subject, d.Note = q.Text("type"), strings.Join(strings.Fields(q.Text("subject")), " "), q.Text("note")
	if body := q.Text("body"); body != d.Body {
		d.Body, d.IssuingName, d.RuleSet = body, "", ""
		for _, b := range f.choices.bodies {
			if b.Value == body {
				d.IssuingName = b.Label
			}
		}
	}
	d.Signer.Capacity = strings.ReplaceAll(q.Text("capacity"), "\r\n", "\n")
	f.readSigner(q)
	d.Urgency = office.Urgency(q.Int("urgency"))
	d.Recipients = recipient.Parse(q, f.choices.book, d.Recipients)
	f.due = q.Text("due_date")
	due, err := q.Date("due_date")
	d.DueDate = due
	return err
}

// readSigner takes the chosen post with who holds it. A capacity that was only
// proposed for another signer or body is proposed anew.
func (f *form) readSigner(q *page.Request) {
	d := &f.fields
	d.SignerPost = q.ID("signer")
	for _, m := range f.choices.signers {
		if m.Post.ID == d.SignerPost {
			d.Signer.Name, d.Signer.Position = m.Name, m.Post.Title
		}
	}
	f.proposed = proposed{q.Text(bodyWas), q.Text(signerWas), strings.ReplaceAll(q.Text(capacityWas), "\r\n", "\n")}
	moved := f.proposed.body != d.Body || f.proposed.signer != d.SignerPost.String()
	if moved && f.proposed.capacity != "" && d.Signer.Capacity == f.proposed.capacity {
		d.Signer.Capacity = ""
	}
}

// failed notes what is wrong and gives whether the form can show it.
func (f *form) failed(err error) bool {
	f.faults = page.FaultsOf(err)
	return page.FormFault(err)
}

// summary lists the faults above the form.
func (f form) summary(title string) ui.ErrorSummary {
	return f.faults.Summary(title, map[string]string{"": "f-subject", "signer_name": "f-signer", "signer_position": "f-signer", "signing_capacity": "f-capacity", "issuing_name": "f-body"})
}

func (f form) typeField() ui.Field {
	x := ui.Field{
		Name: "type", Label: "Loại văn bản", Kind: ui.SelectField, Blank: "Chọn loại", Value: f.fields.TypeCode,
		Span: 6, Required: true, Error: f.faults.Of("type"),
	}
	for _, t := range f.choices.types {
		x.Options = append(x.Options, ui.Option{Value: string(t.Code), Label: t.Name})
	}
	return x
}

func (f form) bodyField() ui.Field {
	return ui.Field{
		Name: "body", Label: "Cơ quan ban hành", Kind: ui.SelectField, Options: f.choices.bodies, Value: f.fields.Body,
		Span: 6, Required: true, Error: f.faults.Of("body"),
	}
}

func (f form) signerField() ui.Field {
	x := ui.Field{
		Name: "signer", Label: "Người ký", Kind: ui.SelectField, Blank: "Chọn người ký", Value: f.fields.SignerPost.String(),
		Span: 6, Required: true, Error: f.faults.Of("signer"),
	}
	for _, m := range f.choices.signers {
		x.Options = append(x.Options, ui.Option{Value: m.Post.ID.String(), Label: m.Name + ", " + m.Post.Title})
	}
	return x
}

func (f form) urgencyField() ui.Field {
	x := ui.Field{Name: "urgency", Label: "Độ khẩn", Kind: ui.SelectField, Value: strconv.Itoa(int(f.fields.Urgency)), Span: 6, Error: f.faults.Of("urgency")}
	for u := office.Normal; u.Valid(); u++ {
		x.Options = append(x.Options, ui.Option{Value: strconv.Itoa(int(u)), Label: u.String()})
	}
	return x
}

// grid is the fields in their order.
func (f form) grid() []ui.Field {
	return []ui.Field{
		f.typeField(), f.bodyField(),
		{
			Name: "subject", Label: "Trích yếu", Kind: ui.TextArea, Rows: 2, Value: f.fields.Subject, MaxLength: 1000,
			Required: true, AutoFocus: len(f.faults) == 0, Error: f.faults.Of("subject"),
		},
		f.signerField(),
		{
			Name: "capacity", Label: "Thể thức đề ký", Kind: ui.TextArea, Rows: 2, Value: f.fields.Signer.Capacity, Span: 6,
			Hint: "Ví dụ T/M BAN THƯỜNG VỤ. Để trống nếu ký trực tiếp.", MaxLength: 300, Error: f.faults.Of("signing_capacity"),
		},
		f.urgencyField(),
		{Name: "due_date", Label: "Hạn trả lời", Kind: ui.DateField, Value: f.due, Span: 6, Error: f.faults.Of("due_date"), Hint: "Để trống nếu không yêu cầu trả lời."},
		{Name: "note", Label: "Ghi chú nội bộ", Value: f.fields.Note, MaxLength: 500, Error: f.faults.Of("note")},
	}
}

func (f form) picker() recipient.Picker {
	return recipient.Picker{Book: f.choices.book, Chosen: f.fields.Recipients, Error: f.faults.Of("recipients")}
}

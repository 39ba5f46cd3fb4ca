package draft

import (
	"congvan/office"
	"congvan/office/document"
	"congvan/office/draft"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// fresh is the form of a new draft as proposed for what it answers.
func (a Area) fresh(q *page.Request) (form, error) {
	f := form{kind: document.Outgoing}
	var err error
	if f.fields, err = a.Drafts.Prefill(q.Ctx(), q.Actor(), q.ID("reply"), q.Text("type")); err != nil {
		return f, err
	}
	if f.choices, err = a.choices(q, f.fields.RuleSet); err != nil {
		return f, err
	}
	f.proposed = proposed{f.fields.Body, f.fields.SignerPost.String(), f.fields.Signer.Capacity}
	f.due = show.Day(f.fields.DueDate)
	return f, nil
}

func (a Area) newForm(q *page.Request) error {
	f, err := a.fresh(q)
	if err != nil {
		return err
	}
	return q.Frame(q.Page(newTitle), a.newBody(q, f))
}

const newTitle = "Soạn dự thảo"

func (a Area) newBody(q *page.Request, f form) templComponent {
	v := newView{
		form: f, head: ui.PageHead{Title: newTitle, Crumbs: []ui.Crumb{{Label: "Dự thảo", Href: "/drafts"}, {Label: "Dự thảo mới"}}},
		hidden: map[string]string{
			bodyWas: f.proposed.body, signerWas: f.proposed.signer, capacityWas: f.proposed.capacity,
			"reply": q.ID("reply").String(), "task": q.ID("task").String(),
		},
	}
	if f.fields.ReplyToCode != "" {
		v.reply = &ui.Msg{Tone: ui.ToneInfo, Text: "Trả lời văn bản " + f.fields.ReplyToCode + ".", Actions: []templComponent{
			ui.Button{Label: "Xem văn bản đến", Href: show.DocumentURL(f.fields.ReplyTo), Icon: ui.IconFile, Size: ui.Small},
		}}
	}
	return newPage(v)
}

// newView is the page of a new draft.
type newView struct {
	form
	head   ui.PageHead
	reply  *ui.Msg
	hidden map[string]string
}

func (v newView) kinds() ui.Choices {
	return ui.Choices{
		Name: "kind", Legend: "Văn bản", Row: true, Chosen: []string{string(v.kind)}, Error: v.faults.Of("kind"),
		Options: []ui.Option{{Value: string(document.Outgoing), Label: "Văn bản đi"}, {Value: string(document.Internal), Label: "Văn bản nội bộ"}},
	}
}

func (a Area) create(q *page.Request) error {
	f, err := a.fresh(q)
	if err != nil {
		return err
	}
	wrong := f.read(q)
	in := draft.CreateInput{Kind: f.kind, Fields: f.fields, Task: q.ID("task")}
	files, err := q.Files("file")
	if err != nil {
		return err
	}
	for _, x := range files {
		defer x.Close()
	}
	if len(files) > 0 {
		in.Name, in.File = files[0].Name, files[0].File
	}
	var d document.Document
	if err = wrong; err == nil {
		d, err = a.Drafts.Create(q.Ctx(), q.Actor(), in)
	}
	if err == nil {
		return q.Go(address(d.ID), "Đã lập dự thảo. Tải tệp Word về soạn tiếp, hoặc trình ngay.")
	}
	if !f.failed(err) {
		return err
	}
	return q.FailForm(err, q.Page(newTitle), a.newBody(q, f))
}

// fieldsForm edits the fields of a draft.
func (a Area) fieldsForm(q *page.Request) error {
	p, f, err := a.present(q)
	if err != nil {
		return err
	}
	if !p.MayUpload {
		return office.NewError(office.CodeForbidden, "web.draft.fields",
			"Chỉ người soạn sửa được thông tin dự thảo, khi dự thảo chưa trình hoặc đã được trả lại.",
			"Only the author may change the fields, while the draft is not under review.")
	}
	return q.Frame(q.Page("Sửa thông tin dự thảo"), fieldsPage(f, fieldsHead(p), version(p.Document)))
}

// present is the form with a draft's present fields.
func (a Area) present(q *page.Request) (draft.Page, form, error) {
	var f form
	id, err := q.PathID("id")
	if err != nil {
		return draft.Page{}, f, err
	}
	p, err := a.Drafts.View(q.Ctx(), q.Actor(), id)
	if err != nil {
		return p, f, err
	}
	f.kind, f.fields = p.Document.Kind, draft.FieldsOf(p.Document)
	f.due = show.Day(f.fields.DueDate)
	f.choices, err = a.choices(q, f.fields.RuleSet)
	return p, f, err
}

func fieldsHead(p draft.Page) ui.PageHead {
	return ui.PageHead{Title: "Sửa thông tin dự thảo", Crumbs: []ui.Crumb{
		{Label: "Dự thảo", Href: "/drafts"}, {Label: clip(p.Document.Subject), Href: address(p.Document.ID)}, {Label: "Sửa thông tin"},
	}}
}

func (a Area) saveFields(q *page.Request) error {
	p, f, err := a.present(q)
	if err != nil {
		return err
	}
	kind := f.kind
	if err = f.read(q); err == nil {
		_, err = a.Drafts.UpdateFields(q.Ctx(), q.Actor(), p.Document.ID, q.Int("version"), f.fields)
	}
	f.kind = kind
	if err == nil {
		return q.Go(address(p.Document.ID), "Đã lưu thông tin. Tệp Word chưa đổi: sửa trong Word hoặc bấm “Tạo lại từ mẫu”.")
	}
	if !f.failed(err) {
		return err
	}
	return q.FailForm(err, q.Page("Sửa thông tin dự thảo"), fieldsPage(f, fieldsHead(p), q.Text("version")))
}

package incoming

import (
	"strconv"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// correcting gives a registered document to whoever may correct its fields.
func (a Area) correcting(q *page.Request) (document.Detail, error) {
	id, err := q.PathID("id")
	if err != nil {
		return document.Detail{}, err
	}
	d, err := a.Documents.Detail(q.Ctx(), q.Actor(), id)
	if err != nil {
		return d, err
	}
	if err := access.Require(q.Actor(), access.CorrectDocument, d.Object); err != nil {
		return d, err
	}
	if d.Document.Kind != document.Incoming || d.Document.State != document.Registered {
		err = office.Conflict("incoming.correct", "Chỉ sửa được văn bản đến đã vào sổ.", "Only registered incoming documents can be corrected.")
	}
	return d, err
}

func (a Area) correctForm(q *page.Request) error {
	d, err := a.correcting(q)
	if err != nil {
		return err
	}
	return a.drawCorrect(q, d, document.FormOf(d.Document), nil)
}

func (a Area) drawCorrect(q *page.Request, d document.Detail, f document.Form, failed error) error {
	s, err := a.sources(q, f)
	if err != nil {
		return err
	}
	s.sent = true // what stands there was confirmed before: nothing is weak
	faults := page.FaultsOf(failed)
	doc := d.Document
	v := registerView{
		detail: d, here: show.DocumentURL(doc.ID) + "/correct", correcting: true,
		head: ui.PageHead{
			Title: "Sửa thông tin văn bản", Line: true,
			Crumbs: []ui.Crumb{{Label: show.Code(doc.ReferenceCode, doc.ArrivalNumber), Href: show.DocumentURL(doc.ID)}, {Label: "Sửa thông tin"}},
		},
		form:   ui.Form{ID: "register", Once: page.NewOnce(), Class: "stack stack--12", Hidden: map[string]string{"version": strconv.Itoa(doc.Version), "register": doc.Register.String(), "reply_to": doc.ReplyTo.String()}},
		number: ui.Reserve{Label: "Số đến (không đổi)", Number: strconv.FormatInt(doc.ArrivalNumber, 10), Span: 3},
		bar: ui.ActionBar{
			Hint:    "Nhật ký giữ giá trị cũ, giá trị mới và lý do.",
			Buttons: []ui.Button{{Label: "Ghi sửa đổi", Kind: ui.Primary, Key: "F9", Form: "register"}, {Label: "Thôi", Href: show.DocumentURL(doc.ID)}},
		},
	}
	if failed != nil {
		v.form.Hidden["version"] = q.Text("version")
		v.summary, v.message = faults.Summary("Chưa sửa được", nil), faults.Message()
	}
	if main, ok := doc.Main(); ok {
		r, _ := d.Reading(main.SHA256)
		v.verdict = show.Judged(r)
	}
	_, v.day = s.head(faults)
	v.fields = append(s.fields(faults), ui.Field{
		Name: "reason", Label: "Lý do sửa", Kind: ui.TextArea, Required: true, Value: q.Text("reason"), Error: faults.Of("reason"), MaxLength: 1000,
	})
	p := q.Page("Sửa thông tin văn bản")
	p.Wide = true
	if failed != nil {
		return q.FailForm(failed, p, registerBody(v))
	}
	return q.Frame(p, registerBody(v))
}

func (a Area) correct(q *page.Request) error {
	d, err := a.correcting(q)
	if err != nil {
		return err
	}
	agencies, err := a.agencies(q)
	if err != nil {
		return err
	}
	f, err := read(q, agencies)
	if err == nil {
		_, err = a.Documents.Correct(q.Ctx(), q.Actor(), d.Document.ID, q.Int("version"), f, q.Text("reason"))
	}
	if page.FormFault(err) {
		return a.drawCorrect(q, d, f, err)
	}
	if err != nil {
		return err
	}
	return q.Go(show.DocumentURL(d.Document.ID)+"?tab=info", "Đã sửa thông tin văn bản.")
}

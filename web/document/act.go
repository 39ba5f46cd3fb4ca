package document

import (
	"strconv"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// ask draws a question about the document of the address, for whoever may do act.
func (a Area) ask(q *page.Request, x page.Question, act func(document.Document) office.ActCode, failed error) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	d, err := a.Documents.Detail(q.Ctx(), q.Actor(), id)
	if err != nil {
		return err
	}
	if err := access.Require(q.Actor(), act(d.Document), d.Object); err != nil {
		return err
	}
	doc := d.Document
	x.Crumbs = []ui.Crumb{{Label: crumbOf(doc), Href: show.DocumentURL(id)}, {Label: x.Title}}
	x.About = ui.Facts{{Label: "Văn bản", Value: ui.Text(show.Join(show.Code(doc.ReferenceCode, doc.ArrivalNumber), show.Subject(doc.TypeName, doc.Subject)))}}
	x.Fields = []ui.Field{{Name: "reason", Label: "Lý do", Kind: ui.TextArea, Rows: 3, Required: true, MaxLength: 1000}}
	x.Hidden = map[string]string{"version": strconv.Itoa(doc.Version)}
	if failed != nil {
		x.Hidden["version"] = q.Text("version")
	}
	x.Cancel = show.DocumentURL(id)
	return q.Ask(x, failed)
}

func cancelling(d document.Document) office.ActCode {
	if d.Kind == document.Incoming {
		return access.CancelNumber
	}
	return access.CancelDocument
}

func cancelQuestion() page.Question {
	return page.Question{
		Title: "Huỷ văn bản", Text: "Văn bản và số vẫn hiện trong sổ, gạch ngang kèm lý do; số không cấp lại. Việc này không hoàn tác được.",
		Button: ui.Button{Label: "Huỷ văn bản", Kind: ui.Danger, Icon: ui.IconClose},
	}
}

func (a Area) cancelForm(q *page.Request) error { return a.ask(q, cancelQuestion(), cancelling, nil) }

func (a Area) cancel(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	_, err = a.Documents.Cancel(q.Ctx(), q.Actor(), id, q.Int("version"), q.Text("reason"))
	if page.FormFault(err) {
		return a.ask(q, cancelQuestion(), cancelling, err)
	}
	if err != nil {
		return err
	}
	return q.Go(show.DocumentURL(id), "Đã huỷ văn bản. Số và lý do vẫn hiện trong sổ.")
}

func erasing(document.Document) office.ActCode { return access.EraseDocument }

func eraseQuestion() page.Question {
	return page.Question{
		Title: "Xoá tệp và dữ liệu", Text: "Tệp, dữ liệu và nội dung trong nhật ký bị xoá hẳn; nhật ký chỉ còn bằng chứng là đã có và đã xoá.",
		Button: ui.Button{Label: "Xoá hẳn", Kind: ui.Danger, Icon: ui.IconTrash},
	}
}

func (a Area) eraseForm(q *page.Request) error { return a.ask(q, eraseQuestion(), erasing, nil) }

func (a Area) erase(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	err = a.Documents.Erase(q.Ctx(), q.Actor(), id, q.Text("reason"))
	if page.FormFault(err) {
		return a.ask(q, eraseQuestion(), erasing, err)
	}
	if err != nil {
		return err
	}
	return q.Go("/", "Đã xoá tệp và dữ liệu.")
}

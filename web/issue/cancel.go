package issue

import (
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

func (a Area) cancelForm(q *page.Request) error { return a.askCancel(q, nil) }

func (a Area) askCancel(q *page.Request, wrong error) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	d, err := a.Documents.Detail(q.Ctx(), q.Actor(), id)
	if err != nil {
		return err
	}
	text := "Văn bản không phát hành nữa."
	if d.Document.ReferenceCode != "" {
		text += " Số " + d.Document.ReferenceCode + " bị huỷ theo, vẫn hiện trong sổ kèm lý do và không cấp lại."
	}
	return q.Ask(page.Question{
		Title:  "Huỷ văn bản",
		Crumbs: []ui.Crumb{{Label: "Cấp số, phát hành", Href: address(id)}, {Label: "Huỷ"}},
		About: ui.Facts{
			{Label: "Văn bản", Value: ui.Text(show.Subject(d.Document.TypeName, d.Document.Subject))},
			{Label: "Số, ký hiệu", Value: ui.Text(show.Code(d.Document.ReferenceCode, 0))},
		},
		Text:   text,
		Fields: []ui.Field{{Name: "reason", Label: "Lý do huỷ", Kind: ui.TextArea, Rows: 3, Required: true, MaxLength: 1000}},
		Hidden: map[string]string{"version": itoa(d.Document.Version)},
		Button: ui.Button{Label: "Huỷ văn bản", Kind: ui.Danger, Icon: ui.IconClose}, Cancel: address(id),
	}, wrong)
}

func (a Area) cancel(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	_, err = a.Documents.Cancel(q.Ctx(), q.Actor(), id, q.Int("version"), q.Text("reason"))
	if err != nil && page.FormFault(err) {
		return a.askCancel(q, err)
	}
	if err != nil {
		return err
	}
	return q.Go("/issuing", "Đã huỷ văn bản.")
}

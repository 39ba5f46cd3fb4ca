package signing

import (
	"congvan/office"
	"congvan/office/draft"
	"congvan/office/task"
	"congvan/web/page"
	"congvan/web/ui"
)

func (a Area) returnForm(q *page.Request) error { return a.ask(q, nil) }

// find gives the entry of the queue for a document.
func (a Area) find(q *page.Request) (entry, error) {
	id, err := q.PathID("id")
	if err != nil {
		return entry{}, err
	}
	work, err := a.Tasks.Work(q.Ctx(), q.Actor(), task.Filter{Kind: task.Sign}, task.Cursor{}, task.MaxPage)
	if err != nil {
		return entry{}, err
	}
	for _, l := range work.Lines {
		if l.Document == id {
			p, err := a.Drafts.View(q.Ctx(), q.Actor(), id)
			return entry{line: l, Page: p}, err
		}
	}
	return entry{}, office.Conflict("web.signing.find",
		"Văn bản này không còn chờ đồng chí ký. Tải lại hàng đợi để xem.", "This document no longer waits for your signature.")
}

func (a Area) ask(q *page.Request, wrong error) error {
	e, err := a.find(q)
	if err != nil {
		return err
	}
	return q.Ask(page.Question{
		Title:  "Trả lại văn bản trình ký",
		Crumbs: []ui.Crumb{{Label: "Chờ ký số", Href: openURL(e.Document.ID)}, {Label: "Trả lại"}},
		About:  ui.Facts{{Label: "Văn bản", Value: ui.Text(e.title())}, {Label: "Người trình", Value: ui.Text(e.submitter())}},
		Text:   "Văn bản trở lại thành dự thảo; người soạn nhận việc sửa và trình lại.",
		Fields: []ui.Field{{Name: "reason", Label: "Lý do trả lại", Kind: ui.TextArea, Rows: 3, Required: true, MaxLength: draft.MaxComment}},
		Hidden: map[string]string{"task_version": itoa(e.line.Version)},
		Button: ui.Button{Label: "Trả lại", Icon: ui.IconUndo, Key: "F9"}, Cancel: openURL(e.Document.ID),
	}, wrong)
}

func (a Area) giveBack(q *page.Request) error {
	e, err := a.find(q)
	if err != nil {
		return err
	}
	err = a.Drafts.Return(q.Ctx(), q.Actor(), draft.ReturnInput{
		Document: e.Document.ID, Version: len(e.Versions), Reason: q.Text("reason"),
		Task: task.Ref{ID: e.line.ID, Version: q.Int("task_version")},
	})
	if err != nil && page.FormFault(err) {
		return a.ask(q, err)
	}
	if err != nil {
		return err
	}
	return q.Go("/signing", "Đã trả lại văn bản cho người soạn.")
}

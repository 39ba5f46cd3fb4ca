package task

import (
	"congvan/office"
	"congvan/office/access"
	tasks "congvan/office/task"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

func (a Area) proposeForm(q *page.Request) error {
	d, err := a.decision(q)
	if err != nil {
		return err
	}
	if err := access.Require(q.Actor(), access.ProposeDirection, d.object()); err != nil {
		return err
	}
	return a.drawPropose(q, d, a.lastRouting(d), nil)
}

func (a Area) drawPropose(q *page.Request, d decision, from tasks.NoteView, err error) error {
	v := route{
		title: "Đề xuất xử lý", head: docHead(d.detail.Document, "Đề xuất xử lý"), detail: d.detail,
		here:   show.DocumentURL(d.detail.Document.ID) + "/propose",
		form:   ui.Form{ID: "propose", Once: page.NewOnce(), Hidden: d.hidden(), Class: "stack stack--12"},
		matrix: matrix(d.all, from.Routing, "", "Lãnh đạo thấy đề xuất thành một câu và đồng ý bằng một phím."),
		fields: append(dueFields(q, from.Routing, from.Text, "Ý kiến đề xuất"), leaderField(q, d.all)),
	}
	v.bar.Buttons = []ui.Button{{Label: "Trình đề xuất", Icon: ui.IconSend, Kind: ui.Primary, Key: "F9", Form: "propose"}}
	return v.finish(q, err)
}

// leaderField chooses who decides; without a choice every leader may.
func leaderField(q *page.Request, all []choice) ui.Field {
	f := ui.Field{Name: "to", Label: "Trình", Kind: ui.SelectField, Blank: "Lãnh đạo cơ quan (đồng chí nào cũng được)", Value: q.Text("to")}
	for _, c := range all {
		if c.leader {
			f.Options = append(f.Options, ui.Option{Value: c.key(), Label: c.name + ", " + c.note})
		}
	}
	return f
}

func (a Area) propose(q *page.Request) error {
	d, err := a.decision(q)
	if err != nil {
		return err
	}
	in := tasks.ProposeInput{Task: seen(q), Text: q.Text("text"), To: chosen(d.all, q.Text("to"))}
	in.Routing, err = readRouting(q, d.all)
	if err == nil {
		_, err = a.Tasks.Propose(q.Ctx(), q.Actor(), in)
	}
	if page.FormFault(err) {
		return a.drawPropose(q, d, tasks.NoteView{Note: tasks.Note{Routing: in.Routing}}, err)
	}
	if err != nil {
		return err
	}
	return a.next(q, d, "Đã trình đề xuất xử lý")
}

func chosen(all []choice, key string) tasks.Holder {
	for _, c := range all {
		if key != "" && c.key() == key {
			return c.holder
		}
	}
	return tasks.Holder{}
}

func (a Area) assignForm(q *page.Request) error { return a.askAssign(q, nil) }

// askAssign is the way out of a stall: a document that nobody holds is given to
// somebody who decides about it.
func (a Area) askAssign(q *page.Request, failed error) error {
	d, err := a.decision(q)
	if err != nil {
		return err
	}
	to := ui.Field{Name: "to", Label: "Giao cho", Kind: ui.SelectField, Blank: "Chọn người cho ý kiến", Required: true}
	for _, c := range d.all {
		if c.holder.Kind == tasks.Post {
			to.Options = append(to.Options, ui.Option{Value: c.key(), Label: c.name + ", " + c.note})
		}
	}
	return q.Ask(page.Question{
		Title: "Giao văn bản không ai giữ", Crumbs: docHead(d.detail.Document, "Giao lại").Crumbs,
		Text: "Người được giao sẽ cho ý kiến chỉ đạo về văn bản này.", Fields: []ui.Field{to},
		Button: ui.Button{Label: "Giao", Icon: ui.IconSend}, Cancel: show.DocumentURL(d.detail.Document.ID),
	}, failed)
}

func (a Area) assign(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	all, err := a.choices(q)
	if err != nil {
		return err
	}
	to := chosen(all, q.Text("to"))
	if to.Zero() {
		return a.askAssign(q, office.InvalidField("task.assign", "to", "Chọn người được giao.", "Choose somebody."))
	}
	if err := a.Tasks.Assign(q.Ctx(), q.Actor(), id, to); page.FormFault(err) {
		return a.askAssign(q, err)
	} else if err != nil {
		return err
	}
	return q.Go(show.DocumentURL(id), "Đã giao văn bản.")
}

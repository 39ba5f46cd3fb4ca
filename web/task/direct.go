package task

import (
	"slices"
	"strconv"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	tasks "congvan/office/task"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// decision is what a page needs to decide about a document: the task that waits
// for the decision, and what was said before.
type decision struct {
	detail   document.Detail
	file     tasks.File
	task     tasks.Task // zero when nothing can be decided here
	proposal *tasks.NoteView
	all      []choice
}

func (a Area) decision(q *page.Request) (decision, error) {
	var d decision
	id, err := q.PathID("id")
	if err != nil {
		return d, err
	}
	if d.detail, err = a.Documents.Detail(q.Ctx(), q.Actor(), id); err != nil {
		return d, err
	}
	if d.file, err = a.Tasks.File(q.Ctx(), q.Actor(), id); err != nil {
		return d, err
	}
	d.task = decidable(q.Actor(), d.file.Tasks)
	for i := range d.file.Notes {
		if d.file.Notes[i].Kind == tasks.Proposal {
			d.proposal = &d.file.Notes[i]
		}
	}
	d.all, err = a.choices(q)
	return d, err
}

// decidable finds the open task a direction answers: “decide who handles it”, or
// the lead's own when the direction changes an earlier one.
func decidable(a office.Actor, nodes []tasks.Node) tasks.Task {
	var direct, other, lead tasks.Task
	var walk func([]tasks.Node, bool)
	walk = func(nodes []tasks.Node, top bool) {
		for _, n := range nodes {
			switch {
			case !n.Open() || n.Role != tasks.Lead:
			case n.Kind == tasks.Direct && slices.Contains(tasks.Desk(a), n.Holder.ID):
				direct = n.Task
			case n.Kind == tasks.Direct:
				other = n.Task
			case n.Kind == tasks.Handle && top:
				lead = n.Task
			}
			walk(n.Below, n.Kind != tasks.Handle)
		}
	}
	walk(nodes, true)
	for _, t := range []tasks.Task{direct, other, lead} {
		if !t.ID.Zero() {
			return t
		}
	}
	return tasks.Task{}
}

func (d decision) hidden() map[string]string {
	return map[string]string{"task": d.task.ID.String(), "version": strconv.Itoa(d.task.Version)}
}

// object is the task as access sees it, or the document alone when there is none.
func (d decision) object() access.Object {
	o := d.task.Object()
	o.Agency, o.Document = d.detail.Document.Agency, d.detail.Document.ID
	return o
}

func (a Area) directForm(q *page.Request) error {
	d, err := a.decision(q)
	if err != nil {
		return err
	}
	if err := access.Require(q.Actor(), access.GiveDirection, d.object()); err != nil {
		return err
	}
	return a.drawDirect(q, d, a.lastRouting(d), nil)
}

// lastRouting fills the form with the newest word on the document: the proposal,
// or the direction that is being changed.
func (a Area) lastRouting(d decision) tasks.NoteView {
	if n := len(d.file.Notes); n > 0 {
		return d.file.Notes[n-1]
	}
	return tasks.NoteView{}
}

func (a Area) drawDirect(q *page.Request, d decision, from tasks.NoteView, err error) error {
	v := route{
		title: "Bút phê", head: docHead(d.detail.Document, "Bút phê"), detail: d.detail, here: show.DocumentURL(d.detail.Document.ID) + "/direct",
		form:   ui.Form{ID: "direct", Once: page.NewOnce(), Hidden: d.hidden(), Class: "stack stack--12"},
		matrix: matrix(d.all, from.Routing, "", "Một nơi chủ trì; phối hợp, để biết tuỳ việc. Nêu hạn của từng nơi."),
		fields: dueFields(q, from.Routing, from.Text, "Ý kiến của đồng chí"),
	}
	v.bar.More = []ui.Button{{Label: "Lưu để biết, không giao việc", Icon: ui.IconEye, Form: "direct", Name: "file_only", Value: "1"}}
	if !q.Actor().Has(office.Leader) && access.Can(q.Actor(), access.ProposeDirection, d.object()).Allowed {
		v.bar.More = append(v.bar.More, ui.Button{Label: "Đề xuất để lãnh đạo quyết định", Icon: ui.IconMessage, Href: show.DocumentURL(d.detail.Document.ID) + "/propose"})
	}
	if d.task.ID.Zero() {
		return v.finish(q, office.Invalid("task.direct", "Văn bản này không có việc nào chờ ý kiến chỉ đạo. Giao lại nếu không ai giữ.", "Nothing on this document waits for a direction."))
	}
	later := ui.Button{Label: "Để sau", Icon: ui.IconClock, Href: "/tasks?kind=direct"}
	send := ui.Button{Label: "Ghi bút phê", Icon: ui.IconDirect, Form: "direct", Key: "F9"}
	if d.task.Kind == tasks.Direct {
		v.bar.More = append(v.bar.More, ui.Button{Label: "Trả lại", Icon: ui.IconUndo, Href: "/tasks/" + d.task.ID.String() + "/return"})
	}
	if d.proposal != nil && d.task.Kind == tasks.Direct && err == nil {
		v.proposal = d.proposal
		v.agree = d.hidden()
		v.agree["proposal"] = d.proposal.ID.String()
		v.agree["action"] = show.DocumentURL(d.detail.Document.ID) + "/accept-proposal"
		v.bar.Buttons = []ui.Button{
			{Label: "Đồng ý đề xuất", Icon: ui.IconCheck, Kind: ui.Primary, Form: "agree", Key: "Enter"}, send,
		}
		v.bar.More = append(v.bar.More, later)
		return v.finish(q, err)
	}
	send.Kind = ui.Primary
	v.bar.Buttons = []ui.Button{send, later}
	return v.finish(q, err)
}

// seen is the task of a form with the version it was drawn from.
func seen(q *page.Request) tasks.Ref { return tasks.Ref{ID: q.ID("task"), Version: q.Int("version")} }

func (a Area) direct(q *page.Request) error {
	d, err := a.decision(q)
	if err != nil {
		return err
	}
	in := tasks.DirectInput{Task: seen(q), Text: q.Text("text"), FileOnly: q.Text("file_only") != ""}
	in.Routing, err = readRouting(q, d.all)
	if err == nil {
		if in.FileOnly {
			in.Routing.Lead, in.Routing.Coordinate = nil, nil
		}
		_, err = a.Tasks.Direct(q.Ctx(), q.Actor(), in)
	}
	if page.FormFault(err) {
		return a.drawDirect(q, d, tasks.NoteView{Note: tasks.Note{Routing: in.Routing}}, err)
	}
	if err != nil {
		return err
	}
	return a.next(q, d, "Đã ghi bút phê")
}

func (a Area) acceptProposal(q *page.Request) error {
	d, err := a.decision(q)
	if err != nil {
		return err
	}
	if _, err := a.Tasks.AcceptProposal(q.Ctx(), q.Actor(), seen(q), q.ID("proposal")); err != nil {
		return err
	}
	return a.next(q, d, "Đã đồng ý đề xuất")
}

// next goes on to the next document that waits for a direction, so that many can
// be decided one after the other.
func (a Area) next(q *page.Request, d decision, done string) error {
	done += " văn bản " + d.detail.Document.ReferenceCode + "."
	if d.task.Kind != tasks.Direct {
		return q.Go(show.DocumentURL(d.detail.Document.ID), done)
	}
	more, err := a.Tasks.Work(q.Ctx(), q.Actor(), tasks.Filter{Kind: tasks.Direct}, tasks.Cursor{}, 1)
	if err != nil || len(more.Lines) == 0 {
		return q.Go("/tasks?kind=direct", done)
	}
	return q.Go(show.DocumentURL(more.Lines[0].Document)+"/direct", done+" Mở văn bản tiếp theo.")
}

func agreeHidden(all map[string]string) map[string]string {
	out := map[string]string{}
	for k, v := range all {
		if k != "action" {
			out[k] = v
		}
	}
	return out
}

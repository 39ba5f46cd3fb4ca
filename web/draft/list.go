package draft

import (
	"strings"

	"github.com/a-h/templ"

	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/task"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// tab is one view of the list of drafts.
type tab struct {
	key    string
	label  string
	states []document.State
	review bool // what waits for the person's opinion, instead of a list of documents
	empty  string
}

func tabs() []tab {
	return []tab{
		{key: "", label: "Đang soạn, đang duyệt", states: []document.State{document.Draft}, empty: "Không có dự thảo nào."},
		{key: "review", label: "Chờ tôi duyệt", review: true, empty: "Không có dự thảo chờ đồng chí duyệt."},
		{key: "approved", label: "Chờ ký, chờ cấp số", states: []document.State{document.Approved, document.Signed}, empty: "Không có văn bản chờ ký hoặc chờ cấp số."},
		{key: "cancelled", label: "Đã huỷ", states: []document.State{document.Cancelled}, empty: "Không có dự thảo đã huỷ."},
	}
}

func (t tab) query(after document.Cursor) document.ListQuery {
	return document.ListQuery{Box: document.DraftBox, Filter: document.Filter{States: t.states}, After: after}
}

func (t tab) href() string {
	if t.key == "" {
		return "/drafts"
	}
	return "/drafts?tab=" + t.key
}

func (a Area) list(q *page.Request) error {
	at := tabs()[0]
	for _, t := range tabs() {
		if t.key == q.Text("tab") {
			at = t
		}
	}
	views, total, err := a.views(q, at)
	if err != nil {
		return err
	}
	head := ui.PageHead{Title: "Dự thảo", Sub: "Cập nhật " + ui.Clock(q.Now()), Count: total, Views: views}
	if q.May(access.CreateDraft) {
		head.Actions = append(head.Actions, ui.Button{Label: "Soạn dự thảo", Icon: ui.IconPlus, Kind: ui.Primary, Key: "F2", Href: "/drafts/new"})
	}
	table := ui.Table{
		ID: "drafts", Caption: "Dự thảo", Focus: true, Foot: &ui.Foot{Noun: "dự thảo", Total: total},
		Empty: ui.Empty{Icon: ui.IconDraft, Title: at.empty, Next: &ui.Button{Label: "Về bàn làm việc", Href: "/"}},
		Columns: []ui.Column{
			{Title: "Trích yếu", Main: true},
			{Title: "Loại", Width: 144, OnPhone: true},
			{Title: "Trạng thái", Width: 176, OnPhone: true},
			{Title: "Đang ở", Width: 280, OnPhone: true},
			{Title: "Lập", Width: 144, Kind: ui.DateColumn},
		},
		Attrs: templ.Attributes{"id": "ds", "data-live": "list:document list:task", "hx-get": q.R.URL.RequestURI(), "hx-trigger": "live", "hx-select": "#ds", "hx-swap": "outerHTML"},
	}
	if at.review {
		err = a.reviewRows(q, &table)
	} else {
		err = a.draftRows(q, at, &table)
	}
	if err != nil {
		return err
	}
	return q.Frame(q.Page("Dự thảo"), listBody(head, table))
}

// views counts every tab by the query of its list.
func (a Area) views(q *page.Request, at tab) (*ui.Segments, ui.Count, error) {
	s := &ui.Segments{Label: "Nhóm dự thảo"}
	var total ui.Count
	for _, t := range tabs() {
		n, err := a.count(q, t)
		if err != nil {
			return nil, total, err
		}
		if t.key == at.key {
			total = n
		}
		s.Items = append(s.Items, ui.Tab{Label: t.label, Href: t.href(), Count: n, Current: t.key == at.key})
	}
	return s, total, nil
}

func (a Area) count(q *page.Request, t tab) (ui.Count, error) {
	if t.review {
		n, err := a.Tasks.Counts(q.Ctx(), q.Actor(), task.Filter{Kind: task.Review})
		if err != nil {
			return ui.Count{}, err
		}
		return show.Count(n[0]), nil
	}
	n, err := a.Documents.Count(q.Ctx(), q.Actor(), t.query(""))
	return show.DocumentCount(n), err
}

func (a Area) draftRows(q *page.Request, at tab, table *ui.Table) error {
	got, err := a.Documents.List(q.Ctx(), q.Actor(), at.query(document.Cursor(q.Text("after"))))
	if err != nil {
		return err
	}
	var rows []ui.Row
	for _, d := range got.Rows {
		rows = append(rows, ui.Row{
			ID: d.ID.String(), Name: d.Subject, Href: address(d.ID), Void: d.State == document.Cancelled,
			Cells: []templ.Component{
				ui.Join(show.Mark(d.Urgency), subject(d)), ui.Text(d.TypeName), show.State(d.State),
				ui.Clip(holders(d.Holders)), ui.Text(ui.DateTime(d.CreatedAt)),
			},
		})
	}
	table.Groups = ui.Rows(rows...)
	if got.Next != "" {
		table.Foot.Pager.Next = link(at.href(), "after", string(got.Next))
	}
	if q.Text("after") != "" {
		table.Foot.Pager.Prev = at.href()
	}
	return nil
}

func link(href, name, value string) string {
	if strings.Contains(href, "?") {
		return href + "&" + name + "=" + value
	}
	return href + "?" + name + "=" + value
}

func subject(d document.Row) templ.Component {
	if d.State == document.Cancelled {
		return ui.Struck(show.Subject(d.TypeName, d.Subject), d.Reason)
	}
	return ui.Text(show.Subject(d.TypeName, d.Subject))
}

// holders are who has a draft now; nobody while its author writes.
func holders(all []document.Holder) string {
	var names []string
	for _, h := range all {
		names = append(names, h.Name)
	}
	if len(names) == 0 {
		return "Người soạn"
	}
	return strings.Join(names, ", ")
}

func (a Area) reviewRows(q *page.Request, table *ui.Table) error {
	got, err := a.Tasks.Work(q.Ctx(), q.Actor(), task.Filter{Kind: task.Review}, task.Cursor{}, task.MaxPage)
	if err != nil {
		return err
	}
	var rows []ui.Row
	for _, l := range got.Lines {
		rows = append(rows, ui.Row{
			ID: l.ID.String(), Name: l.Doc.Subject, Href: address(l.Document), Unread: !l.Accepted.Set(),
			Cells: []templ.Component{
				ui.Join(show.Mark(l.Doc.Urgency), ui.Text(show.Subject(l.Doc.TypeName, l.Doc.Subject))),
				ui.Text(l.Doc.TypeName), show.Light(l.Status), ui.Clip(l.HolderName), ui.Text(ui.DateTime(l.Created)),
			},
		})
	}
	table.Groups = ui.Rows(rows...)
	return nil
}

package admin

import (
	"congvan/office/access"
	"congvan/office/task"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// operations is how the system runs: background work that fails, and documents
// that nobody holds.
func (a Area) operations(q *page.Request) error {
	if err := q.Require(access.ReadOperation); err != nil {
		return err
	}
	failing, waiting, err := a.Jobs(q.Ctx())
	if err != nil {
		return err
	}
	stalled, err := a.Tasks.Stalled(q.Ctx(), q.Actor())
	if err != nil {
		return err
	}
	head := ui.PageHead{Title: "Vận hành", Sub: "Cập nhật " + ui.Clock(q.Now()) + " · " + ui.Number(waiting) + " việc nền đang chờ"}
	if q.May(access.ManageKey) {
		head.Crumbs = crumbs("Vận hành")
	}
	return q.Frame(q.Page("Vận hành"), operationsPage(head, jobTable(failing), len(failing), stalledTable(stalled, !access.OnlyAdmin(q.Actor())), len(stalled)))
}

func jobTable(all []Job) ui.Table {
	t := ui.Table{
		ID: "jobs", Caption: "Việc nền lỗi", Wrap: true,
		Columns: []ui.Column{
			{Title: "Việc", Width: 208, Main: true},
			{Title: "Số lần thử", Width: 96, Kind: ui.NumberColumn, OnPhone: true},
			{Title: "Thử lại lúc", Width: 160, Kind: ui.DateColumn, OnPhone: true},
			{Title: "Lỗi gần nhất", OnPhone: true},
		},
		Empty: ui.Empty{Icon: ui.IconCheck, Title: "Không có việc nền nào lỗi.", Small: true},
	}
	var rows []ui.Row
	for _, j := range all {
		rows = append(rows, ui.Row{ID: j.ID.String(), Cells: []templComponent{
			ui.Text(j.Kind), ui.Text(itoa(j.Attempts)), ui.Text(ui.Instant(j.RunAt)), ui.Text(j.LastError),
		}})
	}
	t.Groups = ui.Rows(rows...)
	return t
}

// stalledTable lists what nobody holds. A post that only administers sees which
// documents, not what they are about.
func stalledTable(all []task.Stalled, subjects bool) ui.Table {
	t := ui.Table{
		ID: "stalled", Caption: "Văn bản không ai giữ", Wrap: true,
		Columns: []ui.Column{{Title: "Văn bản", Width: 280, Main: true}, {Title: "Vì sao", OnPhone: true}, {Title: "Từ", Width: 144, Kind: ui.DateColumn, OnPhone: true}},
		Empty:   ui.Empty{Icon: ui.IconCheck, Title: "Văn bản nào cũng có người giữ.", Small: true},
	}
	var rows []ui.Row
	for _, s := range all {
		title, href := show.Code(s.Doc.ReferenceCode, s.Doc.ArrivalNumber), ""
		if subjects {
			title, href = show.Join(title, show.Subject(s.Doc.TypeName, s.Doc.Subject)), show.DocumentURL(s.Doc.ID)
		}
		rows = append(rows, ui.Row{ID: s.Doc.ID.String(), Href: href, Cells: []templComponent{
			ui.Text(title), ui.Text(s.Vi), ui.Text(ui.DateTime(s.Doc.CreatedAt)),
		}})
	}
	t.Groups = ui.Rows(rows...)
	return t
}

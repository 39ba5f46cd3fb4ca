package issue

import (
	"strconv"

	"github.com/a-h/templ"

	"congvan/office/document"
	"congvan/office/task"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

type templComponent = templ.Component

func itoa(n int) string { return strconv.Itoa(n) }

func (a Area) list(q *page.Request) error {
	work, err := a.Tasks.Work(q.Ctx(), q.Actor(), task.Filter{Kind: task.Issue}, task.Cursor{}, task.MaxPage)
	if err != nil {
		return err
	}
	counts, err := a.Tasks.Counts(q.Ctx(), q.Actor(), task.Filter{Kind: task.Issue})
	if err != nil {
		return err
	}
	total := show.Count(counts[0])
	head := ui.PageHead{
		Title: "Cấp số, phát hành", Count: total, Sub: "Cập nhật " + ui.Clock(q.Now()),
		Actions: []templComponent{ui.Button{Label: "Số giữ, số huỷ", Icon: ui.IconBook, Href: "/registers/numbers"}},
	}
	t := ui.Table{
		ID: "issuing", Caption: "Văn bản chờ cấp số, đóng dấu, phát hành", Focus: true, Foot: &ui.Foot{Noun: "văn bản", Total: total},
		Columns: []ui.Column{
			{Title: "Trích yếu", Main: true},
			{Title: "Số, ký hiệu", Width: 144, OnPhone: true},
			{Title: "Còn phải làm", Width: 240, OnPhone: true},
			{Title: "Hạn", Width: 160, OnPhone: true},
			{Title: "Ký lúc", Width: 144, Kind: ui.DateColumn},
		},
		Empty: ui.Empty{Icon: ui.IconStamp, Title: "Không còn văn bản chờ phát hành.", Next: &ui.Button{Label: "Xem giao nhận", Href: "/deliveries"}},
		Attrs: templ.Attributes{"id": "ds", "data-live": "list:task list:document", "hx-get": "/issuing", "hx-trigger": "live", "hx-select": "#ds", "hx-swap": "outerHTML"},
	}
	var rows []ui.Row
	for _, l := range work.Lines {
		rows = append(rows, ui.Row{
			ID: l.Document.String(), Name: l.Doc.Subject, Href: address(l.Document), Unread: !l.Accepted.Set(),
			Cells: []templComponent{
				ui.Join(show.Mark(l.Doc.Urgency), ui.Text(show.Subject(l.Doc.TypeName, l.Doc.Subject))),
				ui.Text(show.Code(l.Doc.ReferenceCode, 0)), todo(l.Doc.State), show.Light(l.Status), ui.Text(ui.DateTime(l.Created)),
			},
		})
	}
	t.Groups = ui.Rows(rows...)
	return q.Frame(q.Page("Cấp số, phát hành"), listPage(head, t))
}

// todo is what a document still needs. One that has its number and no seal had a
// seal that failed.
func todo(s document.State) ui.Tag {
	switch s {
	case document.Signed:
		return ui.Tag{Word: "Cấp số, đóng dấu", Tone: ui.ToneWait, Icon: ui.IconStamp}
	case document.Numbered:
		return ui.Tag{Word: "Chưa đóng dấu: đóng dấu lại", Tone: ui.ToneLate, Icon: ui.IconRetry}
	case document.Sealed:
		return ui.Tag{Word: "Chưa phát hành", Tone: ui.ToneSoon, Icon: ui.IconSend}
	}
	return show.State(s)
}

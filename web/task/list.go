package task

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"congvan/office"
	tasks "congvan/office/task"
	"congvan/standard/vietnamese"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// pageSize is how many rows a list shows at once.
const pageSize = 50

// listing is one list of work as an address asks for it.
type listing struct {
	title  string
	path   string
	filter tasks.Filter
	groups bool // under the headings of lateness
	empty  ui.Empty
}

func (a Area) list(q *page.Request) error {
	l := listing{
		title: "Việc được giao", path: "/tasks", groups: true,
		filter: tasks.Filter{Group: tasks.Group(q.Text("group")), Kind: tasks.Kind(q.Text("kind"))},
		empty:  ui.Empty{Icon: ui.IconCheck, Title: "Hết việc phải làm.", Next: &ui.Button{Label: "Về bàn làm việc", Href: "/"}},
	}
	switch l.filter.Kind {
	case tasks.Direct:
		l.title = "Phân loại, bút phê"
	case tasks.Review:
		l.title = "Dự thảo chờ duyệt"
	case tasks.Sign:
		l.title = "Chờ tôi ký"
	case tasks.Issue:
		l.title = "Chờ cấp số, phát hành"
	}
	return a.draw(q, l)
}

func (a Area) given(q *page.Request) error {
	return a.draw(q, listing{
		title: "Chờ người khác", path: "/tasks/given", filter: tasks.Filter{Group: tasks.GroupWaiting},
		empty: ui.Empty{Icon: ui.IconClock, Title: "Không chờ ai.", Fact: "Việc đồng chí giao mà chưa xong sẽ hiện ở đây."},
	})
}

func (a Area) inform(q *page.Request) error {
	return a.draw(q, listing{
		title: "Để biết", path: "/tasks/inform", filter: tasks.Filter{Group: tasks.GroupInform},
		empty: ui.Empty{Icon: ui.IconEye, Title: "Không có văn bản để biết."},
	})
}

func (a Area) draw(q *page.Request, l listing) error {
	after, err := parseCursor(q.Text("after"))
	if err != nil {
		return err
	}
	got, err := a.Tasks.Work(q.Ctx(), q.Actor(), l.filter, after, pageSize)
	if err != nil {
		return err
	}
	counts, err := a.Tasks.Counts(q.Ctx(), q.Actor(), append([]tasks.Filter{l.filter}, l.views()...)...)
	if err != nil {
		return err
	}
	head := ui.PageHead{Title: l.title, Count: show.Count(counts[0]), Sub: "Cập nhật " + ui.Clock(q.Now()), Views: l.segments(counts[1:])}
	if len(got.Lines) > 0 && l.groups {
		first := show.Groups(got.Lines, show.Today(q.Now()))[0].Lines[0]
		head.Actions = append(head.Actions, ui.Button{Label: "Mở việc đầu tiên", Kind: ui.Primary, Href: show.Where(first)})
	}
	return q.Frame(q.Page(l.title), listBody(head, l.table(q, got, counts[0])))
}

// views are the groups to switch between.
func (l listing) views() []tasks.Filter {
	if !l.groups {
		return nil
	}
	var out []tasks.Filter
	for _, g := range []tasks.Group{
		tasks.GroupAll, tasks.GroupOverdue, tasks.GroupToday, tasks.GroupWeek, tasks.GroupLater, tasks.GroupApprove,
	} {
		out = append(out, tasks.Filter{Group: g, Kind: l.filter.Kind})
	}
	return out
}

func (l listing) segments(counts []tasks.Count) *ui.Segments {
	if !l.groups {
		return nil
	}
	s := &ui.Segments{Label: "Nhóm việc"}
	for i, f := range l.views() {
		name := f.Group.String()
		if f.Group == tasks.GroupAll {
			name = "Tất cả"
		}
		s.Items = append(s.Items, ui.Tab{Label: name, Href: l.href(f.Group, ""), Count: show.Count(counts[i]), Current: f.Group == l.filter.Group})
	}
	return s
}

// href is the address of the list with a group and a place in it.
func (l listing) href(g tasks.Group, after string) string {
	v := url.Values{}
	if l.filter.Kind != "" {
		v.Set("kind", string(l.filter.Kind))
	}
	if g != "" && l.path == "/tasks" {
		v.Set("group", string(g))
	}
	if after != "" {
		v.Set("after", after)
	}
	if len(v) == 0 {
		return l.path
	}
	return l.path + "?" + v.Encode()
}

func (l listing) table(q *page.Request, got tasks.Page, total tasks.Count) ui.Table {
	t := ui.Table{
		ID: "work", Caption: l.title, Focus: true, Empty: l.empty,
		Columns: []ui.Column{
			{Title: "Văn bản, nội dung việc", Main: true},
			{Title: "Hạn", Width: 160, OnPhone: true},
			{Title: "Việc", Width: 144, OnPhone: true},
			{Title: "Người giao", Width: 192, OnPhone: true},
			{Title: "Người giữ", Width: 208},
			{Title: "Dự thảo", Width: 160},
		},
		Foot:  &ui.Foot{Noun: "việc", Total: show.Count(total)},
		Attrs: templ.Attributes{"id": "viec", "data-live": "list:task", "hx-get": q.R.URL.RequestURI(), "hx-trigger": "live", "hx-select": "#viec", "hx-swap": "outerHTML"},
	}
	if l.groups { // one's own: who holds it is known
		t.Columns = slices.Delete(t.Columns, holderColumn, holderColumn+1)
	}
	if !got.Next.Zero() {
		t.Foot.Pager.Next = l.href(l.filter.Group, formatCursor(got.Next))
	}
	if q.Text("after") != "" {
		t.Foot.Pager.Prev = l.href(l.filter.Group, "")
	}
	if !l.groups {
		if len(got.Lines) > 0 {
			t.Groups = ui.Rows(rows(got.Lines, false)...)
		}
		return t
	}
	for _, g := range show.Groups(got.Lines, show.Today(q.Now())) {
		t.Groups = append(t.Groups, ui.RowGroup{Title: g.Group.String(), Note: ui.Number(len(g.Lines)) + " việc trên trang này", Rows: rows(g.Lines, true)})
	}
	return t
}

// holderColumn is the place of “Người giữ” in a row.
const holderColumn = 4

// rows draws lines; own says that they wait for the person who looks.
func rows(lines []tasks.Line, own bool) []ui.Row {
	var out []ui.Row
	for _, l := range lines {
		r := row(l)
		if own {
			r.Cells = slices.Delete(r.Cells, holderColumn, holderColumn+1)
			r.Href, r.Unread = show.Where(l), !l.Accepted.Set()
		}
		out = append(out, r)
	}
	return out
}

func row(l tasks.Line) ui.Row {
	var draft templ.Component = ui.Nothing()
	if l.DraftState != "" {
		draft = ui.Link("/drafts/"+l.Product.String(), l.DraftState.String())
	}
	return ui.Row{
		ID: l.ID.String(), Name: show.Code(l.Doc.ReferenceCode, l.Doc.ArrivalNumber), Href: show.DocumentURL(l.Document),
		Cells: []templ.Component{
			ui.Join(show.Mark(l.Doc.Urgency), ui.Strong(show.Code(l.Doc.ReferenceCode, l.Doc.ArrivalNumber)), ui.Text(show.Subject(l.Doc.TypeName, l.Doc.Subject))),
			show.Light(l.Status), ui.Text(wanted(l)), ui.Clip(orSystem(show.Upper(l.GiverName))), ui.Clip(show.Upper(l.HolderName)), draft,
		},
	}
}

// wanted says what is asked, also of a giver: to confirm a result, to decide an
// extension.
func wanted(l tasks.Line) string {
	switch {
	case !l.ExtensionDue.IsZero():
		return "Duyệt gia hạn"
	case l.ResultBelow:
		return "Xác nhận kết quả"
	}
	return show.Wanted(l.Task)
}

func orSystem(name string) string {
	if name == "" {
		return "Hệ thống"
	}
	return name
}

// formatCursor writes a place in a list for an address.
func formatCursor(c tasks.Cursor) string {
	return base64.RawURLEncoding.EncodeToString([]byte(fmt.Sprintf("%s|%d|%s", c.Due, int(c.Urgency), c.Task)))
}

func parseCursor(s string) (tasks.Cursor, error) {
	var c tasks.Cursor
	if s == "" {
		return c, nil
	}
	wrong := office.Invalid("task.parseCursor", "Địa chỉ trang không đúng. Mở lại danh sách từ đầu.", "The page address is wrong. Open the list again.")
	b, err := base64.RawURLEncoding.DecodeString(s)
	parts := strings.Split(string(b), "|")
	if err != nil || len(parts) != 3 {
		return c, wrong
	}
	if parts[0] != "" && parts[0] != (office.Date{}).String() {
		if c.Due, err = vietnamese.ParseDate(parts[0]); err != nil {
			return c, wrong
		}
	}
	if _, err := fmt.Sscanf(parts[1], "%d", (*int)(&c.Urgency)); err != nil {
		return c, wrong
	}
	if c.Task, err = office.ParseID(parts[2]); err != nil || c.Task.Zero() {
		return c, wrong
	}
	return c, nil
}

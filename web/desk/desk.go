// Package desk is the first page: what waits for the person, what waits for
// others, what is only to know, and what nobody holds.
package desk

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/task"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// Documents counts lists of documents; document.Service is one.
type Documents interface {
	Count(ctx context.Context, a office.Actor, q document.ListQuery) (document.Count, error)
}

// Tasks gives lists of work; task.Service is one.
type Tasks interface {
	Work(ctx context.Context, a office.Actor, f task.Filter, after task.Cursor, limit int) (task.Page, error)
	Counts(ctx context.Context, a office.Actor, filters ...task.Filter) ([]task.Count, error)
	Stalled(ctx context.Context, a office.Actor) ([]task.Stalled, error)
}

// Area is the desk.
type Area struct {
	Site      *page.Site
	Documents Documents
	Tasks     Tasks
}

// Mount adds the page.
func (a Area) Mount(mux *http.ServeMux) { a.Site.Handle(mux, "GET /{$}", a.desk) }

// How many lines each box of the desk shows.
const (
	mustShow    = 20
	waitingShow = 8
	informShow  = 8
	stalledShow = 10
)

// view is the desk of a person.
type view struct {
	head    ui.PageHead
	tiles   ui.Tiles
	must    ui.Items
	mustN   ui.Count
	waiting ui.Items
	waitN   ui.Count
	inform  []task.Line
	informN ui.Count
	stalled []task.Stalled
	queueN  ui.Count // documents that wait to be registered; unknown where that is not the person's
}

func (a Area) desk(q *page.Request) error {
	v := view{head: ui.PageHead{Title: "Bàn làm việc", Sub: ui.LongDay(q.Now()) + " · cập nhật " + ui.Clock(q.Now())}}
	if err := a.fill(q, &v); err != nil {
		return err
	}
	return q.Frame(q.Page("Bàn làm việc"), body(v))
}

func (a Area) fill(q *page.Request, v *view) error {
	ctx, who := q.Ctx(), q.Actor()
	if err := a.count(q, v); err != nil {
		return err
	}
	must, err := a.Tasks.Work(ctx, who, task.Filter{}, task.Cursor{}, mustShow)
	if err != nil {
		return err
	}
	groups := show.Groups(must.Lines, show.Today(q.Now()))
	v.must = mustItems(groups)
	if len(groups) > 0 {
		v.head.Actions = append(v.head.Actions, ui.Button{
			Label: "Mở việc đầu tiên", Kind: ui.Primary, Key: "Enter", Href: show.Where(groups[0].Lines[0]),
		})
	} else if v.queueN.Known() && !v.queueN.Zero() {
		v.must.Empty = ui.Empty{
			Icon: ui.IconInbox, Title: "Có " + v.queueN.String() + " văn bản chờ vào sổ.", Small: true,
			Next: &ui.Button{Label: "Mở hàng đợi tiếp nhận", Href: "/arrivals"},
		}
		v.head.Actions = append(v.head.Actions, ui.Button{Label: "Mở hàng đợi", Kind: ui.Primary, Key: "Enter", Href: "/arrivals"})
	}
	waiting, err := a.Tasks.Work(ctx, who, task.Filter{Group: task.GroupWaiting}, task.Cursor{}, waitingShow)
	if err != nil {
		return err
	}
	v.waiting = waitingItems(waiting.Lines)
	inform, err := a.Tasks.Work(ctx, who, task.Filter{Group: task.GroupInform}, task.Cursor{}, informShow)
	if err != nil {
		return err
	}
	v.inform = inform.Lines
	if q.May(access.ReadOperation) {
		if v.stalled, err = a.Tasks.Stalled(ctx, who); err != nil {
			return err
		}
	}
	return nil
}

// count fills the tiles: each the count of exactly the list it leads to.
func (a Area) count(q *page.Request, v *view) error {
	tiles := tilesOf(q.Who)
	filters := []task.Filter{{}, {Group: task.GroupWaiting}, {Group: task.GroupInform}}
	for _, t := range tiles {
		filters = append(filters, t.filter)
	}
	counts, err := a.Tasks.Counts(q.Ctx(), q.Actor(), filters...)
	if err != nil {
		return err
	}
	v.mustN, v.waitN, v.informN = show.Count(counts[0]), show.Count(counts[1]), show.Count(counts[2])
	for i, t := range tiles {
		t.Count = show.Count(counts[3+i])
		if t.queue {
			n, err := a.Documents.Count(q.Ctx(), q.Actor(), document.ListQuery{Box: document.QueueBox})
			if err != nil {
				return err
			}
			t.Count = show.DocumentCount(n)
			v.queueN = t.Count
		}
		v.tiles = append(v.tiles, t.Tile)
	}
	return nil
}

// tile is a tile with the list it counts.
type tile struct {
	ui.Tile
	filter task.Filter
	queue  bool // counts the queue of arrivals instead
}

// tilesOf chooses at most six tiles by what the post may do.
func tilesOf(who page.Identity) []tile {
	var out []tile
	add := func(label, href string, f task.Filter, tone ui.Tone) {
		out = append(out, tile{Tile: ui.Tile{Label: label, Href: href, Tone: tone}, filter: f})
	}
	if who.May(access.RegisterDocument) {
		out = append(out, tile{Tile: ui.Tile{Label: "Chờ vào sổ", Href: "/arrivals"}, queue: true})
		add("Chờ cấp số, phát hành", "/tasks?kind=issue", task.Filter{Kind: task.Issue}, "")
	}
	if who.May(access.GiveDirection) {
		add("Chờ bút phê", "/tasks?kind=direct", task.Filter{Kind: task.Direct}, "")
		add("Chờ tôi ký", "/tasks?kind=sign", task.Filter{Kind: task.Sign}, "")
	}
	add("Dự thảo chờ duyệt", "/tasks?kind=review", task.Filter{Kind: task.Review}, "")
	add("Quá hạn", "/tasks?group=overdue", task.Filter{Group: task.GroupOverdue}, ui.ToneLate)
	add("Hạn hôm nay", "/tasks?group=today", task.Filter{Group: task.GroupToday}, ui.ToneSoon)
	add("Chờ người khác", "/tasks/given", task.Filter{Group: task.GroupWaiting}, "")
	return out[:min(len(out), 6)]
}

func mustItems(groups []show.Group) ui.Items {
	out := ui.Items{Focus: true, Empty: ui.Empty{
		Icon: ui.IconCheck, Title: "Hết việc phải làm.", Fact: "Việc mới đến sẽ hiện ở đây ngay.", Small: true,
		Next: &ui.Button{Label: "Xem việc chờ người khác", Href: "/tasks/given"},
	}}
	for _, g := range groups {
		items := ui.ItemGroup{Title: g.Group.String() + " · " + ui.Number(len(g.Lines))}
		for _, l := range g.Lines {
			items.Items = append(items.Items, show.Item(l, show.Where(l)))
		}
		out.Groups = append(out.Groups, items)
	}
	return out
}

func waitingItems(lines []task.Line) ui.Items {
	out := ui.Items{Narrow: true, Groups: []ui.ItemGroup{{}}, Empty: ui.Empty{Icon: ui.IconClock, Title: "Không chờ ai.", Small: true}}
	for _, l := range lines {
		item := show.Item(l, show.DocumentURL(l.Document))
		item.Unread = false
		item.Meta = show.Join(show.Upper(l.HolderName), show.Code(l.Doc.ReferenceCode, l.Doc.ArrivalNumber))
		out.Groups[0].Items = append(out.Groups[0].Items, item)
	}
	return out
}

func stalledItems(all []task.Stalled) ui.Items {
	g := ui.ItemGroup{}
	for _, s := range all[:min(len(all), stalledShow)] {
		g.Items = append(g.Items, ui.Item{
			Title: show.Subject(s.Doc.TypeName, s.Doc.Subject), Href: show.DocumentURL(s.Doc.ID),
			Mark: show.Mark(s.Doc.Urgency), Meta: show.Join(show.Code(s.Doc.ReferenceCode, s.Doc.ArrivalNumber), s.Vi),
			Light: &ui.Light{Signal: ui.SignalLate, Word: "Không ai giữ"},
		})
	}
	return ui.Items{Narrow: true, Groups: []ui.ItemGroup{g}}
}

// live makes a part of the desk ask again when work changes.
func live(id string) templ.Attributes {
	return templ.Attributes{
		"data-live": "list:task list:document", "hx-get": "/", "hx-trigger": "live", "hx-select": "#" + id, "hx-swap": "outerHTML",
	}
}

// allWork leads to the whole list, when there is one.
func (v view) allWork() *ui.Button {
	if v.mustN.Zero() {
		return nil
	}
	return &ui.Button{Label: "Xem cả " + v.mustN.String() + " việc", Href: "/tasks"}
}

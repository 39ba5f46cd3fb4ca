// Package nav is the sidebar: what a person may open, with how much waits there.
// Every number comes from the query of the list it leads to.
package nav

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

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

// Tasks counts lists of work; task.Service is one.
type Tasks interface {
	Counts(ctx context.Context, a office.Actor, filters ...task.Filter) ([]task.Count, error)
}

// Bar makes sidebars.
type Bar struct {
	Documents Documents
	Tasks     Tasks
	Log       *slog.Logger
}

// refreshURL answers with the sidebar alone.
const refreshURL = "/nav"

// Mount adds the address from which open pages refresh their sidebar.
func (b Bar) Mount(site *page.Site, mux *http.ServeMux) {
	site.Handle(mux, "GET "+refreshURL, func(q *page.Request) error {
		path := "/"
		if u, err := url.Parse(q.R.Header.Get("HX-Current-URL")); err == nil && u.Path != "" {
			path = u.RequestURI()
		}
		return q.Render(ui.NavList(b.Of(q.Ctx(), q.Who, path)))
	})
}

// counts are the numbers of a sidebar.
type counts struct {
	queue                                              ui.Count
	all, overdue, direct, review, sign, issue, waiting ui.Count
	inform                                             ui.Count
}

// Of makes the sidebar of a person on the page at path. A number that cannot be
// had is shown as still being counted.
func (b Bar) Of(ctx context.Context, who page.Identity, path string) ui.Nav {
	a := who.Actor
	n := ui.Nav{Refresh: refreshURL}
	if access.OnlyAdmin(a) {
		n.Groups = []ui.NavGroup{{Items: []ui.NavItem{{Label: "Bàn làm việc", Href: "/", Icon: ui.IconDesk}}}, admin(who)}
		mark(n, path)
		return n
	}
	c := b.count(ctx, who)
	n.Groups = append(n.Groups, ui.NavGroup{Items: []ui.NavItem{{Label: "Bàn làm việc", Href: "/", Icon: ui.IconDesk}}})
	for _, g := range []ui.NavGroup{arriving(who, c), leaving(who, c), work(c), lookup(), admin(who)} {
		if len(g.Items) > 0 {
			n.Groups = append(n.Groups, g)
		}
	}
	mark(n, path)
	return n
}

func arriving(who page.Identity, c counts) ui.NavGroup {
	g := ui.NavGroup{Title: "Văn bản đến"}
	if who.May(access.RegisterDocument) {
		g.Items = append(g.Items, ui.NavItem{Label: "Chờ vào sổ", Href: "/arrivals", Icon: ui.IconInbox, Count: c.queue})
	}
	if who.May(access.GiveDirection) {
		g.Items = append(g.Items, ui.NavItem{Label: "Phân loại, bút phê", Href: "/tasks?kind=direct", Icon: ui.IconDirect, Count: c.direct})
	}
	label := "Văn bản đến của tôi"
	if who.May(access.ReadRegister) {
		label = "Sổ văn bản đến"
	}
	g.Items = append(g.Items, ui.NavItem{Label: label, Href: "/registers/incoming", Icon: ui.IconBook})
	return g
}

func leaving(who page.Identity, c counts) ui.NavGroup {
	g := ui.NavGroup{Title: "Văn bản đi", Items: []ui.NavItem{
		{Label: "Dự thảo", Href: "/drafts", Icon: ui.IconDraft},
		{Label: "Dự thảo chờ duyệt", Href: "/tasks?kind=review", Icon: ui.IconFile, Count: c.review},
	}}
	if who.Actor.Has(office.Leader) || who.Actor.Has(office.ChiefOfOffice) {
		g.Items = append(g.Items, ui.NavItem{Label: "Chờ ký số", Href: "/signing", Icon: ui.IconSign, Count: c.sign})
	}
	if who.May(access.IssueDocument) {
		g.Items = append(g.Items, ui.NavItem{Label: "Cấp số, phát hành", Href: "/issuing", Icon: ui.IconStamp, Count: c.issue})
	}
	g.Items = append(g.Items,
		ui.NavItem{Label: "Sổ văn bản đi", Href: "/registers/outgoing", Icon: ui.IconSend},
		ui.NavItem{Label: "Văn bản nội bộ", Href: "/registers/internal", Icon: ui.IconFolder},
	)
	if who.May(access.SendEnvelope) {
		g.Items = append(g.Items, ui.NavItem{Label: "Giao nhận liên thông", Href: "/deliveries", Icon: ui.IconLink})
	}
	return g
}

func work(c counts) ui.NavGroup {
	return ui.NavGroup{Title: "Công việc", Items: []ui.NavItem{
		{Label: "Việc được giao", Href: "/tasks", Icon: ui.IconTasks, Count: c.all},
		{Label: "Quá hạn", Href: "/tasks?group=overdue", Icon: ui.IconClock, Count: c.overdue, Late: true},
		{Label: "Chờ người khác", Href: "/tasks/given", Icon: ui.IconTarget, Count: c.waiting},
		{Label: "Để biết", Href: "/tasks/inform", Icon: ui.IconEye, Count: c.inform},
	}}
}

func lookup() ui.NavGroup {
	return ui.NavGroup{Title: "Tra cứu", Items: []ui.NavItem{{Label: "Tìm kiếm", Href: "/search", Icon: ui.IconSearch}}}
}

func admin(who page.Identity) ui.NavGroup {
	if !who.May(access.ManageKey) {
		return ui.NavGroup{}
	}
	return ui.NavGroup{Title: "Quản trị", Items: []ui.NavItem{
		{Label: "Tổng quan", Href: "/admin", Icon: ui.IconSettings},
		{Label: "Cơ cấu, tài khoản", Href: "/organisation", Icon: ui.IconUsers},
		{Label: "Khoá ký, con dấu", Href: "/admin/keys", Icon: ui.IconKey},
		{Label: "Sổ văn bản", Href: "/admin/registers", Icon: ui.IconBook},
		{Label: "Địa chỉ liên thông", Href: "/deliveries/peers", Icon: ui.IconLink},
		{Label: "Vận hành", Href: "/admin/operations", Icon: ui.IconTasks},
		{Label: "Máy chủ", Href: "/admin/health", Icon: ui.IconGauge},
	}}
}

// count asks all numbers: one view for work, one for the clerk's queue.
func (b Bar) count(ctx context.Context, who page.Identity) counts {
	a := who.Actor
	waiting := ui.Counting()
	c := counts{queue: waiting, all: waiting, overdue: waiting, direct: waiting, review: waiting, sign: waiting, issue: waiting, waiting: waiting, inform: waiting}
	targets := []*ui.Count{&c.all, &c.overdue, &c.direct, &c.review, &c.sign, &c.issue, &c.waiting, &c.inform}
	got, err := b.Tasks.Counts(ctx, a,
		task.Filter{}, task.Filter{Group: task.GroupOverdue}, task.Filter{Kind: task.Direct}, task.Filter{Kind: task.Review},
		task.Filter{Kind: task.Sign}, task.Filter{Kind: task.Issue}, task.Filter{Group: task.GroupWaiting}, task.Filter{Group: task.GroupInform},
	)
	if err != nil {
		b.Log.Warn("nav: work", "error", err)
	}
	for i := range got {
		*targets[i] = show.Count(got[i])
	}
	if who.May(access.RegisterDocument) {
		n, err := b.Documents.Count(ctx, a, document.ListQuery{Box: document.QueueBox})
		if err != nil {
			b.Log.Warn("nav: queue", "error", err)
			return c
		}
		c.queue = show.DocumentCount(n)
	}
	return c
}

// mark notes the line of the page: the longest address that the path begins with.
func mark(n ui.Nav, path string) {
	var best *ui.NavItem
	for _, g := range n.Groups {
		for i := range g.Items {
			item := &g.Items[i]
			if matches(item.Href, path) && (best == nil || len(item.Href) > len(best.Href)) {
				best = item
			}
		}
	}
	if best != nil {
		best.Current = true
	}
}

func matches(href, path string) bool {
	if href == "/" {
		return path == "/"
	}
	rest, ok := strings.CutPrefix(path, href)
	return ok && (rest == "" || strings.ContainsRune("/?&", rune(rest[0])))
}

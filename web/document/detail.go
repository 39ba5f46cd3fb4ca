package document

import (
	"fmt"
	"strconv"

	"github.com/a-h/templ"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/exchange"
	"congvan/office/task"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/story"
	"congvan/web/ui"
)

// tab names a part of a document's page.
type tab string

const (
	handlingTab tab = "handling"
	infoTab     tab = "info"
	relatedTab  tab = "related"
	journalTab  tab = "journal"
)

// detailView is the page of a document (screen S06).
type detailView struct {
	detail   document.Detail
	head     ui.PageHead
	tabs     ui.Tabs
	tab      tab
	viewer   ui.Viewer
	file     task.File
	progress task.Progress
	sigs     ui.Sigs
	verdict  document.Verdict
	arrival  *exchange.DeliveryRow
	story    ui.Story
	related  []relatedLine
	actions  choosing
	here     string
}

// relatedLine is a document tied to this one.
type relatedLine struct {
	how string
	doc document.Document
}

func (a Area) detail(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	d, err := a.Documents.Detail(q.Ctx(), q.Actor(), id)
	if err != nil {
		return err
	}
	v := detailView{detail: d, tab: tabOf(q.Text("tab")), here: show.DocumentURL(id)}
	if v.file, err = a.Tasks.File(q.Ctx(), q.Actor(), id); err != nil {
		return err
	}
	if v.progress, err = a.Tasks.Progress(q.Ctx(), q.Actor(), id); err != nil {
		return err
	}
	v.actions = actionsOf(q.Actor(), d, v.file, v.progress.Stage)
	v.viewer = show.Viewer(d, q.Int("file"), show.DocumentURL(id))
	if main, ok := d.Document.Main(); ok {
		r, _ := d.Reading(main.SHA256)
		v.sigs, v.verdict = show.Signatures(r), show.Judged(r)
		v.viewer.Left = show.Verdict(show.Judged(r))
	}
	if err := a.tabContent(q, &v); err != nil {
		return err
	}
	v.head, v.tabs = headOf(d), tabsOf(v)
	return q.Frame(q.Page(show.Subject(d.Document.TypeName, d.Document.Subject)), detailBody(v))
}

func tabOf(s string) tab {
	switch t := tab(s); t {
	case infoTab, relatedTab, journalTab:
		return t
	case "story": // what the command line prints
		return journalTab
	}
	return handlingTab
}

// tabContent reads what only one part of the page shows.
func (a Area) tabContent(q *page.Request, v *detailView) error {
	doc := v.detail.Document
	var err error
	switch v.tab {
	case journalTab:
		var lines []story.Line
		if lines, err = a.Stories.Of(q.Ctx(), q.Actor(), doc.ID); err != nil {
			return err
		}
		v.story = story.Lines(lines, func(i int64) string { return fmt.Sprintf("%s/journal/%d", show.DocumentURL(doc.ID), i) })
	case relatedTab:
		v.related, err = a.related(q, v)
	case infoTab:
		v.arrival, err = a.arrivalOf(q, doc)
	}
	return err
}

func (a Area) arrivalOf(q *page.Request, d document.Document) (*exchange.DeliveryRow, error) {
	if a.Exchange == nil || d.Kind != document.Incoming || d.Envelope.Zero() {
		return nil, nil
	}
	row, err := a.Exchange.ArrivalOf(q.Ctx(), q.Actor(), d.ID)
	if office.CodeOf(err) == office.CodeNotFound {
		return nil, nil
	}
	return &row, err
}

// related gives the documents tied to this one that the person may read too: what
// it answers, and what was written for the work on it.
func (a Area) related(q *page.Request, v *detailView) ([]relatedLine, error) {
	var out []relatedLine
	err := a.Acts.View(q.Ctx(), q.Actor(), func(tx office.Tx) error {
		for _, x := range tied(v.detail.Document, v.file.Tasks) {
			d, _, err := a.Documents.RequireReadIn(tx, x.doc.ID)
			switch office.CodeOf(err) {
			case "":
				x.doc = d
				out = append(out, x)
			case office.CodeForbidden, office.CodeNotFound: // not for this person
			default:
				return err
			}
		}
		return nil
	})
	return out, err
}

// tied names what is tied to a document, by id.
func tied(d document.Document, nodes []task.Node) []relatedLine {
	var out []relatedLine
	seen := map[office.ID]bool{}
	add := func(how string, id office.ID) {
		if !id.Zero() && !seen[id] {
			seen[id] = true
			out = append(out, relatedLine{how, document.Document{ID: id}})
		}
	}
	add("Trả lời cho", d.ReplyTo)
	var walk func([]task.Node)
	walk = func(nodes []task.Node) {
		for _, n := range nodes {
			add("Văn bản trả lời, sản phẩm", n.Product)
			walk(n.Below)
		}
	}
	walk(nodes)
	return out
}

func headOf(d document.Detail) ui.PageHead {
	doc := d.Document
	box, label := boxOf(doc)
	h := ui.PageHead{
		Title: show.Subject(doc.TypeName, doc.Subject), Line: true, Doc: true,
		Crumbs: []ui.Crumb{{Label: label, Href: box}, {Label: crumbOf(doc)}},
	}
	if doc.Kind == document.Incoming && doc.State == document.Registered {
		h.Actions = append(h.Actions, ui.Button{Label: "In phiếu", Icon: ui.IconPrint, Href: show.DocumentURL(doc.ID) + "/slip"})
	}
	return h
}

func crumbOf(d document.Document) string {
	if d.ArrivalNumber != 0 {
		return "Số đến " + strconv.FormatInt(d.ArrivalNumber, 10)
	}
	return show.Code(d.ReferenceCode, 0)
}

func boxOf(d document.Document) (href, label string) {
	switch d.Box() {
	case document.QueueBox:
		return "/arrivals", "Chờ vào sổ"
	case document.DraftBox:
		return "/drafts", "Dự thảo"
	case document.OutgoingBox:
		return "/registers/outgoing", "Sổ văn bản đi"
	case document.InternalBox:
		return "/registers/internal", "Văn bản nội bộ"
	}
	return "/registers/incoming", "Sổ văn bản đến"
}

func tabsOf(v detailView) ui.Tabs {
	t := ui.Tabs{Label: "Văn bản"}
	for _, x := range []struct {
		tab  tab
		name string
	}{{handlingTab, "Xử lý"}, {infoTab, "Thông tin"}, {relatedTab, "Liên quan"}, {journalTab, "Nhật ký"}} {
		item := ui.Tab{Label: x.name, Href: v.here, Current: x.tab == v.tab}
		if x.tab != handlingTab {
			item.Href += "?tab=" + string(x.tab)
		}
		t.Items = append(t.Items, item)
	}
	return t
}

// live makes the right side ask again when the document or its work changes.
func (v detailView) live() templ.Attributes {
	return templ.Attributes{
		"id": "xu-ly", "data-live": "document:" + v.detail.Document.ID.String(), "hx-get": v.here + "?tab=" + string(v.tab),
		"hx-trigger": "live", "hx-select": "#xu-ly", "hx-swap": "outerHTML",
	}
}

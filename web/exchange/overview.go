package exchange

import (
	"strconv"

	"github.com/a-h/templ"

	"congvan/office"
	"congvan/office/exchange"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

type templComponent = templ.Component

func itoa(n int) string { return strconv.Itoa(n) }

// list is one view of the overview.
type list struct {
	key   string // late, stalled, or a status
	label string
	rows  []exchange.Envelope
	count ui.Count
	empty string
}

const (
	lateKey    = "late"
	stalledKey = "stalled"
)

// shownLimit is how many rows the lists of exchange hold.
const shownLimit = 200

func counted(n int) ui.Count {
	if n >= shownLimit {
		return ui.Over(n - 1)
	}
	return ui.Exactly(n)
}

// lists are the views in their order, with what each counts.
func lists(o exchange.Overview) []list {
	out := []list{
		{key: lateKey, label: "Chưa nhận quá 4 giờ", rows: o.Late, count: counted(len(o.Late)), empty: "Không có nơi nào chưa nhận quá 4 giờ."},
		{key: stalledKey, label: "Gửi không được", rows: o.Stalled, count: counted(len(o.Stalled)), empty: "Không có gói tin nào bị nghẽn."},
		{key: string(exchange.Refused), label: "Bị từ chối", count: ui.Exactly(int(o.Counts[exchange.Refused])), empty: "Không có văn bản nào bị từ chối."},
	}
	for _, s := range exchange.Statuses() {
		if s != exchange.Refused {
			out = append(out, list{key: string(s), label: s.String(), count: ui.Exactly(int(o.Counts[s])), empty: "Không có văn bản nào ở trạng thái này."})
		}
	}
	return out
}

func (l list) href() string { return "/deliveries?list=" + l.key }

func (a Area) overview(q *page.Request) error {
	o, err := a.Exchange.Overview(q.Ctx(), q.Actor())
	if err != nil {
		return err
	}
	all := lists(o)
	at := first(all)
	for _, l := range all {
		if l.key == q.Text("list") {
			at = l
		}
	}
	if at.key != lateKey && at.key != stalledKey {
		if at.rows, err = a.Exchange.ByStatus(q.Ctx(), q.Actor(), exchange.Status(at.key)); err != nil {
			return err
		}
	}
	t, err := a.table(q, at)
	if err != nil {
		return err
	}
	head := ui.PageHead{
		Title: "Giao nhận liên thông", Sub: "Cập nhật " + ui.Clock(q.Now()),
		Actions: []templComponent{
			ui.Button{Label: "Sự cố (" + itoa(len(o.Incidents)) + ")", Icon: ui.IconShieldBad, Href: "/deliveries/incidents"},
			ui.Button{Label: "Địa chỉ liên thông", Icon: ui.IconContact, Href: "/deliveries/peers"},
		},
	}
	p := q.Page("Giao nhận liên thông")
	p.Wide = true // ten statuses side by side
	return q.Frame(p, overviewPage(head, refreshed(q, "so"), segments(all, at), t))
}

// first is what the page opens with: the first view that has rows, troubles before
// what goes well.
func first(all []list) list {
	for _, l := range all {
		if !l.count.Zero() {
			return l
		}
	}
	return all[0]
}

// refreshed makes a part of the page ask again when an envelope moves.
func refreshed(q *page.Request, id string) templ.Attributes {
	return templ.Attributes{
		"id": id, "data-live": "list:envelope", "hx-get": q.R.URL.RequestURI(), "hx-trigger": "live", "hx-select": "#" + id, "hx-swap": "outerHTML",
	}
}

func segments(all []list, at list) ui.Segments {
	s := ui.Segments{Label: "Trạng thái"}
	for _, l := range all {
		s.Items = append(s.Items, ui.Tab{Label: l.label, Href: l.href(), Count: l.count, Current: l.key == at.key})
	}
	return s
}

// names are the documents that the actor may read, as lists name them.
func (a Area) names(q *page.Request, rows []exchange.Envelope) (map[office.ID]string, error) {
	out := map[office.ID]string{}
	err := a.Acts.View(q.Ctx(), q.Actor(), func(tx office.Tx) error {
		for _, e := range rows {
			if _, known := out[e.Document]; known {
				continue
			}
			d, _, err := a.Documents.RequireReadIn(tx, e.Document)
			switch office.CodeOf(err) {
			case office.CodeForbidden, office.CodeNotFound:
				out[e.Document] = "Văn bản đồng chí chưa được xem"
				continue
			}
			if err != nil {
				return err
			}
			out[e.Document] = show.Join(show.Code(d.ReferenceCode, 0), show.Subject(d.TypeName, d.Subject))
		}
		return nil
	})
	return out, err
}

func (a Area) table(q *page.Request, at list) (ui.Table, error) {
	names, err := a.names(q, at.rows)
	if err != nil {
		return ui.Table{}, err
	}
	t := ui.Table{
		ID: "envelopes", Caption: at.label, Focus: true, Foot: &ui.Foot{Noun: "nơi nhận", Total: at.count},
		Columns: []ui.Column{
			{Title: "Nơi nhận", Width: 240, Main: true, Frozen: true},
			{Title: "Văn bản", OnPhone: true},
			{Title: "Trạng thái", Width: 144, OnPhone: true},
			{Title: "Gửi lúc", Width: 144, Kind: ui.DateColumn, OnPhone: true},
			{Title: "Lỗi gần nhất, lý do", Width: 240, OnPhone: true},
			{Title: "", Width: 144, OnPhone: true},
		},
		Empty: ui.Empty{Icon: ui.IconLink, Title: at.empty},
		Attrs: refreshed(q, "ds"),
	}
	if len(at.rows) == shownLimit {
		t.Foot.Note = "Hiện " + itoa(shownLimit) + " dòng."
	}
	var rows []ui.Row
	for _, e := range at.rows {
		rows = append(rows, ui.Row{
			ID: e.ID.String(), Name: e.Peer.Name, Href: address(e.Document) + "/" + e.ID.String(),
			Cells: []templComponent{
				ui.Text(e.Peer.Name), ui.Clip(names[e.Document]), statusTag(e.Status), ui.Text(ui.DateTime(e.CreatedAt)),
				ui.Clip(trouble(e)), againButton(e),
			},
		})
	}
	t.Groups = ui.Rows(rows...)
	return t, nil
}

// trouble is why an envelope is not where it should be.
func trouble(e exchange.Envelope) string {
	switch {
	case e.Reason != "":
		return e.Reason
	case e.Status == exchange.Queued && e.LastError != "":
		return e.LastError + " (đã thử " + itoa(e.Attempts) + " lần)"
	}
	return ""
}

// againButton sends a refused envelope again, or tries a waiting one at once.
func againButton(e exchange.Envelope) templComponent {
	if b := again(e); b != nil {
		return *b
	}
	return ui.Nothing()
}

func again(e exchange.Envelope) *ui.Button {
	b := ui.Button{Size: ui.Small, Icon: ui.IconRetry, Submit: true, Form: "again", Action: address(e.Document) + "/" + e.ID.String() + "/again"}
	switch {
	case e.Status == exchange.Refused:
		b.Label = "Gửi lại"
	case e.Status == exchange.Queued && e.Attempts > 0:
		b.Label = "Thử gửi ngay"
	default:
		return nil
	}
	b.Hint = b.Label + ": " + e.Peer.Name
	return &b
}

func statusTag(s exchange.Status) ui.Tag {
	t := ui.Tag{Word: s.String(), Tone: ui.ToneInfo, Icon: ui.IconProcess}
	switch s {
	case exchange.Queued, exchange.Sent:
		t.Tone, t.Icon = ui.ToneWait, ui.IconClock
	case exchange.Arrived:
		t.Icon = ui.IconInbox
	case exchange.Refused:
		t.Tone, t.Icon = ui.ToneLate, ui.IconClose
	case exchange.Registered:
		t.Tone, t.Icon = ui.ToneOK, ui.IconBook
	case exchange.Completed:
		t.Tone, t.Icon = ui.ToneOK, ui.IconCheck
	}
	return t
}

package incoming

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// queueView is the queue of arrivals (screen S03).
type queueView struct {
	head   ui.PageHead
	table  ui.Table
	held   []document.Held
	faults []ui.Msg // uploads that were not taken
	now    time.Time
	form   ui.Form
}

func (a Area) queue(q *page.Request) error { return a.drawQueue(q, nil, nil) }

func (a Area) drawQueue(q *page.Request, faults []ui.Msg, failed error) error {
	who := q.Actor()
	if err := q.Require(access.RegisterDocument); err != nil {
		return err
	}
	list, err := a.Documents.List(q.Ctx(), who, document.ListQuery{Box: document.QueueBox, After: document.Cursor(q.R.URL.Query().Get("after"))})
	if err != nil {
		return err
	}
	doubles, err := a.Documents.DoublesOf(q.Ctx(), who, idsOf(list.Rows))
	if err != nil {
		return err
	}
	v := queueView{faults: faults, now: q.Now(), form: ui.Form{ID: "upload", Multipart: true, Once: page.NewOnce(), Class: "stack stack--12"}}
	if v.held, err = a.Documents.HeldUploads(q.Ctx(), who); err != nil {
		return err
	}
	v.head = ui.PageHead{
		Title: "Hàng đợi tiếp nhận", Sub: ui.LongDay(q.Now()) + " · cập nhật " + ui.Clock(q.Now()),
		Actions: []templ.Component{
			ui.Button{Label: "Vào sổ văn bản giấy", Icon: ui.IconPlus, Href: "/arrivals/new"},
			ui.Button{Label: "Tải văn bản lên", Icon: ui.IconUpload, Key: "F2", Href: "#tai-len"},
		},
	}
	v.table = queueTable(list, doubles, q.Now())
	if len(list.Rows) > 0 {
		v.head.Actions = append(v.head.Actions, ui.Button{Label: "Vào sổ", Icon: ui.IconBook, Kind: ui.Primary, Href: arrivalURL(list.Rows[0].ID)})
	}
	p := q.Page("Hàng đợi tiếp nhận")
	if failed != nil {
		return q.FailForm(failed, p, queueBody(v))
	}
	return q.Frame(p, queueBody(v))
}

func idsOf(rows []document.Row) []office.ID {
	out := make([]office.ID, len(rows))
	for i, r := range rows {
		out[i] = r.ID
	}
	return out
}

func queueTable(list document.Page, doubles map[office.ID][]document.Double, now time.Time) ui.Table {
	t := ui.Table{
		ID: "queue", Caption: "Văn bản chờ vào sổ", Focus: true,
		Columns: []ui.Column{
			{Title: "Trích yếu", Main: true},
			{Title: "Cơ quan ban hành", Width: 240, OnPhone: true},
			{Title: "Số, ký hiệu", Width: 144, OnPhone: true},
			{Title: "Chữ ký số", Width: 192, OnPhone: true},
			{Title: "Trùng", Width: 144},
			{Title: "Đã chờ", Width: 112, OnPhone: true},
		},
		Foot: &ui.Foot{Noun: "văn bản chờ vào sổ"},
		Empty: ui.Empty{
			Icon: ui.IconInbox, Title: "Không còn văn bản chờ vào sổ.", Next: &ui.Button{Label: "Xem sổ văn bản đến", Href: "/registers/incoming"},
			Tip: "Văn bản liên thông tự đến đây; văn bản giấy đã quét thì tải tệp PDF lên.",
		},
		Attrs: templ.Attributes{"id": "hang-doi", "data-live": "list:document", "hx-get": "/arrivals", "hx-trigger": "live", "hx-select": "#hang-doi", "hx-swap": "outerHTML"},
	}
	if list.Count.N > 0 || list.Next == "" {
		t.Foot.Total = show.DocumentCount(list.Count)
	}
	if list.Next != "" {
		t.Foot.Pager.Next = "/arrivals?after=" + url.QueryEscape(string(list.Next))
	}
	var rows []ui.Row
	for _, r := range list.Rows {
		var double templ.Component = ui.Muted("Không")
		if found := doubles[r.ID]; len(found) > 0 {
			double = ui.Tag{Word: doubleWord(found[0]), Tone: ui.ToneSoon, Icon: ui.IconWarning}
		}
		rows = append(rows, ui.Row{
			ID: r.ID.String(), Name: show.Code(r.ReferenceCode, 0), Href: arrivalURL(r.ID),
			Cells: []templ.Component{
				ui.Join(show.Mark(r.Urgency), ui.Text(show.Subject(r.TypeName, r.Subject))),
				orMissing(r.IssuingName), orMissing(r.ReferenceCode), show.Verdict(r.Verdict), double,
				ui.Text(waited(now.Sub(r.CreatedAt))),
			},
		})
	}
	if len(rows) > 0 {
		t.Groups = ui.Rows(rows...)
	}
	return t
}

func orMissing(s string) templ.Component {
	if s == "" {
		return ui.Missing("Chưa đọc được")
	}
	return ui.Clip(s)
}

func doubleWord(d document.Double) string {
	if d.ArrivalNumber != 0 {
		return "Số đến " + strconv.FormatInt(d.ArrivalNumber, 10)
	}
	return "Đang chờ vào sổ"
}

// waited says how long an arrival has waited.
func waited(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "vừa đến"
	case d < time.Hour:
		return fmt.Sprintf("%d phút", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d giờ", int(d.Hours()))
	}
	return fmt.Sprintf("%d ngày", int(d.Hours()/24))
}

// upload takes files into the queue: each its own document, or all one document
// with the first as its main file.
func (a Area) upload(q *page.Request) error {
	files, err := q.Files("files")
	for _, f := range files {
		defer f.Close()
	}
	if err != nil {
		return err
	}
	var faults []ui.Msg
	var failed error
	taken := 0
	for _, in := range inputs(files, q.Text("together") != "") {
		in.Classification = office.Classification(q.Int("classification"))
		if _, err := a.Documents.Receive(q.Ctx(), q.Actor(), in); err != nil {
			if !page.FormFault(err) {
				return err
			}
			faults, failed = append(faults, refusal(in, err)), err
			continue
		}
		taken++
	}
	if failed != nil {
		if taken > 0 {
			faults = append(faults, ui.Msg{Tone: ui.ToneOK, Text: fmt.Sprintf("Đã tiếp nhận %d văn bản khác.", taken)})
		}
		return a.drawQueue(q, faults, failed)
	}
	return q.Go("/arrivals", fmt.Sprintf("Đã tiếp nhận %d văn bản.", taken))
}

// inputs parts the uploaded files into documents.
func inputs(files []page.File, together bool) []document.ReceiveInput {
	uploads := make([]document.Upload, len(files))
	for i, f := range files {
		uploads[i] = document.Upload{Name: f.Name, File: f}
	}
	if together || len(uploads) == 0 {
		return []document.ReceiveInput{{Files: uploads}}
	}
	out := make([]document.ReceiveInput, len(uploads))
	for i := range uploads {
		out[i].Files = uploads[i : i+1]
	}
	return out
}

func refusal(in document.ReceiveInput, err error) ui.Msg {
	var names []string
	for _, u := range in.Files {
		names = append(names, u.Name)
	}
	m := ui.Msg{Tone: ui.ToneLate, Title: "Chưa tiếp nhận: " + strings.Join(names, ", "), Text: page.ErrorOf(err).Vi}
	if len(names) == 0 {
		m.Title = "Chưa tiếp nhận"
	}
	return m
}

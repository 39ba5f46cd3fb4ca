package signing

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/draft"
	"congvan/office/task"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

type templComponent = templ.Component

func itoa(n int) string { return strconv.Itoa(n) }

// entry is one document of the queue.
type entry struct {
	line task.Line
	draft.Page
	read bool
}

func (e entry) mark() string { return mark(e.Document.ID, e.Document.Version) }

func (e entry) title() string { return show.Subject(e.Document.TypeName, e.Document.Subject) }

// submitter is who wrote the newest version.
func (e entry) submitter() string {
	if n := len(e.Versions); n > 0 {
		return e.Versions[n-1].PersonName
	}
	return ""
}

// initials says whether every step of review was agreed to.
func (e entry) initials() ui.Tag {
	for _, s := range e.Chain {
		if s.State != draft.StepDone && s.State != draft.StepPassed {
			return ui.Tag{Word: "Thiếu " + strings.ToLower(s.Step.Step.String()), Tone: ui.ToneSoon, Icon: ui.IconWarning}
		}
	}
	return ui.Tag{Word: "Đủ ký nháy", Tone: ui.ToneOK, Icon: ui.IconCheck}
}

func (e entry) meta() string {
	pages := ""
	if e.Document.Pages > 0 {
		pages = itoa(e.Document.Pages) + " trang"
	}
	by := ""
	if who := e.submitter(); who != "" {
		by = "trình: " + who
	}
	return show.Join("Dự thảo lần "+itoa(len(e.Versions)), e.Document.TypeName, pages, by)
}

// seen says whether the signer has had it on the screen, and until when it is due.
func (e entry) seen() string {
	word := "Chưa đọc"
	if e.read {
		word = "Đã đọc"
	}
	if !e.line.Due.IsZero() {
		word += " · hạn " + show.Day(e.line.Due)
	}
	return word
}

// batch is how many documents a page of the queue shows, and one signing takes.
const batch = 100

// entries reads the queue, what is due first.
func (a Area) entries(q *page.Request) ([]entry, error) {
	work, err := a.Tasks.Work(q.Ctx(), q.Actor(), task.Filter{Kind: task.Sign}, task.Cursor{}, batch)
	if err != nil {
		return nil, err
	}
	read := readSet(q)
	var out []entry
	for _, l := range work.Lines {
		p, err := a.Drafts.View(q.Ctx(), q.Actor(), l.Document)
		if err != nil {
			return nil, err
		}
		e := entry{line: l, Page: p}
		e.read = read[e.mark()]
		out = append(out, e)
	}
	return out, nil
}

// queueView is the page of the queue.
type queueView struct {
	head    ui.PageHead
	table   ui.Table
	open    *entry // shown at the right
	viewer  ui.Viewer
	key     keyView
	actions ui.ActionBar
}

func (a Area) queue(q *page.Request) error {
	all, err := a.entries(q)
	if err != nil {
		return err
	}
	counts, err := a.Tasks.Counts(q.Ctx(), q.Actor(), task.Filter{Kind: task.Sign})
	if err != nil {
		return err
	}
	v := queueView{key: a.key(q)}
	if i := slices.IndexFunc(all, func(e entry) bool { return e.Document.ID == q.ID("open") }); i >= 0 {
		if err := a.openEntry(q, &v, &all[i]); err != nil {
			return err
		}
	}
	unread := 0
	for _, e := range all {
		if !e.read {
			unread++
		}
	}
	v.head = ui.PageHead{
		Title: "Chờ ký số", Count: show.Count(counts[0]), Line: true,
		Sub: "Đã đọc " + itoa(len(all)-unread) + ", chưa đọc " + itoa(unread) + ". Văn bản chưa đọc không ký được.",
	}
	v.table = queueTable(all, v.open, counts[0])
	p := q.Page("Chờ ký số")
	return q.Frame(p, queuePage(v))
}

// openEntry shows a document and notes that it was shown.
func (a Area) openEntry(q *page.Request, v *queueView, e *entry) error {
	d, err := a.Documents.Detail(q.Ctx(), q.Actor(), e.Document.ID)
	if err != nil {
		return err
	}
	v.viewer = show.Viewer(d, q.Int("file"), openURL(e.Document.ID))
	v.viewer.Start = max(1, d.Document.Pages) // the place of the signature is on the last page
	if q.R.Header.Get("HX-Request") == "" {
		remember(q, e.mark())
		e.read = true
	}
	v.open = e
	v.actions = ui.ActionBar{
		Hint: "Hỏi PIN một lần. Không rút lại.",
		Buttons: []ui.Button{
			{Label: "Trả lại", Icon: ui.IconUndo, Href: "/signing/" + e.Document.ID.String() + "/return"},
			{Label: "Ký văn bản này", Icon: ui.IconSign, Submit: true, Form: "one"},
		},
	}
	return nil
}

func openURL(id office.ID) string { return "/signing?open=" + id.String() }

func queueTable(all []entry, open *entry, n task.Count) ui.Table {
	t := ui.Table{
		ID: "queue", Caption: "Văn bản chờ ký", Wrap: true, Focus: open == nil,
		Columns: []ui.Column{{Title: "Văn bản", Main: true}, {Title: "Duyệt", Width: 176, OnPhone: true}},
		Batch: &ui.Batch{Noun: "văn bản", Once: page.NewOnce(), Buttons: []ui.Button{
			{Label: "Ký các văn bản đã chọn", Kind: ui.Primary, Icon: ui.IconSign, Key: "Ctrl+Enter", Action: "/signing/confirm"},
		}},
		Empty: ui.Empty{Icon: ui.IconSign, Title: "Không còn văn bản chờ ký.", Next: &ui.Button{Label: "Về bàn làm việc", Href: "/"}},
		Foot:  &ui.Foot{Noun: "văn bản", Total: show.Count(n)},
		Attrs: templ.Attributes{"id": "hang-doi"},
	}
	if len(all) == batch && (n.More || n.N > batch) {
		t.Foot.Note = "Hiện " + itoa(batch) + " văn bản đến hạn trước; ký xong sẽ hiện tiếp."
	}
	var rows []ui.Row
	for _, e := range all {
		id := e.Document.ID
		rows = append(rows, ui.Row{
			ID: choice(e.Document), Name: e.title(), Href: openURL(id), Unread: !e.read,
			Selected: open != nil && open.Document.ID == id && e.read,
			Cells:    []templComponent{entryCell(e), stateCell(e)},
		})
	}
	t.Groups = ui.Rows(rows...)
	return t
}

// choice names a document in the state that was shown.
func choice(d document.Document) string { return mark(d.ID, d.Version) }

package draft

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/draft"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

type templComponent = templ.Component

func itoa(n int) string { return strconv.Itoa(n) }

func version(d document.Document) string { return itoa(d.Version) }

// clip shortens a title for a crumb.
func clip(s string) string {
	const limit = 48
	r := []rune(s)
	if len(r) <= limit {
		return s
	}
	return string(r[:limit-1]) + "…"
}

// view is the page of one draft.
type view struct {
	draft.Page
	head   ui.PageHead
	viewer templComponent
	at     int // number of the version that is shown; 0 when there is none
	text   string
	faults page.Faults
	title  string                 // of the summary
	theirs *draft.VersionConflict // an upload over a version not seen
	my     string                 // name of the file that was not stored
	file   string                 // fault of the upload form
}

func (a Area) show(q *page.Request) error {
	v, err := a.load(q)
	if err != nil {
		return err
	}
	return q.Frame(a.frame(q, v), showPage(v))
}

func (a Area) frame(q *page.Request, v view) ui.Page {
	p := q.Page(show.Subject(v.Document.TypeName, v.Document.Subject))
	p.Wide = true
	return p
}

func (a Area) load(q *page.Request) (view, error) {
	id, err := q.PathID("id")
	if err != nil {
		return view{}, err
	}
	p, err := a.Drafts.View(q.Ctx(), q.Actor(), id)
	if err != nil {
		return view{}, err
	}
	v := view{Page: p, at: len(p.Versions)}
	if n := q.Int("version"); n >= 1 && n <= len(p.Versions) {
		v.at = n
	}
	v.head = head(v)
	v.viewer, err = a.viewer(q, v)
	return v, err
}

func head(v view) ui.PageHead {
	d := v.Document
	h := ui.PageHead{
		Title: show.Subject(d.TypeName, d.Subject), Doc: true,
		Crumbs: []ui.Crumb{{Label: "Dự thảo", Href: "/drafts"}, {Label: "Dự thảo lần " + itoa(len(v.Versions))}},
	}
	if d.ReplyToCode != "" && !d.ReplyTo.Zero() {
		h.Actions = append(h.Actions, ui.Button{Label: "Văn bản đến " + d.ReplyToCode, Icon: ui.IconFile, Href: show.DocumentURL(d.ReplyTo)})
	}
	if d.State != document.Draft && d.State != document.Approved {
		h.Actions = append(h.Actions, ui.Button{Label: "Xem văn bản", Icon: ui.IconFile, Href: show.DocumentURL(d.ID)})
	}
	if d.State == document.Draft && v.MayUpload {
		h.Actions = append(h.Actions, ui.Button{Label: "Sửa thông tin", Icon: ui.IconPen, Href: address(d.ID) + "/fields"})
	}
	return h
}

// meta is the line below the title.
func (v view) meta() []templComponent {
	d := v.Document
	out := []templComponent{show.State(d.State), show.Mark(d.Urgency), ui.Text(d.TypeName), ui.Text(d.IssuingName)}
	if d.Signer.Name != "" {
		out = append(out, ui.Text("Người ký: "+d.Signer.Name+", "+d.Signer.Position))
	}
	out = append(out, ui.Text(places(d.Recipients)))
	if !d.DueDate.IsZero() {
		out = append(out, ui.Text("Hạn trả lời "+show.Day(d.DueDate)))
	}
	return out
}

func places(all []document.Recipient) string {
	switch len(all) {
	case 0:
		return "Chưa có nơi nhận"
	case 1:
		return "Nơi nhận: " + all[0].Name
	}
	return "Nơi nhận: " + all[0].Name + " và " + itoa(len(all)-1) + " nơi khác"
}

// steps is the chain of review as a table.
func (v view) steps() ui.Table {
	t := ui.Table{
		ID: "chain", Caption: "Quy trình duyệt", Wrap: true,
		Columns: []ui.Column{{Title: "Bước", Width: 144, Main: true}, {Title: "Người duyệt", Width: 160, OnPhone: true}, {Title: "Kết quả", Width: 160, OnPhone: true}},
		Empty:   ui.Empty{Small: true, Icon: ui.IconProcess, Title: "Loại văn bản này không qua bước duyệt nào."},
	}
	var rows []ui.Row
	for _, s := range v.Chain {
		rows = append(rows, ui.Row{Cells: []templComponent{ui.Strong(s.Step.Step.String()), ui.Text(who(s)), ui.Join(tagOf(s), ui.Muted(stepWhen(s)))}})
	}
	t.Groups = ui.Rows(rows...)
	return t
}

// who is who has a step or has agreed to it.
func who(s draft.StepView) string {
	if s.PersonName != "" {
		return s.PersonName
	}
	return s.HolderName
}

func tagOf(s draft.StepView) ui.Tag {
	switch s.State {
	case draft.StepDone:
		return ui.Tag{Word: "Đồng ý", Tone: ui.ToneOK, Icon: ui.IconCheck}
	case draft.StepOpen:
		return ui.Tag{Word: "Đang duyệt", Tone: ui.ToneWait, Icon: ui.IconFileClock}
	case draft.StepPassed:
		return ui.Tag{Word: "Bỏ qua", Tone: ui.ToneNeutral, Icon: ui.IconMinus}
	}
	return ui.Tag{Word: "Chưa đến", Tone: ui.ToneNeutral, Icon: ui.IconClock}
}

func stepWhen(s draft.StepView) string {
	switch {
	case s.State == draft.StepDone:
		return ui.DateTime(s.At)
	case s.Task != nil && !s.Task.Due.IsZero():
		return "hạn " + show.Day(s.Task.Due)
	}
	return ""
}

// notes are the opinions on the draft, newest first.
func (v view) notes() []noteView {
	var out []noteView
	for i := len(v.Comments) - 1; i >= 0; i-- {
		c := v.Comments[i]
		n := noteView{Note: ui.Note{Who: show.Upper(c.PersonName), Title: title(c.PostName, c.PersonName), At: c.Created, Text: c.Text}, version: c.Version}
		n.Proposal = c.Verdict == draft.Remark
		if c.BehalfName != "" {
			n.OnBehalf = "thay " + c.BehalfName
		}
		n.tag = ui.Tag{Word: c.Verdict.String(), Tone: ui.ToneInfo, Icon: ui.IconMessage}
		switch c.Verdict {
		case draft.Agreed:
			n.tag.Tone, n.tag.Icon = ui.ToneOK, ui.IconCheck
		case draft.Return:
			n.tag.Tone, n.tag.Icon = ui.ToneLate, ui.IconUndo
		}
		if c.Text == "" {
			n.Text = c.Verdict.String() + "."
		}
		out = append(out, n)
	}
	return out
}

type noteView struct {
	ui.Note
	version int
	tag     ui.Tag
}

// hidden are the fields that every act of the page sends: what was seen.
func (v view) hidden() map[string]string {
	h := map[string]string{"version": itoa(len(v.Versions))}
	if v.Review != nil {
		h["task"], h["task_version"] = v.Review.ID.String(), itoa(v.Review.Version)
	}
	return h
}

func (v view) address() string { return address(v.Document.ID) }

// mayComment: opinions are asked until the document is signed.
func (v view) mayComment() bool {
	return v.MayComment && (v.Document.State == document.Draft || v.Document.State == document.Approved)
}

// title is the post without its holder, who is named beside it.
func title(post, person string) string { return strings.TrimPrefix(post, person+", ") }

// reviewing reports whether the person is asked for a verdict.
func (v view) reviewing() bool { return v.Mine && v.Document.State == document.Draft }

// bar is what may be done, the primary act rightmost.
func (v view) bar() ui.ActionBar {
	var b ui.ActionBar
	act := func(label, path string, kind ui.ButtonKind, icon ui.Icon, key string) {
		b.Buttons = append(b.Buttons, ui.Button{
			Label: label, Kind: kind, Icon: icon, Key: key, Submit: true, Form: "act", Action: v.address() + path,
		})
	}
	switch {
	case v.reviewing():
		act("Trả lại", "/return", ui.Danger, ui.IconUndo, "")
		act("Góp ý", "/comment", ui.Plain, ui.IconMessage, "")
		act("Đồng ý", "/agree", ui.Primary, ui.IconCheck, "Ctrl+Enter")
	case v.mayComment():
		act("Góp ý", "/comment", ui.Plain, ui.IconMessage, "")
	}
	if v.MayTakeBack {
		b.Buttons = append([]ui.Button{{Label: "Thu hồi", Icon: ui.IconUndo, Href: v.address() + "/take-back"}}, b.Buttons...)
	}
	if v.MaySubmit {
		if len(v.Versions) == 0 {
			b.Buttons = append(b.Buttons, ui.Button{Label: "Trình", Why: "Chưa có tệp"})
		} else {
			act("Trình", "/submit", ui.Primary, ui.IconSend, "Ctrl+Enter")
		}
	}
	if v.MayUpload && len(v.Versions) > 0 {
		b.More = append(b.More, ui.Button{Label: "Tạo lại từ mẫu", Icon: ui.IconRefresh, Submit: true, Form: "act", Action: v.address() + "/regenerate"})
	}
	return b
}

// live makes the state of the draft ask again when it changes.
func (v view) live() templ.Attributes {
	return templ.Attributes{
		"data-live": "document:" + v.Document.ID.String(), "hx-get": v.address(), "hx-trigger": "live",
		"hx-select": "#tinh-trang", "hx-swap": "outerHTML",
	}
}

func (v view) who(id office.ID) string {
	for _, x := range v.Versions {
		if x.Person == id {
			return x.PersonName
		}
	}
	return ""
}

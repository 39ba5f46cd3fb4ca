package issue

import (
	"strconv"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/signing"
	"congvan/web/page"
	"congvan/web/recipient"
	"congvan/web/show"
	"congvan/web/ui"
)

// view is the page of one document on its way to issue.
type view struct {
	document.Detail
	head     ui.PageHead
	viewer   ui.Viewer
	noNumber *ui.Msg // why there is no number to propose
	next     int64   // proposed number; taken by nobody
	reserved []document.Number
	book     recipient.Book
	places   []document.Recipient // as shown: stored, or as typed
	key      signing.Key
	keyErr   error
	days     int // the seal's certificate is still valid
	today    string
	may      bool

	chosen string // reserved number
	stands *ui.Msg
	faults page.Faults
}

func (a Area) show(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	v, err := a.load(q, id)
	if err != nil {
		return err
	}
	if v.Document.State == document.Issued {
		return q.Go("/deliveries/"+id.String(), "")
	}
	return q.Frame(a.frame(q, v), showPage(v))
}

func (a Area) frame(q *page.Request, v view) ui.Page {
	p := q.Page("Phát hành: " + show.Subject(v.Document.TypeName, v.Document.Subject))
	p.Wide = true
	return p
}

// load reads all that the page shows.
func (a Area) load(q *page.Request, id office.ID) (view, error) {
	var v view
	var err error
	if v.Detail, err = a.Documents.Detail(q.Ctx(), q.Actor(), id); err != nil {
		return v, err
	}
	d := v.Document
	if err := access.Require(q.Actor(), access.IssueDocument, v.Object); err != nil {
		return v, err
	}
	if v.book, err = a.Recipients.Book(q.Ctx(), q.Actor()); err != nil {
		return v, err
	}
	if d.State == document.Signed {
		if err := a.propose(q, &v); err != nil {
			return v, err
		}
	}
	v.key, v.keyErr = a.Signing.SealKey(q.Ctx(), q.Actor())
	v.days = show.DaysLeft(v.key.NotAfter, q.Now())
	v.places, v.today, v.may = d.Recipients, show.Day(show.Today(q.Now())), open(d.State) && v.noNumber == nil
	v.viewer = show.Viewer(v.Detail, q.Int("file"), address(id))
	v.head = ui.PageHead{
		Title: show.Subject(d.TypeName, d.Subject), Doc: true,
		Crumbs: []ui.Crumb{{Label: "Cấp số, phát hành", Href: "/issuing"}, {Label: show.Code(d.ReferenceCode, 0)}},
	}
	return v, nil
}

// propose looks up the number that the document would get. When the rules give it
// none yet (no term of the committee is known), the page says so.
func (a Area) propose(q *page.Request, v *view) error {
	var err error
	if v.next, err = a.Documents.Peek(q.Ctx(), q.Actor(), v.Document.ID); err == nil {
		v.reserved, err = a.Documents.ReservedFor(q.Ctx(), q.Actor(), v.Document.ID)
	}
	if office.CodeOf(err) == office.CodeInvalid {
		v.noNumber = &ui.Msg{Tone: ui.ToneLate, Title: "Chưa cấp số được", Text: page.ErrorOf(err).Vi}
		return nil
	}
	return err
}

// open reports whether something is left to do on the way to issue.
func open(s document.State) bool {
	return s == document.Signed || s == document.Numbered || s == document.Sealed
}

func (v view) meta() []templComponent {
	d := v.Document
	return []templComponent{
		show.State(d.State), show.Mark(d.Urgency), ui.Text(d.TypeName), ui.Text(d.IssuingName),
		ui.Text("Người ký: " + d.Signer.Name + ", " + d.Signer.Position),
	}
}

// signatures is the panel of the main file's signatures.
func (v view) signatures() ui.Sigs {
	f, ok := v.Document.Main()
	if !ok {
		return nil
	}
	r, _ := v.Reading(f.SHA256)
	return show.Signatures(r)
}

// numberLine is the number that is proposed, which is taken by nobody, or the one
// that stands.
func (v view) numberLine() templComponent {
	if v.Document.State == document.Signed {
		return ui.Reserve{Label: "Số dự kiến", Number: strconv.FormatInt(v.next, 10), Span: 4}
	}
	return ui.Field{Name: "code", Label: "Số đã cấp", Value: v.Document.ReferenceCode, ReadOnly: true, Span: 4}
}

// dateField tells the day of issue: the day of the act.
func (v view) dateField() ui.Field {
	f := ui.Field{Name: "issued", Label: "Ngày ban hành", Value: v.today, ReadOnly: true, Span: 4, Hint: "Là ngày cấp số."}
	if !v.Document.IssuedDate.IsZero() {
		f.Value, f.Hint = show.Day(v.Document.IssuedDate), ""
	}
	return f
}

func (v view) reservedField() ui.Field {
	f := ui.Field{
		Name: "reserved", Label: "Dùng số giữ chỗ", Kind: ui.SelectField, Blank: "Không, lấy số tiếp theo", Value: v.chosen, Span: 4,
		Error: v.faults.Of("reserved"),
	}
	for _, n := range v.reserved {
		number := strconv.FormatInt(n.Number, 10)
		f.Options = append(f.Options, ui.Option{Value: number, Label: number + " (" + n.Reason + ")"})
	}
	return f
}

// needsSeal reports whether the seal is still to be set.
func (v view) needsSeal() bool {
	return v.Document.State == document.Signed || v.Document.State == document.Numbered
}

func (v view) internal() bool { return v.Document.Kind == document.Internal }

// sealFacts is the certificate of the seal.
func (v view) sealFacts() ui.Facts {
	if v.keyErr != nil {
		return ui.Facts{{Label: "Con dấu", Value: ui.Missing("Chưa có khoá dấu. Báo quản trị hệ thống nạp.")}}
	}
	until := ui.Date(v.key.NotAfter)
	if v.days < 0 {
		until += ", đã hết hạn: báo quản trị hệ thống gia hạn"
	} else {
		until += " (còn " + itoa(v.days) + " ngày)"
	}
	return ui.Facts{{Label: "Con dấu", Value: ui.Text(v.key.Subject)}, {Label: "Hết hạn", Value: ui.Text(until)}}
}

func (v view) primary() string {
	switch v.Document.State {
	case document.Numbered:
		return "Đóng dấu và phát hành"
	case document.Sealed:
		return "Phát hành"
	}
	return "Cấp số, đóng dấu và phát hành"
}

func (v view) bar() ui.ActionBar {
	b := ui.ActionBar{}
	if !v.may {
		return b
	}
	b.Buttons = []ui.Button{
		{Label: "Lưu nơi nhận", Submit: true, Form: "issue", Action: address(v.Document.ID) + "/recipients"},
		{Label: v.primary(), Kind: ui.Primary, Icon: ui.IconStamp, Key: "F9", Submit: true, Form: "issue"},
	}
	b.More = []ui.Button{{Label: "Huỷ văn bản", Icon: ui.IconClose, Kind: ui.Danger, Href: address(v.Document.ID) + "/cancel"}}
	return b
}

func (v view) summary() ui.ErrorSummary {
	return v.faults.Summary("Chưa phát hành được", map[string]string{"": "issue", "recipients": "f-recipients"})
}

// rest is the book without the places that are in the list already.
func (v view) rest() recipient.Picker {
	have := map[string]bool{}
	for _, r := range v.places {
		have[r.Code] = true
	}
	var b recipient.Book
	for _, g := range v.book.Groups {
		left := recipient.Group{Key: g.Key, Title: g.Title}
		for _, p := range g.All {
			if !have[p.Code] {
				left.All = append(left.All, p)
			}
		}
		if len(left.All) > 0 {
			b.Groups = append(b.Groups, left)
		}
	}
	return recipient.Picker{Book: b}
}

package incoming

import (
	"fmt"
	"strconv"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/exchange"
	"congvan/office/org"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// registerView is the page on which a document is entered (screen S04).
type registerView struct {
	head       ui.PageHead
	paper      bool // no file
	correcting bool // of what was registered before
	detail     document.Detail
	here       string
	form       ui.Form
	number     ui.Reserve
	register   ui.Field
	day        ui.Field
	fields     []ui.Field
	double     *ui.Field // the reason, once a double stands in the way
	doubles    []document.Double
	arrival    *exchange.DeliveryRow
	sigs       ui.Sigs
	verdict    document.Verdict
	summary    ui.ErrorSummary
	message    string
	bar        ui.ActionBar
}

// place is where a document stands in the queue.
type place struct {
	at, of     int
	prev, next office.ID
}

func (a Area) place(q *page.Request, id office.ID) (place, error) {
	list, err := a.Documents.List(q.Ctx(), q.Actor(), document.ListQuery{Box: document.QueueBox, Limit: 200})
	if err != nil {
		return place{}, err
	}
	p := place{of: list.Count.N}
	for i, r := range list.Rows {
		if r.ID != id {
			continue
		}
		p.at = i + 1
		if i > 0 {
			p.prev = list.Rows[i-1].ID
		}
		if i+1 < len(list.Rows) {
			p.next = list.Rows[i+1].ID
		}
	}
	return p, nil
}

// following is where to go on after a document has left the queue.
func (p place) following() string {
	switch {
	case !p.next.Zero():
		return arrivalURL(p.next)
	case !p.prev.Zero():
		return arrivalURL(p.prev)
	}
	return "/arrivals"
}

func (a Area) form(q *page.Request) error {
	d, err := a.arriving(q)
	if err != nil {
		return err
	}
	if d.Document.State != document.Received {
		return q.Go(show.DocumentURL(d.Document.ID), "")
	}
	return a.drawRegister(q, d, document.FormOf(d.Document), nil)
}

// arriving gives the document of the address to whoever may register it.
func (a Area) arriving(q *page.Request) (document.Detail, error) {
	id, err := q.PathID("id")
	if err != nil {
		return document.Detail{}, err
	}
	who := q.Actor()
	if err := q.Require(access.RegisterDocument); err != nil {
		return document.Detail{}, err
	}
	return a.Documents.Detail(q.Ctx(), who, id)
}

// sources gathers what a form is drawn from.
func (a Area) sources(q *page.Request, f document.Form) (source, error) {
	s := source{form: f}
	var err error
	if s.registers, err = a.Documents.Registers(q.Ctx(), q.Actor(), document.Incoming); err != nil {
		return s, err
	}
	if s.agencies, err = a.agencies(q); err != nil {
		return s, err
	}
	day := f.IssuedDate
	if day.IsZero() {
		day = show.Today(q.Now())
	}
	s.types = typesOf(a.Documents.Types, day)
	if s.form.ArrivalDate.IsZero() {
		s.form.ArrivalDate = show.Today(q.Now())
	}
	if s.form.Register.Zero() {
		for _, r := range s.registers {
			if r.ClosedOn.IsZero() {
				s.form.Register = r.ID
				break
			}
		}
	}
	return s, nil
}

func (a Area) agencies(q *page.Request) (out []org.AgencyAt, err error) {
	err = a.Acts.View(q.Ctx(), q.Actor(), func(tx office.Tx) error {
		out, err = a.Directory.AgenciesIn(tx, tx.Today())
		return err
	})
	return out, err
}

func (a Area) drawRegister(q *page.Request, d document.Detail, f document.Form, failed error) error {
	s, err := a.sources(q, f)
	if err != nil {
		return err
	}
	doc := d.Document
	_, hasFile := doc.Main()
	s.read, s.hasFile, s.sent = d.Read, hasFile, failed != nil
	v := registerView{
		detail: d, here: arrivalURL(doc.ID), doubles: d.Doubles,
		form: ui.Form{ID: "register", Once: page.NewOnce(), EnterNext: true, Class: "stack stack--12", Hidden: map[string]string{"version": strconv.Itoa(doc.Version)}},
	}
	if failed != nil {
		v.form.Hidden["version"] = q.Text("version")
	}
	if main, ok := doc.Main(); ok {
		r, _ := d.Reading(main.SHA256)
		v.sigs, v.verdict = show.Signatures(r), show.Judged(r)
	}
	if a.Exchange != nil && !doc.Envelope.Zero() {
		row, err := a.Exchange.ArrivalOf(q.Ctx(), q.Actor(), doc.ID)
		if err != nil && office.CodeOf(err) != office.CodeNotFound {
			return err
		}
		v.arrival = &row
	}
	p, err := a.place(q, doc.ID)
	if err != nil {
		return err
	}
	v.head = ui.PageHead{
		Title: "Vào sổ văn bản đến", Line: true,
		Crumbs:  []ui.Crumb{{Label: "Chờ vào sổ", Href: "/arrivals"}, {Label: origin(doc)}},
		Before:  ui.Muted(fmt.Sprintf("Văn bản %d trong %d chờ vào sổ", p.at, p.of)),
		Actions: ui.PrevNext("Văn bản", arrivalIf(p.prev), arrivalIf(p.next)),
	}
	v.bar = ui.ActionBar{
		Hint: "F4: lấy giá trị văn bản trước",
		Buttons: []ui.Button{
			{Label: "Vào sổ và tiếp", Kind: ui.Primary, Key: "F9", Form: "register", Name: "then", Value: "next"},
			{Label: "Vào sổ và mở", Key: "F8", Form: "register", Name: "then", Value: "open"},
		},
		More: []ui.Button{{Label: "Từ chối tiếp nhận", Kind: ui.Danger, Icon: ui.IconClose, Href: arrivalURL(doc.ID) + "/refuse"}},
	}
	return a.finish(q, v, s, failed)
}

func arrivalIf(id office.ID) string {
	if id.Zero() {
		return ""
	}
	return arrivalURL(id)
}

func origin(d document.Document) string {
	switch {
	case !d.Envelope.Zero():
		return "Liên thông"
	case len(d.Files) > 0:
		return "Tải lên"
	}
	return "Giấy"
}

// finish fills in fields, number and errors and draws the page.
func (a Area) finish(q *page.Request, v registerView, s source, failed error) error {
	n, err := a.Documents.PeekArrival(q.Ctx(), q.Actor(), s.form.Register)
	switch office.CodeOf(err) {
	case "":
		v.number = ui.Reserve{Label: "Số đến dự kiến", Number: strconv.FormatInt(n, 10), Span: 3}
	case office.CodeInvalid: // no open register: the form says so
		v.number = ui.Reserve{Label: "Số đến dự kiến", Number: "–", Span: 3}
		if failed == nil {
			v.message = page.ErrorOf(err).Vi
		}
	default:
		return err
	}
	faults := page.FaultsOf(failed)
	v.register, v.day = s.head(faults)
	v.fields = s.fields(faults)
	if office.CodeOf(failed) == office.CodeDuplicate || s.form.DuplicateReason != "" {
		v.double = &ui.Field{
			Name: "duplicate_reason", Label: "Vẫn ghi, lý do", Kind: ui.TextArea, Value: s.form.DuplicateReason, MaxLength: 1000,
			Error: faults.Of("duplicate_reason"), Required: true,
		}
	}
	if len(faults) > 0 {
		v.summary, v.message = faults.Summary("Chưa vào sổ được", nil), faults.Message()
	}
	if v.form.Previous, err = a.previous(q); err != nil {
		return err
	}
	p := q.Page("Vào sổ văn bản đến")
	p.Wide = true
	if failed != nil {
		return q.FailForm(failed, p, registerBody(v))
	}
	return q.Frame(p, registerBody(v))
}

// previous gives the values of the document registered last.
func (a Area) previous(q *page.Request) (string, error) {
	list, err := a.Documents.List(q.Ctx(), q.Actor(), document.ListQuery{Box: document.IncomingBox, Limit: 1})
	if err != nil || len(list.Rows) == 0 {
		return "", err
	}
	d, err := a.Documents.Detail(q.Ctx(), q.Actor(), list.Rows[0].ID)
	if err != nil {
		return "", err
	}
	return previous(d.Document), nil
}

func (a Area) register(q *page.Request) error {
	d, err := a.arriving(q)
	if err != nil {
		return err
	}
	p, err := a.place(q, d.Document.ID)
	if err != nil {
		return err
	}
	agencies, err := a.agencies(q)
	if err != nil {
		return err
	}
	f, err := read(q, agencies)
	var done document.Document
	if err == nil {
		done, err = a.Documents.Register(q.Ctx(), q.Actor(), d.Document.ID, q.Int("version"), f)
	}
	if page.FormFault(err) {
		return a.drawRegister(q, d, f, err)
	}
	if err != nil {
		return err
	}
	return q.Go(after(q, done, p.following()), registered(done))
}

func registered(d document.Document) string {
	return "Đã vào sổ số " + strconv.FormatInt(d.ArrivalNumber, 10) + "."
}

// after is the page that follows: the next in the queue, or the document.
func after(q *page.Request, d document.Document, following string) string {
	if q.Text("then") == "open" {
		return show.DocumentURL(d.ID)
	}
	return following
}

func (a Area) paperForm(q *page.Request) error {
	if err := q.Require(access.RegisterDocument); err != nil {
		return err
	}
	return a.drawPaper(q, document.Form{Language: "Tiếng Việt", Copies: 1}, nil)
}

func (a Area) drawPaper(q *page.Request, f document.Form, failed error) error {
	s, err := a.sources(q, f)
	if err != nil {
		return err
	}
	s.sent = failed != nil
	v := registerView{
		paper: true, here: "/arrivals/new",
		head: ui.PageHead{Title: "Vào sổ văn bản giấy", Line: true, Crumbs: []ui.Crumb{{Label: "Chờ vào sổ", Href: "/arrivals"}, {Label: "Giấy"}}},
		form: ui.Form{ID: "register", Once: page.NewOnce(), EnterNext: true, Class: "stack stack--12"},
		bar: ui.ActionBar{Hint: "F4: lấy giá trị văn bản trước", Buttons: []ui.Button{
			{Label: "Vào sổ và tiếp", Kind: ui.Primary, Key: "F9", Form: "register", Name: "then", Value: "next"},
			{Label: "Vào sổ và mở", Key: "F8", Form: "register", Name: "then", Value: "open"},
		}},
	}
	return a.finish(q, v, s, failed)
}

func (a Area) registerPaper(q *page.Request) error {
	agencies, err := a.agencies(q)
	if err != nil {
		return err
	}
	f, err := read(q, agencies)
	var done document.Document
	if err == nil {
		done, err = a.Documents.RegisterPaper(q.Ctx(), q.Actor(), f)
	}
	if page.FormFault(err) {
		return a.drawPaper(q, f, err)
	}
	if err != nil {
		return err
	}
	return q.Go(after(q, done, "/arrivals/new"), registered(done))
}

func (a Area) refuseForm(q *page.Request) error { return a.askRefuse(q, nil) }

func (a Area) askRefuse(q *page.Request, failed error) error {
	d, err := a.arriving(q)
	if err != nil {
		return err
	}
	text := "Văn bản rời hàng đợi và không được vào sổ. Lý do được giữ lại."
	if !d.Document.Envelope.Zero() {
		text = "Nơi gửi nhận được biên nhận từ chối cùng lý do, và có thể gửi lại."
	}
	return q.Ask(page.Question{
		Title:  "Từ chối tiếp nhận",
		Crumbs: []ui.Crumb{{Label: "Chờ vào sổ", Href: "/arrivals"}, {Label: show.Code(d.Document.ReferenceCode, 0), Href: arrivalURL(d.Document.ID)}, {Label: "Từ chối"}},
		Text:   text,
		About: ui.Facts{
			{Label: "Văn bản", Value: ui.Text(show.Join(d.Document.ReferenceCode, show.Subject(d.Document.TypeName, d.Document.Subject)))},
			{Label: "Cơ quan ban hành", Value: ui.Text(d.Document.IssuingName)},
		},
		Fields: []ui.Field{{Name: "reason", Label: "Lý do từ chối", Kind: ui.TextArea, Rows: 3, Required: true, MaxLength: 1000}},
		Hidden: map[string]string{"version": strconv.Itoa(d.Document.Version)},
		Button: ui.Button{Label: "Từ chối tiếp nhận", Kind: ui.Danger, Icon: ui.IconClose}, Cancel: arrivalURL(d.Document.ID),
	}, failed)
}

func (a Area) refuse(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	p, err := a.place(q, id)
	if err != nil {
		return err
	}
	_, err = a.Documents.Refuse(q.Ctx(), q.Actor(), id, q.Int("version"), q.Text("reason"))
	if page.FormFault(err) {
		return a.askRefuse(q, err)
	}
	if err != nil {
		return err
	}
	return q.Go(p.following(), "Đã từ chối tiếp nhận văn bản.")
}

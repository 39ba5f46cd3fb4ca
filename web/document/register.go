package document

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/task"
	"congvan/standard/vietnamese"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// book is one of the registers as pages name them.
type book struct {
	name  string // in the address
	box   document.Box
	kind  document.Kind
	title string
}

func bookOf(name string) (book, bool) {
	for _, b := range []book{
		{"incoming", document.IncomingBox, document.Incoming, "Sổ văn bản đến"},
		{"outgoing", document.OutgoingBox, document.Outgoing, "Sổ văn bản đi"},
		{"internal", document.InternalBox, document.Internal, "Văn bản nội bộ"},
		{"refused", document.RefusedBox, document.Incoming, "Văn bản từ chối tiếp nhận"},
	} {
		if b.name == name {
			return b, true
		}
	}
	return book{}, false
}

// lookup is a page of a register as its address asks for it.
type lookup struct {
	book   book
	filter document.Filter
	values url.Values // the filters, as in the address
	after  document.Cursor
}

func (l lookup) path() string { return "/registers/" + l.book.name }

// href is the address with some filters changed; "" takes one away.
func (l lookup) href(changes ...string) string {
	v := url.Values{}
	for name := range l.values {
		v.Set(name, l.values.Get(name))
	}
	for i := 0; i+1 < len(changes); i += 2 {
		v.Del(changes[i])
		if changes[i+1] != "" {
			v.Set(changes[i], changes[i+1])
		}
	}
	if len(v) == 0 {
		return l.path()
	}
	return l.path() + "?" + v.Encode()
}

// read reads the filters of an address. What is malformed does not narrow, except
// dates, which are told.
func read(q *page.Request) (lookup, error) {
	b, ok := bookOf(q.R.PathValue("box"))
	if !ok {
		return lookup{}, office.NotFound("document.register", "Không có sổ này.", "There is no such register.")
	}
	l := lookup{book: b, values: url.Values{}, after: document.Cursor(q.Text("after"))}
	keep := func(name string) string {
		v := q.Text(name)
		if v != "" {
			l.values.Set(name, v)
		}
		return v
	}
	l.filter.CodePrefix, l.filter.Issuer = keep("code"), keep("issuer")
	l.filter.Year, _ = strconv.Atoi(keep("year"))
	l.filter.TypeCode = keep("type")
	l.filter.Urgent = keep("urgent") != ""
	if s := document.State(keep("state")); s != "" {
		l.filter.States = []document.State{s}
	}
	if id, err := office.ParseID(keep("register")); err == nil {
		l.filter.Register = id
	}
	var err error
	keep("from")
	keep("to")
	if l.filter.From, err = q.Date("from"); err != nil {
		return l, err
	}
	l.filter.To, err = q.Date("to")
	return l, err
}

func (a Area) register(q *page.Request) error {
	l, err := read(q)
	if err != nil {
		return err
	}
	got, err := a.Documents.List(q.Ctx(), q.Actor(), document.ListQuery{Box: l.book.box, Filter: l.filter, After: l.after})
	if err != nil {
		return err
	}
	lights, err := a.lights(q)
	if err != nil {
		return err
	}
	toolbar, err := a.filters(q, l)
	if err != nil {
		return err
	}
	head := ui.PageHead{Title: l.book.title, Views: l.views(q)}
	if l.after == "" {
		head.Count = show.DocumentCount(got.Count)
	}
	head.Actions = registerActions(q, l)
	p := q.Page(l.book.title)
	p.Wide = true
	return q.Frame(p, registerBody(head, l.table(got, toolbar, lights)))
}

// lighter tells the light of a due date as tasks do.
type lighter struct {
	today office.Date
	cal   *vietnamese.Calendar
}

func (a Area) lights(q *page.Request) (lighter, error) {
	l := lighter{today: show.Today(q.Now())}
	err := a.Acts.View(q.Ctx(), q.Actor(), func(tx office.Tx) (err error) {
		l.cal, err = a.Directory.CalendarIn(tx)
		return err
	})
	return l, err
}

// light is the light of a row: that of the lead who holds it, else of the date
// the document itself names.
func (l lighter) light(r document.Row) templ.Component {
	if r.State == document.Cancelled || r.State == document.Refused {
		return ui.Nothing()
	}
	due := r.DueDate
	if len(r.Holders) > 0 && !r.Holders[0].Due.IsZero() {
		due = r.Holders[0].Due
	}
	if len(r.Holders) == 0 {
		return ui.Light{Signal: ui.SignalNone, Word: "Không còn việc"}
	}
	return show.Light(task.StatusOf(task.Task{Kind: task.Handle, Role: task.Lead, Due: due, FirstDue: due}, l.today, l.cal, task.SoonDays))
}

// views are the saved views beside the title.
func (l lookup) views(q *page.Request) *ui.Segments {
	today := show.Day(show.Today(q.Now()))
	year := strconv.Itoa(show.Today(q.Now()).Year)
	s := &ui.Segments{Label: "Khung nhìn đã lưu", Items: []ui.Tab{
		{Label: "Tất cả", Href: l.path(), Current: len(l.values) == 0},
		{Label: "Hôm nay", Href: l.path() + "?" + url.Values{"from": {today}}.Encode(), Current: l.values.Get("from") == today},
		{Label: "Năm " + year, Href: l.path() + "?year=" + year, Current: l.values.Get("year") == year},
		{Label: "Khẩn", Href: l.path() + "?urgent=1", Current: l.filter.Urgent},
	}}
	if l.book.kind == document.Incoming {
		s.Items = append(s.Items, ui.Tab{Label: "Từ chối", Href: "/registers/refused", Current: l.book.name == "refused"})
	}
	return s
}

// filters are the fields above the table.
func (a Area) filters(q *page.Request, l lookup) (templ.Component, error) {
	registers, err := a.Documents.Registers(q.Ctx(), q.Actor(), l.book.kind)
	if err != nil {
		return nil, err
	}
	var books, states, types []ui.Option
	for _, r := range registers {
		books = append(books, ui.Option{Value: r.ID.String(), Label: r.Name})
	}
	for _, s := range document.States(l.book.kind) {
		if l.shows(s) {
			states = append(states, ui.Option{Value: string(s), Label: s.String()})
		}
	}
	seen := map[string]bool{}
	for _, set := range []string{"party", "state"} {
		for _, t := range a.Documents.Types(set, show.Today(q.Now())) {
			if code := string(t.Code); !seen[code] {
				seen[code] = true
				types = append(types, ui.Option{Value: code, Label: t.Name})
			}
		}
	}
	return registerFilters(l, books, states, types), nil
}

// shows reports whether documents of a state stand in the book.
func (l lookup) shows(s document.State) bool {
	number := int64(1)
	return document.Document{Kind: l.book.kind, State: s, Number: number}.Box() == l.book.box
}

func (l lookup) table(got document.Page, toolbar templ.Component, lights lighter) ui.Table {
	t := ui.Table{
		ID: "book", Caption: l.book.title, Columns: columnsOf(l.book), Toolbar: toolbar, Focus: true,
		Empty: ui.Empty{Icon: ui.IconBook, Title: "Không có văn bản nào.", Fact: "Bớt điều kiện lọc, hoặc xem cả sổ.", Next: &ui.Button{Label: "Xem cả sổ", Href: l.path()}},
		Foot:  &ui.Foot{Noun: "văn bản", Note: "Số đã huỷ vẫn hiện, kèm lý do"},
		Attrs: templ.Attributes{"id": "so", "data-live": "list:document list:task", "hx-get": l.href("after", string(l.after)), "hx-trigger": "live", "hx-select": "#so", "hx-swap": "outerHTML"},
	}
	if l.after == "" {
		t.Foot.Total = show.DocumentCount(got.Count)
	} else {
		t.Foot.Pager.Prev = l.href()
	}
	if got.Next != "" {
		t.Foot.Pager.Next = l.href("after", string(got.Next))
	}
	day := office.Date{Year: -1}
	for _, r := range got.Rows {
		if d := dayOf(r); d != day {
			day = d
			t.Groups = append(t.Groups, ui.RowGroup{Title: dayTitle(l.book, d)})
		}
		g := &t.Groups[len(t.Groups)-1]
		g.Rows = append(g.Rows, l.row(r, lights))
	}
	return t
}

func dayOf(r document.Row) office.Date {
	if r.Kind == document.Incoming {
		return r.ArrivalDate
	}
	return r.IssuedDate
}

func dayTitle(b book, d office.Date) string {
	word := "Ngày đến "
	if b.kind != document.Incoming {
		word = "Ngày ban hành "
	}
	if d.IsZero() {
		return "Chưa có ngày"
	}
	return word + show.Day(d) + " · " + ui.Weekday(d.Start())
}

func columnsOf(b book) []ui.Column {
	cols := []ui.Column{
		{Title: "Số đến", Width: 80, Kind: ui.NumberColumn, Frozen: true, OnPhone: true},
		{Title: "Tên loại và trích yếu", Width: 400, Frozen: true, Main: true},
		{Title: "Hạn", Width: 144, OnPhone: true},
		{Title: "Trạng thái", Width: 160, OnPhone: true},
		{Title: "Tác giả", Width: 208, OnPhone: true},
		{Title: "Số, ký hiệu", Width: 144},
		{Title: "Ngày VB", Width: 96, Kind: ui.DateColumn},
		{Title: "Đơn vị, người nhận", Width: 192},
		{Title: "Ngày chuyển", Width: 104, Kind: ui.DateColumn},
		{Title: "Ghi chú", Width: 160},
	}
	if b.kind == document.Incoming {
		return cols
	}
	return []ui.Column{
		{Title: "Số, ký hiệu", Width: 144, Frozen: true, OnPhone: true},
		cols[1],
		{Title: "Ngày VB", Width: 96, Kind: ui.DateColumn, OnPhone: true},
		{Title: "Trạng thái", Width: 192, OnPhone: true},
		{Title: "Người ký", Width: 192},
		{Title: "Nơi nhận", Width: 240, OnPhone: true},
		{Title: "Số bản", Width: 80, Kind: ui.NumberColumn},
		{Title: "Đang ở", Width: 192},
		{Title: "Ghi chú", Width: 160},
	}
}

func (l lookup) row(r document.Row, lights lighter) ui.Row {
	row := ui.Row{ID: r.ID.String(), Name: show.Code(r.ReferenceCode, r.ArrivalNumber), Href: show.DocumentURL(r.ID), Void: r.State == document.Cancelled}
	var subject templ.Component = ui.Join(show.Secrecy(r.Classification), show.Mark(r.Urgency), ui.Text(titled(r)))
	if r.State == document.Cancelled || r.State == document.Refused {
		subject = ui.Struck(titled(r), reasonWord(r)+r.Reason)
	}
	if l.book.kind == document.Incoming {
		row.Cells = []templ.Component{
			ui.Text(positive(int(r.ArrivalNumber))), subject, lights.light(r), show.State(r.State), ui.Clip(r.IssuingName),
			ui.Text(r.ReferenceCode), ui.Text(show.Day(r.IssuedDate)), holders(r), ui.Text(passedOn(r)), ui.Clip(r.Note),
		}
		return row
	}
	row.Cells = []templ.Component{
		ui.Text(r.ReferenceCode), subject, ui.Text(show.Day(r.IssuedDate)), show.State(r.State), ui.Clip(r.SignerName),
		ui.Clip(places(r)), ui.Text(positive(r.Copies)), holders(r), ui.Clip(r.Note),
	}
	return row
}

func reasonWord(r document.Row) string {
	if r.State == document.Refused {
		return "từ chối: "
	}
	return "huỷ số: "
}

// titled is the column “Tên loại và trích yếu”: the type once.
func titled(r document.Row) string {
	s := show.Subject(r.TypeName, r.Subject)
	if r.TypeName == "" || strings.HasPrefix(strings.ToLower(s), strings.ToLower(r.TypeName)) {
		return s
	}
	return r.TypeName + " " + s
}

func holders(r document.Row) templ.Component {
	if len(r.Holders) == 0 {
		return ui.Missing("Không còn ai giữ")
	}
	return ui.Clip(holderNames(r))
}

func holderNames(r document.Row) string {
	var names []string
	for _, h := range r.Holders {
		names = append(names, show.Upper(h.Name))
	}
	return strings.Join(names, ", ")
}

// passedOn is the day the document went to whoever has it now.
func passedOn(r document.Row) string {
	if len(r.Holders) == 0 || r.State != document.Registered {
		return ""
	}
	return show.Day(r.Holders[0].Since)
}

func places(r document.Row) string {
	s := strings.Join(r.Recipients, ", ")
	if more := r.Places - len(r.Recipients); more > 0 {
		s += " và " + strconv.Itoa(more) + " nơi khác"
	}
	return s
}

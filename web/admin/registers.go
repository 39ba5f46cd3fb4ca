package admin

import (
	"errors"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// registersView is the page of registers.
type registersView struct {
	all        []document.Register
	congresses []document.Congress
	terms      bool // the person may enter a congress
	typed      map[string]string
	faults     page.Faults
	name       string
	kind       string
}

func (a Area) registers(q *page.Request) error {
	v, err := a.loadRegisters(q)
	if err != nil {
		return err
	}
	return q.Frame(q.Page("Sổ văn bản"), registersPage(v))
}

func (a Area) loadRegisters(q *page.Request) (registersView, error) {
	if err := q.Require(access.OpenRegister); err != nil {
		return registersView{}, err
	}
	v := registersView{name: q.Text("name"), kind: q.Text("kind"), typed: map[string]string{}, terms: q.May(access.ManageRule)}
	for _, name := range []string{"code", "opens", "first_meeting", "closes"} {
		v.typed[name] = q.Text(name)
	}
	var err error
	if v.all, err = a.Documents.Registers(q.Ctx(), q.Actor(), ""); err != nil {
		return v, err
	}
	v.congresses, err = a.Documents.Congresses(q.Ctx(), q.Actor())
	return v, err
}

// addCongress enters the days of a congress: numbers of the committee's documents
// run by the term that it begins.
func (a Area) addCongress(q *page.Request) error {
	c := document.Congress{Code: q.Text("code")}
	var errs []error
	for _, x := range []struct {
		name string
		day  *office.Date
	}{{"opens", &c.Opens}, {"first_meeting", &c.FirstMeeting}, {"closes", &c.Closes}} {
		var err error
		if *x.day, err = q.Date(x.name); err != nil {
			errs = append(errs, office.InvalidField("web.admin.addCongress", x.name,
				"Nhập ngày theo dạng ngày/tháng/năm.", "Enter the date as day/month/year."))
		}
	}
	err := errors.Join(errs...)
	if err == nil {
		_, err = a.Documents.AddCongress(q.Ctx(), q.Actor(), c)
	}
	return a.registerAnswer(q, err, "Đã khai nhiệm kỳ "+c.Code+".")
}

func (a Area) openRegister(q *page.Request) error {
	_, err := a.Documents.OpenRegister(q.Ctx(), q.Actor(), document.Kind(q.Text("kind")), q.Text("name"))
	return a.registerAnswer(q, err, "Đã mở sổ “"+q.Text("name")+"”.")
}

func (a Area) closeRegister(q *page.Request) error {
	err := a.Documents.CloseRegister(q.Ctx(), q.Actor(), q.ID("close"))
	return a.registerAnswer(q, err, "Đã đóng sổ.")
}

func (a Area) firstNumber(q *page.Request) error {
	_, err := a.Documents.SetFirstNumber(q.Ctx(), q.Actor(), document.SeriesOf{Register: q.ID("register")}, int64(q.Int("first")))
	return a.registerAnswer(q, err, "Đã đặt số bắt đầu.")
}

func (a Area) registerAnswer(q *page.Request, err error, done string) error {
	if err == nil {
		return q.Go("/admin/registers", done)
	}
	if !page.FormFault(err) {
		return err
	}
	v, again := a.loadRegisters(q)
	if again != nil {
		return again
	}
	v.faults = page.FaultsOf(err)
	return q.FailForm(err, q.Page("Sổ văn bản"), registersPage(v))
}

func kinds() []ui.Option {
	return []ui.Option{
		{Value: string(document.Incoming), Label: "Văn bản đến"},
		{Value: string(document.Outgoing), Label: "Văn bản đi"},
		{Value: string(document.Internal), Label: "Văn bản nội bộ"},
	}
}

func kindName(k document.Kind) string {
	for _, o := range kinds() {
		if o.Value == string(k) {
			return o.Label
		}
	}
	return string(k)
}

func (v registersView) table() ui.Table {
	t := ui.Table{
		ID: "registers", Caption: "Sổ văn bản",
		Columns: []ui.Column{
			{Title: "Tên sổ", Main: true},
			{Title: "Loại", Width: 144, OnPhone: true},
			{Title: "Mở ngày", Width: 112, Kind: ui.DateColumn, OnPhone: true},
			{Title: "Tình trạng", Width: 176, OnPhone: true},
			{Title: "", Width: 112, OnPhone: true},
		},
		Empty: ui.Empty{Icon: ui.IconBook, Title: "Chưa mở sổ nào.", Small: true},
	}
	var rows []ui.Row
	for _, r := range v.all {
		state := ui.Tag{Word: "Đang mở", Tone: ui.ToneOK, Icon: ui.IconCheck}
		var act templComponent = ui.Button{Label: "Đóng sổ", Size: ui.Small, Submit: true, Form: "close", Name: "close", Value: r.ID.String(), Hint: "Đóng sổ " + r.Name}
		if !r.ClosedOn.IsZero() {
			state, act = ui.Tag{Word: "Đã đóng " + show.Day(r.ClosedOn), Tone: ui.ToneNeutral, Icon: ui.IconLock}, ui.Nothing()
		}
		rows = append(rows, ui.Row{ID: r.ID.String(), Cells: []templComponent{
			ui.Text(r.Name), ui.Text(kindName(r.Kind)), ui.Text(show.Day(r.OpenedOn)), state, act,
		}})
	}
	t.Groups = ui.Rows(rows...)
	return t
}

func (v registersView) openFields() []ui.Field {
	return []ui.Field{
		{Name: "name", Label: "Tên sổ", Value: v.name, Required: true, MaxLength: 200, Span: 8, Error: v.faults.Of("name")},
		{Name: "kind", Label: "Loại", Kind: ui.SelectField, Options: kinds(), Value: v.kind, Span: 4, Error: v.faults.Of("kind")},
	}
}

// firstFields set the first arrival number of a register, for an office that
// begins in mid-year.
func (v registersView) firstFields() []ui.Field {
	book := ui.Field{Name: "register", Label: "Sổ văn bản đến", Kind: ui.SelectField, Blank: "Chọn sổ", Required: true, Span: 8, Error: v.faults.Of("register")}
	for _, r := range v.all {
		if r.Kind == document.Incoming && r.ClosedOn.IsZero() {
			book.Options = append(book.Options, ui.Option{Value: r.ID.String(), Label: r.Name})
		}
	}
	return []ui.Field{book, {Name: "first", Label: "Số bắt đầu", InputMode: "numeric", Required: true, Span: 4, Error: v.faults.Of("first")}}
}

func (v registersView) congressFields() []ui.Field {
	day := func(name, label, hint string, need bool) ui.Field {
		return ui.Field{Name: name, Label: label, Kind: ui.DateField, Value: v.typed[name], Hint: hint, Required: need, Span: 3, Error: v.faults.Of(name)}
	}
	return []ui.Field{
		{Name: "code", Label: "Nhiệm kỳ", Value: v.typed["code"], Placeholder: "2025-2030", Required: true, MaxLength: 40, Span: 3, Error: v.faults.Of("code")},
		day("opens", "Khai mạc", "Kể cả phiên trù bị.", true), day("first_meeting", "Họp cấp uỷ lần thứ nhất", "", false), day("closes", "Bế mạc", "", true),
	}
}

func (v registersView) congressTable() ui.Table {
	t := ui.Table{
		ID: "congresses", Caption: "Đại hội, nhiệm kỳ",
		Columns: []ui.Column{
			{Title: "Nhiệm kỳ", Main: true},
			{Title: "Khai mạc", Width: 112, Kind: ui.DateColumn, OnPhone: true},
			{Title: "Họp lần thứ nhất", Width: 160, Kind: ui.DateColumn, OnPhone: true},
			{Title: "Bế mạc", Width: 112, Kind: ui.DateColumn, OnPhone: true},
		},
		Empty: ui.Empty{Icon: ui.IconCommittee, Title: "Chưa khai nhiệm kỳ nào.", Fact: "Văn bản của Đảng đánh số theo nhiệm kỳ: chưa khai thì chưa cấp số được.", Small: true},
	}
	var rows []ui.Row
	for _, c := range v.congresses {
		rows = append(rows, ui.Row{ID: c.ID.String(), Cells: []templComponent{
			ui.Text(c.Code), ui.Text(show.Day(c.Opens)), ui.Text(show.Day(c.FirstMeeting)), ui.Text(show.Day(c.Closes)),
		}})
	}
	t.Groups = ui.Rows(rows...)
	return t
}

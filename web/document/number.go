package document

import (
	"strconv"

	"github.com/a-h/templ"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// numbersView is the page of numbers kept aside and cancelled, and of registers.
type numbersView struct {
	head      ui.PageHead
	reserved  ui.Table
	cancelled ui.Table
	registers []document.Register
	forms     []numberForm
}

// numberForm is a form of the page with its faults.
type numberForm struct {
	title, note string
	form        ui.Form
	fields      []ui.Field
	button      ui.Button
	summary     ui.ErrorSummary
	message     string
}

func (a Area) numbers(q *page.Request) error { return a.drawNumbers(q, "", nil) }

// drawNumbers draws the page; failed belongs to the form named.
func (a Area) drawNumbers(q *page.Request, name string, failed error) error {
	who := q.Actor()
	v := numbersView{head: ui.PageHead{Title: "Số giữ, số huỷ", Crumbs: []ui.Crumb{{Label: "Sổ văn bản đến", Href: "/registers/incoming"}, {Label: "Số"}}}}
	reserved, err := a.Documents.Numbers(q.Ctx(), who, document.NumberReserved)
	if err != nil {
		return err
	}
	cancelled, err := a.Documents.Numbers(q.Ctx(), who, document.NumberCancelled)
	if err != nil {
		return err
	}
	if v.registers, err = a.Documents.Registers(q.Ctx(), who, ""); err != nil {
		return err
	}
	v.reserved, v.cancelled = numberTable(reserved, v.registers, true), numberTable(cancelled, v.registers, false)
	if q.May(access.ReserveNumber) {
		v.forms = append(v.forms, a.reserveForm(q, v.registers))
	}
	if q.May(access.OpenRegister) {
		v.forms = append(v.forms, openForm(q), a.firstForm(q, v.registers))
	}
	for i := range v.forms {
		v.forms[i].fault(name, failed)
	}
	p := q.Page("Số giữ, số huỷ")
	if failed != nil {
		return q.FailForm(failed, p, numbersBody(v))
	}
	return q.Frame(p, numbersBody(v))
}

func (f *numberForm) fault(name string, failed error) {
	if f.form.ID != name || failed == nil {
		return
	}
	faults := page.FaultsOf(failed)
	elements := map[string]string{}
	for i := range f.fields {
		f.fields[i].Error = faults.Of(f.fields[i].Name)
		elements[f.fields[i].Name] = f.fields[i].FieldID()
	}
	f.summary, f.message = faults.Summary("Chưa ghi được", elements), faults.Message()
}

// seriesField chooses a series: arrivals of a register, or a type of documents
// going out.
func (a Area) seriesField(q *page.Request, id string, registers []document.Register) ui.Field {
	f := ui.Field{Name: "series", ID: id, Label: "Dãy số", Kind: ui.SelectField, Blank: "Chọn dãy số", Required: true, Value: q.Text("series"), Span: 6}
	for _, r := range registers {
		if r.Kind == document.Incoming && r.ClosedOn.IsZero() {
			f.Options = append(f.Options, ui.Option{Value: "register:" + r.ID.String(), Label: "Số đến: " + r.Name})
		}
	}
	for _, set := range []struct{ kind, name string }{{"party", "Đảng"}, {"state", "Nhà nước"}} {
		for _, t := range a.Documents.Types(set.kind, show.Today(q.Now())) {
			f.Options = append(f.Options, ui.Option{Value: set.kind + ":" + string(t.Code), Label: "Văn bản đi: " + t.Name + " (" + set.name + ")"})
		}
	}
	return f
}

func (a Area) reserveForm(q *page.Request, registers []document.Register) numberForm {
	return numberForm{
		title: "Giữ số kế tiếp", note: "Số được giữ riêng, kèm lý do; dùng khi cấp số hoặc huỷ sau.",
		form: ui.Form{ID: "reserve", Action: "/registers/numbers", Once: page.NewOnce(), Class: "stack stack--12"},
		fields: []ui.Field{
			a.seriesField(q, "f-reserve-series", registers),
			{Name: "body", ID: "f-reserve-body", Label: "Ký hiệu cơ quan ban hành", Value: q.Text("body"), Span: 6, MaxLength: 30, Hint: "Cho văn bản đi, ví dụ VPTU."},
			{Name: "reason", ID: "f-reserve-reason", Label: "Lý do", Kind: ui.TextArea, Required: true, MaxLength: 1000},
		},
		button: ui.Button{Label: "Giữ số", Submit: true, Icon: ui.IconBook},
	}
}

func openForm(q *page.Request) numberForm {
	return numberForm{
		title: "Mở sổ mới", note: "Số trong sổ bắt đầu từ 1 mỗi năm.",
		form: ui.Form{ID: "open", Action: "/registers/open", Once: page.NewOnce(), Class: "stack stack--12"},
		fields: []ui.Field{
			{Name: "name", ID: "f-open-name", Label: "Tên sổ", Value: q.Text("name"), Required: true, Span: 8, MaxLength: 200},
			{Name: "kind", ID: "f-open-kind", Label: "Loại sổ", Kind: ui.SelectField, Span: 4, Options: []ui.Option{
				{Value: string(document.Incoming), Label: "Văn bản đến"}, {Value: string(document.Outgoing), Label: "Văn bản đi"}, {Value: string(document.Internal), Label: "Nội bộ"},
			}},
		},
		button: ui.Button{Label: "Mở sổ", Submit: true, Icon: ui.IconPlus},
	}
}

func (a Area) firstForm(q *page.Request, registers []document.Register) numberForm {
	return numberForm{
		title: "Đặt số bắt đầu", note: "Khi bắt đầu dùng hệ thống giữa năm; chỉ được trước khi cấp số đầu tiên.",
		form: ui.Form{ID: "first", Action: "/registers/first", Once: page.NewOnce(), Class: "stack stack--12"},
		fields: []ui.Field{
			a.seriesField(q, "f-first-series", registers),
			{Name: "body", ID: "f-first-body", Label: "Ký hiệu cơ quan ban hành", Value: q.Text("body"), Span: 3, MaxLength: 30},
			{Name: "first", ID: "f-first-first", Label: "Số bắt đầu", Value: q.Text("first"), Required: true, Span: 3, InputMode: "numeric", MaxLength: 6},
		},
		button: ui.Button{Label: "Đặt số", Submit: true},
	}
}

func numberTable(all []document.NumberRow, registers []document.Register, open bool) ui.Table {
	t := ui.Table{
		ID: "numbers", Caption: "Số",
		Columns: []ui.Column{
			{Title: "Số", Width: 80, Kind: ui.NumberColumn, OnPhone: true},
			{Title: "Dãy số", Width: 280, OnPhone: true},
			{Title: "Lý do", Main: true},
			{Title: "Ngày", Width: 104, Kind: ui.DateColumn, OnPhone: true},
			{Title: "", Width: 144, OnPhone: true},
		},
		Empty: ui.Empty{Icon: ui.IconBook, Title: "Không có số nào.", Small: true},
	}
	var rows []ui.Row
	for _, n := range all {
		var last templ.Component = ui.Nothing()
		switch {
		case open:
			last = ui.Button{Label: "Huỷ số", Size: ui.Small, Href: "/registers/numbers/" + n.ID.String() + "/cancel"}
		case !n.Document.Zero():
			last = ui.Link(show.DocumentURL(n.Document), "Xem văn bản")
		}
		rows = append(rows, ui.Row{Void: !open, Cells: []templ.Component{
			ui.Text(strconv.FormatInt(n.Number.Number, 10)), ui.Clip(seriesName(n.Key, registers)), ui.Text(n.Reason), ui.Text(show.Day(n.OnDate)), last,
		}})
	}
	if len(rows) > 0 {
		t.Groups = ui.Rows(rows...)
	}
	return t
}

func seriesName(k document.SeriesKey, registers []document.Register) string {
	if k.Kind == document.ArrivalSeries {
		for _, r := range registers {
			if r.ID.String() == k.Body {
				return show.Join("Số đến", r.Name, k.Period)
			}
		}
		return show.Join("Số đến", k.Period)
	}
	return show.Join(k.Body, k.Group, k.Period)
}

// seriesOf reads which series a form means.
func seriesOf(q *page.Request) (document.SeriesOf, error) {
	kind, rest, ok := cut(q.Text("series"))
	if !ok {
		return document.SeriesOf{}, office.InvalidField("document.seriesOf", "series", "Chọn dãy số.", "Choose a series.")
	}
	if kind == "register" {
		id, err := office.ParseID(rest)
		return document.SeriesOf{Register: id}, err
	}
	of := document.SeriesOf{RuleSet: kind, TypeCode: rest, Body: q.Text("body")}
	if of.Body == "" {
		return of, office.InvalidField("document.seriesOf", "body", "Nhập ký hiệu cơ quan ban hành, ví dụ VPTU.", "Enter the symbol of the issuing body.")
	}
	return of, nil
}

func (a Area) reserve(q *page.Request) error {
	of, err := seriesOf(q)
	var n document.Number
	if err == nil {
		n, err = a.Documents.Reserve(q.Ctx(), q.Actor(), of, q.Text("reason"))
	}
	return a.numbered(q, "reserve", err, "Đã giữ số "+strconv.FormatInt(n.Number, 10)+".")
}

func (a Area) numbered(q *page.Request, form string, err error, done string) error {
	if page.FormFault(err) {
		return a.drawNumbers(q, form, err)
	}
	if err != nil {
		return err
	}
	return q.Go("/registers/numbers", done)
}

func (a Area) openRegister(q *page.Request) error {
	_, err := a.Documents.OpenRegister(q.Ctx(), q.Actor(), document.Kind(q.Text("kind")), q.Text("name"))
	return a.numbered(q, "open", err, "Đã mở sổ.")
}

func (a Area) setFirst(q *page.Request) error {
	of, err := seriesOf(q)
	if err == nil {
		_, err = a.Documents.SetFirstNumber(q.Ctx(), q.Actor(), of, int64(q.Int("first")))
	}
	return a.numbered(q, "first", err, "Đã đặt số bắt đầu.")
}

func (a Area) cancelNumberForm(q *page.Request) error { return a.askCancelNumber(q, nil) }

func (a Area) askCancelNumber(q *page.Request, failed error) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	all, err := a.Documents.Numbers(q.Ctx(), q.Actor(), document.NumberReserved)
	if err != nil {
		return err
	}
	for _, n := range all {
		if n.ID != id {
			continue
		}
		return q.Ask(page.Question{
			Title: "Huỷ số " + strconv.FormatInt(n.Number.Number, 10), Crumbs: []ui.Crumb{{Label: "Số giữ, số huỷ", Href: "/registers/numbers"}, {Label: "Huỷ số"}},
			Text: "Số vẫn hiện kèm lý do và không cấp lại.", About: ui.Facts{{Label: "Lý do giữ", Value: ui.Text(n.Reason)}},
			Fields: []ui.Field{{Name: "reason", Label: "Lý do huỷ", Kind: ui.TextArea, Required: true, MaxLength: 1000}},
			Button: ui.Button{Label: "Huỷ số", Kind: ui.Danger, Icon: ui.IconClose}, Cancel: "/registers/numbers",
		}, failed)
	}
	return office.NotFound("document.cancelNumber", "Số này không còn được giữ.", "This number is no longer reserved.")
}

func (a Area) cancelNumber(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	err = a.Documents.CancelReserved(q.Ctx(), q.Actor(), id, q.Text("reason"))
	if page.FormFault(err) {
		return a.askCancelNumber(q, err)
	}
	if err != nil {
		return err
	}
	return q.Go("/registers/numbers", "Đã huỷ số.")
}

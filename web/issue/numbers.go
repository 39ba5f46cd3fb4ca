package issue

import (
	"strconv"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/format"
	"congvan/office/org"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// numbersView is the page of reserved and cancelled numbers.
type numbersView struct {
	reserved  []document.NumberRow
	cancelled []document.NumberRow
	types     []format.Type
	bodies    []ui.Option
	faults    page.Faults
	values    map[string]string
}

func (a Area) numbers(q *page.Request) error {
	v, err := a.loadNumbers(q)
	if err != nil {
		return err
	}
	return q.Frame(q.Page("Số giữ chỗ, số huỷ"), numbersPage(v))
}

func (a Area) loadNumbers(q *page.Request) (numbersView, error) {
	var v numbersView
	var err error
	if v.reserved, err = a.Documents.Numbers(q.Ctx(), q.Actor(), document.NumberReserved); err != nil {
		return v, err
	}
	if v.cancelled, err = a.Documents.Numbers(q.Ctx(), q.Actor(), document.NumberCancelled); err != nil {
		return v, err
	}
	own, parent, err := a.bodies(q)
	if err != nil {
		return v, err
	}
	v.types = a.Documents.Types(string(own.RuleSet), show.Today(q.Now()))
	v.bodies = []ui.Option{{Value: own.Symbol, Label: own.Name}}
	if own.Kind == org.OfficeOf && parent.Symbol != "" {
		v.bodies = append(v.bodies, ui.Option{Value: parent.Symbol, Label: parent.Name})
	}
	v.values = map[string]string{"type": q.Text("type"), "body": q.Text("body"), "reason": q.Text("reason")}
	return v, nil
}

// bodies gives the agency and the one above it.
func (a Area) bodies(q *page.Request) (own, parent org.AgencyAt, err error) {
	err = a.Acts.View(q.Ctx(), q.Actor(), func(tx office.Tx) error {
		var err error
		if own, err = a.Directory.AgencyIn(tx, tx.Actor().Agency, tx.Today()); err != nil || own.Parent.Zero() {
			return err
		}
		parent, err = a.Directory.AgencyIn(tx, own.Parent, tx.Today())
		return err
	})
	return own, parent, err
}

func (v numbersView) fields() []ui.Field {
	kind := ui.Field{
		Name: "type", Label: "Loại văn bản", Kind: ui.SelectField, Blank: "Chọn loại", Required: true, Value: v.values["type"],
		Error: v.faults.Of("type"), Span: 6,
	}
	for _, t := range v.types {
		kind.Options = append(kind.Options, ui.Option{Value: string(t.Code), Label: t.Name})
	}
	return []ui.Field{
		kind,
		{Name: "body", Label: "Cơ quan ban hành", Kind: ui.SelectField, Options: v.bodies, Value: v.values["body"], Span: 6, Error: v.faults.Of("body")},
		{Name: "reason", Label: "Lý do giữ số", Required: true, MaxLength: 1000, Value: v.values["reason"], Error: v.faults.Of("reason")},
	}
}

func (a Area) reserve(q *page.Request) error {
	own, parent, err := a.bodies(q)
	if err != nil {
		return err
	}
	at := own
	if q.Text("body") == parent.Symbol && parent.Symbol != "" {
		at = parent
	}
	n, err := a.Documents.Reserve(q.Ctx(), q.Actor(), document.SeriesOf{
		RuleSet: string(at.RuleSet), TypeCode: q.Text("type"), Body: at.Symbol,
	}, q.Text("reason"))
	if err == nil {
		return q.Go("/issuing/numbers", "Đã giữ số "+strconv.FormatInt(n.Number, 10)+".")
	}
	if !page.FormFault(err) {
		return err
	}
	v, again := a.loadNumbers(q)
	if again != nil {
		return again
	}
	v.faults = page.FaultsOf(err)
	return q.FailForm(err, q.Page("Số giữ chỗ, số huỷ"), numbersPage(v))
}

func (a Area) cancelNumberForm(q *page.Request) error { return a.askNumber(q, nil) }

func (a Area) askNumber(q *page.Request, wrong error) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	all, err := a.Documents.Numbers(q.Ctx(), q.Actor(), document.NumberReserved)
	if err != nil {
		return err
	}
	for _, n := range all {
		if n.ID == id {
			return q.Ask(page.Question{
				Title:  "Bỏ số giữ chỗ " + strconv.FormatInt(n.Number.Number, 10),
				Crumbs: []ui.Crumb{{Label: "Số giữ chỗ, số huỷ", Href: "/issuing/numbers"}, {Label: "Bỏ số"}},
				Text:   "Số này vẫn hiện trong danh sách số huỷ kèm lý do và không cấp lại cho văn bản nào.",
				Fields: []ui.Field{{Name: "reason", Label: "Lý do", Kind: ui.TextArea, Required: true, MaxLength: 1000}},
				Button: ui.Button{Label: "Bỏ số", Kind: ui.Danger}, Cancel: "/issuing/numbers",
			}, wrong)
		}
	}
	return office.NotFound("web.issue.number", "Số này không còn được giữ.", "This number is no longer reserved.")
}

func (a Area) cancelNumber(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	err = a.Documents.CancelReserved(q.Ctx(), q.Actor(), id, q.Text("reason"))
	if err != nil && page.FormFault(err) {
		return a.askNumber(q, err)
	}
	if err != nil {
		return err
	}
	return q.Go("/issuing/numbers", "Đã bỏ số giữ chỗ.")
}

func (v numbersView) table(rows []document.NumberRow, id, empty string, cancel bool) ui.Table {
	t := ui.Table{
		ID: id, Caption: id, Wrap: true,
		Columns: []ui.Column{
			{Title: "Số", Width: 96, Kind: ui.NumberColumn, Main: true},
			{Title: "Dãy số", Width: 208, OnPhone: true},
			{Title: "Lý do", OnPhone: true},
			{Title: "Ngày", Width: 112, Kind: ui.DateColumn, OnPhone: true},
			{Title: "", Width: 144, OnPhone: true},
		},
		Empty: ui.Empty{Icon: ui.IconBook, Title: empty, Small: true},
	}
	var out []ui.Row
	for _, n := range rows {
		var act templComponent = ui.Nothing()
		switch {
		case cancel:
			act = ui.Button{Label: "Bỏ số", Size: ui.Small, Href: "/issuing/numbers/" + n.ID.String() + "/cancel"}
		case !n.Document.Zero():
			act = ui.Link("/documents/"+n.Document.String(), "Xem văn bản")
		}
		out = append(out, ui.Row{ID: n.ID.String(), Void: !cancel, Cells: []templComponent{
			ui.Text(strconv.FormatInt(n.Number.Number, 10)), ui.Text(series(n.Key)), ui.Text(n.Reason), ui.Text(show.Day(n.OnDate)), act,
		}})
	}
	t.Groups = ui.Rows(out...)
	return t
}

// series names a series for people.
func series(k document.SeriesKey) string {
	switch k.Kind {
	case document.ArrivalSeries:
		return "Số đến, năm " + k.Period
	case document.CopySeries:
		return show.Join(k.Body, "bản sao", k.Period)
	}
	return show.Join(k.Body, k.Group, k.Period)
}

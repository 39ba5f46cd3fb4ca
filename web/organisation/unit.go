package organisation

import (
	"congvan/office"
	"congvan/office/org"
	"congvan/web/page"
	"congvan/web/ui"
)

// unitFields are what a unit's form asks for.
func (t tree) unitFields(q *page.Request, f org.UnitFacts, id office.ID) []ui.Field {
	return []ui.Field{
		{Name: "name", Label: "Tên đơn vị", Value: f.Name, Required: true, MaxLength: 250, Span: 8, AutoFocus: true, Placeholder: "Phòng Tổng hợp"},
		{Name: "symbol", Label: "Ký hiệu", Value: f.Symbol, MaxLength: 30, Span: 4, Hint: "Chỉ khi dùng trong số, ký hiệu văn bản."},
		{
			Name: "parent", Label: "Thuộc", Kind: ui.SelectField, Blank: "Trực thuộc cơ quan", Value: text(f.Parent), Span: 6,
			Options: t.unitOptions(id),
		},
		{Name: "rank", Label: "Thứ tự", Value: itoa(f.Rank), InputMode: "numeric", Required: true, Span: 3, Hint: "Nhỏ đứng trước."},
		{Name: "from", Label: "Từ ngày", Kind: ui.DateField, Value: today(q), Required: true, Span: 3},
	}
}

// text is an id as forms carry it.
func text(id office.ID) string {
	if id.Zero() {
		return ""
	}
	return id.String()
}

// readUnit reads the form of a unit.
func readUnit(q *page.Request) (f org.UnitFacts, from office.Date, err error) {
	f = org.UnitFacts{Name: q.Text("name"), Symbol: q.Text("symbol"), Parent: q.ID("parent")}
	if f.Rank, err = rank(q); err == nil {
		from, err = day(q, "from")
	}
	return f, from, err
}

func (a Area) newUnit(q *page.Request) error {
	t, err := a.load(q)
	if err != nil {
		return err
	}
	next := 1
	for _, u := range t.units() {
		next = max(next, u.Unit.Rank+1)
	}
	f := form{
		title: "Thêm đơn vị", crumbs: crumbs(ui.Crumb{Label: "Thêm đơn vị"}), cancel: home, button: ui.Button{Label: "Thêm đơn vị"},
		fields: t.unitFields(q, org.UnitFacts{Parent: q.ID("parent"), Rank: next}, office.ID{}),
	}
	return f.serve(q, func() (string, string, error) {
		facts, from, err := readUnit(q)
		if err != nil {
			return "", "", err
		}
		id, err := a.Directory.CreateUnit(q.Ctx(), q.Actor(), org.CreateUnitInput{From: from, Unit: facts})
		return unitHref(id), "Đã thêm “" + facts.Name + "”.", err
	})
}

// unit is the page on which a unit is changed.
func (a Area) unit(q *page.Request) error {
	u, t, err := a.pathUnit(q)
	if err != nil {
		return err
	}
	to := unitHref(u.Unit.ID)
	f := form{
		title: u.Unit.Name, crumbs: crumbs(ui.Crumb{Label: u.Unit.Name}), cancel: home, button: ui.Button{Label: "Ghi thay đổi"},
		fields: t.unitFields(q, u.Unit.UnitFacts, u.Unit.ID),
		actions: []component{
			ui.Button{Label: "Đóng đơn vị", Href: to + "/close"},
			ui.Button{Label: "Thêm đơn vị cấp dưới", Href: home + "/units/new?parent=" + u.Unit.ID.String()},
			ui.Button{Label: "Thêm vị trí", Icon: ui.IconPlus, Href: home + "/posts/new?unit=" + u.Unit.ID.String()},
		},
	}
	return f.serve(q, func() (string, string, error) {
		facts, from, err := readUnit(q)
		if err == nil {
			err = a.Directory.ReviseUnit(q.Ctx(), q.Actor(), org.ReviseUnitInput{ID: u.Unit.ID, From: from, Unit: facts})
		}
		return home, "Đã ghi thay đổi của “" + facts.Name + "”.", err
	})
}

func (a Area) pathUnit(q *page.Request) (flat, tree, error) {
	t, err := a.load(q)
	if err != nil {
		return flat{}, t, err
	}
	id, err := q.PathID("id")
	if err != nil {
		return flat{}, t, err
	}
	u, err := t.unit(id)
	return u, t, err
}

func (a Area) closeUnit(q *page.Request) error {
	u, _, err := a.pathUnit(q)
	if err != nil {
		return err
	}
	f := form{
		title: "Đóng " + u.Unit.Name, crumbs: crumbs(ui.Crumb{Label: u.Unit.Name, Href: unitHref(u.Unit.ID)}, ui.Crumb{Label: "Đóng"}),
		text:   "Đơn vị không còn trong cơ cấu sau ngày này; văn bản và nhật ký giữ nguyên tên. Chuyển hoặc đóng các vị trí của đơn vị trước.",
		fields: []ui.Field{lastDay(q, "Ngày cuối cùng của đơn vị")},
		button: ui.Button{Label: "Đóng đơn vị", Kind: ui.Danger}, cancel: unitHref(u.Unit.ID),
	}
	return f.serve(q, func() (string, string, error) {
		last, err := day(q, "last")
		if err == nil {
			err = a.Directory.CloseUnit(q.Ctx(), q.Actor(), org.CloseInput{ID: u.Unit.ID, Last: last})
		}
		return home, "Đã đóng “" + u.Unit.Name + "”.", err
	})
}

func lastDay(q *page.Request, label string) ui.Field {
	return ui.Field{Name: "last", Label: label, Kind: ui.DateField, Value: today(q), Required: true, Span: 6, AutoFocus: true}
}

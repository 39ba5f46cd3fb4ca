package organisation

import (
	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/org"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// noTerm says that an agency of the Party cannot number: its series run by terms,
// and today falls in none.
func (t tree) noTerm(q *page.Request, all []document.Congress) (ui.Msg, bool) {
	if _, ok := document.TermOn(all, show.Today(q.Now())); ok || t.Agency.RuleSet != org.PartyRules {
		return ui.Msg{}, false
	}
	return ui.Msg{
		Tone: ui.ToneSoon, Title: "Chưa có nhiệm kỳ",
		Text: "Số văn bản của cơ quan Đảng đánh theo nhiệm kỳ. Chưa nhập ngày đại hội thì chưa cấp được số văn bản đi.",
	}, true
}

// terms lists the congresses that begin the terms of numbering, and takes new ones.
func (a Area) terms(q *page.Request) error {
	if err := q.Require(access.ManageRule); err != nil {
		return err
	}
	t, err := a.load(q)
	if err != nil {
		return err
	}
	var all []document.Congress
	err = a.view(q, func(tx office.Tx) (err error) {
		all, err = a.Congresses.Congresses(tx, tx.Actor().Agency)
		return err
	})
	if err != nil {
		return err
	}
	f := form{
		title: "Nhiệm kỳ", crumbs: crumbs(ui.Crumb{Label: "Nhiệm kỳ"}), heading: "Nhập đại hội",
		above: []component{boxed("Đại hội và nhiệm kỳ", termTable(all, show.Today(q.Now())))},
		fields: []ui.Field{
			{Name: "code", Label: "Tên nhiệm kỳ", Required: true, MaxLength: 40, Span: 3, Placeholder: "2025-2030"},
			{Name: "opens", Label: "Khai mạc", Kind: ui.DateField, Required: true, Span: 3, Hint: "Kể cả phiên trù bị."},
			{Name: "closes", Label: "Bế mạc", Kind: ui.DateField, Required: true, Span: 3},
			{Name: "first_meeting", Label: "Họp lần thứ nhất", Kind: ui.DateField, Span: 3, Hint: "Của cấp uỷ khoá mới; để trống nếu chưa rõ."},
		},
		button: ui.Button{Label: "Thêm nhiệm kỳ"},
	}
	if m, missing := t.noTerm(q, all); missing {
		f.above = append([]component{m}, f.above...)
	}
	return f.serve(q, func() (string, string, error) {
		c, err := readCongress(q, all)
		if err == nil {
			c, err = a.Documents.AddCongress(q.Ctx(), q.Actor(), c)
		}
		return home + "/terms", "Đã thêm nhiệm kỳ " + c.Code + ".", err
	})
}

func readCongress(q *page.Request, all []document.Congress) (document.Congress, error) {
	c := document.Congress{Code: q.Text("code")}
	for _, x := range []struct {
		name string
		day  *office.Date
	}{{"opens", &c.Opens}, {"closes", &c.Closes}, {"first_meeting", &c.FirstMeeting}} {
		var err error
		if *x.day, err = q.Date(x.name); err != nil {
			return c, err
		}
	}
	for _, had := range all {
		if had.Code == c.Code {
			return c, office.InvalidField("web.organisation.terms", "code", "Nhiệm kỳ "+c.Code+" đã có.", "There is a term "+c.Code+" already.")
		}
	}
	return c, nil
}

func termTable(all []document.Congress, today office.Date) ui.Table {
	t := ui.Table{
		ID: "terms", Caption: "Nhiệm kỳ",
		Columns: []ui.Column{
			{Title: "Nhiệm kỳ", Main: true},
			{Title: "Khai mạc", Width: 128, Kind: ui.DateColumn, OnPhone: true},
			{Title: "Bế mạc", Width: 128, Kind: ui.DateColumn, OnPhone: true},
			{Title: "Đánh số từ", Width: 128, Kind: ui.DateColumn, OnPhone: true},
			{Title: "", Width: 144, OnPhone: true},
		},
		Empty: ui.Empty{Icon: ui.IconCalendar, Title: "Chưa nhập đại hội nào.", Small: true},
	}
	now, _ := document.TermOn(all, today)
	var rows []ui.Row
	for _, c := range all {
		var state component = ui.Nothing()
		if c.Code == now {
			state = ui.Tag{Word: "Đang dùng", Tone: ui.ToneOK, Icon: ui.IconCheck}
		}
		rows = append(rows, ui.Row{ID: c.ID.String(), Cells: []component{
			ui.Text(c.Code), ui.Text(show.Day(c.Opens)), ui.Text(show.Day(c.Closes)), ui.Text(show.Day(c.TermBegins())), state,
		}})
	}
	t.Groups = ui.Rows(rows...)
	return t
}

package admin

import (
	"congvan/office"
	"congvan/office/org"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// delegationsView is the page on which somebody is let to act in one's post.
type delegationsView struct {
	all    []org.DelegationView
	seats  []org.Seat // own posts
	people []org.Member
	values map[string]string
	faults page.Faults
}

func (a Area) delegations(q *page.Request) error {
	v, err := a.loadDelegations(q)
	if err != nil {
		return err
	}
	return q.Frame(q.Page("Uỷ quyền xử lý thay"), delegationsPage(v))
}

func (a Area) loadDelegations(q *page.Request) (delegationsView, error) {
	var v delegationsView
	err := a.Acts.View(q.Ctx(), q.Actor(), func(tx office.Tx) (err error) {
		if v.all, err = a.Directory.DelegationsIn(tx); err != nil {
			return err
		}
		seats, err := a.Directory.SeatsIn(tx, tx.Actor().Person, tx.Today())
		for _, s := range seats {
			if !s.Delegated() && s.Agency.ID == tx.Actor().Agency {
				v.seats = append(v.seats, s)
			}
		}
		return err
	})
	if err != nil {
		return v, err
	}
	all, err := a.people(q)
	for _, m := range all {
		if m.Person != q.Actor().Person {
			v.people = append(v.people, m)
		}
	}
	today := show.Day(show.Today(q.Now()))
	v.values = map[string]string{"post": "", "to": "", "from": today, "until": "", "reason": ""}
	if q.R.Method == "POST" {
		for name := range v.values {
			v.values[name] = q.Text(name)
		}
	}
	if v.values["post"] == "" && len(v.seats) > 0 {
		v.values["post"] = v.seats[0].Post.ID.String()
	}
	return v, err
}

func (v delegationsView) fields() []ui.Field {
	post := ui.Field{Name: "post", Label: "Vị trí của đồng chí", Kind: ui.SelectField, Value: v.values["post"], Span: 6, Required: true, Error: v.faults.Of("post")}
	for _, s := range v.seats {
		post.Options = append(post.Options, ui.Option{Value: s.Post.ID.String(), Label: s.Post.Title})
	}
	to := ui.Field{Name: "to", Label: "Người xử lý thay", Kind: ui.SelectField, Blank: "Chọn người", Value: v.values["to"], Span: 6, Required: true, Error: v.faults.Of("to")}
	for _, m := range v.people {
		to.Options = append(to.Options, ui.Option{Value: m.Person.String(), Label: m.Name + ", " + m.Post.Title})
	}
	return []ui.Field{
		post, to,
		{Name: "from", Label: "Từ ngày", Kind: ui.DateField, Value: v.values["from"], Span: 6, Required: true, Error: v.faults.Of("from")},
		{Name: "until", Label: "Đến hết ngày", Kind: ui.DateField, Value: v.values["until"], Span: 6, Required: true, Error: v.faults.Of("until")},
		{Name: "reason", Label: "Lý do", Value: v.values["reason"], MaxLength: 500, Placeholder: "Đi công tác, nghỉ phép…", Error: v.faults.Of("reason")},
	}
}

func (a Area) delegate(q *page.Request) error {
	in := org.DelegateInput{Post: q.ID("post"), To: q.ID("to"), Reason: q.Text("reason")}
	err := readDays(q, &in)
	if err == nil && in.To.Zero() {
		err = office.InvalidField("web.admin.delegate", "to", "Chọn người xử lý thay.", "Choose who will act.")
	}
	if err == nil {
		_, err = a.Directory.Delegate(q.Ctx(), q.Actor(), in)
	}
	if err == nil {
		return q.Go("/delegations", "Đã uỷ quyền. Người xử lý thay thấy vai này khi chọn vị trí công tác.")
	}
	if !page.FormFault(err) {
		return err
	}
	v, again := a.loadDelegations(q)
	if again != nil {
		return again
	}
	v.faults = page.FaultsOf(err)
	return q.FailForm(err, q.Page("Uỷ quyền xử lý thay"), delegationsPage(v))
}

func readDays(q *page.Request, in *org.DelegateInput) error {
	for _, x := range []struct {
		name string
		day  *office.Date
	}{{"from", &in.From}, {"until", &in.Until}} {
		day, err := q.Date(x.name)
		if err != nil {
			return err
		}
		if day.IsZero() {
			return office.InvalidField("web.admin.delegate", x.name, "Nhập ngày.", "Enter the day.")
		}
		*x.day = day
	}
	return nil
}

func (a Area) revokeDelegation(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	if err := a.Directory.RevokeDelegation(q.Ctx(), q.Actor(), id); err != nil {
		return err
	}
	return q.Go("/delegations", "Đã thôi uỷ quyền.")
}

func (v delegationsView) table() ui.Table {
	t := ui.Table{
		ID: "delegations", Caption: "Uỷ quyền", Wrap: true,
		Columns: []ui.Column{
			{Title: "Vị trí", Main: true},
			{Title: "Người xử lý thay", Width: 208, OnPhone: true},
			{Title: "Từ ngày", Width: 112, Kind: ui.DateColumn, OnPhone: true},
			{Title: "Đến hết", Width: 112, Kind: ui.DateColumn, OnPhone: true},
			{Title: "Tình trạng", Width: 160, OnPhone: true},
			{Title: "", Width: 144, OnPhone: true},
		},
		Empty: ui.Empty{Icon: ui.IconUsers, Title: "Chưa uỷ quyền cho ai và chưa ai uỷ quyền cho đồng chí.", Small: true},
	}
	var rows []ui.Row
	for _, d := range v.all {
		var act templComponent = ui.Nothing()
		if d.RevokedAt.IsZero() {
			act = ui.Button{
				Label: "Thôi uỷ quyền", Size: ui.Small, Submit: true, Form: "revoke", Action: "/delegations/" + d.ID.String() + "/revoke",
				Hint: "Thôi uỷ quyền cho " + d.ToName,
			}
		}
		what := d.PostTitle
		if d.Reason != "" {
			what += ". " + d.Reason
		}
		rows = append(rows, ui.Row{ID: d.ID.String(), Void: !d.RevokedAt.IsZero(), Cells: []templComponent{
			ui.Text(what), ui.Text(d.ToName), ui.Text(show.Day(d.From)), ui.Text(show.Day(d.To)), delegationTag(d), act,
		}})
	}
	t.Groups = ui.Rows(rows...)
	return t
}

func delegationTag(d org.DelegationView) ui.Tag {
	switch {
	case !d.RevokedAt.IsZero():
		return ui.Tag{Word: "Đã thôi", Tone: ui.ToneNeutral, Icon: ui.IconClose}
	case d.Today:
		return ui.Tag{Word: "Đang hiệu lực", Tone: ui.ToneOK, Icon: ui.IconCheck}
	}
	return ui.Tag{Word: "Chưa đến hoặc đã hết", Tone: ui.ToneNeutral, Icon: ui.IconClock}
}

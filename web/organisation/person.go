package organisation

import (
	"congvan/office"
	"congvan/office/access"
	"congvan/office/org"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// personView is a person with the posts in the agency and the account.
type personView struct {
	person   org.Person
	own      bool // the record is kept by the actor's agency
	self     bool
	login    login
	holdings []holding
	today    office.Date
}

// holding is a holding with what its post is called.
type holding struct {
	org.Holding
	title string
}

func (v personView) href() string { return personHref(v.person.ID) }

func (a Area) person(q *page.Request) error {
	v, err := a.pathPerson(q)
	if err != nil {
		return err
	}
	return q.Frame(q.Page(v.person.Name), personPage(v))
}

// pathPerson reads a person whose record the agency keeps, or who holds or held a
// post in it.
func (a Area) pathPerson(q *page.Request) (personView, error) {
	v := personView{today: show.Today(q.Now())}
	id, err := q.PathID("id")
	if err != nil {
		return v, err
	}
	err = a.view(q, func(tx office.Tx) (err error) {
		if v.person, err = a.Records.Person(tx, id, false); err != nil {
			return err
		}
		if v.holdings, err = a.holdingsIn(tx, id); err != nil {
			return err
		}
		v.own = v.person.Agency == tx.Actor().Agency
		v.self = v.person.ID == tx.Actor().Person
		if !v.own && len(v.holdings) == 0 {
			return nothingHere()
		}
		v.login, err = a.loginIn(tx, id)
		return err
	})
	if office.CodeOf(err) == office.CodeNotFound {
		err = nothingHere()
	}
	return v, err
}

// holdingsIn are what a person ever held in the actor's agency, newest first.
func (a Area) holdingsIn(tx office.Tx, person office.ID) ([]holding, error) {
	all, err := a.Records.HoldingsOf(tx, person)
	if err != nil {
		return nil, err
	}
	var out []holding
	for i := len(all) - 1; i >= 0; i-- {
		h := all[i]
		if h.Agency != tx.Actor().Agency {
			continue
		}
		p, err := a.Records.PostOn(tx, h.Post, h.From)
		if err != nil && office.CodeOf(err) != office.CodeNotFound {
			return nil, err
		}
		out = append(out, holding{h, p.Title})
	}
	return out, nil
}

func (v personView) actions() []component {
	if !v.own {
		return nil
	}
	out := []component{ui.Button{Label: "Đổi họ tên", Href: v.href() + "/rename"}}
	if v.login.ID.Zero() {
		return append(out, ui.Button{Label: "Mở tài khoản", Href: v.href() + "/account", Icon: ui.IconKey, Kind: ui.Primary})
	}
	return append(out, ui.Button{Label: "Đặt lại mật khẩu", Href: v.href() + "/password", Icon: ui.IconKey})
}

func (v personView) facts() ui.Facts {
	out := ui.Facts{{Label: "Tình trạng", Value: v.login.tag()}}
	if !v.login.ID.Zero() {
		out = append(out, ui.Fact{Label: "Tên đăng nhập", Value: ui.Text(v.login.Login)})
	}
	if v.self {
		out = append(out, ui.Fact{Label: "Ghi chú", Value: ui.Text("Đây là tài khoản của đồng chí.")})
	}
	return out
}

// buttons lock and unlock the account; one's own is not locked by mistake.
func (v personView) buttons() []component {
	switch {
	case v.login.ID.Zero() || v.self:
		return nil
	case v.login.DisabledAt.IsZero():
		return []component{ui.Button{Label: "Khoá tài khoản", Icon: ui.IconLock, Kind: ui.Danger, Submit: true, Action: v.href() + "/disable"}}
	}
	return []component{ui.Button{Label: "Mở khoá tài khoản", Icon: ui.IconCheck, Submit: true, Action: v.href() + "/enable"}}
}

func (v personView) table() ui.Table {
	t := ui.Table{
		ID: "holdings", Caption: "Vị trí công tác",
		Columns: []ui.Column{
			{Title: "Vị trí", Main: true},
			{Title: "Từ ngày", Width: 112, Kind: ui.DateColumn, OnPhone: true},
			{Title: "Đến hết ngày", Width: 128, Kind: ui.DateColumn, OnPhone: true},
			{Title: "Tình trạng", Width: 144, OnPhone: true},
		},
		Empty: ui.Empty{Icon: ui.IconUser, Title: "Chưa giữ vị trí nào.", Small: true},
	}
	var rows []ui.Row
	for _, h := range v.holdings {
		state, to := ui.Tag{Word: "Đang giữ", Tone: ui.ToneOK, Icon: ui.IconCheck}, ui.Missing("Chưa định")
		if !h.To.IsZero() {
			to = ui.Text(show.Day(h.To))
		}
		switch {
		case v.today.Before(h.From):
			state = ui.Tag{Word: "Chưa tới ngày", Tone: ui.ToneInfo, Icon: ui.IconClock}
		case !h.On(v.today):
			state = ui.Tag{Word: "Đã thôi giữ", Tone: ui.ToneNeutral, Icon: ui.IconHistory}
		}
		rows = append(rows, ui.Row{ID: h.ID.String(), Cells: []component{ui.Text(h.title), ui.Text(show.Day(h.From)), to, state}})
	}
	t.Groups = ui.Rows(rows...)
	return t
}

func (v personView) crumbs(label string) []ui.Crumb {
	return crumbs(ui.Crumb{Label: v.person.Name, Href: v.href()}, ui.Crumb{Label: label})
}

func (a Area) rename(q *page.Request) error {
	v, err := a.pathPerson(q)
	if err != nil {
		return err
	}
	f := form{
		title: "Đổi họ tên", crumbs: v.crumbs("Đổi họ tên"), text: "Văn bản đã có giữ tên như đã in.",
		fields: []ui.Field{{Name: "name", Label: "Họ và tên", Value: v.person.Name, Required: true, MaxLength: 100, AutoFocus: true}},
		button: ui.Button{Label: "Ghi họ tên"}, cancel: v.href(),
	}
	return f.serve(q, func() (string, string, error) {
		err := a.Directory.RenamePerson(q.Ctx(), q.Actor(), org.RenamePersonInput{ID: v.person.ID, Name: q.Text("name")})
		return v.href(), "Đã ghi họ tên.", err
	})
}

func passwords(label string) []ui.Field {
	return []ui.Field{
		{Name: "password", Label: label, Kind: ui.PasswordField, Required: true, Span: 6, AutoComplete: "new-password", Hint: "Ít nhất 10 ký tự; một cụm vài từ là tốt."},
		{Name: "again", Label: "Nhập lại mật khẩu", Kind: ui.PasswordField, Required: true, Span: 6, AutoComplete: "new-password"},
	}
}

func (a Area) openAccount(q *page.Request) error {
	v, err := a.pathPerson(q)
	if err != nil {
		return err
	}
	f := form{
		title: "Mở tài khoản", crumbs: v.crumbs("Mở tài khoản"), about: ui.Facts{{Label: "Người dùng", Value: ui.Text(v.person.Name)}},
		fields: append([]ui.Field{{Name: "login", Label: "Tên đăng nhập", Required: true, MaxLength: 64, AutoFocus: true, AutoComplete: "off"}}, passwords("Mật khẩu ban đầu")...),
		button: ui.Button{Label: "Mở tài khoản"}, cancel: v.href(),
	}
	return f.serve(q, func() (string, string, error) {
		login, password := q.Text("login"), q.R.PostFormValue("password")
		err := q.Require(access.ManageAccount)
		if err == nil {
			err = checkLogin(login, password, q.R.PostFormValue("again"))
		}
		if err == nil {
			_, err = a.Directory.CreateAccount(q.Ctx(), q.Actor(), v.person.ID, login, password)
		}
		return v.href(), "Đã mở tài khoản " + login + ".", err
	})
}

func (a Area) resetPassword(q *page.Request) error {
	v, err := a.pathPerson(q)
	if err != nil {
		return err
	}
	if v.login.ID.Zero() {
		return nothingHere()
	}
	f := form{
		title: "Đặt lại mật khẩu", crumbs: v.crumbs("Đặt lại mật khẩu"), text: "Các phiên đang mở của người dùng này sẽ kết thúc.",
		about:  ui.Facts{{Label: "Người dùng", Value: ui.Text(v.person.Name)}, {Label: "Tên đăng nhập", Value: ui.Text(v.login.Login)}},
		fields: passwords("Mật khẩu mới"), button: ui.Button{Label: "Đặt lại mật khẩu"}, cancel: v.href(),
	}
	return f.serve(q, func() (string, string, error) {
		password := q.R.PostFormValue("password")
		err := checkNew(v.login.Login, password, q.R.PostFormValue("again"))
		if err == nil {
			err = a.Directory.ResetPassword(q.Ctx(), q.Actor(), v.login.ID, password)
		}
		return v.href(), "Đã đặt lại mật khẩu.", err
	})
}

func (a Area) disable(q *page.Request) error {
	v, err := a.pathPerson(q)
	switch {
	case err != nil:
		return err
	case v.self:
		return office.Invalid("web.organisation.disable",
			"Không khoá tài khoản của chính mình: nhờ quản trị hệ thống khác.", "Nobody locks the own account: ask another administrator.")
	}
	if err := a.Directory.DisableAccount(q.Ctx(), q.Actor(), v.login.ID); err != nil {
		return err
	}
	return q.Go(v.href(), "Đã khoá tài khoản. Các phiên đang mở đã kết thúc.")
}

func (a Area) enable(q *page.Request) error {
	v, err := a.pathPerson(q)
	if err == nil {
		err = a.Directory.EnableAccount(q.Ctx(), q.Actor(), v.login.ID)
	}
	if err != nil {
		return err
	}
	return q.Go(v.href(), "Đã mở khoá tài khoản.")
}

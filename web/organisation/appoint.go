package organisation

import (
	"errors"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/org"
	"congvan/web/page"
	"congvan/web/ui"
)

// appoint gives a post to somebody: a person who is known, or a new one, with an
// account at once when a login is given. All of it is one act.
func (a Area) appoint(q *page.Request) error {
	m, t, err := a.pathPost(q)
	if err != nil {
		return err
	}
	f, err := a.appointForm(q, m)
	if err != nil {
		return err
	}
	return f.serve(q, func() (string, string, error) {
		in, err := readAppointment(q, m)
		if err == nil {
			err = a.keepsAdmin(q, t, m, in)
		}
		if err == nil {
			err = a.doAppoint(q, &in)
		}
		return home, "Đã bổ nhiệm vào vị trí “" + m.Post.Title + "”.", err
	})
}

func (a Area) appointForm(q *page.Request, m org.Member) (form, error) {
	options, err := a.candidates(q)
	if err != nil {
		return form{}, err
	}
	to := postHref(m.Post.ID)
	holder := ui.Missing("Khuyết")
	if !m.Vacant() {
		holder = ui.Text(m.Name)
	}
	known := ui.Field{Name: "person", Label: "Người đã có", Kind: ui.SelectField, Blank: "Người mới: nhập bên dưới", Options: options, Span: 6}
	if q.Text("q") != "" && !posted(q) {
		known.Hint = "Tìm thấy " + itoa(len(options)) + " người."
		if len(options) == 1 {
			known.Value = options[0].Value
		}
	}
	f := form{
		title: "Bổ nhiệm: " + m.Post.Title, crumbs: crumbs(ui.Crumb{Label: m.Post.Title, Href: to}, ui.Crumb{Label: "Bổ nhiệm"}),
		above: []component{search(to+"/appoint", q.Text("q"))},
		about: ui.Facts{{Label: "Vị trí", Value: ui.Text(m.Post.Title)}, {Label: "Vai trò", Value: ui.Text(roleNames(m.Post.Roles))}, {Label: "Người giữ", Value: holder}},
		fields: []ui.Field{
			known,
			{Name: "from", Label: "Từ ngày", Kind: ui.DateField, Value: today(q), Required: true, Span: 6},
			{Name: "name", Label: "Họ và tên người mới", MaxLength: 100, Span: 6, AutoComplete: "off", Placeholder: "Nguyễn Văn An"},
			{Name: "login", Label: "Tên đăng nhập", MaxLength: 64, Span: 6, AutoComplete: "off", Hint: "Để trống nếu đã có hoặc chưa mở tài khoản."},
			{Name: "password", Label: "Mật khẩu ban đầu", Kind: ui.PasswordField, Span: 6, AutoComplete: "new-password", Hint: "Ít nhất 10 ký tự; người dùng tự đổi sau khi đăng nhập."},
			{Name: "again", Label: "Nhập lại mật khẩu", Kind: ui.PasswordField, Span: 6, AutoComplete: "new-password"},
		},
		button: ui.Button{Label: "Bổ nhiệm"}, cancel: home,
	}
	if !m.Vacant() {
		f.check = &ui.Checkbox{Name: "replace", Label: "Đ/c " + m.Name + " thôi giữ vị trí này từ hôm trước"}
	}
	return f, nil
}

// candidates are the people that the search found; without one who holds a post
// in the agency today.
func (a Area) candidates(q *page.Request) ([]ui.Option, error) {
	var out []ui.Option
	seen := map[office.ID]bool{}
	add := func(id office.ID, label string) {
		if !seen[id] {
			seen[id] = true
			out = append(out, ui.Option{Value: id.String(), Label: label})
		}
	}
	err := a.view(q, func(tx office.Tx) error {
		here, err := a.Directory.PeopleIn(tx, tx.Today())
		if err != nil {
			return err
		}
		titles := map[office.ID]string{}
		for _, m := range here {
			if titles[m.Person] == "" {
				titles[m.Person] = ", " + m.Post.Title
			}
		}
		if q.Text("q") == "" {
			for _, m := range here {
				add(m.Person, m.Name+titles[m.Person])
			}
			return nil
		}
		found, err := a.Directory.FindPeopleIn(tx, q.Text("q"))
		for _, p := range found {
			add(p.ID, p.Name+titles[p.ID])
		}
		return err
	})
	return out, err
}

// appointment is what the form of an appointment asks for.
type appointment struct {
	org.AppointInput
	name     string // of a new person
	login    string // "" without an account
	password string
}

func readAppointment(q *page.Request, m org.Member) (appointment, error) {
	const op = "web.organisation.appoint"
	in := appointment{
		AppointInput: org.AppointInput{Post: m.Post.ID, Person: q.ID("person"), Replace: q.Text("replace") != ""},
		name:         q.Text("name"), login: q.Text("login"), password: q.R.PostFormValue("password"),
	}
	var errs []error
	switch {
	case in.Person.Zero() && in.name == "":
		errs = append(errs, office.InvalidField(op, "name", "Chọn người đã có, hoặc nhập họ tên người mới.", "Choose a known person or enter a new one's name."))
	case !in.Person.Zero() && in.name != "":
		errs = append(errs, office.InvalidField(op, "name", "Đã chọn người có sẵn thì để trống họ tên người mới.", "Leave the name empty when a known person is chosen."))
	}
	from, err := day(q, "from")
	in.From = from
	errs = append(errs, err)
	if !m.Vacant() && !in.Replace {
		errs = append(errs, office.InvalidField(op, "replace", "Vị trí đang có người giữ. Đánh dấu để người đó thôi giữ.", "Somebody holds this post. Tick the box to relieve them."))
	}
	if in.login != "" || in.password != "" {
		errs = append(errs, checkLogin(in.login, in.password, q.R.PostFormValue("again")))
	}
	return in, errors.Join(errs...)
}

// checkLogin judges a login with its new password, written twice.
func checkLogin(login, password, again string) error {
	_, err := org.CleanLogin(login)
	return errors.Join(err, checkNew(login, password, again))
}

func checkNew(login, password, again string) error {
	if err := org.CheckPassword(login, password); err != nil {
		return err
	}
	if password != again {
		return office.InvalidField("web.organisation", "again", "Hai lần nhập mật khẩu khác nhau. Nhập lại.", "The two passwords differ. Type them again.")
	}
	return nil
}

// keepsAdmin refuses to hand the last administration to somebody who cannot sign in.
func (a Area) keepsAdmin(q *page.Request, t tree, m org.Member, in appointment) error {
	if m.Vacant() || !has(m, office.SystemAdmin) || t.otherAdmins(m.Post.ID) || in.login != "" {
		return nil
	}
	var l login
	if !in.Person.Zero() {
		err := a.view(q, func(tx office.Tx) (err error) {
			l, err = a.loginIn(tx, in.Person)
			return err
		})
		if err != nil {
			return err
		}
	}
	if l.foreign || !l.ID.Zero() && l.DisabledAt.IsZero() {
		return nil
	}
	return office.InvalidField("web.organisation.appoint", "login",
		"Người này chưa đăng nhập được, cơ quan sẽ không còn quản trị hệ thống. Mở tài khoản cùng lúc.",
		"This person cannot sign in, and the agency would have no administrator. Open an account at once.")
}

func (a Area) doAppoint(q *page.Request, in *appointment) error {
	var secret org.Secret
	if in.login != "" {
		err := q.Require(access.ManageAccount) // hashing is dear
		if err == nil {
			secret, err = a.Passwords.Hash(q.Ctx(), in.password)
		}
		if err != nil {
			return office.Wrap("web.organisation.appoint", err)
		}
	}
	return a.Acts.Act(q.Ctx(), q.Actor(), func(tx office.Tx) (err error) {
		x := in.AppointInput
		if x.Person.Zero() {
			if x.Person, err = a.Directory.CreatePersonIn(tx, org.CreatePersonInput{Name: in.name}); err != nil {
				return err
			}
		}
		if _, err = a.Directory.AppointIn(tx, x); err != nil || in.login == "" {
			return err
		}
		_, err = a.Directory.CreateAccountIn(tx, org.CreateAccountInput{Person: x.Person, Login: in.login, Secret: secret})
		return err
	})
}

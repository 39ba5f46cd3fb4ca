package organisation

import (
	"strings"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/org"
	"congvan/web/page"
	"congvan/web/ui"
)

// tree is an agency as of today.
type tree struct{ org.Tree }

// flat is a unit with the names of those above it.
type flat struct {
	org.UnitNode
	path string
}

// units lists every unit, each before those below it.
func (t tree) units() []flat {
	var out []flat
	var walk func(above string, nodes []org.UnitNode)
	walk = func(above string, nodes []org.UnitNode) {
		for _, n := range nodes {
			path := above + n.Unit.Name
			out = append(out, flat{n, path})
			walk(path+" › ", n.Units)
		}
	}
	walk("", t.Units)
	return out
}

// members lists every post.
func (t tree) members() []org.Member {
	out := append([]org.Member(nil), t.Members...)
	for _, u := range t.units() {
		out = append(out, u.Members...)
	}
	return out
}

func (t tree) unit(id office.ID) (flat, error) {
	for _, u := range t.units() {
		if u.Unit.ID == id {
			return u, nil
		}
	}
	return flat{}, nothingHere()
}

func (t tree) post(id office.ID) (org.Member, error) {
	for _, m := range t.members() {
		if m.Post.ID == id {
			return m, nil
		}
	}
	return org.Member{}, nothingHere()
}

// unitOptions are the units to choose from, without one and those below it.
func (t tree) unitOptions(without office.ID) []ui.Option {
	var out []ui.Option
	skip := ""
	for _, u := range t.units() {
		if u.Unit.ID == without {
			skip = u.path + " › "
			continue
		}
		if skip != "" && strings.HasPrefix(u.path, skip) {
			continue
		}
		out = append(out, ui.Option{Value: u.Unit.ID.String(), Label: u.path})
	}
	return out
}

func has(m org.Member, r office.Role) bool { return office.Actor{Roles: m.Post.Roles}.Has(r) }

// otherAdmins reports whether somebody administers the system in another post.
func (t tree) otherAdmins(post office.ID) bool {
	for _, m := range t.members() {
		if m.Post.ID != post && !m.Vacant() && has(m, office.SystemAdmin) {
			return true
		}
	}
	return false
}

// lockedOut says that an act would leave the agency without an administrator.
func lockedOut(field string) error {
	return office.InvalidField("web.organisation", field,
		"Đây là quản trị hệ thống cuối cùng của cơ quan. Bổ nhiệm người khác làm quản trị hệ thống trước.",
		"This is the agency's last system administrator. Appoint another one first.")
}

// unheld lists the roles without which work stands still and that nobody holds.
func (t tree) unheld() []string {
	var out []string
	for _, r := range []office.Role{office.Leader, office.ChiefOfOffice, office.RecordsClerk} {
		held := false
		for _, m := range t.members() {
			held = held || !m.Vacant() && has(m, r)
		}
		if !held {
			out = append(out, org.RoleName(r))
		}
	}
	return out
}

// login is how a person signs in.
type login struct {
	org.Account
	foreign bool // kept by another agency
}

func (l login) tag() ui.Tag {
	switch {
	case l.foreign:
		return ui.Tag{Word: "Cơ quan khác quản lý", Tone: ui.ToneNeutral, Icon: ui.IconAgency}
	case l.ID.Zero():
		return ui.Tag{Word: "Chưa có", Tone: ui.ToneSoon, Icon: ui.IconWarning}
	case !l.DisabledAt.IsZero():
		return ui.Tag{Word: "Đã khoá", Tone: ui.ToneLate, Icon: ui.IconLock}
	}
	return ui.Tag{Word: "Đang dùng", Tone: ui.ToneOK, Icon: ui.IconCheck}
}

// loginIn reads the account of a person; there may be none.
func (a Area) loginIn(tx office.Tx, person office.ID) (login, error) {
	acc, err := a.Directory.AccountOfIn(tx, person)
	if err == nil {
		return login{Account: acc}, nil
	}
	if office.CodeOf(err) != office.CodeNotFound {
		return login{}, err
	}
	p, err := a.Records.Person(tx, person, false)
	return login{foreign: p.Agency != tx.Actor().Agency}, err
}

// tree is the page of the whole agency.
func (a Area) tree(q *page.Request) error {
	t, err := a.load(q)
	if err != nil {
		return err
	}
	logins := map[office.ID]login{}
	var all []document.Congress
	err = a.view(q, func(tx office.Tx) (err error) {
		for _, m := range t.members() {
			if _, known := logins[m.Person]; known || m.Vacant() {
				continue
			}
			if logins[m.Person], err = a.loginIn(tx, m.Person); err != nil {
				return err
			}
		}
		all, err = a.Congresses.Congresses(tx, q.Actor().Agency)
		return err
	})
	if err != nil {
		return err
	}
	head := ui.PageHead{
		Title: "Cơ cấu tổ chức", Sub: t.Agency.Name,
		Actions: []component{
			ui.Button{Label: "Nhiệm kỳ", Href: home + "/terms", Icon: ui.IconCalendar},
			ui.Button{Label: "Chứng thư gốc", Href: home + "/roots", Icon: ui.IconShield},
			ui.Button{Label: "Thêm đơn vị", Href: home + "/units/new", Icon: ui.IconPlus, Kind: ui.Primary},
		},
	}
	return q.Frame(q.Page("Cơ cấu tổ chức"), treePage(head, t.notes(q, all), t.table(logins)))
}

// notes say what an office cannot work without and has not got.
func (t tree) notes(q *page.Request, all []document.Congress) []ui.Msg {
	var out []ui.Msg
	if roles := t.unheld(); len(roles) > 0 {
		out = append(out, ui.Msg{
			Tone: ui.ToneSoon, Title: "Chưa có người giữ vai: " + strings.Join(roles, ", "),
			Text: "Thêm vị trí có vai này và bổ nhiệm người giữ, văn bản mới đi hết các bước.",
		})
	}
	if m, missing := t.noTerm(q, all); missing {
		m.Actions = []component{ui.Button{Label: "Nhập nhiệm kỳ", Href: home + "/terms", Size: ui.Small}}
		out = append(out, m)
	}
	return out
}

func (t tree) table(logins map[office.ID]login) ui.Table {
	out := ui.Table{
		ID: "tree", Caption: "Đơn vị, vị trí và người giữ",
		Columns: []ui.Column{
			{Title: "Vị trí", Main: true},
			{Title: "Vai trò", Width: 208},
			{Title: "Người giữ", Width: 208, OnPhone: true},
			{Title: "Tài khoản", Width: 176, OnPhone: true},
			{Title: "", Width: 128, OnPhone: true},
		},
	}
	top := group("Trực thuộc cơ quan", t.Members, logins)
	top.Link = &ui.Button{Label: "Thêm vị trí", Href: home + "/posts/new"}
	out.Groups = append(out.Groups, top)
	for _, u := range t.units() {
		g := group(u.path, u.Members, logins)
		g.Link = &ui.Button{Label: "Sửa đơn vị, thêm vị trí", Href: unitHref(u.Unit.ID)}
		out.Groups = append(out.Groups, g)
	}
	return out
}

func group(title string, members []org.Member, logins map[office.ID]login) ui.RowGroup {
	g := ui.RowGroup{Title: title}
	for _, m := range members {
		to := postHref(m.Post.ID)
		cells := []component{ui.Text(m.Post.Title), ui.Clip(roleNames(m.Post.Roles))}
		if m.Vacant() {
			cells = append(cells, ui.Missing("Khuyết"), ui.Nothing(),
				ui.Button{Label: "Bổ nhiệm", Size: ui.Small, Href: to + "/appoint", Hint: "Bổ nhiệm vào vị trí " + m.Post.Title})
		} else {
			cells = append(cells, ui.Link(personHref(m.Person), m.Name), logins[m.Person].tag(),
				ui.Button{Label: "Thay người", Size: ui.Small, Href: to + "/appoint", Hint: "Thay người giữ vị trí " + m.Post.Title})
		}
		g.Rows = append(g.Rows, ui.Row{ID: m.Post.ID.String(), Name: m.Post.Title, Href: to, Cells: cells})
	}
	return g
}

func roleNames(roles []office.Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = org.RoleName(r)
	}
	return strings.Join(words, ", ")
}

func unitHref(id office.ID) string   { return home + "/units/" + id.String() }
func postHref(id office.ID) string   { return home + "/posts/" + id.String() }
func personHref(id office.ID) string { return home + "/people/" + id.String() }

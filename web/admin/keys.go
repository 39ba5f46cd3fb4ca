package admin

import (
	"io"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/org"
	"congvan/office/signing"
	"congvan/web/page"
	"congvan/web/ui"
)

// keysView is the page of signing keys.
type keysView struct {
	table  ui.Table
	count  int
	people []org.Member
	values map[string]string
	faults page.Faults
}

func (a Area) keys(q *page.Request) error {
	v, err := a.loadKeys(q)
	if err != nil {
		return err
	}
	return q.Frame(q.Page("Khoá ký, con dấu"), keysPage(v))
}

func (a Area) loadKeys(q *page.Request) (keysView, error) {
	var v keysView
	all, err := a.Signing.Keys(q.Ctx(), q.Actor())
	if err != nil {
		return v, err
	}
	if v.people, err = a.people(q); err != nil {
		return v, err
	}
	v.count = len(all)
	v.table = keyTable(all, v.people, q)
	v.values = map[string]string{"kind": q.Text("kind"), "person": q.Text("person")}
	if v.values["kind"] == "" {
		v.values["kind"] = string(signing.Personal)
	}
	return v, nil
}

// people are who holds a post today, each once.
func (a Area) people(q *page.Request) ([]org.Member, error) {
	var out []org.Member
	err := a.Acts.View(q.Ctx(), q.Actor(), func(tx office.Tx) error {
		all, err := a.Directory.PeopleIn(tx, tx.Today())
		seen := map[office.ID]bool{}
		for _, m := range all {
			if !seen[m.Person] {
				seen[m.Person] = true
				out = append(out, m)
			}
		}
		return err
	})
	return out, err
}

func keyTable(all []signing.Key, people []org.Member, q *page.Request) ui.Table {
	names := map[office.ID]string{}
	for _, m := range people {
		names[m.Person] = m.Name
	}
	t := ui.Table{
		ID: "keys", Caption: "Khoá ký, con dấu",
		Columns: []ui.Column{
			{Title: "Chứng thư", Width: 208, Main: true},
			{Title: "Dùng để", Width: 128, OnPhone: true},
			{Title: "Người giữ", Width: 144, OnPhone: true},
			{Title: "Hết hạn", Width: 96, Kind: ui.DateColumn, OnPhone: true},
			{Title: "Tình trạng", Width: 128, OnPhone: true},
			{Title: "", Width: 96, OnPhone: true},
		},
		Empty: ui.Empty{Icon: ui.IconKey, Title: "Chưa có khoá nào.", Fact: "Nạp khoá cá nhân của người ký và khoá con dấu của cơ quan.", Small: true},
	}
	var rows []ui.Row
	for _, k := range all {
		use, who := "Ký cá nhân", names[k.Person]
		if k.Kind == signing.Seal {
			use, who = "Con dấu cơ quan", "Văn thư"
		}
		if who == "" {
			who = "Không còn trong cơ quan"
		}
		var act templComponent = ui.Nothing()
		if k.RevokedAt.IsZero() {
			act = ui.Button{Label: "Thu hồi", Size: ui.Small, Href: "/admin/keys/" + k.ID.String() + "/revoke", Hint: "Thu hồi khoá " + k.Subject}
		}
		rows = append(rows, ui.Row{ID: k.ID.String(), Void: !k.RevokedAt.IsZero(), Cells: []templComponent{
			ui.Text(k.Subject), ui.Text(use), ui.Text(who), ui.Text(ui.Date(k.NotAfter)),
			validity{until: k.NotAfter, revoked: !k.RevokedAt.IsZero(), now: q.Now()}.tag(), act,
		}})
	}
	t.Groups = ui.Rows(rows...)
	return t
}

func (v keysView) fields() []ui.Field {
	person := ui.Field{
		Name: "person", Label: "Người giữ", Kind: ui.SelectField, Blank: "Con dấu: không chọn", Value: v.values["person"], Span: 6,
		Error: v.faults.Of("person"),
	}
	for _, m := range v.people {
		person.Options = append(person.Options, ui.Option{Value: m.Person.String(), Label: m.Name + ", " + m.Post.Title})
	}
	return []ui.Field{
		{
			Name: "kind", Label: "Dùng để", Kind: ui.SelectField, Value: v.values["kind"], Span: 6, Error: v.faults.Of("kind"),
			Options: []ui.Option{{Value: string(signing.Personal), Label: "Ký cá nhân"}, {Value: string(signing.Seal), Label: "Con dấu cơ quan"}},
		},
		person,
		{Name: "p12", Label: "Tệp khoá (.p12, .pfx)", Kind: ui.FileField, Accept: ".p12,.pfx", Required: true, Span: 6, Error: v.faults.Of("key")},
		{Name: "password", Label: "Mật khẩu của tệp", Kind: ui.PasswordField, AutoComplete: "off", Span: 6, Error: v.faults.Of("password")},
		{Name: "pin", Label: "Mã PIN mới", Kind: ui.PasswordField, Required: true, AutoComplete: "new-password", Span: 6, Hint: "Ít nhất 6 ký tự; người giữ nhập mỗi lần ký.", Error: v.faults.Of("pin")},
		{Name: "image", Label: "Ảnh chữ ký hoặc dấu (PNG nền trong)", Kind: ui.FileField, Accept: ".png", Span: 6, Error: v.faults.Of("image")},
	}
}

// maxP12 bounds a key file.
const maxP12 = 256 << 10

// addKey keeps a key from an uploaded PKCS#12 file. Neither password nor PIN is
// kept or shown again.
func (a Area) addKey(q *page.Request) error {
	err := q.Require(access.ManageKey) // before anything is read from the file
	if err == nil {
		err = a.keepKey(q)
	}
	if err == nil {
		return q.Go("/admin/keys", "Đã nạp khoá.")
	}
	if !page.FormFault(err) {
		return err
	}
	v, again := a.loadKeys(q)
	if again != nil {
		return again
	}
	v.faults = page.FaultsOf(err)
	if e := page.ErrorOf(err); e.Code == office.CodeSigning && e.Field == "" {
		v.faults = page.Faults{{Code: e.Code, Field: "password", Vi: e.Vi, En: e.En}}
	}
	return q.FailForm(err, q.Page("Khoá ký, con dấu"), keysPage(v))
}

func (a Area) keepKey(q *page.Request) error {
	const op = "web.admin.addKey"
	p12, err := small(q, "p12", maxP12)
	if err != nil {
		return err
	}
	if len(p12) == 0 {
		return office.InvalidField(op, "key", "Chọn tệp khoá .p12 hoặc .pfx, không quá 256 KB.", "Choose a .p12 or .pfx file of at most 256 KB.")
	}
	key, chain, err := signing.ReadP12(p12, q.R.PostFormValue("password"))
	if err != nil {
		return err
	}
	in := signing.AddKeyInput{
		Kind: signing.KeyKind(q.Text("kind")), Person: q.ID("person"), Key: key, Chain: chain, PIN: q.R.PostFormValue("pin"),
	}
	if in.Kind == signing.Seal {
		in.Person = office.ID{}
	}
	if in.Image, err = small(q, "image", 1<<20+1); err != nil {
		return err
	}
	_, err = a.Signing.AddKey(q.Ctx(), q.Actor(), in)
	return err
}

// small reads an uploaded file of at most limit bytes; nil when none was sent or
// it is larger.
func small(q *page.Request, field string, limit int64) ([]byte, error) {
	files, err := q.Files(field)
	for _, f := range files {
		defer f.Close()
	}
	if err != nil || len(files) == 0 || files[0].Size > limit {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(files[0], limit))
}

func (a Area) revokeForm(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	all, err := a.Signing.Keys(q.Ctx(), q.Actor())
	if err != nil {
		return err
	}
	for _, k := range all {
		if k.ID == id && k.RevokedAt.IsZero() {
			return q.Ask(page.Question{
				Title: "Thu hồi khoá ký", Crumbs: []ui.Crumb{{Label: "Khoá ký, con dấu", Href: "/admin/keys"}, {Label: "Thu hồi"}},
				About:  ui.Facts{{Label: "Chứng thư", Value: ui.Text(k.Subject)}, {Label: "Hết hạn", Value: ui.Text(ui.Date(k.NotAfter))}},
				Text:   "Khoá này không ký được nữa. Chữ ký đã có trên văn bản không bị ảnh hưởng.",
				Button: ui.Button{Label: "Thu hồi khoá", Kind: ui.Danger}, Cancel: "/admin/keys",
			}, nil)
		}
	}
	return office.NotFound("web.admin.revoke", "Không có khoá ký này, hoặc khoá đã thu hồi.", "There is no such key in use.")
}

func (a Area) revoke(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	if err := a.Signing.RevokeKey(q.Ctx(), q.Actor(), id); err != nil {
		return err
	}
	return q.Go("/admin/keys", "Đã thu hồi khoá.")
}

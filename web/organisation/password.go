package organisation

import (
	"net"

	"congvan/office"
	"congvan/web/page"
	"congvan/web/ui"
)

// ownPassword is where everybody changes the own password. The present session
// goes on, in the same post; all others end.
func (a Area) ownPassword(q *page.Request) error {
	old := ui.Field{Name: "old", Label: "Mật khẩu hiện tại", Kind: ui.PasswordField, Required: true, AutoComplete: "current-password", AutoFocus: true}
	f := form{
		title: "Đổi mật khẩu", crumbs: []ui.Crumb{{Label: "Bàn làm việc", Href: "/"}, {Label: "Đổi mật khẩu"}},
		text:   "Các phiên đăng nhập khác của đồng chí sẽ kết thúc.",
		fields: append([]ui.Field{old}, passwords("Mật khẩu mới")...), button: ui.Button{Label: "Đổi mật khẩu"}, cancel: "/",
	}
	return f.serve(q, func() (string, string, error) { return "/", "Đã đổi mật khẩu.", a.changeOwn(q) })
}

func (a Area) changeOwn(q *page.Request) error {
	password := q.R.PostFormValue("password")
	if err := checkNew("", password, q.R.PostFormValue("again")); err != nil {
		return err // the service judges it against the login
	}
	address, _, err := net.SplitHostPort(q.R.RemoteAddr)
	if err != nil {
		address = q.R.RemoteAddr
	}
	acc, err := a.Directory.ChangePassword(q.Ctx(), q.Actor(), q.R.PostFormValue("old"), password, address)
	if err != nil {
		return err
	}
	if err := a.Site.SignIn(q.Ctx(), acc.ID, acc.Epoch); err != nil {
		return err
	}
	for _, seat := range q.Who.Seats {
		if id, err := office.ParseID(seat.ID); err == nil && seat.Current {
			q.TakeSeat(id)
		}
	}
	return nil
}

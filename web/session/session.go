// Package session is the way in and out: signing in, choosing the post to act in,
// signing out.
package session

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"

	"congvan/office"
	"congvan/office/org"
	"congvan/web/page"
	"congvan/web/ui"
)

// SignIner checks a login; org.Service is one.
type SignIner interface {
	SignIn(ctx context.Context, login, password, address string) (org.Account, error)
}

// Area is the pages of sessions.
type Area struct {
	Site   *page.Site
	Org    SignIner
	Brand  ui.Brand
	Help   string         // whom to call
	Hints  []ui.LoginHint // demo accounts; never in a real office
	Secret string         // their common password, in the demo
}

// Mount adds the pages.
func (a Area) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /login", a.form)
	mux.HandleFunc("POST /login", a.signIn)
	a.Site.Handle(mux, "POST /logout", a.signOut)
	a.Site.Handle(mux, "POST /session/post", a.takeSeat)
}

func (a Area) login(account, next, failed string) ui.LoginPage {
	return ui.LoginPage{
		Brand: a.Brand, Account: account, Next: next, Error: failed, Help: a.Help, Hints: a.Hints, HintSecret: a.Secret,
	}
}

func (a Area) form(w http.ResponseWriter, r *http.Request) {
	a.draw(w, r, http.StatusOK, a.login(clip(r.FormValue("account")), local(r.FormValue("next")), ""))
}

func (a Area) draw(w http.ResponseWriter, r *http.Request, status int, p ui.LoginPage) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	if err := p.Render(r.Context(), w); err != nil {
		a.Site.Log.Error("render", "path", "/login", "error", err)
	}
}

// maxLoginBody bounds the form of somebody who is not signed in.
const maxLoginBody = 8 << 10

func (a Area) signIn(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxLoginBody)
	login, next := clip(strings.TrimSpace(r.PostFormValue("account"))), local(r.PostFormValue("next"))
	address, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		address = r.RemoteAddr
	}
	account, err := a.Org.SignIn(r.Context(), login, r.PostFormValue("password"), address)
	if err == nil {
		err = a.Site.SignIn(r.Context(), account.ID, account.Epoch)
	}
	if err != nil {
		e := page.ErrorOf(err)
		status := http.StatusUnprocessableEntity
		if e.Code == office.CodeInternal || e.Code == office.CodeUnavailable {
			status = http.StatusServiceUnavailable
			a.Site.Log.Error("sign in", "error", err)
		}
		a.draw(w, r, status, a.login(login, next, e.Vi))
		return
	}
	if next == "" {
		next = "/"
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
}

// clip keeps what comes back in the form short.
func clip(s string) string {
	if len(s) > 64 {
		return s[:64]
	}
	return s
}

// local keeps only addresses of this site. Browsers drop tabs and line ends from
// addresses and take "\" for "/", so neither may be in one.
func local(next string) string {
	u, err := url.Parse(next) // refuses control characters
	if err != nil || u.IsAbs() || u.Host != "" || len(next) > 2000 ||
		!strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.Contains(next, "\\") {
		return ""
	}
	return next
}

func (a Area) signOut(q *page.Request) error {
	if err := a.Site.SignOut(q.Ctx()); err != nil {
		return err
	}
	http.Redirect(q.W, q.R, "/login", http.StatusSeeOther)
	return nil
}

func (a Area) takeSeat(q *page.Request) error {
	q.TakeSeat(q.ID("post"))
	return q.Go("/", "")
}

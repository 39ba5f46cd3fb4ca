// Package organisation is where the system administrator keeps an agency's
// structure: units, posts and who holds them, accounts, terms of numbering and
// trusted roots; and where everybody changes the own password.
//
// It is not where keys, registers and operation are kept (web/admin), and it
// decides no right: the services do.
package organisation

import (
	"context"
	"crypto/x509"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/org"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// Directory changes the organisation; org.Service is one.
type Directory interface {
	TreeIn(tx office.Tx, day office.Date) (org.Tree, error)
	PeopleIn(tx office.Tx, day office.Date) ([]org.Member, error)
	FindPeopleIn(tx office.Tx, query string) ([]org.Person, error)
	CreateUnit(ctx context.Context, a office.Actor, in org.CreateUnitInput) (office.ID, error)
	ReviseUnit(ctx context.Context, a office.Actor, in org.ReviseUnitInput) error
	CloseUnit(ctx context.Context, a office.Actor, in org.CloseInput) error
	CreatePost(ctx context.Context, a office.Actor, in org.CreatePostInput) (office.ID, error)
	RevisePost(ctx context.Context, a office.Actor, in org.RevisePostInput) error
	ClosePost(ctx context.Context, a office.Actor, in org.CloseInput) error
	CreatePersonIn(tx office.Tx, in org.CreatePersonInput) (office.ID, error)
	RenamePerson(ctx context.Context, a office.Actor, in org.RenamePersonInput) error
	AppointIn(tx office.Tx, in org.AppointInput) (office.ID, error)
	EndHolding(ctx context.Context, a office.Actor, in org.EndHoldingInput) error
	AccountOfIn(tx office.Tx, person office.ID) (org.Account, error)
	CreateAccountIn(tx office.Tx, in org.CreateAccountInput) (office.ID, error)
	CreateAccount(ctx context.Context, a office.Actor, person office.ID, login, password string) (office.ID, error)
	ResetPassword(ctx context.Context, a office.Actor, account office.ID, password string) error
	DisableAccount(ctx context.Context, a office.Actor, account office.ID) error
	EnableAccount(ctx context.Context, a office.Actor, account office.ID) error
	ChangePassword(ctx context.Context, a office.Actor, old, password, address string) (org.Account, error)
}

// Records reads what the directory has no use case for; every org.Store is one.
// Nothing is read through it before access was asked.
type Records interface {
	Keeper(tx office.Tx, lock bool) (office.ID, error)
	Person(tx office.Tx, id office.ID, lock bool) (org.Person, error)
	HoldingsOf(tx office.Tx, person office.ID) ([]org.Holding, error)
	PostOn(tx office.Tx, id office.ID, day office.Date) (org.PostAt, error)
}

// Passwords hashes a new password before an act begins; org.Passwords is one.
type Passwords interface {
	Hash(ctx context.Context, password string) (org.Secret, error)
}

// Congresses lists an agency's congresses, oldest first.
type Congresses interface {
	Congresses(tx office.Tx, agency office.ID) ([]document.Congress, error)
}

// Documents enters congresses; document.Service is one.
type Documents interface {
	AddCongress(ctx context.Context, a office.Actor, c document.Congress) (document.Congress, error)
}

// Roots keeps the certificates that signatures are judged against, for the whole
// deployment.
type Roots interface {
	List(ctx context.Context) ([]*x509.Certificate, error)
	Add(ctx context.Context, a office.Actor, c *x509.Certificate) error
}

// Area is the pages of the organisation.
type Area struct {
	Site       *page.Site
	Acts       office.Acts
	Directory  Directory
	Records    Records
	Passwords  Passwords
	Congresses Congresses
	Documents  Documents
	Roots      Roots
}

// home is the address of the tree.
const home = "/organisation"

// Mount adds the pages. A form's page also takes what the form sends.
func (a Area) Mount(mux *http.ServeMux) {
	a.Site.Handle(mux, "GET "+home, a.tree)
	a.Site.Handle(mux, "GET "+home+"/people/{id}", a.person)
	a.Site.Handle(mux, "POST "+home+"/people/{id}/disable", a.disable)
	a.Site.Handle(mux, "POST "+home+"/people/{id}/enable", a.enable)
	a.Site.Handle(mux, "POST "+home+"/roots/add", a.addRoot)
	for path, h := range map[string]page.Handler{
		home + "/units/new":            a.newUnit,
		home + "/units/{id}":           a.unit,
		home + "/units/{id}/close":     a.closeUnit,
		home + "/posts/new":            a.newPost,
		home + "/posts/{id}":           a.post,
		home + "/posts/{id}/close":     a.closePost,
		home + "/posts/{id}/appoint":   a.appoint,
		home + "/posts/{id}/relieve":   a.relieve,
		home + "/people/{id}/rename":   a.rename,
		home + "/people/{id}/account":  a.openAccount,
		home + "/people/{id}/password": a.resetPassword,
		home + "/terms":                a.terms,
		home + "/roots":                a.roots,
		"/account/password":            a.ownPassword,
	} {
		a.Site.Handle(mux, "GET "+path, h)
		a.Site.Handle(mux, "POST "+path, h)
	}
}

type component = templ.Component

func itoa(n int) string { return strconv.Itoa(n) }

func posted(q *page.Request) bool { return q.R.Method == http.MethodPost }

func today(q *page.Request) string { return show.Day(show.Today(q.Now())) }

// view reads for whoever may change the organisation.
func (a Area) view(q *page.Request, f func(tx office.Tx) error) error {
	if err := q.Require(access.ManageOrganisation); err != nil {
		return err
	}
	return a.Acts.View(q.Ctx(), q.Actor(), f)
}

// load gives the agency as of today, for whoever may change it.
func (a Area) load(q *page.Request) (t tree, err error) {
	err = a.view(q, func(tx office.Tx) (err error) {
		t.Tree, err = a.Directory.TreeIn(tx, tx.Today())
		return err
	})
	return t, err
}

// day reads the day of a form, which must be given.
func day(q *page.Request, name string) (office.Date, error) {
	d, err := q.Date(name)
	if err == nil && d.IsZero() {
		err = office.InvalidField("web.organisation", name, "Nhập ngày.", "Enter the day.")
	}
	return d, err
}

// rank reads the order of a form.
func rank(q *page.Request) (int, error) {
	n, err := strconv.Atoi(q.Text("rank"))
	if err != nil {
		return 0, office.InvalidField("web.organisation", "rank", "Nhập thứ tự là một số, nhỏ đứng trước.", "Enter the order as a number, smallest first.")
	}
	return n, nil
}

func crumbs(more ...ui.Crumb) []ui.Crumb {
	return append([]ui.Crumb{{Label: "Cơ cấu tổ chức", Href: home}}, more...)
}

func nothingHere() error {
	return office.NotFound("web.organisation", "Không tìm thấy trong cơ quan của đồng chí.", "There is no such thing in your agency.")
}

// Package page is what every area of the web shares: who is asking, how a handler
// is called, how an error becomes an answer (in exactly one place), how a form is
// read and a page is drawn.
//
// It knows no area and no rule of the office.
package page

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"
	"github.com/alexedwards/scs/v2"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/org"
	"congvan/web/ui"
)

// Identity is who is asking: an account, acting in one of its seats.
type Identity struct {
	Actor      office.Actor
	Name       string // full name of the person
	Title      string // of the post
	Agency     string // name of the agency
	Seats      []ui.Post
	Delegation *ui.Delegation
}

// Site is what all handlers share.
type Site struct {
	Sessions *scs.SessionManager
	// Identify finds who a session's ticket stands for. org.ErrSignedOut within, or
	// office.CodeForbidden, ends the session.
	Identify func(ctx context.Context, t org.Ticket) (Identity, error)
	// Nav makes the sidebar with its counts, from the same queries as the lists.
	Nav     func(ctx context.Context, who Identity, path string) ui.Nav
	Clock   office.Clock
	Log     *slog.Logger
	Demo    bool
	LiveURL string // where pages listen for changes; "" without
	Limits  Limits
	once    onces
}

// Limits bound a request body.
type Limits struct {
	Form   int64 // bytes of a plain form; default 1 MB
	Upload int64 // bytes of a form with files; default 64 MB
}

func (l Limits) form() int64 {
	if l.Form > 0 {
		return l.Form
	}
	return 1 << 20
}

func (l Limits) upload() int64 {
	if l.Upload > 0 {
		return l.Upload
	}
	return 64 << 20
}

// Request is one request of a person who is signed in.
type Request struct {
	W    http.ResponseWriter
	R    *http.Request
	Who  Identity
	Site *Site
}

// Handler answers a request; what goes wrong is returned and answered by Fail.
type Handler func(q *Request) error

// Ctx is the request's context.
func (q *Request) Ctx() context.Context { return q.R.Context() }

// Actor is who acts.
func (q *Request) Actor() office.Actor { return q.Who.Actor }

// May reports whether a person may do an act in their own agency, as far as that
// is known without the thing it is done to: a list, a page, something new.
func (w Identity) May(act office.ActCode) bool {
	return access.Can(w.Actor, act, access.Object{Agency: w.Actor.Agency}).Allowed
}

// May is Identity.May for whoever asks.
func (q *Request) May(act office.ActCode) bool { return q.Who.May(act) }

// Require is May as an error: nil, or office.CodeForbidden with the reason.
func (q *Request) Require(act office.ActCode) error {
	return access.Require(q.Actor(), act, access.Object{Agency: q.Actor().Agency})
}

// Now is the time of the server.
func (q *Request) Now() time.Time { return q.Site.Clock() }

// The keys of a session.
const (
	sessionAccount = "account"
	sessionEpoch   = "epoch"
	sessionSeat    = "seat"
)

// Handle mounts a handler for people who are signed in. Others are sent to the
// login page and come back after.
func (s *Site) Handle(mux *http.ServeMux, pattern string, h Handler) {
	mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		q := &Request{W: w, R: r, Site: s}
		ticket, ok := s.ticket(r.Context())
		if !ok {
			s.toLogin(w, r)
			return
		}
		var err error
		q.Who, err = s.Identify(r.Context(), ticket)
		if errors.Is(err, org.ErrSignedOut) || office.CodeOf(err) == office.CodeForbidden {
			_ = s.Sessions.Destroy(r.Context())
			s.toLogin(w, r)
			return
		}
		if err != nil {
			q.Fail(err)
			return
		}
		if r.Method == http.MethodPost {
			if err := q.parseForm(); err != nil {
				q.Fail(err)
				return
			}
			s.once.do(q, h)
			return
		}
		if err := h(q); err != nil {
			q.Fail(err)
		}
	})
}

// ticket reads who signed in; ok is false when nobody did.
func (s *Site) ticket(ctx context.Context) (t org.Ticket, ok bool) {
	account, err := office.ParseID(s.Sessions.GetString(ctx, sessionAccount))
	if err != nil || account.Zero() {
		return t, false
	}
	seat, err := office.ParseID(s.Sessions.GetString(ctx, sessionSeat))
	if err != nil {
		return t, false
	}
	return org.Ticket{Account: account, Epoch: s.Sessions.GetInt(ctx, sessionEpoch), Seat: seat}, true
}

func (s *Site) toLogin(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("HX-Request") != "" {
		w.Header().Set("HX-Redirect", "/login")
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	to := "/login"
	if r.Method == http.MethodGet && r.URL.Path != "/" {
		to += "?next=" + url.QueryEscape(r.URL.RequestURI())
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// Page is the frame of a page for the person who asks: brand, person, sidebar,
// toasts left by the act before.
func (q *Request) Page(title string) ui.Page {
	p := ui.Page{
		Title:      title,
		Brand:      ui.Brand{Unit: q.Who.Agency, Emblem: ui.EmblemParty},
		Person:     ui.Person{Name: q.Who.Name, Title: q.Who.Title, Posts: q.Who.Seats, Links: []ui.Button{{Label: "Uỷ quyền xử lý thay", Href: "/delegations"}, {Label: "Đổi mật khẩu", Href: "/account/password"}}},
		Delegation: q.Who.Delegation,
		Today:      q.Now(),
		LiveURL:    q.Site.LiveURL,
		Query:      "",
	}
	if q.R.Header.Get("HX-Request") != "" {
		return p // a part asks again: it takes neither the sidebar nor the toast of the page that follows
	}
	if q.Site.Nav != nil {
		p.Nav = q.Site.Nav(q.Ctx(), q.Who, q.R.URL.RequestURI())
	}
	if text := q.said(); text != "" {
		p.Toasts = []ui.Toast{{Text: text, Tone: ui.ToneOK}}
	}
	return p
}

// Render draws a page, or a part of one.
func (q *Request) Render(c templ.Component) error { return q.render(http.StatusOK, c) }

func (q *Request) render(status int, c templ.Component) error {
	q.W.Header().Set("Content-Type", "text/html; charset=utf-8")
	q.W.Header().Set("Cache-Control", "no-store")
	q.W.WriteHeader(status)
	if err := c.Render(q.Ctx(), q.W); err != nil {
		var gone *net.OpError // the browser left before the page was whole
		if q.R.Context().Err() == nil && !errors.As(err, &gone) {
			q.Site.Log.Error("render", "path", q.R.URL.Path, "error", err)
		}
	}
	return nil
}

// Frame draws content inside the frame of a page.
func (q *Request) Frame(p ui.Page, content templ.Component) error {
	return q.render(http.StatusOK, framed(p, content))
}

func framed(p ui.Page, content templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return p.Render(templ.WithChildren(ctx, content), w)
	})
}

// Go answers an act: to the next page, with a sentence about what was done.
func (q *Request) Go(to, done string) error {
	if done != "" {
		q.say(done)
	}
	if q.R.Header.Get("HX-Request") != "" {
		q.W.Header().Set("HX-Redirect", to)
		q.W.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(q.W, q.R, to, http.StatusSeeOther)
	return nil
}

// SignIn starts a session for an account; the token changes, so that nobody can
// prepare one for another.
func (s *Site) SignIn(ctx context.Context, account office.ID, epoch int) error {
	if err := s.Sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.Sessions.Put(ctx, sessionAccount, account.String())
	s.Sessions.Put(ctx, sessionEpoch, epoch)
	s.Sessions.Remove(ctx, sessionSeat)
	return nil
}

// SignOut ends the session.
func (s *Site) SignOut(ctx context.Context) error { return s.Sessions.Destroy(ctx) }

// TakeSeat makes the session act in another seat of the person.
func (q *Request) TakeSeat(seat office.ID) {
	q.Site.Sessions.Put(q.Ctx(), sessionSeat, seat.String())
}

// NewOnce makes a token for a form: sent twice, it acts once.
func NewOnce() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // crypto/rand never fails since Go 1.24
	return hex.EncodeToString(b[:])
}

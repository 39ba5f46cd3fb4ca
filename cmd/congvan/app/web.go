package app

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/alexedwards/scs/v2"

	"congvan/office"
	"congvan/office/org"
	"congvan/web/assets"
	"congvan/web/file"
	"congvan/web/live"
	"congvan/web/page"
	"congvan/web/session"
	"congvan/web/ui"
)

// WebOptions is what the demo adds to the pages.
type WebOptions struct {
	Demo   bool
	Hints  []ui.LoginHint
	Secret string
	Brand  string
}

// handler is everything that browsers reach.
func (a *App) handler(o WebOptions, done <-chan struct{}) http.Handler {
	sessions := scs.New()
	kept := a.Store.Sessions()
	sessions.Store, sessions.Codec = kept, page.Codec{}
	sessions.Lifetime = time.Duration(a.Config.Session.Hours) * time.Hour
	sessions.IdleTimeout = time.Duration(a.Config.Session.IdleHours) * time.Hour
	sessions.Cookie.Name = "congvan"
	sessions.Cookie.HttpOnly = true
	sessions.Cookie.SameSite = http.SameSiteLaxMode
	sessions.Cookie.Secure = a.Config.Session.Secure
	site := &page.Site{
		Sessions: sessions, Identify: a.identify, Clock: a.Clock, Log: a.Log, Demo: o.Demo, LiveURL: live.URL,
		Limits: page.Limits{Upload: (a.Config.Limits.UploadMB*int64(a.Config.Limits.Files) + 1) << 20},
	}

	sessions.ErrorFunc = site.Away

	pages := http.NewServeMux()
	session.Area{Site: site, Org: a.Org, Brand: ui.Brand{Unit: o.Brand, Emblem: ui.EmblemParty}, Hints: o.Hints, Secret: o.Secret}.Mount(pages)
	live.Feed{Tail: a.Tail, Done: done}.Mount(site, pages)
	drawn := newImages(a)
	file.Area{Site: site, Acts: a.Store, Documents: a.Documents, Blobs: a.Blobs, Images: drawn}.Mount(pages)
	a.mountAreas(site, pages, drawn)

	if o.Demo {
		pages.HandleFunc("GET /dev/ui", func(w http.ResponseWriter, r *http.Request) {
			templ.Handler(ui.Gallery(ui.Theme(r.FormValue("theme")))).ServeHTTP(w, r)
		})
	}

	root := http.NewServeMux()
	root.Handle("GET "+assets.Prefix, a.observed(assets.Handler()))
	root.Handle("GET /healthz", a.observed(http.HandlerFunc(a.health)))
	within := page.Compressed(sessions.LoadAndSave(a.observed(pages))) // observed within, where the page's route is known
	root.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		within.ServeHTTP(w, r.WithContext(kept.Remember(r.Context())))
	})
	return page.Secure(root)
}

func (a *App) observed(h http.Handler) http.Handler {
	return page.Observed(a.Telemetry.Request, a.Telemetry.Traced(h))
}

// identify turns a session's ticket into who is asking.
func (a *App) identify(ctx context.Context, t org.Ticket) (page.Identity, error) {
	var who page.Identity
	err := a.Store.View(ctx, office.Actor{Account: t.Account}, func(tx office.Tx) error {
		s, err := a.Org.SessionIn(tx, t)
		if err != nil {
			return err
		}
		who = page.Identity{Actor: s.Actor, Name: s.Person.Name, Title: s.Seat.Post.Title, Agency: s.Seat.Agency.Name}
		if s.Seat.Delegated() {
			who.Delegation = &ui.Delegation{For: s.Seat.BehalfName + ", " + s.Seat.Post.Title, Until: s.Seat.To.Start()}
		}
		for _, seat := range s.Seats {
			who.Seats = append(who.Seats, ui.Post{
				ID: seat.ID.String(), Title: seat.Post.Title, Unit: seat.Agency.Called(), Current: seat.ID == s.Seat.ID,
			})
			if who.Delegation != nil && who.Delegation.Post == "" && !seat.Delegated() {
				who.Delegation.Post = seat.ID.String()
			}
		}
		return nil
	})
	return who, err
}

// health answers whether the server can do its work, in words for an administrator.
func (a *App) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
	defer cancel()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if a.draining.Load() { // first of all: a balancer sends nothing more
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("stopping: this node takes no new requests\n"))
		return
	}
	if err := a.Store.Ping(ctx); err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("database: away\n"))
		return
	}
	stuck, waiting, err := a.FailingJobs(ctx)
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("database: cannot be read\n"))
		return
	}
	_, _ = w.Write([]byte(healthText(a.Store.Engine(), waiting, len(stuck))))
}

func healthText(engine string, waiting, failing int) string {
	var b strings.Builder
	b.WriteString("ok\ndatabase: " + engine + "\n")
	b.WriteString("jobs waiting: " + ui.Number(waiting) + "\njobs failing: " + ui.Number(failing) + "\n")
	return b.String()
}

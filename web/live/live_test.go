package live_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"congvan/office"
	"congvan/office/journal"
	"congvan/office/org"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
	"congvan/web/live"
	"congvan/web/page"
)

// hall is a server with the live stream alone, over a real journal.
type hall struct {
	t      *testing.T
	store  *store.Store
	city   *storetest.City
	url    string
	server *httptest.Server
	stop   context.CancelFunc // what the server does when it ends
}

func newHall(t *testing.T) *hall {
	t.Helper()
	s := storetest.SQLite(t, nil)
	h := &hall{t: t, store: s, city: storetest.Office(t, s)}
	ctx, cancel := context.WithCancel(context.Background())
	h.stop = cancel
	tail := &journal.Tail{Acts: s, Store: store.Journal{}, Changed: s.Changed, Log: slog.New(slog.DiscardHandler)}
	followed := make(chan struct{})
	go func() {
		defer close(followed)
		tail.Run(ctx)
	}()
	sessions := scs.New()
	site := &page.Site{
		Sessions: sessions, Clock: time.Now, Log: slog.New(slog.DiscardHandler),
		Identify: func(context.Context, org.Ticket) (page.Identity, error) {
			return page.Identity{Actor: h.city.Specialist}, nil
		},
	}
	mux := http.NewServeMux()
	live.Feed{Tail: tail, Done: ctx.Done()}.Mount(site, mux)
	mux.HandleFunc("GET /in", func(_ http.ResponseWriter, r *http.Request) {
		if err := site.SignIn(r.Context(), h.city.Specialist.Account, 1); err != nil {
			t.Error(err)
		}
	})
	h.server = httptest.NewUnstartedServer(page.Secure(sessions.LoadAndSave(
		page.Observed(func(string, string, int, time.Duration) {}, mux))))
	// The limits of the real server, made short.
	h.server.Config.ReadTimeout, h.server.Config.WriteTimeout = 300*time.Millisecond, 300*time.Millisecond
	h.server.Start()
	h.url = h.server.URL
	t.Cleanup(func() {
		cancel()
		<-followed
		h.server.Close()
	})
	return h
}

// stream is an open page that listens.
type stream struct {
	t      *testing.T
	events chan event
	header http.Header
	cancel context.CancelFunc
}

type event struct {
	name, data, id string
	end            error // the stream ended
}

// listen opens a stream as a browser does; last is the id it saw before.
func (h *hall) listen(last string) *stream {
	h.t.Helper()
	in, err := http.Get(h.url + "/in")
	if err != nil {
		h.t.Fatal(err)
	}
	_ = in.Body.Close()
	ctx, cancel := context.WithCancel(context.Background())
	h.t.Cleanup(cancel)
	q, err := http.NewRequestWithContext(ctx, "GET", h.url+live.URL, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, c := range in.Cookies() {
		q.AddCookie(c)
	}
	if last != "" {
		q.Header.Set("Last-Event-ID", last)
	}
	r, err := http.DefaultTransport.RoundTrip(q)
	if err != nil {
		h.t.Fatal(err)
	}
	s := &stream{t: h.t, events: make(chan event, 100), header: r.Header, cancel: cancel}
	go read(r.Body, s.events)
	return s
}

func read(body io.ReadCloser, to chan<- event) {
	defer body.Close()
	lines := bufio.NewScanner(body)
	var e event
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "event":
			e.name = value
		case "data":
			e.data = value
		case "id":
			e.id = value
		case "":
			to <- e
			e = event{}
		}
	}
	err := lines.Err()
	if err == nil {
		err = io.EOF
	}
	to <- event{end: err}
}

func (s *stream) next(within time.Duration) event {
	s.t.Helper()
	select {
	case e := <-s.events:
		return e
	case <-time.After(within):
		s.t.Fatalf("nothing within %s", within)
		return event{}
	}
}

// hear waits for a change that names all ids.
func (s *stream) hear(ids ...string) {
	s.t.Helper()
	e := s.next(5 * time.Second)
	var d struct {
		IDs []string `json:"ids"`
	}
	if e.name != "change" || json.Unmarshal([]byte(e.data), &d) != nil {
		s.t.Fatalf("got %+v, want a change", e)
	}
	for _, id := range ids {
		if !slices.Contains(d.IDs, id) {
			s.t.Errorf("the change names %v, want %s", d.IDs, id)
		}
	}
}

func (h *hall) act(a office.Actor, n int) office.ID {
	h.t.Helper()
	var id office.ID
	err := h.store.Act(context.Background(), a, func(tx office.Tx) error {
		for range n {
			id = tx.NewID()
			tx.Record(office.Entry{Act: "test.act", Kind: "task", Object: tx.NewID(), Document: id, State: office.Canonical("task/1", "bí mật")})
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return id
}

// warm waits until the tail follows and the stream is subscribed.
func (h *hall) warm(s *stream) {
	h.t.Helper()
	if e := s.next(5 * time.Second); e.id == "" {
		h.t.Errorf("the stream begins with %+v, want an id to come back with", e)
	}
	for range 50 {
		h.act(h.city.Specialist, 1)
		select {
		case <-s.events:
			time.Sleep(150 * time.Millisecond) // what was gathered late
			for len(s.events) > 0 {
				<-s.events
			}
			return
		case <-time.After(100 * time.Millisecond):
		}
	}
	h.t.Fatal("the stream says nothing")
}

func TestAChangeIsToldWithinASecond(t *testing.T) {
	h := newHall(t)
	s := h.listen("")
	if got := s.header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("content type %q", got)
	}
	if got := s.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("cache control %q", got)
	}
	h.warm(s)
	start := time.Now()
	id := h.act(h.city.Head, 1)
	s.hear("document:"+id.String(), "list:task", "list:nav")
	if d := time.Since(start); d > time.Second {
		t.Errorf("told after %s", d)
	}
	// A burst is one message, and says ids only.
	h.act(h.city.Head, 20)
	e := s.next(5 * time.Second)
	if n := strings.Count(e.data, "document:"); n != 20 || strings.Contains(e.data, "bí mật") {
		t.Errorf("a burst of 20 names %d documents: %s", n, e.data)
	}
	// What another agency does is not told.
	h.act(h.city.OtherSpecialist, 1)
	mine := h.act(h.city.Head, 1)
	s.hear("document:" + mine.String())
}

// The limits that the server has for a request do not end a stream.
func TestAStreamOutlivesTheLimits(t *testing.T) {
	h := newHall(t)
	s := h.listen("")
	h.warm(s)
	time.Sleep(time.Second)
	id := h.act(h.city.Head, 1)
	s.hear("document:" + id.String())
}

func TestTooMuchMeansReload(t *testing.T) {
	h := newHall(t)
	s := h.listen("")
	h.warm(s)
	h.act(h.city.Head, 2000)
	if e := s.next(5 * time.Second); e.name != "reload" {
		t.Errorf("after 2,000 entries %+v, want reload", e)
	}
	id := h.act(h.city.Head, 1)
	s.hear("document:" + id.String())
}

// Who comes back may have missed something.
func TestComingBackReloads(t *testing.T) {
	h := newHall(t)
	s := h.listen("1")
	if e := s.next(5 * time.Second); e.id != "1" {
		t.Errorf("hello %+v", e)
	}
	if e := s.next(5 * time.Second); e.name != "reload" {
		t.Errorf("coming back: %+v, want reload", e)
	}
}

func TestStreamsEnd(t *testing.T) {
	h := newHall(t)
	s, leaving := h.listen(""), h.listen("")
	h.warm(s)
	leaving.cancel()
	for e := leaving.next(5 * time.Second); e.end == nil; e = leaving.next(5 * time.Second) {
	}
	h.act(h.city.Head, 1) // nobody is held up by the one that left
	s.hear("list:task")
	h.stop()
	var e event
	for e = s.next(5 * time.Second); e.end == nil; e = s.next(5 * time.Second) {
	}
	if !errors.Is(e.end, io.EOF) {
		t.Errorf("the stream ends with %v, want its proper end", e.end)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := h.server.Config.Shutdown(ctx); err != nil {
		t.Errorf("the server does not stop: %v", err)
	}
}

func TestStrangersHearNothing(t *testing.T) {
	h := newHall(t)
	r, err := http.DefaultTransport.RoundTrip(httptest.NewRequest("GET", h.url+live.URL, nil).WithContext(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()
	if r.StatusCode != 303 {
		t.Errorf("a stranger gets %d", r.StatusCode)
	}
}

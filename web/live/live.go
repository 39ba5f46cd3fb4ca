// Package live tells open pages that something they show has changed: one stream
// of server-sent events a browser, ids only. The page asks again through access.
package live

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"congvan/office/journal"
	"congvan/web/page"
)

// Feed is where events come from.
type Feed struct {
	Tail *journal.Tail
	// Done ends every stream, so that the server can stop.
	Done <-chan struct{}
}

// URL is where pages listen.
const URL = "/live"

// Mount adds the stream.
func (f Feed) Mount(site *page.Site, mux *http.ServeMux) { site.Handle(mux, "GET "+URL, f.stream) }

// gather is how long events are collected before they are sent in one message.
const gather = 60 * time.Millisecond

// heartbeat keeps proxies from closing a quiet stream.
const heartbeat = 25 * time.Second

// reload tells a page to ask again for everything that it shows.
const reload = "event: reload\ndata: {}\n\n"

func (f Feed) stream(q *page.Request) error {
	control := http.NewResponseController(q.W)
	// The server's limit on one answer would end the stream after minutes.
	if err := control.SetWriteDeadline(time.Time{}); err != nil {
		return err
	}
	h := q.W.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	sub := f.Tail.Subscribe(q.Actor().Agency)
	defer sub.Close()
	hello := "retry: 2000\nid: 1\n\n"
	if q.R.Header.Get("Last-Event-ID") != "" { // comes back: it may have missed something
		hello += reload
	}
	if _, err := fmt.Fprint(q.W, hello); err != nil {
		return nil
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		if err := control.Flush(); err != nil {
			return nil // the browser went away
		}
		var err error
		select {
		case <-q.Ctx().Done():
			return nil
		case <-f.Done:
			return nil
		case <-beat.C:
			_, err = fmt.Fprint(q.W, ": still here\n\n")
		case <-sub.Reload:
			_, err = fmt.Fprint(q.W, reload)
		case e := <-sub.C:
			err = write(q.W, collect(sub, e))
		}
		if err != nil {
			return nil
		}
	}
}

// collect gathers a burst of events into one set of names.
func collect(sub *journal.Subscription, first journal.Event) []string {
	names := map[string]bool{}
	add := func(e journal.Event) {
		names["list:nav"] = true
		names["list:"+string(e.Kind)] = true
		if !e.Document.Zero() {
			names["document:"+e.Document.String()] = true
		}
	}
	add(first)
	end := time.After(gather)
	for {
		select {
		case e := <-sub.C:
			add(e)
			continue
		case <-end:
		}
		out := make([]string, 0, len(names))
		for n := range names {
			out = append(out, n)
		}
		return out
	}
}

func write(w http.ResponseWriter, ids []string) error {
	data, err := json.Marshal(struct {
		IDs []string `json:"ids"`
	}{ids})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "event: change\ndata: %s\n\n", data)
	return err
}

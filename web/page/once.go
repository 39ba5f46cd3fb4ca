package page

import (
	"net/http"
	"sync"
	"time"

	"congvan/web/ui"
)

// onces makes a double click act once: the second request with the same token
// waits for the first and gets its answer's address. It guards against hands; what
// guards the data are the versions that forms send.
type onces struct {
	mu   sync.Mutex
	seen map[string]*onceEntry // guarded by mu
}

type onceEntry struct {
	done chan struct{} // closed when location is known
	to   string
	at   time.Time
}

// onceLife is how long a token is remembered.
const onceLife = 10 * time.Minute

func (o *onces) do(q *Request, h Handler) {
	token := q.R.PostFormValue(ui.OnceField)
	if token == "" || len(token) > 64 {
		if err := h(q); err != nil {
			q.Fail(err)
		}
		return
	}
	token = q.Who.Actor.Account.String() + token
	e, first := o.enter(token, q.Now())
	if !first {
		select {
		case <-e.done:
		case <-q.Ctx().Done():
			return // nobody waits for the answer any more
		}
		if e.to == "" { // the first one failed: let this one say why
			if err := h(q); err != nil {
				q.Fail(err)
			}
			return
		}
		_ = q.Go(e.to, "")
		return
	}
	rec := &locationRecorder{ResponseWriter: q.W}
	q.W = rec
	defer func() {
		e.to = rec.location
		close(e.done)
		if e.to == "" {
			o.forget(token)
		}
	}()
	if err := h(q); err != nil {
		q.Fail(err)
	}
}

func (o *onces) enter(token string, now time.Time) (e *onceEntry, first bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for k, old := range o.seen {
		if now.Sub(old.at) > onceLife {
			delete(o.seen, k)
		}
	}
	if e := o.seen[token]; e != nil {
		return e, false
	}
	if o.seen == nil {
		o.seen = map[string]*onceEntry{}
	}
	e = &onceEntry{done: make(chan struct{}), at: now}
	o.seen[token] = e
	return e, true
}

func (o *onces) forget(token string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.seen, token)
}

// locationRecorder notes where an answer leads.
type locationRecorder struct {
	http.ResponseWriter
	location string
}

func (l *locationRecorder) WriteHeader(status int) {
	if status == http.StatusSeeOther {
		l.location = l.Header().Get("Location")
	} else if to := l.Header().Get("HX-Redirect"); to != "" {
		l.location = to
	}
	l.ResponseWriter.WriteHeader(status)
}

func (l *locationRecorder) Unwrap() http.ResponseWriter { return l.ResponseWriter }

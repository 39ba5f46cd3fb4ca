package crowd

import (
	"slices"
	"sync"
	"time"
)

// Kind is what a request was for.
type Kind string

// The kinds: the work of a person, the pages on the way to a form, what live pages
// ask again, and the stylesheet.
const (
	List    Kind = "list"
	Detail  Kind = "detail"
	Search  Kind = "search"
	Form    Kind = "form"
	Write   Kind = "write"
	Refresh Kind = "refresh"
	Static  Kind = "static"
)

// Kinds lists all.
func Kinds() []Kind { return []Kind{List, Detail, Search, Form, Write, Refresh, Static} }

// Report is what was measured.
type Report struct {
	Times     map[Kind][]time.Duration // of requests that were answered as they should
	Written   map[string]int           // acts by name
	Conflicts int                      // acts that somebody else had just done
	Bytes     int64                    // of bodies, uncompressed
	Failures  int
	Errors    []string // the first of them
}

// ledger writes down what happened.
type ledger struct {
	mu     sync.Mutex
	counts bool // guarded by mu, as below: whether the work has begun
	r      Report
}

func newLedger() *ledger {
	return &ledger{r: Report{Times: map[Kind][]time.Duration{}, Written: map[string]int{}}}
}

func (l *ledger) begin() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counts = true
}

func (l *ledger) note(f func(*Report)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.counts {
		f(&l.r)
	}
}

func (l *ledger) took(k Kind, d time.Duration) {
	l.note(func(r *Report) { r.Times[k] = append(r.Times[k], d) })
}

func (l *ledger) size(n int) { l.note(func(r *Report) { r.Bytes += int64(n) }) }

func (l *ledger) wrote(act string) { l.note(func(r *Report) { r.Written[act]++ }) }

func (l *ledger) conflict() { l.note(func(r *Report) { r.Conflicts++ }) }

// manyErrors is how many errors are kept in words.
const manyErrors = 20

func (l *ledger) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.r.Failures++
	if text := err.Error(); len(l.r.Errors) < manyErrors && !slices.Contains(l.r.Errors, text) {
		l.r.Errors = append(l.r.Errors, text)
	}
}

func (l *ledger) report() Report {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counts = false
	return l.r
}

package store

import "sync"

// wake tells waiting goroutines of this process that something was committed.
// Other nodes find out by polling.
type wake struct {
	mu sync.Mutex
	ch chan struct{} // closed and replaced at every commit; guarded by mu
}

func newWake() *wake { return &wake{ch: make(chan struct{})} }

func (w *wake) all() {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.ch)
	w.ch = make(chan struct{})
}

func (w *wake) next() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ch
}

// Changed is closed at the next commit of this process that wrote journal
// entries or jobs. Ask for it before looking, then look, then wait.
func (s *Store) Changed() <-chan struct{} { return s.woken.next() }

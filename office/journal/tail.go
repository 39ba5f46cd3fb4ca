package journal

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"congvan/office"
)

// Event says that something happened: ids only. Whoever hears it asks again,
// through access.
type Event struct {
	Agency   office.ID
	Index    int64
	Act      office.ActCode
	Kind     office.Kind
	Object   office.ID
	Document office.ID
}

// Tail follows the journals of all agencies and tells subscribers, one Tail a
// process. It is woken by this process's own commits and looks for other nodes'
// every Poll. It follows (agency, index), so nothing is missed however commits
// interleave.
type Tail struct {
	Acts    office.Acts
	Store   TailStore
	Changed func() <-chan struct{} // closed at the next commit of this process
	Poll    time.Duration          // 0 means 250 ms
	Log     *slog.Logger

	mu   sync.Mutex
	subs map[*Subscription]struct{} // guarded by mu
}

// TailStore is what following needs.
type TailStore interface {
	Sizes(tx office.Tx) (map[office.ID]int64, error)
	Entries(tx office.Tx, agency office.ID, from int64, limit int, f func(Entry) error) error
}

// tailLimit is how many entries of one agency are told one by one; after a larger
// burst subscribers are told to reload.
const tailLimit = 500

// Subscription hears the events of one agency.
type Subscription struct {
	agency office.ID
	// C carries events. A slow reader does not hold others up: when its buffer is
	// full it is told once to reload what it shows.
	C      chan Event
	Reload chan struct{}
	tail   *Tail
}

// Subscribe hears an agency's events from now on, until Close.
func (t *Tail) Subscribe(agency office.ID) *Subscription {
	s := &Subscription{agency: agency, C: make(chan Event, 64), Reload: make(chan struct{}, 1), tail: t}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.subs == nil {
		t.subs = map[*Subscription]struct{}{}
	}
	t.subs[s] = struct{}{}
	return s
}

// Close ends the subscription.
func (s *Subscription) Close() {
	s.tail.mu.Lock()
	defer s.tail.mu.Unlock()
	delete(s.tail.subs, s)
}

// Listeners tells how many subscriptions are open.
func (t *Tail) Listeners() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.subs)
}

// Run follows until ctx ends.
func (t *Tail) Run(ctx context.Context) {
	poll := t.Poll
	if poll == 0 {
		poll = 250 * time.Millisecond
	}
	seen, err := t.sizes(ctx)
	for err != nil && ctx.Err() == nil {
		t.Log.Warn("journal.Tail: sizes", "error", err)
		sleep(ctx, time.Second)
		seen, err = t.sizes(ctx)
	}
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for ctx.Err() == nil {
		changed := t.Changed()
		if err := t.step(ctx, seen); err != nil && ctx.Err() == nil {
			t.Log.Warn("journal.Tail: follow", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-changed:
		case <-tick.C:
		}
	}
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func (t *Tail) sizes(ctx context.Context) (map[office.ID]int64, error) {
	var sizes map[office.ID]int64
	err := t.Acts.View(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		var err error
		sizes, err = t.Store.Sizes(tx)
		return err
	})
	return sizes, err
}

// step tells what came since seen, which it brings up to date.
func (t *Tail) step(ctx context.Context, seen map[office.ID]int64) error {
	sizes, err := t.sizes(ctx)
	if err != nil {
		return err
	}
	for agency, size := range sizes {
		from := seen[agency]
		if size <= from {
			continue
		}
		if size-from > tailLimit || !t.listened(agency) {
			t.reload(agency)
			seen[agency] = size
			continue
		}
		err := t.Acts.View(ctx, office.SystemActor(agency), func(tx office.Tx) error {
			return t.Store.Entries(tx, agency, from, tailLimit, func(e Entry) error {
				t.tell(Event{e.Agency, e.Index, e.Act, e.Kind, e.Object, e.Document})
				seen[agency] = e.Index + 1
				return nil
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Tail) listened(agency office.ID) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	for s := range t.subs {
		if s.agency == agency {
			return true
		}
	}
	return false
}

func (t *Tail) tell(e Event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for s := range t.subs {
		if s.agency != e.Agency {
			continue
		}
		select {
		case s.C <- e:
		default:
			s.overflow()
		}
	}
}

func (t *Tail) reload(agency office.ID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for s := range t.subs {
		if s.agency == agency {
			s.overflow()
		}
	}
}

func (s *Subscription) overflow() {
	select {
	case s.Reload <- struct{}{}:
	default: // told already
	}
}

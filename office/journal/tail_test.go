package journal_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"congvan/office"
	"congvan/office/journal"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

func parse(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// record writes n entries of one act.
func record(t *testing.T, s *store.Store, agency office.ID, n int) (ids []office.ID) {
	t.Helper()
	err := s.Act(context.Background(), office.SystemActor(agency), func(tx office.Tx) error {
		ids = nil
		for range n {
			id := tx.NewID()
			ids = append(ids, id)
			tx.Record(office.Entry{Act: "test.act", Kind: "test", Object: id, Document: id, State: office.Canonical("test/1", 1)})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// follow starts a tail that looks by itself only every poll.
func follow(t *testing.T, s *store.Store, poll time.Duration) *journal.Tail {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	tail := &journal.Tail{Acts: s, Store: store.Journal{}, Changed: s.Changed, Poll: poll, Log: slog.New(slog.DiscardHandler)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		tail.Run(ctx)
	}()
	t.Cleanup(func() {
		cancel()
		<-done
	})
	return tail
}

const patience = 10 * time.Second

func next(t *testing.T, sub *journal.Subscription) journal.Event {
	t.Helper()
	select {
	case e := <-sub.C:
		return e
	case <-sub.Reload:
		t.Fatal("told to reload, want an event")
	case <-time.After(patience):
		t.Fatal("no event")
	}
	return journal.Event{}
}

// settled waits until the tail follows: what is recorded before it runs is old.
func settled(t *testing.T, s *store.Store, agency office.ID, sub *journal.Subscription) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); {
		record(t, s, agency, 1)
		select {
		case <-sub.C:
			for len(sub.C) > 0 {
				<-sub.C
			}
			return
		case <-sub.Reload:
		case <-time.After(200 * time.Millisecond):
		}
	}
	t.Fatal("the tail does not follow")
}

func TestTailTellsInOrder(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := storetest.Office(t, s)
		tail := follow(t, s, time.Hour) // woken by commits alone
		mine, other := tail.Subscribe(c.Agency), tail.Subscribe(c.Other)
		settled(t, s, c.Agency, mine)
		ids := record(t, s, c.Agency, 3)
		ids = append(ids, record(t, s, c.Agency, 1)...)
		var last int64
		for i, id := range ids {
			e := next(t, mine)
			if e.Object != id || e.Document != id || e.Agency != c.Agency || e.Act != "test.act" || e.Kind != "test" || i > 0 && e.Index != last+1 {
				t.Errorf("event %d: %+v after index %d, want object %s", i, e, last, id)
			}
			last = e.Index
		}
		if len(other.C) > 0 || len(other.Reload) > 0 {
			t.Error("another agency heard it")
		}
		mine.Close()
		record(t, s, c.Agency, 1)
		foreign := record(t, s, c.Other, 1)
		if e := next(t, other); e.Object != foreign[0] {
			t.Errorf("the other agency's event %+v", e)
		}
		if len(mine.C) > 0 {
			t.Error("a closed subscription heard an event")
		}
	})
}

// Another node's commits wake nobody here; they are found by looking.
func TestTailFindsOtherNodes(t *testing.T) {
	dsn := storetest.PostgresDSN(t)
	open := func() *store.Store {
		s, err := store.Open(context.Background(), store.Config{DSN: dsn})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		return s
	}
	here, there := open(), open()
	c := storetest.Office(t, here)
	sub := follow(t, here, 50*time.Millisecond).Subscribe(c.Agency)
	settled(t, here, c.Agency, sub)
	start := time.Now()
	want := record(t, there, c.Agency, 1)[0]
	for e := next(t, sub); e.Object != want; e = next(t, sub) {
	}
	if d := time.Since(start); d > 3*time.Second {
		t.Errorf("heard after %s", d)
	}
}

// Who reads too slowly, and whoever is there when very much happens at once, is
// told once to reload, and holds nobody up.
func TestTailOverflows(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := storetest.Office(t, s)
		tail := follow(t, s, time.Hour)
		slow, quick := tail.Subscribe(c.Agency), tail.Subscribe(c.Agency)
		settled(t, s, c.Agency, quick)
		var last office.ID
		for range 4 { // more than the slow one's buffer holds
			ids := record(t, s, c.Agency, 30)
			for last = ids[len(ids)-1]; next(t, quick).Object != last; {
			}
		}
		select {
		case <-slow.Reload:
		case <-time.After(patience):
			t.Fatal("the slow reader is not told to reload")
		}
		if n := len(slow.C); n != cap(slow.C) {
			t.Errorf("the slow reader has %d events, want its buffer full", n)
		}
		for len(slow.C) > 0 { // reads again, and hears again
			<-slow.C
		}
		record(t, s, c.Agency, 1000)
		for name, sub := range map[string]*journal.Subscription{"slow": slow, "quick": quick} {
			select {
			case <-sub.Reload:
			case <-time.After(patience):
				t.Fatalf("%s: not told to reload after a thousand entries", name)
			}
			if len(sub.C) != 0 {
				t.Errorf("%s: %d of a thousand entries were told", name, len(sub.C))
			}
		}
		want := record(t, s, c.Agency, 1)[0]
		if e := next(t, quick); e.Object != want {
			t.Errorf("after a reload %+v, want %s", e, want)
		}
	})
}

package store

import (
	"context"
	"time"

	"congvan/office"
)

// InsertAgencyForTest makes a bare agency row.
func InsertAgencyForTest(s *Store, id office.ID) error {
	return s.Act(context.Background(), office.SystemActor(id), func(t office.Tx) error {
		_, err := in(t).exec("test", `INSERT INTO agency (id, recorded_at) VALUES ($1, $2)`, id, at(t.Now()))
		return err
	})
}

// TamperForTest changes rows behind the product's back.
func TamperForTest(s *Store, statement string) error {
	_, err := s.write.ExecContext(context.Background(), statement)
	return err
}

// WatchForTest tells o what happens, and lets acts join a group however slow the
// machine is.
func WatchForTest(s *Store, o Observer) {
	s.cfg.Observe = o
	s.turns.limit = time.Hour
}

// WaitingForTest is how many acts wait for their turn.
func WaitingForTest(s *Store) (n int) {
	s.turns.mu.Lock()
	defer s.turns.mu.Unlock()
	for _, all := range s.turns.waiting {
		n += len(all)
	}
	return n
}

// ExecForTest runs a statement in an act.
func ExecForTest(tx office.Tx, statement string) error {
	_, err := in(tx).exec("test", statement)
	return err
}

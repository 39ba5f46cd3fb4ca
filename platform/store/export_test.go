package store

import (
	"context"

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

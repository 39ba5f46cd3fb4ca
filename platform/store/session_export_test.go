package store

import (
	"context"
	"time"

	"congvan/office"
)

// SessionRow is a row as it lies in the table.
type SessionRow struct {
	Token  string
	Expiry time.Time
}

// SessionRowsForTest reads the table.
func SessionRowsForTest(s *Store) (rows []SessionRow, err error) {
	err = s.View(context.Background(), office.Actor{}, func(tx office.Tx) error {
		rows, err = list(in(tx), "test", `SELECT token, expiry FROM session ORDER BY token`, nil,
			func(r *SessionRow, scan func(...any) error) error { return scan(&r.Token, when(&r.Expiry)) })
		return err
	})
	return rows, err
}

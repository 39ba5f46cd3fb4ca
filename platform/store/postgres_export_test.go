package store

import "database/sql"

// Pool is the pool that writes, for tests that look past the store.
func (s *Store) Pool() *sql.DB { return s.write }

package store

import (
	"congvan/office"
	"congvan/office/org"
)

// Organisation keeps agencies, units, posts, people, accounts and rules.
type Organisation struct{}

var _ org.Store = Organisation{}

// countsOn is the condition that a version is the one that counts on day $1 and
// that its thing exists that day. The version is v, of table; its thing's id is
// the column key.
func countsOn(table, key string) string {
	return ` v.valid_from <= $1 AND (v.valid_to IS NULL OR v.valid_to >= $1)
		AND NOT EXISTS (SELECT 1 FROM ` + table + ` w WHERE w.` + key + ` = v.` + key + `
			AND w.valid_from <= $1 AND (w.valid_from > v.valid_from
				OR w.valid_from = v.valid_from AND w.recorded_at > v.recorded_at)) `
}

// scanVersion reads the columns valid_from, valid_to, recorded_at, then those of
// the facts.
func scanVersion[T any](v *org.Version[T], scan func(...any) error, facts ...any) error {
	return scan(append([]any{&v.From, &v.To, when(&v.RecordedAt)}, facts...)...)
}

func scanSuccession(s *org.Succession, scan func(...any) error) error {
	return scan(&s.From, &s.To, &s.Kind, &s.On, when(&s.RecordedAt))
}

func scanID(id *office.ID, scan func(...any) error) error { return scan(id) }

// first gives the only row of a list that has at most one.
func first[T any](op string, all []T, err error) (T, error) {
	var none T
	if err != nil {
		return none, err
	}
	if len(all) == 0 {
		return none, office.NotFound("store."+op, "Không tìm thấy.", "Not found.")
	}
	return all[0], nil
}

// lockRow takes the lock of a row of a table by id.
func lockRow(t *tx, name, table string, id office.ID) error {
	var got office.ID
	return t.row(name, `SELECT id FROM `+table+` WHERE id = $1`+t.s.dialect.forUpdate(), []any{id}, &got)
}

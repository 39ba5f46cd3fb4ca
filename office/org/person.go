package org

import (
	"strings"
	"time"

	"congvan/office"
	"congvan/standard/vietnamese"
)

// Person is somebody of the deployment. One person may hold posts in several
// agencies; Agency keeps the record and may correct it.
type Person struct {
	ID         office.ID `json:"id"`
	Agency     office.ID `json:"agency"`
	Name       string    `json:"name"`
	RecordedAt time.Time `json:"recorded_at"`
}

// State is what the journal commits to.
func (p Person) State() office.State { return office.Canonical("person/1", p) }

// SortKey orders people by given name, as Vietnamese lists do.
func (p Person) SortKey() string { return vietnamese.SortKey(p.Name) }

// SearchKey is the name's folded words, each after a space, so that a search
// finds the beginnings of words.
func (p Person) SearchKey() string { return searchKey(p.Name) }

func searchKey(s string) string {
	var b strings.Builder
	for _, w := range strings.Fields(vietnamese.Fold(s)) {
		b.WriteByte(' ')
		b.WriteString(w)
	}
	return b.String()
}

// Holding: a person holds a post from a day to a day. A successor is another
// holding of the same post.
type Holding struct {
	ID         office.ID   `json:"id"`
	Agency     office.ID   `json:"agency"`
	Post       office.ID   `json:"post"`
	Person     office.ID   `json:"person"`
	From       office.Date `json:"from"`
	To         office.Date `json:"to"` // its last day; zero while open
	RecordedAt time.Time   `json:"recorded_at"`
}

// State is what the journal commits to.
func (h Holding) State() office.State { return office.Canonical("holding/1", h) }

// On reports whether the holding counts on a day.
func (h Holding) On(day office.Date) bool { return within(day, h.From, h.To) }

// Delegation (uỷ quyền): another person acts in a post for some days.
type Delegation struct {
	ID         office.ID   `json:"id"`
	Agency     office.ID   `json:"agency"`
	Post       office.ID   `json:"post"`
	FromPerson office.ID   `json:"from_person"` // who is replaced
	ToPerson   office.ID   `json:"to_person"`   // who acts
	From       office.Date `json:"from"`
	To         office.Date `json:"to"` // the last day
	Reason     string      `json:"reason"`
	RevokedAt  time.Time   `json:"revoked_at"` // zero: not revoked
	RecordedAt time.Time   `json:"recorded_at"`
}

// State is what the journal commits to.
func (d Delegation) State() office.State { return office.Canonical("delegation/1", d) }

// On reports whether the delegation counts on a day.
func (d Delegation) On(day office.Date) bool {
	return d.RevokedAt.IsZero() && within(day, d.From, d.To)
}

func within(day, from, to office.Date) bool {
	return !day.Before(from) && (to.IsZero() || !day.After(to))
}

// overlap reports whether two spans share a day. A span whose end lies before
// its beginning is empty.
func overlap(from1, to1, from2, to2 office.Date) bool {
	empty := func(from, to office.Date) bool { return !to.IsZero() && to.Before(from) }
	if empty(from1, to1) || empty(from2, to2) {
		return false
	}
	return (to1.IsZero() || !from2.After(to1)) && (to2.IsZero() || !from1.After(to2))
}

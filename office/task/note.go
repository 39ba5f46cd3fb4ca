package task

import (
	"encoding/json"
	"time"

	"congvan/office"
)

// NoteKind tells an order from a proposal.
type NoteKind string

// The kinds of notes.
const (
	Proposal  NoteKind = "proposal"  // đề xuất của Văn phòng
	Direction NoteKind = "direction" // bút phê
)

// Note is a direction or a proposal on a document, with its routing. A note is
// never changed.
type Note struct {
	ID       office.ID
	Agency   office.ID
	Document office.ID
	Kind     NoteKind
	Proposal office.ID // a direction that accepts a proposal names it
	Post     office.ID
	Person   office.ID
	Behalf   office.ID // the person replaced under a delegation
	Text     string
	Routing  Routing
	Created  time.Time
}

type noteV1 struct {
	ID        office.ID `json:"id"`
	Agency    office.ID `json:"agency"`
	Document  office.ID `json:"document"`
	Kind      NoteKind  `json:"kind"`
	Proposal  office.ID `json:"proposal"`
	Post      office.ID `json:"post"`
	Person    office.ID `json:"person"`
	Behalf    office.ID `json:"on_behalf_of"`
	Text      string    `json:"text"`
	Routing   Routing   `json:"routing"`
	CreatedAt time.Time `json:"created_at"`
}

// State is the note in its canonical encoding, for the journal.
func (n Note) State() office.State {
	return office.Canonical("direction_note/1", noteV1{
		ID: n.ID, Agency: n.Agency, Document: n.Document, Kind: n.Kind, Proposal: n.Proposal, Post: n.Post,
		Person: n.Person, Behalf: n.Behalf, Text: n.Text, Routing: n.Routing, CreatedAt: n.Created.UTC(),
	})
}

// EncodeRouting gives the routing as the store keeps it.
func EncodeRouting(r Routing) string { return string(office.Canonical("", r).JSON) }

// DecodeRouting reads what EncodeRouting wrote.
func DecodeRouting(s string) (Routing, error) {
	var r Routing
	err := json.Unmarshal([]byte(s), &r)
	return r, err
}

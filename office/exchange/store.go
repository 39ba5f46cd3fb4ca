package exchange

import (
	"time"

	"congvan/office"
	"congvan/office/journal"
)

// Store is what exchange reads and writes. Single rows that are not there are
// office.CodeNotFound. Lock… methods lock the row until the act ends.
type Store interface {
	// Party gives an agency of this deployment as it is called today.
	Party(tx office.Tx, agency office.ID) (Party, error)
	// Place gives the place name that the agency prints before its dates.
	Place(tx office.Tx, agency office.ID) (string, error)
	// AgencyOf finds an agency of this deployment by its organ code of today.
	AgencyOf(tx office.Tx, code string) (office.ID, error)

	InsertPeer(tx office.Tx, p Peer) error
	UpdatePeer(tx office.Tx, p Peer) error
	Peer(tx office.Tx, agency office.ID, code string) (Peer, error)
	// PeerByKey finds an open peer by the hash of its pinned public key.
	PeerByKey(tx office.Tx, agency office.ID, key office.Hash) (Peer, error)
	Peers(tx office.Tx, agency office.ID) ([]Peer, error)
	// Holds and SetHolds keep which of our heads a peer says it holds.
	Holds(tx office.Tx, agency office.ID, code string) (string, error)
	SetHolds(tx office.Tx, agency office.ID, code, sizes string) error

	// PutHeader keeps a header; one that is there already is left alone.
	PutHeader(tx office.Tx, agency office.ID, h office.Hash, xml []byte) error
	Header(tx office.Tx, agency office.ID, h office.Hash) ([]byte, error)

	InsertEnvelope(tx office.Tx, e Envelope) error
	// UpdateEnvelope writes document, status, reason, times and bookkeeping.
	UpdateEnvelope(tx office.Tx, e Envelope) error
	Envelope(tx office.Tx, agency, id office.ID) (Envelope, error)
	LockEnvelope(tx office.Tx, agency, id office.ID) (Envelope, error)
	// EnvelopeByKey and LockEnvelopeByKey find one by what identifies it between two agencies.
	EnvelopeByKey(tx office.Tx, agency office.ID, d Direction, peer string, envelopeID office.ID) (Envelope, error)
	LockEnvelopeByKey(tx office.Tx, agency office.ID, d Direction, peer string, envelopeID office.ID) (Envelope, error)
	// Arrival finds the envelope an incoming document came in.
	Arrival(tx office.Tx, agency, document office.ID) (Envelope, error)
	LockArrival(tx office.Tx, agency, document office.ID) (Envelope, error)
	// Sent lists the envelopes of a document, oldest first.
	Sent(tx office.Tx, agency, document office.ID) ([]Envelope, error)
	// Waiting lists sent envelopes created before t that the recipient has neither
	// registered nor refused, oldest first.
	Waiting(tx office.Tx, agency office.ID, t time.Time, limit int) ([]Envelope, error)
	// Stalled lists envelopes tried at least n times and not delivered, oldest first.
	Stalled(tx office.Tx, agency office.ID, n, limit int) ([]Envelope, error)
	// ByStatus lists sent envelopes of a status, newest first, replaced ones aside.
	ByStatus(tx office.Tx, agency office.ID, status Status, limit int) ([]Envelope, error)
	// Counts counts the agency's sent envelopes by status, replaced ones aside.
	Counts(tx office.Tx, agency office.ID) (map[Status]int64, error)

	InsertReceipt(tx office.Tx, r Receipt) error
	// UpdateReceipt writes the bookkeeping of handing it over.
	UpdateReceipt(tx office.Tx, r Receipt) error
	Receipt(tx office.Tx, agency, id office.ID) (Receipt, error)
	// Receipts lists the receipts of an envelope row by number.
	Receipts(tx office.Tx, envelope office.ID) ([]Receipt, error)

	// NoteIncident keeps an incident, or counts it when the same (kind, peer,
	// digest) is there; it gives the one kept and whether it is new.
	NoteIncident(tx office.Tx, i Incident) (Incident, bool, error)
	Incidents(tx office.Tx, agency office.ID, limit int) ([]Incident, error)

	// OpenWitnesses lists the heads kept of journals whose origin begins with
	// prefix that no later head was shown to extend and that are no forks, smallest
	// first; the largest n of them.
	OpenWitnesses(tx office.Tx, agency office.ID, prefix string, n int) ([]Witness, error)
	// WitnessesAt lists the heads kept of one size of a journal.
	WitnessesAt(tx office.Tx, agency office.ID, origin string, size int64) ([]Witness, error)
	// InsertWitness keeps a head for ever; one that is there already is left alone.
	InsertWitness(tx office.Tx, w Witness) error
	// MarkWitness writes that a kept head was shown to be extended.
	MarkWitness(tx office.Tx, w Witness) error
}

// Witness is a head of another agency's journal as kept here. Proven says that a
// later head was shown to extend it.
type Witness struct {
	journal.Witness
	Proven bool
}

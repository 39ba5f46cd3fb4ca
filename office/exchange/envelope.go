package exchange

import (
	"time"

	"congvan/office"
)

// KindEnvelope is the journal's name of an envelope.
const KindEnvelope office.Kind = "envelope"

// Envelope is one document on its way to one recipient, as either side keeps it.
type Envelope struct {
	ID           office.ID // the row; on the sender's side also the travelling id
	Agency       office.ID // who keeps the row
	Direction    Direction
	EnvelopeID   office.ID // the id that travels
	Peer         Party     // the other side
	Document     office.ID // Out: what is sent; In: what was made of it
	Replaces     office.ID // travelling id of an envelope refused before
	Manifest     office.Hash
	ManifestText string      // "" when refused at the door
	Signature    string      // In: the sender's, over ManifestText
	SignerKey    string      // In: the note verifier key it was checked with
	Header       office.Hash // of the edXML header; zero when refused at the door
	Status       Status
	Reason       string
	CreatedAt    time.Time
	SentAt       time.Time // Out: accepted by the peer's server; In: as the sender says
	StatusAt     time.Time

	// Bookkeeping of delivery (Out), not journalled.
	Attempts    int
	NextAttempt time.Time
	LastError   string
}

// envelopeV1 is the canonical encoding "envelope/1". The bookkeeping columns
// attempts, next_attempt and last_error are left out by name.
type envelopeV1 struct {
	ID           office.ID   `json:"id"`
	Agency       office.ID   `json:"agency_id"`
	Direction    Direction   `json:"direction"`
	EnvelopeID   office.ID   `json:"envelope_id"`
	PeerCode     string      `json:"peer_code"`
	PeerName     string      `json:"peer_name"`
	Document     office.ID   `json:"document_id"`
	Replaces     office.ID   `json:"replaces_id"`
	Manifest     office.Hash `json:"manifest"`
	ManifestText string      `json:"manifest_text"`
	Signature    string      `json:"signature"`
	SignerKey    string      `json:"signer_key"`
	Header       office.Hash `json:"header"`
	Status       Status      `json:"status"`
	Reason       string      `json:"reason"`
	CreatedAt    time.Time   `json:"created_at"`
	SentAt       time.Time   `json:"sent_at"`
	StatusAt     time.Time   `json:"status_at"`
}

// State encodes the envelope for the journal.
func (e Envelope) State() office.State {
	return office.Canonical("envelope/1", envelopeV1{
		e.ID, e.Agency, e.Direction, e.EnvelopeID, e.Peer.Code, e.Peer.Name, e.Document, e.Replaces,
		e.Manifest, e.ManifestText, e.Signature, e.SignerKey, e.Header, e.Status, e.Reason,
		e.CreatedAt.UTC(), e.SentAt.UTC(), e.StatusAt.UTC(),
	})
}

// entry is the envelope as an act records it.
func (e Envelope) entry(act office.ActCode, detail any) office.Entry {
	return office.Entry{Act: act, Kind: KindEnvelope, Object: e.ID, Document: e.Document, Detail: detail, State: e.State()}
}

func (e Envelope) receiptEntry(act office.ActCode, r Receipt) office.Entry {
	return office.Entry{Act: act, Kind: KindReceipt, Object: r.ID, Document: e.Document, State: r.State()}
}

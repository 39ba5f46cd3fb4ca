package exchange

import (
	"encoding/base64"
	"time"

	"congvan/office"
)

// KindPeer is the journal's name of an entry of the address book.
const KindPeer office.Kind = "peer"

// TransportName names the way to a peer.
type TransportName string

// The transports.
const (
	Loopback TransportName = "loopback" // an agency of this deployment
	HTTPS    TransportName = "https"    // push with mutual TLS
)

// Peer is another agency in an agency's address book.
type Peer struct {
	ID          office.ID // zero for an agency of this deployment that has no entry of its own
	Agency      office.ID // whose address book
	Code        string
	Name        string
	Transport   TransportName
	Address     string // https: host:port
	ServiceKey  string // note verifier key of the pinned certificate; "" when a trusted CA decides
	Certificate []byte // DER, pinned; nil when a trusted CA decides
	KeySHA256   office.Hash
	RecordedAt  time.Time
	ClosedAt    time.Time // exchange with it has ended
}

// Party gives code and name.
func (p Peer) Party() Party { return Party{p.Code, p.Name} }

type peerV1 struct {
	ID          office.ID     `json:"id"`
	Agency      office.ID     `json:"agency_id"`
	Code        string        `json:"code"`
	Name        string        `json:"name"`
	Transport   TransportName `json:"transport"`
	Address     string        `json:"address"`
	ServiceKey  string        `json:"service_key"`
	Certificate string        `json:"certificate"`
	KeySHA256   office.Hash   `json:"key_sha256"`
	RecordedAt  time.Time     `json:"recorded_at"`
	ClosedAt    time.Time     `json:"closed_at"`
}

// State encodes the peer for the journal.
func (p Peer) State() office.State {
	return office.Canonical("peer/1", peerV1{
		p.ID, p.Agency, p.Code, p.Name, p.Transport, p.Address, p.ServiceKey,
		base64.StdEncoding.EncodeToString(p.Certificate), p.KeySHA256, p.RecordedAt.UTC(), p.ClosedAt.UTC(),
	})
}

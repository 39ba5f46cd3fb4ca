package signing

import (
	"time"

	"congvan/office"
)

// KindRoot is the kind of a trusted root as a journalled object. Roots belong to
// the deployment: their acts lie in the journal of the agency whose administrator
// did them.
const KindRoot office.Kind = "trusted_root"

// Root is a certificate that signatures are judged against.
type Root struct {
	SHA256     office.Hash // of the DER
	Subject    string
	RecordedAt time.Time
	Enabled    bool
}

// ID names the root in the journal: derived from its fingerprint.
func (r Root) ID() office.ID {
	var id office.ID
	copy(id[:], r.SHA256[:16])
	id[6] = id[6]&0x0f | 0x80 // version 8: custom (RFC 9562 §5.8)
	id[8] = id[8]&0x3f | 0x80
	return id
}

type rootV1 struct {
	SHA256     office.Hash `json:"sha256"`
	Subject    string      `json:"subject"`
	RecordedAt time.Time   `json:"recorded_at"`
	Enabled    bool        `json:"enabled"`
}

// State is what the journal commits to.
func (r Root) State() office.State {
	return office.Canonical("trusted_root/1", rootV1{r.SHA256, r.Subject, r.RecordedAt.UTC(), r.Enabled})
}

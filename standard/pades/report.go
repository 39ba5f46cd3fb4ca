package pades

import (
	"crypto/x509"
	"time"
)

// Verdict sums up a verification; the worst of several wins.
type Verdict string

// Verdicts, best first.
const (
	// Valid: intact, trusted, nothing to look at.
	Valid Verdict = "valid"
	// ValidWithWarning: intact and trusted, with something to look at.
	ValidWithWarning Verdict = "valid_with_warning"
	// Indeterminate: trust, time, algorithm or encryption cannot be judged,
	// or there is no signature.
	Indeterminate Verdict = "indeterminate"
	// Invalid: bytes changed, coverage broken, forbidden later change,
	// malformed container or forbidden algorithm.
	Invalid Verdict = "invalid"
)

func (v Verdict) rank() int {
	switch v {
	case Valid:
		return 0
	case ValidWithWarning:
		return 1
	case Indeterminate:
		return 2
	}
	return 3
}

func worse(a, b Verdict) Verdict {
	if b.rank() > a.rank() {
		return b
	}
	return a
}

// Values of SignatureReport.Integrity.
const (
	IntegrityOK      = "ok"
	IntegrityBroken  = "broken"
	IntegrityUnknown = "unknown"
)

// Values of SignatureReport.Covers.
const (
	CoversDocument = "document" // nothing follows the signed bytes
	CoversRevision = "revision" // later revisions follow
)

// Values of SignatureReport.Level.
const (
	LevelNone = "none"
	LevelB    = "B-B"
	LevelT    = "B-T"
	LevelLT   = "B-LT"
	LevelLTA  = "B-LTA"
)

// Values of SignatureReport.Kind.
const (
	KindSignature   = "signature"
	KindTimestamp   = "document_timestamp"
	KindUsageRights = "usage_rights" // Acrobat's reader extensions; nobody's act
)

// Reason explains a verdict, in a stable code and two languages.
type Reason struct {
	Code string `json:"code"`
	Vi   string `json:"vi"`
	En   string `json:"en"`
}

// SignatureReport is what is known of one signature.
type SignatureReport struct {
	Field       string     `json:"field"`
	Kind        string     `json:"kind"`
	Integrity   string     `json:"integrity"`
	SignerCN    string     `json:"signer_cn"`
	SigningTime *time.Time `json:"signing_time,omitempty"` // claimed; proven only by a timestamp
	Timestamp   *time.Time `json:"timestamp,omitempty"`    // of an intact signature timestamp
	Covers      string     `json:"covers"`
	Trusted     bool       `json:"trusted"`
	Level       string     `json:"level"`
	SubFilter   string     `json:"sub_filter"`
	Digest      string     `json:"digest,omitempty"`
	Reason      string     `json:"reason,omitempty"`
	Location    string     `json:"location,omitempty"`
	Verdict     Verdict    `json:"verdict"`
	Changes     []string   `json:"changes"` // what later revisions did
	Reasons     []Reason   `json:"reasons"`
	Notes       []Reason   `json:"notes,omitempty"` // do not lower the verdict

	Certificate *x509.Certificate   `json:"-"`
	Chain       []*x509.Certificate `json:"-"` // to a root, when trusted

	end int64 // of the signed bytes
}

// Report is the outcome of Verify.
type Report struct {
	Verdict    Verdict           `json:"verdict"`
	Signatures []SignatureReport `json:"signatures"`
	Reasons    []Reason          `json:"reasons"`
	Notes      []Reason          `json:"notes,omitempty"`
}

// VerifyOptions says what to trust and what time it is.
type VerifyOptions struct {
	Roots []*x509.Certificate // none: nothing can be trusted
	Now   time.Time           // required; judged at this time unless a trusted timestamp proves an earlier one
}

// judge adds the reason for code and lowers the verdict accordingly.
func (s *SignatureReport) judge(code string) {
	v, r := explain(code)
	if add(&s.Reasons, r) {
		s.Verdict = worse(s.Verdict, v)
	}
}

// note adds a remark that does not lower the verdict.
func (s *SignatureReport) note(code string) {
	_, r := explain(code)
	add(&s.Notes, r)
}

func (r *Report) judge(code string) {
	v, reason := explain(code)
	if add(&r.Reasons, reason) {
		r.Verdict = worse(r.Verdict, v)
	}
}

func add(list *[]Reason, r Reason) bool {
	for _, old := range *list {
		if old.Code == r.Code {
			return false
		}
	}
	*list = append(*list, r)
	return true
}

// Good tells whether the signature itself stands, trust aside.
func (s *SignatureReport) Good() bool {
	return s.Integrity == IntegrityOK && s.Verdict != Invalid
}

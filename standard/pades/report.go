package pades

import (
	"crypto/x509"
	"slices"
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
func (s *SignatureReport) judge(code string) { judge(&s.Reasons, &s.Verdict, code) }

// judge looks the code up only when it is new: a hostile file may find the
// same fault many times.
func judge(list *[]Reason, verdict *Verdict, code string) {
	if has(*list, code) {
		return
	}
	v, r := explain(code)
	*list = append(*list, r)
	*verdict = worse(*verdict, v)
}

func has(list []Reason, code string) bool {
	return slices.ContainsFunc(list, func(r Reason) bool { return r.Code == code })
}

// note adds a remark that does not lower the verdict.
func (s *SignatureReport) note(code string) {
	if !has(s.Notes, code) {
		_, r := explain(code)
		s.Notes = append(s.Notes, r)
	}
}

func (r *Report) judge(code string) { judge(&r.Reasons, &r.Verdict, code) }

func add(list *[]Reason, r Reason) {
	if !has(*list, r.Code) {
		*list = append(*list, r)
	}
}

// Good tells whether the signature itself stands, trust aside.
func (s *SignatureReport) Good() bool {
	return s.Integrity == IntegrityOK && s.Verdict != Invalid
}

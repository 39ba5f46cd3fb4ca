package pades

import (
	"congvan/standard/pades/pdf"
)

// levels raises each baseline signature to the level that is found: a
// timestamp (T), validation data (LT), a document timestamp over those (LTA).
func (v *verifier) levels() {
	dss := v.dssAt(v.last)
	for _, c := range v.found {
		if c.Level != LevelB || c.Kind != KindSignature {
			continue
		}
		if c.Timestamp == nil && !v.stampedAfter(c, false) {
			continue
		}
		c.Level = LevelT
		if !dss {
			continue
		}
		c.Level = LevelLT
		if v.stampedAfter(c, true) {
			c.Level = LevelLTA
		}
	}
}

// stampedAfter looks for an intact document timestamp over the signature, and
// over validation data if withDSS.
func (v *verifier) stampedAfter(c *candidate, withDSS bool) bool {
	for _, t := range v.found {
		if t.Kind == KindTimestamp && t.Integrity == IntegrityOK && t.end > c.end && t.signed != nil &&
			(!withDSS || v.dssAt(t.signed)) {
			return true
		}
	}
	return false
}

// maxDSS bounds the certificates taken from a DSS.
const maxDSS = 100

// dssCertificates gives the DER of the certificates in the newest DSS.
func (v *verifier) dssCertificates() [][]byte {
	if v.dssRead {
		return v.dss
	}
	v.dssRead = true
	list := v.last.Array(v.last.Dict(v.last.Root()["DSS"])["Certs"])
	for _, o := range list[:min(len(list), maxDSS)] {
		o, _ = v.last.Resolve(o)
		st, ok := o.(*pdf.Stream)
		if !ok {
			continue
		}
		if der, err := v.last.Decode(st); err == nil {
			v.dss = append(v.dss, der)
		}
	}
	return v.dss
}

// dssAt tells whether a state carries certificates with revocation data.
func (v *verifier) dssAt(at *pdf.View) bool {
	d := at.Dict(at.Root()["DSS"])
	return len(at.Array(d["Certs"])) > 0 && len(at.Array(d["CRLs"]))+len(at.Array(d["OCSPs"])) > 0
}

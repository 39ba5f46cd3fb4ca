package pades

import (
	"crypto"

	"congvan/standard/pades/pdf"
)

// Limits that keep many signatures in one file from multiplying the work.
const (
	maxHashed    = 1 << 30 // bytes, or maxHashTimes the file if that is more
	maxHashTimes = 20
	maxFormNodes = 2_000_000
)

// formAt reads the form of a state, once for each.
func (v *verifier) formAt(at *pdf.View) (*form, error) {
	if f := v.forms[at.Revision()]; f != nil {
		return f, nil
	}
	if v.nodes > maxFormNodes {
		return nil, errForm
	}
	f, err := readForm(at, at.Root())
	if err == nil {
		v.nodes += len(f.all)
		v.forms[at.Revision()] = f
	}
	return f, err
}

// affordable counts the bytes of a signature against the limit.
func (v *verifier) affordable(c *candidate) bool {
	v.hashed += c.ranges[1] + c.ranges[3]
	return v.hashed <= max(maxHashed, maxHashTimes*int64(len(v.data)))
}

type digestKey struct {
	hash   crypto.Hash
	ranges [4]int64
}

// digest hashes the signed ranges, once for each algorithm.
func (v *verifier) digest(r [4]int64) func(crypto.Hash) []byte {
	return func(h crypto.Hash) []byte {
		k := digestKey{h, r}
		if d := v.digests[k]; d != nil {
			return d
		}
		w := h.New()
		w.Write(v.data[r[0] : r[0]+r[1]])
		w.Write(v.data[r[2] : r[2]+r[3]])
		d := w.Sum(nil)
		v.digests[k] = d
		return d
	}
}

package exchange

import (
	"crypto/sha256"
	"hash"
	"io"

	"congvan/office"
)

// summing hashes what is read through it.
type summing struct {
	r   io.Reader
	sum hash.Hash
}

func newSum(r io.Reader) *summing { return &summing{r, sha256.New()} }

func (s *summing) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.sum.Write(p[:n])
	return n, err
}

func (s *summing) hash() office.Hash { return office.Hash(s.sum.Sum(nil)) }

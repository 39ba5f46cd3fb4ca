package cms

import (
	"bytes"
	"crypto"
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// Token is a checked RFC 3161 timestamp token.
type Token struct {
	*Result
	Time    time.Time
	Matches bool // the imprint is that of the stamped data
	Signed  *SignedData
}

// VerifyToken checks a timestamp token over data whose hashes digest gives.
// more are certificates from elsewhere, for a token without its own.
// Error: ErrMalformed.
func VerifyToken(der []byte, more [][]byte, digest func(crypto.Hash) []byte) (*Token, []byte, error) {
	sd, rest, err := Parse(der)
	if err != nil {
		return nil, nil, err
	}
	if !sd.ContentType.Equal(oidTSTInfo()) || sd.Content == nil {
		return nil, nil, bad("no timestamp token")
	}
	sd.Certificates = append(sd.Certificates, more...)
	hash, imprint, at, err := parseTSTInfo(sd.Content)
	if err != nil {
		return nil, nil, err
	}
	t := &Token{Time: at, Signed: sd}
	t.Result = sd.Verify(func(h crypto.Hash) []byte {
		d := h.New()
		d.Write(sd.Content)
		return d.Sum(nil)
	})
	h, grade := digestByOID(hash)
	if t.grade(grade) {
		t.Matches = bytes.Equal(digest(h), imprint)
	}
	return t, rest, nil
}

// parseTSTInfo reads what we need of RFC 3161, 2.4.2.
func parseTSTInfo(der []byte) (hash OID, imprint []byte, at time.Time, err error) {
	in := cryptobyte.String(der)
	var info, mi, digest, when cryptobyte.String
	var version int
	var policy OID
	serial := new(big.Int)
	if !in.ReadASN1(&info, asn1.SEQUENCE) || !info.ReadASN1Integer(&version) ||
		!info.ReadASN1ObjectIdentifier(&policy) || !info.ReadASN1(&mi, asn1.SEQUENCE) ||
		!info.ReadASN1Integer(serial) || !info.ReadASN1Element(&when, asn1.GeneralizedTime) {
		return nil, nil, at, bad("timestamp info")
	}
	alg, err := parseAlgorithm(&mi)
	if err != nil || !mi.ReadASN1(&digest, asn1.OCTET_STRING) {
		return nil, nil, at, bad("timestamp imprint")
	}
	at, ok := parseTime(when)
	if !ok {
		return nil, nil, at, bad("timestamp time")
	}
	return alg.OID, digest, at, nil
}

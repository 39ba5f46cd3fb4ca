package cms

import (
	"crypto/x509"
	"crypto/x509/pkix"
	encoding "encoding/asn1"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// oddCertificate reads name and key of a certificate that crypto/x509 refuses
// (a negative serial number, say), so that the bytes can be judged though the
// certificate can not be trusted. nil if even that is impossible.
func oddCertificate(raw []byte) *x509.Certificate {
	in := cryptobyte.String(raw)
	var cert, tbs, issuer, validity, subject, spki cryptobyte.String
	serial := new(big.Int)
	explicit0 := asn1.Tag(0).ContextSpecific().Constructed()
	if !in.ReadASN1(&cert, asn1.SEQUENCE) || !cert.ReadASN1(&tbs, asn1.SEQUENCE) ||
		!tbs.SkipOptionalASN1(explicit0) || !tbs.ReadASN1Integer(serial) || !tbs.SkipASN1(asn1.SEQUENCE) ||
		!tbs.ReadASN1Element(&issuer, asn1.SEQUENCE) || !tbs.ReadASN1(&validity, asn1.SEQUENCE) ||
		!tbs.ReadASN1Element(&subject, asn1.SEQUENCE) || !tbs.ReadASN1Element(&spki, asn1.SEQUENCE) {
		return nil
	}
	key, err := x509.ParsePKIXPublicKey(spki)
	if err != nil {
		return nil
	}
	c := &x509.Certificate{
		Raw: raw, RawIssuer: issuer, RawSubject: subject, RawSubjectPublicKeyInfo: spki,
		SerialNumber: serial, PublicKey: key,
	}
	var name pkix.RDNSequence
	if rest, err := encoding.Unmarshal(subject, &name); err == nil && len(rest) == 0 {
		c.Subject.FillFromRDNSequence(&name)
	}
	return c
}

package cms

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// Finding is what a check found, as a code.
type Finding string

// Findings of Verify. The first group breaks the signature, the second leaves
// it unjudged, the third is for the reader to weigh.
const (
	SignerCount         Finding = "signer_count"
	AttributeMissing    Finding = "signed_attribute_missing"
	AttributeRepeated   Finding = "signed_attribute_repeated"
	ContentTypeMismatch Finding = "content_type_mismatch"
	DigestMismatch      Finding = "digest_mismatch"
	SignatureMismatch   Finding = "signature_mismatch"
	AlgorithmForbidden  Finding = "algorithm_forbidden"
	AlgorithmMismatch   Finding = "algorithm_mismatch"
	AlgorithmParameters Finding = "algorithm_parameters"
	SigningCertMismatch Finding = "signing_certificate_mismatch"

	AlgorithmUnsupported Finding = "algorithm_unsupported"
	AlgorithmWeak        Finding = "algorithm_weak"
	CertificateMissing   Finding = "signer_certificate_missing"
	CertificateOdd       Finding = "signer_certificate_malformed"

	NoSignedAttributes Finding = "no_signed_attributes"
	NoSigningCert      Finding = "no_signing_certificate"
	OldSigningCert     Finding = "signing_certificate_v1"
	HasSigningTime     Finding = "cms_signing_time"
)

// Result is what Verify found out.
type Result struct {
	Findings    []Finding
	Checked     bool // the signature value was computed and compared
	Intact      bool // digest and signature value match
	Certificate *x509.Certificate
	Hash        crypto.Hash
	SigningTime *time.Time // the signed attribute, if there is one
	Timestamps  [][]byte   // DER of the signature timestamp tokens
	Value       []byte     // the signature value, which a timestamp covers
}

// Has tells whether f was found.
func (r *Result) Has(f Finding) bool {
	for _, g := range r.Findings {
		if f == g {
			return true
		}
	}
	return false
}

func (r *Result) add(f Finding) {
	if !r.Has(f) {
		r.Findings = append(r.Findings, f)
	}
}

// Verify checks the one signer of the container. digest gives the hash of the
// signed content. Trust in the certificate is not looked at.
func (sd *SignedData) Verify(digest func(crypto.Hash) []byte) *Result {
	r := &Result{}
	if len(sd.Signers) != 1 {
		r.add(SignerCount)
		return r
	}
	s := &sd.Signers[0]
	r.Value = s.Value
	for _, a := range s.Unsigned {
		if a.OID.Equal(oidTimestampToken()) {
			r.Timestamps = append(r.Timestamps, a.Values...)
		}
	}
	var odd bool
	r.Certificate, odd = sd.signerCertificate(s)
	switch {
	case r.Certificate == nil:
		r.add(CertificateMissing)
	case odd:
		r.add(CertificateOdd)
	}
	hash, grade := digestByOID(s.Digest.OID)
	if sch, _, _ := signatureByOID(s.Signature.OID); sch == ed448Pure && s.Digest.OID.String() != "2.16.840.1.101.3.4.2.12" ||
		sch == ed25519Pure && hash != crypto.SHA512 {
		r.add(AlgorithmForbidden) // RFC 8419 fixes the digest
		return r
	}
	if !r.grade(grade) {
		return r
	}
	r.parameters(sd, s)
	r.Hash = hash
	want := digest(hash)
	if s.signedAttr == nil {
		r.add(NoSignedAttributes)
		r.checkValue(s, hash, want, nil)
		return r
	}
	same := r.checkAttributes(sd, s, want)
	r.checkValue(s, hash, nil, s.signedAttr)
	r.Intact = r.Intact && same
	return r
}

// parameters holds what the container says of its algorithms against RFC 5754
// and against itself.
func (r *Result) parameters(sd *SignedData, s *Signer) {
	announced := false
	for _, a := range sd.Digests {
		announced = announced || a.OID.Equal(s.Digest.OID) && a.plain()
	}
	sch, _, _ := signatureByOID(s.Signature.OID)
	if !announced || !s.Digest.plain() || sch != rsaPSS && sch != noScheme && !s.Signature.plain() {
		r.add(AlgorithmParameters)
	}
}

// grade records a poor algorithm; false means that checking must stop.
func (r *Result) grade(g strength) bool {
	switch g {
	case forbidden:
		r.add(AlgorithmForbidden)
		return false
	case unknown:
		r.add(AlgorithmUnsupported)
		return false
	case weak:
		r.add(AlgorithmWeak)
	}
	return true
}

// checkAttributes looks at the signed attributes (RFC 5652, 5.4 and 11) and
// tells whether the message digest is want.
func (r *Result) checkAttributes(sd *SignedData, s *Signer, want []byte) bool {
	kind, n := find(s.Signed, oidContentType())
	r.once(n)
	var oid OID
	if v := cryptobyte.String(kind); n > 0 && (!v.ReadASN1ObjectIdentifier(&oid) || !oid.Equal(sd.ContentType)) {
		r.add(ContentTypeMismatch)
	}
	md, n := find(s.Signed, oidMessageDigest())
	r.once(n)
	var got cryptobyte.String
	v := cryptobyte.String(md)
	same := v.ReadASN1(&got, asn1.OCTET_STRING) && v.Empty() && bytes.Equal(got, want)
	if !same {
		r.add(DigestMismatch)
	}
	if st, n := find(s.Signed, oidSigningTime()); n > 0 {
		r.add(HasSigningTime)
		if t, ok := parseTime(st); ok {
			r.SigningTime = &t
		}
	}
	r.checkSigningCert(s)
	return same
}

func (r *Result) once(n int) {
	switch {
	case n == 0:
		r.add(AttributeMissing)
	case n > 1:
		r.add(AttributeRepeated)
	}
}

package cms

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"errors"
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

// checkValue verifies the signature value over digest (no signed attributes)
// or over the bytes of signed.
func (r *Result) checkValue(s *Signer, hash crypto.Hash, digest, signed []byte) {
	sch, fixed, grade := signatureByOID(s.Signature.OID)
	if !r.grade(grade) || r.Certificate == nil {
		return
	}
	if fixed != 0 && fixed != hash {
		r.add(AlgorithmMismatch)
		return
	}
	if sch == ed25519Pure || sch == ed448Pure {
		r.checkEd25519(s, sch, signed)
		return
	}
	if signed != nil {
		h := hash.New()
		h.Write(signed)
		digest = h.Sum(nil)
	}
	switch key := r.Certificate.PublicKey.(type) {
	case *rsa.PublicKey:
		r.checkRSA(s, sch, key, hash, digest)
	case *ecdsa.PublicKey:
		if sch != ecdsaDER {
			r.add(AlgorithmMismatch)
			return
		}
		r.outcome(ecdsa.VerifyASN1(key, digest, s.Value))
	default:
		r.add(AlgorithmUnsupported)
	}
}

func (r *Result) outcome(ok bool) {
	r.Checked, r.Intact = true, ok
	if !ok {
		r.add(SignatureMismatch)
	}
}

func (r *Result) checkEd25519(s *Signer, sch scheme, signed []byte) {
	key, ok := r.Certificate.PublicKey.(ed25519.PublicKey)
	if !ok || sch != ed25519Pure || signed == nil {
		r.add(AlgorithmUnsupported)
		return
	}
	r.outcome(ed25519.Verify(key, signed, s.Value))
}

// Bounds of RSA keys in bits: below the first a key is forbidden, below the
// second it proves nothing any more (ETSI TS 119 312).
const (
	rsaForbidden = 1024
	rsaWeak      = 1900
)

func (r *Result) checkRSA(s *Signer, sch scheme, key *rsa.PublicKey, hash crypto.Hash, digest []byte) {
	switch bits := key.N.BitLen(); {
	case bits < rsaForbidden:
		r.add(AlgorithmForbidden)
		return
	case bits > 16384:
		r.add(AlgorithmUnsupported)
		return
	case bits < rsaWeak:
		r.add(AlgorithmWeak)
	}
	var err error
	switch sch {
	case rsaPKCS1:
		err = rsa.VerifyPKCS1v15(key, hash, digest, s.Value)
	case rsaPSS:
		salt, ok := pssParams(s.Signature.Params, hash)
		if !ok {
			r.add(AlgorithmUnsupported)
			return
		}
		err = rsa.VerifyPSS(key, hash, digest, s.Value, &rsa.PSSOptions{SaltLength: salt, Hash: hash})
	default:
		r.add(AlgorithmMismatch)
		return
	}
	if err != nil && !errors.Is(err, rsa.ErrVerification) {
		r.add(AlgorithmUnsupported)
		return
	}
	r.outcome(err == nil)
}

// signerCertificate finds the certificate that the signer identifier names;
// odd says that it breaks the rules of X.509.
func (sd *SignedData) signerCertificate(s *Signer) (c *x509.Certificate, odd bool) {
	for _, raw := range sd.Certificates {
		c, err := x509.ParseCertificate(raw)
		if err != nil {
			if c = oddCertificate(raw); c == nil {
				continue
			}
		}
		if s.SKI != nil && bytes.Equal(s.SKI, c.SubjectKeyId) ||
			s.SKI == nil && bytes.Equal(s.Issuer, c.RawIssuer) && s.Serial.Cmp(c.SerialNumber) == 0 {
			return c, err != nil
		}
	}
	return nil, false
}

// Parsed gives the certificates that can be read.
func (sd *SignedData) Parsed() []*x509.Certificate {
	var out []*x509.Certificate
	for _, raw := range sd.Certificates {
		if c, err := x509.ParseCertificate(raw); err == nil {
			out = append(out, c)
		}
	}
	return out
}

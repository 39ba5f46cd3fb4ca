package cms

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"errors"
)

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
	case bits > 8192:
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

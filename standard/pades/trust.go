package pades

import (
	"crypto/rsa"
	"crypto/x509"
	"time"

	"congvan/standard/pades/cms"
)

// trust chains the signer's certificate to the roots, at the proven time if
// there is one and now otherwise.
func (v *verifier) trust(c *candidate, certs []*x509.Certificate, proven *time.Time) {
	v.trustAs(c, certs, proven, x509.ExtKeyUsageAny)
	if proven == nil && c.Kind == KindSignature {
		c.note("time_claimed")
	}
}

func (v *verifier) trustAs(c *candidate, certs []*x509.Certificate, proven *time.Time, use x509.ExtKeyUsage) {
	cert := c.Certificate
	if cert == nil {
		return
	}
	if len(v.opts.Roots) == 0 {
		c.judge("no_roots")
		return
	}
	at := v.opts.Now
	if proven != nil {
		at = *proven
	}
	if c.odd {
		c.judge("untrusted")
		return
	}
	v.times(c, at)
	if chain := v.chain(cert, certs, at, use); chain != nil {
		c.Trusted, c.Chain = true, chain
	} else if v.chain(cert, certs, middle(cert), use) == nil {
		c.judge("untrusted")
	} else if !at.After(cert.NotAfter) && !at.Before(cert.NotBefore) {
		c.judge("certificate_expired") // one of those above it
	}
	if u := cert.KeyUsage; use == x509.ExtKeyUsageAny && u != 0 && u&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		c.judge("key_usage")
	}
	if v.dssAt(v.last) {
		c.note("revocation_not_checked")
	} else {
		c.note("no_revocation_information")
	}
}

// times holds the claimed and the judged time against the certificate.
func (v *verifier) times(c *candidate, at time.Time) {
	cert := c.Certificate
	switch {
	case at.After(cert.NotAfter):
		c.judge("certificate_expired")
	case at.Before(cert.NotBefore):
		c.judge("certificate_not_yet_valid")
	}
	if t := c.SigningTime; t != nil {
		if t.After(cert.NotAfter) || t.Before(cert.NotBefore) {
			c.judge("signed_outside_validity")
		}
		if t.After(v.opts.Now.Add(clockSkew)) {
			c.judge("signed_in_future")
		}
	}
}

// clockSkew is how far a signer's clock may be ahead of ours.
const clockSkew = 10 * time.Minute

// middle is a time at which the certificate was certainly valid.
func middle(c *x509.Certificate) time.Time {
	return c.NotBefore.Add(c.NotAfter.Sub(c.NotBefore) / 2)
}

// Limits on looking for chains, which a hostile file could make endless.
const (
	maxChains  = 300  // looked for in one file
	maxKeyBits = 8192 // of a certificate between signer and root
)

type chainKey struct {
	cert string
	with int // certificates to go through
	at   int64
	use  x509.ExtKeyUsage
}

// chain gives a path from cert to a root, nil if there is none. The answer for
// one certificate and time is kept.
func (v *verifier) chain(cert *x509.Certificate, certs []*x509.Certificate, at time.Time, use x509.ExtKeyUsage) []*x509.Certificate {
	key := chainKey{string(cert.Raw), len(certs), at.Unix(), use}
	found, known := v.chains[key]
	if known || len(v.chains) >= maxChains {
		return found
	}
	found = v.findChain(cert, certs, at, use)
	v.chains[key] = found
	return found
}

func (v *verifier) findChain(cert *x509.Certificate, certs []*x509.Certificate, at time.Time, use x509.ExtKeyUsage) []*x509.Certificate {
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	for _, r := range v.opts.Roots {
		roots.AddCert(r)
	}
	for _, c := range certs {
		if k, ok := c.PublicKey.(*rsa.PublicKey); !ok || k.N.BitLen() <= maxKeyBits {
			between.AddCert(c)
		}
	}
	for _, raw := range v.dssCertificates() {
		if c, err := x509.ParseCertificate(raw); err == nil {
			between.AddCert(c)
		}
	}
	chains, err := cert.Verify(x509.VerifyOptions{
		Roots: roots, Intermediates: between, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{use},
	})
	if err != nil || len(chains) == 0 {
		return nil
	}
	return chains[0]
}

// trustedTSA tells whether a timestamp comes from an authority we trust.
func (v *verifier) trustedTSA(tok *cms.Token) bool {
	return tok.Certificate != nil && !tok.Time.After(v.opts.Now.Add(clockSkew)) &&
		v.chain(tok.Certificate, tok.Signed.Parsed(), tok.Time, x509.ExtKeyUsageTimeStamping) != nil
}

package pades

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"slices"
	"time"

	"congvan/standard/pades/cms"
)

// container checks the CMS in /Contents against the signed bytes.
func (v *verifier) container(c *candidate) {
	if len(bytes.Trim(c.content, "\x00")) == 0 {
		c.judge("contents_empty")
		c.Integrity = IntegrityBroken
		return
	}
	switch c.SubFilter {
	case "adbe.pkcs7.detached", "adbe.pkcs7.sha1", "ETSI.CAdES.detached":
		v.signature(c)
	case "ETSI.RFC3161":
		v.documentTimestamp(c)
	default:
		c.judge("subfilter_unsupported")
	}
}

func (c *candidate) badContainer() {
	c.judge("container_malformed")
	c.Integrity = IntegrityBroken
}

func (v *verifier) signature(c *candidate) {
	sd, rest, err := cms.Parse(c.content)
	if err != nil {
		c.badContainer()
		return
	}
	if len(bytes.Trim(rest, "\x00")) > 0 {
		c.judge("container_padding")
	}
	digest := v.digest(c.ranges)
	if c.SubFilter == "adbe.pkcs7.sha1" {
		if !bytes.Equal(sd.Content, digest(crypto.SHA1)) {
			c.judge("digest_mismatch")
			c.Integrity = IntegrityBroken
			return
		}
		c.judge("algorithm_weak")
		digest = hashOf(sd.Content)
	} else if sd.Content != nil {
		c.judge("content_embedded")
	}
	res := sd.Verify(digest)
	c.Certificate, c.Digest = res.Certificate, ""
	if res.Hash != 0 {
		c.Digest = res.Hash.String()
	}
	c.apply(res)
	v.baseline(c, res)
	if c.SigningTime == nil {
		c.SigningTime = res.SigningTime
	}
	proven := v.signatureTimestamps(c, sd.Certificates, res)
	v.trust(c, sd.Parsed(), proven)
}

func hashOf(b []byte) func(crypto.Hash) []byte {
	return func(h crypto.Hash) []byte {
		w := h.New()
		w.Write(b)
		return w.Sum(nil)
	}
}

// apply takes over what the container check found.
func (c *candidate) apply(res *cms.Result) {
	c.odd = res.Has(cms.CertificateOdd)
	for _, f := range res.Findings {
		switch f {
		case cms.HasSigningTime, cms.NoSigningCert, cms.OldSigningCert:
		default:
			c.judge(string(f))
		}
	}
	switch {
	case res.Intact:
		c.Integrity = IntegrityOK
	case res.Checked || res.Has(cms.DigestMismatch) || res.Has(cms.SignerCount):
		c.Integrity = IntegrityBroken
	}
}

// baseline holds the container against PAdES baseline B-B.
func (v *verifier) baseline(c *candidate, res *cms.Result) {
	if c.SubFilter != "ETSI.CAdES.detached" {
		c.judge("not_cades")
		return
	}
	for _, f := range []cms.Finding{cms.NoSigningCert, cms.OldSigningCert} {
		if res.Has(f) {
			c.judge(string(f))
		}
	}
	if res.Has(cms.HasSigningTime) {
		c.note(string(cms.HasSigningTime))
	}
	if res.Intact && !res.Has(cms.NoSigningCert) && !res.Has(cms.NoSignedAttributes) && !res.Has(cms.SigningCertMismatch) {
		c.Level = LevelB
	}
}

// signatureTimestamps checks the tokens over the signature value and gives
// the earliest time that a trusted one proves.
func (v *verifier) signatureTimestamps(c *candidate, certs [][]byte, res *cms.Result) (proven *time.Time) {
	if len(res.Timestamps) == 0 {
		return nil
	}
	more := slices.Concat(certs, v.dssCertificates())
	for _, der := range res.Timestamps {
		tok, _, err := cms.VerifyToken(der, more, hashOf(res.Value))
		if err != nil {
			c.judge("timestamp_malformed")
			continue
		}
		if !v.tokenStands(c, tok) {
			continue
		}
		if c.Timestamp == nil || tok.Time.Before(*c.Timestamp) {
			c.Timestamp = &tok.Time
		}
		if len(v.opts.Roots) == 0 {
			continue
		}
		if !v.trustedTSA(tok) {
			c.judge("timestamp_untrusted")
		} else if proven == nil || tok.Time.Before(*proven) {
			proven = &tok.Time
		}
	}
	return proven
}

// tokenStands tells whether the token is intact and about this signature.
func (v *verifier) tokenStands(c *candidate, tok *cms.Token) bool {
	switch {
	case tok.Has(cms.AlgorithmUnsupported) || tok.Has(cms.CertificateMissing):
		c.judge("timestamp_unjudged")
		return false
	case !tok.Matches:
		c.judge("timestamp_mismatch")
		return false
	case !tok.Intact || tok.Has(cms.SigningCertMismatch) || tok.Has(cms.AttributeMissing) || tok.Has(cms.AttributeRepeated):
		c.judge("timestamp_broken")
		return false
	case tok.Has(cms.AlgorithmWeak):
		c.judge("algorithm_weak")
	}
	return true
}

// documentTimestamp checks a signature that is an RFC 3161 token over the
// document (ISO 32000-2, 12.8.5).
func (v *verifier) documentTimestamp(c *candidate) {
	tok, rest, err := cms.VerifyToken(c.content, v.dssCertificates(), v.digest(c.ranges))
	if err != nil {
		c.badContainer()
		return
	}
	if len(bytes.Trim(rest, "\x00")) > 0 {
		c.judge("container_padding")
	}
	c.Certificate, c.SigningTime, c.Timestamp = tok.Certificate, &tok.Time, &tok.Time
	if tok.Hash != 0 {
		c.Digest = tok.Hash.String()
	}
	c.apply(tok.Result)
	if !tok.Matches && !tok.Has(cms.AlgorithmUnsupported) && !tok.Has(cms.AlgorithmForbidden) {
		c.judge("digest_mismatch")
		c.Integrity = IntegrityBroken
	}
	v.trustAs(c, tok.Signed.Parsed(), nil, x509.ExtKeyUsageTimeStamping)
}

package cms

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"math/big"
	"strings"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// checkSigningCert compares the ESS attribute (RFC 5035) with the certificate
// used; it is what binds a certificate to the signature.
func (r *Result) checkSigningCert(s *Signer) {
	v2, n2 := find(s.Signed, oidSigningCertV2())
	v1, n1 := find(s.Signed, oidSigningCert())
	switch {
	case n2 > 1 || n1 > 1:
		r.add(AttributeRepeated)
		return
	case n1+n2 == 0:
		r.add(NoSigningCert)
		return
	case n2 == 0:
		r.add(OldSigningCert)
	}
	if r.Certificate == nil {
		return
	}
	if n2 == 1 && !matchESS(v2, true, r.Certificate) || n1 == 1 && !matchESS(v1, false, r.Certificate) {
		r.add(SigningCertMismatch)
	}
}

// matchESS tells whether the first ESSCertID of the attribute is that of c.
func matchESS(value []byte, v2 bool, c *x509.Certificate) bool {
	in := cryptobyte.String(value)
	var attr, certs, id, want, serial cryptobyte.String
	if !in.ReadASN1(&attr, asn1.SEQUENCE) || !attr.ReadASN1(&certs, asn1.SEQUENCE) || !certs.ReadASN1(&id, asn1.SEQUENCE) {
		return false
	}
	hash := crypto.SHA1
	if v2 {
		hash = crypto.SHA256
		if id.PeekASN1Tag(asn1.SEQUENCE) {
			a, err := parseAlgorithm(&id)
			if err != nil {
				return false
			}
			var grade strength
			if hash, grade = digestByOID(a.OID); grade != strong {
				return false
			}
		}
	}
	if !id.ReadASN1(&want, asn1.OCTET_STRING) {
		return false
	}
	h := hash.New()
	h.Write(c.Raw)
	if !bytes.Equal(h.Sum(nil), want) {
		return false
	}
	if id.Empty() {
		return true
	}
	return id.ReadASN1(&serial, asn1.SEQUENCE) && matchIssuerSerial(serial, c)
}

func matchIssuerSerial(in cryptobyte.String, c *x509.Certificate) bool {
	var names, name cryptobyte.String
	n := new(big.Int)
	if !in.ReadASN1(&names, asn1.SEQUENCE) || !in.ReadASN1Integer(n) ||
		!names.ReadASN1(&name, asn1.Tag(4).ContextSpecific().Constructed()) {
		return false
	}
	return n.Cmp(c.SerialNumber) == 0 && bytes.Equal(name, c.RawIssuer)
}

// pssParams reads RSASSA-PSS-params (RFC 4055) and gives the salt length; ok
// only if both digests are hash, the sole combination in use.
func pssParams(params []byte, hash crypto.Hash) (salt int, ok bool) {
	in := cryptobyte.String(params)
	var seq cryptobyte.String
	if !in.ReadASN1(&seq, asn1.SEQUENCE) {
		return 0, false
	}
	digest, mgf := crypto.SHA1, crypto.SHA1
	salt = 20
	for tag := range uint8(4) {
		var field cryptobyte.String
		var present bool
		if !seq.ReadOptionalASN1(&field, &present, asn1.Tag(tag).ContextSpecific().Constructed()) {
			return 0, false
		}
		if !present {
			continue
		}
		good := true
		switch tag {
		case 0:
			digest, good = readDigest(&field)
		case 1:
			var inner cryptobyte.String
			var oid OID
			good = field.ReadASN1(&inner, asn1.SEQUENCE) && inner.ReadASN1ObjectIdentifier(&oid) &&
				oid.String() == "1.2.840.113549.1.1.8"
			if good {
				mgf, good = readDigest(&inner)
			}
		case 2:
			good = field.ReadASN1Integer(&salt) && salt >= 0 && salt <= 512
		case 3:
			var trailer int
			good = field.ReadASN1Integer(&trailer) && trailer == 1
		}
		if !good {
			return 0, false
		}
	}
	return salt, digest == hash && mgf == hash
}

func readDigest(in *cryptobyte.String) (crypto.Hash, bool) {
	a, err := parseAlgorithm(in)
	if err != nil {
		return 0, false
	}
	h, grade := digestByOID(a.OID)
	return h, grade >= weak
}

// parseTime reads a UTCTime or GeneralizedTime, with or without fraction.
func parseTime(der []byte) (time.Time, bool) {
	in := cryptobyte.String(der)
	var body cryptobyte.String
	var tag asn1.Tag
	if !in.ReadAnyASN1(&body, &tag) {
		return time.Time{}, false
	}
	s := string(body)
	switch tag {
	case asn1.UTCTime:
		t, err := time.Parse("060102150405Z0700", s)
		if err == nil && t.Year() >= 2050 {
			t = t.AddDate(-100, 0, 0)
		}
		return t, err == nil
	case asn1.GeneralizedTime:
		layout := "20060102150405Z0700"
		if strings.Contains(s, ".") {
			layout = "20060102150405.999999999Z0700"
		}
		t, err := time.Parse(layout, s)
		return t, err == nil
	}
	return time.Time{}, false
}

package cms

import (
	"errors"
	"fmt"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// ErrMalformed says that a container is not the DER of a SignedData.
var ErrMalformed = errors.New("malformed CMS container")

// Algorithm is an AlgorithmIdentifier; Params is the raw DER, empty if absent.
type Algorithm struct {
	OID    OID
	Params []byte
}

// Attribute is one attribute with the DER of each value.
type Attribute struct {
	OID    OID
	Values [][]byte
}

// Signer is a SignerInfo.
type Signer struct {
	Issuer     []byte   // DER of the issuer's name, nil if named by SKI
	Serial     *big.Int // nil if named by SKI
	SKI        []byte
	Digest     Algorithm
	Signature  Algorithm
	Value      []byte
	Signed     []Attribute
	Unsigned   []Attribute
	signedAttr []byte // what was signed: the SET OF attributes; nil if there are none
}

// SignedData is a parsed container.
type SignedData struct {
	Digests      []Algorithm // announced for the signers
	ContentType  OID
	Content      []byte // nil if detached
	Certificates [][]byte
	CRLs         [][]byte
	Signers      []Signer
}

func bad(what string) error { return fmt.Errorf("%w: %s", ErrMalformed, what) }

// Parse reads one ContentInfo with SignedData from the start of der and gives
// what follows it (the padding of a PDF signature).
func Parse(der []byte) (sd *SignedData, rest []byte, err error) {
	if len(der) > maxContainer {
		return nil, nil, bad("too large")
	}
	in := cryptobyte.String(der)
	var info, wrapped, body cryptobyte.String
	var kind OID
	if !in.ReadASN1(&info, asn1.SEQUENCE) || !info.ReadASN1ObjectIdentifier(&kind) ||
		!info.ReadASN1(&wrapped, asn1.Tag(0).ContextSpecific().Constructed()) || !info.Empty() {
		return nil, nil, bad("no ContentInfo")
	}
	if !kind.Equal(oidSignedData()) || !wrapped.ReadASN1(&body, asn1.SEQUENCE) || !wrapped.Empty() {
		return nil, nil, bad("no SignedData")
	}
	sd, err = parseSignedData(body)
	return sd, in, err
}

func parseSignedData(in cryptobyte.String) (*SignedData, error) {
	sd := &SignedData{}
	var version int
	var digests, encap, signers cryptobyte.String
	if !in.ReadASN1Integer(&version) || version < 1 || version > 5 || version == 2 ||
		!in.ReadASN1(&digests, asn1.SET) || !in.ReadASN1(&encap, asn1.SEQUENCE) {
		return nil, bad("SignedData")
	}
	for !digests.Empty() {
		a, err := parseAlgorithm(&digests)
		if err != nil || len(sd.Digests) >= maxItems {
			return nil, bad("digest algorithms")
		}
		sd.Digests = append(sd.Digests, a)
	}
	if err := sd.parseContent(encap); err != nil {
		return nil, err
	}
	var err error
	if sd.Certificates, err = optionalSet(&in, 0); err != nil {
		return nil, err
	}
	if sd.CRLs, err = optionalSet(&in, 1); err != nil {
		return nil, err
	}
	if !in.ReadASN1(&signers, asn1.SET) || !in.Empty() {
		return nil, bad("signer infos")
	}
	for !signers.Empty() {
		var one cryptobyte.String
		if !signers.ReadASN1(&one, asn1.SEQUENCE) || len(sd.Signers) >= maxItems {
			return nil, bad("signer info")
		}
		s, err := parseSigner(one)
		if err != nil {
			return nil, err
		}
		sd.Signers = append(sd.Signers, s)
	}
	return sd, nil
}

func (sd *SignedData) parseContent(in cryptobyte.String) error {
	var wrapped, content cryptobyte.String
	var present bool
	if !in.ReadASN1ObjectIdentifier(&sd.ContentType) ||
		!in.ReadOptionalASN1(&wrapped, &present, asn1.Tag(0).ContextSpecific().Constructed()) || !in.Empty() {
		return bad("content info")
	}
	if !present {
		return nil
	}
	if !wrapped.ReadASN1(&content, asn1.OCTET_STRING) || !wrapped.Empty() {
		return bad("content")
	}
	sd.Content = append([]byte{}, content...)
	return nil
}

// optionalSet reads [tag] IMPLICIT SET OF ANY and keeps the plain SEQUENCEs,
// which are the X.509 certificates and revocation lists.
func optionalSet(in *cryptobyte.String, tag uint8) ([][]byte, error) {
	var set cryptobyte.String
	var present bool
	if !in.ReadOptionalASN1(&set, &present, asn1.Tag(tag).ContextSpecific().Constructed()) {
		return nil, bad("certificates or revocation lists")
	}
	var out [][]byte
	for !set.Empty() {
		var el cryptobyte.String
		var t asn1.Tag
		if !set.ReadAnyASN1Element(&el, &t) || len(out) >= maxItems {
			return nil, bad("certificates or revocation lists")
		}
		if t == asn1.SEQUENCE {
			out = append(out, el)
		}
	}
	return out, nil
}

func parseSigner(in cryptobyte.String) (s Signer, err error) {
	var version int
	if !in.ReadASN1Integer(&version) || !s.parseID(&in) || version != 1 && version != 3 {
		return s, bad("signer identifier")
	}
	if s.Digest, err = parseAlgorithm(&in); err != nil {
		return s, err
	}
	if s.Signed, s.signedAttr, err = parseAttributes(&in, 0); err != nil {
		return s, err
	}
	if s.Signature, err = parseAlgorithm(&in); err != nil {
		return s, err
	}
	var value cryptobyte.String
	if !in.ReadASN1(&value, asn1.OCTET_STRING) {
		return s, bad("signature value")
	}
	s.Value = value
	if s.Unsigned, _, err = parseAttributes(&in, 1); err != nil {
		return s, err
	}
	if !in.Empty() {
		return s, bad("signer info")
	}
	return s, nil
}

func (s *Signer) parseID(in *cryptobyte.String) bool {
	var ski cryptobyte.String
	var present bool
	if !in.ReadOptionalASN1(&ski, &present, asn1.Tag(0).ContextSpecific()) {
		return false
	}
	if present {
		s.SKI = ski
		return len(ski) > 0
	}
	var id, issuer cryptobyte.String
	s.Serial = new(big.Int)
	ok := in.ReadASN1(&id, asn1.SEQUENCE) && id.ReadASN1Element(&issuer, asn1.SEQUENCE) &&
		id.ReadASN1Integer(s.Serial) && id.Empty()
	s.Issuer = issuer
	return ok
}

func parseAlgorithm(in *cryptobyte.String) (a Algorithm, err error) {
	var seq cryptobyte.String
	if !in.ReadASN1(&seq, asn1.SEQUENCE) || !seq.ReadASN1ObjectIdentifier(&a.OID) {
		return a, bad("algorithm identifier")
	}
	a.Params = seq
	return a, nil
}

// plain tells whether the parameters are absent or NULL, as digests and PKCS #1
// signatures have them.
func (a Algorithm) plain() bool {
	return len(a.Params) == 0 || len(a.Params) == 2 && a.Params[0] == byte(asn1.NULL) && a.Params[1] == 0
}

// parseAttributes reads [tag] IMPLICIT SET OF Attribute and also gives the
// bytes that a signature covers: the same with the tag of SET.
func parseAttributes(in *cryptobyte.String, tag uint8) (out []Attribute, signed []byte, err error) {
	t := asn1.Tag(tag).ContextSpecific().Constructed()
	if !in.PeekASN1Tag(t) {
		return nil, nil, nil
	}
	var el, set cryptobyte.String
	if !in.ReadASN1Element(&el, t) {
		return nil, nil, bad("attributes")
	}
	signed = append([]byte{}, el...)
	signed[0] = byte(asn1.SET)
	if !el.ReadASN1(&set, t) {
		return nil, nil, bad("attributes")
	}
	for !set.Empty() {
		var seq, values cryptobyte.String
		var a Attribute
		if !set.ReadASN1(&seq, asn1.SEQUENCE) || !seq.ReadASN1ObjectIdentifier(&a.OID) ||
			!seq.ReadASN1(&values, asn1.SET) || !seq.Empty() || len(out) >= maxItems {
			return nil, nil, bad("attribute")
		}
		for !values.Empty() {
			var v cryptobyte.String
			var t asn1.Tag
			if !values.ReadAnyASN1Element(&v, &t) || len(a.Values) >= maxItems {
				return nil, nil, bad("attribute value")
			}
			a.Values = append(a.Values, v)
		}
		out = append(out, a)
	}
	return out, signed, nil
}

// find gives the single value of the attribute; n counts its occurrences.
func find(attrs []Attribute, oid OID) (value []byte, n int) {
	for _, a := range attrs {
		if !a.OID.Equal(oid) {
			continue
		}
		n += max(1, len(a.Values))
		if len(a.Values) > 0 {
			value = a.Values[0]
		}
	}
	return value, n
}

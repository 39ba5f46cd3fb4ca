package cms

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// ErrKey refuses a key that baseline signatures may not use.
var ErrKey = errors.New("unsupported signing key")

// Request is what Sign needs.
type Request struct {
	Hash  crypto.Hash // SHA-256, SHA-384 or SHA-512
	Key   crypto.Signer
	Chain []*x509.Certificate // signer first
	PSS   bool                // RSASSA-PSS instead of PKCS #1 v1.5
	Rand  io.Reader
}

// Sign makes a detached SignedData over content with the given digest, with
// the signed attributes of a CAdES baseline signature in a PDF: content type,
// message digest, ESS signing-certificate-v2; no signing time, which a PDF
// keeps in /M (ETSI EN 319 142-1, 6.3).
func Sign(digest []byte, r Request) ([]byte, error) {
	hashOID := HashOID(r.Hash)
	if hashOID == nil || len(digest) != r.Hash.Size() || len(r.Chain) == 0 {
		return nil, fmt.Errorf("%w: digest", ErrKey)
	}
	attrs, err := signedAttributes(digest, r.Chain[0])
	if err != nil {
		return nil, err
	}
	set, err := der(asn1.SET, func(b *cryptobyte.Builder) { b.AddBytes(attrs) })
	if err != nil {
		return nil, err
	}
	value, alg, err := r.sign(set)
	if err != nil {
		return nil, err
	}
	return r.container(hashOID, attrs, alg, value)
}

// signedAttributes gives the attributes in the order that DER wants of a SET.
func signedAttributes(digest []byte, c *x509.Certificate) ([]byte, error) {
	id := crypto.SHA256.New()
	id.Write(c.Raw)
	certID := id.Sum(nil)
	var list [][]byte
	for _, a := range []struct {
		oid   OID
		value func(*cryptobyte.Builder)
	}{
		{oidContentType(), func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(oidData()) }},
		{oidMessageDigest(), func(b *cryptobyte.Builder) { b.AddASN1OctetString(digest) }},
		{oidSigningCertV2(), func(b *cryptobyte.Builder) {
			nest(b, 3, func(b *cryptobyte.Builder) { b.AddASN1OctetString(certID) })
		}},
	} {
		d, err := der(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(a.oid)
			b.AddASN1(asn1.SET, a.value)
		})
		if err != nil {
			return nil, err
		}
		list = append(list, d)
	}
	slices.SortFunc(list, bytes.Compare)
	return slices.Concat(list...), nil
}

// nest wraps f in n SEQUENCEs.
func nest(b *cryptobyte.Builder, n int, f func(*cryptobyte.Builder)) {
	if n == 0 {
		f(b)
		return
	}
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) { nest(b, n-1, f) })
}

func der(tag asn1.Tag, f cryptobyte.BuilderContinuation) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(tag, f)
	return b.Bytes()
}

// sign computes the signature value and its AlgorithmIdentifier.
func (r Request) sign(signed []byte) (value, alg []byte, err error) {
	h := r.Hash.New()
	h.Write(signed)
	var opts crypto.SignerOpts = r.Hash
	oid, null := OID(nil), false
	switch r.Key.Public().(type) {
	case *rsa.PublicKey:
		if r.PSS {
			opts = &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: r.Hash}
			alg, err = r.pssAlgorithm()
			break
		}
		oid, null = OID{1, 2, 840, 113549, 1, 1, 11 + r.rank()}, true
	case *ecdsa.PublicKey:
		oid = OID{1, 2, 840, 10045, 4, 3, 2 + r.rank()}
	default:
		return nil, nil, fmt.Errorf("%w: %T", ErrKey, r.Key.Public())
	}
	if oid != nil {
		alg, err = der(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1ObjectIdentifier(oid)
			if null {
				b.AddASN1NULL()
			}
		})
	}
	if err != nil {
		return nil, nil, err
	}
	value, err = r.Key.Sign(r.Rand, h.Sum(nil), opts)
	return value, alg, err
}

// rank is the place of the digest in the families of signature identifiers.
func (r Request) rank() int {
	switch r.Hash {
	case crypto.SHA384:
		return 1
	case crypto.SHA512:
		return 2
	}
	return 0
}

func (r Request) pssAlgorithm() ([]byte, error) {
	digest := func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(HashOID(r.Hash)) }
	explicit := func(tag uint8) asn1.Tag { return asn1.Tag(tag).ContextSpecific().Constructed() }
	return der(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(OID{1, 2, 840, 113549, 1, 1, 10})
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1(explicit(0), func(b *cryptobyte.Builder) { b.AddASN1(asn1.SEQUENCE, digest) })
			b.AddASN1(explicit(1), func(b *cryptobyte.Builder) {
				b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1ObjectIdentifier(OID{1, 2, 840, 113549, 1, 1, 8})
					b.AddASN1(asn1.SEQUENCE, digest)
				})
			})
			b.AddASN1(explicit(2), func(b *cryptobyte.Builder) { b.AddASN1Int64(int64(r.Hash.Size())) })
		})
	})
}

// container puts the parts together (RFC 5652, 5.1).
func (r Request) container(hashOID OID, attrs, alg, value []byte) ([]byte, error) {
	tag0 := asn1.Tag(0).ContextSpecific().Constructed()
	digestAlg := func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(hashOID) })
	}
	signer := func(b *cryptobyte.Builder) {
		b.AddASN1Int64(1)
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddBytes(r.Chain[0].RawIssuer)
			b.AddASN1BigInt(r.Chain[0].SerialNumber)
		})
		digestAlg(b)
		b.AddASN1(tag0, func(b *cryptobyte.Builder) { b.AddBytes(attrs) })
		b.AddBytes(alg)
		b.AddASN1OctetString(value)
	}
	return der(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oidSignedData())
		b.AddASN1(tag0, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1Int64(1)
				b.AddASN1(asn1.SET, digestAlg)
				b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1ObjectIdentifier(oidData()) })
				b.AddASN1(tag0, func(b *cryptobyte.Builder) {
					for _, c := range r.sortedChain() {
						b.AddBytes(c)
					}
				})
				b.AddASN1(asn1.SET, func(b *cryptobyte.Builder) { b.AddASN1(asn1.SEQUENCE, signer) })
			})
		})
	})
}

// sortedChain gives the certificates in the order of DER's SET OF.
func (r Request) sortedChain() [][]byte {
	var out [][]byte
	for _, c := range r.Chain {
		out = append(out, c.Raw)
	}
	slices.SortFunc(out, bytes.Compare)
	return out
}

// MaxSize bounds the length of what Sign returns.
func (r Request) MaxSize() int {
	n := 640
	for _, c := range r.Chain {
		n += len(c.Raw)
	}
	if len(r.Chain) > 0 {
		n += len(r.Chain[0].RawIssuer)
	}
	if r.Key == nil {
		return n
	}
	switch k := r.Key.Public().(type) {
	case *rsa.PublicKey:
		n += k.Size()
	case *ecdsa.PublicKey:
		n += 2*((k.Curve.Params().BitSize+7)/8) + 16
	}
	return n
}

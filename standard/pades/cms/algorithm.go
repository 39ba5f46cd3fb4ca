package cms

import (
	"crypto"
	_ "crypto/sha1" // SHA-1 is computed to judge old signatures, never to make one
	_ "crypto/sha256"
	_ "crypto/sha3"
	_ "crypto/sha512"
)

// strength is what ETSI TS 119 312 leaves of an algorithm.
type strength uint8

const (
	unknown   strength = iota
	forbidden          // broken: MD2, MD4, MD5, RIPEMD-128
	weak               // no longer proves anything by itself: SHA-1
	strong
)

// digests lists the digest algorithms we know, by dotted OID.
func digestByOID(oid OID) (crypto.Hash, strength) {
	switch oid.String() {
	case "2.16.840.1.101.3.4.2.1":
		return crypto.SHA256, strong
	case "2.16.840.1.101.3.4.2.2":
		return crypto.SHA384, strong
	case "2.16.840.1.101.3.4.2.3":
		return crypto.SHA512, strong
	case "2.16.840.1.101.3.4.2.4":
		return crypto.SHA224, weak
	case "2.16.840.1.101.3.4.2.6":
		return crypto.SHA512_256, strong
	case "2.16.840.1.101.3.4.2.8":
		return crypto.SHA3_256, strong
	case "2.16.840.1.101.3.4.2.9":
		return crypto.SHA3_384, strong
	case "2.16.840.1.101.3.4.2.10":
		return crypto.SHA3_512, strong
	case "1.3.14.3.2.26":
		return crypto.SHA1, weak
	case "1.2.840.113549.2.2", "1.2.840.113549.2.4", "1.2.840.113549.2.5", "1.3.36.3.2.2":
		return 0, forbidden
	}
	return 0, unknown
}

// HashOID is the identifier of a digest that Sign uses; nil if it may not.
func HashOID(h crypto.Hash) OID {
	switch h {
	case crypto.SHA256:
		return OID{2, 16, 840, 1, 101, 3, 4, 2, 1}
	case crypto.SHA384:
		return OID{2, 16, 840, 1, 101, 3, 4, 2, 2}
	case crypto.SHA512:
		return OID{2, 16, 840, 1, 101, 3, 4, 2, 3}
	}
	return nil
}

type scheme uint8

const (
	noScheme scheme = iota
	rsaPKCS1
	rsaPSS
	ecdsaDER
	ed25519Pure
	ed448Pure
)

// signatureByOID gives the scheme and the digest that the identifier fixes
// (0 when the signer's digest algorithm decides).
func signatureByOID(oid OID) (scheme, crypto.Hash, strength) {
	switch oid.String() {
	case "1.2.840.113549.1.1.1":
		return rsaPKCS1, 0, strong
	case "1.2.840.113549.1.1.5":
		return rsaPKCS1, crypto.SHA1, weak
	case "1.2.840.113549.1.1.11":
		return rsaPKCS1, crypto.SHA256, strong
	case "1.2.840.113549.1.1.12":
		return rsaPKCS1, crypto.SHA384, strong
	case "1.2.840.113549.1.1.13":
		return rsaPKCS1, crypto.SHA512, strong
	case "1.2.840.113549.1.1.14":
		return rsaPKCS1, crypto.SHA224, weak
	case "2.16.840.1.101.3.4.3.14":
		return rsaPKCS1, crypto.SHA3_256, strong
	case "2.16.840.1.101.3.4.3.15":
		return rsaPKCS1, crypto.SHA3_384, strong
	case "2.16.840.1.101.3.4.3.16":
		return rsaPKCS1, crypto.SHA3_512, strong
	case "1.2.840.113549.1.1.10":
		return rsaPSS, 0, strong
	case "1.2.840.10045.2.1":
		return ecdsaDER, 0, strong
	case "1.2.840.10045.4.1":
		return ecdsaDER, crypto.SHA1, weak
	case "1.2.840.10045.4.3.1":
		return ecdsaDER, crypto.SHA224, weak
	case "1.2.840.10045.4.3.2":
		return ecdsaDER, crypto.SHA256, strong
	case "1.2.840.10045.4.3.3":
		return ecdsaDER, crypto.SHA384, strong
	case "1.2.840.10045.4.3.4":
		return ecdsaDER, crypto.SHA512, strong
	case "2.16.840.1.101.3.4.3.10":
		return ecdsaDER, crypto.SHA3_256, strong
	case "2.16.840.1.101.3.4.3.11":
		return ecdsaDER, crypto.SHA3_384, strong
	case "2.16.840.1.101.3.4.3.12":
		return ecdsaDER, crypto.SHA3_512, strong
	case "1.3.101.112":
		return ed25519Pure, 0, strong
	case "1.3.101.113":
		return ed448Pure, 0, strong
	case "1.2.840.113549.1.1.2", "1.2.840.113549.1.1.3", "1.2.840.113549.1.1.4", "1.3.14.3.2.3":
		return noScheme, 0, forbidden
	}
	return noScheme, 0, unknown
}

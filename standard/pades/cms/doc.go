// Package cms reads, checks and makes the one shape of Cryptographic Message
// Syntax that PDF signatures use: SignedData with one signer, and the RFC 3161
// timestamp token, which is the same with content.
//
// It is NOT for S/MIME, encryption, several signers or deciding trust in a
// certificate, and it reads DER only: a BER container is refused.
//
// References: RFC 5652, RFC 5035, RFC 5816, RFC 3161, ETSI EN 319 122-1.
package cms

import "encoding/asn1"

// maxContainer bounds what Parse looks at.
const maxContainer = 4 << 20

// maxItems bounds every set in a container (certificates, attributes, …).
const maxItems = 100

// OID is an object identifier.
type OID = asn1.ObjectIdentifier

func oidSignedData() OID     { return OID{1, 2, 840, 113549, 1, 7, 2} }
func oidData() OID           { return OID{1, 2, 840, 113549, 1, 7, 1} }
func oidTSTInfo() OID        { return OID{1, 2, 840, 113549, 1, 9, 16, 1, 4} }
func oidContentType() OID    { return OID{1, 2, 840, 113549, 1, 9, 3} }
func oidMessageDigest() OID  { return OID{1, 2, 840, 113549, 1, 9, 4} }
func oidSigningTime() OID    { return OID{1, 2, 840, 113549, 1, 9, 5} }
func oidSigningCert() OID    { return OID{1, 2, 840, 113549, 1, 9, 16, 2, 12} }
func oidSigningCertV2() OID  { return OID{1, 2, 840, 113549, 1, 9, 16, 2, 47} }
func oidTimestampToken() OID { return OID{1, 2, 840, 113549, 1, 9, 16, 2, 14} }

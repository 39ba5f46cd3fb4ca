// Package signing turns an approved document into an issued one: the leader's
// signature, the number and the date, the agency's seal. It keeps personal and
// seal keys, encrypted under a PIN, and runs a queue under one PIN.
//
// It does not know how a PDF is signed (standard/pades), how numbers are counted
// (office/document) or how a document travels (office/exchange).
package signing

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/x509"
	"encoding/binary"
	"fmt"
	"io"
	"time"

	"golang.org/x/crypto/argon2"
	"software.sslmate.com/src/go-pkcs12"

	"congvan/office"
	"congvan/standard/pades"
	"congvan/standard/vietnamese"
)

// KeyKind says what a key signs for.
type KeyKind string

// The kinds. Service keys, which work unattended, are not kept here.
const (
	Personal KeyKind = "personal" // a person's, for initials and signatures
	Seal     KeyKind = "seal"     // the agency's (dấu cơ quan)
)

// Key is a signing key in the encrypted store.
type Key struct {
	ID          office.ID
	Agency      office.ID
	Kind        KeyKind
	Person      office.ID // owner of a personal key
	Subject     string    // common name of the certificate
	Certificate []byte    // DER
	Chain       []byte    // DER certificates one after the other, without the signer's
	NotAfter    time.Time
	Sealed      []byte // the private key under the PIN, see seal
	Image       []byte // PNG: handwritten signature (blue) or seal (red), NĐ 30/2020 Phụ lục I
	RevokedAt   time.Time
	RecordedAt  time.Time
	Failures    int       // wrong PINs in a row; not journalled
	LockedUntil time.Time // not journalled
}

type keyV1 struct {
	ID          office.ID   `json:"id"`
	Kind        KeyKind     `json:"kind"`
	Person      office.ID   `json:"person"`
	Subject     string      `json:"subject"`
	Certificate office.Hash `json:"certificate"`
	Chain       office.Hash `json:"chain"`
	NotAfter    time.Time   `json:"not_after"`
	Sealed      office.Hash `json:"sealed"`
	Image       office.Hash `json:"image"`
	RevokedAt   time.Time   `json:"revoked_at"`
	RecordedAt  time.Time   `json:"recorded_at"`
}

// State is the key's canonical state: hashes of what is secret or large. The
// count of wrong PINs is left out by name.
func (k Key) State() office.State {
	return office.Canonical("signing_key/1", keyV1{
		k.ID, k.Kind, k.Person, k.Subject, office.HashOf(k.Certificate), office.HashOf(k.Chain),
		k.NotAfter, office.HashOf(k.Sealed), office.HashOf(k.Image), k.RevokedAt, k.RecordedAt,
	})
}

// MinPIN is the shortest PIN that a key may have.
const MinPIN = 6

// Cost is what opening a sealed key costs, so that PINs cannot be tried by the
// million: argon2id passes over memory. It is kept with each key.
type Cost struct {
	Time   uint32
	Memory uint32 // KiB
}

// DefaultCost follows RFC 9106 §4, the second recommended option: 64 MiB.
func DefaultCost() Cost { return Cost{Time: 3, Memory: 64 << 10} }

const (
	sealThreads = 1
	sealSalt    = 16
)

// sealKey encrypts a private key under a PIN: version 1 · time 4 · memory 4 ·
// threads 1 · salt 16 · nonce 12 · AES-256-GCM(PKCS#8), with the key's id as
// additional data so that a sealed key cannot be moved to another row.
func sealKey(id office.ID, key crypto.Signer, pin string, cost Cost, random io.Reader) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("signing.sealKey: %w", err)
	}
	head := []byte{1}
	head = binary.BigEndian.AppendUint32(head, cost.Time)
	head = binary.BigEndian.AppendUint32(head, cost.Memory)
	head = append(head, sealThreads)
	fresh := make([]byte, sealSalt+12)
	if _, err := io.ReadFull(random, fresh); err != nil {
		return nil, fmt.Errorf("signing.sealKey: %w", err)
	}
	out := append(head, fresh...)
	gcm, err := sealCipher(out[:10], fresh[:sealSalt], pin)
	if err != nil {
		return nil, err
	}
	return gcm.Seal(out, fresh[sealSalt:], der, id[:]), nil
}

func sealCipher(head, salt []byte, pin string) (cipher.AEAD, error) {
	t, m, p := binary.BigEndian.Uint32(head[1:]), binary.BigEndian.Uint32(head[5:]), head[9]
	if head[0] != 1 || t == 0 || t > 20 || m < 8 || m > 1<<20 || p == 0 || p > 16 {
		return nil, fmt.Errorf("signing: sealed key with unknown parameters")
	}
	block, err := aes.NewCipher(argon2.IDKey([]byte(pin), salt, t, m, p, 32))
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

var errWrongPIN = office.NewError(office.CodeSigning, "signing.unseal",
	"Mã PIN không đúng. Nhập lại.", "The PIN is wrong. Enter it again.")

// unseal gives the private key, or errWrongPIN.
func unseal(k Key, pin string) (crypto.Signer, error) {
	const fixed = 10 + sealSalt + 12
	if len(k.Sealed) < fixed {
		return nil, fmt.Errorf("signing.unseal: sealed key of %d bytes", len(k.Sealed))
	}
	gcm, err := sealCipher(k.Sealed[:10], k.Sealed[10:10+sealSalt], pin)
	if err != nil {
		return nil, err
	}
	der, err := gcm.Open(nil, k.Sealed[10+sealSalt:fixed], k.Sealed[fixed:], k.ID[:])
	if err != nil {
		return nil, errWrongPIN
	}
	any, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("signing.unseal: %w", err)
	}
	s, ok := any.(crypto.Signer)
	if !ok {
		return nil, fmt.Errorf("signing.unseal: %T cannot sign", any)
	}
	return s, nil
}

// Certificates gives the signer's certificate first, then the rest of the chain.
func (k Key) Certificates() ([]*x509.Certificate, error) {
	own, err := x509.ParseCertificate(k.Certificate)
	if err != nil {
		return nil, fmt.Errorf("signing.Key.Certificates: %w", err)
	}
	rest, err := x509.ParseCertificates(k.Chain)
	if err != nil {
		return nil, fmt.Errorf("signing.Key.Certificates: %w", err)
	}
	return append([]*x509.Certificate{own}, rest...), nil
}

// ReadP12 reads a PKCS#12 file: the key, its certificate first, then the chain.
// Errors: CodeSigning when the password is wrong or the file holds no usable key.
func ReadP12(data []byte, password string) (crypto.Signer, []*x509.Certificate, error) {
	key, cert, chain, err := pkcs12.DecodeChain(data, password)
	if err != nil {
		return nil, nil, &office.Error{
			Code: office.CodeSigning, Op: "signing.ReadP12", Err: err,
			Vi: "Không mở được tệp khoá: mã PIN không đúng hoặc tệp hỏng.",
			En: "The key file cannot be opened: the PIN is wrong or the file is damaged.",
		}
	}
	s, ok := key.(crypto.Signer)
	if !ok || !pades.Fits(s, cert) {
		return nil, nil, office.NewError(office.CodeSigning, "signing.ReadP12",
			"Tệp khoá không chứa khoá ký khớp với chứng thư.",
			"The key file holds no signing key that matches its certificate.")
	}
	return s, append([]*x509.Certificate{cert}, chain...), nil
}

// usable says whether the key may sign at a time, with the reason when not.
func (k Key) usable(now time.Time) error {
	const op = "signing.Key.usable"
	certs, err := k.Certificates()
	if err != nil {
		return office.Wrap(op, err)
	}
	switch {
	case !k.RevokedAt.IsZero():
		return office.NewError(office.CodeSigning, op,
			"Khoá ký này đã bị thu hồi. Báo quản trị để được cấp khoá mới.",
			"This signing key was revoked. Ask the administrator for a new one.")
	case now.After(certs[0].NotAfter):
		day := vietnamese.DateOf(certs[0].NotAfter)
		return office.NewError(office.CodeSigning, op,
			fmt.Sprintf("Chứng thư số đã hết hạn ngày %s. Báo quản trị để gia hạn; văn bản vẫn ở hàng đợi.", vietnamese.FormatShortDate(day)),
			fmt.Sprintf("The certificate expired on %s. Ask the administrator to renew it; the document stays in the queue.", day))
	case now.Before(certs[0].NotBefore):
		return office.NewError(office.CodeSigning, op,
			"Chứng thư số chưa có hiệu lực. Kiểm tra ngày giờ của máy chủ.",
			"The certificate is not valid yet. Check the server's clock.")
	case now.Before(k.LockedUntil):
		return k.locked(op)
	}
	return nil
}

// locked says until when too many wrong PINs keep the key from signing.
func (k Key) locked(op string) error {
	until := k.LockedUntil.In(vietnamese.Location()).Format("15:04")
	return office.NewError(office.CodeSigning, op,
		fmt.Sprintf("Nhập sai mã PIN quá nhiều lần. Thử lại sau %s.", until),
		fmt.Sprintf("Too many wrong PINs. Try again after %s.", until))
}

package exchange

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"congvan/office"
)

// ServiceKey is an agency's unattended key: one Ed25519 key that signs
// manifests, receipts and journal heads as notes and is the key of the agency's
// X.509 service certificate in TLS. Each use signs bytes that no other use can
// produce (a first line of its own, or TLS 1.3's context string).
type ServiceKey struct {
	Chain  []*x509.Certificate // the service certificate first
	Signer note.Signer         // named KeyName(organ code)
}

// Certificate is the service certificate.
func (k ServiceKey) Certificate() *x509.Certificate { return k.Chain[0] }

// KeyName is the name of an agency's note key.
func KeyName(code string) string {
	return "congvan/" + strings.ReplaceAll(url.PathEscape(code), "+", "%2B")
}

// OrganURI is the name that a service certificate carries for its agency
// (subjectAltName, URI).
func OrganURI(code string) *url.URL {
	return &url.URL{Scheme: "urn", Opaque: "congvan:organ:" + url.PathEscape(code)}
}

// ServerName is the name by which a connection asks for an agency (TLS server
// name indication): organ codes need not be host names.
func ServerName(code string) string {
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:16]) + ".congvan.internal"
}

// OrganCodeOf gives the organ code a certificate names; "" when it names none.
func OrganCodeOf(c *x509.Certificate) string {
	for _, u := range c.URIs {
		if rest, ok := strings.CutPrefix(u.Opaque, "congvan:organ:"); ok && u.Scheme == "urn" {
			if code, err := url.PathUnescape(rest); err == nil {
				return code
			}
		}
	}
	return ""
}

// VerifierKey gives the note verifier key of an agency from its certificate.
func VerifierKey(code string, c *x509.Certificate) (string, error) {
	pub, ok := c.PublicKey.(ed25519.PublicKey)
	if !ok {
		return "", office.Invalid("exchange.VerifierKey",
			"Chứng thư dịch vụ phải dùng khoá Ed25519. Xin cơ quan bạn gửi lại chứng thư đúng loại.",
			"A service certificate must have an Ed25519 key.")
	}
	return note.NewEd25519VerifierKey(KeyName(code), pub)
}

func verifierOf(code string, c *x509.Certificate) (note.Verifier, error) {
	key, err := VerifierKey(code, c)
	if err != nil {
		return nil, err
	}
	return note.NewVerifier(key)
}

// KeyHash is the SHA-256 of a certificate's public key (SubjectPublicKeyInfo).
func KeyHash(c *x509.Certificate) office.Hash { return office.HashOf(c.RawSubjectPublicKeyInfo) }

// Trust says whose service certificates are believed: the one pinned in the
// address book, or, for a peer without one, any that a root of Roots vouches
// for and that names the peer's organ code. Roots may be nil.
type Trust struct {
	Roots *x509.CertPool
}

// Check judges a chain (service certificate first) that speaks for a peer.
// Errors: office.CodeForbidden with what to do.
func (t Trust) Check(p Peer, chain []*x509.Certificate, now time.Time) error {
	if len(chain) == 0 {
		return untrusted(p, "không có chứng thư", "no certificate", nil)
	}
	leaf := chain[0]
	if now.Before(leaf.NotBefore) || now.After(leaf.NotAfter) {
		return untrusted(p, "chứng thư đã hết hạn hoặc chưa có hiệu lực", "the certificate is out of date", nil)
	}
	if p.Certificate != nil {
		pinned, err := x509.ParseCertificate(p.Certificate)
		if err != nil {
			return untrusted(p, "chứng thư trong sổ địa chỉ bị hỏng", "the pinned certificate is damaged", err)
		}
		if !bytes.Equal(pinned.RawSubjectPublicKeyInfo, leaf.RawSubjectPublicKeyInfo) {
			return untrusted(p, "chứng thư không phải chứng thư đã ghi trong sổ địa chỉ", "not the pinned certificate", nil)
		}
		return nil
	}
	if err := t.vouched(chain, now); err != nil {
		return untrusted(p, "chứng thư không do nơi cấp được tin cậy cấp", "not issued by a trusted authority", err)
	}
	if OrganCodeOf(leaf) != p.Code {
		return untrusted(p, "chứng thư mang mã cơ quan khác", "the certificate names another agency", nil)
	}
	return nil
}

func (t Trust) vouched(chain []*x509.Certificate, now time.Time) error {
	if t.Roots == nil {
		return fmt.Errorf("no trusted roots")
	}
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{
		Roots: t.Roots, Intermediates: between, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	return err
}

func untrusted(p Peer, vi, en string, err error) error {
	return &office.Error{
		Code: office.CodeForbidden, Op: "exchange.Trust.Check", Err: err,
		Vi: "Không tin được “" + p.Name + "” (" + p.Code + "): " + vi + ". Quản trị kiểm tra lại sổ địa chỉ liên thông với cơ quan bạn.",
		En: "The peer " + p.Code + " is not trusted: " + en + ". Check the address book with the other agency.",
	}
}

package servicekey

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"congvan/office"
	"congvan/office/exchange"
)

// Authority issues service certificates: a demo CA, or one that several offices
// of a network agree on.
type Authority struct {
	Certificate *x509.Certificate
	Key         crypto.Signer
}

// Request says whose key is to be made.
type Request struct {
	Agency office.ID
	Code   string // organ code: certificate and note key carry it
	Name   string // the agency's name, for people who look at the certificate
	Now    time.Time
	Issuer *Authority // nil: the certificate is self-made, and peers pin it
	Random io.Reader  // source of the key; nil means crypto/rand
}

// validFor is how long a service certificate lasts: three years.
const validFor = 3 * 365 * 24 * time.Hour

// Create makes an agency's key and certificate, writes them durably with mode
// 0600, or on the shelf of several nodes, and adds them to the ring. A key that is
// there is replaced (its verifier is kept, so that older heads stay readable):
// peers that pinned the old certificate must be told first. Other nodes read it
// when they start.
func (r *Ring) Create(q Request) (exchange.ServiceKey, error) {
	return r.create(q, true)
}

func (r *Ring) create(q Request, replace bool) (exchange.ServiceKey, error) {
	random := q.Random
	if random == nil {
		random = rand.Reader
	}
	data, err := makePEM(q, random)
	if err != nil {
		return exchange.ServiceKey{}, fmt.Errorf("servicekey.Create: %w", err)
	}
	if r.shared != nil {
		if err := r.createShared(q.Agency, data, replace); err != nil {
			return exchange.ServiceKey{}, office.Wrap("servicekey.Create", err)
		}
		return r.ServiceKey(q.Agency)
	}
	if err := writePrivate(filepath.Join(r.dir, q.Agency.String()+".pem"), data); err != nil {
		return exchange.ServiceKey{}, fmt.Errorf("servicekey.Create: %w", err)
	}
	if err := r.add(q.Agency, data); err != nil {
		return exchange.ServiceKey{}, fmt.Errorf("servicekey.Create: %w", err)
	}
	if err := r.remember(q.Agency); err != nil {
		return exchange.ServiceKey{}, fmt.Errorf("servicekey.Create: %w", err)
	}
	return r.ServiceKey(q.Agency)
}

// Ensure gives the agency's key and creates it when there is none; of several nodes
// that do so at once, one makes it for all.
func (r *Ring) Ensure(q Request) (exchange.ServiceKey, error) {
	if r.Has(q.Agency) && r.shared != nil {
		return r.ServiceKey(q.Agency)
	}
	if r.Has(q.Agency) {
		if err := r.remember(q.Agency); err != nil { // one put there by hand
			return exchange.ServiceKey{}, fmt.Errorf("servicekey.Ensure: %w", err)
		}
		return r.ServiceKey(q.Agency)
	}
	return r.create(q, false)
}

func makePEM(q Request, random io.Reader) ([]byte, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, err
	}
	private := ed25519.NewKeyFromSeed(seed)
	serial, err := newSerial(random)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: clip(q.Name), SerialNumber: clip(q.Code)},
		NotBefore:    q.Now.Add(-time.Hour), NotAfter: q.Now.Add(validFor),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		URIs:                  []*url.URL{exchange.OrganURI(q.Code)},
		DNSNames:              []string{exchange.ServerName(q.Code)},
		BasicConstraintsValid: true,
	}
	parent, key := template, crypto.Signer(private)
	if q.Issuer != nil {
		parent, key = q.Issuer.Certificate, q.Issuer.Key
	}
	der, err := x509.CreateCertificate(random, template, parent, private.Public(), key)
	if err != nil {
		return nil, err
	}
	raw, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	blocks := []*pem.Block{{Type: "PRIVATE KEY", Bytes: raw}, {Type: "CERTIFICATE", Bytes: der}}
	if q.Issuer != nil {
		blocks = append(blocks, &pem.Block{Type: "CERTIFICATE", Bytes: q.Issuer.Certificate.Raw})
	}
	for _, x := range blocks {
		if err := pem.Encode(&b, x); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

func newSerial(random io.Reader) (*big.Int, error) {
	b := make([]byte, 16)
	if _, err := io.ReadFull(random, b); err != nil {
		return nil, err
	}
	b[0] = b[0]&0x7f | 0x40 // positive, never short
	return new(big.Int).SetBytes(b), nil
}

// clip keeps a name within X.520's 64 characters.
func clip(s string) string {
	if r := []rune(s); len(r) > 64 {
		return string(r[:64])
	}
	return s
}

// writePrivate writes through a temporary file, so that a crash leaves the old
// key or the new one.
func writePrivate(path string, data []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // nothing is left to remove after the rename
	defer tmp.Close()
	if err := tmp.Chmod(0o600); err != nil {
		return err
	}
	if _, err := tmp.Write(data); err != nil {
		return err
	}
	if err := tmp.Sync(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

// NewAuthority makes a certificate authority for service keys: for the demo, for
// tests, and for networks that run their own. It lasts ten years.
func NewAuthority(name string, now time.Time, random io.Reader) (*Authority, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, fmt.Errorf("servicekey.NewAuthority: %w", err)
	}
	private := ed25519.NewKeyFromSeed(seed)
	serial, err := newSerial(random)
	if err != nil {
		return nil, fmt.Errorf("servicekey.NewAuthority: %w", err)
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: clip(name)},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(10, 0, 0),
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(random, template, template, private.Public(), private)
	if err != nil {
		return nil, fmt.Errorf("servicekey.NewAuthority: %w", err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("servicekey.NewAuthority: %w", err)
	}
	return &Authority{Certificate: c, Key: private}, nil
}

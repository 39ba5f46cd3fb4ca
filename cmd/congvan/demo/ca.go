package demo

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// CA is the demo's certificate authority: a root and an issuing certificate,
// both named as a demonstration so that nobody mistakes them for a real one.
type CA struct {
	root    *x509.Certificate
	issuing *x509.Certificate
	key     crypto.Signer
	now     time.Time
}

// NewCA makes an authority that is valid from the day before now for ten years.
func NewCA(now time.Time) (*CA, error) {
	rootKey, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		return nil, err
	}
	root, err := certify(authority("CA gốc MẪU THỬ (không có giá trị pháp lý)", now, 1), nil, rootKey.Public(), rootKey)
	if err != nil {
		return nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		return nil, err
	}
	issuing, err := certify(authority("CA cấp phát MẪU THỬ", now, 0), root, key.Public(), rootKey)
	if err != nil {
		return nil, err
	}
	return &CA{root: root, issuing: issuing, key: key, now: now}, nil
}

func authority(name string, now time.Time, below int) *x509.Certificate {
	return &x509.Certificate{
		Subject:               pkix.Name{CommonName: name, Organization: []string{"congvan demo"}, Country: []string{"VN"}},
		NotBefore:             now.AddDate(0, 0, -1),
		NotAfter:              now.AddDate(10, 0, 0),
		IsCA:                  true,
		BasicConstraintsValid: true,
		MaxPathLen:            below,
		MaxPathLenZero:        below == 0,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
}

// certify signs a certificate; parent nil means self-signed.
func certify(c, parent *x509.Certificate, public crypto.PublicKey, key crypto.Signer) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	c.SerialNumber = serial
	if parent == nil {
		parent = c
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, public, key)
	if err != nil {
		return nil, fmt.Errorf("demo: certificate of %s: %w", c.Subject.CommonName, err)
	}
	return x509.ParseCertificate(der)
}

// Issue makes a key and its certificate for a signer, valid for three years. The
// chain holds the signer first, without the root.
func (ca *CA) Issue(name, organisation string, strong bool) (crypto.Signer, []*x509.Certificate, error) {
	var key crypto.Signer
	var err error
	if strong {
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	} else {
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	if err != nil {
		return nil, nil, err
	}
	c := &x509.Certificate{
		Subject:               pkix.Name{CommonName: name, Organization: []string{organisation}, Country: []string{"VN"}},
		NotBefore:             ca.now.AddDate(0, 0, -1),
		NotAfter:              ca.now.AddDate(3, 0, 0),
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
	}
	cert, err := certify(c, ca.issuing, key.Public(), ca.key)
	if err != nil {
		return nil, nil, err
	}
	return key, []*x509.Certificate{cert, ca.issuing}, nil
}

// Root is the root certificate.
func (ca *CA) Root() *x509.Certificate { return ca.root }

// WriteRoot writes the root as PEM into dir, for `congvan verify --roots`.
func (ca *CA) WriteRoot(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	b := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.root.Raw})
	return os.WriteFile(filepath.Join(dir, "demo-root.pem"), b, 0o600)
}

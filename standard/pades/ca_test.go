package pades

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"sync"
	"testing"
	"time"
)

// signingTime is the fixed "now" of the tests.
func signingTime() time.Time {
	return time.Date(2026, 11, 23, 9, 30, 0, 0, time.FixedZone("", 7*3600))
}

// testCA issues certificates for the tests.
type testCA struct {
	key  crypto.Signer
	cert *x509.Certificate
	next int64
}

// One key for all RSA signers of the test run: making them is slow.
var testRSA = sync.OnceValue(func() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
})

func newKey(t testing.TB, curve elliptic.Curve) crypto.Signer {
	t.Helper()
	k, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func newCA(t testing.TB) *testCA {
	t.Helper()
	ca := &testCA{key: newKey(t, elliptic.P256()), next: 2}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test Root"},
		NotBefore: signingTime().AddDate(-5, 0, 0), NotAfter: signingTime().AddDate(15, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	ca.cert = issue(t, tmpl, tmpl, ca.key.Public(), ca.key)
	return ca
}

func issue(t testing.TB, tmpl, parent *x509.Certificate, pub crypto.PublicKey, key crypto.Signer) *x509.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, tmpl, parent, pub, key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// signer issues a certificate valid for a year around the signing time.
func (ca *testCA) signer(t testing.TB, cn string, key crypto.Signer, change ...func(*x509.Certificate)) []*x509.Certificate {
	t.Helper()
	ca.next++
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(ca.next), Subject: pkix.Name{CommonName: cn, Country: []string{"VN"}},
		NotBefore: signingTime().AddDate(0, -6, 0), NotAfter: signingTime().AddDate(0, 6, 0),
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		SubjectKeyId: []byte{1, 2, 3, byte(ca.next)},
	}
	for _, f := range change {
		f(tmpl)
	}
	return []*x509.Certificate{issue(t, tmpl, ca.cert, key.Public(), ca.key), ca.cert}
}

func (ca *testCA) options() VerifyOptions {
	return VerifyOptions{Roots: []*x509.Certificate{ca.cert}, Now: signingTime().Add(time.Hour)}
}

// criticalTimestamping is the extended key usage that RFC 3161 wants alone
// and critical, which crypto/x509 cannot make.
func criticalTimestamping() pkix.Extension {
	return pkix.Extension{
		Id: []int{2, 5, 29, 37}, Critical: true,
		Value: []byte{0x30, 0x0a, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08},
	}
}

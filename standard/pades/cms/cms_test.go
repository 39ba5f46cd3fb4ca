package cms

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func certificate(t testing.TB, key crypto.Signer) *x509.Certificate {
	t.Helper()
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(42), Subject: pkix.Name{CommonName: "Người ký"},
		NotBefore: time.Unix(1_700_000_000, 0), NotAfter: time.Unix(1_900_000_000, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func hashes(data []byte) func(crypto.Hash) []byte {
	return func(h crypto.Hash) []byte {
		w := h.New()
		w.Write(data)
		return w.Sum(nil)
	}
}

func ecKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func container(t testing.TB, key crypto.Signer, data []byte, change ...func(*Request)) []byte {
	t.Helper()
	r := Request{Hash: crypto.SHA256, Key: key, Chain: []*x509.Certificate{certificate(t, key)}, Rand: rand.Reader}
	for _, f := range change {
		f(&r)
	}
	der, err := Sign(hashes(data)(r.Hash), r)
	if err != nil {
		t.Fatal(err)
	}
	if len(der) > r.MaxSize() {
		t.Errorf("%d bytes, announced %d", len(der), r.MaxSize())
	}
	return der
}

func TestSignAndVerify(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	data := []byte("văn bản")
	for name, der := range map[string][]byte{
		"rsa":   container(t, rsaKey, data),
		"pss":   container(t, rsaKey, data, func(r *Request) { r.PSS = true; r.Hash = crypto.SHA384 }),
		"ecdsa": container(t, ecKey(t), data, func(r *Request) { r.Hash = crypto.SHA512 }),
	} {
		t.Run(name, func(t *testing.T) {
			sd, rest, err := Parse(append(bytes.Clone(der), 0, 0))
			if err != nil || len(rest) != 2 {
				t.Fatalf("%v, %d bytes left", err, len(rest))
			}
			r := sd.Verify(hashes(data))
			if !r.Intact || len(r.Findings) != 0 || r.Certificate.Subject.CommonName != "Người ký" {
				t.Errorf("got %+v", r)
			}
			r = sd.Verify(hashes([]byte("other")))
			if r.Intact || !cmp.Equal(r.Findings, []Finding{DigestMismatch}) {
				t.Errorf("other data: got %v %v", r.Intact, r.Findings)
			}
		})
	}
}

// Every single-byte change must be noticed: the container is refused, or the
// signature does not stand, or what changed was never signed.
func TestFlippedBytes(t *testing.T) {
	data, key := []byte("x"), ecKey(t)
	der := container(t, key, data)
	certAt := bytes.Index(der, certificate(t, key).RawSubjectPublicKeyInfo)
	for i := range der {
		bad := bytes.Clone(der)
		bad[i] ^= 0x20
		sd, _, err := Parse(bad)
		if err != nil {
			continue
		}
		r := sd.Verify(hashes(data))
		if r.Intact && len(r.Findings) == 0 && !harmless(sd, der) {
			t.Errorf("byte %d of %d (key at %d): nothing noticed", i, len(der), certAt)
		}
	}
}

// harmless tells whether a changed container still says the same about who
// signed what: versions and the announced digest list are informative.
func harmless(sd *SignedData, der []byte) bool {
	was, _, err := Parse(der)
	return err == nil && cmp.Equal(was.Signers, sd.Signers, cmp.AllowUnexported(Signer{}), cmp.Comparer(func(a, b *big.Int) bool { return a.Cmp(b) == 0 })) &&
		cmp.Equal(was.Certificates, sd.Certificates)
}

func TestParseRefuses(t *testing.T) {
	good := container(t, ecKey(t), []byte("x"))
	indefinite := append([]byte{0x30, 0x80}, good[4:]...)
	long := append([]byte{0x30, 0x83, 0}, good[2:]...) // length not minimal
	for name, der := range map[string][]byte{
		"empty": nil, "indefinite length": append(indefinite, 0, 0), "long length": long,
		"cut": good[:len(good)-1], "octets": {4, 2, 1, 2}, "deep": bytes.Repeat([]byte{0x30, 0x80}, 1000),
	} {
		if _, _, err := Parse(der); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestSignRefuses(t *testing.T) {
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256(nil)
	for name, r := range map[string]Request{
		"ed25519":  {Hash: crypto.SHA256, Key: ed, Chain: []*x509.Certificate{certificate(t, ed)}},
		"sha-1":    {Hash: crypto.SHA1, Key: ecKey(t), Chain: []*x509.Certificate{certificate(t, ecKey(t))}},
		"no chain": {Hash: crypto.SHA256, Key: ecKey(t)},
	} {
		if _, err := Sign(digest[:], r); !errors.Is(err, ErrKey) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestParseTime(t *testing.T) {
	for in, want := range map[string]string{
		"\x17\x0d261123023000Z":      "2026-11-23T02:30:00Z",
		"\x17\x0d600101000000Z":      "1960-01-01T00:00:00Z",
		"\x18\x0f20261123023000Z":    "2026-11-23T02:30:00Z",
		"\x18\x1320261123023000.25":  "",
		"\x18\x1220261123023000.25Z": "2026-11-23T02:30:00.25Z",
		"\x04\x02ab":                 "",
	} {
		got, ok := parseTime([]byte(in))
		if ok != (want != "") || ok && got.UTC().Format(time.RFC3339Nano) != want {
			t.Errorf("%q: got %v %v", in, got, ok)
		}
	}
}

func FuzzParse(f *testing.F) {
	der := container(f, ecKey(f), []byte("x"))
	f.Add(der)
	f.Fuzz(func(t *testing.T, data []byte) {
		sd, _, err := Parse(data)
		if err != nil {
			return
		}
		if r := sd.Verify(hashes([]byte("never signed"))); r.Intact {
			t.Fatal("other data verify")
		}
		_, _, _ = VerifyToken(data, nil, hashes([]byte("x")))
	})
}

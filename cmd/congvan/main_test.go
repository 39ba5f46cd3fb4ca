package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"congvan/platform/convert"
)

// TestMain lets the test binary act as a limited child of its own tests.
func TestMain(m *testing.M) {
	if handled, code := convert.Main(children(), os.Args); handled {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

// result is what a run of the program gave.
type result struct {
	code           int
	stdout, stderr string
}

// congvan runs one command with the environment given as NAME=value.
func congvan(t *testing.T, environ []string, args ...string) result {
	t.Helper()
	var out, errOut bytes.Buffer
	e := &env{ctx: t.Context(), stdin: strings.NewReader(""), stdout: &out, stderr: &errOut, getenv: func(name string) string {
		for _, kv := range environ {
			if value, ok := strings.CutPrefix(kv, name+"="); ok {
				return value
			}
		}
		return ""
	}}
	code := run(e, args)
	return result{code, out.String(), errOut.String()}
}

// decode reads the one JSON object on stdout.
func (r result) decode(t *testing.T, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(r.stdout), v); err != nil {
		t.Fatalf("stdout is no JSON: %v\n%s\n%s", err, r.stdout, r.stderr)
	}
}

// wantCode holds the exit code.
func (r result) wantCode(t *testing.T, want int) {
	t.Helper()
	if r.code != want {
		t.Fatalf("exit %d, want %d\n%s\n%s", r.code, want, r.stdout, r.stderr)
	}
}

// smallPDF is a PDF of one page; catalog goes into its catalogue, and more are
// its objects from number 6 on.
func smallPDF(catalog string, more ...string) []byte {
	var b bytes.Buffer
	var at []int
	obj := func(body string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), body)
	}
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	text := "BT /F1 14 Tf 72 700 Td (A notice of one page) Tj ET"
	obj("<</Type /Catalog /Pages 2 0 R " + catalog + ">>")
	obj("<</Type /Pages /Count 1 /Kids [4 0 R]>>")
	obj("<</Type /Font /Subtype /Type1 /BaseFont /Times-Roman>>")
	obj("<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F1 3 0 R>>>> /Contents 5 0 R>>")
	obj(fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(text), text))
	for _, body := range more {
		obj(body)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f\r\n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n\r\n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

func write(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const testPIN = "246810"

// authority is a root and a key file made under it.
type authority struct {
	roots string // folder with the root
	p12   string // of “Nguyễn Văn Ưng”, under testPIN
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	rootKey, key := newKey(t), newKey(t)
	root := certificate(t, &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Gốc thử"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}, nil, rootKey, rootKey)
	signer := certificate(t, &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "Nguyễn Văn Ưng"},
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
	}, root, key, rootKey)
	p12, err := pkcs12.Modern.Encode(key, signer, []*x509.Certificate{root}, testPIN)
	if err != nil {
		t.Fatal(err)
	}
	pemRoot := write(t, "root.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Raw}))
	return authority{roots: filepath.Dir(pemRoot), p12: write(t, "key.p12", p12)}
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func certificate(t *testing.T, c, parent *x509.Certificate, key, parentKey *ecdsa.PrivateKey) *x509.Certificate {
	t.Helper()
	c.NotBefore, c.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(24*time.Hour)
	c.SubjectKeyId = []byte{1, 2, byte(c.SerialNumber.Int64())}
	if parent == nil {
		parent = c
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), parentKey)
	if err != nil {
		t.Fatal(err)
	}
	out, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sign signs the file at in and returns where the result is.
func (a authority) sign(t *testing.T, in string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "signed.pdf")
	congvan(t, []string{"CONGVAN_PIN=" + testPIN}, "sign", "--key", a.p12, in, out).wantCode(t, 0)
	return out
}

// oracle runs another program that must agree.
func oracle(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

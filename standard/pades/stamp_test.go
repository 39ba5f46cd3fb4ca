package pades

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// stamper makes RFC 3161 tokens with OpenSSL, an authority of its own under
// the test CA. Its tokens carry the present time.
func stamper(t *testing.T, ca *testCA) func(data []byte) []byte {
	t.Helper()
	dir := t.TempDir()
	chain := ca.signer(t, "TSA", testRSA(), func(c *x509.Certificate) {
		c.NotBefore, c.NotAfter = time.Now().AddDate(-1, 0, 0), time.Now().AddDate(1, 0, 0)
		c.KeyUsage = x509.KeyUsageDigitalSignature
		c.UnknownExtKeyUsage = nil
		c.ExtraExtensions = append(c.ExtraExtensions, criticalTimestamping())
	})
	write := func(name string, data []byte) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	conf := write("tsa.cnf", []byte(`[tsa]
default_tsa = t
[t]
serial = `+filepath.Join(dir, "serial")+`
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
ess_cert_id_alg = sha256
`))
	write("serial", []byte("01\n"))
	cert, key := write("cert.pem", pemCert(chain[0])), write("key.pem", pemKey(t, testRSA()))
	return func(data []byte) []byte {
		req, res := filepath.Join(dir, "q.tsq"), filepath.Join(dir, "r.tsr")
		mustTool(t, "openssl", "ts", "-query", "-data", write("data", data), "-sha256", "-cert", "-out", req)
		mustTool(t, "openssl", "ts", "-reply", "-config", conf, "-queryfile", req, "-signer", cert, "-inkey", key, "-token_out", "-out", res)
		der, err := os.ReadFile(res)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
}

func TestDocumentTimestamp(t *testing.T) {
	o := runOffice(t, buildPDF(2))
	stamp := stamper(t, o.ca)
	opts := o.ca.options()
	opts.Now = time.Now().Add(time.Hour)
	if opts.Now.Before(signingTime()) {
		opts.Now = signingTime().Add(time.Hour)
	}
	stamped := func(token func([]byte) []byte) []byte {
		return forgery{field: "ts", subFilter: "ETSI.RFC3161", container: func(_ testing.TB, b []byte) []byte { return token(b) }}.make(t, o.ca, o.sealed)
	}
	rep := Verify(stamped(stamp), opts)
	if len(rep.Signatures) != 3 || rep.Verdict == Invalid {
		t.Fatalf("got %v", rep)
	}
	for i, want := range []string{LevelT, LevelT, LevelNone} {
		if s := rep.Signatures[i]; s.Level != want || s.Integrity != IntegrityOK {
			t.Errorf("%s: level %s, integrity %s", s.Field, s.Level, s.Integrity)
		}
	}
	if s := rep.Signatures[0]; !slices.Contains(s.Changes, ChangeTimestampAdded) {
		t.Errorf("changes %v", s.Changes)
	}
	// A token that was made for something else.
	rep = Verify(stamped(func([]byte) []byte { return stamp([]byte("another document")) }), opts)
	if rep.Verdict != Invalid || rep.Signatures[2].Integrity != IntegrityBroken {
		t.Errorf("copied timestamp: got %v", rep)
	}
}

package servicekey_test

import (
	"crypto/rand"
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"congvan/office"
	"congvan/office/exchange"
	"congvan/platform/servicekey"
)

var agency = office.ID{1, 2, 3, 4}

func day() time.Time { return time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC) }

func open(t *testing.T, dir string, environ ...string) *servicekey.Ring {
	t.Helper()
	r, err := servicekey.Open(dir, environ)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func request(ca *servicekey.Authority) servicekey.Request {
	return servicekey.Request{Agency: agency, Code: "H17.12", Name: "Văn phòng Thành ủy", Now: day(), Issuer: ca}
}

func TestKeySurvivesReopening(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	r := open(t, dir)
	if r.Has(agency) {
		t.Error("an empty ring has a key")
	}
	made, err := r.Ensure(request(nil))
	if err != nil {
		t.Fatal(err)
	}
	again := open(t, dir)
	got, err := again.Ensure(request(nil))
	if err != nil {
		t.Fatal(err)
	}
	if !got.Certificate().Equal(made.Certificate()) {
		t.Error("Ensure made a second key")
	}
	if id, ok := again.ByServerName(exchange.ServerName("H17.12")); !ok || id != agency {
		t.Errorf("ByServerName: %v %v", id, ok)
	}
	info, err := os.Stat(filepath.Join(dir, agency.String()+".pem"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	pair, err := again.TLS(agency)
	if err != nil || len(pair.Certificate) != 1 {
		t.Errorf("TLS: %d certificates, %v", len(pair.Certificate), err)
	}
}

func TestNoteKeyIsTheCertificatesKey(t *testing.T) {
	r := open(t, t.TempDir())
	k, err := r.Create(request(nil))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := note.Sign(&note.Note{Text: "text\n"}, k.Signer)
	if err != nil {
		t.Fatal(err)
	}
	vkey, err := exchange.VerifierKey("H17.12", k.Certificate())
	if err != nil {
		t.Fatal(err)
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := note.Open(signed, note.VerifierList(v)); err != nil {
		t.Error(err)
	}
}

func TestIssuedByAuthority(t *testing.T) {
	ca, err := servicekey.NewAuthority("CA thử", day(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	r := open(t, t.TempDir())
	k, err := r.Create(request(ca))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(ca.Certificate)
	trust := exchange.Trust{Roots: pool}
	peer := exchange.Peer{Code: "H17.12", Name: "Văn phòng"}
	if err := trust.Check(peer, k.Chain, day()); err != nil {
		t.Error(err)
	}
	for name, err := range map[string]error{
		"other code":     trust.Check(exchange.Peer{Code: "H17.13"}, k.Chain, day()),
		"expired":        trust.Check(peer, k.Chain, day().AddDate(4, 0, 0)),
		"not yet":        trust.Check(peer, k.Chain, day().AddDate(0, 0, -2)),
		"no roots":       exchange.Trust{}.Check(peer, k.Chain, day()),
		"no certificate": trust.Check(peer, nil, day()),
		"other pin":      trust.Check(exchange.Peer{Code: "H17.12", Certificate: ca.Certificate.Raw}, k.Chain, day()),
	} {
		if office.CodeOf(err) != office.CodeForbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEnvironmentKey(t *testing.T) {
	dir := t.TempDir()
	r := open(t, dir)
	made, err := r.Create(request(nil))
	if err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile(filepath.Join(dir, agency.String()+".pem"))
	if err != nil {
		t.Fatal(err)
	}
	name := servicekey.EnvPrefix + strings.ToUpper(strings.ReplaceAll(agency.String(), "-", "_"))
	got, err := open(t, t.TempDir(), name+"="+string(pem), "PATH=/bin").ServiceKey(agency)
	if err != nil || !got.Certificate().Equal(made.Certificate()) {
		t.Errorf("from the environment: %v", err)
	}
	if _, err := servicekey.Open(t.TempDir(), []string{name + "=nonsense"}); err == nil {
		t.Error("nonsense was taken")
	}
}

func TestBadFilesAreRefused(t *testing.T) {
	src := t.TempDir()
	if _, err := open(t, src).Create(request(nil)); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(filepath.Join(src, agency.String()+".pem"))
	if err != nil {
		t.Fatal(err)
	}
	other := t.TempDir()
	if _, err := open(t, other).Create(request(nil)); err != nil {
		t.Fatal(err)
	}
	second, err := os.ReadFile(filepath.Join(other, agency.String()+".pem"))
	if err != nil {
		t.Fatal(err)
	}
	key, _, _ := strings.Cut(string(good), "-----BEGIN CERTIFICATE")
	_, cert, _ := strings.Cut(string(second), "-----END PRIVATE KEY-----\n")
	for name, c := range map[string]struct {
		data string
		mode os.FileMode
	}{
		"readable by others": {string(good), 0o640},
		"no certificate":     {key, 0o600},
		"no key":             {cert, 0o600},
		"not its own":        {key + cert, 0o600},
		"garbage":            {"garbage", 0o600},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, agency.String()+".pem")
		if err := os.WriteFile(path, []byte(c.data), c.mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		if _, err := servicekey.Open(dir, nil); err == nil {
			t.Errorf("%s: opened", name)
		}
	}
}

func TestUnknownAgency(t *testing.T) {
	r := open(t, t.TempDir())
	if _, err := r.ServiceKey(agency); office.CodeOf(err) != office.CodeNotFound {
		t.Error(err)
	}
	if _, err := r.TLS(agency); office.CodeOf(err) != office.CodeNotFound {
		t.Error(err)
	}
}

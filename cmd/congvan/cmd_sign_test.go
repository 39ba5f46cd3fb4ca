package main

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"congvan/office"
	"congvan/standard/pades/cms"
)

func TestSignAgreesWithOracles(t *testing.T) {
	a := newAuthority(t)
	plain := write(t, "plain.pdf", smallPDF(""))
	inputs := map[string]string{"table": plain}
	for name, args := range map[string][]string{
		"streams":    {"--object-streams=generate"},
		"linearised": {"--linearize"},
	} {
		inputs[name] = filepath.Join(t.TempDir(), name+".pdf")
		oracle(t, "qpdf", append(args, plain, inputs[name])...)
	}
	for name, in := range inputs {
		t.Run(name, func(t *testing.T) {
			before, err := os.ReadFile(in)
			if err != nil {
				t.Fatal(err)
			}
			out := a.sign(t, in)
			after, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.HasPrefix(after, before) {
				t.Error("earlier bytes changed")
			}
			oracle(t, "qpdf", "--check", out)
			report := oracle(t, "pdfsig", "-nocert", out)
			for _, want := range []string{"Signature is Valid.", "ETSI.CAdES.detached", "Total document signed"} {
				if !strings.Contains(report, want) {
					t.Errorf("pdfsig says no %q:\n%s", want, report)
				}
			}
		})
	}
}

func TestSignPrintsJSON(t *testing.T) {
	a := newAuthority(t)
	in := write(t, "in.pdf", smallPDF(""))
	out := filepath.Join(t.TempDir(), "out.pdf")
	r := congvan(t, []string{"CONGVAN_PIN=" + testPIN}, "sign", "--json", "--level", "B-B", "--key", a.p12, in, out)
	r.wantCode(t, 0)
	var s signed
	r.decode(t, &s)
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if s.File != out || s.SHA256 != office.HashOf(data) || s.Size != len(data) || s.Level != "B-B" || s.SignerCN != "Nguyễn Văn Ưng" {
		t.Errorf("got %+v", s)
	}
}

func TestSignOverItsOwnInput(t *testing.T) {
	a := newAuthority(t)
	in := write(t, "in.pdf", smallPDF(""))
	congvan(t, []string{"CONGVAN_PIN=" + testPIN}, "sign", "--key", a.p12, in, in).wantCode(t, 0)
	if v := verify(t, "--roots", a.roots, in); v.Verdict != "valid" {
		t.Errorf("got %+v", v)
	}
	onlyFile(t, in)
}

func onlyFile(t *testing.T, path string) {
	t.Helper()
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("the folder holds %v, %v; want %s alone", left, err, path)
	}
}

func TestSignRefuses(t *testing.T) {
	a := newAuthority(t)
	in := write(t, "in.pdf", smallPDF(""))
	locked := filepath.Join(t.TempDir(), "locked.pdf")
	oracle(t, "qpdf", "--encrypt", "user", "owner", "256", "--", in, locked)
	for _, c := range []struct {
		name, pin, level, key, in string
		code                      int
		want                      string
	}{
		{"a level that is not made", testPIN, "B-T", a.p12, in, exitUsage, "invalid"},
		{"a wrong PIN", "999999", "B-B", a.p12, in, exitBad, "signing"},
		{"no PIN and no terminal", "", "B-B", a.p12, in, exitBad, "invalid"},
		{"no key file", testPIN, "B-B", in + ".none", in, exitBad, "not_found"},
		{"a key file that is none", testPIN, "B-B", in, in, exitBad, "signing"},
		{"no input", testPIN, "B-B", a.p12, in + ".none", exitBad, "not_found"},
		{"an encrypted input", testPIN, "B-B", a.p12, locked, exitBad, "signing"},
		{"an input that is no PDF", testPIN, "B-B", a.p12, a.p12, exitBad, "signing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := write(t, "out.pdf", []byte("what was there"))
			r := congvan(t, []string{"CONGVAN_PIN=" + c.pin}, "sign", "--json", "--key", c.key, "--level", c.level, c.in, out)
			r.wantCode(t, c.code)
			var f failure
			if r.decode(t, &f); f.Error.Code != c.want || f.Error.Vi == "" || f.Error.En == "" {
				t.Errorf("got %+v, want code %s", f, c.want)
			}
			if b, err := os.ReadFile(out); err != nil || string(b) != "what was there" {
				t.Errorf("OUT is now %q, %v", b, err)
			}
			onlyFile(t, out)
		})
	}
}

func TestSignHonoursCertification(t *testing.T) {
	a := newAuthority(t)
	in := write(t, "in.pdf", certifiedPDF(t))
	out := filepath.Join(t.TempDir(), "out.pdf")
	args := []string{"sign", "--json", "--key", a.p12, in, out}
	r := congvan(t, []string{"CONGVAN_PIN=" + testPIN}, append([]string{"sign", "--keep"}, args[1:]...)...)
	r.wantCode(t, exitBad)
	var f failure
	if r.decode(t, &f); f.Error.Code != "signing" || !strings.Contains(f.Error.Vi, "author") || !strings.Contains(f.Error.Vi, "--keep") {
		t.Errorf("got %+v", f)
	}
	congvan(t, []string{"CONGVAN_PIN=" + testPIN}, args...).wantCode(t, 0)
	oracle(t, "qpdf", "--check", out)
	v := verify(t, out)
	if v.Verdict != "invalid" || v.Signatures[0].Integrity != "ok" || !v.has("docmdp") {
		t.Errorf("forced: %+v", v)
	}
}

// certifiedPDF is signed by its author with DocMDP P 1: nothing may change.
func certifiedPDF(t *testing.T) []byte {
	t.Helper()
	key := newKey(t)
	c := certificate(t, &x509.Certificate{
		SerialNumber: big.NewInt(3), Subject: pkix.Name{CommonName: "author"}, KeyUsage: x509.KeyUsageDigitalSignature,
	}, nil, key, key)
	job := cms.Request{Hash: crypto.SHA256, Key: key, Chain: []*x509.Certificate{c}, Rand: rand.Reader}
	space := "[0 " + strings.Repeat(" ", 36) + "]"
	hole := "<" + strings.Repeat("0", 2*job.MaxSize()) + ">"
	pdf := smallPDF("/Perms <</DocMDP 6 0 R>> /AcroForm <</Fields [7 0 R] /SigFlags 3>>",
		"<</Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange "+space+" /Contents "+hole+
			" /Reference [<</Type /SigRef /TransformMethod /DocMDP /TransformParams <</Type /TransformParams /P 1 /V /1.2>>>>]>>",
		"<</Type /Annot /Subtype /Widget /FT /Sig /T (author) /Rect [0 0 0 0] /F 132 /P 4 0 R /V 6 0 R>>")
	from := bytes.Index(pdf, []byte(hole))
	to := from + len(hole)
	copy(pdf[bytes.Index(pdf, []byte(space)):], fmt.Sprintf("[0 %d %d %d", from, to, len(pdf)-to))
	digest := sha256.New()
	digest.Write(pdf[:from])
	digest.Write(pdf[to:])
	der, err := cms.Sign(digest.Sum(nil), job)
	if err != nil {
		t.Fatal(err)
	}
	hex.Encode(pdf[from+1:], der)
	return pdf
}

func TestSignSaysLevelWithoutJSON(t *testing.T) {
	r := congvan(t, nil, "sign", "--key", "k", "--level", "B-LT", "in", "out")
	r.wantCode(t, exitUsage)
	if !strings.Contains(r.stderr, "B-LT") || !strings.Contains(r.stderr, "--level B-B") || r.stdout != "" {
		t.Errorf("stdout %q, stderr %q", r.stdout, r.stderr)
	}
}

func TestSignWhereNothingCanBeWritten(t *testing.T) {
	a := newAuthority(t)
	in := write(t, "in.pdf", smallPDF(""))
	out := filepath.Join(t.TempDir(), "none", "out.pdf")
	r := congvan(t, []string{"CONGVAN_PIN=" + testPIN}, "sign", "--json", "--key", a.p12, in, out)
	r.wantCode(t, exitBad)
	var f failure
	if r.decode(t, &f); f.Error.Code != "unavailable" {
		t.Errorf("got %+v", f)
	}
	if _, err := os.Stat(out); !os.IsNotExist(err) {
		t.Errorf("OUT: %v", err)
	}
}

func TestWriteWholeHonoursUmask(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	old := unix.Umask(0o027)
	defer unix.Umask(old)
	if err := writeWhole(path, []byte("x")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v; want 0640", info.Mode(), err)
	}
}

// TestPINIsAskedWithoutEcho types the PIN into a real terminal.
func TestPINIsAskedWithoutEcho(t *testing.T) {
	keyboard, terminal := openTerminal(t)
	var errOut bytes.Buffer
	e := &env{ctx: t.Context(), stdin: terminal, stdout: &bytes.Buffer{}, stderr: &errOut, getenv: func(string) string { return "" }}
	if _, err := keyboard.WriteString(testPIN + "\n"); err != nil {
		t.Fatal(err)
	}
	pin, err := e.pin()
	if err != nil || pin != testPIN {
		t.Errorf("pin %q, %v", pin, err)
	}
	if got := errOut.String(); !strings.Contains(got, "Mã PIN") || strings.Contains(got, testPIN) {
		t.Errorf("prompt %q", got)
	}
}

func openTerminal(t *testing.T) (keyboard, terminal *os.File) {
	t.Helper()
	keyboard, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("this machine gives no terminals: %v", err)
	}
	t.Cleanup(func() { keyboard.Close() })
	if err := unix.IoctlSetPointerInt(int(keyboard.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(keyboard.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	terminal, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, fs.FileMode(0))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { terminal.Close() })
	return keyboard, terminal
}

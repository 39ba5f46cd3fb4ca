package main

import (
	"bytes"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// verdictOut is the JSON of verify that others rely on.
type verdictOut struct {
	Verdict    string `json:"verdict"`
	Signatures []struct {
		Integrity   string    `json:"integrity"`
		SignerCN    string    `json:"signer_cn"`
		SigningTime time.Time `json:"signing_time"`
		Covers      string    `json:"covers"`
		Trusted     bool      `json:"trusted"`
		Level       string    `json:"level"`
	} `json:"signatures"`
	Reasons []struct {
		Code, Vi, En string
	} `json:"reasons"`
}

func (v verdictOut) has(code string) bool {
	for _, r := range v.Reasons {
		if r.Code == code {
			return true
		}
	}
	return false
}

func verify(t *testing.T, args ...string) verdictOut {
	t.Helper()
	r := congvan(t, nil, append([]string{"verify", "--json"}, args...)...)
	r.wantCode(t, 0)
	var v verdictOut
	r.decode(t, &v)
	if v.Signatures == nil || v.Reasons == nil {
		t.Errorf("lists are null:\n%s", r.stdout)
	}
	return v
}

func TestVerifyTrustsGivenRootsOnly(t *testing.T) {
	a := newAuthority(t)
	signed := a.sign(t, write(t, "in.pdf", smallPDF("")))

	v := verify(t, "--roots", a.roots, signed)
	if v.Verdict != "valid" || len(v.Signatures) != 1 {
		t.Fatalf("with the root: %+v", v)
	}
	s := v.Signatures[0]
	if s.Integrity != "ok" || s.SignerCN != "Nguyễn Văn Ưng" || s.Covers != "document" || !s.Trusted || s.Level != "B-B" {
		t.Errorf("signature %+v", s)
	}
	if age := time.Since(s.SigningTime); age < -time.Minute || age > time.Minute {
		t.Errorf("signed at %v", s.SigningTime)
	}
	v = verify(t, signed)
	if v.Verdict != "indeterminate" || v.Signatures[0].Trusted || v.Signatures[0].Integrity != "ok" || !v.has("no_roots") {
		t.Errorf("without roots: %+v", v)
	}
	v = verify(t, "--roots", newAuthority(t).roots, signed)
	if v.Verdict != "indeterminate" || !v.has("untrusted") {
		t.Errorf("with a foreign root: %+v", v)
	}
}

func TestVerifySeesChangedBytesAndRevisions(t *testing.T) {
	a := newAuthority(t)
	once := a.sign(t, write(t, "in.pdf", smallPDF("")))
	data, err := os.ReadFile(once)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(data, []byte("A notice"), []byte("A menace"), 1)
	v := verify(t, "--roots", a.roots, write(t, "changed.pdf", changed))
	if v.Verdict != "invalid" || v.Signatures[0].Integrity != "broken" || len(v.Reasons) == 0 {
		t.Errorf("changed bytes: %+v", v)
	}
	v = verify(t, "--roots", a.roots, a.sign(t, once))
	if v.Verdict != "valid" || len(v.Signatures) != 2 {
		t.Fatalf("signed twice: %+v", v)
	}
	if v.Signatures[0].Covers != "revision" || v.Signatures[1].Covers != "document" {
		t.Errorf("covers %q, %q", v.Signatures[0].Covers, v.Signatures[1].Covers)
	}
}

func TestVerifyJudgesWhateverItIsGiven(t *testing.T) {
	signed, err := os.ReadFile(newAuthority(t).sign(t, write(t, "in.pdf", smallPDF(""))))
	if err != nil {
		t.Fatal(err)
	}
	cut := bytes.LastIndex(signed, []byte("startxref"))
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"empty":                 {nil, "indeterminate"},
		"garbage":               {[]byte("not a PDF at all"), "indeterminate"},
		"unsigned":              {smallPDF(""), "indeterminate"},
		"signed, then cut":      {signed[:cut], "invalid"},
		"signed, then appended": {append(bytes.Clone(signed), "more"...), "invalid"},
		"deep":                  {[]byte("%PDF-1.7\n" + strings.Repeat("[", 1<<20)), "indeterminate"},
	} {
		if v := verify(t, write(t, "file.pdf", c.data)); v.Verdict != c.want || len(v.Reasons) == 0 {
			t.Errorf("%s: %s %v, want %s", name, v.Verdict, v.Reasons, c.want)
		}
	}
}

func TestVerifyRoots(t *testing.T) {
	a := newAuthority(t)
	signed := a.sign(t, write(t, "in.pdf", smallPDF("")))
	text, err := os.ReadFile(filepath.Join(a.roots, "root.pem"))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	for name, roots := range map[string]string{
		"one PEM file":              filepath.Join(a.roots, "root.pem"),
		"one DER file":              write(t, "root.crt", block.Bytes),
		"a folder with other files": mixedFolder(t, text),
		"PEM with words before and Windows line ends": write(t, "x.pem", append([]byte("Gốc\r\n"), bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))...)),
	} {
		if v := verify(t, "--roots", roots, signed); v.Verdict != "valid" {
			t.Errorf("%s: %+v", name, v)
		}
	}
	for name, roots := range map[string]string{
		"nothing there":            filepath.Join(t.TempDir(), "none"),
		"an empty folder":          t.TempDir(),
		"a file without any in it": write(t, "notes.txt", []byte("no certificate")),
	} {
		r := congvan(t, nil, "verify", "--json", "--roots", roots, signed)
		r.wantCode(t, exitBad)
		var f failure
		if r.decode(t, &f); f.Error.Code != "invalid" || f.Error.Vi == "" || f.Error.En == "" {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func mixedFolder(t *testing.T, root []byte) string {
	t.Helper()
	dir := filepath.Dir(write(t, "a-root.pem", root))
	if err := os.WriteFile(filepath.Join(dir, "README.txt"), []byte("what is here"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "old"), 0o700); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestVerifyWithoutFile(t *testing.T) {
	for _, path := range []string{filepath.Join(t.TempDir(), "none.pdf"), t.TempDir()} {
		r := congvan(t, nil, "verify", "--json", path)
		r.wantCode(t, exitBad)
		var f failure
		if r.decode(t, &f); f.Error.Code != "not_found" || !strings.Contains(f.Error.Vi, path) {
			t.Errorf("%s: %+v", path, f)
		}
	}
	congvan(t, nil, "verify").wantCode(t, exitUsage)
}

func TestVerifySpeaksVietnamese(t *testing.T) {
	a := newAuthority(t)
	signed := a.sign(t, write(t, "in.pdf", smallPDF("")))
	r := congvan(t, nil, "verify", "--roots", a.roots, signed)
	r.wantCode(t, 0)
	for _, want := range []string{"Kết luận: HỢP LỆ\n", "Chữ ký 1: Nguyễn Văn Ưng", "nguyên vẹn", "toàn bộ tệp", "Chứng thư số: tin cậy", "Lưu ý:"} {
		if !strings.Contains(r.stdout, want) {
			t.Errorf("no %q in\n%s", want, r.stdout)
		}
	}
	r = congvan(t, nil, "verify", write(t, "x.pdf", []byte("x")))
	r.wantCode(t, 0)
	if !strings.Contains(r.stdout, "CHƯA XÁC ĐỊNH ĐƯỢC") || !strings.Contains(r.stdout, "Lý do:") {
		t.Errorf("garbage:\n%s", r.stdout)
	}
}

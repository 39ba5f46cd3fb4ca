package pades

import (
	"bytes"
	"crypto/elliptic"
	"fmt"
	"image"
	"image/color"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func officeFields() []FormField {
	return []FormField{
		{Name: "so", Page: 0, Rect: Rect{120, 740, 260, 758}, Kind: TextField, FontSize: 13},
		{Name: "ngay", Page: 0, Rect: Rect{300, 740, 540, 758}, Kind: TextField, FontSize: 13, Italic: true, Align: Center},
		{Name: "lanhdao", Page: 1, Rect: Rect{350, 120, 500, 190}, Kind: SignatureField},
		{Name: "dau", Page: 1, Rect: Rect{300, 110, 400, 210}, Kind: SignatureField},
	}
}

func red() color.NRGBA { return color.NRGBA{220, 0, 0, 140} }

func picture(c color.NRGBA) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, 200, 200))
	for x := range 200 {
		for y := range 200 {
			if d := (x-100)*(x-100) + (y-100)*(y-100); d < 90*90 && d > 70*70 {
				m.SetNRGBA(x, y, c)
			}
		}
	}
	return m
}

// office carries the office's flow through: prepare, leader signs, number and
// date are filled in while the seal is signed.
type office struct {
	ca       *testCA
	prepared []byte
	leader   []byte // signed by the leader
	sealed   []byte
}

func runOffice(t testing.TB, input []byte) office {
	t.Helper()
	o := office{ca: newCA(t)}
	var err error
	if o.prepared, err = Prepare(input, officeFields()); err != nil {
		t.Fatal(err)
	}
	o.leader, err = Sign(o.prepared, SignRequest{
		Field: "lanhdao", Time: signingTime(), Key: testRSA(), Chain: o.ca.signer(t, "Nguyễn Văn A", testRSA()),
		Appearance: &Appearance{Image: picture(color.NRGBA{0, 0, 200, 255})}, Reason: "Ký duyệt", Location: "Đà Nẵng",
	})
	if err != nil {
		t.Fatal(err)
	}
	key := newKey(t, elliptic.P384())
	o.sealed, err = Sign(o.leader, SignRequest{
		Field: "dau", Time: signingTime(), Key: key, Chain: o.ca.signer(t, "Văn phòng Thành ủy", key),
		Appearance: &Appearance{Image: picture(red())},
		Fill:       map[string]string{"so": "Số 15-TB/TU", "ngay": "Đà Nẵng, ngày 23 tháng 11 năm 2026"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestOfficeFlow(t *testing.T) {
	for name, input := range inputs(t) {
		t.Run(name, func(t *testing.T) {
			o := runOffice(t, input)
			if !bytes.HasPrefix(o.sealed, o.leader) || !bytes.HasPrefix(o.leader, o.prepared) || !bytes.HasPrefix(o.prepared, input) {
				t.Fatal("an earlier byte was changed")
			}
			checkOurs(t, o)
			checkOracles(t, o.sealed)
		})
	}
}

func checkOurs(t *testing.T, o office) {
	t.Helper()
	rep := Verify(o.sealed, o.ca.options())
	if rep.Verdict != Valid || len(rep.Signatures) != 2 {
		t.Fatalf("got %v", rep)
	}
	type view struct {
		Field, CN, Integrity, Covers, Level, SubFilter string
		Trusted                                        bool
		Changes                                        []string
	}
	var got []view
	for _, s := range rep.Signatures {
		got = append(got, view{s.Field, s.SignerCN, s.Integrity, s.Covers, s.Level, s.SubFilter, s.Trusted, s.Changes})
		if s.SigningTime == nil || !s.SigningTime.Equal(signingTime()) {
			t.Errorf("%s: signing time %v", s.Field, s.SigningTime)
		}
	}
	want := []view{
		{"lanhdao", "Nguyễn Văn A", "ok", "revision", "B-B", "ETSI.CAdES.detached", true, []string{"form_filled", "form_locked", "signature_added"}},
		{"dau", "Văn phòng Thành ủy", "ok", "document", "B-B", "ETSI.CAdES.detached", true, []string{}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if rep := Verify(o.sealed, VerifyOptions{Now: signingTime()}); rep.Verdict != Indeterminate {
		t.Errorf("without roots: %v", rep)
	}
}

func checkOracles(t *testing.T, pdf []byte) {
	t.Helper()
	path := save(t, pdf)
	out := mustTool(t, "pdfsig", "-nocert", path)
	if n := strings.Count(out, "Signature is Valid."); n != 2 || strings.Count(out, "ETSI.CAdES.detached") != 2 {
		t.Errorf("pdfsig:\n%s", out)
	}
	if out := mustTool(t, "qpdf", "--check", path); !strings.Contains(out, "No syntax or stream encoding errors") {
		t.Errorf("qpdf:\n%s", out)
	}
	text := mustTool(t, "pdftotext", "-layout", path, "-")
	for _, want := range []string{"Số 15-TB/TU", "Đà Nẵng, ngày 23 tháng 11 năm 2026", "Page 2 of the notice"} {
		if !strings.Contains(text, want) {
			t.Errorf("pdftotext lacks %q:\n%s", want, text)
		}
	}
}

// The container must satisfy OpenSSL too, with the CAdES rules.
func TestOpenSSL(t *testing.T) {
	ca := newCA(t)
	for _, c := range []struct {
		name string
		req  SignRequest
	}{
		{"rsa", SignRequest{Key: testRSA()}},
		{"pss", SignRequest{Key: testRSA(), PSS: true}},
		{"p256", SignRequest{Key: newKey(t, elliptic.P256())}},
		{"p384", SignRequest{Key: newKey(t, elliptic.P384())}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.req.Field, c.req.Time, c.req.Chain = "sig", signingTime(), ca.signer(t, "Người ký", c.req.Key)
			before := buildPDF(1)
			out, err := Sign(before, c.req)
			if err != nil {
				t.Fatal(err)
			}
			if n := len(out) - len(before); n > 12_000 {
				t.Errorf("the signature takes %d bytes", n)
			}
			rep := Verify(out, ca.options())
			if rep.Verdict != Valid {
				t.Fatalf("got %v", rep)
			}
			container, content := parts(t, out)
			root := save(t, pemCert(ca.cert))
			got := mustTool(t, "openssl", "cms", "-verify", "-cades", "-inform", "DER", "-in", save(t, container), "-content", save(t, content),
				"-binary", "-CAfile", root, "-purpose", "any", "-attime", fmt.Sprint(signingTime().Unix()), "-out", "/dev/null")
			if !strings.Contains(got, "successful") {
				t.Errorf("openssl: %s", got)
			}
		})
	}
}

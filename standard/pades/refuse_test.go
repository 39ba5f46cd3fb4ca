package pades

import (
	"crypto/elliptic"
	"crypto/x509"
	"errors"
	"strings"
	"testing"
)

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Code != code {
		t.Errorf("got %v, want code %s", err, code)
		return
	}
	if e.Vi == "" || e.En == "" {
		t.Errorf("%s has no message", code)
	}
}

func TestSignRefuses(t *testing.T) {
	ca := newCA(t)
	plain := buildPDF(1)
	prepared, err := Prepare(plain, officeFields()[:1])
	if err != nil {
		t.Fatal(err)
	}
	good := SignRequest{Field: "s", Time: signingTime(), Key: testRSA(), Chain: ca.signer(t, "A", testRSA())}
	with := func(f func(*SignRequest)) SignRequest { r := good; f(&r); return r }
	signed, err := Sign(plain, good)
	if err != nil {
		t.Fatal(err)
	}
	filled, err := Sign(prepared, with(func(r *SignRequest) { r.Fill = map[string]string{"so": "15"} }))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, code string
		pdf        []byte
		req        SignRequest
	}{
		{"encrypted", ErrEncrypted, qpdfAs(t, plain, "--encrypt", "", "owner", "256", "--"), good},
		{"no PDF", ErrMalformed, []byte("hello"), good},
		{"cut", ErrMalformed, plain[:len(plain)/2], good},
		{"other key", ErrKey, plain, with(func(r *SignRequest) { r.Key = newKey(t, elliptic.P256()) })},
		{"no chain", ErrCertificate, plain, with(func(r *SignRequest) { r.Chain = nil })},
		{"no time", ErrCertificate, plain, with(func(r *SignRequest) { r.Time = r.Time.AddDate(-3000, 0, 0) })},
		{"expired", ErrCertificate, plain, with(func(r *SignRequest) { r.Time = r.Time.AddDate(1, 0, 0) })},
		{"key usage", ErrCertificate, plain, with(func(r *SignRequest) {
			r.Chain = ca.signer(t, "B", testRSA(), func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment })
		})},
		{"no such page", ErrPage, plain, with(func(r *SignRequest) { r.Page = 1 })},
		{"already signed", ErrField, signed, good},
		{"text field", ErrField, prepared, with(func(r *SignRequest) { r.Field = "so" })},
		{"no text field", ErrField, prepared, with(func(r *SignRequest) { r.Fill = map[string]string{"khong": "x"} })},
		{"locked text field", ErrLocked, filled, with(func(r *SignRequest) { r.Field, r.Fill = "s2", map[string]string{"so": "16"} })},
		{"no glyph", ErrText, prepared, with(func(r *SignRequest) { r.Fill = map[string]string{"so": "số 漢"} })},
		{"endless text", ErrLimit, prepared, with(func(r *SignRequest) { r.Fill = map[string]string{"so": strings.Repeat("a", 5000)} })},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, err := Sign(c.pdf, c.req)
			if out != nil {
				t.Error("got a file")
			}
			wantCode(t, err, c.code)
		})
	}
}

func TestPrepareRefuses(t *testing.T) {
	ca := newCA(t)
	plain := buildPDF(1)
	signed, err := Sign(plain, SignRequest{Field: "s", Time: signingTime(), Key: testRSA(), Chain: ca.signer(t, "A", testRSA())})
	if err != nil {
		t.Fatal(err)
	}
	ok := FormField{Name: "a", Rect: Rect{0, 0, 10, 10}}
	for _, c := range []struct {
		name, code string
		pdf        []byte
		fields     []FormField
	}{
		{"signed already", ErrPermission, signed, []FormField{ok}},
		{"name twice", ErrField, plain, []FormField{ok, ok}},
		{"no name", ErrField, plain, []FormField{{Rect: ok.Rect}}},
		{"no size", ErrField, plain, []FormField{{Name: "a"}}},
		{"no such page", ErrPage, plain, []FormField{{Name: "a", Page: 9, Rect: ok.Rect}}},
		{"too many", ErrLimit, plain, make([]FormField, 1000)},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Prepare(c.pdf, c.fields)
			wantCode(t, err, c.code)
		})
	}
}

// Text given in decomposed form is shown and stored composed.
func TestFillNormalises(t *testing.T) {
	ca := newCA(t)
	prepared, err := Prepare(buildPDF(1), officeFields()[:1])
	if err != nil {
		t.Fatal(err)
	}
	out, err := Sign(prepared, SignRequest{
		Field: "s", Time: signingTime(), Key: testRSA(), Chain: ca.signer(t, "A", testRSA()),
		Fill: map[string]string{"so": "So\u0302\u0301 7"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if text := mustTool(t, "pdftotext", save(t, out), "-"); !strings.Contains(text, "Số 7") {
		t.Errorf("got %q", text)
	}
}

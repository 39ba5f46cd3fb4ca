package app

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"congvan/office"
	"congvan/platform/convert"
	"congvan/standard/pades"
)

// smallPDF is a PDF of one page; catalog goes into its catalogue.
func smallPDF(catalog string) []byte {
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
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f\r\n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n\r\n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

// zeros is a reader without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestVerifyWithinLimits(t *testing.T) {
	usual := convert.DefaultLimits()
	with := func(change func(*convert.Limits)) convert.Limits {
		l := usual
		change(&l)
		return l
	}
	for _, c := range []struct {
		name   string
		limits convert.Limits
		file   io.Reader
		size   int64
		want   string
	}{
		{"as usual", usual, bytes.NewReader(smallPDF("")), -1, "no_signature"},
		{"too slow", with(func(l *convert.Limits) { l.Wall = time.Millisecond }), bytes.NewReader(smallPDF("")), -1, "timeout"},
		{"too much memory", with(func(l *convert.Limits) { l.Memory = 96 << 20 }), io.LimitReader(zeros{}, 200<<20), 200 << 20, "memory"},
		{"too much to say", with(func(l *convert.Limits) { l.Output = 10 }), bytes.NewReader(smallPDF("")), -1, "too_large"},
		{"larger than may be", usual, zeros{}, maxVerify + 1, "too_large"},
		{"longer than it said", usual, zeros{}, 100, "too_large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := Verifier{Now: noon, Limits: c.limits}
			r, err := v.Verify(t.Context(), c.file, c.size)
			if err != nil {
				t.Fatal(err)
			}
			if r.Verdict != pades.Indeterminate || len(r.Reasons) == 0 || r.Reasons[0].Code != c.want || r.Reasons[0].Vi == "" || r.Signatures == nil {
				t.Errorf("got %+v, want %s", r, c.want)
			}
		})
	}
}

func TestVerifyFailures(t *testing.T) {
	v := Verifier{Now: noon}
	if r, err := v.failed(t.Context(), &convert.Error{Code: convert.Broken}); err != nil || r.Reasons[0].Code != "crashed" {
		t.Errorf("a crash: %+v, %v", r, err)
	}
	if _, err := v.failed(t.Context(), &convert.Error{Code: convert.Internal, Vi: "x"}); office.CodeOf(err) != office.CodeUnavailable {
		t.Errorf("no child: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := v.Verify(ctx, bytes.NewReader(smallPDF("")), -1); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	away := errors.New("the store is away")
	v.Roots = func(context.Context) ([]*x509.Certificate, error) { return nil, away }
	if _, err := v.Verify(t.Context(), bytes.NewReader(smallPDF("")), -1); !errors.Is(err, away) {
		t.Errorf("roots: %v", err)
	}
}

func TestParseCertificatesRefuses(t *testing.T) {
	for _, text := range []string{
		"", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
		"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "-----BEGIN",
	} {
		if c, err := ParseCertificates([]byte(text)); err == nil {
			t.Errorf("%q gave %v", text, c)
		}
	}
}

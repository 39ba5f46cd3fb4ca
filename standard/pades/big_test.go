package pades

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"congvan/standard/pades/pdf"
)

// within fails the test when f takes absurdly long; the bounds are wide, they
// catch work that grows with the square of the input.
func within(t *testing.T, limit time.Duration, f func()) {
	t.Helper()
	begin := time.Now()
	f()
	if d := time.Since(begin); d > limit {
		t.Errorf("took %v", d)
	}
}

// Many signatures, many revisions, a large file: all in bounded time.
func TestManySignatures(t *testing.T) {
	ca := newCA(t)
	data := buildPDF(50)
	for i := range 150 {
		data = forgery{field: fmt.Sprint("s", i)}.make(t, ca, data)
	}
	within(t, 10*time.Second, func() {
		if rep := Verify(data, ca.options()); rep.Verdict != Valid || len(rep.Signatures) != 150 {
			t.Errorf("got %v", rep)
		}
	})
}

func TestManyRevisions(t *testing.T) {
	o := runOffice(t, buildPDF(2))
	grow := func(n int) []byte {
		out := bytes.Clone(o.sealed)
		prev := mustStart(t, out)
		for range n {
			start := int64(len(out))
			out = fmt.Appendf(out, "xref\n0 1\n0000000000 65535 f\r\ntrailer\n<</Size 500 /Root 1 0 R /Prev %d>>\nstartxref\n%d\n%%%%EOF\n", prev, start)
			prev = start
		}
		return out
	}
	within(t, 10*time.Second, func() {
		if rep := Verify(grow(9000), o.ca.options()); rep.Verdict != ValidWithWarning {
			t.Errorf("got %v", rep)
		}
	})
	within(t, 10*time.Second, func() {
		if rep := Verify(grow(11_000), o.ca.options()); rep.Verdict == Valid || codes(rep)[0] != "too_many_revisions" {
			t.Errorf("got %v", rep)
		}
	})
}

func TestLargeFile(t *testing.T) {
	ca := newCA(t)
	big := edit(t, buildPDF(1), func(e *editor) {
		e.Add(&pdf.Stream{Dict: pdf.Dict{}, Data: bytes.Repeat([]byte("0 0 m 1 1 l S\n"), 4<<20)})
	})
	within(t, 20*time.Second, func() {
		out, err := Sign(big, SignRequest{Field: "s", Time: signingTime(), Key: testRSA(), Chain: ca.signer(t, "A", testRSA())})
		if err != nil {
			t.Fatal(err)
		}
		if rep := Verify(out, ca.options()); rep.Verdict != Valid {
			t.Errorf("got %v", rep)
		}
	})
}

// A visible signature with picture and text, on a file without prepared fonts.
func TestTextAppearance(t *testing.T) {
	ca := newCA(t)
	out, err := Sign(buildPDF(1), SignRequest{
		Field: "s", Rect: Rect{300, 100, 540, 180}, Time: signingTime(), Key: testRSA(), Chain: ca.signer(t, "Nguyễn Thị Ngọc", testRSA()),
		Appearance: &Appearance{Image: picture(red()), Lines: []string{"Ký bởi: Nguyễn Thị Ngọc", "Thời gian ký: 23.11.2026 09:30:00 +07:00"}, Bold: true, Color: Color{R: 0.8}},
	})
	if err != nil {
		t.Fatal(err)
	}
	path := save(t, out)
	text := mustTool(t, "pdftotext", "-layout", path, "-")
	for _, want := range []string{"Ký bởi: Nguyễn Thị Ngọc", "Thời gian ký: 23.11.2026 09:30:00 +07:00"} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q:\n%s", want, text)
		}
	}
	if fonts := mustTool(t, "pdffonts", path); !strings.Contains(fonts, "+LiberationSerif-Bold") {
		t.Errorf("pdffonts:\n%s", fonts)
	}
	mustTool(t, "qpdf", "--check", path)
	if rep := Verify(out, ca.options()); rep.Verdict != Valid {
		t.Errorf("got %v", rep)
	}
}

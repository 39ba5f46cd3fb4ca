package pades

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// buildPDF makes a small PDF of n pages with one line of text each.
func buildPDF(n int) []byte {
	var b bytes.Buffer
	var at []int
	obj := func(format string, args ...any) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n", len(at))
		fmt.Fprintf(&b, format, args...)
		b.WriteString("\nendobj\n")
	}
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	kids := ""
	for i := range n {
		kids += fmt.Sprintf("%d 0 R ", 4+2*i)
	}
	obj("<</Type /Catalog /Pages 2 0 R>>")
	obj("<</Type /Pages /Count %d /Kids [%s]>>", n, kids)
	obj("<</Type /Font /Subtype /Type1 /BaseFont /Times-Roman>>")
	for i := range n {
		text := fmt.Sprintf("BT /F1 14 Tf 72 700 Td (Page %d of the notice) Tj ET", i+1)
		obj("<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F1 3 0 R>>>> /Contents %d 0 R>>", 5+2*i)
		obj("<</Length %d>>\nstream\n%s\nendstream", len(text), text)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f\r\n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n\r\n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

// tool runs an oracle; a missing one fails the test.
func tool(t *testing.T, name string, args ...string) (string, error) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s is not installed: %v", name, err)
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	return string(out), err
}

// mustTool is tool for a run that has to succeed.
func mustTool(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := tool(t, name, args...)
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return out
}

func save(t *testing.T, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.pdf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// qpdfAs converts a file with qpdf.
func qpdfAs(t *testing.T, data []byte, args ...string) []byte {
	t.Helper()
	in, out := save(t, data), filepath.Join(t.TempDir(), "out.pdf")
	mustTool(t, "qpdf", append(args, in, out)...)
	res, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// inputs are one document in every structure that we extend.
func inputs(t *testing.T) map[string][]byte {
	t.Helper()
	plain := buildPDF(2)
	return map[string][]byte{
		"table":      plain,
		"stream":     qpdfAs(t, plain, "--object-streams=generate"),
		"linearised": qpdfAs(t, plain, "--linearize"),
		"both":       qpdfAs(t, plain, "--linearize", "--object-streams=generate"),
	}
}

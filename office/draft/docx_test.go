package draft

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"time"

	"congvan/office"
)

func testTime() time.Time { return time.Date(2026, 11, 23, 2, 12, 0, 0, time.UTC) }

func zipOf(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		w, err := z.Create(n)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte("<x/>")); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLookDOCX(t *testing.T) {
	fine := zipOf(t, "[Content_Types].xml", "word/document.xml")
	for _, c := range []struct {
		name  string
		bytes []byte
		words string // "" means it is fine
	}{
		{"a document", fine, ""},
		{"a PDF", []byte("%PDF-1.7"), "phải là tệp Word"},
		{"nothing", nil, "phải là tệp Word"},
		{"a spreadsheet", zipOf(t, "xl/workbook.xml"), "phải là tệp Word"},
		{"macros", zipOf(t, "word/document.xml", "word/vbaProject.bin"), "macro"},
		{"cut off", fine[:len(fine)-10], "bị hỏng"},
	} {
		err := lookDOCX("test", bytes.NewReader(c.bytes), int64(len(c.bytes)))
		vi := ""
		if err != nil {
			vi = err.(*office.Error).Vi
		}
		if (c.words == "") != (err == nil) || !strings.Contains(vi, c.words) {
			t.Errorf("%s: got %q, want %q", c.name, vi, c.words)
		}
	}
}

func FuzzLookDOCX(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("%PDF-1.7"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		_ = lookDOCX("fuzz", bytes.NewReader(b), int64(len(b)))
	})
}

package signing_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"congvan/office/document"
	"congvan/office/format"
	"congvan/platform/convert"
	"congvan/standard/vietnamese"
)

// converted keeps what LibreOffice made, by the bytes it was made from: tests that
// write the same document share one conversion.
type converted struct {
	mu  sync.Mutex
	pdf map[[sha256.Size]byte][]byte
}

var made converted

func (c *converted) ToPDF(ctx context.Context, docx []byte) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := sha256.Sum256(docx)
	if b := c.pdf[key]; b != nil {
		return b, nil
	}
	b, err := tools().ToPDF(ctx, docx)
	if err != nil {
		return nil, err
	}
	if c.pdf == nil {
		c.pdf = map[[sha256.Size]byte][]byte{}
	}
	c.pdf[key] = b
	return b, nil
}

// inspector reads with the real tools, as the program does.
type inspector struct{}

func (inspector) Inspect(ctx context.Context, name string, file io.ReadSeeker, _ int64) (document.Inspection, error) {
	x, err := tools().Text(ctx, name, file)
	if err != nil {
		return document.Inspection{}, err
	}
	out := document.Inspection{MediaType: "application/pdf", Pages: x.Pages, Text: vietnamese.NFC(x.Content), Verdict: document.NoVerdict}
	if x.Kind == convert.KindDOCX {
		out.MediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	}
	return out, nil
}

// words finds words with the real tool.
type words struct{}

func (words) Words(ctx context.Context, pdf []byte) ([]format.Page, error) {
	dir, err := os.MkdirTemp("", "signing-test-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "draft.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		return nil, err
	}
	pages, err := tools().Words(ctx, path)
	if err != nil {
		return nil, err
	}
	out := make([]format.Page, len(pages))
	for i, p := range pages {
		out[i] = format.Page{Width: p.Width, Height: p.Height}
		for _, x := range p.Words {
			out[i].Words = append(out[i].Words, format.Word{Text: x.Text, XMin: x.XMin, YMin: x.YMin, XMax: x.XMax, YMax: x.YMax})
		}
	}
	return out, nil
}

// rewritten is a DOCX with the text of its main part changed.
func rewritten(t *testing.T, docx []byte, change func(string) string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "word/document.xml" {
			after := change(string(b))
			if after == string(b) {
				t.Fatal("nothing was changed in the DOCX")
			}
			b = []byte(after)
		}
		p, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Write(b); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// inkedImage is a transparent PNG with a stroke.
func inkedImage(t *testing.T) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 60, 30))
	for x := range 60 {
		m.Set(x, 5+x/3, color.NRGBA{0x1a, 0x3f, 0xb0, 0xff})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// oracle runs another program on a PDF; it must agree.
func oracle(t *testing.T, pdf []byte, name string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "document.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, a := range args {
		args[i] = strings.ReplaceAll(a, "FILE", path)
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

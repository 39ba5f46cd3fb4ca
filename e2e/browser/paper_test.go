package browser

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// letter is a letter of another office, in the form of the Party's documents.
const letter = `<!DOCTYPE html><html><head><meta charset="utf-8"><style>
body { font-family: "Liberation Serif"; font-size: 14pt } td { text-align: center; vertical-align: top }
</style></head><body>
<table width="100%"><tr>
<td width="45%">TỈNH ỦY QUẢNG NGÃI<br><b>VĂN PHÒNG</b><br>*<br>Số 57-CV/VPTU<br><i>V/v phối hợp tổ chức<br>hội nghị trực tuyến</i></td>
<td><b>ĐẢNG CỘNG SẢN VIỆT NAM</b><br><br><i>Quảng Ngãi, ngày 02 tháng 11 năm 2026</i></td>
</tr></table>
<p align="center"><i>Kính gửi:</i> Văn phòng Thành ủy Đà Nẵng</p>
<p>Văn phòng Tỉnh ủy Quảng Ngãi đề nghị Văn phòng Thành ủy Đà Nẵng phối hợp tổ chức hội nghị trực tuyến giữa hai địa phương
và cho ý kiến trước ngày 20 tháng 11 năm 2026.</p>
<table width="100%"><tr><td width="50%" style="text-align:left"><i>Nơi nhận:</i><br>- Như trên,<br>- Lưu Văn phòng.</td>
<td><b>CHÁNH VĂN PHÒNG</b><br><br><br><b>Nguyễn Văn Bình</b></td></tr></table>
</body></html>`

// makeLetter prints the letter to a PDF, as the other office's word processor does.
func makeLetter(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	from := filepath.Join(dir, "57-CV-VPTU.html")
	if err := os.WriteFile(from, []byte(letter), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "soffice", "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless",
		"--convert-to", "pdf:writer_web_pdf_Export", "--outdir", dir, from)
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, said)
	}
	path := filepath.Join(dir, "57-CV-VPTU.pdf")
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// text is what the specialist writes in place of the template's “…”.
const text = "Văn phòng Thành ủy Đà Nẵng thống nhất phối hợp tổ chức hội nghị trực tuyến và cử Phòng Cơ yếu - Công nghệ thông tin làm đầu mối."

// wordProcessor serves the one thing a specialist does outside of the browser:
// POST a DOCX, get it back with text written into it.
func wordProcessor(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		docx, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 16<<20))
		if err == nil {
			docx, err = write(docx, text)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusUnprocessableEntity)
			return
		}
		_, _ = w.Write(docx)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// write puts words where the template leaves “…”: the first place takes them, the
// others are emptied.
func write(docx []byte, words string) ([]byte, error) {
	in, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		b, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		if f.Name == "word/document.xml" {
			const blank = ">…<"
			body := string(b)
			if !strings.Contains(body, blank) {
				return nil, fmt.Errorf("the template has no blank")
			}
			body = strings.Replace(body, blank, ">"+html.EscapeString(words)+"<", 1)
			b = []byte(strings.ReplaceAll(body, blank, "><"))
		}
		to, err := w.Create(f.Name)
		if err != nil {
			return nil, err
		}
		if _, err := to.Write(b); err != nil {
			return nil, err
		}
	}
	err = w.Close()
	return out.Bytes(), err
}

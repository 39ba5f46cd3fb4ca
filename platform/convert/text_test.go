package convert

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const wordNamespace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

// docxOf makes a DOCX of a body and further parts.
func docxOf(t testing.TB, body string, more map[string]string) []byte {
	t.Helper()
	parts := map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels":         relsOf("officeDocument", "word/document.xml", ""),
		"word/document.xml":   `<?xml version="1.0"?><w:document ` + wordNamespace + `><w:body>` + body + `</w:body></w:document>`,
	}
	for name, text := range more {
		parts[name] = text
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func relsOf(kind, target, mode string) string {
	return `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` +
		kind + `" Target="` + target + `" TargetMode="` + mode + `"/></Relationships>`
}

func para(s string) string { return "<w:p><w:r><w:t>" + s + "</w:t></w:r></w:p>" }

func newTools(t testing.TB) *Tools {
	t.Helper()
	tools := New(Config{TempDir: t.TempDir()})
	t.Cleanup(func() { _ = tools.Close() })
	return tools
}

func codesOf(findings []Finding) []string {
	var list []string
	for _, f := range findings {
		list = append(list, f.Code)
	}
	return list
}

func TestDOCXText(t *testing.T) {
	body := `<w:tbl><w:tr><w:tc>` + para("THÀNH ỦY") + para("*") + `</w:tc><w:tc>` + para("ĐẢNG CỘNG SẢN VIỆT NAM") + `</w:tc></w:tr>` +
		`<w:tr><w:tc>` + para("Số 15-TB/TU") + `</w:tc><w:tc>` + para("Đà Nẵng, ngày 23 tháng 11 năm 2026") + `</w:tc></w:tr></w:tbl>` +
		`<w:p><w:r><w:t>THÔNG</w:t></w:r><w:r><w:t xml:space="preserve"> BÁO</w:t></w:r></w:p>` +
		`<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/></w:r></w:p>` +
		`<w:p><w:del><w:r><w:delText>xóa</w:delText></w:r></w:del><w:ins><w:r><w:t>chèn</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>cũ</w:t></w:r></w:moveFrom></w:p>` +
		`<w:p><w:r><w:instrText> PAGE </w:instrText></w:r></w:p>`
	got, err := newTools(t).Text(t.Context(), "x.docx", bytes.NewReader(docxOf(t, body, nil)))
	if err != nil {
		t.Fatal(err)
	}
	want := "THÀNH ỦY\n*\nĐẢNG CỘNG SẢN VIỆT NAM\nSố 15-TB/TU\tĐà Nẵng, ngày 23 tháng 11 năm 2026\nTHÔNG BÁO\na\tb\nc-\nchèn\n\n"
	if diff := cmp.Diff(want, got.Content); diff != "" || got.Kind != KindDOCX || len(got.Findings) > 0 {
		t.Errorf("kind %s, findings %v (-want +got):\n%s", got.Kind, got.Findings, diff)
	}
}

func TestDOCXFindings(t *testing.T) {
	for _, c := range []struct {
		name, body string
		more       map[string]string
		want       []string
	}{
		{"macro", "", map[string]string{"word/vbaProject.bin": "x"}, []string{DOCXMacro}},
		{"activex", "", map[string]string{"word/activeX/activeX1.xml": "<x/>"}, []string{DOCXActiveX}},
		{"embedded", "", map[string]string{"word/embeddings/oleObject1.bin": "x"}, []string{DOCXEmbedded}},
		{"template elsewhere", "", map[string]string{"word/_rels/settings.xml.rels": relsOf("attachedTemplate", "http://127.0.0.1:9/x.dotm", "External")}, []string{DOCXExternal}},
		{"plain link", "", map[string]string{"word/_rels/document.xml.rels": relsOf("hyperlink", "https://example.vn/", "External")}, nil},
		{"dde", "<w:p><w:r><w:instrText>DDEAUTO c:\\\\x</w:instrText></w:r></w:p>", nil, []string{DOCXDDE}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := newTools(t).Text(t.Context(), "", bytes.NewReader(docxOf(t, c.body+para("x"), c.more)))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, codesOf(got.Findings)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for _, f := range got.Findings {
				if f.Vi == "" || f.Vi == f.Code || f.En == "" || f.Severity == "" {
					t.Errorf("finding without words: %+v", f)
				}
			}
		})
	}
}

// hostileFiles are the bombs and broken files that we make ourselves.
func hostileFiles(t *testing.T) map[string]struct {
	data []byte
	want Code
} {
	entities := `<!DOCTYPE w:document [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>`
	twice := docxOf(t, para("x"), map[string]string{"WORD/DOCUMENT.XML": "<x/>"})
	many := map[string]string{}
	for i := range docxMaxEntries {
		many[fmt.Sprint("word/x", i)] = ""
	}
	type file = struct {
		data []byte
		want Code
	}
	return map[string]file{
		"empty":               {nil, Broken},
		"rubbish":             {[]byte("rubbish"), Unsupported},
		"cut zip":             {docxOf(t, para("x"), nil)[:200], Broken},
		"zip, not word":       {docxOf(t, "", map[string]string{"_rels/.rels": relsOf("officeDocument", "xl/workbook.xml", "")}), Unsupported},
		"old word":            {[]byte(ole2Magic + strings.Repeat("\x00", 600)), Unsupported},
		"encrypted word":      {append([]byte(ole2Magic+strings.Repeat("\x00", 600)), utf16le("EncryptedPackage")...), Encrypted},
		"bomb":                {docxOf(t, para(strings.Repeat("A", docxMaxPart)), nil), TooLarge},
		"many parts":          {docxOf(t, para("x"), many), TooLarge},
		"part twice":          {twice, Broken},
		"entities":            {docxOf(t, "", map[string]string{"word/document.xml": entities + "<w:document " + wordNamespace + ">&b;&c;</w:document>"}), Broken},
		"deep":                {docxOf(t, strings.Repeat("<w:tbl><w:tr><w:tc>", 20000), nil), Broken},
		"not well formed":     {docxOf(t, "<w:p>", nil), Broken},
		"path out of package": {docxOf(t, para("x"), map[string]string{"_rels/.rels": relsOf("officeDocument", "../../../etc/passwd", "")}), Unsupported},
		"pdf rubbish":         {[]byte("%PDF-1.7\nrubbish"), Broken},
		"pdf with password":   {passwordPDF(), Encrypted},
	}
}

func TestHostileFiles(t *testing.T) {
	tools := newTools(t)
	for name, c := range hostileFiles(t) {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, err := tools.Text(t.Context(), "", bytes.NewReader(c.data))
			if got := CodeOf(err); got != c.want {
				t.Errorf("got %s (%v), want %s", got, err, c.want)
			}
			var e *Error
			if !errors.As(err, &e) || e.Vi == "" || e.En == "" {
				t.Errorf("no message for users in %v", err)
			}
			if d := time.Since(start); d > 10*time.Second {
				t.Errorf("took %v", d)
			}
		})
	}
}

func TestInputLimit(t *testing.T) {
	tools := New(Config{TempDir: t.TempDir(), MaxInput: 1000})
	_, err := tools.Text(t.Context(), "", strings.NewReader(strings.Repeat("x", 1001)))
	if CodeOf(err) != TooLarge {
		t.Errorf("got %v", err)
	}
}

// Readings wait for their turn, and give up when their caller does.
func TestReadersAreLimited(t *testing.T) {
	tools := New(Config{TempDir: t.TempDir(), Readers: 1})
	_, end, err := tools.begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := tools.Text(ctx, "", bytes.NewReader(onePage(""))); CodeOf(err) != Timeout {
		t.Errorf("second reading: got %v, want Timeout", err)
	}
	end()
	if _, err := tools.Text(t.Context(), "", bytes.NewReader(onePage(""))); err != nil {
		t.Errorf("after the first ended: %v", err)
	}
}

func TestPlainText(t *testing.T) {
	tools := newTools(t)
	got, err := tools.Text(t.Context(), "a.TXT", strings.NewReader("\ufeffSố 15\r\nxin chào"))
	if err != nil || got.Content != "Số 15\nxin chào" || got.Kind != KindTXT {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := tools.Text(t.Context(), "a.txt", strings.NewReader("\xff\xfe\x00")); CodeOf(err) != Unsupported {
		t.Errorf("not UTF-8: got %v", err)
	}
}

// pdfOf makes a PDF of objects; the first is the catalogue.
func pdfOf(trailer string, objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, xref)
	return b.Bytes()
}

func stream(dict, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>stream\n%s\nendstream", dict, len(data), data)
}

func onePage(catalog string, more ...string) []byte {
	return pdfOf("", append([]string{
		"<</Type/Catalog/Pages 2 0 R" + catalog + ">>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>>>>>>>",
		stream("", "BT /F 12 Tf 20 50 Td (Hello office) Tj ET"),
	}, more...)...)
}

// passwordPDF claims to be encrypted with a password that is not empty.
func passwordPDF() []byte {
	zeros := strings.Repeat("00", 32)
	return pdfOf("/Encrypt 3 0 R/ID[<00><00>]", "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>",
		"<</Filter/Standard/V 2/R 3/Length 128/P -4/O<"+zeros+">/U<"+zeros+">>>")
}

func zipped(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(s))
	_ = z.Close()
	return b.String()
}

func TestPDFText(t *testing.T) {
	got, err := newTools(t).Text(t.Context(), "x.pdf", bytes.NewReader(onePage("/OpenAction[3 0 R/Fit]")))
	if err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(got.Content) != "Hello office" || got.Pages != 1 || got.Kind != KindPDF || len(got.Findings) != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestPDFFindings(t *testing.T) {
	hidden := stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", zipped("9 0 <</S/JavaScript/JS(x)>>"))
	for _, c := range []struct {
		name string
		pdf  []byte
		want []string
	}{
		{"script", onePage("/OpenAction 5 0 R", "<</S/JavaScript/JS(app.alert\\(1\\))>>"), []string{PDFJavaScript, PDFOpenAction}},
		{"name in disguise", onePage("/OpenAction 5 0 R", "<</S/J#61vaScript/#4aS(x)>>"), []string{PDFJavaScript, PDFOpenAction}},
		{"in an object stream", onePage("", hidden), []string{PDFJavaScript}},
		{"launch", onePage("/OpenAction<</S/Launch/F(x.exe)>>"), []string{PDFLaunch, PDFOpenAction}},
		{"attachment", onePage("/Names<</EmbeddedFiles 5 0 R>>", "<<>>"), []string{PDFAttachment}},
		{"form", onePage("/AcroForm<</XFA 5 0 R>>", "[]"), []string{PDFXFA}},
		{"words in page text", onePage("", stream("", "(/JavaScript /Launch)")), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := newTools(t).Text(t.Context(), "", bytes.NewReader(c.pdf))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, codesOf(got.Findings)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWordsAndPageImage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(path, onePage(""), 0o600); err != nil {
		t.Fatal(err)
	}
	tools := newTools(t)
	pages, err := tools.Words(t.Context(), path)
	if err != nil || len(pages) != 1 || len(pages[0].Words) != 2 {
		t.Fatalf("got %+v, %v", pages, err)
	}
	w := pages[0].Words[0]
	if w.Text != "Hello" || w.XMin != 20 || w.YMin < 35 || w.YMax > 56 || pages[0].Width != 200 || pages[0].Height != 100 || w.Line != pages[0].Words[1].Line {
		t.Errorf("got %+v of %+v", w, pages[0])
	}
	img, err := tools.PageImage(t.Context(), path, 1, 72)
	if err != nil || !bytes.HasPrefix(img, []byte("\xff\xd8")) {
		t.Errorf("image: %d bytes, %v", len(img), err)
	}
	if _, err := tools.PageImage(t.Context(), path, 2, 72); CodeOf(err) != Broken {
		t.Errorf("page 2 of 1: got %v", err)
	}
}

// A page kilometres wide costs no more than any other.
func TestPageImageOfHugePage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.pdf")
	data := bytes.Replace(onePage(""), []byte("[0 0 200 100]"), []byte("[0 0 1e7 1e7]"), 1)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	_, err := newTools(t).PageImage(t.Context(), path, 1, 300)
	if code := CodeOf(err); code != "" && code != Memory && code != Broken && code != Timeout {
		t.Errorf("got %v", err)
	}
	if d := time.Since(start); d > 10*time.Second {
		t.Errorf("took %v", d)
	}
}

func TestMissingToolsSayWhatToInstall(t *testing.T) {
	tools := New(Config{PDFInfo: "/nowhere/pdfinfo", Soffice: "/nowhere/soffice.bin", TempDir: t.TempDir()})
	tools.config.Soffice, tools.office.config.Soffice = "", ""
	_, err := tools.Text(t.Context(), "", bytes.NewReader(onePage("")))
	var e *Error
	if !errors.As(err, &e) || e.Code != ToolMissing || !strings.Contains(e.Vi, "poppler-utils") {
		t.Errorf("PDF: got %v", err)
	}
	_, err = tools.ToPDF(t.Context(), docxOf(t, para("x"), nil))
	if !errors.As(err, &e) || e.Code != ToolMissing || !strings.Contains(e.Vi, "libreoffice-writer-nogui") {
		t.Errorf("DOCX: got %v", err)
	}
	for _, s := range tools.Doctor(t.Context()) {
		missing := s.Name == "pdfinfo" || s.Name == "LibreOffice Writer"
		if missing != (s.Fix != "") || missing == (s.Version != "") {
			t.Errorf("doctor: %+v", s)
		}
	}
}

func FuzzDOCXText(f *testing.F) {
	f.Add("<w:tbl><w:tr><w:tc>" + para("x") + "</w:tc></w:tr></w:tbl>")
	f.Add("<w:p><w:r><w:t>a</w:t></w:r></w:p></w:tr></w:tc>")
	f.Fuzz(func(t *testing.T, body string) {
		_, _, err := docxText(strings.NewReader("<w:document " + wordNamespace + ">" + body + "</w:document>"))
		var e *Error
		if err != nil && !errors.As(err, &e) {
			t.Errorf("untyped error %v", err)
		}
	})
}

func FuzzScanPDF(f *testing.F) {
	f.Add(onePage("/OpenAction 5 0 R", "<</S/J#61vaScript>>"))
	f.Add([]byte("stream ObjStm obj stream /#"))
	f.Fuzz(func(_ *testing.T, data []byte) { scanPDF(data) })
}

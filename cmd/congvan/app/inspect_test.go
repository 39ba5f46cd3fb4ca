package app

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"errors"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/format"
	"congvan/platform/convert"
	"congvan/standard/pades"
	"congvan/standard/vietnamese"
)

// TestMain lets the test binary act as a limited child of its own tests.
func TestMain(m *testing.M) {
	if handled, code := convert.Main(Children(), os.Args); handled {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

func day() office.Date { return office.Date{Year: 2026, Month: 11, Day: 23} }

func noon() time.Time { return day().Start().Add(12 * time.Hour) }

func formats(t *testing.T) format.Rules {
	t.Helper()
	rules, err := format.Load()
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

// notice is a Party notice as DOCX; mark stands over its type when it is not "".
func notice(t *testing.T, number, mark string) []byte {
	t.Helper()
	r, _ := formats(t).Find(format.Party, day())
	template, err := format.Template(r, format.Named)
	if err != nil {
		t.Fatal(err)
	}
	agency := []string{"THÀNH ỦY ĐÀ NẴNG"}
	if mark != "" {
		agency = append(agency, mark)
	}
	docx, report, err := format.Fill(template, map[format.Field]format.Value{
		format.FieldAgencyParent: {},
		format.FieldAgency:       format.Lines(agency...),
		format.FieldNumberLine:   format.Text(number),
		format.FieldPlaceDate:    format.LongDate("Đà Nẵng", day()),
		format.FieldTypeName:     format.Text("THÔNG BÁO"),
		format.FieldSubject:      format.Text("kết quả họp giao ban tháng 11 năm 2026"),
		format.FieldBody:         format.BodyText("Thành ủy thông báo như sau. Văn bản này không có nội dung mật."),
		format.FieldRecipients:   format.ListLines("Các ban đảng", "Lưu Văn phòng"),
		format.FieldCapacity:     format.Text("T/M BAN THƯỜNG VỤ"),
		format.FieldPosition:     format.Text("PHÓ BÍ THƯ"),
		format.FieldSigner:       format.Text("Trần Thị Bưởi"),
	})
	if err != nil || len(report.Missing)+len(report.Unknown) > 0 {
		t.Fatalf("fill: %+v, %v", report, err)
	}
	return docx
}

func toPDF(t *testing.T, docx []byte) []byte {
	t.Helper()
	tools := convert.New(convert.Config{})
	defer tools.Close()
	pdf, err := tools.ToPDF(t.Context(), docx)
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

func inspector(t *testing.T, roots ...*x509.Certificate) Inspector {
	t.Helper()
	tools := convert.New(convert.Config{})
	t.Cleanup(func() { tools.Close() })
	return Inspector{
		Tools: tools, Formats: formats(t),
		Verifier: Verifier{
			Now:   noon,
			Roots: func(context.Context) ([]*x509.Certificate, error) { return roots, nil },
		},
	}
}

func (i Inspector) look(t *testing.T, name string, data []byte) document.Inspection {
	t.Helper()
	x, err := i.Inspect(t.Context(), name, bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return x
}

func TestInspectSignedPDF(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := selfSigned(t, key)
	pdf, err := pades.Sign(toPDF(t, notice(t, "Số 45-TB/TU", "")), pades.SignRequest{
		Field: "chu_ky", Time: noon(), Key: key, Chain: []*x509.Certificate{c},
	})
	if err != nil {
		t.Fatal(err)
	}
	x := inspector(t, c).look(t, "thong-bao.pdf", pdf)
	if x.Problem != document.NoProblem || x.MediaType != "application/pdf" || x.Pages != 1 || x.Mark != office.Open || len(x.Findings) != 0 {
		t.Errorf("got %+v", x)
	}
	if x.Verdict != document.ValidVerdict {
		t.Errorf("verdict %s: %s", x.Verdict, x.Report)
	}
	var r pades.Report
	if err := json.Unmarshal(x.Report, &r); err != nil || len(r.Signatures) != 1 || r.Signatures[0].SignerCN != "Trần Thị Bưởi" {
		t.Errorf("report %s, %v", x.Report, err)
	}
	if !strings.Contains(x.Text, "kết quả họp giao ban") {
		t.Errorf("text %q", x.Text)
	}
	want := document.Fields{
		ReferenceCode: "45-TB/TU", IssuedDate: day(), IssuingName: "THÀNH ỦY ĐÀ NẴNG", TypeCode: "TB", TypeName: "Thông báo",
		RuleSet: "party", Subject: "kết quả họp giao ban tháng 11 năm 2026",
		Signer: document.Signer{Name: "Trần Thị Bưởi", Position: "PHÓ BÍ THƯ"},
		Confidence: map[string]float64{
			"reference_code": confirmed, "issued_date": confirmed, "type": confirmed,
			"issuing_name": found, "subject": found, "signer_name": found, "signer_position": found,
		},
	}
	if diff := cmp.Diff(want, x.Fields); diff != "" {
		t.Error(diff)
	}
	pdf = bytes.Replace(pdf, []byte("/MediaBox"), []byte("/MediaBux"), 1)
	if x := inspector(t, c).look(t, "thong-bao.pdf", pdf); x.Problem == document.NoProblem && x.Verdict != document.InvalidVerdict {
		t.Errorf("changed after signing: %s", x.Verdict)
	}
}

func selfSigned(t *testing.T, key *ecdsa.PrivateKey) *x509.Certificate {
	t.Helper()
	c := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "Trần Thị Bưởi"},
		NotBefore: noon().AddDate(0, -1, 0), NotAfter: noon().AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestInspectDOCX(t *testing.T) {
	x := inspector(t).look(t, "du-thao.docx", notice(t, "Số 45-TB/TU", ""))
	if x.Verdict != document.NoVerdict || x.Report != nil || !strings.HasSuffix(x.MediaType, "wordprocessingml.document") {
		t.Errorf("got %+v", x)
	}
	if x.Mark != office.Open || x.Fields.ReferenceCode != "45-TB/TU" || x.Fields.TypeCode != "TB" {
		t.Errorf("mark %v, fields %+v", x.Mark, x.Fields)
	}
}

func TestInspectFindsMarks(t *testing.T) {
	for mark, want := range map[string]office.Classification{
		"MẬT": office.Confidential, "TỐI MẬT": office.Secret, "TUYỆT MẬT": office.TopSecret,
	} {
		if x := inspector(t).look(t, "x.docx", notice(t, "Số 45-TB/TU", mark)); x.Mark != want {
			t.Errorf("%s: %v, want %v", mark, x.Mark, want)
		}
	}
}

func TestInspectProblems(t *testing.T) {
	plain := smallPDF("")
	dir := t.TempDir()
	in, locked := filepath.Join(dir, "in.pdf"), filepath.Join(dir, "locked.pdf")
	if err := os.WriteFile(in, plain, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("qpdf", "--encrypt", "user", "owner", "256", "--", in, locked).CombinedOutput(); err != nil {
		t.Fatalf("qpdf: %v\n%s", err, out)
	}
	encrypted, err := os.ReadFile(locked)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		data []byte
		want document.Problem
	}{
		{"fine.pdf", plain, document.NoProblem},
		{"locked.pdf", encrypted, document.Encrypted},
		{"cut.pdf", []byte("%PDF-1.7\n1 0 obj"), document.Broken},
		{"name-only.docx", []byte("hello"), document.Broken},
		{"program.exe", []byte("MZ\x90\x00"), document.Unsupported},
		{"notes.txt", []byte("ghi chú"), document.Unsupported},
		{"bomb.docx", bomb(t), document.Bomb},
	} {
		if x := inspector(t).look(t, c.name, c.data); x.Problem != c.want {
			t.Errorf("%s: %q, want %q", c.name, x.Problem, c.want)
		}
	}
}

func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	for range 512 {
		if _, err := w.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestInspectCallsScriptsHostile(t *testing.T) {
	x := inspector(t).look(t, "x.pdf", smallPDF("/OpenAction <</S /JavaScript /JS (app.alert\\(1\\))>>"))
	hostile := false
	for _, f := range x.Findings {
		hostile = hostile || f.Hostile && f.Code == convert.PDFJavaScript && f.Vi != ""
	}
	if !hostile || x.Problem != document.NoProblem {
		t.Errorf("got %+v", x)
	}
}

func TestInspectSaysWhenItsToolIsAway(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := inspector(t).Inspect(t.Context(), "x.pdf", bytes.NewReader(smallPDF("")), -1)
	var e *office.Error
	if !errors.As(err, &e) || e.Code != office.CodeUnavailable || !strings.Contains(e.Vi, "poppler-utils") {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := inspector(t).Inspect(ctx, "x.pdf", bytes.NewReader(smallPDF("")), -1); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestTypeOfOlderAndUnknownDocuments(t *testing.T) {
	i := inspector(t)
	for _, c := range []struct {
		name, text, ruleSet, code, typeName string
		confidence                          float64
	}{
		{"a State decision", "Số: 12/QĐ-UBND\n\nQUYẾT ĐỊNH\nVề việc thành lập tổ", "state", "QD", "Quyết định", confirmed},
		{"a Party regulation shares its symbol", "Số 12-QĐ/TU\n\nQUY ĐỊNH\nvề chế độ họp", "party", "QDi", "Quy định", found},
		{"a State letter", "Số: 123/SNV-VP\n\nV/v gửi báo cáo", "state", "CV", "Công văn", derived},
		{"no code", "THÔNG BÁO\nvề việc họp", "", "", "Thông báo", found},
		{"nothing", "xin chào", "", "", "", 0},
	} {
		f := i.look(t, "x.docx", docxOf(t, c.text)).Fields
		if f.RuleSet != c.ruleSet || f.TypeCode != c.code || f.TypeName != c.typeName || f.Confidence["type"] != c.confidence {
			t.Errorf("%s: %q %q %q %v, want %q %q %q %v", c.name,
				f.RuleSet, f.TypeCode, f.TypeName, f.Confidence["type"], c.ruleSet, c.code, c.typeName, c.confidence)
		}
	}
}

// docxOf is the least DOCX that holds lines of text.
func docxOf(t *testing.T, text string) []byte {
	t.Helper()
	var body strings.Builder
	for line := range strings.Lines(vietnamese.NFC(text)) {
		body.WriteString("<w:p><w:r><w:t>" + strings.TrimSpace(line) + "</w:t></w:r></w:p>")
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body.String() + `</w:body></w:document>`},
	} {
		w, err := z.Create(part[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(part[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWordsFindPlaces(t *testing.T) {
	tools := convert.New(convert.Config{})
	defer tools.Close()
	pages, err := Words{tools}.Words(t.Context(), toPDF(t, notice(t, "Số     -TB/TU", "")))
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) != 1 || pages[0].Width < 590 || len(pages[0].Words) < 20 {
		t.Fatalf("got %+v", pages)
	}
	at := map[string]format.Word{}
	for _, w := range pages[0].Words {
		at[w.Text] = w
	}
	if code, signer := at["-TB/TU"], at["Bưởi"]; code.YMin <= 0 || signer.YMin < code.YMin+100 || signer.XMin < pages[0].Width/2 {
		t.Errorf("code %+v, signer %+v", code, signer)
	}
	_, err = Words{tools}.Words(t.Context(), []byte("no PDF"))
	if office.CodeOf(err) != office.CodeInvalid {
		t.Errorf("no PDF: %v", err)
	}
}

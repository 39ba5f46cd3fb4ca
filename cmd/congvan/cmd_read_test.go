package main

import (
	"archive/zip"
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"congvan/office/format"
	"congvan/standard/vietnamese"
)

// noticeText is a Party notice as text extraction gives it.
const noticeText = `        THÀNH ỦY ĐÀ NẴNG                             ĐẢNG CỘNG SẢN VIỆT NAM
                    *
              Số 45-TB/TU                        Đà Nẵng, ngày 23 tháng 11 năm 2026

                                   THÔNG BÁO
                    kết quả họp giao ban tháng 11 năm 2026

        Ngày 20/11/2026, Ban Tổ chức họp và kết luận như sau.

        Nơi nhận:                                  TRƯỞNG BAN
        - Lưu Văn phòng.

                                                   Trần Thị Bưởi
`

type readJSON struct {
	ReferenceCode *string `json:"reference_code"`
	IssuedDate    *string `json:"issued_date"`
	IssuingAgency *string `json:"issuing_agency"`
	DocumentType  *string `json:"document_type"`
	Subject       *string `json:"subject"`
	Signers       []struct {
		Name     string `json:"name"`
		Position string `json:"position"`
	} `json:"signers"`
	Assignments []any   `json:"assignments"`
	Text        *string `json:"text"`
}

func read(t *testing.T, path string) readJSON {
	t.Helper()
	r := congvan(t, nil, "read", "--json", path)
	r.wantCode(t, 0)
	var got readJSON
	r.decode(t, &got)
	if got.Signers == nil || got.Assignments == nil || got.Text == nil {
		t.Fatalf("fields are missing:\n%s", r.stdout)
	}
	return got
}

func TestReadText(t *testing.T) {
	got := read(t, write(t, "notice.txt", []byte(noticeText)))
	s := func(v string) *string { return &v }
	want := readJSON{
		ReferenceCode: s("45-TB/TU"), IssuedDate: s("2026-11-23"), IssuingAgency: s("THÀNH ỦY ĐÀ NẴNG"),
		DocumentType: s("Thông báo"), Subject: s("kết quả họp giao ban tháng 11 năm 2026"), Assignments: []any{}, Text: s(noticeText),
	}
	want.Signers = append(want.Signers, struct {
		Name     string `json:"name"`
		Position string `json:"position"`
	}{"Trần Thị Bưởi", "TRƯỞNG BAN"})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadDOCX(t *testing.T) {
	got := read(t, write(t, "decision.docx", stateDecision(t)))
	for name, c := range map[string]struct {
		got  *string
		want string
	}{
		"reference_code": {got.ReferenceCode, "12/QĐ-UBND"},
		"issued_date":    {got.IssuedDate, "2026-11-23"},
		"document_type":  {got.DocumentType, "Quyết định"},
	} {
		if c.got == nil || *c.got != c.want {
			t.Errorf("%s: %v, want %s", name, c.got, c.want)
		}
	}
	if len(got.Signers) != 1 || got.Signers[0].Name != "Lê Văn Ổi" {
		t.Errorf("signers %+v", got.Signers)
	}
}

// stateDecision is a decision filled from the State's template.
func stateDecision(t *testing.T) []byte {
	t.Helper()
	rules, err := format.Load()
	if err != nil {
		t.Fatal(err)
	}
	day := vietnamese.Date{Year: 2026, Month: 11, Day: 23}
	r, _ := rules.Find(format.State, day)
	template, err := format.Template(r, format.Decision)
	if err != nil {
		t.Fatal(err)
	}
	docx, report, err := format.Fill(template, map[format.Field]format.Value{
		format.FieldAgencyParent: {},
		format.FieldAgency:       format.Text("ỦY BAN NHÂN DÂN PHƯỜNG HẢI CHÂU"),
		format.FieldNumberLine:   format.Text("Số: 12/QĐ-UBND"),
		format.FieldPlaceDate:    format.LongDate("Hải Châu", day),
		format.FieldTypeName:     format.Text("QUYẾT ĐỊNH"),
		format.FieldSubject:      format.Text("Về việc thành lập Tổ công tác chuyển đổi số"),
		format.FieldAuthority:    format.Text("ỦY BAN NHÂN DÂN PHƯỜNG HẢI CHÂU"),
		format.FieldGrounds:      format.Lines("Căn cứ Luật Tổ chức chính quyền địa phương;"),
		format.FieldBody:         format.BodyText("Thành lập Tổ công tác."),
		format.FieldRecipients:   format.ListLines("Như Điều 1", "Lưu: VT"),
		format.FieldCapacity:     format.Text("TM. ỦY BAN NHÂN DÂN"),
		format.FieldPosition:     format.Text("CHỦ TỊCH"),
		format.FieldSigner:       format.Text("Lê Văn Ổi"),
	})
	if err != nil || len(report.Missing)+len(report.Unknown) > 0 {
		t.Fatalf("fill: %+v, %v", report, err)
	}
	return docx
}

func TestReadPDF(t *testing.T) {
	got := read(t, write(t, "in.pdf", smallPDF("")))
	if !strings.Contains(*got.Text, "A notice of one page") || *got.ReferenceCode != "" || got.IssuedDate != nil {
		t.Errorf("got %+v", got)
	}
}

func TestReadRefusesInJSON(t *testing.T) {
	in := write(t, "in.pdf", smallPDF(""))
	locked := filepath.Join(t.TempDir(), "locked.pdf")
	oracle(t, "qpdf", "--encrypt", "user", "owner", "256", "--", in, locked)
	for _, c := range []struct{ name, path, code string }{
		{"no file", in + ".none", "not_found"},
		{"a folder", t.TempDir(), "not_found"},
		{"an empty file", write(t, "empty.pdf", nil), "broken"},
		{"a PDF by name only", write(t, "x.pdf", []byte("hello")), "broken"},
		{"a program", write(t, "x.bin", []byte("\x7fELF\x02\x01\x01")), "unsupported"},
		{"an encrypted PDF", locked, "encrypted"},
		{"a zip bomb", write(t, "bomb.docx", bomb(t)), "too_large"},
		{"text that is too long", write(t, "long.txt", bytes.Repeat([]byte("a\n"), maxReadText)), "too_large"},
	} {
		start := time.Now()
		r := congvan(t, nil, "read", "--json", c.path)
		if d := time.Since(start); d > 10*time.Second {
			t.Errorf("%s: took %v", c.name, d)
		}
		r.wantCode(t, exitBad)
		var f failure
		if r.decode(t, &f); f.Error.Code != c.code || f.Error.Vi == "" || f.Error.En == "" {
			t.Errorf("%s: %+v, want %s", c.name, f, c.code)
		}
	}
}

// bomb is a DOCX whose text unpacks to 512 MB.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"[Content_Types].xml", "word/document.xml"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		for range 256 {
			if _, err := w.Write(make([]byte, 1<<20)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadSpeaksVietnamese(t *testing.T) {
	r := congvan(t, nil, "read", write(t, "notice.txt", []byte(noticeText)))
	r.wantCode(t, 0)
	for _, want := range []string{"Số, ký hiệu: 45-TB/TU", "Ngày ban hành: 23/11/2026", "Loại văn bản: Thông báo", "Người ký: Trần Thị Bưởi, TRƯỞNG BAN"} {
		if !strings.Contains(r.stdout, want) {
			t.Errorf("no %q in\n%s", want, r.stdout)
		}
	}
	r = congvan(t, nil, "read", write(t, "x.pdf", []byte("hello")))
	r.wantCode(t, exitBad)
	if !strings.Contains(r.stderr, "Tệp hỏng") || r.stdout != "" {
		t.Errorf("stdout %q, stderr %q", r.stdout, r.stderr)
	}
}

package edxml_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"congvan/standard/edxml"
)

func read(t *testing.T, text string) *edxml.Package {
	t.Helper()
	p, err := edxml.Read(strings.NewReader(text), edxml.DefaultLimits())
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return p
}

// minimal is a small package without any prefix, in another namespace and
// with its children in another order.
const minimal = `<edXML xmlns="http://www.go.vn/eDoc"><edXMLEnvelope><edXMLHeader><MessageHeader>
<Subject> Mời họp </Subject><DocumentId>a,2026/01/02,7/TB</DocumentId>
<To><OrganId>B1</OrganId></To><From><OrganId>A1</OrganId></From><ResponseFor/>
<Code><CodeNotation>TB-VP</CodeNotation><CodeNumber>7</CodeNumber></Code>
<PromulgationInfo><PromulgationDate>2026/01/02</PromulgationDate></PromulgationInfo>
</MessageHeader><Signature><SignedInfo/></Signature></edXMLHeader><edXMLBody><edXMLManifest>
<Reference><ContentId>cid:1</ContentId><AttachmentName>a.txt</AttachmentName></Reference>
</edXMLManifest></edXMLBody></edXMLEnvelope>
<AttachmentEncoded><Attachment><ContentId>1</ContentId><AttachmentName>a.txt</AttachmentName>
<x:ContentTransferEncoded xmlns:x="urn:x">YW
Jj</x:ContentTransferEncoded></Attachment></AttachmentEncoded></edXML>`

func TestReadByLocalName(t *testing.T) {
	p := read(t, minimal)
	want := edxml.Document{
		From: edxml.Organ{OrganID: "A1"}, To: []edxml.Organ{{OrganID: "B1"}},
		Code: edxml.Code{CodeNumber: "7", CodeNotation: "TB-VP"}, Subject: "Mời họp", Signed: true,
		PromulgationInfo: edxml.PromulgationInfo{PromulgationDate: "2026/01/02"}, DocumentID: "a,2026/01/02,7/TB",
		Attachments: []edxml.Attachment{{ContentID: "1", Name: "a.txt", Data: []byte("abc")}},
	}
	if diff := cmp.Diff(&want, p.Document); diff != "" {
		t.Errorf("Document (-want +got):\n%s", diff)
	}
	if len(p.Warnings) > 0 {
		t.Errorf("warnings %v, want none", p.Warnings)
	}
}

func TestSummary(t *testing.T) {
	want := edxml.ReadSummary{
		Kind: edxml.KindDocument, FromOrganID: "A1", ToOrganIDs: []string{"B1"}, CodeNumber: "7", CodeNotation: "TB-VP",
		Subject: "Mời họp", PromulgationDate: "2026/01/02",
		Attachments: []edxml.AttachmentSummary{{Name: "a.txt", SHA256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}},
	}
	if diff := cmp.Diff(want, read(t, minimal).Summary()); diff != "" {
		t.Errorf("Summary (-want +got):\n%s", diff)
	}
}

const soapStatus = `<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"><SOAP-ENV:Header>
<edXML:Status xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXML:ResponseFor><edXML:OrganId>A1</edXML:OrganId><edXML:Code>7/TB-VP</edXML:Code>
<edXML:PromulgationDate>02/01/2026</edXML:PromulgationDate></edXML:ResponseFor><edXML:From><edXML:OrganId>B1</edXML:OrganId></edXML:From>
<edXML:StatusCode>03</edXML:StatusCode><edXML:Timestamp>02/01/2026 10:00:00</edXML:Timestamp></edXML:Status></SOAP-ENV:Header><SOAP-ENV:Body/></SOAP-ENV:Envelope>`

func TestReadOldStatus(t *testing.T) {
	want := edxml.ReadSummary{
		Kind: edxml.KindStatus, FromOrganID: "B1", ToOrganIDs: []string{}, PromulgationDate: "02/01/2026",
		StatusCode: edxml.StatusRegistered, Attachments: []edxml.AttachmentSummary{},
	}
	p := read(t, soapStatus)
	if diff := cmp.Diff(want, p.Summary()); diff != "" {
		t.Errorf("Summary (-want +got):\n%s", diff)
	}
	if len(p.Warnings) > 0 {
		t.Errorf("warnings %v, want none", p.Warnings)
	}
	if d, ok := p.Status.ResponseFor.PromulgationDate.Date(); !ok || d.String() != "2026-01-02" {
		t.Errorf("date = %s, %v", d, ok)
	}
	encoded := base64.StdEncoding.EncodeToString([]byte(soapStatus))
	if _, err := edxml.Read(strings.NewReader(encoded), edxml.DefaultLimits()); !hasCode(err, edxml.CodeMalformed) {
		t.Errorf("base64 envelope without tolerance: %v, want malformed_xml", err)
	}
	limits := edxml.DefaultLimits()
	limits.Tolerate.Base64Envelope = true
	got, err := edxml.Read(strings.NewReader(encoded), limits)
	if err != nil || got.Kind != edxml.KindStatus {
		t.Errorf("base64 envelope: %v, %v", got, err)
	}
}

func TestReadRefusesMalformed(t *testing.T) {
	for name, text := range map[string]string{
		"empty":                 "",
		"text":                  "not XML at all",
		"junk before":           `12<?xml version="1.0"?>` + minimal,
		"junk after":            minimal + "x",
		"second root":           minimal + "<b/>",
		"declaration not first": " <?xml version=\"1.0\"?>" + minimal,
		"not closed":            strings.TrimSuffix(minimal, "</edXML>"),
		"crossed":               "<a><b></a></b>",
		"undeclared prefix":     "<p:MessageHeader/>",
		"undeclared later":      `<a><b xmlns:p="urn:p"/><p:MessageHeader/></a>`,
		"attribute twice":       `<MessageHeader a="1" a="2"/>`,
		"bad entity":            "<MessageHeader>&nope;</MessageHeader>",
		"invalid UTF-8":         "<MessageHeader>\xff</MessageHeader>",
		"control character":     "<MessageHeader>\x01</MessageHeader>",
		"wrong declared":        `<?xml version="1.0" encoding="utf-16"?><MessageHeader/>`,
		"billion laughs":        `<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]><MessageHeader>&c;</MessageHeader>`,
		"external entity":       `<!DOCTYPE a SYSTEM "file:///etc/passwd"><MessageHeader/>`,
	} {
		if p, err := edxml.Read(strings.NewReader(text), edxml.DefaultLimits()); !hasCode(err, edxml.CodeMalformed) {
			t.Errorf("%s: got %+v, %v, want malformed_xml", name, p, err)
		}
	}
	if _, err := edxml.Read(strings.NewReader("<html><body/></html>"), edxml.DefaultLimits()); !hasCode(err, edxml.CodeNotEdXML) {
		t.Errorf("other XML: %v, want not_edxml", err)
	}
}

func TestReadForgivesLeadingJunkWhenAsked(t *testing.T) {
	limits := edxml.DefaultLimits()
	limits.Tolerate.LeadingJunk = 8
	p, err := edxml.Read(strings.NewReader(`77<?xml version="1.0" encoding="UTF-8"?>`+minimal), limits)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Warnings) != 1 || p.Warnings[0].Code != "M.Prolog" {
		t.Errorf("warnings %v, want M.Prolog", p.Warnings)
	}
	if _, err := edxml.Read(strings.NewReader("123456789"+minimal), limits); !hasCode(err, edxml.CodeMalformed) {
		t.Errorf("nine stray bytes: %v, want malformed_xml", err)
	}
}

func TestReadEncodings(t *testing.T) {
	declared := `<?xml version="1.0" encoding="utf-16"?>` + minimal
	utf16LE := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(declared)) {
		utf16LE = append(utf16LE, byte(u), byte(u>>8))
	}
	for name, text := range map[string]string{
		"byte order mark": "\ufeff" + `<?xml version="1.0" encoding="UTF-8"?>` + minimal,
		"UTF-16":          string(utf16LE),
	} {
		if got, want := read(t, text).Document.Subject, "Mời họp"; got != want {
			t.Errorf("%s: subject %q, want %q", name, got, want)
		}
	}
	western := `<?xml version="1.0" encoding="ISO-8859-1"?><a><MessageHeader><Subject>caf` + "\xe9" + `</Subject></MessageHeader></a>`
	if got, want := read(t, western).Document.Subject, "café"; got != want {
		t.Errorf("ISO-8859-1: subject %q, want %q", got, want)
	}
}

func TestReadLimits(t *testing.T) {
	small := edxml.Limits{MaxBytes: 4096, MaxDepth: 8, MaxElements: 60, MaxAttachments: 2}
	attachments := "<a><MessageHeader/><AttachmentEncoded>" + strings.Repeat("<Attachment/>", 3) + "</AttachmentEncoded></a>"
	for name, text := range map[string]string{
		"bytes":       "<a>" + strings.Repeat(" ", 5000) + "</a>",
		"depth":       strings.Repeat("<a>", 9),
		"elements":    "<a>" + strings.Repeat("<b/>", 60) + "</a>",
		"attachments": attachments,
	} {
		if _, err := edxml.Read(strings.NewReader(text), small); !hasCode(err, edxml.CodeTooLarge) {
			t.Errorf("%s: %v, want too_large", name, err)
		}
	}
	wide := "<a" + strings.Repeat(` b=">"`, 20_000) + "/>"
	if _, err := edxml.Read(strings.NewReader(wide), edxml.DefaultLimits()); !hasCode(err, edxml.CodeTooLarge) {
		t.Errorf("tag of 20,000 attributes: %v, want too_large", err)
	}
	exact := edxml.DefaultLimits()
	exact.MaxBytes = int64(len(minimal))
	if _, err := edxml.Read(strings.NewReader(minimal), exact); err != nil {
		t.Errorf("a message of exactly the limit: %v", err)
	}
}

func TestReadReportsTheReadersError(t *testing.T) {
	broken := io.MultiReader(strings.NewReader(minimal[:200]), iotest.ErrReader(io.ErrClosedPipe))
	if _, err := edxml.Read(broken, edxml.DefaultLimits()); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("Read = %v, want the reader's error", err)
	}
}

func TestReadWarnsAboutAttachments(t *testing.T) {
	text := `<a><MessageHeader/><edXMLManifest><Reference><ContentId>1</ContentId><AttachmentName>x</AttachmentName></Reference>
<Reference><ContentId>2</ContentId><AttachmentName>y</AttachmentName></Reference></edXMLManifest><AttachmentEncoded>
<Attachment><ContentId>cid:2</ContentId><ContentTransferEncoded>%%</ContentTransferEncoded></Attachment>
<Attachment><ContentId>3</ContentId><AttachmentName>z</AttachmentName><ContentTransferEncoded>eg==</ContentTransferEncoded></Attachment></AttachmentEncoded></a>`
	p := read(t, text)
	codes := map[string]bool{}
	for _, w := range p.Warnings {
		codes[w.Code] = true
	}
	for _, want := range []string{
		"N.Subject", "N.To", "M.AttachmentEncoded.ContentTransferEncoded", "M.AttachmentEncoded.Attachment", "N.AttachmentEncoded.Attachment",
	} {
		if !codes[want] {
			t.Errorf("no warning %s in %v", want, p.Warnings)
		}
	}
	want := []edxml.Attachment{{ContentID: "1", Name: "x"}, {ContentID: "2", Name: "y", Problem: "not base64"}, {ContentID: "3", Name: "z", Data: []byte("z")}}
	if diff := cmp.Diff(want, p.Document.Attachments); diff != "" {
		t.Errorf("Attachments (-want +got):\n%s", diff)
	}
}

func zipOf(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i, content := range files {
		f, err := w.Create(fmt.Sprintf("file%d", i))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAttachmentFile(t *testing.T) {
	one, two := zipOf(t, "content"), zipOf(t, "a", "b")
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"a.pdf", one, "content"},
		{"a.docx", one, string(one)},
		{"a.ZIP", one, string(one)},
		{"a.pdf", two, string(two)},
		{"a.pdf", []byte("plain"), "plain"},
		{"a.pdf", one[:len(one)-5], string(one[:len(one)-5])},
	}
	for _, tt := range tests {
		got, err := edxml.Attachment{Name: tt.name, Data: tt.data}.File(1 << 20)
		if err != nil || string(got) != tt.want {
			t.Errorf("File of %s = %q, %v, want %q", tt.name, got, err, tt.want)
		}
	}
	bomb := edxml.Attachment{Name: "a.pdf", Data: zipOf(t, strings.Repeat("0", 1<<20))}
	if _, err := bomb.File(1 << 10); !hasCode(err, edxml.CodeTooLarge) {
		t.Errorf("File of a bomb: %v, want too_large", err)
	}
}

func TestTypeCode(t *testing.T) {
	tests := []struct {
		name, want string
		known      bool
	}{
		{"Công văn", "18", true},
		{"NGHỊ QUYẾT", "1", true},
		{"Bản thoả thuận", "22", true},
		{"Giấy giới thiệu", "26", true},
		{"Kết luận", "18", false},
	}
	for _, tt := range tests {
		if got, known := edxml.TypeCode(tt.name); got != tt.want || known != tt.known {
			t.Errorf("TypeCode(%q) = %s, %v, want %s, %v", tt.name, got, known, tt.want, tt.known)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(minimal))
	f.Add([]byte(soapStatus))
	f.Add([]byte("\xff\xfe<\x00a\x00/\x00>\x00"))
	f.Add([]byte(`<?xml version="1.0" encoding="windows-1258"?><a><!-- c --><![CDATA[x]]></a>`))
	limits := edxml.Limits{MaxBytes: 1 << 16, MaxDepth: 16, MaxElements: 500, MaxAttachments: 10, Tolerate: edxml.Tolerance{LeadingJunk: 4, Base64Envelope: true}}
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := edxml.Read(bytes.NewReader(data), limits)
		if err != nil {
			return
		}
		if p.Kind == edxml.KindDocument != (p.Document != nil) || p.Kind == edxml.KindStatus != (p.Status != nil) {
			t.Fatalf("kind %s does not fit the content", p.Kind)
		}
		_ = p.Summary()
		if p.Kind == edxml.KindDocument && len(p.Document.Check(edxml.DefaultLengths())) == 0 {
			rewrite(t, *p.Document)
		}
	})
}

// rewrite checks that what was read can be written and read again unchanged.
func rewrite(t *testing.T, d edxml.Document) {
	t.Helper()
	for i := range d.Attachments {
		d.Attachments[i].Data, d.Attachments[i].Problem = nil, ""
	}
	d.Signed = false
	var b bytes.Buffer
	if err := edxml.WriteHeader(&b, d); err != nil {
		t.Fatal(err)
	}
	again, _, err := edxml.ReadHeader(&b, edxml.DefaultLimits())
	if err != nil {
		t.Fatalf("written header cannot be read: %v", err)
	}
	if again.Subject != d.Subject || again.DocumentID != d.DocumentID || len(again.To) != len(d.To) || len(again.Attachments) != len(d.Attachments) {
		t.Fatalf("header changed: %+v, was %+v", again, d)
	}
}

package edxml_test

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congvan/standard/edxml"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

func written(t *testing.T, write func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDocumentRoundTrip(t *testing.T) {
	text := written(t, func(w io.Writer) error { return edxml.WriteDocument(w, invented()) })
	golden(t, "document.edxml", text)
	p, err := edxml.Read(bytes.NewReader(text), edxml.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	want := invented()
	if diff := cmp.Diff(&edxml.Package{Kind: edxml.KindDocument, Document: &want}, p); diff != "" {
		t.Errorf("round trip (-want +got):\n%s", diff)
	}
}

func TestHeaderRoundTrip(t *testing.T) {
	text := written(t, func(w io.Writer) error { return edxml.WriteHeader(w, invented()) })
	golden(t, "header.edxml", text)
	got, warnings, err := edxml.ReadHeader(bytes.NewReader(text), edxml.DefaultLimits())
	if err != nil || len(warnings) > 0 {
		t.Fatalf("ReadHeader: %v, %v", warnings, err)
	}
	want := invented()
	for i := range want.Attachments {
		want.Attachments[i].Data = nil
	}
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("round trip (-want +got):\n%s", diff)
	}
	whole := written(t, func(w io.Writer) error { return edxml.WriteDocument(w, invented()) })
	if _, _, err := edxml.ReadHeader(bytes.NewReader(whole), edxml.DefaultLimits()); !hasCode(err, edxml.CodeNotEdXML) {
		t.Errorf("ReadHeader of the embedded form: %v, want not_edxml", err)
	}
}

func TestStatusRoundTrip(t *testing.T) {
	text := written(t, func(w io.Writer) error { return edxml.WriteStatus(w, inventedStatus()) })
	golden(t, "status.edxml", text)
	p, err := edxml.Read(bytes.NewReader(text), edxml.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	want := inventedStatus()
	if diff := cmp.Diff(&edxml.Package{Kind: edxml.KindStatus, Status: &want}, p); diff != "" {
		t.Errorf("round trip (-want +got):\n%s", diff)
	}
	if _, _, err := edxml.ReadHeader(bytes.NewReader(text), edxml.DefaultLimits()); !hasCode(err, edxml.CodeNotEdXML) {
		t.Errorf("ReadHeader of a status: %v, want not_edxml", err)
	}
}

func TestWriteRefusesWhatReceiversRefuse(t *testing.T) {
	tests := []struct {
		want   string
		change func(*edxml.Document)
	}{
		{"N.From.OrganId", func(d *edxml.Document) { d.From.OrganID = "" }},
		{"N.To", func(d *edxml.Document) { d.To = nil }},
		{"N.To.OrganId", func(d *edxml.Document) { d.To[1].OrganID = "" }},
		{"M.To.OrganId", func(d *edxml.Document) { d.To[1].OrganID = d.To[0].OrganID }},
		{"N.Subject", func(d *edxml.Document) { d.Subject = "" }},
		{"R.Subject", func(d *edxml.Document) { d.Subject = strings.Repeat("ế", 501) }},
		{"R.Content", func(d *edxml.Document) { d.Content = strings.Repeat("ế", 501) }},
		{"R.ToPlaces.Place", func(d *edxml.Document) { d.ToPlaces = []string{strings.Repeat("ế", 151)} }},
		{"R.OtherInfo.Appendixes.Appendix", func(d *edxml.Document) { d.OtherInfo.Appendixes[0] = strings.Repeat("ế", 251) }},
		{"R.edXMLManifest.Reference.AttachmentName", func(d *edxml.Document) { d.Attachments[0].Name = strings.Repeat("ế", 201) }},
		{"M.edXMLManifest.Reference.ContentId", func(d *edxml.Document) { d.Attachments[1].ContentID = d.Attachments[0].ContentID }},
		{"N.AttachmentEncoded.ContentTransferEncoded", func(d *edxml.Document) { d.Attachments[0].Data = nil }},
		{"R.AttachmentEncoded", func(d *edxml.Document) { d.Attachments[0].Data = make([]byte, 16<<20) }},
		{"R.Code.CodeNumber", func(d *edxml.Document) { d.Code.CodeNumber = "123456789012" }},
		{"N.PromulgationInfo.PromulgationDate", func(d *edxml.Document) { d.PromulgationInfo.PromulgationDate = "" }},
		{"M.PromulgationInfo.PromulgationDate", func(d *edxml.Document) { d.PromulgationInfo.PromulgationDate = "2026/02/30" }},
		{"N.DocumentId", func(d *edxml.Document) { d.DocumentID = "" }},
		{"R.TraceHeaderList.Bussiness.BussinessDocType", func(d *edxml.Document) { d.TraceHeaderList.Business.Type = "9" }},
		{"N.TraceHeaderList.Bussiness.BussinessDocReason", func(d *edxml.Document) {
			d.TraceHeaderList.Business = &edxml.Business{Type: edxml.BusinessRecall, DocumentID: "x"}
		}},
		{"N.TraceHeaderList.Bussiness.ReplacementInfoList", func(d *edxml.Document) {
			d.TraceHeaderList.Business = &edxml.Business{Type: edxml.BusinessReplace}
		}},
	}
	for _, tt := range tests {
		d := invented()
		tt.change(&d)
		var b bytes.Buffer
		err := edxml.WriteDocument(&b, d)
		var invalid *edxml.ValidationError
		if !errors.As(err, &invalid) || len(invalid.Violations) != 1 || invalid.Violations[0].Code != tt.want {
			t.Errorf("WriteDocument = %v, want only %s", err, tt.want)
		}
		if b.Len() > 0 {
			t.Errorf("%s: %d bytes written before the refusal", tt.want, b.Len())
		}
	}
}

func TestWriteStatusRefuses(t *testing.T) {
	tests := []struct {
		want   string
		change func(*edxml.Status)
	}{
		{"N.Description", func(s *edxml.Status) { s.Description = "" }},
		{"R.StatusCode", func(s *edxml.Status) { s.StatusCode = "104" }},
		{"N.StatusCode", func(s *edxml.Status) { s.StatusCode = "" }},
		{"M.Timestamp", func(s *edxml.Status) { s.Timestamp = "yesterday" }},
		{"N.ResponseFor.DocumentId", func(s *edxml.Status) { s.ResponseFor.DocumentID, s.ResponseFor.Code = "", "" }},
	}
	for _, tt := range tests {
		s := inventedStatus()
		tt.change(&s)
		var invalid *edxml.ValidationError
		if err := edxml.WriteStatus(io.Discard, s); !errors.As(err, &invalid) || invalid.Violations[0].Code != tt.want {
			t.Errorf("WriteStatus = %v, want %s", err, tt.want)
		}
	}
}

func hasCode(err error, code edxml.ErrorCode) bool {
	var e *edxml.Error
	return errors.As(err, &e) && e.Code == code
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestWriteReportsTheWritersError(t *testing.T) {
	if err := edxml.WriteDocument(failingWriter{}, invented()); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("WriteDocument = %v, want the writer's error", err)
	}
}

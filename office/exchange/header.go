package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"congvan/office"
	"congvan/standard/edxml"
)

// writeHeader writes the edXML header of a letter: the same bytes for every
// recipient of one sending.
func writeHeader(l Letter, from Party, to []Party, sent time.Time) ([]byte, error) {
	code := edxml.Code{CodeNumber: strconv.FormatInt(l.Number, 10), CodeNotation: l.Notation}
	issued := edxml.NewDateText(l.IssuedDate)
	typeCode, _ := edxml.TypeCode(l.TypeName)
	d := edxml.Document{
		From:             edxml.Organ{OrganID: from.Code, OrganName: from.Name},
		Code:             code,
		PromulgationInfo: edxml.PromulgationInfo{Place: l.Place, PromulgationDate: issued},
		DocumentType:     edxml.DocumentType{Type: typeCode, TypeName: l.TypeName},
		Subject:          l.Subject,
		SignerInfo:       edxml.SignerInfo{Competence: l.SigningCapacity, Position: l.SignerPosition, FullName: l.SignerName},
		DueDate:          edxml.NewDateText(l.DueDate),
		ToPlaces:         l.ToPlaces,
		OtherInfo: edxml.OtherInfo{
			Priority:           strconv.Itoa(int(l.Urgency)),
			PromulgationAmount: countText(l.Copies), PageAmount: countText(l.Pages),
		},
		DocumentID: edxml.NewDocumentID(from.Code, issued, code),
		TraceHeaderList: edxml.TraceHeaderList{
			TraceHeaders: []edxml.TraceHeader{{OrganID: from.Code, Timestamp: edxml.NewTimeText(sent)}},
			Business:     &edxml.Business{Type: edxml.BusinessNew, Reason: "Văn bản điện tử mới"},
		},
	}
	for _, p := range to {
		d.To = append(d.To, edxml.Organ{OrganID: p.Code, OrganName: p.Name})
	}
	for _, a := range l.ReplyTo {
		d.ResponseFor = append(d.ResponseFor, edxml.ResponseFor{
			OrganID: a.Organ, Code: a.Code, PromulgationDate: edxml.NewDateText(a.Date),
		})
	}
	for i, f := range l.Files {
		d.Attachments = append(d.Attachments, edxml.Attachment{
			ContentID: contentID(i, f.SHA256), Name: f.Name, ContentType: f.MediaType, Description: roleWords(f.Role),
		})
	}
	var b bytes.Buffer
	if err := edxml.WriteHeader(&b, d); err != nil {
		return nil, headerError(err)
	}
	if b.Len() > maxHeader {
		return nil, office.Invalid("exchange.writeHeader",
			"Phần thông tin văn bản quá dài (quá nhiều nơi nhận). Gửi làm nhiều lần.",
			"The document's information is too long (too many recipients). Send it in several parts.")
	}
	return b.Bytes(), nil
}

func roleWords(r FileRole) string {
	if r == AnnexFile {
		return "Phụ lục"
	}
	return "Văn bản chính"
}

func countText(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func headerError(err error) error {
	var v *edxml.ValidationError
	if !errors.As(err, &v) {
		return fmt.Errorf("exchange.writeHeader: %w", err)
	}
	words := make([]string, 0, len(v.Violations))
	for _, x := range v.Violations {
		words = append(words, x.Message)
	}
	return &office.Error{
		Code: office.CodeInvalid, Op: "exchange.writeHeader", Err: err,
		Vi: "Văn bản chưa đủ thông tin để gửi liên thông: " + strings.Join(words, "; ") + ". Bổ sung rồi gửi lại.",
		En: "The document lacks information for exchange: " + v.Error(),
	}
}

// headers are the newest headers read, by their bytes: one document to many
// agencies here arrives as many packages with one header, and one that names
// hundreds of recipients takes longer to read than all the rest.
type headers struct {
	mu   sync.Mutex
	kept [8]struct { // guarded by mu
		sum office.Hash
		doc *edxml.Document // shared: only read
	}
	next int // guarded by mu
}

func (h *headers) read(xml []byte, files int) (*edxml.Document, error) {
	sum := office.HashOf(xml)
	if d := h.find(sum); d != nil {
		return d, nil
	}
	limits := edxml.Limits{MaxBytes: maxHeader, MaxDepth: 32, MaxElements: 20_000, MaxAttachments: max(files, 1)}
	d, _, err := edxml.ReadHeader(bytes.NewReader(xml), limits)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.kept[h.next].sum, h.kept[h.next].doc = sum, d
	h.next = (h.next + 1) % len(h.kept)
	return d, nil
}

func (h *headers) find(sum office.Hash) *edxml.Document {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, k := range h.kept {
		if k.doc != nil && k.sum == sum {
			return k.doc
		}
	}
	return nil
}

// readHeader reads a header as received and joins it with what the manifest
// says. It checks that both speak of the same package.
func (s *Service) readHeader(xml []byte, m Manifest) (Letter, error) {
	d, err := s.headers.read(xml, s.Limits.Files)
	if err != nil {
		return Letter{}, fmt.Errorf("exchange.readHeader: %w", err)
	}
	if d.From.OrganID != m.From {
		return Letter{}, fmt.Errorf("exchange.readHeader: header from %q, manifest from %q", clip(d.From.OrganID), clip(m.From))
	}
	named := false
	for _, o := range d.To {
		named = named || o.OrganID == m.To
	}
	if !named {
		return Letter{}, fmt.Errorf("exchange.readHeader: recipient %q not in the header", clip(m.To))
	}
	l := letterOf(d, m)
	if l.Files, err = filesOf(d, m); err != nil {
		return Letter{}, err
	}
	return l, nil
}

func letterOf(d *edxml.Document, m Manifest) Letter {
	l := Letter{
		ReferenceCode: m.Reference, RuleSet: m.RuleSet, TypeCode: m.TypeCode, IssuingName: m.Issuer,
		Notation: d.Code.CodeNotation, TypeName: d.DocumentType.TypeName, Place: d.PromulgationInfo.Place,
		Subject: d.Subject, SignerName: d.SignerInfo.FullName, SignerPosition: d.SignerInfo.Position,
		SigningCapacity: d.SignerInfo.Competence, Classification: m.Classification, ToPlaces: d.ToPlaces,
		Number: number(d.Code.CodeNumber), Pages: int(number(d.OtherInfo.PageAmount)), Copies: int(number(d.OtherInfo.PromulgationAmount)),
	}
	if l.ReferenceCode == "" {
		l.ReferenceCode = d.Code.String()
	}
	if l.IssuingName == "" {
		l.IssuingName = d.From.OrganName
	}
	l.IssuedDate, _ = d.PromulgationInfo.PromulgationDate.Date() // impossible dates stay empty: the clerk sees the paper
	l.DueDate, _ = d.DueDate.Date()
	if u := office.Urgency(number(d.OtherInfo.Priority)); u.Valid() {
		l.Urgency = u
	}
	for _, r := range d.ResponseFor {
		a := Answered{Organ: r.OrganID, Code: r.Code}
		a.Date, _ = r.PromulgationDate.Date()
		l.ReplyTo = append(l.ReplyTo, a)
	}
	return l
}

// number reads a small count; what is none is 0.
func number(s string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 32)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

func filesOf(d *edxml.Document, m Manifest) ([]File, error) {
	if len(d.Attachments) != len(m.Files) {
		return nil, fmt.Errorf("exchange.readHeader: %d attachments named, %d in the manifest", len(d.Attachments), len(m.Files))
	}
	files := make([]File, len(m.Files))
	for i, f := range m.Files {
		a := d.Attachments[i]
		if a.ContentID != f.ContentID {
			return nil, fmt.Errorf("exchange.readHeader: attachment %d is %q, in the manifest %q", i+1, clip(a.ContentID), f.ContentID)
		}
		files[i] = File{Role: f.Role, Name: a.Name, MediaType: a.ContentType, SHA256: f.SHA256, Size: f.Size}
	}
	return files, nil
}

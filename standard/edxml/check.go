package edxml

import (
	"fmt"
	"unicode/utf8"
)

// Lengths are the largest lengths in characters that receivers accept. They
// differ between gateways, so they are data.
type Lengths struct {
	OrganID, OrganName             int
	CodeNumber, CodeNotation       int
	Subject, Content               int
	Position, FullName             int
	Place, Appendix                int
	AttachmentName, DocumentTypeID int
}

// DefaultLengths joins NĐ 30/2020, Phụ lục VI, and the checks of a known gateway.
func DefaultLengths() Lengths {
	return Lengths{
		OrganID: 64, OrganName: 200, CodeNumber: 11, CodeNotation: 30, Subject: 500, Content: 500,
		Position: 100, FullName: 50, Place: 150, Appendix: 250, AttachmentName: 200, DocumentTypeID: 3,
	}
}

// maxViolations bounds a report.
const maxViolations = 100

// checker collects violations.
type checker struct{ found []Violation }

func (c *checker) add(code, message string) {
	if len(c.found) < maxViolations {
		c.found = append(c.found, Violation{code, message})
	}
}

func (c *checker) required(path, label, value string) bool {
	if value == "" {
		c.add("N."+path, "Thiếu "+label)
		return false
	}
	return true
}

func (c *checker) length(path, label, value string, most int) {
	if n := utf8.RuneCountInString(value); n > most {
		c.add("R."+path, fmt.Sprintf("%s dài %d ký tự, tối đa %d", label, n, most))
	}
}

func (c *checker) date(path, label string, value DateText) {
	if _, ok := value.Date(); !ok && value != "" {
		c.add("M."+path, label+" sai dạng")
	}
}

// Check returns what a receiver would object to in d; nothing when all is
// well. At most 100 violations are listed.
func (d *Document) Check(most Lengths) []Violation {
	c := &checker{}
	c.required("From.OrganId", "mã định danh cơ quan gửi", d.From.OrganID)
	c.organ("From", d.From, most)
	c.receivers(d.To, most)
	if c.required("Code.CodeNumber", "số văn bản", d.Code.CodeNumber) {
		c.length("Code.CodeNumber", "Số văn bản", d.Code.CodeNumber, most.CodeNumber)
	}
	if c.required("Code.CodeNotation", "ký hiệu văn bản", d.Code.CodeNotation) {
		c.length("Code.CodeNotation", "Ký hiệu văn bản", d.Code.CodeNotation, most.CodeNotation)
	}
	c.required("PromulgationInfo.PromulgationDate", "ngày ban hành", string(d.PromulgationInfo.PromulgationDate))
	c.date("PromulgationInfo.PromulgationDate", "Ngày ban hành", d.PromulgationInfo.PromulgationDate)
	c.date("DueDate", "Hạn trả lời", d.DueDate)
	if c.required("Subject", "trích yếu", d.Subject) {
		c.length("Subject", "Trích yếu", d.Subject, most.Subject)
	}
	c.length("Content", "Nội dung", d.Content, most.Content)
	c.length("DocumentType.Type", "Mã loại văn bản", d.DocumentType.Type, most.DocumentTypeID)
	c.length("SignerInfo.Position", "Chức vụ người ký", d.SignerInfo.Position, most.Position)
	c.length("SignerInfo.FullName", "Họ tên người ký", d.SignerInfo.FullName, most.FullName)
	for _, p := range d.ToPlaces {
		c.length("ToPlaces.Place", "Nơi nhận", p, most.Place)
	}
	for _, a := range d.OtherInfo.Appendixes {
		c.length("OtherInfo.Appendixes.Appendix", "Phụ lục", a, most.Appendix)
	}
	c.required("DocumentId", "mã văn bản", d.DocumentID)
	c.business(d.TraceHeaderList.Business)
	c.attachments(d.Attachments, most)
	return c.found
}

func (c *checker) organ(path string, o Organ, most Lengths) {
	c.length(path+".OrganId", "Mã định danh cơ quan", o.OrganID, most.OrganID)
	c.length(path+".OrganName", "Tên cơ quan", o.OrganName, most.OrganName)
}

func (c *checker) receivers(to []Organ, most Lengths) {
	if len(to) == 0 {
		c.add("N.To", "Thiếu cơ quan nhận")
	}
	seen := make(map[string]bool, len(to))
	for _, o := range to {
		if c.required("To.OrganId", "mã định danh cơ quan nhận", o.OrganID) && seen[o.OrganID] {
			c.add("M.To.OrganId", fmt.Sprintf("Cơ quan nhận %q có hai lần", clip(o.OrganID)))
		}
		seen[o.OrganID] = true
		c.organ("To", o, most)
	}
}

func (c *checker) business(b *Business) {
	if b == nil {
		return
	}
	const path = "TraceHeaderList.Bussiness."
	switch b.Type {
	case BusinessNew:
	case BusinessRecall:
		c.required(path+"DocumentId", "mã văn bản cần lấy lại", b.DocumentID)
		c.required(path+"BussinessDocReason", "lý do lấy lại", b.Reason)
	case BusinessUpdate:
		c.required(path+"DocumentId", "mã văn bản được cập nhật", b.DocumentID)
	case BusinessReplace:
		if len(b.Replacements) == 0 {
			c.add("N."+path+"ReplacementInfoList", "Thiếu danh sách văn bản được thay thế")
		}
	default:
		c.add("R."+path+"BussinessDocType", "Loại nghiệp vụ ngoài danh mục 0–3")
	}
}

func (c *checker) attachments(list []Attachment, most Lengths) {
	seen := make(map[string]bool, len(list))
	for _, a := range list {
		if c.required("edXMLManifest.Reference.AttachmentName", "tên tệp đính kèm", a.Name) {
			c.length("edXMLManifest.Reference.AttachmentName", "Tên tệp đính kèm", a.Name, most.AttachmentName)
		}
		if c.required("edXMLManifest.Reference.ContentId", "mã tệp đính kèm", a.ContentID) && seen[a.ContentID] {
			c.add("M.edXMLManifest.Reference.ContentId", fmt.Sprintf("Mã tệp đính kèm %q có hai lần", clip(a.ContentID)))
		}
		seen[a.ContentID] = true
	}
}

// Check returns what the sender of the document would object to in s.
func (s *Status) Check() []Violation {
	c := &checker{}
	c.required("From.OrganId", "mã định danh cơ quan báo trạng thái", s.From.OrganID)
	if s.ResponseFor.DocumentID == "" && s.ResponseFor.Code == "" {
		c.add("N.ResponseFor.DocumentId", "Thiếu mã văn bản được báo trạng thái")
	}
	c.date("ResponseFor.PromulgationDate", "Ngày ban hành", s.ResponseFor.PromulgationDate)
	if c.required("StatusCode", "mã trạng thái", string(s.StatusCode)) && !s.StatusCode.Known() {
		c.add("R.StatusCode", "Mã trạng thái ngoài danh mục")
	}
	if s.StatusCode == StatusRefused {
		c.required("Description", "lý do từ chối", s.Description)
	}
	if c.required("Timestamp", "thời gian báo trạng thái", string(s.Timestamp)) {
		if _, ok := s.Timestamp.Time(); !ok {
			c.add("M.Timestamp", "Thời gian báo trạng thái sai dạng")
		}
	}
	return c.found
}

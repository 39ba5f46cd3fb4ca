package edxml

import (
	"fmt"
	"io"
)

// WriteDocument writes d in the embedded form: attachments in base64 inside
// the XML. It checks d first and returns a *ValidationError, having written
// nothing, when a receiver would refuse it: a violation of Check, an
// attachment without bytes, or more than the 20 MB that hubs accept.
// Characters that XML cannot carry are written as U+FFFD.
func WriteDocument(w io.Writer, d Document) error {
	found := d.Check(DefaultLengths())
	size := int64(0)
	for _, a := range d.Attachments {
		if a.Data == nil {
			found = append(found, Violation{"N.AttachmentEncoded.ContentTransferEncoded", fmt.Sprintf("Thiếu nội dung tệp %q", clip(a.Name))})
		}
		size += int64(len(a.Data)+2) / 3 * 4
	}
	if most := DefaultLimits().MaxBytes - headerRoom; size > most {
		found = append(found, Violation{"R.AttachmentEncoded", fmt.Sprintf("Gói tin dài %d byte sau mã hóa, tối đa %d", size, most)})
	}
	if len(found) > 0 {
		return &ValidationError{found}
	}
	return writeMessage(w, func(x *writer) {
		x.envelope(&d)
		x.open("AttachmentEncoded")
		for _, a := range d.Attachments {
			x.encoded(a)
		}
		x.close("AttachmentEncoded")
	})
}

// headerRoom is kept free for everything but the attachments.
const headerRoom = 256 << 10

// WriteHeader writes the envelope of d without any attachment's bytes, for
// packages whose attachments travel beside it under their content ids. It
// checks d as WriteDocument does.
func WriteHeader(w io.Writer, d Document) error {
	if found := d.Check(DefaultLengths()); len(found) > 0 {
		return &ValidationError{found}
	}
	return writeMessage(w, func(x *writer) { x.envelope(&d) })
}

// WriteStatus writes a status message; a *ValidationError when Check objects.
func WriteStatus(w io.Writer, s Status) error {
	if found := s.Check(); len(found) > 0 {
		return &ValidationError{found}
	}
	return writeMessage(w, func(x *writer) {
		x.openEnvelope()
		x.open("edXML:edXMLHeader")
		x.open("edXML:MessageHeader")
		x.organ("From", s.From)
		x.response(s.ResponseFor)
		x.staff(s.Staff)
		x.leaf("edXML:StatusCode", string(s.StatusCode))
		x.leaf("edXML:Description", s.Description)
		x.leaf("edXML:Timestamp", string(s.Timestamp))
		x.close("edXML:MessageHeader")
		x.close("edXML:edXMLHeader")
		x.close("edXML:edXMLEnvelope")
	})
}

func (x *writer) envelope(d *Document) {
	x.openEnvelope()
	x.open("edXML:edXMLHeader")
	x.header(d)
	x.trace(&d.TraceHeaderList)
	x.close("edXML:edXMLHeader")
	x.open("edXML:edXMLBody")
	x.open("edXML:edXMLManifest", "version", "1.0")
	for _, a := range d.Attachments {
		x.reference(a)
	}
	x.close("edXML:edXMLManifest")
	x.close("edXML:edXMLBody")
	x.close("edXML:edXMLEnvelope")
}

// header writes MessageHeader in the order of the working builders, because
// some receivers read by order.
func (x *writer) header(d *Document) {
	x.open("edXML:MessageHeader")
	x.organ("From", d.From)
	for _, to := range d.To {
		x.organ("To", to)
	}
	x.group("Code", "CodeNumber", d.Code.CodeNumber, "CodeNotation", d.Code.CodeNotation)
	x.group("PromulgationInfo", "Place", d.PromulgationInfo.Place, "PromulgationDate", string(d.PromulgationInfo.PromulgationDate))
	x.group("DocumentType", "Type", d.DocumentType.Type, "TypeName", d.DocumentType.TypeName, "TypeDetail", d.DocumentType.TypeDetail)
	x.leaf("edXML:Subject", d.Subject)
	x.leaf("edXML:Content", d.Content)
	x.group("SignerInfo", "Competence", d.SignerInfo.Competence, "Position", d.SignerInfo.Position, "FullName", d.SignerInfo.FullName)
	x.optional("edXML:DueDate", string(d.DueDate))
	x.list("ToPlaces", "Place", d.ToPlaces)
	x.otherInfo(d.OtherInfo)
	for _, r := range d.ResponseFor {
		x.response(r)
	}
	x.leaf("edXML:SteeringType", orZero(d.SteeringType))
	x.leaf("edXML:DocumentId", d.DocumentID)
	x.close("edXML:MessageHeader")
}

func orZero(s string) string {
	if s == "" {
		return "0"
	}
	return s
}

func (x *writer) organ(name string, o Organ) {
	x.group(name,
		"OrganId", o.OrganID, "OrganizationInCharge", o.OrganizationInCharge, "OrganName", o.OrganName, "OrganAdd", o.OrganAdd,
		"Email", o.Email, "Telephone", o.Telephone, "Fax", o.Fax, "Website", o.Website)
}

func (x *writer) otherInfo(o OtherInfo) {
	x.open("edXML:OtherInfo")
	x.leaf("edXML:Priority", orZero(o.Priority))
	x.leaf("edXML:SphereOfPromulgation", o.SphereOfPromulgation)
	x.leaf("edXML:TyperNotation", o.TyperNotation)
	x.optional("edXML:PromulgationAmount", o.PromulgationAmount)
	x.optional("edXML:PageAmount", o.PageAmount)
	x.optional("edXML:Direction", o.Direction)
	x.list("Appendixes", "Appendix", o.Appendixes)
	x.close("edXML:OtherInfo")
}

func (x *writer) response(r ResponseFor) {
	x.group("ResponseFor", "OrganId", r.OrganID, "Code", r.Code, "PromulgationDate", string(r.PromulgationDate), "DocumentId", r.DocumentID)
}

func (x *writer) staff(s StaffInfo) {
	x.group("StaffInfo", "Department", s.Department, "Staff", s.Staff, "Mobile", s.Mobile, "Email", s.Email)
}

func (x *writer) trace(t *TraceHeaderList) {
	attributes := []string{"version", "1.0", "mustUnderstand", "1", "actor", "http://schemas.xmlsoap.org/soap/actor/next"}
	if t.ID != "" {
		attributes = append([]string{"id", t.ID}, attributes...)
	}
	x.open("edXML:TraceHeaderList", attributes...)
	for _, h := range t.TraceHeaders {
		x.group("TraceHeader", "OrganId", h.OrganID, "Timestamp", string(h.Timestamp))
	}
	if t.Business != nil {
		x.business(t.Business)
	}
	x.close("edXML:TraceHeaderList")
}

func (x *writer) business(b *Business) {
	x.open("edXML:Bussiness")
	x.optional("edXML:DocumentId", b.DocumentID)
	x.leaf("edXML:BussinessDocType", string(b.Type))
	x.leaf("edXML:BussinessDocReason", b.Reason)
	if b.Update != nil {
		x.open("edXML:BussinessDocumentInfo")
		x.leaf("edXML:DocumentInfo", b.Update.DocumentInfo)
		x.leaf("edXML:DocumentReceiver", b.Update.DocumentReceiver)
		x.open("edXML:ReceiverList")
		for _, r := range b.Update.Receivers {
			x.group("Receiver", "OrganId", r.OrganID, "ReceiverType", r.ReceiverType)
		}
		x.close("edXML:ReceiverList")
		x.close("edXML:BussinessDocumentInfo")
	}
	if len(b.Replacements) > 0 {
		x.open("edXML:ReplacementInfoList")
		for _, r := range b.Replacements {
			x.open("edXML:ReplacementInfo")
			x.leaf("edXML:DocumentId", r.DocumentID)
			x.list("OrganIdList", "OrganId", r.OrganIDs)
			x.close("edXML:ReplacementInfo")
		}
		x.close("edXML:ReplacementInfoList")
	}
	x.staff(b.Staff)
	x.leaf("edXML:Paper", orZero(b.Paper))
	x.close("edXML:Bussiness")
}

func (x *writer) reference(a Attachment) {
	x.open("edXML:Reference", "xmlns:xlink", "http://www.w3.org/1999/xlink",
		"xlink:href", "cid:"+a.ContentID, "xlink:role", "XLinkRole", "xlink:type", "simple")
	x.leaf("edXML:Description", a.Description)
	x.leaf("edXML:AttachmentName", a.Name)
	x.leaf("edXML:ContentType", a.ContentType)
	x.leaf("edXML:ContentId", "cid:"+a.ContentID)
	x.close("edXML:Reference")
}

func (x *writer) encoded(a Attachment) {
	x.open("Attachment")
	x.leaf("ContentType", a.ContentType)
	x.leaf("ContentId", "cid:"+a.ContentID)
	x.leaf("Description", a.Description)
	x.base64("ContentTransferEncoded", a.Data)
	x.leaf("AttachmentName", a.Name)
	x.close("Attachment")
}

package edxml

import (
	"fmt"
	"io"
)

// Read reads one message, document or status, to the end of r. It fails with
// an *Error when the message is not well-formed, breaks a limit, or is no
// edXML message; errors of r itself come back wrapped. What is odd but readable
// stands in Package.Warnings.
func Read(r io.Reader, limits Limits) (*Package, error) {
	in, junk, err := newInput(r, limits)
	if err != nil {
		return nil, err
	}
	root, err := readTree(in, limits)
	if err != nil {
		return nil, err
	}
	p, err := packageOf(root, limits)
	if err != nil {
		return nil, err
	}
	if junk > 0 {
		p.Warnings = append(p.Warnings, Violation{"M.Prolog", fmt.Sprintf("Có %d byte thừa trước phần khai báo XML", junk)})
	}
	return p, nil
}

// ReadHeader reads the header-only form that WriteHeader writes: a document
// whose attachments travel beside it. A status, or bytes inside, is an *Error
// with CodeNotEdXML.
func ReadHeader(r io.Reader, limits Limits) (*Document, []Violation, error) {
	p, err := Read(r, limits)
	if err != nil {
		return nil, nil, err
	}
	if p.Kind != KindDocument {
		return nil, nil, &Error{Code: CodeNotEdXML, Detail: "a status, not a document"}
	}
	for _, a := range p.Document.Attachments {
		if a.Data != nil || a.Problem != "" {
			return nil, nil, &Error{Code: CodeNotEdXML, Detail: "embedded attachment in a header"}
		}
	}
	return p.Document, p.Warnings, nil
}

func packageOf(root *node, limits Limits) (*Package, error) {
	outer := &node{children: []*node{root}}
	header := outer.find("MessageHeader")
	if status := outer.find("Status"); header == nil && status != nil {
		header = status // older messages: Status in a SOAP header
	}
	if header == nil {
		return nil, &Error{Code: CodeNotEdXML, Detail: "no MessageHeader"}
	}
	if len(header.all("StatusCode")) > 0 || header.name == "Status" {
		s := statusOf(header)
		return &Package{Kind: KindStatus, Status: &s, Warnings: s.Check()}, nil
	}
	d := documentOf(header)
	if trace := outer.find("TraceHeaderList"); trace != nil {
		d.TraceHeaderList = traceOf(trace)
	}
	warnings, err := attach(&d, outer, limits)
	if err != nil {
		return nil, err
	}
	if envelope := outer.find("edXMLHeader"); envelope != nil {
		d.Signed = len(envelope.child("Signature").children) > 0 || len(envelope.child("DigitalSignature").children) > 0
	}
	return &Package{Kind: KindDocument, Document: &d, Warnings: append(d.Check(DefaultLengths()), warnings...)}, nil
}

func documentOf(h *node) Document {
	d := Document{
		From:             organOf(h.child("From")),
		Code:             Code{h.child("Code", "CodeNumber").text, h.child("Code", "CodeNotation").text},
		PromulgationInfo: PromulgationInfo{h.child("PromulgationInfo", "Place").text, DateText(h.child("PromulgationInfo", "PromulgationDate").text)},
		DocumentType:     DocumentType{h.child("DocumentType", "Type").text, h.child("DocumentType", "TypeName").text, h.child("DocumentType", "TypeDetail").text},
		Subject:          h.child("Subject").text,
		Content:          h.child("Content").text,
		SignerInfo:       SignerInfo{h.child("SignerInfo", "Competence").text, h.child("SignerInfo", "Position").text, h.child("SignerInfo", "FullName").text},
		DueDate:          DateText(h.child("DueDate").text),
		ToPlaces:         texts(h.child("ToPlaces").all("Place")),
		OtherInfo:        otherInfoOf(h.child("OtherInfo")),
		SteeringType:     h.child("SteeringType").text,
		DocumentID:       h.child("DocumentId").text,
	}
	for _, to := range h.all("To") {
		d.To = append(d.To, organOf(to))
	}
	for _, r := range h.all("ResponseFor") {
		if f := responseOf(r); f != (ResponseFor{}) {
			d.ResponseFor = append(d.ResponseFor, f)
		}
	}
	return d
}

func organOf(n *node) Organ {
	return Organ{
		OrganID:              n.child("OrganId").text,
		OrganizationInCharge: n.child("OrganizationInCharge").text,
		OrganName:            n.child("OrganName").text,
		OrganAdd:             n.child("OrganAdd").text,
		Email:                n.child("Email").text,
		Telephone:            n.child("Telephone").text,
		Fax:                  n.child("Fax").text,
		Website:              n.child("Website").text,
	}
}

func otherInfoOf(n *node) OtherInfo {
	return OtherInfo{
		Priority:             n.child("Priority").text,
		SphereOfPromulgation: n.child("SphereOfPromulgation").text,
		TyperNotation:        n.child("TyperNotation").text,
		PromulgationAmount:   n.child("PromulgationAmount").text,
		PageAmount:           n.child("PageAmount").text,
		Direction:            n.child("Direction").text,
		Appendixes:           texts(n.child("Appendixes").all("Appendix")),
	}
}

func responseOf(n *node) ResponseFor {
	return ResponseFor{
		OrganID:          n.child("OrganId").text,
		Code:             n.child("Code").text,
		PromulgationDate: DateText(n.child("PromulgationDate").text),
		DocumentID:       n.child("DocumentId").text,
	}
}

func traceOf(n *node) TraceHeaderList {
	list := TraceHeaderList{ID: n.id}
	for _, h := range n.all("TraceHeader") {
		list.TraceHeaders = append(list.TraceHeaders, TraceHeader{h.child("OrganId").text, TimeText(h.child("Timestamp").text)})
	}
	for _, b := range append(n.all("Bussiness"), n.all("Business")...) {
		business := businessOf(b)
		list.Business = &business
		break
	}
	return list
}

func businessOf(n *node) Business {
	b := Business{
		Type:       BusinessType(n.child("BussinessDocType").text),
		DocumentID: n.child("DocumentId").text,
		Reason:     n.child("BussinessDocReason").text,
		Staff:      staffOf(n.child("StaffInfo")),
		Paper:      n.child("Paper").text,
	}
	for _, u := range n.all("BussinessDocumentInfo") {
		info := UpdateInfo{DocumentInfo: u.child("DocumentInfo").text, DocumentReceiver: u.child("DocumentReceiver").text}
		for _, r := range u.child("ReceiverList").all("Receiver") {
			info.Receivers = append(info.Receivers, UpdateReceiver{r.child("OrganId").text, r.child("ReceiverType").text})
		}
		b.Update = &info
	}
	for _, r := range n.child("ReplacementInfoList").all("ReplacementInfo") {
		b.Replacements = append(b.Replacements, ReplacementInfo{r.child("DocumentId").text, texts(r.child("OrganIdList").all("OrganId"))})
	}
	return b
}

func staffOf(n *node) StaffInfo {
	return StaffInfo{n.child("Department").text, n.child("Staff").text, n.child("Mobile").text, n.child("Email").text}
}

func statusOf(n *node) Status {
	return Status{
		From:        organOf(n.child("From")),
		ResponseFor: responseOf(n.child("ResponseFor")),
		Staff:       staffOf(n.child("StaffInfo")),
		StatusCode:  StatusCode(n.child("StatusCode").text),
		Description: n.child("Description").text,
		Timestamp:   TimeText(n.child("Timestamp").text),
	}
}

func texts(nodes []*node) []string {
	var found []string
	for _, n := range nodes {
		if n.text != "" {
			found = append(found, n.text)
		}
	}
	return found
}

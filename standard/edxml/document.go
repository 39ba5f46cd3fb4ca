package edxml

// Kind says what a message is.
type Kind string

// The kinds of messages.
const (
	KindDocument Kind = "document"
	KindStatus   Kind = "status"
)

// Package is one message as read. Exactly one of Document and Status is set,
// by Kind. Warnings are departures from the standard that did not stop reading.
type Package struct {
	Kind     Kind
	Document *Document
	Status   *Status
	Warnings []Violation
}

// Document is the package of one document: MessageHeader, TraceHeaderList and
// the attachments that edXMLManifest names.
type Document struct {
	From             Organ
	To               []Organ
	Code             Code
	PromulgationInfo PromulgationInfo
	DocumentType     DocumentType
	Subject          string // trích yếu
	Content          string
	SignerInfo       SignerInfo
	DueDate          DateText
	ToPlaces         []string
	OtherInfo        OtherInfo
	ResponseFor      []ResponseFor
	SteeringType     string // no confirmed values; "0" in everything seen
	DocumentID       string // see NewDocumentID
	TraceHeaderList  TraceHeaderList
	Attachments      []Attachment

	// Signed reports that the header carried a signature element. It says
	// nothing about whether the signature is good. Ignored on write.
	Signed bool
}

// Organ is an agency as sender or receiver.
type Organ struct {
	OrganID              string // H17.02, or 000.00.02.H17 in the form of 2016
	OrganizationInCharge string // the agency above
	OrganName            string
	OrganAdd             string
	Email                string
	Telephone            string
	Fax                  string
	Website              string
}

// Code is the number and the sign of a document, “15” and “CV/TU”.
type Code struct {
	CodeNumber   string
	CodeNotation string
}

// String returns number and sign as State documents print them: 15/QĐ-UBND.
func (c Code) String() string { return c.CodeNumber + "/" + c.CodeNotation }

// PromulgationInfo is the place and the day of issue.
type PromulgationInfo struct {
	Place            string
	PromulgationDate DateText
}

// DocumentType names the type of the document; see TypeCode.
type DocumentType struct {
	Type       string
	TypeName   string
	TypeDetail string
}

// SignerInfo is the person who signed, in which right and position.
type SignerInfo struct {
	Competence string // TM., KT., T/M …
	Position   string
	FullName   string
}

// Urgency levels of OtherInfo.Priority.
const (
	PriorityNormal       = "0"
	PriorityUrgent       = "1" // khẩn
	PriorityVeryUrgent   = "2" // thượng khẩn
	PriorityImmediate    = "3" // hỏa tốc
	PriorityImmediateDue = "4" // hỏa tốc hẹn giờ
)

// OtherInfo is what the sender adds about the paper form and the urgency.
type OtherInfo struct {
	Priority             string
	SphereOfPromulgation string
	TyperNotation        string
	PromulgationAmount   string
	PageAmount           string
	Direction            string
	Appendixes           []string
}

// ResponseFor names the document that this one answers, or that a status is about.
type ResponseFor struct {
	OrganID          string
	Code             string
	PromulgationDate DateText
	DocumentID       string
}

// TraceHeaderList is the way the package took and what it does.
type TraceHeaderList struct {
	ID           string // eight hex digits of the sender's choice, may be empty
	TraceHeaders []TraceHeader
	Business     *Business // nil when absent: a new document
}

// TraceHeader is one stop on the way.
type TraceHeader struct {
	OrganID   string
	Timestamp TimeText
}

// BusinessType is what a package does to the receiver's register.
type BusinessType string

// The codes of BussinessDocType (so spelled in the standard).
const (
	BusinessNew     BusinessType = "0"
	BusinessRecall  BusinessType = "1"
	BusinessUpdate  BusinessType = "2"
	BusinessReplace BusinessType = "3"
)

// Business is the element Bussiness (so spelled in the standard).
type Business struct {
	Type         BusinessType
	DocumentID   string // the document recalled, updated or replaced
	Reason       string
	Staff        StaffInfo
	Paper        string // "1" when a paper copy follows
	Update       *UpdateInfo
	Replacements []ReplacementInfo
}

// StaffInfo is the person to ask.
type StaffInfo struct {
	Department string
	Staff      string
	Mobile     string
	Email      string
}

// UpdateInfo says which parts of an earlier package changed (BussinessDocumentInfo).
type UpdateInfo struct {
	DocumentInfo     string // "1": the document's information changed
	DocumentReceiver string // "1": the receivers changed
	Receivers        []UpdateReceiver
}

// UpdateReceiver is a receiver added to or taken from a package.
type UpdateReceiver struct {
	OrganID      string
	ReceiverType string
}

// ReplacementInfo names a replaced document and who had received it.
type ReplacementInfo struct {
	DocumentID string
	OrganIDs   []string
}

// NewDocumentID returns the DocumentId that senders agree on:
// {OrganId},{yyyy/MM/dd},{number}/{notation}.
func NewDocumentID(organID string, date DateText, code Code) string {
	return organID + "," + string(date) + "," + code.String()
}

// Package document keeps the documents of an agency, the registers they stand in
// and the numbers they carry: incoming, outgoing and internal documents are one
// type with one table of states.
//
// It is not for work given to people (task), for versions and reviews of a draft
// (draft), for keys and signatures (signing) or for the way between agencies
// (exchange): those call the …In methods here inside their own acts.
package document

import (
	"time"

	"congvan/office"
)

// Kind says which way a document travels.
type Kind string

// The kinds.
const (
	Incoming Kind = "incoming" // văn bản đến
	Outgoing Kind = "outgoing" // văn bản đi
	Internal Kind = "internal" // văn bản nội bộ
)

// Valid reports whether k is one of the three.
func (k Kind) Valid() bool { return k == Incoming || k == Outgoing || k == Internal }

// ObjectKind is the kind of a document as a journalled object.
const ObjectKind office.Kind = "document"

// Document is one document of an agency: the input fields of NĐ 30/2020, Phụ lục
// VI, part II, and what the office adds. Texts are NFC. Zero dates and ids mean
// "not known".
type Document struct {
	ID     office.ID
	Agency office.ID // whose register it stands in; never changes
	Kind   Kind
	State  State

	Register      office.ID   // incoming: the register (sổ) it stands in
	ArrivalNumber int64       // số đến; 0 until registered
	ArrivalDate   office.Date // ngày đến

	Number        int64  // number part of the code when known; outgoing: 0 until numbered
	Notation      string // TB/TU, QĐ-UBND
	ReferenceCode string // as printed: 15-TB/TU
	RuleSet       string // party | state
	TypeCode      string
	TypeName      string // as printed: Thông báo
	IssuedDate    office.Date
	Body          string    // outgoing, internal: symbol of the issuing body, TU or VPTU
	IssuingAgency office.ID // when it is an agency of this deployment
	IssuingCode   string    // organ code, when known
	IssuingName   string    // as printed

	Subject    string // trích yếu
	Language   string
	Pages      int
	Copies     int // số lượng bản
	Note       string
	Signer     Signer
	SignerPost office.ID // who will sign (outgoing, internal)
	Unit       office.ID // drafting unit
	AuthorPost office.ID

	Urgency        office.Urgency
	Classification office.Classification
	DueDate        office.Date // answer or handling wanted by
	ReplyTo        office.ID   // the document here that this one answers
	ReplyToCode    string      // its code as printed

	RefusedReason   string
	CancelledReason string
	DuplicateReason string    // why a double was registered all the same
	Envelope        office.ID // how it arrived, when by exchange

	SortKey   int64 // order in lists: greatest first; microseconds
	CreatedAt time.Time
	ChangedAt time.Time
	Version   int // optimistic lock: forms send the version they saw

	Files      []File
	Recipients []Recipient
}

// Signer is who signed, as printed.
type Signer struct {
	Name     string `json:"name"`
	Position string `json:"position"`
	Capacity string `json:"capacity"` // T/M, K/T, T/L; TM., KT. in State documents
}

// Recipient is one place a document goes to (nơi nhận).
type Recipient struct {
	Code    string  `json:"code"` // organ code; "" for paper only
	Name    string  `json:"name"`
	Channel Channel `json:"channel"`
}

// Channel is the way to a recipient.
type Channel string

// The channels.
const (
	ByExchange Channel = "exchange"
	OnPaper    Channel = "paper"
)

// Main gives the document's main file; ok is false when it has none (paper).
func (d Document) Main() (f File, ok bool) {
	for _, f := range d.Files {
		if f.Role == MainFile {
			return f, true
		}
	}
	return File{}, false
}

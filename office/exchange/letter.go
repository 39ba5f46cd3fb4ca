package exchange

import "congvan/office"

// Party is an agency in exchange: its organ code (QĐ 20/2020/QĐ-TTg, or the
// Party's own) and its name.
type Party struct {
	Code string
	Name string
}

// Letter is a document as it travels.
type Letter struct {
	ReferenceCode   string // as printed: 15-CV/TU
	Number          int64
	Notation        string // CV/TU
	RuleSet         string // party | state
	TypeCode        string // of the sender's rule set: CV
	TypeName        string // Công văn
	IssuingName     string // the issuing body as printed, which may not be the sender
	IssuedDate      office.Date
	Place           string
	Subject         string
	SignerName      string
	SignerPosition  string
	SigningCapacity string // T/M, K/T …
	Urgency         office.Urgency
	Classification  office.Classification
	DueDate         office.Date
	Pages           int
	Copies          int
	ReplyTo         []Answered
	ToPlaces        []string // the printed recipients (Nơi nhận)
	Files           []File   // the main file first
}

// Answered names a document that the letter answers.
type Answered struct {
	Organ string // organ code of its issuer, may be ""
	Code  string // as printed
	Date  office.Date
}

// FileRole says what a file is to the document.
type FileRole string

// The roles of files that travel.
const (
	MainFile  FileRole = "main"
	AnnexFile FileRole = "annex"
)

// File is an attachment by content.
type File struct {
	Role      FileRole
	Name      string
	MediaType string
	SHA256    office.Hash
	Size      int64
}

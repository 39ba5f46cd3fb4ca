package document

import (
	"context"
	"encoding/json"
	"io"
	"time"

	"congvan/office"
)

// FileRole says what a file is to its document.
type FileRole string

// The roles.
const (
	MainFile  FileRole = "main"  // the document itself; signed bytes are never touched
	AnnexFile FileRole = "annex" // phụ lục
	DocxFile  FileRole = "docx"  // the editable form of a draft
)

// File is a file of a document, in the order of Ordinal.
type File struct {
	Role      FileRole    `json:"role"`
	SHA256    office.Hash `json:"sha256"`
	Name      string      `json:"name"`
	MediaType string      `json:"media_type"`
	Size      int64       `json:"size"` // bytes
}

// Verdict is what checking a file's signatures came to.
type Verdict string

// The verdicts, best first.
const (
	ValidVerdict         Verdict = "valid"
	WarningVerdict       Verdict = "valid_with_warning"
	IndeterminateVerdict Verdict = "indeterminate"
	InvalidVerdict       Verdict = "invalid"
	NoVerdict            Verdict = "none" // not a kind of file that carries signatures
)

// Finding is something worth knowing about a file: a macro, a script, an
// attachment inside.
type Finding struct {
	Code    string `json:"code"`
	Vi      string `json:"vi"`
	En      string `json:"en"`
	Hostile bool   `json:"hostile"` // the original waits in staging until a clerk decides
}

// Problem is why a file cannot be taken in.
type Problem string

// The problems.
const (
	NoProblem   Problem = ""
	Broken      Problem = "broken"
	Encrypted   Problem = "encrypted"
	Unsupported Problem = "unsupported"
	Bomb        Problem = "bomb" // it unpacks to more than the limits allow
)

// Fields are the header fields that the reader found in a text, each with its
// confidence from 0 to 1 under the name of the form field.
type Fields struct {
	ReferenceCode string             `json:"reference_code"`
	IssuedDate    office.Date        `json:"issued_date"`
	IssuingName   string             `json:"issuing_name"`
	TypeCode      string             `json:"type_code"`
	TypeName      string             `json:"type_name"`
	RuleSet       string             `json:"rule_set"`
	Subject       string             `json:"subject"`
	Signer        Signer             `json:"signer"`
	Urgency       office.Urgency     `json:"urgency"`
	DueDate       office.Date        `json:"due_date"`
	ReplyToCode   string             `json:"reply_to_code"`
	Confidence    map[string]float64 `json:"confidence"`
}

// Inspection is what looking at a file's bytes gave, before any of it is stored.
type Inspection struct {
	Problem   Problem
	MediaType string
	Pages     int
	Text      string // NFC, cut to the reader's limit
	Findings  []Finding
	// Mark is the classification mark found by layout at the place of component
	// 10a (regulations.md §1.3), Open when there is none. A word in the text is
	// no mark.
	Mark    office.Classification
	Verdict Verdict
	Report  json.RawMessage // the signature report; may be nil
	Fields  Fields
}

// Inspector looks at hostile bytes in a limited child process. A file it cannot
// read is a Problem, not an error; an error means that the tool itself is away.
type Inspector interface {
	Inspect(ctx context.Context, name string, file io.ReadSeeker, size int64) (Inspection, error)
}

// Blobs keeps file bytes by (agency, SHA-256).
type Blobs interface {
	// Put stores at most limit bytes durably; putting bytes again renews their time.
	Put(ctx context.Context, agency office.ID, r io.Reader, limit int64) (office.Hash, int64, error)
	Open(ctx context.Context, agency office.ID, h office.Hash) (io.ReadSeekCloser, int64, error)
	// Delete removes bytes; no error when they are not there.
	Delete(ctx context.Context, agency office.ID, h office.Hash) error
}

// Reading is what was found in a file, kept beside it. All of it can be rebuilt.
type Reading struct {
	SHA256   office.Hash
	ReadAt   time.Time
	Pages    int
	Text     string
	Verdict  Verdict
	Report   json.RawMessage
	Findings []Finding
	Fields   Fields
}

// StoredFile is bytes known to the store, whether or not a document refers to
// them.
type StoredFile struct {
	SHA256    office.Hash
	Size      int64
	MediaType string
	PutAt     time.Time
}

// Upload is one file as it comes in.
type Upload struct {
	Name string
	File io.ReadSeeker
}

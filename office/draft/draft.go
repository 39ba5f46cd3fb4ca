// Package draft is the way of an outgoing or internal document before it is
// signed: a DOCX made from a template with the document's fields, its versions by
// upload, the chain of review (initial for content, initial for form, approval),
// comments, return with a reason, and at the end the PDF that waits for the
// signature.
//
// The document itself, its fields, states and numbers are office/document's; who
// has to review by when is a task of office/task; the form of templates is
// office/format's; signing is office/signing's.
package draft

import (
	"time"

	"congvan/office"
)

// The kinds of journalled objects of this package.
const (
	KindVersion office.Kind = "draft_version"
	KindComment office.Kind = "draft_comment"
)

// Version is one state of a draft's DOCX. A version is never changed; PDF is made
// from it when somebody looks and can be rebuilt.
type Version struct {
	ID       office.ID
	Agency   office.ID
	Document office.ID
	Number   int // 1, 2, … : “Dự thảo lần n”
	DOCX     office.Hash
	Size     int64       // bytes of the DOCX
	PDF      office.Hash // derived: the preview, zero until made
	Note     string      // what the author says about it
	Person   office.ID
	Created  time.Time
}

type versionV1 struct {
	ID        office.ID   `json:"id"`
	Agency    office.ID   `json:"agency"`
	Document  office.ID   `json:"document"`
	Number    int         `json:"number"`
	DOCX      office.Hash `json:"docx_sha256"`
	Size      int64       `json:"size"`
	Note      string      `json:"note"`
	Person    office.ID   `json:"person"`
	CreatedAt time.Time   `json:"created_at"`
}

// State is the version in its canonical encoding, for the journal. The preview is
// derived and left out.
func (v Version) State() office.State {
	return office.Canonical("draft_version/1", versionV1{
		ID: v.ID, Agency: v.Agency, Document: v.Document, Number: v.Number, DOCX: v.DOCX, Size: v.Size,
		Note: v.Note, Person: v.Person, CreatedAt: v.Created.UTC(),
	})
}

// Verdict is what a reviewer says with a comment.
type Verdict string

// The verdicts: Góp ý, Đồng ý, Trả lại.
const (
	Remark Verdict = "comment"
	Agreed Verdict = "agree"
	Return Verdict = "return"
)

// String gives the Vietnamese word.
func (v Verdict) String() string {
	switch v {
	case Remark:
		return "Góp ý"
	case Agreed:
		return "Đồng ý"
	case Return:
		return "Trả lại"
	}
	return string(v)
}

// Comment is one opinion on a version. It is never changed.
type Comment struct {
	ID       office.ID
	Agency   office.ID
	Document office.ID
	Version  int       // the version it speaks of
	Task     office.ID // the review step it was given in; zero for a free remark
	Step     StepName  // that step's name; "" for a free remark
	Person   office.ID
	Post     office.ID
	Behalf   office.ID // the person replaced under a delegation
	Verdict  Verdict
	Text     string
	Created  time.Time
}

type commentV1 struct {
	ID        office.ID `json:"id"`
	Agency    office.ID `json:"agency"`
	Document  office.ID `json:"document"`
	Version   int       `json:"version"`
	Task      office.ID `json:"task"`
	Step      StepName  `json:"step"`
	Person    office.ID `json:"person"`
	Post      office.ID `json:"post"`
	Behalf    office.ID `json:"on_behalf_of"`
	Verdict   Verdict   `json:"verdict"`
	Text      string    `json:"text"`
	CreatedAt time.Time `json:"created_at"`
}

// State is the comment in its canonical encoding, for the journal.
func (c Comment) State() office.State {
	return office.Canonical("draft_comment/1", commentV1{
		ID: c.ID, Agency: c.Agency, Document: c.Document, Version: c.Version, Task: c.Task, Step: c.Step,
		Person: c.Person, Post: c.Post, Behalf: c.Behalf, Verdict: c.Verdict, Text: c.Text, CreatedAt: c.Created.UTC(),
	})
}

// Limits.
const (
	MaxDOCX     = 30 << 20 // bytes of one version
	MaxVersions = 500
	MaxComment  = 4000 // characters
	MaxNote     = 500
	MaxRemarks  = 100 // remarks sent at once
)

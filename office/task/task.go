// Package task is work given to someone by a date: the direction note on a
// document (bút phê) and its routing, the hand-over inside a unit, the steps of a
// review, a signature or an issue that waits for somebody. “My work”, the tree
// under a document, who holds it now and who is late are all read from here.
//
// It stores facts only (given, accepted, returned, done, withdrawn, dates); every
// state and light is computed from them and today in Asia/Ho_Chi_Minh. It is not
// for the content of reviews (office/draft) or signatures (office/signing): those
// open and close their tasks through GiveIn and CloseIn.
package task

import (
	"time"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/org"
)

// The kinds of journalled objects of this package.
const (
	KindTask      office.Kind = "task"
	KindExtension office.Kind = "extension"
	KindNote      office.Kind = "direction_note"
)

// Kind says what has to be done.
type Kind string

// The kinds of work.
const (
	Direct Kind = "direct" // decide who handles a document: bút phê
	Handle Kind = "handle" // handle it, under a direction
	Review Kind = "review" // one step of a draft's review chain
	Sign   Kind = "sign"   // sign an approved draft
	Issue  Kind = "issue"  // number, seal and issue a signed document
)

// Role says with which part someone has the work.
type Role string

// The roles: Chủ trì, Phối hợp, Để biết.
const (
	Lead       Role = "lead"
	Coordinate Role = "coordinate"
	Inform     Role = "inform"
)

// String gives the Vietnamese word.
func (r Role) String() string {
	switch r {
	case Lead:
		return "Chủ trì"
	case Coordinate:
		return "Phối hợp"
	case Inform:
		return "Để biết"
	}
	return string(r)
}

// HolderKind says what a principal is; a task is never held by an agency.
type HolderKind = org.PrincipalKind

// Who can hold work.
const (
	Person   = org.PrincipalPerson
	Post     = org.PrincipalPost
	Unit     = org.PrincipalUnit
	RoleHeld = org.PrincipalRole // everyone who carries an office.Role: its office.RoleID
)

// Holder is the principal that holds a task.
type Holder struct {
	Kind HolderKind `json:"kind"`
	ID   office.ID  `json:"id"`
}

// Zero reports whether nobody is named.
func (h Holder) Zero() bool { return h.ID.Zero() }

func (h Holder) valid() bool {
	switch h.Kind {
	case Person, Post, Unit, RoleHeld:
		return !h.ID.Zero()
	}
	return false
}

// HolderOfRole is the holder that stands for everyone with a role.
func HolderOfRole(agency office.ID, r office.Role) Holder {
	return Holder{Kind: RoleHeld, ID: office.RoleID(agency, r)}
}

// Mark is when something happened and which person did it; the person is zero
// for the system.
type Mark struct {
	At time.Time
	By office.ID
}

// Set reports whether it happened.
func (m Mark) Set() bool { return !m.At.IsZero() }

// Task is work given to someone by a date: facts only, see StatusOf for what
// they mean today.
type Task struct {
	ID       office.ID
	Agency   office.ID
	Kind     Kind
	Role     Role
	Document office.ID
	Parent   office.ID // the task it was handed on from
	Note     office.ID // the direction note that gave it
	Step     string    // review: the step of the chain
	Holder   Holder

	GiverPost office.ID // zero when the system gave it
	Giver     office.ID // person
	Text      string
	Due       office.Date // last granted date; zero means no due date
	FirstDue  office.Date // the date first given: lateness is also counted against it

	Created        time.Time
	Accepted       Mark
	Returned       Mark
	ReturnReason   string
	Done           Mark
	DoneOn         office.Date // the day that counts for punctuality: when the result was handed in
	Result         string
	Product        office.ID // the document that is the product; while open, the draft under way
	Withdrawn      Mark      // taken back by the giver, or no longer needed
	WithdrawReason string

	ExtensionDue    office.Date // asked for, not yet decided
	ExtensionReason string

	Changed time.Time
	Version int // optimistic lock: forms send what they saw
}

// Open reports whether the task still waits for its holder.
func (t Task) Open() bool { return !t.Done.Set() && !t.Returned.Set() && !t.Withdrawn.Set() }

// Object is the task as access sees it; whoever has to sign is also the signer.
func (t Task) Object() access.Object {
	o := access.Object{
		Kind: KindTask, ID: t.ID, Agency: t.Agency, Document: t.Document,
		Holders: []office.ID{t.Holder.ID}, Givers: []office.ID{t.GiverPost},
	}
	if t.Kind == Sign {
		o.Signer = t.Holder.ID
	}
	return o
}

// taskV1 is the canonical encoding "task/1": every stored column, fixed order.
type taskV1 struct {
	ID              office.ID   `json:"id"`
	Agency          office.ID   `json:"agency"`
	Kind            Kind        `json:"kind"`
	Role            Role        `json:"role"`
	Document        office.ID   `json:"document"`
	Parent          office.ID   `json:"parent"`
	Note            office.ID   `json:"note"`
	Step            string      `json:"step"`
	Holder          Holder      `json:"holder"`
	GiverPost       office.ID   `json:"giver_post"`
	Giver           office.ID   `json:"giver"`
	Text            string      `json:"text"`
	Due             office.Date `json:"due"`
	FirstDue        office.Date `json:"first_due"`
	CreatedAt       time.Time   `json:"created_at"`
	AcceptedAt      time.Time   `json:"accepted_at"`
	AcceptedBy      office.ID   `json:"accepted_by"`
	ReturnedAt      time.Time   `json:"returned_at"`
	ReturnedBy      office.ID   `json:"returned_by"`
	ReturnReason    string      `json:"return_reason"`
	DoneAt          time.Time   `json:"done_at"`
	DoneBy          office.ID   `json:"done_by"`
	DoneOn          office.Date `json:"done_on"`
	Result          string      `json:"result"`
	Product         office.ID   `json:"product"`
	WithdrawnAt     time.Time   `json:"withdrawn_at"`
	WithdrawnBy     office.ID   `json:"withdrawn_by"`
	WithdrawReason  string      `json:"withdraw_reason"`
	ExtensionDue    office.Date `json:"extension_due"`
	ExtensionReason string      `json:"extension_reason"`
	ChangedAt       time.Time   `json:"changed_at"`
	Version         int         `json:"version"`
}

// State is the task in its canonical encoding, for the journal.
func (t Task) State() office.State {
	return office.Canonical("task/1", taskV1{
		ID: t.ID, Agency: t.Agency, Kind: t.Kind, Role: t.Role, Document: t.Document, Parent: t.Parent,
		Note: t.Note, Step: t.Step, Holder: t.Holder, GiverPost: t.GiverPost, Giver: t.Giver, Text: t.Text,
		Due: t.Due, FirstDue: t.FirstDue, CreatedAt: t.Created.UTC(),
		AcceptedAt: t.Accepted.At.UTC(), AcceptedBy: t.Accepted.By,
		ReturnedAt: t.Returned.At.UTC(), ReturnedBy: t.Returned.By, ReturnReason: t.ReturnReason,
		DoneAt: t.Done.At.UTC(), DoneBy: t.Done.By, DoneOn: t.DoneOn, Result: t.Result, Product: t.Product,
		WithdrawnAt: t.Withdrawn.At.UTC(), WithdrawnBy: t.Withdrawn.By, WithdrawReason: t.WithdrawReason,
		ExtensionDue: t.ExtensionDue, ExtensionReason: t.ExtensionReason,
		ChangedAt: t.Changed.UTC(), Version: t.Version,
	})
}

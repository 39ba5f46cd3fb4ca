// Package access answers one question: may this actor do this act to this
// object, and if not, who may.
//
// It is a table in Go, not a policy language, and it looks nothing up: the use
// case brings the facts (agency, holders, givers, authors, signer, reader row).
// It does not judge states, dates or PINs: those belong to the object's package.
package access

import "congvan/office"

// The acts of the office. One code names an act everywhere: it is what Can
// decides, what the journal's leaf carries and what the story tells.
const (
	SignIn  office.ActCode = "session.open"
	SignOut office.ActCode = "session.close"

	ChangePassword office.ActCode = "account.password" // one's own
	ManageAccount  office.ActCode = "account.change"   // someone else's: open, reset, disable

	FoundAgency        office.ActCode = "agency.found"         // a new agency of the deployment
	ManageOrganisation office.ActCode = "organisation.change"  // agency, units, posts, people, holdings
	Succeed            office.ActCode = "organisation.succeed" // merge, split, rename: hand over to successors
	ReadDirectory      office.ActCode = "organisation.read"
	Delegate           office.ActCode = "delegation.give"
	RevokeDelegation   office.ActCode = "delegation.revoke"
	ManageRule         office.ActCode = "rule.change" // registers, series, types, chains, holidays
	ManageKey          office.ActCode = "key.change"
	ManagePeer         office.ActCode = "peer.change"

	ReadDocument     office.ActCode = "document.read"
	ReceiveDocument  office.ActCode = "document.receive"  // an upload or an arrival enters the queue
	RegisterDocument office.ActCode = "document.register" // vào sổ
	ImportDocuments  office.ActCode = "document.import"   // those of an older system, many at once
	CorrectDocument  office.ActCode = "document.correct"
	RefuseDocument   office.ActCode = "document.refuse"
	EraseDocument    office.ActCode = "document.erase"
	OpenRegister     office.ActCode = "register.open"
	SetFirstNumber   office.ActCode = "series.start"
	ReserveNumber    office.ActCode = "number.reserve"
	CancelNumber     office.ActCode = "number.cancel"
	ReadRegister     office.ActCode = "register.read"
	DecideStaging    office.ActCode = "staging.decide"

	ProposeDirection office.ActCode = "direction.propose" // đề xuất của Văn phòng
	GiveDirection    office.ActCode = "direction.give"    // bút phê
	GiveTask         office.ActCode = "task.give"
	AcceptTask       office.ActCode = "task.accept"
	HandOnTask       office.ActCode = "task.hand_on"
	ReturnTask       office.ActCode = "task.return"
	AskExtension     office.ActCode = "task.ask_extension"
	DecideExtension  office.ActCode = "task.decide_extension"
	CompleteTask     office.ActCode = "task.complete"
	WithdrawTask     office.ActCode = "task.withdraw"

	CreateDraft   office.ActCode = "draft.create"
	UploadVersion office.ActCode = "draft.upload"
	RenderDraft   office.ActCode = "draft.render" // the PDF of a version
	SubmitDraft   office.ActCode = "draft.submit"
	CommentDraft  office.ActCode = "draft.comment"
	AgreeDraft    office.ActCode = "draft.agree"  // initial for content, for form, approval
	ReturnDraft   office.ActCode = "draft.return" // with a reason

	SignDocument   office.ActCode = "document.sign"
	NumberDocument office.ActCode = "document.number"
	SealDocument   office.ActCode = "document.seal"
	IssueDocument  office.ActCode = "document.issue"
	CancelDocument office.ActCode = "document.cancel"

	SendEnvelope    office.ActCode = "envelope.send"
	DeliverEnvelope office.ActCode = "envelope.deliver"
	ReceiveEnvelope office.ActCode = "envelope.receive"
	RefuseEnvelope  office.ActCode = "envelope.refuse"
	ResendEnvelope  office.ActCode = "envelope.resend"
	WriteReceipt    office.ActCode = "receipt.write"
	ReceiveReceipt  office.ActCode = "receipt.receive"

	ErasePayload  office.ActCode = "journal.erase"
	ExportJournal office.ActCode = "journal.export"
	ReadOperation office.ActCode = "operation.read" // failing jobs, stalled work
	ReadServer    office.ActCode = "server.read"    // health of the server itself
)

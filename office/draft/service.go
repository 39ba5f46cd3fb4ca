package draft

import (
	"context"
	"io"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/format"
	"congvan/office/org"
	"congvan/office/task"
)

// Store keeps versions and comments of the actor's agency.
type Store interface {
	// InsertVersion is office.CodeConflict when the number is taken.
	InsertVersion(tx office.Tx, v Version) error
	VersionsOf(tx office.Tx, doc office.ID) ([]Version, error) // oldest first
	// SetPDF keeps the preview made from a version.
	SetPDF(tx office.Tx, version office.ID, pdf office.Hash) error
	InsertComment(tx office.Tx, c Comment) error
	CommentsOf(tx office.Tx, doc office.ID) ([]Comment, error) // oldest first

	VersionStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error
	CommentStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error
}

// Documents is what drafts need of office/document; document.Service has it.
type Documents interface {
	ObjectIn(tx office.Tx, id office.ID) (document.Document, access.Object, error)
	RequireReadIn(tx office.Tx, id office.ID) (document.Document, access.Object, error)
	CreateOutgoingIn(tx office.Tx, k document.Kind, f document.DraftFields, act office.ActCode) (document.Document, error)
	UpdateDraftIn(tx office.Tx, id office.ID, version int, f document.DraftFields, act office.ActCode) (document.Document, error)
	SetStateIn(tx office.Tx, id office.ID, from, to document.State, act office.ActCode, detail any) (document.Document, error)
	AttachFileIn(tx office.Tx, id office.ID, r document.Ready, act office.ActCode) (document.Document, error)
	// Prepare inspects files in a limited child process and stores their bytes
	// before an act; hostile, classified, broken or oversized ones are refused.
	Prepare(ctx context.Context, a office.Actor, uploads []document.Upload) ([]document.Ready, error)
	// Keep stores bytes that need no inspection.
	Keep(ctx context.Context, a office.Actor, files []document.Inspected) ([]document.Ready, error)
}

// Tasks is what drafts need of office/task; task.Service has it.
type Tasks interface {
	GiveIn(tx office.Tx, in task.GiveInput) (task.Task, error)
	CloseIn(tx office.Tx, in task.CloseInput) (task.Task, error)
	EndIn(tx office.Tx, doc office.ID, act office.ActCode, reason string, kinds ...task.Kind) error
	TasksIn(tx office.Tx, doc office.ID) ([]task.Task, error)
	TaskIn(tx office.Tx, id office.ID) (task.Task, error)
	AttachDraftIn(tx office.Tx, id, draft office.ID) error
	NamedIn(tx office.Tx, h task.Holder) (name string, active bool, err error)
}

// Directory is what drafts need of office/org; People has it.
type Directory interface {
	NameIn(tx office.Tx, kind org.PrincipalKind, id office.ID, day office.Date) (name string, active bool, err error)
	// LetterheadIn is how an issuing body of the actor's agency heads its
	// documents; body "" is the agency itself. unit is the drafting one.
	LetterheadIn(tx office.Tx, body string, unit office.ID, on office.Date) (Letterhead, error)
	// SignerIn is who signs in a post: the person that holds it and its title.
	// office.CodeNotFound when nobody holds it.
	SignerIn(tx office.Tx, post office.ID, on office.Date) (document.Signer, error)
	// LeadersIn lists posts that carry the role Leader and are held, highest first.
	LeadersIn(tx office.Tx, on office.Date) ([]office.ID, error)
}

// Letterhead heads a document.
type Letterhead struct {
	Parent     string // “Thành ủy Đà Nẵng” above “Văn phòng”; may be ""
	Name       string // as it stands under Parent
	Called     string // the full name: “Văn phòng Thành ủy Đà Nẵng”
	Committee  bool   // a collective body, whose leaders sign T/M
	Superior   bool   // above the actor's agency, whose head signs for it T/L
	Symbol     string // in reference codes: TU, VPTU
	UnitSymbol string // of the drafting unit, for State letters
	Place      string // Đà Nẵng
	RuleKind   format.Kind
}

// RuleChain is the kind of the rules that hold a Chain; their code is a type's
// code, or “*” for every type without its own.
const RuleChain = "review_chain"

// Converter makes PDF from DOCX, outside acts.
type Converter interface {
	ToPDF(ctx context.Context, docx []byte) ([]byte, error)
}

// Preparer adds to the PDF of an approved draft what signing and issuing will
// fill: form fields for number, place and date, empty signature fields.
type Preparer interface {
	Prepare(ctx context.Context, pdf []byte, d document.Document) ([]byte, error)
}

// Blobs opens stored bytes; platform/blob has it.
type Blobs interface {
	Open(ctx context.Context, agency office.ID, h office.Hash) (io.ReadSeekCloser, int64, error)
}

// Service holds the use cases of drafts.
type Service struct {
	Acts      office.Acts
	Store     Store
	Documents Documents
	Tasks     Tasks
	Directory Directory
	Rules     task.Rules // nil: the shipped chains
	Formats   format.Rules
	Blobs     Blobs
	Converter Converter
	Preparer  Preparer // nil: the PDF goes to signing as it was made
}

// chain is the agency's own for the type, or its own for every type, or the
// shipped one.
func (s *Service) chain(tx office.Tx, typeCode string) (Chain, error) {
	for _, code := range []string{typeCode, "*"} {
		if s.Rules == nil || code == "" {
			continue
		}
		r, err := s.Rules.RuleIn(tx, RuleChain, code, tx.Actor().Agency, tx.Today())
		if err == nil {
			return ParseChain(r.Body)
		}
		if office.CodeOf(err) != office.CodeNotFound {
			return Chain{}, err
		}
	}
	return ShippedChain(typeCode)
}

// draft is a document with all this package knows of it, loaded in one act.
type draft struct {
	document.Document
	object   access.Object
	versions []Version
	tasks    []task.Task
	chain    Chain
}

// load reads a draft. Nothing is asked of access yet.
func (s *Service) load(tx office.Tx, id office.ID) (draft, error) {
	var d draft
	var err error
	if d.Document, d.object, err = s.Documents.ObjectIn(tx, id); err != nil {
		return d, err
	}
	if d.Agency != tx.Actor().Agency {
		return d, office.NotFound("draft.load", "Không tìm thấy dự thảo này.", "There is no such draft.")
	}
	if d.versions, err = s.Store.VersionsOf(tx, id); err != nil {
		return d, err
	}
	if d.tasks, err = s.Tasks.TasksIn(tx, id); err != nil {
		return d, err
	}
	for _, t := range d.tasks {
		if t.Open() && (t.Kind == task.Review || t.Kind == task.Sign) {
			d.object.Holders = append(d.object.Holders, t.Holder.ID)
		}
	}
	d.chain, err = s.chain(tx, d.TypeCode)
	return d, err
}

// last is the newest version; zero when there is none.
func (d draft) last() Version {
	if len(d.versions) == 0 {
		return Version{}
	}
	return d.versions[len(d.versions)-1]
}

// review is the open step of the chain, nil when none is.
func (d draft) review() *task.Task {
	for i := range d.tasks {
		if t := &d.tasks[i]; t.Kind == task.Review && t.Open() && t.Step != string(Revise) {
			return t
		}
	}
	return nil
}

// passed is the index after the last step agreed to in this round: a return, a
// draft taken back or a signature refused begins a new round.
func (d draft) passed() int {
	for i := len(d.tasks) - 1; i >= 0; i-- {
		t := d.tasks[i]
		if t.Kind != task.Review && t.Kind != task.Sign || t.Step == string(Revise) || t.Open() {
			continue
		}
		if t.Kind == task.Sign || !t.Done.Set() {
			return 0
		}
		return d.chain.index(StepName(t.Step)) + 1
	}
	return 0
}

// next finds the next step of the chain from an index on and who has it. A step
// whose reviewer is whoever just acted (the head who drafted, the chief who
// agreed for form) is passed over. ok is false after the last step.
func (s *Service) next(tx office.Tx, d draft, from int) (st Step, h task.Holder, ok bool, err error) {
	for i := from; i < len(d.chain.Steps); i++ {
		st = d.chain.Steps[i]
		if h, err = reviewer(st.By, d.Document, d.Agency); err != nil {
			return st, h, false, office.Wrap("draft.next", err)
		}
		if h.Zero() || isOwn(tx.Actor(), h) {
			continue
		}
		name, active, err := s.Tasks.NamedIn(tx, h)
		if err != nil {
			return st, h, false, err
		}
		if !active {
			return st, h, false, office.Invalid("draft.next",
				"Bước “"+st.Step.String()+"” chưa có người: "+name+". Báo quản trị bổ sung người hoặc đổi quy trình duyệt.",
				"Nobody can do the step "+string(st.Step)+": "+name+". Ask the administrator.")
		}
		return st, h, true, nil
	}
	return Step{}, task.Holder{}, false, nil
}

func isOwn(a office.Actor, h task.Holder) bool {
	for _, p := range task.Desk(a) {
		if p == h.ID {
			return true
		}
	}
	return false
}

package task

import (
	"fmt"
	"time"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/org"
	"congvan/standard/vietnamese"
)

// Store keeps tasks, extensions and notes. Methods that read see the actor's
// agency only; a missing row is office.CodeNotFound.
type Store interface {
	InsertTask(tx office.Tx, t Task) error
	InsertTasks(tx office.Tx, all []Task) error // many at once
	// UpdateTask writes every column of t where the version is still seen;
	// otherwise office.CodeConflict.
	UpdateTask(tx office.Tx, t Task, seen int) error
	Task(tx office.Tx, id office.ID) (Task, error)
	// TasksOf lists a document's tasks in the order they were given. lock takes
	// their row locks first, so that what is read cannot change before commit.
	TasksOf(tx office.Tx, doc office.ID, lock bool) ([]Task, error)

	InsertNote(tx office.Tx, n Note) error
	Note(tx office.Tx, id office.ID) (Note, error)
	NotesOf(tx office.Tx, doc office.ID) ([]Note, error)

	InsertExtension(tx office.Tx, e Extension) error
	UpdateExtension(tx office.Tx, e Extension) error
	// ExtensionsOf lists the extensions asked for on a document's tasks, oldest first.
	ExtensionsOf(tx office.Tx, doc office.ID) ([]Extension, error)

	// Work, CountWork: see WorkQuery. CountWork stops counting at limit.
	Work(tx office.Tx, q WorkQuery) ([]Line, error)
	CountWork(tx office.Tx, q WorkQuery, limit int) (int, error)

	// OpenHolders lists everyone who holds open work, each once.
	OpenHolders(tx office.Tx) ([]Holder, error)
	// OpenHeldBy lists open tasks of one holder, oldest first.
	OpenHeldBy(tx office.Tx, h Holder, limit int) ([]Line, error)
	// Unheld lists incoming documents registered since an instant that no open task
	// and no result accounts for, oldest first.
	Unheld(tx office.Tx, since time.Time, limit int) ([]DocumentLine, error)

	// The States stream every object of the agency in no promised order, for
	// comparing rows with the journal. f must not use tx.
	TaskStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error
	NoteStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error
	ExtensionStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error
}

// Documents is what tasks need of office/document; document.Service has it.
type Documents interface {
	// RequireReadIn gives a document that the actor of tx may read.
	RequireReadIn(tx office.Tx, doc office.ID) (document.Document, access.Object, error)
	// ObjectIn gives a document without asking who may read it.
	ObjectIn(tx office.Tx, doc office.ID) (document.Document, access.Object, error)
	// GrantIn lets principals read a document from now on.
	GrantIn(tx office.Tx, doc office.ID, principals ...office.ID) error
}

// Directory is what tasks need of office/org; org.Service has it.
type Directory interface {
	// NameIn names a principal as people write it, and reports whether somebody
	// stands behind it on a day.
	NameIn(tx office.Tx, kind org.PrincipalKind, id office.ID, day office.Date) (name string, active bool, err error)
	// WithRoleIn lists who carries a role in the actor's agency today.
	WithRoleIn(tx office.Tx, r office.Role) ([]org.Member, error)
	// CalendarIn gives the working days of the actor's agency.
	CalendarIn(tx office.Tx) (*vietnamese.Calendar, error)
}

// Rules are the agency's own numbers (decision 8); org.Service has it.
type Rules interface {
	// RuleIn gives the entry that counts on a day; office.CodeNotFound when none.
	RuleIn(tx office.Tx, kind, code string, agency office.ID, day office.Date) (org.Rule, error)
}

// RuleWork names the rule that holds a RuleSet; its code is RuleCode.
const (
	RuleWork = "task"
	RuleCode = "work"
)

// RuleSet is what an agency may set about its work.
type RuleSet struct {
	SoonDays   int           `json:"soon_days"`   // working days that count as “due soon”
	DirectDays int           `json:"direct_days"` // working days in which a registered document gets its direction
	DirectBy   []office.Role `json:"direct_by"`   // who gets it first: the first role somebody carries
}

// CheckRule judges the body of the rule before it is kept; see org.Service.RuleChecks.
func CheckRule(r org.Rule) error {
	set, err := org.ReadRule[RuleSet](r)
	if err != nil || set.SoonDays < 0 || set.SoonDays > 60 || set.DirectDays < 0 || set.DirectDays > 60 || len(set.DirectBy) > 10 {
		return office.InvalidField("task.CheckRule", "body",
			"Quy định về việc gồm số ngày sắp đến hạn, số ngày cho ý kiến (0 đến 60) và vai nhận văn bản.",
			"The rule of work has soon_days and direct_days (0 to 60) and direct_by.")
	}
	return nil
}

// DefaultRules follow regulations.md §2.5 (forward the same day, at latest the
// next working day) and §9.3.
func DefaultRules() RuleSet {
	return RuleSet{SoonDays: SoonDays, DirectDays: 1, DirectBy: []office.Role{office.ChiefOfOffice, office.Leader}}
}

// Event is a step of a document's way that other agencies may be told of.
type Event string

// The events, each told once when a document's stage changes; the codes are
// those of QCVN 102.
const (
	EventAssigned  Event = "04"
	EventStarted   Event = "05"
	EventCompleted Event = "06"
)

// Service holds the use cases of work.
type Service struct {
	Acts      office.Acts
	Store     Store
	Documents Documents
	Directory Directory
	Rules     Rules // nil means DefaultRules

	// Progressed is told, inside the act, when a document's stage changes; may be nil.
	Progressed func(tx office.Tx, doc office.ID, e Event) error
	// NextStep names who has a document after an open review, sign or issue task;
	// may be nil.
	NextStep func(tx office.Tx, t Task) ([]Holder, error)
}

func (s *Service) rules(tx office.Tx) (RuleSet, error) {
	if s.Rules == nil {
		return DefaultRules(), nil
	}
	r, err := s.Rules.RuleIn(tx, RuleWork, RuleCode, tx.Actor().Agency, tx.Today())
	if office.CodeOf(err) == office.CodeNotFound {
		return DefaultRules(), nil
	}
	if err != nil {
		return RuleSet{}, err
	}
	return org.ReadRule[RuleSet](r)
}

// named is a holder's name, and whether somebody will see work given to it: for a
// unit, somebody who heads it.
func (s *Service) named(tx office.Tx, h Holder) (name string, active bool, err error) {
	name, active, err = s.Directory.NameIn(tx, h.Kind, h.ID, tx.Today())
	if err != nil || !active || h.Kind != Unit {
		return name, active, err
	}
	for _, r := range heads() {
		members, err := s.Directory.WithRoleIn(tx, r)
		if err != nil {
			return name, false, err
		}
		for _, m := range members {
			if m.Post.Unit == h.ID {
				return name, true, nil
			}
		}
	}
	return name, false, nil
}

// heads are the roles whose holders see their unit's work on their own desk.
func heads() []office.Role {
	return []office.Role{office.DivisionHead, office.ChiefOfOffice, office.Leader}
}

// require asks access, and keeps a unit's work to those who lead the unit: the
// unit's people read it, its head accepts it or hands it on.
func require(tx office.Tx, act office.ActCode, t Task) error {
	if err := access.Require(tx.Actor(), act, t.Object()); err != nil {
		return err
	}
	switch act {
	case access.AcceptTask, access.HandOnTask, access.ReturnTask, access.AskExtension, access.CompleteTask,
		access.AgreeDraft, access.ReturnDraft:
	default:
		return nil
	}
	if t.Holder.Kind != Unit || onDesk(tx.Actor(), t.Holder.ID) {
		return nil
	}
	return office.NewError(office.CodeForbidden, fmt.Sprintf("task.require(%s)", act),
		"Việc giao cho cả phòng, ban: trưởng phòng nhận hoặc giao lại cho từng người.",
		"This was given to the whole unit: its head accepts it or hands it on to a person.")
}

// Desk lists the principals whose work stands on the actor's own desk: person,
// post, roles, and the unit for whoever heads it. (An ordinary member of a unit
// may read the unit's work, but it is not theirs to do until handed on.)
func Desk(a office.Actor) []office.ID {
	var out []office.ID
	add := func(id office.ID) {
		if !id.Zero() {
			out = append(out, id)
		}
	}
	if a.OnBehalfOf.Zero() {
		add(a.Person)
	} else {
		add(a.OnBehalfOf)
	}
	add(a.Post)
	for _, r := range a.Roles {
		add(office.RoleID(a.Agency, r))
	}
	for _, r := range heads() {
		if a.Has(r) {
			add(a.Unit)
			break
		}
	}
	return out
}

func onDesk(a office.Actor, p office.ID) bool {
	for _, d := range Desk(a) {
		if d == p {
			return true
		}
	}
	return false
}

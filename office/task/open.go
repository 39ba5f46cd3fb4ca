package task

import (
	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
)

// AfterRegister is OpenIn in the shape of document.Service's hook.
func (s *Service) AfterRegister(tx office.Tx, d document.Document) error {
	return s.OpenIn(tx, d.ID, d.Urgency)
}

// OpenIn gives a registered incoming document to whoever decides first about it
// (rule data: the Chief of Office, else a leader; where nobody carries either
// role, the post that registered it), so that it has an owner from that moment.
// Urgent documents must get their direction the same day. It does nothing when
// the document has a direct task already. It runs inside the act that registers.
func (s *Service) OpenIn(tx office.Tx, doc office.ID, urgency office.Urgency) error {
	b, err := s.open(tx, doc)
	if err != nil {
		return err
	}
	if b.before != StageNone {
		return nil
	}
	r, err := s.rules(tx)
	if err != nil {
		return err
	}
	to, err := s.firstOf(tx, r)
	if err != nil {
		return err
	}
	due := tx.Today()
	if urgency < office.Urgent {
		due = b.cal.AddWorkingDays(due, r.DirectDays)
	}
	if _, err := b.add(access.GiveTask, Task{Kind: Direct, Role: Lead, Holder: to, Due: due}, nil); err != nil {
		return err
	}
	return b.finish()
}

// firstOf finds who decides first about a document.
func (s *Service) firstOf(tx office.Tx, r RuleSet) (Holder, error) {
	for _, role := range r.DirectBy {
		h := HolderOfRole(tx.Actor().Agency, role)
		_, active, err := s.named(tx, h)
		if err != nil {
			return Holder{}, err
		}
		if active {
			return h, nil
		}
	}
	if !tx.Actor().Post.Zero() {
		return Holder{Post, tx.Actor().Post}, nil
	}
	return HolderOfRole(tx.Actor().Agency, office.RecordsClerk), nil
}

// GiveInput is a task that another package gives inside its own act.
type GiveInput struct {
	Kind     Kind // Review, Sign or Issue
	Document office.ID
	Step     string // review
	Holder   Holder
	Text     string
	Due      Due
}

// GiveIn gives work as part of another package's act, which has asked access
// itself.
func (s *Service) GiveIn(tx office.Tx, in GiveInput) (Task, error) {
	const op = "task.GiveIn"
	if !in.Holder.valid() {
		return Task{}, office.Invalid(op, "Chưa biết giao việc cho ai.", "Nobody is named to hold the task.")
	}
	b, err := s.open(tx, in.Document)
	if err != nil {
		return Task{}, err
	}
	t, err := b.add(access.GiveTask, Task{
		Kind: in.Kind, Role: Lead, Step: in.Step, Holder: in.Holder, Text: in.Text,
		Due: in.Due.On(tx.Today(), b.cal),
	}, nil)
	if err != nil {
		return Task{}, err
	}
	return *t, b.finish()
}

// CloseInput ends a task that another package gave.
type CloseInput struct {
	Task   Ref
	Act    office.ActCode // what the holder did: draft.agree, draft.return, document.sign
	Result string
	Return bool // the holder sent the work back instead of doing it; Result is the reason
}

// CloseIn ends a task of the kinds Review, Sign or Issue inside the act that did
// the work. office.CodeConflict when somebody else did it first,
// office.CodeForbidden when the actor does not hold it.
func (s *Service) CloseIn(tx office.Tx, in CloseInput) (Task, error) {
	const op = "task.CloseIn"
	b, t, err := s.openTask(tx, op, in.Task)
	if err != nil {
		return Task{}, err
	}
	if err := require(tx, in.Act, *t); err != nil {
		return Task{}, err
	}
	if err := checkText(op, "result", in.Result); err != nil {
		return Task{}, err
	}
	if !t.Accepted.Set() {
		t.Accepted = b.mark()
	}
	if in.Return {
		t.Returned, t.ReturnReason = b.mark(), in.Result
	} else {
		t.Done, t.DoneOn, t.Result = b.mark(), tx.Today(), in.Result
	}
	if err := b.save(in.Act, t, nil); err != nil {
		return Task{}, err
	}
	return *t, b.finish()
}

// EndIn withdraws whatever is open of some kinds on a document, because an act
// on the document made it pointless (a draft taken back, a document cancelled).
func (s *Service) EndIn(tx office.Tx, doc office.ID, act office.ActCode, reason string, kinds ...Kind) error {
	b, err := s.open(tx, doc)
	if err != nil {
		return err
	}
	for _, k := range kinds {
		for _, t := range b.tasks {
			if t.Kind != k || !t.Open() {
				continue
			}
			if err := b.end(act, reason, t.ID); err != nil {
				return err
			}
		}
	}
	return b.finish()
}

// TasksIn lists a document's tasks of every kind in the order given; the caller
// has asked access.
func (s *Service) TasksIn(tx office.Tx, doc office.ID) ([]Task, error) {
	return s.Store.TasksOf(tx, doc, false)
}

// TaskIn gives one task of the actor's agency; the caller asks access.
func (s *Service) TaskIn(tx office.Tx, id office.ID) (Task, error) { return s.Store.Task(tx, id) }

// NamedIn names a holder and reports whether somebody will see work given to it:
// of a unit, somebody who heads it.
func (s *Service) NamedIn(tx office.Tx, h Holder) (name string, active bool, err error) {
	return s.named(tx, h)
}

package task

import (
	"context"
	"time"

	"congvan/office"
	"congvan/office/document"
)

// Held is somebody who holds a document now, and since when.
type Held struct {
	Task   Task // its ID is zero when the document's state alone says who has it
	Name   string
	Since  time.Time
	Status Status
}

// Progress is where a document stands and with whom.
type Progress struct {
	Stage   Stage
	Lead    *Held    // the lead's open task that a direction gave, nil when none is open
	Holders []Held   // who holds it now: the lead last handed on to, or who decides, reviews, signs, issues
	Next    []Holder // who has it after them, as far as it is known
	Names   []string // of Next
}

// Progress tells who holds a document now and who has it next. Who may read the
// document may ask.
func (s *Service) Progress(ctx context.Context, a office.Actor, doc office.ID) (Progress, error) {
	var p Progress
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		if _, _, err := s.Documents.RequireReadIn(tx, doc); err != nil {
			return err
		}
		var err error
		p, err = s.ProgressIn(tx, doc)
		return err
	})
	return p, err
}

// ProgressIn is Progress inside an act or view; the caller has asked access.
func (s *Service) ProgressIn(tx office.Tx, doc office.ID) (Progress, error) {
	list, err := s.Store.TasksOf(tx, doc, false)
	if err != nil {
		return Progress{}, err
	}
	n, err := s.newNamer(tx)
	if err != nil {
		return Progress{}, err
	}
	tasks := pointers(list)
	p := Progress{Stage: stageOf(tasks)}
	for _, t := range tasks {
		if t.Role != Lead || !t.Open() {
			continue
		}
		h, err := n.held(*t)
		if err != nil {
			return p, err
		}
		if t.Kind == Handle && isTop(tasks, t) {
			p.Lead = &h
		}
		if leadBelow(tasks, *t) == nil {
			p.Holders = append(p.Holders, h)
		}
	}
	if len(p.Holders) == 0 {
		if err := s.keeper(tx, n, doc, &p); err != nil {
			return p, err
		}
	}
	return p, s.next(tx, n, tasks, &p)
}

// keeper finds who has an outgoing or internal document on which no task is open:
// the author of a draft not submitted yet, then the signer, then the clerk.
func (s *Service) keeper(tx office.Tx, n *namer, doc office.ID, p *Progress) error {
	d, _, err := s.Documents.ObjectIn(tx, doc)
	if err != nil {
		return err
	}
	var h Holder
	since := d.ChangedAt
	switch d.State {
	case document.Received:
		h, since = HolderOfRole(d.Agency, office.RecordsClerk), d.CreatedAt
	case document.Draft:
		h = Holder{Post, d.AuthorPost}
	case document.Approved:
		h = Holder{Post, d.SignerPost}
	case document.Signed, document.Numbered, document.Sealed:
		h = HolderOfRole(d.Agency, office.RecordsClerk)
	}
	if h.Zero() {
		return nil
	}
	name, err := n.name(h)
	p.Holders = append(p.Holders, Held{Task: Task{Document: doc, Holder: h}, Name: name, Since: since})
	return err
}

// HolderIn gives who holds a document now: nobody only when nothing is left to do
// or it is stalled.
func (s *Service) HolderIn(tx office.Tx, doc office.ID) ([]Held, error) {
	p, err := s.ProgressIn(tx, doc)
	return p.Holders, err
}

func (n *namer) held(t Task) (Held, error) {
	name, err := n.name(t.Holder)
	since := t.Created
	if t.Accepted.Set() {
		since = t.Accepted.At
	}
	return Held{Task: t, Name: name, Since: since, Status: n.status(t)}, err
}

// leadBelow gives the open lead task that t was handed on to, nil when t's own
// holder has it.
func leadBelow(tasks []*Task, t Task) *Task {
	for _, c := range tasks {
		if c.Parent == t.ID && c.Role == Lead && c.Kind == Handle && c.Open() {
			return c
		}
	}
	return nil
}

// next finds who comes after the holders: above a handed-on task the one who
// handed it on, else who gave it; for a review the chain knows.
func (s *Service) next(tx office.Tx, n *namer, tasks []*Task, p *Progress) error {
	seen := map[Holder]bool{}
	for _, h := range p.Holders {
		after, err := s.after(tx, tasks, h.Task)
		if err != nil {
			return err
		}
		for _, to := range after {
			if to.Zero() || seen[to] {
				continue
			}
			seen[to] = true
			name, err := n.name(to)
			if err != nil {
				return err
			}
			p.Next, p.Names = append(p.Next, to), append(p.Names, name)
		}
	}
	return nil
}

func (s *Service) after(tx office.Tx, tasks []*Task, t Task) ([]Holder, error) {
	switch t.Kind {
	case Handle:
		for _, p := range tasks {
			if p.ID == t.Parent && p.Kind == Handle && p.Open() {
				return []Holder{p.Holder}, nil
			}
		}
		return nil, nil
	case Direct:
		return s.proposedLead(tx, t)
	}
	if s.NextStep != nil {
		return s.NextStep(tx, t)
	}
	return nil, nil
}

// proposedLead is who gets the document if the proposal is accepted.
func (s *Service) proposedLead(tx office.Tx, t Task) ([]Holder, error) {
	notes, err := s.Store.NotesOf(tx, t.Document)
	if err != nil {
		return nil, err
	}
	for i := len(notes) - 1; i >= 0; i-- {
		if notes[i].Kind == Proposal && notes[i].Routing.Lead != nil {
			return []Holder{notes[i].Routing.Lead.To}, nil
		}
	}
	return nil, nil
}

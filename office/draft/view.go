package draft

import (
	"context"
	"time"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/task"
)

// Page is all that the pages S09 and S10 show of a draft, besides its fields.
type Page struct {
	Document document.Document
	Versions []VersionView // oldest first
	Comments []CommentView // oldest first
	Chain    []StepView
	Review   *task.Task // the open step, nil outside a review
	Mine     bool       // the open step is the actor's

	MayUpload, MaySubmit, MayComment, MayTakeBack bool
}

// VersionView is a version with its author's name.
type VersionView struct {
	Version
	PersonName string
}

// CommentView is a comment with names.
type CommentView struct {
	Comment
	PersonName, PostName, BehalfName string
}

// StepState is where one step of the chain stands in this round.
type StepState string

// The states of a step.
const (
	StepDone    StepState = "done"
	StepOpen    StepState = "open"
	StepWaiting StepState = "waiting"
	StepPassed  StepState = "passed" // its reviewer is the author, or there is no such place
)

// StepView is a step of the chain as the page shows it.
type StepView struct {
	Step
	State      StepState
	HolderName string
	Task       *task.Task // when it was given in this round
	PersonName string     // who agreed
	At         time.Time  // when
}

// View gives a draft's page. Who may read the document may ask.
func (s *Service) View(ctx context.Context, a office.Actor, doc office.ID) (Page, error) {
	var p Page
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		if _, _, err := s.Documents.RequireReadIn(tx, doc); err != nil {
			return err
		}
		d, err := s.load(tx, doc)
		if err != nil {
			return err
		}
		p.Document = d.Document
		if err := s.viewTexts(tx, d, &p); err != nil {
			return err
		}
		if p.Chain, err = s.viewChain(tx, d); err != nil {
			return err
		}
		s.viewRights(tx, d, &p)
		return nil
	})
	return p, err
}

func (s *Service) viewTexts(tx office.Tx, d draft, p *Page) error {
	for _, v := range d.versions {
		name, err := s.name(tx, task.Person, v.Person)
		if err != nil {
			return err
		}
		p.Versions = append(p.Versions, VersionView{v, name})
	}
	comments, err := s.Store.CommentsOf(tx, d.ID)
	if err != nil {
		return err
	}
	for _, c := range comments {
		v := CommentView{Comment: c}
		if v.PersonName, err = s.name(tx, task.Person, c.Person); err != nil {
			return err
		}
		if v.PostName, err = s.name(tx, task.Post, c.Post); err != nil {
			return err
		}
		if v.BehalfName, err = s.name(tx, task.Person, c.Behalf); err != nil {
			return err
		}
		p.Comments = append(p.Comments, v)
	}
	return nil
}

func (s *Service) name(tx office.Tx, k task.HolderKind, id office.ID) (string, error) {
	if id.Zero() {
		return "", nil
	}
	n, _, err := s.Directory.NameIn(tx, k, id, tx.Today())
	return n, err
}

// viewChain shows each step with what this round made of it.
func (s *Service) viewChain(tx office.Tx, d draft) ([]StepView, error) {
	open, passed := d.review(), d.passed()
	if open != nil {
		passed = d.chain.index(StepName(open.Step))
	}
	if d.State != document.Draft {
		passed = len(d.chain.Steps)
	}
	var out []StepView
	for i, st := range d.chain.Steps {
		v := StepView{Step: st, State: StepWaiting}
		h, err := reviewer(st.By, d.Document, d.Agency)
		if err != nil {
			return nil, office.Wrap("draft.viewChain", err)
		}
		if v.HolderName, err = s.name(tx, h.Kind, h.ID); err != nil {
			return nil, err
		}
		if h.Zero() || i < passed {
			v.State = StepPassed
		}
		if t := d.given(st.Step, passed > i); t != nil {
			v.Task, v.State = t, StepOpen
			if t.Done.Set() {
				v.State, v.At = StepDone, t.Done.At
				if v.PersonName, err = s.name(tx, task.Person, t.Done.By); err != nil {
					return nil, err
				}
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// given finds the newest task of a step: the open one, or the one agreed to when
// the step is behind.
func (d draft) given(name StepName, behind bool) *task.Task {
	for i := len(d.tasks) - 1; i >= 0; i-- {
		t := &d.tasks[i]
		if t.Kind != task.Review || t.Step != string(name) {
			continue
		}
		if t.Open() || behind && t.Done.Set() {
			return t
		}
		return nil
	}
	return nil
}

func (s *Service) viewRights(tx office.Tx, d draft, p *Page) {
	a := tx.Actor()
	p.Review = d.review()
	p.Mine = p.Review != nil && isOwn(a, p.Review.Holder)
	_, err := s.mayUpload(tx, "draft.View", d.ID)
	p.MayUpload = err == nil
	p.MayComment = access.Can(a, access.CommentDraft, d.object).Allowed
	p.MaySubmit = d.State == document.Draft && p.Review == nil && access.Can(a, access.SubmitDraft, d.object).Allowed
	author := d.object
	author.Holders = nil
	p.MayTakeBack = access.Can(a, access.SubmitDraft, author).Allowed &&
		(p.Review != nil || d.State == document.Approved)
}

// NextStep names who has a draft after an open review or sign task; it is the
// hook of task.Service.
func (s *Service) NextStep(tx office.Tx, t task.Task) ([]task.Holder, error) {
	d, err := s.load(tx, t.Document)
	if err != nil {
		return nil, err
	}
	signer := task.Holder{Kind: task.Post, ID: d.SignerPost}
	switch {
	case t.Kind == task.Sign:
		return []task.Holder{task.HolderOfRole(d.Agency, office.RecordsClerk)}, nil
	case t.Kind != task.Review:
		return nil, nil
	}
	for i := d.chain.index(StepName(t.Step)) + 1; i < len(d.chain.Steps); i++ {
		h, err := reviewer(d.chain.Steps[i].By, d.Document, d.Agency)
		if err != nil {
			return nil, office.Wrap("draft.NextStep", err)
		}
		if !h.Zero() {
			return []task.Holder{h}, nil
		}
	}
	if signer.Zero() {
		return nil, nil
	}
	return []task.Holder{signer}, nil
}

package task

import (
	"context"
	"strings"

	"congvan/office"
	"congvan/office/access"
)

// ProposeInput is the office's proposal how to handle a document, and who shall
// decide on it: a leader's post or the role of leaders.
type ProposeInput struct {
	Task    Ref // the open task “decide who handles it”
	Text    string
	Routing Routing
	To      Holder // zero: everyone who carries the role Leader
}

// Propose writes the office's proposal and passes the decision to a leader. When
// the actor gave the open task to the leader before, the proposal replaces the
// earlier one and the leader keeps the task. The Chief of Office or whoever
// holds the task may.
func (s *Service) Propose(ctx context.Context, a office.Actor, in ProposeInput) (Note, error) {
	const op = "task.Propose"
	in.Text = strings.TrimSpace(in.Text)
	var n Note
	err := s.Acts.Act(ctx, a, func(tx office.Tx) error {
		b, t, err := s.openTask(tx, op, in.Task)
		if err != nil {
			return err
		}
		if err := require(tx, access.ProposeDirection, *t); err != nil {
			return err
		}
		if t.Kind != Direct {
			return office.Invalid(op, "Văn bản này đã được phân công.", "This document has been given to a lead already.")
		}
		if err := checkDirection(op, tx.Today(), DirectInput{
			Text: in.Text, Routing: in.Routing, FileOnly: in.Routing.Lead == nil && len(in.Routing.Coordinate) == 0,
		}); err != nil {
			return err
		}
		if err := b.checkHolders(op, in.Routing); err != nil {
			return err
		}
		if n, err = b.note(access.ProposeDirection, Proposal, in.Text, in.Routing, office.ID{}); err != nil {
			return err
		}
		if err := b.present(op, access.ProposeDirection, t, n, in.To); err != nil {
			return err
		}
		return b.finish()
	})
	return n, err
}

// present passes a decision on to a leader, or marks it changed when a leader
// has it already, so that nobody accepts a proposal they have not seen.
func (b *board) present(op string, act office.ActCode, t *Task, n Note, to Holder) error {
	a := b.tx.Actor()
	if to.Zero() {
		to = HolderOfRole(a.Agency, office.Leader)
	}
	if t.Holder == to || !onDesk(a, t.Holder.ID) && t.GiverPost == a.Post {
		t.Note = n.ID
		return b.save(act, t, nil)
	}
	if err := b.checkHolders(op, Routing{Lead: &Assignment{To: to}}); err != nil {
		return err
	}
	t.Done, t.DoneOn, t.Result = b.mark(), b.tx.Today(), n.Text
	if !t.Accepted.Set() {
		t.Accepted = b.mark()
	}
	if err := b.save(act, t, nil); err != nil {
		return err
	}
	_, err := b.add(access.GiveTask, Task{
		Kind: Direct, Role: t.Role, Parent: t.ID, Note: n.ID, Holder: to, Text: n.Text, Due: t.Due,
	}, nil)
	return err
}

package task

import (
	"context"
	"strings"

	"congvan/office"
	"congvan/office/access"
)

// Return gives a task back to whoever gave it, with a reason. What stood under it
// ends. A part of a unit's work falls back to the unit's task; else the giver
// gets the task to decide anew, so the document is never without an owner. Who
// holds the task may; review and sign tasks are returned through their own
// packages.
func (s *Service) Return(ctx context.Context, a office.Actor, ref Ref, reason string) error {
	const op = "task.Return"
	reason = strings.TrimSpace(reason)
	return s.Acts.Act(ctx, a, func(tx office.Tx) error {
		b, t, err := s.openTask(tx, op, ref)
		if err != nil {
			return err
		}
		if err := require(tx, access.ReturnTask, *t); err != nil {
			return err
		}
		if err := checkOwn(op, *t); err != nil {
			return err
		}
		if reason == "" {
			return office.InvalidField(op, "reason", "Nhập lý do trả lại.", "Give the reason for returning it.")
		}
		if err := checkText(op, "reason", reason); err != nil {
			return err
		}
		t.Returned, t.ReturnReason = b.mark(), reason
		if err := b.dropExtension(t); err != nil {
			return err
		}
		if err := b.save(access.ReturnTask, t, nil); err != nil {
			return err
		}
		if err := b.end(access.ReturnTask, "Việc trên đã được trả lại", b.below(t.ID)...); err != nil {
			return err
		}
		if err := b.backToGiver(access.ReturnTask, *t, reason); err != nil {
			return err
		}
		return b.finish()
	})
}

// backToGiver makes the giver of a returned or withdrawn task hold the decision
// again, unless the task was part of one that is still open.
func (b *board) backToGiver(act office.ActCode, t Task, reason string) error {
	if p := b.parentOf(t); p != nil && p.Kind == Handle && p.Open() {
		return nil
	}
	if t.Role == Inform {
		return nil
	}
	to := Holder{Post, t.GiverPost}
	if to.Zero() {
		r, err := b.s.rules(b.tx)
		if err != nil {
			return err
		}
		if to, err = b.s.firstOf(b.tx, r); err != nil {
			return err
		}
	}
	_, err := b.add(act, Task{
		Kind: Direct, Role: t.Role, Parent: t.ID, Note: t.Note, Holder: to, Text: reason, Due: t.Due,
	}, nil)
	return err
}

// Withdraw takes back a task that was given. What stood under it ends; a lead's
// work goes back to the giver to decide anew. The giver, the Chief of Office or
// a leader may.
func (s *Service) Withdraw(ctx context.Context, a office.Actor, ref Ref, reason string) error {
	const op = "task.Withdraw"
	reason = strings.TrimSpace(reason)
	return s.Acts.Act(ctx, a, func(tx office.Tx) error {
		b, t, err := s.openTask(tx, op, ref)
		if err != nil {
			return err
		}
		if err := require(tx, access.WithdrawTask, *t); err != nil {
			return err
		}
		if err := checkOwn(op, *t); err != nil {
			return err
		}
		if reason == "" {
			return office.InvalidField(op, "reason", "Nhập lý do thu hồi.", "Give the reason for withdrawing it.")
		}
		if err := checkText(op, "reason", reason); err != nil {
			return err
		}
		if err := b.end(access.WithdrawTask, reason, append(b.below(t.ID), t.ID)...); err != nil {
			return err
		}
		if t.Role == Lead {
			if err := b.backToGiver(access.WithdrawTask, *t, reason); err != nil {
				return err
			}
		}
		return b.finish()
	})
}

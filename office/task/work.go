package task

import (
	"context"
	"strings"

	"congvan/office"
	"congvan/office/access"
)

// Accept takes a task on (Nhận việc). Who holds it may.
func (s *Service) Accept(ctx context.Context, a office.Actor, ref Ref) error {
	const op = "task.Accept"
	return s.Acts.Act(ctx, a, func(tx office.Tx) error {
		b, t, err := s.openTask(tx, op, ref)
		if err != nil {
			return err
		}
		if err := require(tx, access.AcceptTask, *t); err != nil {
			return err
		}
		if t.Accepted.Set() {
			return b.stale(op, *t)
		}
		t.Accepted = b.mark()
		if err := b.save(access.AcceptTask, t, nil); err != nil {
			return err
		}
		return b.finish()
	})
}

// HandOnInput gives a task one holds to others: a unit's lead task to exactly
// one lead and any helpers, a coordinator's task to one or more coordinators, an
// informed one's to more informed. A task “decide who handles it” goes whole to
// one other (Lead).
type HandOnInput struct {
	Task    Ref
	Text    string // "" repeats the task's own
	Routing Routing
}

// HandOn gives a task on. The task stays its holder's, who answers for it and
// closes it when those below are done; a decision goes over for good. Naming
// others than before withdraws the earlier ones. Who holds the task may.
func (s *Service) HandOn(ctx context.Context, a office.Actor, in HandOnInput) error {
	const op = "task.HandOn"
	in.Text = strings.TrimSpace(in.Text)
	return s.Acts.Act(ctx, a, func(tx office.Tx) error {
		b, t, err := s.openTask(tx, op, in.Task)
		if err != nil {
			return err
		}
		if err := require(tx, access.HandOnTask, *t); err != nil {
			return err
		}
		if err := checkHandOn(op, *t, in.Routing); err != nil {
			return err
		}
		if err := checkText(op, "text", in.Text); err != nil {
			return err
		}
		if err := in.Routing.check(op, tx.Today()); err != nil {
			return err
		}
		if err := b.checkHolders(op, in.Routing); err != nil {
			return err
		}
		if in.Text == "" {
			in.Text = t.Text
		}
		if err := b.handOn(op, t, in); err != nil {
			return err
		}
		return b.finish()
	})
}

func (b *board) handOn(op string, t *Task, in HandOnInput) error {
	n := Note{ID: t.Note, Text: in.Text}
	if t.Kind == Direct {
		return b.present(op, access.HandOnTask, t, n, in.Routing.Lead.To)
	}
	if !t.Accepted.Set() {
		t.Accepted = b.mark()
	}
	if t.Role == Inform {
		t.Done, t.DoneOn = b.mark(), b.tx.Today()
	}
	if err := b.save(access.HandOnTask, t, nil); err != nil {
		return err
	}
	r := in.Routing
	inherit := func(as *Assignment) {
		if as.Due == (Due{}) {
			as.Due.Date = t.Due
		}
	}
	if r.Lead != nil {
		lead := *r.Lead
		inherit(&lead)
		r.Lead = &lead
	}
	r.Coordinate = append([]Assignment(nil), r.Coordinate...)
	for i := range r.Coordinate {
		inherit(&r.Coordinate[i])
	}
	return b.route(access.HandOnTask, t.ID, n, r)
}

func checkHandOn(op string, t Task, r Routing) error {
	ok := false
	vi, en := "", ""
	switch {
	case t.Kind == Direct:
		ok = r.Lead != nil && len(r.Coordinate) == 0 && len(r.Inform) == 0
		vi, en = "Chọn một người để chuyển xin ý kiến.", "Choose one person to decide."
	case t.Kind != Handle:
		vi, en = "Bước duyệt, ký và phát hành không chuyển cho người khác; trả lại nếu không làm được.",
			"Review, signing and issuing are not handed on; return them instead."
	case t.Role == Lead:
		ok = r.Lead != nil
		vi, en = "Chọn một người chủ trì.", "Choose one lead."
	case t.Role == Coordinate:
		ok = r.Lead == nil && len(r.Coordinate) > 0
		vi, en = "Việc phối hợp chỉ giao tiếp cho người phối hợp.", "Coordination is handed on to coordinators only."
	case t.Role == Inform:
		ok = r.Lead == nil && len(r.Coordinate) == 0 && len(r.Inform) > 0
		vi, en = "Văn bản để biết chỉ chuyển tiếp để biết.", "What was sent for information is passed on for information only."
	}
	if ok {
		return nil
	}
	return office.InvalidField(op, "lead", vi, en)
}

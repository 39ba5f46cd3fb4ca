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

// CompleteInput reports a task done. Product names the document that is the
// result, if one is.
type CompleteInput struct {
	Task    Ref
	Result  string
	Product office.ID
}

// Complete reports a task done, with a result (a lead's may not be empty). What
// is still open under it ends; when the lead completes, so do the coordinators
// beside it. For punctuality the day counts on which the lead below handed the
// result in, not the day of its confirmation (regulations.md §9.3). Who holds
// the task may; for someone informed it means “seen”.
func (s *Service) Complete(ctx context.Context, a office.Actor, in CompleteInput) error {
	return s.Acts.Act(ctx, a, func(tx office.Tx) error { return s.CompleteIn(tx, in) })
}

// CompleteIn is Complete inside another package's act.
func (s *Service) CompleteIn(tx office.Tx, in CompleteInput) error {
	const op = "task.Complete"
	in.Result = strings.TrimSpace(in.Result)
	b, t, err := s.openTask(tx, op, in.Task)
	if err != nil {
		return err
	}
	if err := require(tx, access.CompleteTask, *t); err != nil {
		return err
	}
	if err := b.checkComplete(op, *t, in); err != nil {
		return err
	}
	if !t.Accepted.Set() {
		t.Accepted = b.mark()
	}
	if err := b.dropExtension(t); err != nil {
		return err
	}
	t.Done, t.DoneOn, t.Result = b.mark(), b.handedInOn(*t), in.Result
	if !in.Product.Zero() {
		t.Product = in.Product
	}
	if err := b.save(access.CompleteTask, t, nil); err != nil {
		return err
	}
	moot := b.below(t.ID)
	if t.Role == Lead && t.Kind == Handle {
		moot = append(moot, b.coordinatorsBeside(*t)...)
	}
	if err := b.end(access.CompleteTask, "Chủ trì đã hoàn thành", moot...); err != nil {
		return err
	}
	return b.finish()
}

func (b *board) checkComplete(op string, t Task, in CompleteInput) error {
	switch {
	case t.Kind == Direct && t.Role == Lead:
		return office.Invalid(op,
			"Văn bản đang chờ ý kiến chỉ đạo: chọn chủ trì, hoặc lưu để biết.",
			"The document waits for a direction: choose a lead, or file it for information.")
	case t.Kind != Direct && t.Kind != Handle:
		return checkOwn(op, t)
	case t.Role == Lead && in.Result == "":
		return office.InvalidField(op, "result", "Nhập kết quả xử lý.", "State the result.")
	}
	if !in.Product.Zero() {
		if _, _, err := b.s.Documents.RequireReadIn(b.tx, in.Product); err != nil {
			return err
		}
	}
	return checkText(op, "result", in.Result)
}

// handedInOn is the day the result came: that of the last lead below, else today.
func (b *board) handedInOn(t Task) office.Date {
	var day office.Date
	for _, c := range b.tasks {
		if c.Parent == t.ID && c.Role == t.Role && c.Kind == Handle && c.Done.Set() {
			day = c.DoneOn
		}
	}
	if day.IsZero() {
		return b.tx.Today()
	}
	return day
}

func (b *board) coordinatorsBeside(t Task) []office.ID {
	var out []office.ID
	for _, c := range b.tasks {
		beside := c.Parent == t.Parent || isTop(b.tasks, &t) && isTop(b.tasks, c)
		if beside && c.ID != t.ID && c.Kind == Handle && c.Role == Coordinate && c.Open() {
			out = append(append(out, b.below(c.ID)...), c.ID)
		}
	}
	return out
}

// checkOwn keeps reviews, signatures and issues to the packages that did the work.
func checkOwn(op string, t Task) error {
	switch t.Kind {
	case Direct, Handle:
		return nil
	case Review:
		return office.Invalid(op, "Mở dự thảo để đồng ý hoặc trả lại.", "Open the draft to agree to it or return it.")
	case Sign:
		return office.Invalid(op, "Mở hàng đợi ký để ký hoặc trả lại.", "Open the signing queue to sign or return it.")
	}
	return office.Invalid(op, "Mở màn hình cấp số và phát hành để làm việc này.", "Open the issuing page for this.")
}

// AttachDraftIn notes on an open task the draft that is being written for it, so
// that lists show it. The holder may; nothing happens to a task that is closed.
func (s *Service) AttachDraftIn(tx office.Tx, id, draft office.ID) error {
	t, err := s.Store.Task(tx, id)
	if err != nil {
		return err
	}
	b, err := s.open(tx, t.Document)
	if err != nil {
		return err
	}
	open := b.find(id)
	if open == nil || !open.Open() {
		return nil
	}
	// Whoever holds it, also through their unit: drafting is not yet accepting.
	if err := access.Require(tx.Actor(), access.CompleteTask, objectOf(*open)); err != nil {
		return err
	}
	if !open.Accepted.Set() && (open.Holder.Kind != Unit || onDesk(tx.Actor(), open.Holder.ID)) {
		open.Accepted = b.mark()
	}
	open.Product = draft
	if err := b.save(access.CreateDraft, open, nil); err != nil {
		return err
	}
	return b.finish()
}

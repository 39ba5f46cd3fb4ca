package task

import (
	"context"
	"strings"

	"congvan/office"
	"congvan/office/access"
)

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
	if err := access.Require(tx.Actor(), access.CompleteTask, open.Object()); err != nil {
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

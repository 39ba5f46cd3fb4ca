package draft

import (
	"context"
	"strings"
	"unicode/utf8"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/task"
)

// SubmitInput submits the version the actor saw.
type SubmitInput struct {
	Document office.ID
	Version  int
}

// Submit starts the review of a draft (Trình): the first step of its type's chain
// becomes a task. A draft whose every reviewer is its author is approved at once.
// The author or whoever holds the draft may.
func (s *Service) Submit(ctx context.Context, a office.Actor, in SubmitInput) error {
	const op = "draft.Submit"
	return s.advance(ctx, a, in.Document, in.Version, func(tx office.Tx, d draft) (int, error) {
		if err := access.Require(a, access.SubmitDraft, d.object); err != nil {
			return 0, err
		}
		if d.review() != nil {
			return 0, office.Conflict(op, "Dự thảo này đang được duyệt. Tải lại trang để xem.", "This draft is under review already. Reload the page.")
		}
		return 0, nil
	}, func(tx office.Tx, d draft) error {
		for _, t := range d.tasks {
			if t.Kind == task.Review && t.Open() && t.Step == string(Revise) {
				if err := s.closeRevise(tx, t); err != nil {
					return err
				}
			}
		}
		tx.Record(office.Entry{
			Act: access.SubmitDraft, Kind: document.ObjectKind, Object: d.ID, Document: d.ID,
			Detail: versionDetail{in.Version}, State: d.Canonical(),
		})
		return nil
	})
}

type versionDetail struct {
	Version int `json:"version"`
}

// closeRevise ends the author's task to revise. When somebody else submits (who
// holds the draft), it ends as no longer needed.
func (s *Service) closeRevise(tx office.Tx, t task.Task) error {
	if isOwn(tx.Actor(), t.Holder) {
		_, err := s.Tasks.CloseIn(tx, task.CloseInput{Task: task.Ref{ID: t.ID, Version: t.Version}, Act: access.SubmitDraft})
		return err
	}
	return s.Tasks.EndIn(tx, t.Document, access.SubmitDraft, "Đã trình lại", task.Review)
}

// AgreeInput agrees to the version the reviewer saw, in the step they hold.
type AgreeInput struct {
	Document office.ID
	Version  int
	Task     task.Ref
	Text     string // may be ""
}

// Agree says yes in a review step (Ký nháy nội dung, Ký nháy thể thức, Duyệt) and
// passes the draft to the next one. After the last the document is approved: its
// PDF is made and prepared, and the signer gets a task. Who holds the step may.
// office.CodeConflict when the draft has a newer version, or somebody else
// decided first.
func (s *Service) Agree(ctx context.Context, a office.Actor, in AgreeInput) error {
	const op = "draft.Agree"
	in.Text = strings.TrimSpace(in.Text)
	var step StepName
	return s.advance(ctx, a, in.Document, in.Version, func(tx office.Tx, d draft) (int, error) {
		t, err := d.step(op, in.Task)
		if err != nil {
			return 0, err
		}
		o := d.object
		o.Holders = []office.ID{t.Holder.ID}
		if err := access.Require(a, access.AgreeDraft, o); err != nil {
			return 0, err
		}
		step = StepName(t.Step)
		return d.chain.index(step) + 1, checkText(op, "text", in.Text, MaxComment)
	}, func(tx office.Tx, d draft) error {
		if _, err := s.Tasks.CloseIn(tx, task.CloseInput{Task: in.Task, Act: access.AgreeDraft, Result: in.Text}); err != nil {
			return err
		}
		return s.say(tx, access.AgreeDraft, d, Comment{
			Version: in.Version, Task: in.Task.ID, Step: step, Verdict: Agreed, Text: in.Text,
		})
	})
}

// step finds the open review task that the actor saw.
func (d draft) step(op string, ref task.Ref) (*task.Task, error) {
	t := d.review()
	if t == nil || t.ID != ref.ID || t.Version != ref.Version {
		return nil, office.Conflict(op,
			"Bước duyệt này đã có người quyết định. Tải lại trang để xem.",
			"Somebody has decided this step already. Reload the page.")
	}
	return t, nil
}

// ReturnInput sends the draft back with a reason.
type ReturnInput struct {
	Document office.ID
	Version  int
	Task     task.Ref // the review step, or the signer's task
	Reason   string
}

// Return sends a draft back to its author with a reason (Trả lại); the chain
// begins anew when it is submitted again. Who holds the review step, or the task
// to sign, may.
func (s *Service) Return(ctx context.Context, a office.Actor, in ReturnInput) error {
	return s.Acts.Act(ctx, a, func(tx office.Tx) error { return s.ReturnIn(tx, in) })
}

// ReturnIn is Return inside another package's act.
func (s *Service) ReturnIn(tx office.Tx, in ReturnInput) error {
	const op = "draft.Return"
	in.Reason = strings.TrimSpace(in.Reason)
	if in.Reason == "" {
		return office.InvalidField(op, "reason", "Nhập lý do trả lại.", "Give the reason for returning it.")
	}
	if err := checkText(op, "reason", in.Reason, MaxComment); err != nil {
		return err
	}
	d, err := s.load(tx, in.Document)
	if err != nil {
		return err
	}
	t, err := s.Tasks.CloseIn(tx, task.CloseInput{Task: in.Task, Act: access.ReturnDraft, Result: in.Reason, Return: true})
	if err != nil {
		return err
	}
	if t.Document != d.ID || t.Kind != task.Review && t.Kind != task.Sign {
		return office.Invalid(op, "Việc này không thuộc dự thảo.", "This task is not of the draft.")
	}
	if err := s.say(tx, access.ReturnDraft, d, Comment{
		Version: d.last().Number, Task: t.ID, Step: StepName(t.Step), Verdict: Return, Text: in.Reason,
	}); err != nil {
		return err
	}
	if d.State == document.Approved {
		if _, err := s.Documents.SetStateIn(tx, d.ID, document.Approved, document.Draft, access.ReturnDraft, nil); err != nil {
			return err
		}
	}
	_, err = s.Tasks.GiveIn(tx, task.GiveInput{
		Kind: task.Review, Document: d.ID, Step: string(Revise), Holder: task.Holder{Kind: task.Post, ID: d.AuthorPost},
		Text: in.Reason, Due: task.Due{WorkingDays: reviseDays},
	})
	return err
}

// reviseDays is how many working days an author has to put a draft right.
const reviseDays = 2

// TakeBack stops a review, so that the author can change the draft (Thu hồi). The
// author may while nobody has signed.
func (s *Service) TakeBack(ctx context.Context, a office.Actor, doc office.ID, reason string) error {
	const op = "draft.TakeBack"
	reason = strings.TrimSpace(reason)
	return s.Acts.Act(ctx, a, func(tx office.Tx) error {
		d, err := s.load(tx, doc)
		if err != nil {
			return err
		}
		o := d.object
		o.Holders = nil
		if err := access.Require(a, access.SubmitDraft, o); err != nil {
			return err
		}
		if reason == "" {
			return office.InvalidField(op, "reason", "Nhập lý do thu hồi.", "Give the reason for taking it back.")
		}
		if err := checkText(op, "reason", reason, MaxComment); err != nil {
			return err
		}
		switch {
		case d.State == document.Approved:
			if _, err := s.Documents.SetStateIn(tx, d.ID, document.Approved, document.Draft, access.ReturnDraft, nil); err != nil {
				return err
			}
		case d.State != document.Draft || d.review() == nil:
			return office.Conflict(op, "Dự thảo không còn đang duyệt. Tải lại trang để xem.", "The draft is not under review. Reload the page.")
		}
		if err := s.Tasks.EndIn(tx, d.ID, access.ReturnDraft, reason, task.Review, task.Sign); err != nil {
			return err
		}
		return s.say(tx, access.ReturnDraft, d, Comment{Version: d.last().Number, Verdict: Return, Text: reason})
	})
}

// Comment sends remarks on a version (Góp ý). Everyone whom the draft was passed
// to may, whether or not it is their step.
func (s *Service) Comment(ctx context.Context, a office.Actor, doc office.ID, version int, texts ...string) error {
	const op = "draft.Comment"
	if len(texts) == 0 || len(texts) > MaxRemarks {
		return office.InvalidField(op, "text", "Nhập góp ý; mỗi lần gửi tối đa 100 ý.", "Write a remark; at most 100 at once.")
	}
	return s.Acts.Act(ctx, a, func(tx office.Tx) error {
		d, err := s.load(tx, doc)
		if err != nil {
			return err
		}
		if err := access.Require(a, access.CommentDraft, d.object); err != nil {
			return err
		}
		if version < 1 || version > d.last().Number {
			return office.NotFound(op, "Không có phiên bản này.", "There is no such version.")
		}
		for _, text := range texts {
			text = strings.TrimSpace(text)
			if text == "" {
				return office.InvalidField(op, "text", "Nhập nội dung góp ý.", "Write the remark.")
			}
			if err := checkText(op, "text", text, MaxComment); err != nil {
				return err
			}
			c := Comment{Version: version, Verdict: Remark, Text: text}
			if t := d.review(); t != nil && isOwn(a, t.Holder) {
				c.Task, c.Step = t.ID, StepName(t.Step)
			}
			if err := s.say(tx, access.CommentDraft, d, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// say writes a comment and its journal entry.
func (s *Service) say(tx office.Tx, act office.ActCode, d draft, c Comment) error {
	a := tx.Actor()
	c.ID, c.Agency, c.Document = tx.NewID(), a.Agency, d.ID
	c.Person, c.Post, c.Behalf, c.Created = a.Person, a.Post, a.OnBehalfOf, tx.Now()
	if err := s.Store.InsertComment(tx, c); err != nil {
		return err
	}
	tx.Record(office.Entry{Act: act, Kind: KindComment, Object: c.ID, Document: d.ID, State: c.State()})
	return nil
}

func checkText(op, field, text string, limit int) error {
	if !utf8.ValidString(text) || utf8.RuneCountInString(text) > limit {
		return office.InvalidField(op, field, "Nội dung quá dài. Rút gọn rồi gửi lại.", "The text is too long. Shorten it and send again.")
	}
	return nil
}

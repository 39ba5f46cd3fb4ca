package task

import (
	"context"
	"fmt"
	"strings"
	"time"

	"congvan/office"
	"congvan/office/access"
)

// Extension is a later due date asked for, and the giver's answer.
type Extension struct {
	ID      office.ID
	Agency  office.ID
	Task    office.ID
	OldDue  office.Date
	NewDue  office.Date // asked for; after a decision, what was granted
	Reason  string
	Asked   Mark
	Decided Mark
	Granted bool
	Answer  string
}

type extensionV1 struct {
	ID        office.ID   `json:"id"`
	Agency    office.ID   `json:"agency"`
	Task      office.ID   `json:"task"`
	OldDue    office.Date `json:"old_due"`
	NewDue    office.Date `json:"new_due"`
	Reason    string      `json:"reason"`
	AskedAt   time.Time   `json:"asked_at"`
	AskedBy   office.ID   `json:"asked_by"`
	DecidedAt time.Time   `json:"decided_at"`
	DecidedBy office.ID   `json:"decided_by"`
	Granted   bool        `json:"granted"`
	Answer    string      `json:"answer"`
}

// State is the extension in its canonical encoding, for the journal.
func (e Extension) State() office.State {
	return office.Canonical("extension/1", extensionV1{
		ID: e.ID, Agency: e.Agency, Task: e.Task, OldDue: e.OldDue, NewDue: e.NewDue, Reason: e.Reason,
		AskedAt: e.Asked.At.UTC(), AskedBy: e.Asked.By, DecidedAt: e.Decided.At.UTC(), DecidedBy: e.Decided.By,
		Granted: e.Granted, Answer: e.Answer,
	})
}

// AskExtensionInput asks for a later due date.
type AskExtensionInput struct {
	Task   Ref
	Due    office.Date
	Reason string
}

// AskExtension asks the giver for a later due date; the old one counts until the
// giver has decided. Who holds the task may ask, once at a time.
func (s *Service) AskExtension(ctx context.Context, a office.Actor, in AskExtensionInput) error {
	const op = "task.AskExtension"
	in.Reason = strings.TrimSpace(in.Reason)
	return s.Acts.Act(ctx, a, func(tx office.Tx) error {
		b, t, err := s.openTask(tx, op, in.Task)
		if err != nil {
			return err
		}
		if err := require(tx, access.AskExtension, *t); err != nil {
			return err
		}
		if err := checkAsk(op, tx.Today(), *t, in); err != nil {
			return err
		}
		t.ExtensionDue, t.ExtensionReason = in.Due, in.Reason
		e := Extension{
			ID: tx.NewID(), Agency: t.Agency, Task: t.ID, OldDue: t.Due, NewDue: in.Due, Reason: in.Reason, Asked: b.mark(),
		}
		if err := b.save(access.AskExtension, t, nil); err != nil {
			return err
		}
		if err := s.Store.InsertExtension(tx, e); err != nil {
			return err
		}
		recordExtension(tx, access.AskExtension, *t, e)
		return b.finish()
	})
}

func checkAsk(op string, today office.Date, t Task, in AskExtensionInput) error {
	switch {
	case t.Due.IsZero():
		return office.InvalidField(op, "due", "Việc này không có hạn nên không cần gia hạn.", "This task has no due date to extend.")
	case !t.ExtensionDue.IsZero():
		return office.Conflict(op, "Đã xin gia hạn việc này; chờ người giao trả lời.", "An extension was asked for already; wait for the answer.")
	case in.Reason == "":
		return office.InvalidField(op, "reason", "Nhập lý do xin gia hạn.", "Give the reason for the extension.")
	case !in.Due.Valid() || !in.Due.After(t.Due) || in.Due.Before(today):
		return office.InvalidField(op, "due", "Hạn mới phải sau hạn cũ và không trước hôm nay.", "The new date must be after the old one and not before today.")
	}
	return checkText(op, "reason", in.Reason)
}

// DecideExtensionInput grants or refuses. Due may grant another day than the one
// asked for; zero grants that one. A refusal needs an answer.
type DecideExtensionInput struct {
	Task   Ref
	Grant  bool
	Due    office.Date
	Answer string
}

// DecideExtension answers the asker. The giver, the Chief of Office or a leader
// may. A granted date moves Task.Due; FirstDue stays. It may not pass the due
// date of the task this one was handed on from.
func (s *Service) DecideExtension(ctx context.Context, a office.Actor, in DecideExtensionInput) error {
	const op = "task.DecideExtension"
	in.Answer = strings.TrimSpace(in.Answer)
	return s.Acts.Act(ctx, a, func(tx office.Tx) error {
		b, t, err := s.openTask(tx, op, in.Task)
		if err != nil {
			return err
		}
		if err := require(tx, access.DecideExtension, *t); err != nil {
			return err
		}
		if t.ExtensionDue.IsZero() {
			return b.stale(op, *t)
		}
		if in.Due.IsZero() {
			in.Due = t.ExtensionDue
		}
		if err := b.checkDecision(op, *t, in); err != nil {
			return err
		}
		return b.decide(access.DecideExtension, t, in)
	})
}

func (b *board) checkDecision(op string, t Task, in DecideExtensionInput) error {
	if err := checkText(op, "answer", in.Answer); err != nil {
		return err
	}
	if !in.Grant {
		if in.Answer == "" {
			return office.InvalidField(op, "answer", "Nhập lý do không đồng ý gia hạn.", "Say why the extension is refused.")
		}
		return nil
	}
	if !in.Due.Valid() || !in.Due.After(t.Due) || in.Due.Before(b.tx.Today()) {
		return office.InvalidField(op, "due", "Hạn mới phải sau hạn cũ và không trước hôm nay.", "The new date must be after the old one and not before today.")
	}
	return b.withinParent(op, t, in.Due)
}

// withinParent keeps a date inside that of the task it was handed on from.
func (b *board) withinParent(op string, t Task, due office.Date) error {
	p := b.parentOf(t)
	if p == nil || !p.Open() || p.Due.IsZero() || due.IsZero() || !due.After(p.Due) {
		return nil
	}
	day := fmt.Sprintf("%02d/%02d/%04d", p.Due.Day, p.Due.Month, p.Due.Year)
	return office.InvalidField(op, "due",
		"Hạn vượt quá hạn chung của việc là "+day+". Chọn ngày sớm hơn hoặc xin gia hạn việc chung trước.",
		"The date passes that of the whole task, "+day+". Choose an earlier one, or have the whole task extended first.")
}

func (b *board) decide(act office.ActCode, t *Task, in DecideExtensionInput) error {
	e, err := b.pendingExtension(*t)
	if err != nil {
		return err
	}
	if in.Grant {
		t.Due, e.NewDue = in.Due, in.Due
	}
	t.ExtensionDue, t.ExtensionReason = office.Date{}, ""
	if err := b.save(act, t, nil); err != nil {
		return err
	}
	e.Decided, e.Granted, e.Answer = b.mark(), in.Grant, in.Answer
	if err := b.s.Store.UpdateExtension(b.tx, e); err != nil {
		return err
	}
	recordExtension(b.tx, act, *t, e)
	return b.finish()
}

// dropExtension closes a request that nobody needs to answer any more; the
// caller saves the task.
func (b *board) dropExtension(t *Task) error {
	if t.ExtensionDue.IsZero() {
		return nil
	}
	e, err := b.pendingExtension(*t)
	if err != nil {
		return err
	}
	t.ExtensionDue, t.ExtensionReason = office.Date{}, ""
	e.Decided = b.mark()
	if err := b.s.Store.UpdateExtension(b.tx, e); err != nil {
		return err
	}
	recordExtension(b.tx, access.DecideExtension, *t, e)
	return nil
}

func (b *board) pendingExtension(t Task) (Extension, error) {
	all, err := b.s.Store.ExtensionsOf(b.tx, t.Document)
	if err != nil {
		return Extension{}, err
	}
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Task == t.ID && !all[i].Decided.Set() {
			return all[i], nil
		}
	}
	return Extension{}, office.NotFound("task.pendingExtension", "Không còn yêu cầu gia hạn.", "No extension is asked for.")
}

func recordExtension(tx office.Tx, act office.ActCode, t Task, e Extension) {
	tx.Record(office.Entry{Act: act, Kind: KindExtension, Object: e.ID, Document: t.Document, State: e.State()})
}

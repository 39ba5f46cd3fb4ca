package task

import (
	"fmt"

	"congvan/office"
	"congvan/standard/vietnamese"
)

// board is a document's tasks under their locks while one act changes them. It
// keeps rows, memory and journal together and tells at the end how the
// document's stage changed.
type board struct {
	s      *Service
	tx     office.Tx
	doc    office.ID
	tasks  []*Task
	before Stage
	cal    *vietnamese.Calendar
}

func (s *Service) open(tx office.Tx, doc office.ID) (*board, error) {
	tasks, err := s.Store.TasksOf(tx, doc, true)
	if err != nil {
		return nil, err
	}
	cal, err := s.Directory.CalendarIn(tx)
	if err != nil {
		return nil, err
	}
	b := &board{s: s, tx: tx, doc: doc, tasks: pointers(tasks), cal: cal}
	b.before = stageOf(b.tasks)
	return b, nil
}

func pointers(tasks []Task) []*Task {
	out := make([]*Task, len(tasks))
	for i := range tasks {
		out[i] = &tasks[i]
	}
	return out
}

// Ref names a task and the version the actor saw.
type Ref struct {
	ID      office.ID
	Version int
}

// openTask opens the board of the task's document and finds the task on it, as
// the actor saw it and still open.
func (s *Service) openTask(tx office.Tx, op string, ref Ref) (*board, *Task, error) {
	t, err := s.Store.Task(tx, ref.ID)
	if err != nil {
		return nil, nil, err
	}
	b, err := s.open(tx, t.Document)
	if err != nil {
		return nil, nil, err
	}
	now := b.find(ref.ID)
	if now == nil {
		return nil, nil, office.NotFound(op, "Không tìm thấy việc này.", "No such task.")
	}
	if now.Version != ref.Version || !now.Open() {
		return nil, nil, b.stale(op, *now)
	}
	return b, now, nil
}

func (b *board) find(id office.ID) *Task {
	for _, t := range b.tasks {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// stale says who was faster and when (ux.md: “Đ/c A vừa chuyển lúc 09:12”).
func (b *board) stale(op string, t Task) error {
	verb, en, m := "thay đổi việc này", "changed this task", Mark{}
	switch {
	case t.Withdrawn.Set():
		verb, en, m = "thu hồi hoặc giao lại việc này", "withdrew or replaced this task", t.Withdrawn
	case t.Done.Set() && t.Kind == Direct:
		verb, en, m = "cho ý kiến văn bản này", "decided about this document", t.Done
	case t.Done.Set():
		verb, en, m = "báo hoàn thành việc này", "completed this task", t.Done
	case t.Returned.Set():
		verb, en, m = "trả lại việc này", "returned this task", t.Returned
	case t.Accepted.Set():
		verb, en, m = "nhận hoặc chuyển việc này", "accepted or handed on this task", t.Accepted
	}
	who, whoEn := "Người khác", "Somebody else"
	if !m.By.Zero() {
		if name, _, err := b.s.Directory.NameIn(b.tx, Person, m.By, b.tx.Today()); err == nil && name != "" {
			who, whoEn = name, name
		}
	}
	if m.Set() {
		clock := m.At.In(vietnamese.Location()).Format("15:04")
		return office.Conflict(op,
			fmt.Sprintf("%s vừa %s lúc %s. Tải lại trang để xem rồi làm tiếp.", vietnamese.UpperFirst(who), verb, clock),
			fmt.Sprintf("%s %s at %s. Reload the page, look, and go on.", whoEn, en, clock))
	}
	return office.Conflict(op,
		fmt.Sprintf("%s vừa %s. Tải lại trang để xem rồi làm tiếp.", vietnamese.UpperFirst(who), verb),
		fmt.Sprintf("%s has just %s. Reload the page, look, and go on.", whoEn, en))
}

// add gives a new task: row, reader row, journal.
func (b *board) add(act office.ActCode, t Task, detail any) (*Task, error) {
	t.ID, t.Agency, t.Document = b.tx.NewID(), b.tx.Actor().Agency, b.doc
	t.GiverPost, t.Giver = b.tx.Actor().Post, b.tx.Actor().Person
	t.Created, t.Changed, t.Version = b.tx.Now(), b.tx.Now(), 1
	t.FirstDue = t.Due
	if err := b.s.Store.InsertTask(b.tx, t); err != nil {
		return nil, err
	}
	if err := b.s.Documents.GrantIn(b.tx, b.doc, t.Holder.ID); err != nil {
		return nil, err
	}
	b.record(act, t, detail)
	b.tasks = append(b.tasks, &t)
	return &t, nil
}

// save writes a changed task and records the act.
func (b *board) save(act office.ActCode, t *Task, detail any) error {
	seen := t.Version
	t.Version, t.Changed = seen+1, b.tx.Now()
	if err := b.s.Store.UpdateTask(b.tx, *t, seen); err != nil {
		return err
	}
	b.record(act, *t, detail)
	return nil
}

func (b *board) record(act office.ActCode, t Task, detail any) {
	b.tx.Record(office.Entry{
		Act: act, Kind: KindTask, Object: t.ID, Document: t.Document, Detail: detail, State: t.State(),
	})
}

func (b *board) mark() Mark { return Mark{At: b.tx.Now(), By: b.tx.Actor().Person} }

// finish tells what the act did to the document's stage.
func (b *board) finish() error {
	after := stageOf(b.tasks)
	if b.s.Progressed == nil || after == b.before {
		return nil
	}
	var e Event
	switch after {
	case StageAssigned:
		e = EventAssigned
	case StageInProgress:
		e = EventStarted
	case StageCompleted:
		e = EventCompleted
	default:
		return nil
	}
	return b.s.Progressed(b.tx, b.doc, e)
}

// parentOf gives the task that t was handed on from, nil when there is none.
func (b *board) parentOf(t Task) *Task {
	if t.Parent.Zero() {
		return nil
	}
	return b.find(t.Parent)
}

// below lists the open tasks under a task, at every depth.
func (b *board) below(id office.ID) []office.ID {
	var out []office.ID
	for _, t := range b.tasks {
		if t.Parent != id {
			continue
		}
		if t.Open() {
			out = append(out, t.ID)
		}
		out = append(out, b.below(t.ID)...)
	}
	return out
}

// end withdraws open tasks, because of what happened to another.
func (b *board) end(act office.ActCode, reason string, ids ...office.ID) error {
	for _, id := range ids {
		t := b.find(id)
		if t == nil || !t.Open() {
			continue
		}
		t.Withdrawn, t.WithdrawReason = b.mark(), reason
		if err := b.dropExtension(t); err != nil {
			return err
		}
		if err := b.save(act, t, nil); err != nil {
			return err
		}
	}
	return nil
}

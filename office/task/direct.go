package task

import (
	"context"
	"strings"

	"congvan/office"
	"congvan/office/access"
	"congvan/standard/vietnamese"
)

// DirectInput is a direction on a document. Task is what the actor saw and
// decides on: the open task “decide who handles it”, or the lead's open task when
// the direction changes an earlier one.
type DirectInput struct {
	Task    Ref
	Text    string
	Routing Routing
	// FileOnly files the document for information: no lead, nothing to do.
	FileOnly bool
}

// Direct gives a direction (bút phê): a note, and a task for each part of its
// routing; exactly one lead. Parts of an earlier direction that it does not name
// again are withdrawn; those it does name go on, with the new date. Leaders and
// the Chief of Office may. office.CodeConflict when somebody else decided first.
func (s *Service) Direct(ctx context.Context, a office.Actor, in DirectInput) (Note, error) {
	var n Note
	err := s.Acts.Act(ctx, a, func(tx office.Tx) (err error) {
		n, err = s.direct(tx, "task.Direct", in, office.ID{})
		return err
	})
	return n, err
}

// AcceptProposal gives the direction that the office proposed, unchanged: its
// routing, with working days counted from today. proposal must be the newest one
// on the document.
func (s *Service) AcceptProposal(ctx context.Context, a office.Actor, on Ref, proposal office.ID) (Note, error) {
	const op = "task.AcceptProposal"
	var n Note
	err := s.Acts.Act(ctx, a, func(tx office.Tx) error {
		p, err := s.Store.Note(tx, proposal)
		if err != nil {
			return err
		}
		t, err := s.Store.Task(tx, on.ID)
		if err != nil {
			return err
		}
		notes, err := s.Store.NotesOf(tx, t.Document)
		if err != nil {
			return err
		}
		if p.Kind != Proposal || p.Document != t.Document || newest(notes, Proposal) != p.ID {
			return office.Conflict(op,
				"Văn phòng vừa đổi đề xuất. Tải lại trang để xem đề xuất mới rồi làm tiếp.",
				"The office has just changed its proposal. Reload the page, look at the new one, and go on.")
		}
		n, err = s.direct(tx, op, DirectInput{
			Task: on, Text: p.Text, Routing: p.Routing, FileOnly: p.Routing.Lead == nil,
		}, p.ID)
		return err
	})
	return n, err
}

func newest(notes []Note, k NoteKind) office.ID {
	for i := len(notes) - 1; i >= 0; i-- {
		if notes[i].Kind == k {
			return notes[i].ID
		}
	}
	return office.ID{}
}

func (s *Service) direct(tx office.Tx, op string, in DirectInput, proposal office.ID) (Note, error) {
	in.Text = strings.TrimSpace(in.Text)
	b, t, err := s.openTask(tx, op, in.Task)
	if err != nil {
		return Note{}, err
	}
	if err := require(tx, access.GiveDirection, *t); err != nil {
		return Note{}, err
	}
	if err := checkDirected(op, b, *t, in.FileOnly); err != nil {
		return Note{}, err
	}
	if err := checkDirection(op, tx.Today(), in); err != nil {
		return Note{}, err
	}
	if err := b.checkHolders(op, in.Routing); err != nil {
		return Note{}, err
	}
	n, err := b.note(access.GiveDirection, Direction, in.Text, in.Routing, proposal)
	if err != nil {
		return Note{}, err
	}
	under, err := b.decided(t, in.Text)
	if err != nil {
		return Note{}, err
	}
	if err := b.route(access.GiveTask, under, n, in.Routing); err != nil {
		return Note{}, err
	}
	return n, b.finish()
}

// checkDirected says which tasks a direction can answer.
func checkDirected(op string, b *board, t Task, fileOnly bool) error {
	switch {
	case fileOnly && t.Role == Lead && t.Kind == Direct:
		return nil
	case fileOnly:
		return office.Invalid(op,
			"Văn bản đang có đơn vị chủ trì. Thu hồi việc đã giao trước khi lưu để biết.",
			"Somebody leads on this document. Withdraw that work before filing it.")
	case t.Kind == Direct || t.Kind == Handle && t.Role == Lead && isTop(b.tasks, &t):
		return nil
	}
	return office.Invalid(op,
		"Chỉ cho ý kiến chỉ đạo trên việc chờ ý kiến hoặc việc chủ trì của văn bản.",
		"A direction answers a task that waits for one, or changes the lead's task.")
}

func checkDirection(op string, today office.Date, in DirectInput) error {
	switch {
	case in.FileOnly && (in.Routing.Lead != nil || len(in.Routing.Coordinate) > 0):
		return office.InvalidField(op, "lead", "Lưu để biết thì không chọn chủ trì, phối hợp.", "Filing for information names no lead or coordinators.")
	case !in.FileOnly && in.Routing.Lead == nil:
		return office.InvalidField(op, "lead", "Chọn đơn vị chủ trì.", "Choose the lead.")
	}
	if err := checkText(op, "text", in.Text); err != nil {
		return err
	}
	return in.Routing.check(op, today)
}

// decided ends the task that the direction answers and gives the id under which
// the new tasks hang. When the direction changes an earlier one, the old lead's
// task goes on if it is named again (route sees to that).
func (b *board) decided(t *Task, text string) (office.ID, error) {
	if t.Kind == Handle {
		return t.Parent, nil
	}
	t.Done, t.DoneOn, t.Result = b.mark(), b.tx.Today(), text
	if !t.Accepted.Set() {
		t.Accepted = b.mark()
	}
	return t.ID, b.save(access.GiveDirection, t, nil)
}

// route gives the tasks of a routing under a parent (zero: none) and withdraws
// those of an earlier routing that are not named again. Informed are never
// withdrawn.
func (b *board) route(act office.ActCode, under office.ID, n Note, r Routing) error {
	kept, err := b.keep(act, under, n, r)
	if err != nil {
		return err
	}
	for _, p := range r.parts() {
		if kept[p.To.ID] {
			continue
		}
		text := p.Text
		if text == "" {
			text = n.Text
		}
		t := Task{
			Kind: Handle, Role: p.Role, Parent: under, Note: n.ID, Holder: p.To, Text: text,
			Due: p.Due.On(b.tx.Today(), b.cal),
		}
		if err := b.withinParent("task.route", t, t.Due); err != nil {
			return err
		}
		if _, err := b.add(act, t, nil); err != nil {
			return err
		}
	}
	return nil
}

// keep goes through the open tasks of an earlier routing at the same place: the
// same holder in the same role goes on with the new date and text, the others
// and all under them end.
func (b *board) keep(act office.ActCode, under office.ID, n Note, r Routing) (map[office.ID]bool, error) {
	wanted := map[office.ID]part{}
	for _, p := range r.parts() {
		wanted[p.To.ID] = p
	}
	kept := map[office.ID]bool{}
	for _, t := range b.earlier(under) {
		p, again := wanted[t.Holder.ID]
		if again && p.Role == t.Role {
			kept[t.Holder.ID] = true
			if t.Role == Inform {
				continue
			}
			t.Note, t.Text, t.Due = n.ID, p.Text, p.Due.On(b.tx.Today(), b.cal)
			if t.Text == "" {
				t.Text = n.Text
			}
			if err := b.dropExtension(t); err != nil {
				return nil, err
			}
			if err := b.save(act, t, nil); err != nil {
				return nil, err
			}
			continue
		}
		if t.Role == Inform && !again {
			continue
		}
		below := b.below(t.ID)
		if err := b.end(access.WithdrawTask, "Thay bằng phân công mới", append(below, t.ID)...); err != nil {
			return nil, err
		}
	}
	return kept, nil
}

// earlier lists the open handle tasks at the place where new ones will stand:
// children of the same parent, or for a direction every one given by one.
func (b *board) earlier(under office.ID) []*Task {
	p := b.find(under)
	top := p == nil || p.Kind != Handle
	var out []*Task
	for _, t := range b.tasks {
		if t.Kind != Handle || !t.Open() {
			continue
		}
		if t.Parent == under && !under.Zero() || top && isTop(b.tasks, t) {
			out = append(out, t)
		}
	}
	return out
}

// note writes a note and its journal entry.
func (b *board) note(act office.ActCode, k NoteKind, text string, r Routing, proposal office.ID) (Note, error) {
	a := b.tx.Actor()
	n := Note{
		ID: b.tx.NewID(), Agency: a.Agency, Document: b.doc, Kind: k, Proposal: proposal, Post: a.Post,
		Person: a.Person, Behalf: a.OnBehalfOf, Text: text, Routing: r, Created: b.tx.Now(),
	}
	if err := b.s.Store.InsertNote(b.tx, n); err != nil {
		return Note{}, err
	}
	b.tx.Record(office.Entry{Act: act, Kind: KindNote, Object: n.ID, Document: b.doc, State: n.State()})
	return n, nil
}

// checkHolders refuses work for somebody who is no longer there.
func (b *board) checkHolders(op string, r Routing) error {
	for _, p := range r.parts() {
		name, active, err := b.s.named(b.tx, p.To)
		if err != nil {
			return err
		}
		if active {
			continue
		}
		if name == "" {
			name = "Nơi nhận đã chọn"
		}
		return office.InvalidField(op, string(p.Role),
			vietnamese.UpperFirst(name)+" hiện không hoạt động hoặc chưa có người. Chọn nơi nhận khác.",
			name+" is no longer active or has nobody in it. Choose somebody else.")
	}
	return nil
}

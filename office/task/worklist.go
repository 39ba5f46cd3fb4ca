package task

import (
	"context"
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/standard/vietnamese"
)

// Group is a heading of the list “Việc được giao” (ux.md S08), or another list
// read by the same query.
type Group string

// The groups. The first five are together “Phải làm”.
const (
	GroupAll     Group = ""        // everything that waits for the actor
	GroupOverdue Group = "overdue" // Quá hạn
	GroupToday   Group = "today"   // Hôm nay
	GroupWeek    Group = "week"    // Tuần này, to Sunday
	GroupLater   Group = "later"   // Sau, or no due date
	GroupApprove Group = "approve" // Chờ duyệt: results to confirm, extensions to decide
	GroupInform  Group = "inform"  // Để biết: not counted as work
	GroupWaiting Group = "waiting" // Chờ người khác: given by the actor's post, held by others
)

// String gives the Vietnamese heading.
func (g Group) String() string {
	switch g {
	case GroupAll:
		return "Phải làm"
	case GroupOverdue:
		return "Quá hạn"
	case GroupToday:
		return "Hôm nay"
	case GroupWeek:
		return "Tuần này"
	case GroupLater:
		return "Sau"
	case GroupApprove:
		return "Chờ duyệt"
	case GroupInform:
		return "Để biết"
	case GroupWaiting:
		return "Chờ người khác"
	}
	return string(g)
}

func (g Group) valid() bool {
	switch g {
	case GroupAll, GroupOverdue, GroupToday, GroupWeek, GroupLater, GroupApprove, GroupInform, GroupWaiting:
		return true
	}
	return false
}

// Filter names a list: a group, and one kind of work only when Kind is set
// (“Chờ bút phê” is GroupAll of Direct).
type Filter struct {
	Group Group
	Kind  Kind
}

// WorkQuery is a page of a list as the store answers it, ordered by due date (no
// date last), urgency (fastest first) and id.
type WorkQuery struct {
	Filter
	Desk    []office.ID // principals whose work it is; never empty
	Post    office.ID   // for what the actor gave; may be zero
	Today   office.Date
	WeekEnd office.Date // the Sunday that ends the week of Today
	After   Cursor      // zero: from the start
	Limit   int
}

// Cursor is the last row of the page before.
type Cursor struct {
	Due     office.Date
	Urgency office.Urgency
	Task    office.ID
}

// Zero reports whether the page is the first.
func (c Cursor) Zero() bool { return c.Task.Zero() }

// DocumentLine is what a list shows of a document.
type DocumentLine struct {
	ID            office.ID
	Kind          document.Kind
	State         document.State
	ArrivalNumber int64
	ReferenceCode string
	TypeName      string
	Subject       string
	IssuingName   string
	Urgency       office.Urgency
	CreatedAt     time.Time
}

// Line is one row of a list.
type Line struct {
	Task
	Doc         DocumentLine
	Extensions  int            // granted so far
	DraftState  document.State // of Product, "" when there is none
	ResultBelow bool           // handed on, and the one below has handed the result in
	HolderName  string
	GiverName   string // the person who gave it; "" for the system
	Status      Status
}

// Cursor continues after the row.
func (l Line) Cursor() Cursor { return Cursor{l.Due, l.Doc.Urgency, l.ID} }

// Page is one page of a list.
type Page struct {
	Lines []Line
	Next  Cursor // zero on the last page
}

// MaxPage is the most rows a page may have; CountLimit is how far counts are
// exact: above it tile and list both say “hơn 1.000”.
const (
	MaxPage    = 200
	CountLimit = 1000
)

// Count is the number of rows of a list; More when there are more than N.
type Count struct {
	N    int
	More bool
}

// Work gives a page of one of the actor's lists. limit is 1 … MaxPage.
func (s *Service) Work(ctx context.Context, a office.Actor, f Filter, after Cursor, limit int) (Page, error) {
	var p Page
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		q, err := query("task.Work", tx, f)
		if err != nil {
			return err
		}
		q.After, q.Limit = after, min(max(limit, 1), MaxPage)+1
		if p.Lines, err = s.Store.Work(tx, q); err != nil {
			return err
		}
		if len(p.Lines) == q.Limit {
			p.Lines = p.Lines[:q.Limit-1]
			p.Next = p.Lines[len(p.Lines)-1].Cursor()
		}
		return s.finishLines(tx, p.Lines)
	})
	return p, err
}

// Counts counts lists for the tiles of the desk, by the very query that lists
// them, in the order of the filters.
func (s *Service) Counts(ctx context.Context, a office.Actor, filters ...Filter) ([]Count, error) {
	out := make([]Count, len(filters))
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		for i, f := range filters {
			q, err := query("task.Counts", tx, f)
			if err != nil {
				return err
			}
			n, err := s.Store.CountWork(tx, q, CountLimit+1)
			if err != nil {
				return err
			}
			out[i] = Count{N: min(n, CountLimit), More: n > CountLimit}
		}
		return nil
	})
	return out, err
}

func query(op string, tx office.Tx, f Filter) (WorkQuery, error) {
	if !f.Group.valid() {
		return WorkQuery{}, office.Invalid(op, "Không có danh sách này.", "There is no such list.")
	}
	a, today := tx.Actor(), tx.Today()
	q := WorkQuery{Filter: f, Desk: Desk(a), Post: a.Post, Today: today, WeekEnd: weekEnd(today)}
	if len(q.Desk) == 0 {
		return WorkQuery{}, office.NewError(office.CodeForbidden, op,
			"Phiên làm việc chưa gắn với người nào. Đăng nhập lại.", "Nobody is signed in. Sign in again.")
	}
	return q, nil
}

// weekEnd is the Sunday of the day's week, which begins on Monday.
func weekEnd(d office.Date) office.Date {
	return d.AddDays((7 - int(d.Weekday())) % 7)
}

// finishLines adds names and lights.
func (s *Service) finishLines(tx office.Tx, lines []Line) error {
	n, err := s.newNamer(tx)
	if err != nil {
		return err
	}
	for i := range lines {
		l := &lines[i]
		if l.HolderName, err = n.name(l.Holder); err != nil {
			return err
		}
		if !l.Giver.Zero() {
			if l.GiverName, err = n.name(Holder{Person, l.Giver}); err != nil {
				return err
			}
		}
		l.Status = n.status(l.Task)
	}
	return nil
}

// namer names principals, each once, and tells lights.
type namer struct {
	s     *Service
	tx    office.Tx
	known map[Holder]string
	cal   *vietnamese.Calendar
	soon  int
}

func (s *Service) newNamer(tx office.Tx) (*namer, error) {
	cal, err := s.Directory.CalendarIn(tx)
	if err != nil {
		return nil, err
	}
	r, err := s.rules(tx)
	return &namer{s: s, tx: tx, known: map[Holder]string{}, cal: cal, soon: r.SoonDays}, err
}

func (n *namer) name(h Holder) (string, error) {
	if v, ok := n.known[h]; ok || h.Zero() {
		return v, nil
	}
	v, _, err := n.s.Directory.NameIn(n.tx, h.Kind, h.ID, n.tx.Today())
	if err == nil {
		n.known[h] = v
	}
	return v, err
}

func (n *namer) status(t Task) Status { return StatusOf(t, n.tx.Today(), n.cal, n.soon) }

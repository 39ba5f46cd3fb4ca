package task

import (
	"fmt"

	"congvan/office"
	"congvan/standard/vietnamese"
)

// Workflow is how far a task has come, computed from its facts.
type Workflow string

// The workflow states, in the order they usually come.
const (
	New            Workflow = "new"
	Accepted       Workflow = "accepted"
	ExtensionAsked Workflow = "extension_asked"
	Returned       Workflow = "returned"
	Done           Workflow = "done"
	Withdrawn      Workflow = "withdrawn"
)

// String gives the Vietnamese word.
func (w Workflow) String() string {
	switch w {
	case New:
		return "Mới nhận"
	case Accepted:
		return "Đang xử lý"
	case ExtensionAsked:
		return "Xin gia hạn"
	case Returned:
		return "Đã trả lại"
	case Done:
		return "Hoàn thành"
	case Withdrawn:
		return "Đã thu hồi"
	}
	return string(w)
}

// Light is what the due date says (ux.md S15): always shown as shape and word.
type Light string

// The lights. A returned or withdrawn task has none.
const (
	NoLight          Light = ""
	Overdue          Light = "overdue"
	DueSoon          Light = "due_soon"
	OnTrack          Light = "on_track"
	DoneOnTime       Light = "done_on_time"
	DoneLate         Light = "done_late"
	NoDue            Light = "no_due"
	WaitingExtension Light = "extension_asked"
)

// Symbol is the light's shape as a character.
func (l Light) Symbol() string {
	switch l {
	case Overdue:
		return "■"
	case DueSoon:
		return "▲"
	case OnTrack:
		return "●"
	case DoneOnTime:
		return "✓"
	case DoneLate:
		return "✓!"
	case NoDue:
		return "○"
	case WaitingExtension:
		return "◆"
	}
	return ""
}

// SoonDays is how many working days before its due date a task is “due soon”,
// unless rule data say otherwise (regulations.md §9.3).
const SoonDays = 3

// Status is what a task's facts mean on a day.
type Status struct {
	Workflow  Workflow
	Light     Light
	Days      int // calendar days to the due date; negative when past. Done: to the day it was done
	FirstDays int // the same against the date first given
	Vi        string
	En        string
}

// StatusOf computes the status on a day, which must be a day of
// Asia/Ho_Chi_Minh: a light changes at that midnight. soon is the number of
// working days that count as “due soon”; cal may not be nil.
func StatusOf(t Task, today office.Date, cal *vietnamese.Calendar, soon int) Status {
	s := Status{Workflow: workflowOf(t)}
	day := today
	if t.Done.Set() {
		day = t.DoneOn
	}
	if !t.Due.IsZero() {
		s.Days = day.DaysUntil(t.Due)
	}
	if !t.FirstDue.IsZero() {
		s.FirstDays = day.DaysUntil(t.FirstDue)
	}
	s.Light = lightOf(t, s, cal, today, soon)
	s.Vi, s.En = words(t, s)
	return s
}

func workflowOf(t Task) Workflow {
	switch {
	case t.Withdrawn.Set():
		return Withdrawn
	case t.Done.Set():
		return Done
	case t.Returned.Set():
		return Returned
	case !t.ExtensionDue.IsZero():
		return ExtensionAsked
	case t.Accepted.Set():
		return Accepted
	}
	return New
}

func lightOf(t Task, s Status, cal *vietnamese.Calendar, today office.Date, soon int) Light {
	switch s.Workflow {
	case Withdrawn, Returned:
		return NoLight
	case Done:
		if !t.Due.IsZero() && s.Days < 0 {
			return DoneLate
		}
		return DoneOnTime
	case ExtensionAsked:
		return WaitingExtension
	}
	switch {
	case t.Due.IsZero():
		return NoDue
	case s.Days < 0:
		return Overdue
	case cal.WorkingDaysBetween(today, t.Due) <= soon:
		return DueSoon
	}
	return OnTrack
}

func words(t Task, s Status) (vi, en string) {
	switch s.Workflow {
	case Withdrawn, Returned:
		return s.Workflow.String(), string(s.Workflow)
	}
	if t.Role == Inform {
		if s.Workflow == Done {
			return "Đã xem", "seen"
		}
		return "Chưa xem", "not seen yet"
	}
	switch s.Light {
	case DoneLate:
		return fmt.Sprintf("Xong trễ %d ngày", -s.Days), "done " + days(-s.Days) + " late"
	case DoneOnTime:
		if t.Due.IsZero() {
			return "Đã xong", "done"
		}
		return "Xong đúng hạn", "done on time"
	case WaitingExtension:
		return "Chờ duyệt gia hạn", "extension asked"
	case NoDue:
		return "Không hạn", "no due date"
	case Overdue:
		return fmt.Sprintf("Quá hạn %d ngày", -s.Days), days(-s.Days) + " overdue"
	}
	if s.Days == 0 {
		return "Hôm nay", "today"
	}
	return fmt.Sprintf("Còn %d ngày", s.Days), days(s.Days) + " left"
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}

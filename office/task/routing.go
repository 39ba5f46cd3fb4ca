package task

import (
	"unicode/utf8"

	"congvan/office"
	"congvan/standard/vietnamese"
)

// Limits on what one direction may carry.
const (
	MaxText        = 4000 // characters of a direction, a result or a reason
	MaxCoordinate  = 100
	MaxInform      = 1000
	MaxWorkingDays = 1000
)

// Due is a date, or a number of working days from the day of the direction; at
// most one is set, none means no due date.
type Due struct {
	Date        office.Date `json:"date"`
	WorkingDays int         `json:"working_days"`
}

// Assignment gives one holder a part of the work.
type Assignment struct {
	To   Holder `json:"to"`
	Due  Due    `json:"due"`
	Text string `json:"text"` // what is wanted of them; "" means the note's text
}

// Routing says who does what: exactly one lead (or none, when a document is only
// filed for information), any coordinators, any informed.
type Routing struct {
	Lead       *Assignment  `json:"lead"`
	Coordinate []Assignment `json:"coordinate,omitempty"`
	Inform     []Holder     `json:"inform,omitempty"`
}

// parts lists the routing as assignments with roles, the lead first.
func (r Routing) parts() []part {
	var out []part
	if r.Lead != nil {
		out = append(out, part{Lead, *r.Lead})
	}
	for _, a := range r.Coordinate {
		out = append(out, part{Coordinate, a})
	}
	for _, h := range r.Inform {
		out = append(out, part{Inform, Assignment{To: h}})
	}
	return out
}

type part struct {
	Role Role
	Assignment
}

// check holds the routing against the rules: bút phê names the lead, the
// coordinators and a due date for each that counts (regulations.md §2.5); nobody
// is named twice.
func (r Routing) check(op string, today office.Date) error {
	if len(r.Coordinate) > MaxCoordinate {
		return office.InvalidField(op, "coordinate", "Quá nhiều đơn vị phối hợp; tối đa 100.", "Too many coordinators; at most 100.")
	}
	if len(r.Inform) > MaxInform {
		return office.InvalidField(op, "inform", "Quá nhiều nơi nhận để biết; tối đa 1.000.", "Too many informed; at most 1,000.")
	}
	seen := map[office.ID]bool{}
	for _, p := range r.parts() {
		if !p.To.valid() {
			return office.InvalidField(op, string(p.Role), "Chọn người hoặc đơn vị nhận việc.", "Choose who gets the work.")
		}
		if seen[p.To.ID] {
			return office.InvalidField(op, string(p.Role),
				"Một người hoặc đơn vị được chọn hai lần; giữ một vai trò cho mỗi nơi.",
				"Somebody is named twice; keep one role for each.")
		}
		seen[p.To.ID] = true
		if err := p.Due.check(op, today); err != nil {
			return err
		}
		if err := checkText(op, "text", p.Text); err != nil {
			return err
		}
	}
	return nil
}

func (d Due) check(op string, today office.Date) error {
	switch {
	case d.WorkingDays < 0 || d.WorkingDays > MaxWorkingDays:
		return office.InvalidField(op, "due", "Số ngày làm việc phải từ 1 đến 1.000.", "Working days must be 1 to 1,000.")
	case d.WorkingDays > 0 && !d.Date.IsZero():
		return office.InvalidField(op, "due", "Chọn ngày hạn hoặc số ngày làm việc, không chọn cả hai.", "Give a date or working days, not both.")
	case !d.Date.IsZero() && !d.Date.Valid():
		return office.InvalidField(op, "due", "Ngày hạn không có trong lịch.", "The due date does not exist.")
	case !d.Date.IsZero() && d.Date.Before(today):
		return office.InvalidField(op, "due", "Ngày hạn đã qua; chọn từ hôm nay trở đi.", "The due date has passed; choose today or later.")
	}
	return nil
}

// On gives the date, counted from a day in working days; zero when there is none.
func (d Due) On(from office.Date, cal *vietnamese.Calendar) office.Date {
	if d.WorkingDays > 0 {
		return cal.AddWorkingDays(from, d.WorkingDays)
	}
	return d.Date
}

func checkText(op, field, s string) error {
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > MaxText {
		return office.InvalidField(op, field, "Nội dung quá dài; tối đa 4.000 ký tự.", "The text is too long; at most 4,000 characters.")
	}
	return nil
}

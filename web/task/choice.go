package task

import (
	"slices"
	"strconv"
	"strings"

	"congvan/office"
	"congvan/office/org"
	tasks "congvan/office/task"
	"congvan/web/page"
	"congvan/web/ui"
)

// choice is somebody work can be given to.
type choice struct {
	holder tasks.Holder
	name   string
	note   string
	unit   office.ID
	leader bool
}

// key names a choice in a form.
func (c choice) key() string { return string(c.holder.Kind) + "." + c.holder.ID.String() }

// maxChoices bounds the matrix; larger agencies filter by unit first.
const maxChoices = 600

// choices lists units and everyone who holds a post, the actor's own unit first.
func (a Area) choices(q *page.Request) ([]choice, error) {
	var tree org.Tree
	err := a.Acts.View(q.Ctx(), q.Actor(), func(tx office.Tx) (err error) {
		tree, err = a.Directory.TreeIn(tx, tx.Today())
		return err
	})
	if err != nil {
		return nil, err
	}
	out := members(tree.Members, office.ID{}, "")
	out = append(out, units(tree.Units)...)
	own := q.Actor().Unit
	slices.SortStableFunc(out, func(x, y choice) int { return order(x, own) - order(y, own) })
	return out[:min(len(out), maxChoices)], nil
}

// order: people of one's own unit, then units, then everyone else.
func order(c choice, own office.ID) int {
	switch {
	case c.holder.Kind == tasks.Post && c.unit == own && !own.Zero():
		return 0
	case c.holder.Kind == tasks.Unit:
		return 1
	}
	return 2
}

func units(nodes []org.UnitNode) []choice {
	var out []choice
	for _, n := range nodes {
		if led(n) {
			out = append(out, choice{holder: tasks.Holder{Kind: tasks.Unit, ID: n.Unit.ID}, name: n.Unit.Name, note: "đơn vị", unit: n.Unit.ID})
		}
		out = append(out, members(n.Members, n.Unit.ID, n.Unit.Name)...)
		out = append(out, units(n.Units)...)
	}
	return out
}

// led reports whether somebody heads the unit: work for a unit lands on that desk.
func led(n org.UnitNode) bool {
	return slices.ContainsFunc(n.Members, func(m org.Member) bool {
		return !m.Vacant() && slices.ContainsFunc(m.Post.Roles, func(r office.Role) bool {
			return r == office.DivisionHead || r == office.ChiefOfOffice || r == office.Leader
		})
	})
}

func members(list []org.Member, unit office.ID, unitName string) []choice {
	var out []choice
	for _, m := range list {
		if m.Vacant() || len(m.Post.Roles) == 1 && m.Post.Roles[0] == office.SystemAdmin {
			continue
		}
		note := m.Post.Title
		if unitName != "" && !strings.Contains(note, unitName) {
			note += ", " + unitName
		}
		out = append(out, choice{
			holder: tasks.Holder{Kind: tasks.Post, ID: m.Post.ID}, name: "Đ/c " + m.Name, note: note, unit: unit,
			leader: slices.Contains(m.Post.Roles, office.Leader),
		})
	}
	return out
}

// matrix draws the choices with the roles of a routing.
func matrix(all []choice, r tasks.Routing, failed, hint string) ui.RoutingMatrix {
	m := ui.RoutingMatrix{ID: "f-route", Label: "Giao cho", Error: failed, Hint: hint}
	role := map[office.ID]ui.Role{}
	if r.Lead != nil {
		role[r.Lead.To.ID] = ui.RoleLead
	}
	for _, c := range r.Coordinate {
		role[c.To.ID] = ui.RoleCoordinate
	}
	for _, h := range r.Inform {
		role[h.ID] = ui.RoleInform
	}
	for _, c := range all {
		m.Rows = append(m.Rows, ui.MatrixRow{ID: c.key(), Name: c.name, Note: c.note, Role: role[c.holder.ID]})
	}
	return m
}

// readRouting reads the matrix and the dates of a form. Only those in the
// directory count. A second lead is told apart from none.
func readRouting(q *page.Request, all []choice) (tasks.Routing, error) {
	var r tasks.Routing
	lead, err := readDue(q, "due", "days")
	if err != nil {
		return r, err
	}
	helpers, err := readDue(q, "coordinate_due", "")
	if err != nil {
		return r, err
	}
	if helpers == (tasks.Due{}) {
		helpers = lead
	}
	leads := 0
	for _, c := range all {
		switch ui.Role(q.Text(ui.RoleField(c.key()))) {
		case ui.RoleLead:
			leads++
			r.Lead = &tasks.Assignment{To: c.holder, Due: lead}
		case ui.RoleCoordinate:
			r.Coordinate = append(r.Coordinate, tasks.Assignment{To: c.holder, Due: helpers})
		case ui.RoleInform:
			r.Inform = append(r.Inform, c.holder)
		}
	}
	if leads > 1 {
		return r, office.InvalidField("task.readRouting", "lead", "Chỉ chọn một nơi chủ trì.", "Choose only one lead.")
	}
	return r, nil
}

func readDue(q *page.Request, date, days string) (tasks.Due, error) {
	var d tasks.Due
	var err error
	if d.Date, err = q.Date(date); err != nil {
		return d, err
	}
	if days == "" || q.Text(days) == "" {
		return d, nil
	}
	if d.WorkingDays, err = strconv.Atoi(q.Text(days)); err != nil || d.WorkingDays < 1 {
		return d, office.InvalidField("task.readDue", days, "Nhập số ngày làm việc, ví dụ 5.", "Enter a number of working days, such as 5.")
	}
	return d, nil
}

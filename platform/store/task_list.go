package store

import (
	"strconv"
	"strings"

	"congvan/office"
	"congvan/office/task"
)

// taskArgs collects the values of a query that is put together from parts, in
// the order in which the parts name them.
type taskArgs []any

func (a *taskArgs) add(v any) string {
	*a = append(*a, v)
	return "$" + strconv.Itoa(len(*a))
}

func (a *taskArgs) ids(ids []office.ID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = a.add(id)
	}
	return strings.Join(names, ", ")
}

// Conditions on task t, the same for lists and their counts.
const (
	taskOpen = `t.done_at IS NULL AND t.returned_at IS NULL AND t.withdrawn_at IS NULL`
	// below: handed on to somebody who still works on it; has handed the result in.
	taskBelowOpen = `EXISTS (SELECT 1 FROM task c WHERE c.parent_id = t.id AND c.role = t.role AND c.kind = 'handle'
		AND c.done_at IS NULL AND c.returned_at IS NULL AND c.withdrawn_at IS NULL)`
	taskBelowDone = `EXISTS (SELECT 1 FROM task c WHERE c.parent_id = t.id AND c.role = t.role AND c.kind = 'handle'
		AND c.done_at IS NOT NULL)`
	// noDue sorts tasks without a due date last.
	noDue = `'9999-12-31'`
)

// workWhere is the condition of a list.
func workWhere(tx office.Tx, q task.WorkQuery, a *taskArgs) string {
	where := []string{"t.agency_id = " + a.add(tx.Actor().Agency), taskOpen}
	if q.Kind != "" {
		where = append(where, "t.kind = "+a.add(string(q.Kind)))
	}
	if q.Group == task.GroupWaiting {
		where = append(where, "t.giver_post_id = "+a.add(q.Post), "t.role <> 'inform'", "t.holder_id NOT IN ("+a.ids(q.Desk)+")")
		return strings.Join(where, " AND ")
	}
	if q.Group == task.GroupInform {
		where = append(where, "t.holder_id IN ("+a.ids(q.Desk)+")", "t.role = 'inform'")
		return strings.Join(where, " AND ")
	}
	mine := "t.holder_id IN (" + a.ids(q.Desk) + ") AND t.role <> 'inform' AND NOT " + taskBelowOpen
	switch q.Group {
	case task.GroupOverdue:
		where = append(where, mine, "NOT "+taskBelowDone, "t.due_date < "+a.add(q.Today))
	case task.GroupToday:
		where = append(where, mine, "NOT "+taskBelowDone, "t.due_date = "+a.add(q.Today))
	case task.GroupWeek:
		where = append(where, mine, "NOT "+taskBelowDone, "t.due_date > "+a.add(q.Today), "t.due_date <= "+a.add(q.WeekEnd))
	case task.GroupLater:
		where = append(where, mine, "NOT "+taskBelowDone, "(t.due_date IS NULL OR t.due_date > "+a.add(q.WeekEnd)+")")
	case task.GroupApprove:
		where = append(where, "("+mine+" AND "+taskBelowDone+" OR t.giver_post_id = "+a.add(q.Post)+" AND t.extension_due IS NOT NULL)")
	default:
		where = append(where, "("+mine+" OR t.giver_post_id = "+a.add(q.Post)+" AND t.extension_due IS NOT NULL)")
	}
	return strings.Join(where, " AND ")
}

const taskLineFrom = ` FROM task t JOIN document d ON d.id = t.document_id LEFT JOIN document p ON p.id = t.product_id `

var taskLineColumns = "t." + strings.Join(strings.Fields(strings.ReplaceAll(taskColumns, ",", " ")), ", t.") + `,
	d.kind, d.state, d.arrival_number, d.reference_code, d.type_name, d.subject, d.issuing_name, d.urgency, d.created_at,
	p.state, (SELECT COUNT(*) FROM extension e WHERE e.task_id = t.id AND e.granted = 1),
	CASE WHEN ` + taskBelowDone + ` AND NOT ` + taskBelowOpen + ` THEN 1 ELSE 0 END`

func scanTaskLine(l *task.Line, scan func(...any) error) error {
	var below int
	targets := append(taskTargets(&l.Task),
		&l.Doc.Kind, &l.Doc.State, orZero(&l.Doc.ArrivalNumber), &l.Doc.ReferenceCode, &l.Doc.TypeName, &l.Doc.Subject,
		&l.Doc.IssuingName, &l.Doc.Urgency, when(&l.Doc.CreatedAt),
		orEmpty((*string)(&l.DraftState)), &l.Extensions, &below)
	if err := scan(targets...); err != nil {
		return err
	}
	l.Doc.ID, l.ResultBelow = l.Task.Document, below == 1
	return nil
}

// Work gives one page of a list by key: due date, urgency, id.
func (Tasks) Work(tx office.Tx, q task.WorkQuery) ([]task.Line, error) {
	var a taskArgs
	where := workWhere(tx, q, &a)
	if !q.After.Zero() {
		due := any(q.After.Due)
		if q.After.Due.IsZero() {
			due = strings.Trim(noDue, "'")
		}
		where += " AND (COALESCE(t.due_date, " + noDue + "), -d.urgency, t.id) > (" +
			a.add(due) + ", " + a.add(-int64(q.After.Urgency)) + ", " + a.add(q.After.Task) + ")"
	}
	return list(in(tx), "Tasks.Work", `SELECT `+taskLineColumns+taskLineFrom+`WHERE `+where+`
		ORDER BY COALESCE(t.due_date, `+noDue+`), -d.urgency, t.id LIMIT `+a.add(q.Limit), a, scanTaskLine)
}

// CountWork counts the rows of a list up to limit.
func (Tasks) CountWork(tx office.Tx, q task.WorkQuery, limit int) (int, error) {
	var a taskArgs
	where := workWhere(tx, q, &a)
	var n int
	err := in(tx).row("Tasks.CountWork",
		`SELECT COUNT(*) FROM (SELECT t.id`+taskLineFrom+`WHERE `+where+` LIMIT `+a.add(limit)+`) AS counted`, a, &n)
	return n, err
}

// OpenHeldBy lists open tasks of one holder.
func (Tasks) OpenHeldBy(tx office.Tx, h task.Holder, limit int) ([]task.Line, error) {
	return list(in(tx), "Tasks.OpenHeldBy", `SELECT `+taskLineColumns+taskLineFrom+`
		WHERE t.agency_id = $1 AND t.holder_id = $2 AND t.role <> 'inform' AND `+taskOpen+`
		ORDER BY t.created_at, t.id LIMIT $3`, []any{tx.Actor().Agency, h.ID, limit}, scanTaskLine)
}

// Unheld lists registered incoming documents without open work of a lead that no
// result accounts for: neither a lead's nor filing for information.
func (Tasks) Unheld(tx office.Tx, limit int) ([]task.DocumentLine, error) {
	return list(in(tx), "Tasks.Unheld", `
		SELECT d.id, d.kind, d.state, d.arrival_number, d.reference_code, d.type_name, d.subject, d.issuing_name, d.urgency, d.created_at
		FROM document d
		WHERE d.agency_id = $1 AND d.kind = 'incoming' AND d.state = 'registered'
		AND NOT EXISTS (SELECT 1 FROM task t WHERE t.document_id = d.id AND t.role = 'lead' AND t.kind IN ('direct', 'handle') AND `+taskOpen+`)
		AND NOT EXISTS (SELECT 1 FROM task t WHERE t.document_id = d.id AND t.role = 'lead' AND t.kind = 'handle' AND t.done_at IS NOT NULL)
		AND NOT EXISTS (SELECT 1 FROM task t WHERE t.document_id = d.id AND t.role = 'lead' AND t.kind = 'direct' AND t.done_at IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM task c WHERE c.parent_id = t.id AND c.role = 'lead'))
		ORDER BY d.created_at, d.id LIMIT $2`,
		[]any{tx.Actor().Agency, limit}, func(d *task.DocumentLine, scan func(...any) error) error {
			return scan(&d.ID, &d.Kind, &d.State, orZero(&d.ArrivalNumber), &d.ReferenceCode, &d.TypeName, &d.Subject,
				&d.IssuingName, &d.Urgency, when(&d.CreatedAt))
		})
}

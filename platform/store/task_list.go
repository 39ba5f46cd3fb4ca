package store

import (
	"strconv"
	"strings"
	"time"

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

func (a *taskArgs) all(values []any) string {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = a.add(v)
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

// workWhere is the condition of a list. Agency, holder or giver, and openness are
// those of the partial indexes task_open_holder and task_open_giver.
func workWhere(tx office.Tx, q task.WorkQuery, a *taskArgs) string {
	agency := tx.Actor().Agency
	if q.Group == task.GroupApprove || q.Group == task.GroupAll {
		// Two ways for a task to be there: each by its own index.
		held := heldWhere(agency, q, a)
		asked := `t.agency_id = ` + a.add(agency) + ` AND ` + taskOpen + ` AND t.giver_post_id = ` + a.add(q.Post) + ` AND t.extension_due IS NOT NULL`
		return kindWhere(`t.id IN (SELECT t.id FROM task t WHERE `+held+` UNION SELECT t.id FROM task t WHERE `+asked+`)`, q, a)
	}
	if q.Group == task.GroupWaiting {
		return kindWhere(`t.agency_id = `+a.add(agency)+` AND `+taskOpen+` AND t.giver_post_id = `+a.add(q.Post)+
			` AND t.role <> 'inform' AND t.holder_id NOT IN (`+a.ids(q.Desk)+`)`, q, a)
	}
	return kindWhere(heldWhere(agency, q, a), q, a)
}

func kindWhere(where string, q task.WorkQuery, a *taskArgs) string {
	if q.Kind == "" {
		return where
	}
	return where + ` AND t.kind = ` + a.add(string(q.Kind))
}

// heldWhere is what the desk holds itself, not handed on to somebody who still
// works on it.
func heldWhere(agency office.ID, q task.WorkQuery, a *taskArgs) string {
	where := `t.agency_id = ` + a.add(agency) + ` AND ` + taskOpen + ` AND t.holder_id IN (` + a.ids(q.Desk) + `)`
	if q.Group == task.GroupInform {
		return where + ` AND t.role = 'inform'`
	}
	where += ` AND t.role <> 'inform' AND NOT ` + taskBelowOpen
	switch q.Group {
	case task.GroupAll:
		return where
	case task.GroupApprove:
		return where + ` AND ` + taskBelowDone
	case task.GroupOverdue:
		where += ` AND t.due_date < ` + a.add(q.Today)
	case task.GroupToday:
		where += ` AND t.due_date = ` + a.add(q.Today)
	case task.GroupWeek:
		where += ` AND t.due_date > ` + a.add(q.Today) + ` AND t.due_date <= ` + a.add(q.WeekEnd)
	case task.GroupLater:
		where += ` AND (t.due_date IS NULL OR t.due_date > ` + a.add(q.WeekEnd) + `)`
	}
	return where + ` AND NOT ` + taskBelowDone
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

// Unheld lists incoming documents registered since an instant, without open work of a lead that no
// result accounts for: neither a lead's nor filing for information.
func (Tasks) Unheld(tx office.Tx, since time.Time, limit int) ([]task.DocumentLine, error) {
	return list(in(tx), "Tasks.Unheld", `
		SELECT d.id, d.kind, d.state, d.arrival_number, d.reference_code, d.type_name, d.subject, d.issuing_name, d.urgency, d.created_at
		FROM document d
		WHERE d.agency_id = $1 AND d.box = 'incoming' AND d.sort_key >= $2 AND d.state = 'registered'
		AND NOT EXISTS (SELECT 1 FROM task t WHERE t.document_id = d.id AND t.role = 'lead' AND t.kind IN ('direct', 'handle')
			AND (`+taskOpen+` OR t.done_at IS NOT NULL AND (t.kind = 'handle'
				OR NOT EXISTS (SELECT 1 FROM task c WHERE c.parent_id = t.id AND c.role = 'lead'))))
		ORDER BY d.created_at, d.id LIMIT $3`,
		[]any{tx.Actor().Agency, since.UnixMicro(), limit}, func(d *task.DocumentLine, scan func(...any) error) error {
			return scan(&d.ID, &d.Kind, &d.State, orZero(&d.ArrivalNumber), &d.ReferenceCode, &d.TypeName, &d.Subject,
				&d.IssuingName, &d.Urgency, when(&d.CreatedAt))
		})
}

package store

import (
	"congvan/office"
	"congvan/office/task"
)

// Tasks keeps work, extensions and direction notes; see task.Store.
type Tasks struct{}

var _ task.Store = Tasks{}

const taskColumns = `id, agency_id, kind, role, document_id, parent_id, note_id, step, holder_id, holder_kind,
	giver_post_id, giver_id, text, due_date, first_due, created_at, accepted_at, accepted_by,
	returned_at, returned_by, return_reason, done_at, done_by, done_on, result, product_id,
	withdrawn_at, withdrawn_by, withdraw_reason, extension_due, extension_reason, changed_at, version`

// taskTargets are scan targets in the order of taskColumns.
func taskTargets(t *task.Task) []any {
	return []any{
		&t.ID, &t.Agency, &t.Kind, &t.Role, &t.Document, &t.Parent, &t.Note, &t.Step, &t.Holder.ID, &t.Holder.Kind,
		&t.GiverPost, &t.Giver, &t.Text, &t.Due, &t.FirstDue, when(&t.Created), when(&t.Accepted.At), &t.Accepted.By,
		when(&t.Returned.At), &t.Returned.By, &t.ReturnReason, when(&t.Done.At), &t.Done.By, &t.DoneOn, &t.Result, &t.Product,
		when(&t.Withdrawn.At), &t.Withdrawn.By, &t.WithdrawReason, &t.ExtensionDue, &t.ExtensionReason, when(&t.Changed), &t.Version,
	}
}

func scanTask(t *task.Task, scan func(...any) error) error { return scan(taskTargets(t)...) }

// taskValues gives the columns' values in their order.
func taskValues(t task.Task) []any {
	return []any{
		t.ID, t.Agency, string(t.Kind), string(t.Role), t.Document, t.Parent, t.Note, t.Step, t.Holder.ID, string(t.Holder.Kind),
		t.GiverPost, t.Giver, t.Text, t.Due, t.FirstDue, at(t.Created), at(t.Accepted.At), t.Accepted.By,
		at(t.Returned.At), t.Returned.By, t.ReturnReason, at(t.Done.At), t.Done.By, t.DoneOn, t.Result, t.Product,
		at(t.Withdrawn.At), t.Withdrawn.By, t.WithdrawReason, t.ExtensionDue, t.ExtensionReason, at(t.Changed), t.Version,
	}
}

// InsertTask writes a new task.
func (s Tasks) InsertTask(tx office.Tx, t task.Task) error { return s.InsertTasks(tx, []task.Task{t}) }

// InsertTasks writes new tasks, many with a statement.
func (Tasks) InsertTasks(tx office.Tx, all []task.Task) error {
	rows := make([][]any, len(all))
	for i, t := range all {
		rows[i] = taskValues(t)
	}
	_, err := in(tx).insertMany(many{name: "Tasks.Insert", table: "task", columns: taskColumns}, rows)
	return err
}

// UpdateTask writes what may change of a task whose version is still seen.
func (Tasks) UpdateTask(tx office.Tx, t task.Task, seen int) error {
	return in(tx).one("Tasks.UpdateTask", `
		UPDATE task SET note_id = $1, text = $2, due_date = $3, accepted_at = $4, accepted_by = $5,
			returned_at = $6, returned_by = $7, return_reason = $8, done_at = $9, done_by = $10, done_on = $11,
			result = $12, product_id = $13, withdrawn_at = $14, withdrawn_by = $15, withdraw_reason = $16,
			extension_due = $17, extension_reason = $18, changed_at = $19, version = $20
		WHERE id = $21 AND agency_id = $22 AND version = $23`,
		t.Note, t.Text, t.Due, at(t.Accepted.At), t.Accepted.By,
		at(t.Returned.At), t.Returned.By, t.ReturnReason, at(t.Done.At), t.Done.By, t.DoneOn,
		t.Result, t.Product, at(t.Withdrawn.At), t.Withdrawn.By, t.WithdrawReason,
		t.ExtensionDue, t.ExtensionReason, at(t.Changed), t.Version,
		t.ID, t.Agency, seen)
}

// Task reads one task of the actor's agency.
func (Tasks) Task(tx office.Tx, id office.ID) (task.Task, error) {
	var t task.Task
	err := in(tx).row("Tasks.Task", `SELECT `+taskColumns+` FROM task WHERE id = $1 AND agency_id = $2`,
		[]any{id, tx.Actor().Agency}, taskTargets(&t)...)
	return t, err
}

// TasksOf lists a document's tasks. With lock the rows are locked first and read
// in a statement of its own, so that what a faster act added is seen too.
func (Tasks) TasksOf(tx office.Tx, doc office.ID, lock bool) ([]task.Task, error) {
	t := in(tx)
	if lock && t.s.dialect.forUpdate() != "" {
		err := each(t, "Tasks.Lock", `SELECT id FROM task WHERE document_id = $1 AND agency_id = $2 ORDER BY id`+t.s.dialect.forUpdate(),
			[]any{doc, tx.Actor().Agency}, func(scan func(...any) error) error {
				var id office.ID
				return scan(&id)
			})
		if err != nil {
			return nil, err
		}
	}
	return list(t, "Tasks.TasksOf", `
		SELECT `+taskColumns+` FROM task WHERE document_id = $1 AND agency_id = $2 ORDER BY created_at, id`,
		[]any{doc, tx.Actor().Agency}, scanTask)
}

// OpenHolders lists everyone who holds open work of the actor's agency.
func (Tasks) OpenHolders(tx office.Tx) ([]task.Holder, error) {
	return list(in(tx), "Tasks.OpenHolders", `
		SELECT DISTINCT holder_kind, holder_id FROM task
		WHERE agency_id = $1 AND role <> $2 AND done_at IS NULL AND returned_at IS NULL AND withdrawn_at IS NULL
		ORDER BY holder_kind, holder_id`,
		[]any{tx.Actor().Agency, string(task.Inform)}, func(h *task.Holder, scan func(...any) error) error { return scan(&h.Kind, &h.ID) })
}

// TaskStates streams every task of an agency.
func (Tasks) TaskStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	return each(in(tx), "Tasks.TaskStates", `SELECT `+taskColumns+` FROM task WHERE agency_id = $1 ORDER BY id`,
		[]any{agency}, func(scan func(...any) error) error {
			var t task.Task
			if err := scanTask(&t, scan); err != nil {
				return err
			}
			return f(t.ID, t.State())
		})
}

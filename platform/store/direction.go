package store

import (
	"congvan/office"
	"congvan/office/task"
)

const noteColumns = `id, agency_id, document_id, kind, proposal_id, post_id, person_id, behalf_id, text, routing, created_at`

func scanNote(n *task.Note, scan func(...any) error) error {
	var routing string
	if err := scan(&n.ID, &n.Agency, &n.Document, &n.Kind, &n.Proposal, &n.Post, &n.Person, &n.Behalf, &n.Text,
		&routing, when(&n.Created)); err != nil {
		return err
	}
	var err error
	n.Routing, err = task.DecodeRouting(routing)
	return err
}

// InsertNote writes a note; notes are never changed.
func (Tasks) InsertNote(tx office.Tx, n task.Note) error {
	_, err := in(tx).exec("Tasks.InsertNote", `
		INSERT INTO direction_note (`+noteColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		n.ID, n.Agency, n.Document, string(n.Kind), n.Proposal, n.Post, n.Person, n.Behalf, n.Text,
		task.EncodeRouting(n.Routing), at(n.Created))
	return err
}

// Note reads one note of the actor's agency.
func (Tasks) Note(tx office.Tx, id office.ID) (task.Note, error) {
	var n task.Note
	err := scanNote(&n, func(dest ...any) error {
		return in(tx).row("Tasks.Note", `SELECT `+noteColumns+` FROM direction_note WHERE id = $1 AND agency_id = $2`,
			[]any{id, tx.Actor().Agency}, dest...)
	})
	return n, err
}

// NotesOf lists a document's notes, oldest first.
func (Tasks) NotesOf(tx office.Tx, doc office.ID) ([]task.Note, error) {
	return list(in(tx), "Tasks.NotesOf", `
		SELECT `+noteColumns+` FROM direction_note WHERE document_id = $1 AND agency_id = $2 ORDER BY created_at, id`,
		[]any{doc, tx.Actor().Agency}, scanNote)
}

// NoteStates streams every note of an agency.
func (Tasks) NoteStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	return each(in(tx), "Tasks.NoteStates", `SELECT `+noteColumns+` FROM direction_note WHERE agency_id = $1 ORDER BY id`,
		[]any{agency}, func(scan func(...any) error) error {
			var n task.Note
			if err := scanNote(&n, scan); err != nil {
				return err
			}
			return f(n.ID, n.State())
		})
}

const extensionColumns = `id, agency_id, task_id, old_due, new_due, reason, asked_at, asked_by, decided_at, decided_by, granted, answer`

func scanExtension(e *task.Extension, scan func(...any) error) error {
	var granted int
	err := scan(&e.ID, &e.Agency, &e.Task, &e.OldDue, &e.NewDue, &e.Reason, when(&e.Asked.At), &e.Asked.By,
		when(&e.Decided.At), &e.Decided.By, &granted, &e.Answer)
	e.Granted = granted == 1
	return err
}

// InsertExtension writes a request for a later date.
func (Tasks) InsertExtension(tx office.Tx, e task.Extension) error {
	_, err := in(tx).exec("Tasks.InsertExtension", `
		INSERT INTO extension (`+extensionColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		e.ID, e.Agency, e.Task, e.OldDue, e.NewDue, e.Reason, at(e.Asked.At), e.Asked.By,
		at(e.Decided.At), e.Decided.By, flag(e.Granted), e.Answer)
	return err
}

// UpdateExtension writes the answer to a request nobody has answered yet.
func (Tasks) UpdateExtension(tx office.Tx, e task.Extension) error {
	return in(tx).one("Tasks.UpdateExtension", `
		UPDATE extension SET new_due = $1, decided_at = $2, decided_by = $3, granted = $4, answer = $5
		WHERE id = $6 AND agency_id = $7 AND decided_at IS NULL`,
		e.NewDue, at(e.Decided.At), e.Decided.By, flag(e.Granted), e.Answer, e.ID, e.Agency)
}

// ExtensionsOf lists the requests on a document's tasks, oldest first.
func (Tasks) ExtensionsOf(tx office.Tx, doc office.ID) ([]task.Extension, error) {
	return list(in(tx), "Tasks.ExtensionsOf", `
		SELECT e.id, e.agency_id, e.task_id, e.old_due, e.new_due, e.reason, e.asked_at, e.asked_by,
			e.decided_at, e.decided_by, e.granted, e.answer
		FROM extension e JOIN task t ON t.id = e.task_id
		WHERE t.document_id = $1 AND t.agency_id = $2 ORDER BY e.asked_at, e.id`,
		[]any{doc, tx.Actor().Agency}, scanExtension)
}

// ExtensionStates streams every request of an agency.
func (Tasks) ExtensionStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	return each(in(tx), "Tasks.ExtensionStates", `SELECT `+extensionColumns+` FROM extension WHERE agency_id = $1 ORDER BY id`,
		[]any{agency}, func(scan func(...any) error) error {
			var e task.Extension
			if err := scanExtension(&e, scan); err != nil {
				return err
			}
			return f(e.ID, e.State())
		})
}

// Package task is the pages of work: lists of what waits, the direction on a
// document, and what a holder does with a task: accept, hand on, return, extend,
// complete.
package task

import (
	"context"
	"net/http"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/org"
	tasks "congvan/office/task"
	"congvan/web/page"
)

// Tasks is the use cases of work; task.Service of the office is one.
type Tasks interface {
	Work(ctx context.Context, a office.Actor, f tasks.Filter, after tasks.Cursor, limit int) (tasks.Page, error)
	Counts(ctx context.Context, a office.Actor, filters ...tasks.Filter) ([]tasks.Count, error)
	File(ctx context.Context, a office.Actor, doc office.ID) (tasks.File, error)
	TaskIn(tx office.Tx, id office.ID) (tasks.Task, error)

	Propose(ctx context.Context, a office.Actor, in tasks.ProposeInput) (tasks.Note, error)
	Direct(ctx context.Context, a office.Actor, in tasks.DirectInput) (tasks.Note, error)
	AcceptProposal(ctx context.Context, a office.Actor, on tasks.Ref, proposal office.ID) (tasks.Note, error)
	Assign(ctx context.Context, a office.Actor, doc office.ID, to tasks.Holder) error

	Accept(ctx context.Context, a office.Actor, ref tasks.Ref) error
	HandOn(ctx context.Context, a office.Actor, in tasks.HandOnInput) error
	Return(ctx context.Context, a office.Actor, ref tasks.Ref, reason string) error
	Withdraw(ctx context.Context, a office.Actor, ref tasks.Ref, reason string) error
	AskExtension(ctx context.Context, a office.Actor, in tasks.AskExtensionInput) error
	DecideExtension(ctx context.Context, a office.Actor, in tasks.DecideExtensionInput) error
	Complete(ctx context.Context, a office.Actor, in tasks.CompleteInput) error
}

// Documents gives documents to those who may read them; document.Service is one.
type Documents interface {
	Detail(ctx context.Context, a office.Actor, id office.ID) (document.Detail, error)
	RequireReadIn(tx office.Tx, id office.ID) (document.Document, access.Object, error)
}

// Directory is who work can be given to; org.Service is one.
type Directory interface {
	TreeIn(tx office.Tx, day office.Date) (org.Tree, error)
}

// Area is the pages of work.
type Area struct {
	Site      *page.Site
	Acts      office.Acts
	Tasks     Tasks
	Documents Documents
	Directory Directory
}

// Mount adds the pages.
func (a Area) Mount(mux *http.ServeMux) {
	for pattern, h := range map[string]page.Handler{
		"GET /tasks":        a.list,
		"GET /tasks/given":  a.given,
		"GET /tasks/inform": a.inform,

		"GET /documents/{id}/direct":           a.directForm,
		"POST /documents/{id}/direct":          a.direct,
		"POST /documents/{id}/accept-proposal": a.acceptProposal,
		"GET /documents/{id}/propose":          a.proposeForm,
		"POST /documents/{id}/propose":         a.propose,
		"GET /documents/{id}/assign":           a.assignForm,
		"POST /documents/{id}/assign":          a.assign,

		"POST /tasks/{id}/accept":           a.accept,
		"GET /tasks/{id}/hand-on":           a.handOnForm,
		"POST /tasks/{id}/hand-on":          a.handOn,
		"GET /tasks/{id}/return":            a.returnForm,
		"POST /tasks/{id}/return":           a.giveBack,
		"GET /tasks/{id}/withdraw":          a.withdrawForm,
		"POST /tasks/{id}/withdraw":         a.withdraw,
		"GET /tasks/{id}/extension":         a.extensionForm,
		"POST /tasks/{id}/extension":        a.askExtension,
		"GET /tasks/{id}/decide-extension":  a.decideForm,
		"POST /tasks/{id}/decide-extension": a.decideExtension,
		"GET /tasks/{id}/complete":          a.completeForm,
		"POST /tasks/{id}/complete":         a.complete,
	} {
		a.Site.Handle(mux, pattern, h)
	}
}

// subject is a task with its document, as the actor of a request may see them.
type subject struct {
	task tasks.Task
	doc  document.Document
}

// find gives the task of the address to whoever may read its document.
func (a Area) find(q *page.Request) (subject, error) {
	var s subject
	id, err := q.PathID("id")
	if err != nil {
		return s, err
	}
	err = a.Acts.View(q.Ctx(), q.Actor(), func(tx office.Tx) error {
		if s.task, err = a.Tasks.TaskIn(tx, id); err != nil {
			return err
		}
		s.doc, _, err = a.Documents.RequireReadIn(tx, s.task.Document)
		return err
	})
	return s, err
}

// ref is the task of the address with the version that the form saw.
func ref(q *page.Request) (tasks.Ref, error) {
	id, err := q.PathID("id")
	return tasks.Ref{ID: id, Version: q.Int("version")}, err
}

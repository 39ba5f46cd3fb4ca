// Package signing is the queue of documents that wait for a person's signature
// (S11): what was read, one PIN for all that are chosen, a result for each.
//
// It decides nothing: office/signing does. A PIN passes through and is kept
// nowhere.
package signing

import (
	"context"
	"net/http"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/draft"
	"congvan/office/signing"
	"congvan/office/task"
	"congvan/web/page"
)

// Signing is the use cases; signing.Service is one.
type Signing interface {
	MyKey(ctx context.Context, a office.Actor) (signing.Key, error)
	SignMany(ctx context.Context, a office.Actor, choices []signing.Choice, pin string) ([]signing.Result, error)
}

// Drafts shows how a document came to the signer; draft.Service is one.
type Drafts interface {
	View(ctx context.Context, a office.Actor, doc office.ID) (draft.Page, error)
	Return(ctx context.Context, a office.Actor, in draft.ReturnInput) error
}

// Documents gives a document with its files; document.Service is one.
type Documents interface {
	Detail(ctx context.Context, a office.Actor, id office.ID) (document.Detail, error)
}

// Tasks gives the queue; task.Service is one.
type Tasks interface {
	Work(ctx context.Context, a office.Actor, f task.Filter, after task.Cursor, limit int) (task.Page, error)
	Counts(ctx context.Context, a office.Actor, filters ...task.Filter) ([]task.Count, error)
}

// Area is the pages of signing.
type Area struct {
	Site      *page.Site
	Signing   Signing
	Drafts    Drafts
	Documents Documents
	Tasks     Tasks
}

// Mount adds the pages.
func (a Area) Mount(mux *http.ServeMux) {
	a.Site.Handle(mux, "GET /signing", a.queue)
	a.Site.Handle(mux, "POST /signing/confirm", a.confirm)
	a.Site.Handle(mux, "POST /signing", a.sign)
	a.Site.Handle(mux, "GET /signing/result", a.result)
	a.Site.Handle(mux, "GET /signing/{id}/return", a.returnForm)
	a.Site.Handle(mux, "POST /signing/{id}/return", a.giveBack)
}

// Package issue is the records clerk's way from a signed document to an issued
// one (S12): number, seal, recipients, issue; what stopped on the way is gone on
// with later.
//
// It decides nothing: office/signing and office/document do.
package issue

import (
	"context"
	"net/http"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/format"
	"congvan/office/org"
	"congvan/office/signing"
	"congvan/office/task"
	"congvan/web/page"
	"congvan/web/recipient"
)

// Documents is what the pages need of documents; document.Service is one.
type Documents interface {
	Detail(ctx context.Context, a office.Actor, id office.ID) (document.Detail, error)
	Peek(ctx context.Context, a office.Actor, id office.ID) (int64, error)
	ReservedFor(ctx context.Context, a office.Actor, id office.ID) ([]document.Number, error)
	SetRecipientsIn(tx office.Tx, id office.ID, list []document.Recipient) (document.Document, error)
	Cancel(ctx context.Context, a office.Actor, id office.ID, version int, reason string) (document.Document, error)
	Numbers(ctx context.Context, a office.Actor, state document.NumberState) ([]document.NumberRow, error)
	Reserve(ctx context.Context, a office.Actor, of document.SeriesOf, reason string) (document.Number, error)
	CancelReserved(ctx context.Context, a office.Actor, id office.ID, reason string) error
	Types(ruleSet string, day office.Date) []format.Type
}

// Signing is the acts of issuing; signing.Service is one.
type Signing interface {
	SealKey(ctx context.Context, a office.Actor) (signing.Key, error)
	Number(ctx context.Context, a office.Actor, c signing.Choice, reserved int64) (document.Document, error)
	Seal(ctx context.Context, a office.Actor, c signing.Choice, pin string) (document.Document, error)
	Issue(ctx context.Context, a office.Actor, c signing.Choice) (document.Document, error)
}

// Tasks gives what waits; task.Service is one.
type Tasks interface {
	Work(ctx context.Context, a office.Actor, f task.Filter, after task.Cursor, limit int) (task.Page, error)
	Counts(ctx context.Context, a office.Actor, filters ...task.Filter) ([]task.Count, error)
}

// Directory names the agency and the committee above it; org.Service is one.
type Directory interface {
	AgencyIn(tx office.Tx, id office.ID, day office.Date) (org.AgencyAt, error)
}

// Area is the pages of issuing.
type Area struct {
	Site       *page.Site
	Acts       office.Acts
	Documents  Documents
	Signing    Signing
	Tasks      Tasks
	Directory  Directory
	Recipients recipient.Source
}

// Mount adds the pages.
func (a Area) Mount(mux *http.ServeMux) {
	for pattern, h := range map[string]page.Handler{
		"GET /issuing":                  a.list,
		"GET /issuing/{id}":             a.show,
		"POST /issuing/{id}":            a.issue,
		"POST /issuing/{id}/recipients": a.saveRecipients,
		"GET /issuing/{id}/cancel":      a.cancelForm,
		"POST /issuing/{id}/cancel":     a.cancel,
	} {
		a.Site.Handle(mux, pattern, h)
	}
}

func address(id office.ID) string { return "/issuing/" + id.String() }

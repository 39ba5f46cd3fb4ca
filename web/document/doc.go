// Package document is the pages of documents: one document with its pages, work,
// fields and story; the registers; numbers kept or cancelled; what prints.
package document

import (
	"context"
	"net/http"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/exchange"
	"congvan/office/format"
	"congvan/office/org"
	"congvan/office/task"
	"congvan/standard/vietnamese"
	"congvan/web/page"
	"congvan/web/story"
)

// Documents is the use cases of documents; document.Service of the office is one.
type Documents interface {
	Detail(ctx context.Context, a office.Actor, id office.ID) (document.Detail, error)
	RequireReadIn(tx office.Tx, id office.ID) (document.Document, access.Object, error)
	List(ctx context.Context, a office.Actor, q document.ListQuery) (document.Page, error)
	Registers(ctx context.Context, a office.Actor, k document.Kind) ([]document.Register, error)
	Types(ruleSet string, day office.Date) []format.Type
	Cancel(ctx context.Context, a office.Actor, id office.ID, version int, reason string) (document.Document, error)
	Erase(ctx context.Context, a office.Actor, id office.ID, reason string) error
	Numbers(ctx context.Context, a office.Actor, state document.NumberState) ([]document.NumberRow, error)
	Reserve(ctx context.Context, a office.Actor, of document.SeriesOf, reason string) (document.Number, error)
	CancelReserved(ctx context.Context, a office.Actor, id office.ID, reason string) error
	OpenRegister(ctx context.Context, a office.Actor, k document.Kind, name string) (document.Register, error)
	SetFirstNumber(ctx context.Context, a office.Actor, of document.SeriesOf, first int64) (document.Series, error)
}

// Tasks tells the work on a document; task.Service is one.
type Tasks interface {
	File(ctx context.Context, a office.Actor, doc office.ID) (task.File, error)
	Progress(ctx context.Context, a office.Actor, doc office.ID) (task.Progress, error)
}

// Stories tells a document's story; story.Reader is one.
type Stories interface {
	Of(ctx context.Context, a office.Actor, doc office.ID) ([]story.Line, error)
	Prove(ctx context.Context, a office.Actor, doc office.ID, index int64) (story.Proof, error)
}

// Exchange tells how a document arrived; exchange.Service is one.
type Exchange interface {
	ArrivalOf(ctx context.Context, a office.Actor, document office.ID) (exchange.DeliveryRow, error)
}

// Directory knows the agency and its working days; org.Service is one.
type Directory interface {
	AgencyIn(tx office.Tx, id office.ID, day office.Date) (org.AgencyAt, error)
	CalendarIn(tx office.Tx) (*vietnamese.Calendar, error)
}

// Area is the pages of documents.
type Area struct {
	Site      *page.Site
	Acts      office.Acts
	Documents Documents
	Tasks     Tasks
	Stories   Stories
	Exchange  Exchange // nil: nothing arrives by exchange
	Directory Directory
}

// Mount adds the pages.
func (a Area) Mount(mux *http.ServeMux) {
	for pattern, h := range map[string]page.Handler{
		"GET /documents/{id}":                 a.detail,
		"GET /documents/{id}/slip":            a.slip,
		"GET /documents/{id}/journal/{index}": a.proof,
		"GET /documents/{id}/cancel":          a.cancelForm,
		"POST /documents/{id}/cancel":         a.cancel,
		"GET /documents/{id}/erase":           a.eraseForm,
		"POST /documents/{id}/erase":          a.erase,
		"GET /registers/{box}":                a.register,
		"GET /registers/{box}/print":          a.print,
		"GET /registers/numbers":              a.numbers,
		"POST /registers/numbers":             a.reserve,
		"POST /registers/open":                a.openRegister,
		"POST /registers/first":               a.setFirst,
		"GET /registers/numbers/{id}/cancel":  a.cancelNumberForm,
		"POST /registers/numbers/{id}/cancel": a.cancelNumber,
	} {
		a.Site.Handle(mux, pattern, h)
	}
}

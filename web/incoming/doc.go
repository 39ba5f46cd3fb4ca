// Package incoming is the pages of arrivals: the queue, uploads, files held back,
// entering a document in the register, and correcting what was entered.
package incoming

import (
	"context"
	"net/http"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/exchange"
	"congvan/office/format"
	"congvan/office/org"
	"congvan/web/page"
)

// Documents is the use cases of documents; document.Service is one.
type Documents interface {
	List(ctx context.Context, a office.Actor, q document.ListQuery) (document.Page, error)
	Detail(ctx context.Context, a office.Actor, id office.ID) (document.Detail, error)
	DoublesOf(ctx context.Context, a office.Actor, ids []office.ID) (map[office.ID][]document.Double, error)
	Receive(ctx context.Context, a office.Actor, in document.ReceiveInput) (document.Taken, error)
	Register(ctx context.Context, a office.Actor, id office.ID, version int, f document.Form) (document.Document, error)
	RegisterPaper(ctx context.Context, a office.Actor, f document.Form) (document.Document, error)
	Correct(ctx context.Context, a office.Actor, id office.ID, version int, f document.Form, reason string) (document.Document, error)
	Refuse(ctx context.Context, a office.Actor, id office.ID, version int, reason string) (document.Document, error)
	Registers(ctx context.Context, a office.Actor, k document.Kind) ([]document.Register, error)
	PeekArrival(ctx context.Context, a office.Actor, register office.ID) (int64, error)
	Types(ruleSet string, day office.Date) []format.Type
	HeldUploads(ctx context.Context, a office.Actor) ([]document.Held, error)
	DecideStaging(ctx context.Context, a office.Actor, id office.ID, d document.Decision, reason string) (office.ID, error)
}

// Exchange tells how a document arrived; exchange.Service is one.
type Exchange interface {
	ArrivalOf(ctx context.Context, a office.Actor, document office.ID) (exchange.DeliveryRow, error)
}

// Directory knows the agencies of the deployment; org.Service is one.
type Directory interface {
	AgenciesIn(tx office.Tx, day office.Date) ([]org.AgencyAt, error)
}

// Area is the pages of arrivals.
type Area struct {
	Site      *page.Site
	Acts      office.Acts
	Documents Documents
	Exchange  Exchange // nil: nothing arrives by exchange
	Directory Directory
}

// Mount adds the pages.
func (a Area) Mount(mux *http.ServeMux) {
	for pattern, h := range map[string]page.Handler{
		"GET /arrivals":                a.queue,
		"POST /arrivals":               a.upload,
		"GET /arrivals/new":            a.paperForm,
		"POST /arrivals/new":           a.registerPaper,
		"GET /staging/{id}":            a.heldForm,
		"POST /staging/{id}":           a.decideHeld,
		"GET /arrivals/{id}":           a.form,
		"POST /arrivals/{id}":          a.register,
		"GET /arrivals/{id}/refuse":    a.refuseForm,
		"POST /arrivals/{id}/refuse":   a.refuse,
		"GET /documents/{id}/correct":  a.correctForm,
		"POST /documents/{id}/correct": a.correct,
	} {
		a.Site.Handle(mux, pattern, h)
	}
}

func arrivalURL(id office.ID) string { return "/arrivals/" + id.String() }

// Package exchange is the pages of documents on their way to other agencies
// (S14): the overview, the delivery table of one document, the technical receipt,
// incidents, and the address book.
//
// It decides nothing: office/exchange does.
package exchange

import (
	"context"
	"net/http"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/exchange"
	"congvan/web/page"
)

// Exchange is the use cases; exchange.Service is one.
type Exchange interface {
	Overview(ctx context.Context, a office.Actor) (exchange.Overview, error)
	ByStatus(ctx context.Context, a office.Actor, status exchange.Status) ([]exchange.Envelope, error)
	Deliveries(ctx context.Context, a office.Actor, document office.ID) (exchange.Deliveries, error)
	Resend(ctx context.Context, a office.Actor, envelope office.ID) (exchange.Envelope, error)
	RetryNow(ctx context.Context, a office.Actor, envelope office.ID) error
	Peers(ctx context.Context, a office.Actor) ([]exchange.Peer, error)
	SavePeer(ctx context.Context, a office.Actor, in exchange.PeerInput) (exchange.Peer, error)
	ClosePeer(ctx context.Context, a office.Actor, code string) error
}

// Documents names documents; document.Service is one.
type Documents interface {
	RequireReadIn(tx office.Tx, id office.ID) (document.Document, access.Object, error)
	Detail(ctx context.Context, a office.Actor, id office.ID) (document.Detail, error)
}

// Area is the pages of exchange.
type Area struct {
	Site      *page.Site
	Acts      office.Acts
	Exchange  Exchange
	Documents Documents
}

// Mount adds the pages.
func (a Area) Mount(mux *http.ServeMux) {
	for pattern, h := range map[string]page.Handler{
		"GET /deliveries":                              a.overview,
		"GET /deliveries/incidents":                    a.incidents,
		"GET /deliveries/peers":                        a.peers,
		"POST /deliveries/peers":                       a.savePeer,
		"POST /deliveries/peers/close":                 a.closePeer,
		"GET /deliveries/{document}":                   a.document,
		"GET /deliveries/{document}/{envelope}":        a.receipts,
		"POST /deliveries/{document}/{envelope}/again": a.again,
	} {
		a.Site.Handle(mux, pattern, h)
	}
}

func address(doc office.ID) string { return "/deliveries/" + doc.String() }

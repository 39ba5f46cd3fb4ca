// Package admin is the pages of an agency's system administrator (S29): signing
// keys and how long they hold, trusted roots, registers, how the system runs; and
// the page on which anyone lets somebody else act in their post (S27).
//
// It shows no document's content and decides nothing.
package admin

import (
	"context"
	"crypto/x509"
	"net/http"
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/exchange"
	"congvan/office/org"
	"congvan/office/signing"
	"congvan/office/task"
	"congvan/web/page"
)

// Signing keeps keys; signing.Service is one.
type Signing interface {
	Keys(ctx context.Context, a office.Actor) ([]signing.Key, error)
	AddKey(ctx context.Context, a office.Actor, in signing.AddKeyInput) (signing.Key, error)
	RevokeKey(ctx context.Context, a office.Actor, id office.ID) error
}

// Documents keeps registers; document.Service is one.
type Documents interface {
	Registers(ctx context.Context, a office.Actor, k document.Kind) ([]document.Register, error)
	OpenRegister(ctx context.Context, a office.Actor, k document.Kind, name string) (document.Register, error)
	CloseRegister(ctx context.Context, a office.Actor, id office.ID) error
	Congresses(ctx context.Context, a office.Actor) ([]document.Congress, error)
	AddCongress(ctx context.Context, a office.Actor, c document.Congress) (document.Congress, error)
	SetFirstNumber(ctx context.Context, a office.Actor, of document.SeriesOf, first int64) (document.Series, error)
}

// Directory knows people and delegations; org.Service is one.
type Directory interface {
	PeopleIn(tx office.Tx, day office.Date) ([]org.Member, error)
	SeatsIn(tx office.Tx, person office.ID, day office.Date) ([]org.Seat, error)
	DelegationsIn(tx office.Tx) ([]org.DelegationView, error)
	Delegate(ctx context.Context, a office.Actor, in org.DelegateInput) (office.ID, error)
	RevokeDelegation(ctx context.Context, a office.Actor, id office.ID) error
}

// Peers lists the address book; exchange.Service is one.
type Peers interface {
	Peers(ctx context.Context, a office.Actor) ([]exchange.Peer, error)
}

// Tasks lists what nobody holds; task.Service is one.
type Tasks interface {
	Stalled(ctx context.Context, a office.Actor) ([]task.Stalled, error)
}

// Job is background work that keeps failing.
type Job struct {
	ID        office.ID
	Kind      string
	Attempts  int
	RunAt     time.Time // next attempt
	LastError string
}

// Area is the pages of administration.
type Area struct {
	Site      *page.Site
	Acts      office.Acts
	Signing   Signing
	Documents Documents
	Directory Directory
	Peers     Peers
	Tasks     Tasks
	// ServiceKeys gives the unattended key of an agency; office.CodeNotFound when
	// it has none.
	ServiceKeys exchange.Keys
	// Roots are the certificates that signatures are judged against.
	Roots func(ctx context.Context) ([]*x509.Certificate, error)
	// Jobs lists failing background work, most attempts first, and how many jobs
	// wait in all. It is asked only for those who may read the operation.
	Jobs func(ctx context.Context) (failing []Job, waiting int, err error)
	// Server tells how the server stands; it is asked only for those who may read it.
	Server func(ctx context.Context) (Server, error)
}

// Mount adds the pages.
func (a Area) Mount(mux *http.ServeMux) {
	for pattern, h := range map[string]page.Handler{
		"GET /admin":                     a.home,
		"GET /admin/keys":                a.keys,
		"POST /admin/keys":               a.addKey,
		"GET /admin/keys/{id}/revoke":    a.revokeForm,
		"POST /admin/keys/{id}/revoke":   a.revoke,
		"GET /admin/registers":           a.registers,
		"POST /admin/registers":          a.openRegister,
		"POST /admin/registers/close":    a.closeRegister,
		"POST /admin/registers/congress": a.addCongress,
		"POST /admin/registers/first":    a.firstNumber,
		"GET /admin/operations":          a.operations,
		"GET /admin/health":              a.health,
		"GET /delegations":               a.delegations,
		"POST /delegations":              a.delegate,
		"POST /delegations/{id}/revoke":  a.revokeDelegation,
		"GET /admin/roots":               a.roots,
	} {
		a.Site.Handle(mux, pattern, h)
	}
}

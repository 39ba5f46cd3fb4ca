package org

import (
	"context"

	"congvan/office"
	"congvan/office/access"
)

// Service holds the use cases of the organisation. A method that takes a context
// and an actor opens its own act; one whose name ends in “In” runs inside the
// caller's, on behalf of tx.Actor(), and asks access all the same.
type Service struct {
	Acts      office.Acts
	Store     Store
	Passwords *Passwords
	Throttle  Throttle // the zero value means DefaultThrottle

	// RuleChecks judge the body of a rule before it is kept, by kind. A kind
	// without a check takes any JSON object. Holidays are checked in any case.
	RuleChecks map[string]func(Rule) error
}

// The kinds of objects this package journals.
const (
	KindAgency     office.Kind = "agency"
	KindUnit       office.Kind = "unit"
	KindPost       office.Kind = "post"
	KindPerson     office.Kind = "person"
	KindHolding    office.Kind = "holding"
	KindDelegation office.Kind = "delegation"
	KindAccount    office.Kind = "account"
	KindRule       office.Kind = "rule"
)

// manage asks whether the actor of tx may change the organisation of an agency.
func manage(tx office.Tx, kind office.Kind, id, agency office.ID) error {
	return access.Require(tx.Actor(), access.ManageOrganisation, access.Object{Kind: kind, ID: id, Agency: agency})
}

// made runs a use case that makes something in an act of its own.
func made[In any](ctx context.Context, s *Service, a office.Actor, in In, f func(office.Tx, In) (office.ID, error)) (office.ID, error) {
	var id office.ID
	err := s.Acts.Act(ctx, a, func(tx office.Tx) (err error) {
		id, err = f(tx, in)
		return err
	})
	return id, err
}

// done runs a use case in an act of its own.
func done[In any](ctx context.Context, s *Service, a office.Actor, in In, f func(office.Tx, In) error) error {
	return s.Acts.Act(ctx, a, func(tx office.Tx) error { return f(tx, in) })
}

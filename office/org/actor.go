package org

import (
	"context"
	"errors"
	"slices"

	"congvan/office"
)

// ErrSignedOut is wrapped in the error of Actor when the session is over: the
// account is gone or disabled, or its password was changed. Show the sign-in page.
var ErrSignedOut = errors.New("signed out")

// Ticket is what a session remembers of who signed in.
type Ticket struct {
	Account office.ID
	Epoch   int       // Account.Epoch at sign-in
	Seat    office.ID // the chosen Seat.ID; zero means the first seat
}

// Session is who a ticket stands for now.
type Session struct {
	Actor   office.Actor
	Account Account
	Person  Person
	Seat    Seat
	Seats   []Seat // all of the person, Seat among them
	// Moved reports that the chosen seat is over (a delegation ended, say) and the
	// first remaining one was taken instead.
	Moved bool
}

// Session turns a ticket into an actor, as of today. Errors: ErrSignedOut within;
// office.CodeForbidden when the person holds no post any more.
func (s *Service) Session(ctx context.Context, t Ticket) (Session, error) {
	var out Session
	err := s.Acts.View(ctx, office.Actor{Account: t.Account}, func(tx office.Tx) (err error) {
		out, err = s.SessionIn(tx, t)
		return err
	})
	return out, err
}

// SessionIn is Session inside the caller's transaction.
func (s *Service) SessionIn(tx office.Tx, t Ticket) (Session, error) {
	account, err := s.Store.Account(tx, t.Account, false)
	if err := ignoreNotFound(err); err != nil {
		return Session{}, err
	}
	if account.ID.Zero() || account.Epoch != t.Epoch || !account.DisabledAt.IsZero() {
		return Session{}, &office.Error{
			Code: office.CodeForbidden, Op: "org.Session", Err: ErrSignedOut,
			Vi: "Phiên làm việc đã kết thúc. Đăng nhập lại.", En: "Your session is over. Sign in again.",
		}
	}
	out := Session{Account: account}
	if out.Person, err = s.Store.Person(tx, account.Person, false); err != nil {
		return Session{}, err
	}
	if out.Seats, err = s.SeatsIn(tx, account.Person, tx.Today()); err != nil {
		return Session{}, err
	}
	if len(out.Seats) == 0 {
		return Session{}, noPost()
	}
	at := slices.IndexFunc(out.Seats, func(seat Seat) bool { return seat.ID == t.Seat })
	out.Seat, out.Moved = out.Seats[max(0, at)], at < 0 && !t.Seat.Zero()
	out.Actor, err = s.ActorIn(tx, account.ID, out.Seat)
	return out, err
}

func noPost() error {
	return office.NewError(office.CodeForbidden, "org.Session",
		"Đồng chí hiện không giữ vị trí nào. Liên hệ quản trị hệ thống của cơ quan.",
		"You hold no post at present. Ask your agency's system administrator.")
}

// ActorIn builds the actor of a seat as of today.
func (s *Service) ActorIn(tx office.Tx, account office.ID, seat Seat) (office.Actor, error) {
	a := office.Actor{
		Agency: seat.Agency.ID, Account: account, Person: seat.Person, Post: seat.Post.ID,
		OnBehalfOf: seat.OnBehalfOf, Unit: seat.Unit.ID, Roles: seat.Post.Roles,
	}
	var err error
	a.Principals, err = s.principals(tx, a, tx.Today())
	return a, err
}

// principals lists what reader rows and tasks may name the actor by: the person
// (of a delegated post the one replaced, for it is that desk which is looked
// after), the post, the unit and those above it, the agency, its roles, and
// whatever agency and units succeeded. A post that only administers the system
// stands outside agency and units: what all may read is not meant for it.
func (s *Service) principals(tx office.Tx, a office.Actor, day office.Date) ([]office.ID, error) {
	person := a.Person
	if !a.OnBehalfOf.Zero() {
		person = a.OnBehalfOf
	}
	out := []office.ID{person, a.Post}
	if len(a.Roles) == 1 && a.Roles[0] == office.SystemAdmin {
		return append(out, office.RoleID(a.Agency, office.SystemAdmin)), nil
	}
	units, err := s.unitPrincipals(tx, a.Unit, day)
	if err != nil {
		return nil, err
	}
	out = append(out, units...)
	agencies, err := s.Store.AgencyPredecessors(tx, a.Agency, day)
	if err != nil {
		return nil, err
	}
	for _, id := range append([]office.ID{a.Agency}, agencies...) {
		out = append(out, id)
		for _, r := range a.Roles {
			out = append(out, office.RoleID(id, r))
		}
	}
	return out, nil
}

// unitPrincipals walks up from a unit; each level brings what it succeeded.
func (s *Service) unitPrincipals(tx office.Tx, unit office.ID, day office.Date) ([]office.ID, error) {
	var out []office.ID
	seen := map[office.ID]bool{{}: true}
	add := func(id office.ID) {
		if !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	for depth := 0; !unit.Zero() && depth < maxDepth; depth++ {
		u, err := s.Store.UnitOn(tx, unit, day)
		if office.CodeOf(err) == office.CodeNotFound {
			break
		}
		if err != nil {
			return nil, err
		}
		add(unit)
		gained, err := s.Store.UnitPredecessors(tx, unit, day)
		if err != nil {
			return nil, err
		}
		for _, id := range gained {
			add(id)
		}
		unit = u.Parent
	}
	return out, nil
}

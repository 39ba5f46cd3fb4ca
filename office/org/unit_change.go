package org

import (
	"context"
	"fmt"

	"congvan/office"
	"congvan/office/access"
)

// CreateUnitInput makes a unit in the actor's agency.
type CreateUnitInput struct {
	From office.Date
	Unit UnitFacts
}

// CreateUnit makes a unit and gives its id.
func (s *Service) CreateUnit(ctx context.Context, a office.Actor, in CreateUnitInput) (office.ID, error) {
	return made(ctx, s, a, in, s.CreateUnitIn)
}

// CreateUnitIn is CreateUnit inside the caller's act.
func (s *Service) CreateUnitIn(tx office.Tx, in CreateUnitInput) (office.ID, error) {
	const op = "org.CreateUnit"
	u := Unit{ID: tx.NewID(), Agency: tx.Actor().Agency}
	if err := manage(tx, KindUnit, u.ID, u.Agency); err != nil {
		return office.ID{}, err
	}
	facts, err := s.cleanUnit(tx, op, u, in.From, in.Unit)
	if err != nil {
		return office.ID{}, err
	}
	if err := s.Store.InsertUnit(tx, u.ID, u.Agency); err != nil {
		return office.ID{}, err
	}
	v := Version[UnitFacts]{From: in.From, RecordedAt: tx.Now(), Facts: facts}
	if err := s.Store.AddUnitVersion(tx, u, v); err != nil {
		return office.ID{}, err
	}
	return u.ID, s.recordUnit(tx, access.ManageOrganisation, u.ID)
}

func (s *Service) cleanUnit(tx office.Tx, op string, u Unit, from office.Date, f UnitFacts) (UnitFacts, error) {
	f, err := f.clean(op)
	if err == nil {
		err = checkDay(op, "from", from)
	}
	if err == nil {
		err = s.parentUnit(tx, op, u.ID, u.Agency, f.Parent, from)
	}
	return f, err
}

// ReviseUnitInput says what is true of a unit from a day on.
type ReviseUnitInput struct {
	ID   office.ID
	From office.Date
	Unit UnitFacts
}

// ReviseUnit changes name, symbol, parent or rank from a day on.
func (s *Service) ReviseUnit(ctx context.Context, a office.Actor, in ReviseUnitInput) error {
	return done(ctx, s, a, in, s.ReviseUnitIn)
}

// ReviseUnitIn is ReviseUnit inside the caller's act.
func (s *Service) ReviseUnitIn(tx office.Tx, in ReviseUnitInput) error {
	const op = "org.ReviseUnit"
	u, err := s.unit(tx, op, in.ID)
	if err != nil {
		return err
	}
	facts, err := s.cleanUnit(tx, op, u, in.From, in.Unit)
	if err != nil {
		return err
	}
	v, ok := u.History.revise(tx.Now(), in.From, facts)
	if !ok {
		return notThere(op, "Đơn vị", in.From)
	}
	if err := s.Store.AddUnitVersion(tx, u, v); err != nil {
		return err
	}
	return s.recordUnit(tx, access.ManageOrganisation, u.ID)
}

// CloseInput ends a unit or a post with a day.
type CloseInput struct {
	ID   office.ID
	Last office.Date // the last day
}

// CloseUnit ends a unit. Its posts and the units below must be moved or closed first.
func (s *Service) CloseUnit(ctx context.Context, a office.Actor, in CloseInput) error {
	return done(ctx, s, a, in, s.CloseUnitIn)
}

// CloseUnitIn is CloseUnit inside the caller's act.
func (s *Service) CloseUnitIn(tx office.Tx, in CloseInput) error {
	const op = "org.CloseUnit"
	u, err := s.unit(tx, op, in.ID)
	if err == nil {
		err = checkDay(op, "last", in.Last)
	}
	if err == nil {
		err = s.unitIsEmpty(tx, op, u, in.Last.AddDays(1))
	}
	if err == nil {
		err = s.closeUnit(tx, op, u, in.Last)
	}
	if err != nil {
		return err
	}
	return s.recordUnit(tx, access.ManageOrganisation, u.ID)
}

func (s *Service) unitIsEmpty(tx office.Tx, op string, u Unit, day office.Date) error {
	posts, err := s.Store.PostsOn(tx, u.Agency, day)
	if err != nil {
		return err
	}
	for _, p := range posts {
		if p.Unit == u.ID {
			return stillThere(op, "vị trí “"+p.Title+"”", "the post “"+p.Title+"”")
		}
	}
	units, err := s.Store.UnitsOn(tx, u.Agency, day)
	if err != nil {
		return err
	}
	for _, below := range units {
		if below.Parent == u.ID {
			return stillThere(op, "đơn vị “"+below.Name+"”", "the unit “"+below.Name+"”")
		}
	}
	return nil
}

func stillThere(op, vi, en string) error {
	return office.Invalid(op,
		fmt.Sprintf("Đơn vị còn %s. Chuyển sang đơn vị khác hoặc kết thúc trước.", vi),
		fmt.Sprintf("The unit still has %s. Move or close it first.", en))
}

func (s *Service) closeUnit(tx office.Tx, op string, u Unit, last office.Date) error {
	ends, ok := u.History.close(tx.Now(), last)
	if !ok {
		return notThere(op, "Đơn vị", last)
	}
	for _, v := range ends {
		if err := s.Store.AddUnitVersion(tx, u, v); err != nil {
			return err
		}
	}
	return nil
}

// unit locks a unit of the actor's agency that the actor may change.
func (s *Service) unit(tx office.Tx, op string, id office.ID) (Unit, error) {
	u, err := s.Store.Unit(tx, id, true)
	if office.CodeOf(err) == office.CodeNotFound || err == nil && u.Agency != tx.Actor().Agency {
		return Unit{}, notHere(op)
	}
	if err != nil {
		return Unit{}, err
	}
	return u, manage(tx, KindUnit, u.ID, u.Agency)
}

// recordUnit journals a unit as the store now reads it.
func (s *Service) recordUnit(tx office.Tx, act office.ActCode, id office.ID) error {
	u, err := s.Store.Unit(tx, id, false)
	if err != nil {
		return err
	}
	tx.Record(office.Entry{Act: act, Kind: KindUnit, Object: id, State: u.State()})
	return nil
}

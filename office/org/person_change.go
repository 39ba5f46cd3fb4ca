package org

import (
	"context"
	"fmt"

	"congvan/office"
	"congvan/office/access"
)

// CreatePersonInput makes a person, kept by the actor's agency.
type CreatePersonInput struct {
	Name string // full name, as people write it, without titles
}

// CreatePerson makes a person and gives the id.
func (s *Service) CreatePerson(ctx context.Context, a office.Actor, in CreatePersonInput) (office.ID, error) {
	return made(ctx, s, a, in, s.CreatePersonIn)
}

// CreatePersonIn is CreatePerson inside the caller's act.
func (s *Service) CreatePersonIn(tx office.Tx, in CreatePersonInput) (office.ID, error) {
	if err := manage(tx, KindPerson, office.ID{}, tx.Actor().Agency); err != nil {
		return office.ID{}, err
	}
	return s.createPerson(tx, in)
}

func (s *Service) createPerson(tx office.Tx, in CreatePersonInput) (office.ID, error) {
	name, err := personName("org.CreatePerson").clean(in.Name)
	if err != nil {
		return office.ID{}, err
	}
	p := Person{ID: tx.NewID(), Agency: tx.Actor().Agency, Name: name, RecordedAt: tx.Now()}
	if err := s.Store.InsertPerson(tx, p); err != nil {
		return office.ID{}, err
	}
	tx.Record(office.Entry{Act: access.ManageOrganisation, Kind: KindPerson, Object: p.ID, State: p.State()})
	return p.ID, nil
}

func personName(op string) field {
	return field{op: op, name: "name", label: "họ và tên", max: 100}
}

// RenamePersonInput corrects a name.
type RenamePersonInput struct {
	ID   office.ID
	Name string
}

// RenamePerson corrects the name of a person whose record the actor's agency
// keeps. Documents keep names as printed.
func (s *Service) RenamePerson(ctx context.Context, a office.Actor, in RenamePersonInput) error {
	return done(ctx, s, a, in, s.RenamePersonIn)
}

// RenamePersonIn is RenamePerson inside the caller's act.
func (s *Service) RenamePersonIn(tx office.Tx, in RenamePersonInput) error {
	const op = "org.RenamePerson"
	p, err := s.Store.Person(tx, in.ID, true)
	if err != nil {
		return err
	}
	if err := manage(tx, KindPerson, p.ID, p.Agency); err != nil {
		return err
	}
	if p.Name, err = personName(op).clean(in.Name); err != nil {
		return err
	}
	if err := s.Store.RenamePerson(tx, p); err != nil {
		return err
	}
	tx.Record(office.Entry{Act: access.ManageOrganisation, Kind: KindPerson, Object: p.ID, State: p.State()})
	return nil
}

// AppointInput gives a post to a person.
type AppointInput struct {
	Post    office.ID
	Person  office.ID
	From    office.Date
	To      office.Date // the last day; zero while open
	Replace bool        // relieve whoever holds the post now, the day before
}

// Appoint makes a person the holder of a post and gives the holding's id. A post
// has one holder at a time.
func (s *Service) Appoint(ctx context.Context, a office.Actor, in AppointInput) (office.ID, error) {
	return made(ctx, s, a, in, s.AppointIn)
}

// AppointIn is Appoint inside the caller's act.
func (s *Service) AppointIn(tx office.Tx, in AppointInput) (office.ID, error) {
	if err := manage(tx, KindHolding, office.ID{}, tx.Actor().Agency); err != nil {
		return office.ID{}, err
	}
	return s.appoint(tx, in)
}

func (s *Service) appoint(tx office.Tx, in AppointInput) (office.ID, error) {
	const op = "org.Appoint"
	p, err := s.ownPost(tx, op, in.Post)
	if err == nil {
		err = checkSpan(op, in.From, in.To)
	}
	if err != nil {
		return office.ID{}, err
	}
	if _, ok := p.History.On(in.From); !ok {
		return office.ID{}, notThere(op, "Vị trí", in.From)
	}
	if _, err := s.Store.Person(tx, in.Person, false); err != nil {
		return office.ID{}, office.InvalidField(op, "person", "Chọn một người trong danh sách.", "Choose a person from the list.")
	}
	if err := s.makeRoom(tx, op, in); err != nil {
		return office.ID{}, err
	}
	h := Holding{
		ID: tx.NewID(), Agency: p.Agency, Post: p.ID, Person: in.Person,
		From: in.From, To: in.To, RecordedAt: tx.Now(),
	}
	if err := s.Store.InsertHolding(tx, h); err != nil {
		return office.ID{}, err
	}
	tx.Record(office.Entry{Act: access.ManageOrganisation, Kind: KindHolding, Object: h.ID, State: h.State()})
	return h.ID, nil
}

// makeRoom relieves the present holder when asked to, and refuses two holders.
func (s *Service) makeRoom(tx office.Tx, op string, in AppointInput) error {
	held, err := s.Store.HoldingsOfPost(tx, in.Post)
	if err != nil {
		return err
	}
	for _, h := range held {
		if !overlap(h.From, h.To, in.From, in.To) {
			continue
		}
		if !in.Replace || !h.From.Before(in.From) || h.Person == in.Person {
			return s.postIsHeld(tx, op, h)
		}
		if err := s.endHolding(tx, h, in.From.AddDays(-1)); err != nil {
			return err
		}
	}
	return nil
}

// EndHoldingInput relieves the holder of a post.
type EndHoldingInput struct {
	ID   office.ID
	Last office.Date // the last day; the day before it began takes it back
}

// EndHolding ends a holding with a day. Delegations the holder gave end with it.
func (s *Service) EndHolding(ctx context.Context, a office.Actor, in EndHoldingInput) error {
	return done(ctx, s, a, in, s.EndHoldingIn)
}

// EndHoldingIn is EndHolding inside the caller's act.
func (s *Service) EndHoldingIn(tx office.Tx, in EndHoldingInput) error {
	const op = "org.EndHolding"
	h, err := s.Store.Holding(tx, in.ID)
	if office.CodeOf(err) == office.CodeNotFound || err == nil && h.Agency != tx.Actor().Agency {
		return notHere(op)
	}
	if err == nil {
		err = manage(tx, KindHolding, h.ID, h.Agency)
	}
	if err == nil {
		err = checkDay(op, "last", in.Last)
	}
	if err == nil {
		_, err = s.ownPost(tx, op, h.Post) // one change of a post's holders at a time
	}
	if err == nil {
		h, err = s.Store.Holding(tx, in.ID)
	}
	if err != nil {
		return err
	}
	if in.Last.Before(h.From.AddDays(-1)) || !h.To.IsZero() && in.Last.After(h.To) {
		return office.InvalidField(op, "last",
			fmt.Sprintf("Phân công này từ ngày %s; chọn ngày cuối trong khoảng đó.", shortDay(h.From)),
			fmt.Sprintf("This begins on %s; choose its last day within it.", h.From))
	}
	return s.endHolding(tx, h, in.Last)
}

func (s *Service) endHolding(tx office.Tx, h Holding, last office.Date) error {
	h.To = last
	if err := s.Store.EndHolding(tx, h.ID, last); err != nil {
		return err
	}
	tx.Record(office.Entry{Act: access.ManageOrganisation, Kind: KindHolding, Object: h.ID, State: h.State()})
	return nil
}

func checkSpan(op string, from, to office.Date) error {
	if err := checkDay(op, "from", from); err != nil || to.IsZero() {
		return err
	}
	if err := checkDay(op, "to", to); err != nil {
		return err
	}
	if to.Before(from) {
		return office.InvalidField(op, "to", "Ngày kết thúc phải từ ngày bắt đầu trở đi.",
			"The last day must not come before the first.")
	}
	return nil
}

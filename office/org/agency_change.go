package org

import (
	"context"

	"congvan/office"
	"congvan/office/access"
)

// FoundInput founds an agency and the post that administers it. Person names
// somebody already known as its administrator; otherwise PersonName makes one.
// With Login an account is opened.
type FoundInput struct {
	Agency     AgencyFacts
	From       office.Date
	Person     office.ID
	PersonName string
	Login      string
	Password   string
}

// Founded names what Found made; Account is zero when none was opened.
type Founded struct {
	Agency, Post, Person, Holding, Account office.ID
}

// Found founds an agency. In an empty deployment whoever runs the program may
// (office.Actor{System: true}), and the agency becomes the keeper of what all
// share; later only the system administrator of the keeper. The agency's journal
// begins with its own founding.
func (s *Service) Found(ctx context.Context, a office.Actor, in FoundInput) (Founded, error) {
	const op = "org.Found"
	facts, err := in.Agency.clean(op)
	if err == nil {
		err = checkDay(op, "from", in.From)
	}
	if err != nil {
		return Founded{}, err
	}
	in.Agency = facts
	var secret Secret
	if in.Login != "" {
		if secret, err = s.hashNew(ctx, op, in.Login, in.Password); err != nil {
			return Founded{}, err
		}
	}
	out := Founded{}
	err = s.Acts.View(ctx, a, func(tx office.Tx) error {
		out.Agency = tx.NewID()
		return nil
	})
	if err != nil {
		return Founded{}, err
	}
	founder := a
	founder.Agency = out.Agency
	err = s.Acts.Act(ctx, founder, func(tx office.Tx) error {
		return s.found(tx, a, in, secret, &out)
	})
	return out, err
}

func (s *Service) found(tx office.Tx, a office.Actor, in FoundInput, secret Secret, out *Founded) error {
	first, err := s.mayFound(tx, a)
	if err != nil {
		return err
	}
	if err := s.codeIsFree(tx, out.Agency, in.Agency.Code, in.From); err != nil {
		return err
	}
	if err := s.parentAgency(tx, "org.Found", out.Agency, in.Agency.Parent, in.From); err != nil {
		return err
	}
	if err := s.Store.InsertAgency(tx, out.Agency, tx.Now()); err != nil {
		return err
	}
	v := Version[AgencyFacts]{From: in.From, RecordedAt: tx.Now(), Facts: in.Agency}
	if err := s.Store.AddAgencyVersion(tx, out.Agency, v); err != nil {
		return err
	}
	if err := s.recordAgency(tx, access.FoundAgency, out.Agency, nil); err != nil {
		return err
	}
	if err := s.foundAdmin(tx, in, secret, out); err != nil || !first {
		return err
	}
	return s.shipHolidays(tx)
}

// mayFound judges the founder as who they are in their own agency.
func (s *Service) mayFound(tx office.Tx, a office.Actor) (first bool, err error) {
	keeper, err := s.Store.Keeper(tx, true)
	if office.CodeOf(err) == office.CodeNotFound && a.System {
		return true, nil
	}
	if err != nil && office.CodeOf(err) != office.CodeNotFound {
		return false, err
	}
	return false, access.Require(a, access.FoundAgency, access.Object{Kind: KindAgency, Agency: keeper})
}

func (s *Service) foundAdmin(tx office.Tx, in FoundInput, secret Secret, out *Founded) error {
	var err error
	if out.Person = in.Person; out.Person.Zero() {
		out.Person, err = s.createPerson(tx, CreatePersonInput{Name: in.PersonName})
	} else {
		_, err = s.Store.Person(tx, in.Person, false)
	}
	if err != nil {
		return err
	}
	post := PostFacts{Title: "Quản trị hệ thống", Roles: []office.Role{office.SystemAdmin}, Rank: 900}
	if out.Post, err = s.createPost(tx, CreatePostInput{From: in.From, Post: post}); err != nil {
		return err
	}
	if out.Holding, err = s.appoint(tx, AppointInput{Post: out.Post, Person: out.Person, From: in.From}); err != nil {
		return err
	}
	if in.Login != "" {
		out.Account, err = s.createAccount(tx, CreateAccountInput{Person: out.Person, Login: in.Login, Secret: secret})
	}
	return err
}

// ReviseAgencyInput says what is true of the actor's agency from a day on.
type ReviseAgencyInput struct {
	From   office.Date
	Agency AgencyFacts
}

// ReviseAgency changes name, code, symbol … of the actor's agency from a day on.
func (s *Service) ReviseAgency(ctx context.Context, a office.Actor, in ReviseAgencyInput) error {
	return done(ctx, s, a, in, s.ReviseAgencyIn)
}

// ReviseAgencyIn is ReviseAgency inside the caller's act.
func (s *Service) ReviseAgencyIn(tx office.Tx, in ReviseAgencyInput) error {
	const op = "org.ReviseAgency"
	id := tx.Actor().Agency
	if err := manage(tx, KindAgency, id, id); err != nil {
		return err
	}
	facts, err := in.Agency.clean(op)
	if err == nil {
		err = checkDay(op, "from", in.From)
	}
	if err != nil {
		return err
	}
	if _, err := s.Store.Keeper(tx, true); err != nil { // codes are given one at a time
		return err
	}
	if err := s.codeIsFree(tx, id, facts.Code, in.From); err != nil {
		return err
	}
	if err := s.parentAgency(tx, op, id, facts.Parent, in.From); err != nil {
		return err
	}
	agency, err := s.Store.Agency(tx, id, true)
	if err != nil {
		return err
	}
	v, ok := agency.History.revise(tx.Now(), in.From, facts)
	if !ok {
		return notThere(op, "Cơ quan", in.From)
	}
	if err := s.Store.AddAgencyVersion(tx, id, v); err != nil {
		return err
	}
	return s.recordAgency(tx, access.ManageOrganisation, id, nil)
}

// HandOverInput says who succeeds the actor's agency.
type HandOverInput struct {
	To   []office.ID
	Kind SuccessionKind
	On   office.Date // the first day of the new order
	Keep bool        // the agency itself goes on (something is split off it)
}

// HandOver gives the rights of the actor's agency to its successors from a day
// on, and closes it the day before unless it is kept. Each of several merging
// agencies hands over for itself: nobody takes another's documents.
func (s *Service) HandOver(ctx context.Context, a office.Actor, in HandOverInput) error {
	return done(ctx, s, a, in, s.HandOverIn)
}

// HandOverIn is HandOver inside the caller's act.
func (s *Service) HandOverIn(tx office.Tx, in HandOverInput) error {
	const op = "org.HandOver"
	id := tx.Actor().Agency
	if err := access.Require(tx.Actor(), access.Succeed, access.Object{Kind: KindAgency, ID: id, Agency: id}); err != nil {
		return err
	}
	if err := checkSuccession(op, id, in.To, in.Kind, in.On); err != nil {
		return err
	}
	agency, err := s.Store.Agency(tx, id, true)
	if err != nil {
		return err
	}
	for _, to := range in.To {
		if _, err := s.Store.AgencyOn(tx, to, in.On); err != nil {
			return notThere(op, "Cơ quan kế thừa", in.On)
		}
		err := s.Store.AddAgencySuccession(tx, Succession{From: id, To: to, Kind: in.Kind, On: in.On, RecordedAt: tx.Now()})
		if err != nil {
			return err
		}
	}
	if !in.Keep {
		ends, ok := agency.History.close(tx.Now(), in.On.AddDays(-1))
		if !ok {
			return notThere(op, "Cơ quan", in.On.AddDays(-1))
		}
		for _, v := range ends {
			if err := s.Store.AddAgencyVersion(tx, id, v); err != nil {
				return err
			}
		}
	}
	return s.recordAgency(tx, access.Succeed, id, nil)
}

// recordAgency journals an agency as the store now reads it.
func (s *Service) recordAgency(tx office.Tx, act office.ActCode, id office.ID, detail any) error {
	a, err := s.Store.Agency(tx, id, false)
	if err != nil {
		return err
	}
	tx.Record(office.Entry{Act: act, Kind: KindAgency, Object: id, Detail: detail, State: a.State()})
	return nil
}

package org

import (
	"context"
	"fmt"

	"congvan/office"
	"congvan/office/access"
)

// CreatePostInput makes a post in the actor's agency.
type CreatePostInput struct {
	From office.Date
	Post PostFacts
}

// CreatePost makes a post and gives its id.
func (s *Service) CreatePost(ctx context.Context, a office.Actor, in CreatePostInput) (office.ID, error) {
	return made(ctx, s, a, in, s.CreatePostIn)
}

// CreatePostIn is CreatePost inside the caller's act.
func (s *Service) CreatePostIn(tx office.Tx, in CreatePostInput) (office.ID, error) {
	if err := manage(tx, KindPost, office.ID{}, tx.Actor().Agency); err != nil {
		return office.ID{}, err
	}
	return s.createPost(tx, in)
}

func (s *Service) createPost(tx office.Tx, in CreatePostInput) (office.ID, error) {
	const op = "org.CreatePost"
	p := Post{ID: tx.NewID(), Agency: tx.Actor().Agency}
	facts, err := s.cleanPost(tx, op, p, in.From, in.Post)
	if err != nil {
		return office.ID{}, err
	}
	if err := s.Store.InsertPost(tx, p.ID, p.Agency); err != nil {
		return office.ID{}, err
	}
	v := Version[PostFacts]{From: in.From, RecordedAt: tx.Now(), Facts: facts}
	if err := s.Store.AddPostVersion(tx, p, v); err != nil {
		return office.ID{}, err
	}
	return p.ID, s.recordPost(tx, p.ID)
}

func (s *Service) cleanPost(tx office.Tx, op string, p Post, from office.Date, f PostFacts) (PostFacts, error) {
	f, err := f.clean(op)
	if err == nil {
		err = checkDay(op, "from", from)
	}
	if err != nil || f.Unit.Zero() {
		return f, err
	}
	u, err := s.Store.UnitOn(tx, f.Unit, from)
	if office.CodeOf(err) == office.CodeNotFound || err == nil && u.Agency != p.Agency {
		return f, notThere(op, "Đơn vị", from)
	}
	return f, err
}

// RevisePostInput says what is true of a post from a day on.
type RevisePostInput struct {
	ID   office.ID
	From office.Date
	Post PostFacts
}

// RevisePost changes unit, title, roles or rank from a day on.
func (s *Service) RevisePost(ctx context.Context, a office.Actor, in RevisePostInput) error {
	return done(ctx, s, a, in, s.RevisePostIn)
}

// RevisePostIn is RevisePost inside the caller's act.
func (s *Service) RevisePostIn(tx office.Tx, in RevisePostInput) error {
	return s.revisePost(tx, "org.RevisePost", in.ID, in.From, in.Post)
}

func (s *Service) revisePost(tx office.Tx, op string, id office.ID, from office.Date, f PostFacts) error {
	p, err := s.post(tx, op, id)
	if err != nil {
		return err
	}
	facts, err := s.cleanPost(tx, op, p, from, f)
	if err != nil {
		return err
	}
	v, ok := p.History.revise(tx.Now(), from, facts)
	if !ok {
		return notThere(op, "Vị trí", from)
	}
	if err := s.Store.AddPostVersion(tx, p, v); err != nil {
		return err
	}
	return s.recordPost(tx, p.ID)
}

// ClosePost ends a post. Whoever holds it must be relieved first.
func (s *Service) ClosePost(ctx context.Context, a office.Actor, in CloseInput) error {
	return done(ctx, s, a, in, s.ClosePostIn)
}

// ClosePostIn is ClosePost inside the caller's act.
func (s *Service) ClosePostIn(tx office.Tx, in CloseInput) error {
	const op = "org.ClosePost"
	p, err := s.post(tx, op, in.ID)
	if err == nil {
		err = checkDay(op, "last", in.Last)
	}
	if err != nil {
		return err
	}
	held, err := s.Store.HoldingsOfPost(tx, p.ID)
	if err != nil {
		return err
	}
	for _, h := range held {
		if overlap(h.From, h.To, in.Last.AddDays(1), office.Date{}) {
			return s.postIsHeld(tx, op, h)
		}
	}
	ends, ok := p.History.close(tx.Now(), in.Last)
	if !ok {
		return notThere(op, "Vị trí", in.Last)
	}
	for _, v := range ends {
		if err := s.Store.AddPostVersion(tx, p, v); err != nil {
			return err
		}
	}
	return s.recordPost(tx, p.ID)
}

// postIsHeld names who holds a post.
func (s *Service) postIsHeld(tx office.Tx, op string, h Holding) error {
	who, err := s.Store.Person(tx, h.Person, false)
	if err != nil {
		return err
	}
	until := ""
	if !h.To.IsZero() {
		until = " đến hết ngày " + shortDay(h.To)
	}
	return office.Invalid(op,
		fmt.Sprintf("Vị trí này do đ/c %s giữ từ ngày %s%s. Kết thúc phân công đó trước.", who.Name, shortDay(h.From), until),
		fmt.Sprintf("%s holds this post from %s on. End that first.", who.Name, h.From))
}

// post locks a post of the actor's agency that the actor may change.
func (s *Service) post(tx office.Tx, op string, id office.ID) (Post, error) {
	p, err := s.ownPost(tx, op, id)
	if err != nil {
		return Post{}, err
	}
	return p, manage(tx, KindPost, p.ID, p.Agency)
}

// ownPost locks a post of the actor's agency.
func (s *Service) ownPost(tx office.Tx, op string, id office.ID) (Post, error) {
	p, err := s.Store.Post(tx, id, true)
	if office.CodeOf(err) == office.CodeNotFound || err == nil && p.Agency != tx.Actor().Agency {
		return Post{}, notHere(op)
	}
	return p, err
}

// recordPost journals a post as the store now reads it.
func (s *Service) recordPost(tx office.Tx, id office.ID) error {
	p, err := s.Store.Post(tx, id, false)
	if err != nil {
		return err
	}
	tx.Record(office.Entry{Act: access.ManageOrganisation, Kind: KindPost, Object: id, State: p.State()})
	return nil
}

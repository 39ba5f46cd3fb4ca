package org

import (
	"cmp"
	"slices"

	"congvan/office"
)

// Seat is a post that a person may act in on a day: an own one, or one delegated
// by somebody else.
type Seat struct {
	ID         office.ID // of the holding or the delegation: what a session remembers
	Person     office.ID // who acts
	OnBehalfOf office.ID // who is replaced; zero in an own post
	BehalfName string
	Post       PostAt
	Unit       UnitAt // zero outside units
	Agency     AgencyAt
	From, To   office.Date // the days of the holding or delegation
}

// Delegated reports whether the seat belongs to somebody else.
func (s Seat) Delegated() bool { return !s.OnBehalfOf.Zero() }

// Label is what the role switch shows: “Chuyên viên, Phòng Tổng hợp, Văn phòng
// Thành ủy” or “Đang xử lý thay đ/c Võ Đình Lộc (Chánh Văn phòng, …)”.
func (s Seat) Label() string {
	if s.Delegated() {
		return "Đang xử lý thay đ/c " + s.BehalfName + " (" + s.place() + ")"
	}
	return s.place()
}

func (s Seat) place() string {
	out := s.Post.Title
	if s.Unit.Name != "" {
		out += ", " + s.Unit.Name
	}
	return out + ", " + s.Agency.Called()
}

// SeatsIn lists the posts a person may act in on a day: own ones first, then
// delegated ones, each by agency and rank.
func (s *Service) SeatsIn(tx office.Tx, person office.ID, day office.Date) ([]Seat, error) {
	held, err := s.Store.HoldingsOf(tx, person)
	if err != nil {
		return nil, err
	}
	var seats []Seat
	add := func(seat Seat, err error) error {
		if err == nil {
			seats = append(seats, seat)
		}
		return ignoreNotFound(err)
	}
	for _, h := range held {
		if err := add(s.ownSeat(tx, h, day)); err != nil {
			return nil, err
		}
	}
	delegated, err := s.Store.DelegationsTo(tx, person)
	if err != nil {
		return nil, err
	}
	for _, d := range delegated {
		if err := add(s.delegatedSeat(tx, d, day)); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(seats, compareSeats)
	return seats, nil
}

func compareSeats(a, b Seat) int {
	own := func(s Seat) int {
		if s.Delegated() {
			return 1
		}
		return 0
	}
	return cmp.Or(
		cmp.Compare(own(a), own(b)), cmp.Compare(a.Agency.Rank, b.Agency.Rank), cmp.Compare(a.Agency.Name, b.Agency.Name),
		cmp.Compare(a.Post.Rank, b.Post.Rank), cmp.Compare(a.Post.Title, b.Post.Title),
		slices.Compare(a.ID[:], b.ID[:]))
}

// SeatIn gives one seat of a person as of a day; office.CodeNotFound when it is
// not theirs, or not on that day.
func (s *Service) SeatIn(tx office.Tx, person, id office.ID, day office.Date) (Seat, error) {
	h, err := s.Store.Holding(tx, id)
	if err == nil {
		if h.Person != person {
			return Seat{}, noSeat()
		}
		return s.ownSeat(tx, h, day)
	}
	if office.CodeOf(err) != office.CodeNotFound {
		return Seat{}, err
	}
	d, err := s.Store.Delegation(tx, id)
	if err != nil {
		return Seat{}, err
	}
	if d.ToPerson != person {
		return Seat{}, noSeat()
	}
	return s.delegatedSeat(tx, d, day)
}

func noSeat() error {
	return office.NotFound("org.Seat", "Vai này không còn hiệu lực. Chọn vai khác.",
		"This post is no longer yours to act in. Choose another.")
}

func ignoreNotFound(err error) error {
	if office.CodeOf(err) == office.CodeNotFound {
		return nil
	}
	return err
}

func (s *Service) ownSeat(tx office.Tx, h Holding, day office.Date) (Seat, error) {
	if !h.On(day) {
		return Seat{}, noSeat()
	}
	seat := Seat{ID: h.ID, Person: h.Person, From: h.From, To: h.To}
	return s.fillSeat(tx, seat, h.Post, day)
}

// delegatedSeat counts while the one replaced still holds the post and the one
// who acts still works in the agency.
func (s *Service) delegatedSeat(tx office.Tx, d Delegation, day office.Date) (Seat, error) {
	if !d.On(day) {
		return Seat{}, noSeat()
	}
	held, err := s.Store.HoldingsOfPost(tx, d.Post)
	if err != nil {
		return Seat{}, err
	}
	holds := slices.ContainsFunc(held, func(h Holding) bool { return h.Person == d.FromPerson && h.On(day) })
	works, err := s.worksIn(tx, d.ToPerson, d.Agency, day)
	if err != nil {
		return Seat{}, err
	}
	if !holds || !works {
		return Seat{}, noSeat()
	}
	behalf, err := s.Store.Person(tx, d.FromPerson, false)
	if err != nil {
		return Seat{}, err
	}
	seat := Seat{
		ID: d.ID, Person: d.ToPerson, OnBehalfOf: d.FromPerson, BehalfName: behalf.Name,
		From: d.From, To: d.To,
	}
	return s.fillSeat(tx, seat, d.Post, day)
}

func (s *Service) fillSeat(tx office.Tx, seat Seat, post office.ID, day office.Date) (Seat, error) {
	var err error
	if seat.Post, err = s.Store.PostOn(tx, post, day); err != nil {
		return Seat{}, err
	}
	if seat.Agency, err = s.Store.AgencyOn(tx, seat.Post.Agency, day); err != nil {
		return Seat{}, err
	}
	if !seat.Post.Unit.Zero() {
		seat.Unit, err = s.Store.UnitOn(tx, seat.Post.Unit, day)
		if err := ignoreNotFound(err); err != nil {
			return Seat{}, err
		}
	}
	return seat, nil
}

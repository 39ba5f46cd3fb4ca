package org

import (
	"slices"
	"strings"

	"congvan/office"
	"congvan/standard/vietnamese"
)

// PrincipalKind says what a principal is: what a task's holder or a document's
// reader may be.
type PrincipalKind string

// The kinds of principals.
const (
	PrincipalPerson PrincipalKind = "person"
	PrincipalPost   PrincipalKind = "post"
	PrincipalUnit   PrincipalKind = "unit"
	PrincipalAgency PrincipalKind = "agency"
	PrincipalRole   PrincipalKind = "role"
)

// NameIn names a principal as people write it: “đ/c Võ Đình Lộc”, “đ/c Võ Đình
// Lộc, Chánh Văn phòng”, “Phòng Tổng hợp”, “Văn thư”. active reports whether
// somebody stands behind it on the day: the person holds a post, the post is
// held, the unit or agency exists, somebody of the actor's agency carries the
// role. What is gone keeps its last name. It asks no access.
func (s *Service) NameIn(tx office.Tx, kind PrincipalKind, id office.ID, day office.Date) (name string, active bool, err error) {
	switch kind {
	case PrincipalPerson:
		return s.namePerson(tx, id, day)
	case PrincipalPost:
		return s.namePost(tx, id, day)
	case PrincipalUnit:
		u, err := s.Store.Unit(tx, id, false)
		f, there := nameOn(u.History, day)
		return f.Name, there, err
	case PrincipalAgency:
		a, err := s.Store.Agency(tx, id, false)
		f, there := nameOn(a.History, day)
		return f.Called(), there, err
	case PrincipalRole:
		return s.nameRole(tx, id, day)
	}
	return "", false, office.Invalid("org.NameIn", "Không rõ loại người nhận việc.", "The kind of principal is unknown.")
}

// nameOn gives the facts of a day or, when the thing is not there, the nearest.
func nameOn[T any](h History[T], day office.Date) (facts T, there bool) {
	if f, ok := h.On(day); ok {
		return f, true
	}
	for _, v := range h {
		if facts = v.Facts; v.From.After(day) {
			break
		}
	}
	return facts, false
}

func (s *Service) namePerson(tx office.Tx, id office.ID, day office.Date) (string, bool, error) {
	p, err := s.Store.Person(tx, id, false)
	if err != nil {
		return "", false, err
	}
	held, err := s.Store.HoldingsOf(tx, id)
	return "đ/c " + p.Name, slices.ContainsFunc(held, func(h Holding) bool { return h.On(day) }), err
}

func (s *Service) namePost(tx office.Tx, id office.ID, day office.Date) (string, bool, error) {
	p, err := s.Store.Post(tx, id, false)
	if err != nil {
		return "", false, err
	}
	facts, there := nameOn(p.History, day)
	held, err := s.Store.HoldingsOfPost(tx, id)
	if err != nil || !there {
		return facts.Title, false, err
	}
	for _, h := range held {
		if h.On(day) {
			who, err := s.Store.Person(tx, h.Person, false)
			return "đ/c " + who.Name + ", " + facts.Title, true, err
		}
	}
	return facts.Title, false, nil
}

func (s *Service) nameRole(tx office.Tx, id office.ID, day office.Date) (string, bool, error) {
	agency := tx.Actor().Agency
	for _, r := range AllRoles() {
		if office.RoleID(agency, r) != id {
			continue
		}
		with, err := s.Store.MembersWith(tx, agency, r, day)
		return RoleName(r), slices.ContainsFunc(with, func(m Member) bool { return !m.Vacant() }), err
	}
	return "", false, notHere("org.NameIn")
}

// AgencyIn gives an agency as of a day. Names and codes of agencies are no
// secret: these three ask no access.
func (s *Service) AgencyIn(tx office.Tx, id office.ID, day office.Date) (AgencyAt, error) {
	return s.Store.AgencyOn(tx, id, day)
}

// AgencyByCodeIn finds an agency of the deployment by its code in exchange.
func (s *Service) AgencyByCodeIn(tx office.Tx, code string, day office.Date) (AgencyAt, error) {
	return s.Store.AgencyByCode(tx, code, day)
}

// AgenciesIn lists the agencies of the deployment by rank and name.
func (s *Service) AgenciesIn(tx office.Tx, day office.Date) ([]AgencyAt, error) {
	all, err := s.Store.AgenciesOn(tx, day)
	keys := make(map[office.ID]string, len(all))
	for _, a := range all {
		keys[a.ID] = vietnamese.CollationKey(a.Name)
	}
	slices.SortStableFunc(all, func(a, b AgencyAt) int {
		if a.Rank != b.Rank {
			return a.Rank - b.Rank
		}
		return strings.Compare(keys[a.ID], keys[b.ID])
	})
	return all, err
}

package org

import "congvan/office"

// DelegationView is a delegation with the names a list shows.
type DelegationView struct {
	Delegation
	PostTitle string
	FromName  string
	ToName    string
	Given     bool // the actor is replaced, else the actor acts
	Today     bool // it counts today
}

// DelegationsIn lists the delegations of the posts that the actor's person holds,
// and those given to that person, in the actor's agency, newest first.
func (s *Service) DelegationsIn(tx office.Tx) ([]DelegationView, error) {
	a := tx.Actor()
	if err := readDirectory(tx, a.Agency); err != nil {
		return nil, err
	}
	all, err := s.Store.DelegationsTo(tx, a.Person)
	if err != nil {
		return nil, err
	}
	held, err := s.Store.HoldingsOf(tx, a.Person)
	if err != nil {
		return nil, err
	}
	seen := map[office.ID]bool{}
	for _, h := range held {
		if seen[h.Post] {
			continue
		}
		seen[h.Post] = true
		given, err := s.Store.DelegationsOfPost(tx, h.Post)
		if err != nil {
			return nil, err
		}
		for _, d := range given {
			if d.FromPerson == a.Person {
				all = append(all, d)
			}
		}
	}
	var out []DelegationView
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Agency != a.Agency {
			continue
		}
		v, err := s.viewDelegation(tx, all[i])
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (s *Service) viewDelegation(tx office.Tx, d Delegation) (DelegationView, error) {
	today := tx.Today()
	v := DelegationView{Delegation: d, Given: d.FromPerson == tx.Actor().Person, Today: d.On(today)}
	for _, x := range []struct {
		name *string
		kind PrincipalKind
		id   office.ID
	}{{&v.PostTitle, PrincipalPost, d.Post}, {&v.FromName, PrincipalPerson, d.FromPerson}, {&v.ToName, PrincipalPerson, d.ToPerson}} {
		var err error
		if *x.name, _, err = s.NameIn(tx, x.kind, x.id, today); err != nil {
			return v, err
		}
	}
	return v, nil
}

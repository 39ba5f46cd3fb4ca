package org

import (
	"cmp"
	"slices"
	"strings"

	"congvan/office"
	"congvan/office/access"
	"congvan/standard/vietnamese"
)

// Limits of a search by name.
const (
	maxTerms = 6
	maxFound = 50
	maxQuery = 200 // bytes
)

// Member is a post with who holds it on a day. Person is zero while it is vacant.
type Member struct {
	Post    PostAt
	Holding office.ID
	Person  office.ID
	Name    string
	SortKey string // orders by given name
}

// Vacant reports whether nobody holds the post.
func (m Member) Vacant() bool { return m.Person.Zero() }

// UnitNode is a unit with its posts and the units below it.
type UnitNode struct {
	Unit    UnitAt
	Members []Member // by rank, then by given name
	Units   []UnitNode
}

// Tree is an agency as of a day.
type Tree struct {
	Agency  AgencyAt
	Members []Member // posts outside units
	Units   []UnitNode
}

// readDirectory asks whether the actor of tx may read an agency's directory.
func readDirectory(tx office.Tx, agency office.ID) error {
	return access.Require(tx.Actor(), access.ReadDirectory, access.Object{Kind: KindAgency, ID: agency, Agency: agency})
}

// TreeIn gives the structure of the actor's agency as of a day.
func (s *Service) TreeIn(tx office.Tx, day office.Date) (Tree, error) {
	agency := tx.Actor().Agency
	if err := readDirectory(tx, agency); err != nil {
		return Tree{}, err
	}
	at, err := s.Store.AgencyOn(tx, agency, day)
	if err != nil {
		return Tree{}, err
	}
	units, err := s.Store.UnitsOn(tx, agency, day)
	if err != nil {
		return Tree{}, err
	}
	members, err := s.Store.MembersOn(tx, agency, day)
	if err != nil {
		return Tree{}, err
	}
	return grow(at, units, members), nil
}

// grow hangs units and members where they belong; what hangs on a unit that is
// gone stands directly under the agency.
func grow(agency AgencyAt, units []UnitAt, members []Member) Tree {
	slices.SortStableFunc(members, compareMembers)
	slices.SortStableFunc(units, compareUnits)
	there := map[office.ID]bool{}
	for _, u := range units {
		there[u.ID] = true
	}
	in := map[office.ID][]Member{}
	for _, m := range members {
		unit := m.Post.Unit
		if !there[unit] {
			unit = office.ID{}
		}
		in[unit] = append(in[unit], m)
	}
	below := map[office.ID][]UnitAt{}
	for _, u := range units {
		parent := u.Parent
		if !there[parent] {
			parent = office.ID{}
		}
		below[parent] = append(below[parent], u)
	}
	var nodes func(parent office.ID, depth int) []UnitNode
	nodes = func(parent office.ID, depth int) []UnitNode {
		var out []UnitNode
		if depth == maxDepth {
			return nil
		}
		for _, u := range below[parent] {
			out = append(out, UnitNode{Unit: u, Members: in[u.ID], Units: nodes(u.ID, depth+1)})
		}
		return out
	}
	return Tree{Agency: agency, Members: in[office.ID{}], Units: nodes(office.ID{}, 0)}
}

func compareMembers(a, b Member) int {
	return cmp.Or(cmp.Compare(a.Post.Rank, b.Post.Rank), cmp.Compare(a.SortKey, b.SortKey), cmp.Compare(a.Post.Title, b.Post.Title))
}

func compareUnits(a, b UnitAt) int {
	return cmp.Or(cmp.Compare(a.Rank, b.Rank),
		cmp.Compare(vietnamese.CollationKey(a.Name), vietnamese.CollationKey(b.Name)))
}

func byGivenName(a, b Member) int {
	return cmp.Or(cmp.Compare(a.SortKey, b.SortKey), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Post.Rank, b.Post.Rank))
}

// PeopleIn lists who holds a post in the actor's agency on a day, by given name;
// somebody with two posts comes twice.
func (s *Service) PeopleIn(tx office.Tx, day office.Date) ([]Member, error) {
	agency := tx.Actor().Agency
	if err := readDirectory(tx, agency); err != nil {
		return nil, err
	}
	all, err := s.Store.MembersOn(tx, agency, day)
	all = slices.DeleteFunc(all, Member.Vacant)
	slices.SortStableFunc(all, byGivenName)
	return all, err
}

// WithRoleIn lists who holds a role in the actor's agency today, by rank. It asks
// no access: other use cases route by it.
func (s *Service) WithRoleIn(tx office.Tx, r office.Role) ([]Member, error) {
	all, err := s.Store.MembersWith(tx, tx.Actor().Agency, r, tx.Today())
	all = slices.DeleteFunc(all, Member.Vacant)
	slices.SortStableFunc(all, compareMembers)
	return all, err
}

// FindIn finds people of the actor's agency by the beginnings of words of their
// names, accents optional: “an ng” finds Nguyễn Văn An. At most 50, by given name.
func (s *Service) FindIn(tx office.Tx, query string, day office.Date) ([]Member, error) {
	agency := tx.Actor().Agency
	if err := readDirectory(tx, agency); err != nil {
		return nil, err
	}
	terms := searchTerms(query)
	if len(terms) == 0 {
		return nil, nil
	}
	found, err := s.Store.FindMembers(tx, agency, terms, day, maxFound)
	slices.SortStableFunc(found, byGivenName)
	return found, err
}

// FindPeopleIn finds people of the whole deployment, for whoever may appoint them.
func (s *Service) FindPeopleIn(tx office.Tx, query string) ([]Person, error) {
	if err := manage(tx, KindPerson, office.ID{}, tx.Actor().Agency); err != nil {
		return nil, err
	}
	terms := searchTerms(query)
	if len(terms) == 0 {
		return nil, nil
	}
	return s.Store.FindPeople(tx, terms, maxFound)
}

func searchTerms(query string) []string {
	if len(query) > maxQuery {
		query = query[:maxQuery]
	}
	terms := strings.Fields(searchKey(query))
	return terms[:min(len(terms), maxTerms)]
}

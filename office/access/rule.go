package access

import "congvan/office"

// roles is a set of roles.
type roles uint8

const (
	clerk roles = 1 << iota
	specialist
	head
	chief
	leader
	archivist
	admin
	anyone // every person of the agency, whatever the post carries

	nobody roles = 0
)

func roleBit(r office.Role) roles {
	switch r {
	case office.RecordsClerk:
		return clerk
	case office.Specialist:
		return specialist
	case office.DivisionHead:
		return head
	case office.ChiefOfOffice:
		return chief
	case office.Leader:
		return leader
	case office.Archivist:
		return archivist
	case office.SystemAdmin:
		return admin
	}
	return nobody
}

func rolesOf(a office.Actor) roles {
	set := anyone
	for _, r := range a.Roles {
		set |= roleBit(r)
	}
	return set
}

// ties is a set of ways in which an actor can be tied to an object.
type ties uint8

const (
	holder ties = 1 << iota // holds the work
	giver                   // gave the work
	author                  // wrote it
	signer                  // is named to sign it
	reader                  // a reader row names the actor

	noTie  ties = 0
	anyTie      = holder | giver | author | signer | reader
)

func tiesOf(a office.Actor, o Object) ties {
	var set ties
	if isOneOf(a, o.Holders) {
		set |= holder
	}
	if isOneOf(a, o.Givers) {
		set |= giver
	}
	if isOneOf(a, o.Authors) {
		set |= author
	}
	if a.Is(o.Signer) {
		set |= signer
	}
	if o.Reader {
		set |= reader
	}
	return set
}

func isOneOf(a office.Actor, principals []office.ID) bool {
	for _, p := range principals {
		if a.Is(p) {
			return true
		}
	}
	return false
}

// rule says who may do one act: whoever has one of the roles or one of the ties;
// with both, one of each.
type rule struct {
	roles roles
	ties  ties
	both  bool // a role and a tie, not one of them

	system    bool // the agency's unattended service may
	inherited bool // also for what a predecessor agency left (reading only)
	content   bool // shows what a document says: closed to a post that only administers

	vi, en string // the reason given to whoever may not
}

func (r rule) allows(has roles, tied ties) bool {
	byRole, byTie := has&r.roles != nobody, tied&r.ties != noTie
	if r.both {
		return byRole && byTie
	}
	return byRole || byTie
}

package org

import (
	"time"

	"congvan/office"
)

// Store keeps the organisation. Reading one thing that is not there is
// office.CodeNotFound. lock takes the row's lock, so that what is read cannot
// change before commit. “On” methods give what counts on a day and only what
// exists that day.
type Store interface {
	AgencyStore
	UnitStore
	PostStore
	PersonStore
	HoldingStore
	DelegationStore
	AccountStore
	RuleStore
}

// AgencyStore keeps agencies and their succession.
type AgencyStore interface {
	// Keeper is the oldest agency: it keeps what the deployment shares.
	Keeper(tx office.Tx, lock bool) (office.ID, error)
	InsertAgency(tx office.Tx, id office.ID, recordedAt time.Time) error
	AddAgencyVersion(tx office.Tx, id office.ID, v Version[AgencyFacts]) error
	AddAgencySuccession(tx office.Tx, s Succession) error
	Agency(tx office.Tx, id office.ID, lock bool) (Agency, error)
	AgencyOn(tx office.Tx, id office.ID, day office.Date) (AgencyAt, error)
	AgencyByCode(tx office.Tx, code string, day office.Date) (AgencyAt, error)
	// AgenciesOn lists all agencies by rank.
	AgenciesOn(tx office.Tx, day office.Date) ([]AgencyAt, error)
	// AgencyPredecessors lists what an agency succeeded up to a day, directly and
	// through others.
	AgencyPredecessors(tx office.Tx, id office.ID, day office.Date) ([]office.ID, error)
}

// UnitStore keeps units and their succession.
type UnitStore interface {
	InsertUnit(tx office.Tx, id, agency office.ID) error
	AddUnitVersion(tx office.Tx, u Unit, v Version[UnitFacts]) error
	AddUnitSuccession(tx office.Tx, agency office.ID, s Succession) error
	Unit(tx office.Tx, id office.ID, lock bool) (Unit, error)
	UnitOn(tx office.Tx, id office.ID, day office.Date) (UnitAt, error)
	// UnitsOn lists an agency's units by rank.
	UnitsOn(tx office.Tx, agency office.ID, day office.Date) ([]UnitAt, error)
	UnitPredecessors(tx office.Tx, id office.ID, day office.Date) ([]office.ID, error)
}

// PostStore keeps posts.
type PostStore interface {
	InsertPost(tx office.Tx, id, agency office.ID) error
	AddPostVersion(tx office.Tx, p Post, v Version[PostFacts]) error
	Post(tx office.Tx, id office.ID, lock bool) (Post, error)
	PostOn(tx office.Tx, id office.ID, day office.Date) (PostAt, error)
	// PostsOn lists an agency's posts by rank.
	PostsOn(tx office.Tx, agency office.ID, day office.Date) ([]PostAt, error)
}

// PersonStore keeps people.
type PersonStore interface {
	InsertPerson(tx office.Tx, p Person) error
	// RenamePerson writes the name and what is derived from it.
	RenamePerson(tx office.Tx, p Person) error
	Person(tx office.Tx, id office.ID, lock bool) (Person, error)
	// FindPeople lists people of the deployment whose name has, for each term, a
	// word beginning with it; terms are folded. By given name.
	FindPeople(tx office.Tx, terms []string, limit int) ([]Person, error)
}

// HoldingStore keeps who holds which post.
type HoldingStore interface {
	InsertHolding(tx office.Tx, h Holding) error
	// EndHolding sets the last day.
	EndHolding(tx office.Tx, id office.ID, last office.Date) error
	Holding(tx office.Tx, id office.ID) (Holding, error)
	// HoldingsOfPost and HoldingsOf list every holding, oldest first.
	HoldingsOfPost(tx office.Tx, post office.ID) ([]Holding, error)
	HoldingsOf(tx office.Tx, person office.ID) ([]Holding, error)
	// MembersOn lists the posts of an agency with who holds them; MembersWith those
	// that carry a role; FindMembers those whose holder's name has the terms.
	MembersOn(tx office.Tx, agency office.ID, day office.Date) ([]Member, error)
	MembersWith(tx office.Tx, agency office.ID, r office.Role, day office.Date) ([]Member, error)
	FindMembers(tx office.Tx, agency office.ID, terms []string, day office.Date, limit int) ([]Member, error)
}

// DelegationStore keeps who acts for whom.
type DelegationStore interface {
	InsertDelegation(tx office.Tx, d Delegation) error
	RevokeDelegation(tx office.Tx, id office.ID, at time.Time) error
	Delegation(tx office.Tx, id office.ID) (Delegation, error)
	// DelegationsOfPost and DelegationsTo list every delegation, oldest first.
	DelegationsOfPost(tx office.Tx, post office.ID) ([]Delegation, error)
	DelegationsTo(tx office.Tx, person office.ID) ([]Delegation, error)
}

// AccountStore keeps accounts and failed sign-ins.
type AccountStore interface {
	InsertAccount(tx office.Tx, a Account) error
	// UpdateAccount writes hash, epoch and disabling.
	UpdateAccount(tx office.Tx, a Account) error
	Account(tx office.Tx, id office.ID, lock bool) (Account, error)
	AccountByLogin(tx office.Tx, login string) (Account, error)
	AccountOf(tx office.Tx, person office.ID) (Account, error)

	// CountFailure counts one more failure of a subject, from 1 again when the last
	// is older than forget, and gives the row as it was locked: the new count and
	// until when it is locked.
	CountFailure(tx office.Tx, subject string, forget time.Time) (Failures, error)
	LockSubject(tx office.Tx, subject string, until time.Time) error
	// ClearFailures forgets a subject; Uncount takes one failure back.
	ClearFailures(tx office.Tx, subject string) error
	Uncount(tx office.Tx, subject string) error
	// DropFailures deletes what is older than a time.
	DropFailures(tx office.Tx, before time.Time) error
}

// RuleStore keeps rules with dates.
type RuleStore interface {
	InsertRule(tx office.Tx, r Rule) error
	// RulesOf lists what was ever set: kind and code of one agency (zero: shared),
	// by (code, From, RecordedAt). code "" means all.
	RulesOf(tx office.Tx, kind, code string, agency office.ID) ([]Rule, error)
}

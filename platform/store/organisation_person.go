package store

import (
	"fmt"
	"strings"
	"time"

	"congvan/office"
	"congvan/office/org"
)

// InsertPerson adds a person.
func (Organisation) InsertPerson(tx office.Tx, p org.Person) error {
	return in(tx).one("Person.Insert", `
		INSERT INTO person (id, agency_id, recorded_at, full_name, sort_key, search_key) VALUES ($1, $2, $3, $4, $5, $6)`,
		p.ID, p.Agency, at(p.RecordedAt), p.Name, p.SortKey(), p.SearchKey())
}

// RenamePerson writes the name and what is derived from it.
func (Organisation) RenamePerson(tx office.Tx, p org.Person) error {
	return in(tx).one("Person.Rename", `UPDATE person SET full_name = $1, sort_key = $2, search_key = $3 WHERE id = $4`,
		p.Name, p.SortKey(), p.SearchKey(), p.ID)
}

const personColumns = `id, agency_id, full_name, recorded_at`

func scanPerson(p *org.Person, scan func(...any) error) error {
	return scan(&p.ID, &p.Agency, &p.Name, when(&p.RecordedAt))
}

// Person reads a person.
func (Organisation) Person(tx office.Tx, id office.ID, lock bool) (org.Person, error) {
	t := in(tx)
	query := `SELECT ` + personColumns + ` FROM person WHERE id = $1`
	if lock {
		query += t.s.dialect.forUpdate()
	}
	all, err := list(t, "Person.Get", query, []any{id}, scanPerson)
	return first("Person.Get", all, err)
}

// nameHas adds one condition for each term: some word of the name begins with it.
func nameHas(column string, terms []string, args *[]any) string {
	var b strings.Builder
	for _, term := range terms {
		*args = append(*args, "% "+likeEscaper().Replace(term)+"%")
		fmt.Fprintf(&b, ` AND %s LIKE $%d ESCAPE '\'`, column, len(*args))
	}
	return b.String()
}

func likeEscaper() *strings.Replacer { return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`) }

// FindPeople finds people of the deployment by the beginnings of words of their names.
func (Organisation) FindPeople(tx office.Tx, terms []string, limit int) ([]org.Person, error) {
	var args []any
	where := nameHas("search_key", terms, &args)
	args = append(args, limit)
	return list(in(tx), "Person.Find", `SELECT `+personColumns+` FROM person WHERE 1 = 1`+where+
		fmt.Sprintf(` ORDER BY sort_key, id LIMIT $%d`, len(args)), args, scanPerson)
}

// PersonStates streams the people whose record an agency keeps.
func (Organisation) PersonStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	return each(in(tx), "Person.States", `SELECT `+personColumns+` FROM person WHERE agency_id = $1 ORDER BY id`,
		[]any{agency}, func(scan func(...any) error) error {
			var p org.Person
			if err := scanPerson(&p, scan); err != nil {
				return err
			}
			return f(p.ID, p.State())
		})
}

// InsertHolding adds a holding.
func (Organisation) InsertHolding(tx office.Tx, h org.Holding) error {
	return in(tx).one("Holding.Insert", `
		INSERT INTO holding (id, agency_id, post_id, person_id, valid_from, valid_to, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		h.ID, h.Agency, h.Post, h.Person, h.From, h.To, at(h.RecordedAt))
}

// EndHolding sets the last day.
func (Organisation) EndHolding(tx office.Tx, id office.ID, last office.Date) error {
	return in(tx).one("Holding.End", `UPDATE holding SET valid_to = $1 WHERE id = $2`, last, id)
}

func holdings(t *tx, name, condition string, arg office.ID) ([]org.Holding, error) {
	return list(t, name, `
		SELECT id, agency_id, post_id, person_id, valid_from, valid_to, recorded_at FROM holding
		WHERE `+condition+` = $1 ORDER BY valid_from, recorded_at, id`, []any{arg},
		func(h *org.Holding, scan func(...any) error) error {
			return scan(&h.ID, &h.Agency, &h.Post, &h.Person, &h.From, &h.To, when(&h.RecordedAt))
		})
}

// Holding reads a holding.
func (Organisation) Holding(tx office.Tx, id office.ID) (org.Holding, error) {
	all, err := holdings(in(tx), "Holding.Get", "id", id)
	return first("Holding.Get", all, err)
}

// HoldingsOfPost lists who ever held a post.
func (Organisation) HoldingsOfPost(tx office.Tx, post office.ID) ([]org.Holding, error) {
	return holdings(in(tx), "Holding.OfPost", "post_id", post)
}

// HoldingsOf lists the posts a person ever held.
func (Organisation) HoldingsOf(tx office.Tx, person office.ID) ([]org.Holding, error) {
	return holdings(in(tx), "Holding.Of", "person_id", person)
}

// HoldingStates streams the holdings of an agency.
func (Organisation) HoldingStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	all, err := holdings(in(tx), "Holding.States", "agency_id", agency)
	for i := 0; err == nil && i < len(all); i++ {
		err = f(all[i].ID, all[i].State())
	}
	return err
}

// InsertDelegation adds a delegation.
func (Organisation) InsertDelegation(tx office.Tx, d org.Delegation) error {
	return in(tx).one("Delegation.Insert", `
		INSERT INTO delegation (id, agency_id, post_id, from_person, to_person, valid_from, valid_to, reason, revoked_at, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		d.ID, d.Agency, d.Post, d.FromPerson, d.ToPerson, d.From, d.To, d.Reason, at(d.RevokedAt), at(d.RecordedAt))
}

// RevokeDelegation ends a delegation that was not revoked before.
func (Organisation) RevokeDelegation(tx office.Tx, id office.ID, when time.Time) error {
	return in(tx).one("Delegation.Revoke",
		`UPDATE delegation SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL`, at(when), id)
}

func delegations(t *tx, name, condition string, arg office.ID) ([]org.Delegation, error) {
	return list(t, name, `
		SELECT id, agency_id, post_id, from_person, to_person, valid_from, valid_to, reason, revoked_at, recorded_at
		FROM delegation WHERE `+condition+` = $1 ORDER BY valid_from, recorded_at, id`, []any{arg},
		func(d *org.Delegation, scan func(...any) error) error {
			return scan(&d.ID, &d.Agency, &d.Post, &d.FromPerson, &d.ToPerson, &d.From, &d.To, &d.Reason,
				when(&d.RevokedAt), when(&d.RecordedAt))
		})
}

// Delegation reads a delegation.
func (Organisation) Delegation(tx office.Tx, id office.ID) (org.Delegation, error) {
	all, err := delegations(in(tx), "Delegation.Get", "id", id)
	return first("Delegation.Get", all, err)
}

// DelegationsOfPost lists the delegations of a post.
func (Organisation) DelegationsOfPost(tx office.Tx, post office.ID) ([]org.Delegation, error) {
	return delegations(in(tx), "Delegation.OfPost", "post_id", post)
}

// DelegationsTo lists the delegations to a person.
func (Organisation) DelegationsTo(tx office.Tx, person office.ID) ([]org.Delegation, error) {
	return delegations(in(tx), "Delegation.To", "to_person", person)
}

// DelegationStates streams the delegations of an agency.
func (Organisation) DelegationStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	all, err := delegations(in(tx), "Delegation.States", "agency_id", agency)
	for i := 0; err == nil && i < len(all); i++ {
		err = f(all[i].ID, all[i].State())
	}
	return err
}

package store

import (
	"time"

	"congvan/office"
	"congvan/office/org"
)

// Keeper is the oldest agency: it keeps what the deployment shares.
func (Organisation) Keeper(tx office.Tx, lock bool) (office.ID, error) {
	t := in(tx)
	query := `SELECT id FROM agency ORDER BY recorded_at, id LIMIT 1`
	if lock {
		query += t.s.dialect.forUpdate()
	}
	var id office.ID
	err := t.row("Agency.Keeper", query, nil, &id)
	return id, err
}

// InsertAgency makes an agency's stable row.
func (Organisation) InsertAgency(tx office.Tx, id office.ID, recordedAt time.Time) error {
	return in(tx).one("Agency.Insert", `INSERT INTO agency (id, recorded_at) VALUES ($1, $2)`, id, at(recordedAt))
}

// AddAgencyVersion adds a version of an agency.
func (Organisation) AddAgencyVersion(tx office.Tx, id office.ID, v org.Version[org.AgencyFacts]) error {
	f := v.Facts
	return in(tx).one("Agency.AddVersion", `
		INSERT INTO agency_version (agency_id, valid_from, valid_to, recorded_at, name, short_name, code,
			code_scheme, symbol, kind, rule_set, place, parent_id, rank)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		id, v.From, v.To, at(v.RecordedAt), f.Name, f.ShortName, f.Code,
		string(f.CodeScheme), f.Symbol, string(f.Kind), string(f.RuleSet), f.Place, f.Parent, f.Rank)
}

// AddAgencySuccession adds a successor.
func (Organisation) AddAgencySuccession(tx office.Tx, s org.Succession) error {
	return in(tx).one("Agency.AddSuccession", `
		INSERT INTO agency_succession (from_id, to_id, kind, on_date, recorded_at) VALUES ($1, $2, $3, $4, $5)`,
		s.From, s.To, string(s.Kind), s.On, at(s.RecordedAt))
}

const agencyFacts = `v.name, v.short_name, v.code, v.code_scheme, v.symbol, v.kind, v.rule_set, v.place, v.parent_id, v.rank`

func agencyDest(f *org.AgencyFacts) []any {
	return []any{
		&f.Name, &f.ShortName, &f.Code, &f.CodeScheme, &f.Symbol, &f.Kind, &f.RuleSet,
		&f.Place, &f.Parent, &f.Rank,
	}
}

// Agency reads an agency with its history.
func (Organisation) Agency(tx office.Tx, id office.ID, lock bool) (org.Agency, error) {
	t := in(tx)
	if lock {
		if err := lockRow(t, "Agency.Lock", "agency", id); err != nil {
			return org.Agency{}, err
		}
	}
	a := org.Agency{ID: id}
	err := t.row("Agency.Get", `SELECT recorded_at FROM agency WHERE id = $1`, []any{id}, when(&a.RecordedAt))
	if err != nil {
		return org.Agency{}, err
	}
	a.History, err = list(t, "Agency.History", `
		SELECT v.valid_from, v.valid_to, v.recorded_at, `+agencyFacts+` FROM agency_version v
		WHERE v.agency_id = $1 ORDER BY v.valid_from, v.recorded_at`, []any{id},
		func(v *org.Version[org.AgencyFacts], scan func(...any) error) error {
			return scanVersion(v, scan, agencyDest(&v.Facts)...)
		})
	if err != nil {
		return org.Agency{}, err
	}
	a.Successors, err = list(t, "Agency.Successors", `
		SELECT from_id, to_id, kind, on_date, recorded_at FROM agency_succession
		WHERE from_id = $1 ORDER BY to_id, on_date`, []any{id}, scanSuccession)
	return a, err
}

const agencyOnSQL = `SELECT v.agency_id, ` + agencyFacts + ` FROM agency_version v WHERE`

func agenciesOn(t *tx, name, condition, order string, args ...any) ([]org.AgencyAt, error) {
	return list(t, name, agencyOnSQL+countsOn("agency_version", "agency_id")+condition+order, args,
		func(a *org.AgencyAt, scan func(...any) error) error {
			return scan(append([]any{&a.ID}, agencyDest(&a.AgencyFacts)...)...)
		})
}

// AgencyOn reads an agency as of a day.
func (Organisation) AgencyOn(tx office.Tx, id office.ID, day office.Date) (org.AgencyAt, error) {
	all, err := agenciesOn(in(tx), "Agency.On", `AND v.agency_id = $2`, ``, day, id)
	return first("Agency.On", all, err)
}

// AgencyByCode finds an agency by its code on a day.
func (Organisation) AgencyByCode(tx office.Tx, code string, day office.Date) (org.AgencyAt, error) {
	all, err := agenciesOn(in(tx), "Agency.ByCode", `AND v.code = $2`, ` ORDER BY v.agency_id LIMIT 1`, day, code)
	return first("Agency.ByCode", all, err)
}

// AgenciesOn lists all agencies by rank.
func (Organisation) AgenciesOn(tx office.Tx, day office.Date) ([]org.AgencyAt, error) {
	return agenciesOn(in(tx), "Agency.AllOn", ``, ` ORDER BY v.rank, v.agency_id`, day)
}

// predecessors walks a table of succession backwards. UNION drops what was met
// before, so a circle ends.
func predecessors(t *tx, name, table string, id office.ID, day office.Date) ([]office.ID, error) {
	return list(t, name, `
		WITH RECURSIVE gained (id) AS (
			SELECT from_id FROM `+table+` WHERE to_id = $1 AND on_date <= $2
			UNION
			SELECT s.from_id FROM `+table+` s JOIN gained g ON s.to_id = g.id WHERE s.on_date <= $2
		)
		SELECT id FROM gained WHERE id <> $1 ORDER BY id`, []any{id, day}, scanID)
}

// AgencyPredecessors lists what an agency succeeded up to a day.
func (Organisation) AgencyPredecessors(tx office.Tx, id office.ID, day office.Date) ([]office.ID, error) {
	return predecessors(in(tx), "Agency.Predecessors", "agency_succession", id, day)
}

// AgencyStates streams the agency itself: its own journal keeps it.
func (o Organisation) AgencyStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	a, err := o.Agency(tx, agency, false)
	if err != nil {
		return err
	}
	return f(a.ID, a.State())
}

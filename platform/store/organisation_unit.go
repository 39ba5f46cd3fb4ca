package store

import (
	"congvan/office"
	"congvan/office/org"
)

// InsertUnit makes a unit's stable row.
func (Organisation) InsertUnit(tx office.Tx, id, agency office.ID) error {
	return in(tx).one("Unit.Insert", `INSERT INTO unit (id, agency_id) VALUES ($1, $2)`, id, agency)
}

// AddUnitVersion adds a version of a unit.
func (Organisation) AddUnitVersion(tx office.Tx, u org.Unit, v org.Version[org.UnitFacts]) error {
	return in(tx).one("Unit.AddVersion", `
		INSERT INTO unit_version (unit_id, agency_id, valid_from, valid_to, recorded_at, name, symbol, parent_id, rank)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		u.ID, u.Agency, v.From, v.To, at(v.RecordedAt), v.Facts.Name, v.Facts.Symbol, v.Facts.Parent, v.Facts.Rank)
}

// AddUnitSuccession adds a successor.
func (Organisation) AddUnitSuccession(tx office.Tx, agency office.ID, s org.Succession) error {
	return in(tx).one("Unit.AddSuccession", `
		INSERT INTO unit_succession (agency_id, from_id, to_id, kind, on_date, recorded_at)
		VALUES ($1, $2, $3, $4, $5, $6)`,
		agency, s.From, s.To, string(s.Kind), s.On, at(s.RecordedAt))
}

const unitFacts = `v.name, v.symbol, v.parent_id, v.rank`

func unitDest(f *org.UnitFacts) []any { return []any{&f.Name, &f.Symbol, &f.Parent, &f.Rank} }

// Unit reads a unit with its history.
func (Organisation) Unit(tx office.Tx, id office.ID, lock bool) (org.Unit, error) {
	t := in(tx)
	if lock {
		if err := lockRow(t, "Unit.Lock", "unit", id); err != nil {
			return org.Unit{}, err
		}
	}
	u := org.Unit{ID: id}
	if err := t.row("Unit.Get", `SELECT agency_id FROM unit WHERE id = $1`, []any{id}, &u.Agency); err != nil {
		return org.Unit{}, err
	}
	var err error
	u.History, err = list(t, "Unit.History", `
		SELECT v.valid_from, v.valid_to, v.recorded_at, `+unitFacts+` FROM unit_version v
		WHERE v.unit_id = $1 ORDER BY v.valid_from, v.recorded_at`, []any{id},
		func(v *org.Version[org.UnitFacts], scan func(...any) error) error {
			return scanVersion(v, scan, unitDest(&v.Facts)...)
		})
	if err != nil {
		return org.Unit{}, err
	}
	u.Successors, err = list(t, "Unit.Successors", `
		SELECT from_id, to_id, kind, on_date, recorded_at FROM unit_succession
		WHERE from_id = $1 ORDER BY to_id, on_date`, []any{id}, scanSuccession)
	return u, err
}

func unitsOn(t *tx, name, condition, order string, args ...any) ([]org.UnitAt, error) {
	return list(t, name, `SELECT v.unit_id, v.agency_id, `+unitFacts+` FROM unit_version v WHERE`+
		countsOn("unit_version", "unit_id")+condition+order, args,
		func(u *org.UnitAt, scan func(...any) error) error {
			return scan(append([]any{&u.ID, &u.Agency}, unitDest(&u.UnitFacts)...)...)
		})
}

// UnitOn reads a unit as of a day.
func (Organisation) UnitOn(tx office.Tx, id office.ID, day office.Date) (org.UnitAt, error) {
	all, err := unitsOn(in(tx), "Unit.On", `AND v.unit_id = $2`, ``, day, id)
	return first("Unit.On", all, err)
}

// UnitsOn lists an agency's units by rank.
func (Organisation) UnitsOn(tx office.Tx, agency office.ID, day office.Date) ([]org.UnitAt, error) {
	return unitsOn(in(tx), "Unit.AllOn", `AND v.agency_id = $2`, ` ORDER BY v.rank, v.unit_id`, day, agency)
}

// UnitPredecessors lists what a unit succeeded up to a day.
func (Organisation) UnitPredecessors(tx office.Tx, id office.ID, day office.Date) ([]office.ID, error) {
	return predecessors(in(tx), "Unit.Predecessors", "unit_succession", id, day)
}

// UnitStates streams the units of an agency.
func (o Organisation) UnitStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	ids, err := list(in(tx), "Unit.IDs", `SELECT id FROM unit WHERE agency_id = $1 ORDER BY id`, []any{agency}, scanID)
	for i := 0; err == nil && i < len(ids); i++ {
		var u org.Unit
		if u, err = o.Unit(tx, ids[i], false); err == nil {
			err = f(u.ID, u.State())
		}
	}
	return err
}

package store

import (
	"congvan/office"
	"congvan/office/document"
)

// Issuer describes an agency as it is on a day.
func (Documents) Issuer(tx office.Tx, agency office.ID, on office.Date) (document.Issuer, error) {
	a, err := Organisation{}.AgencyOn(tx, agency, on)
	return document.Issuer{Name: a.Name, Code: a.Code, Symbol: a.Symbol, RuleSet: string(a.RuleSet)}, err
}

// UnitSymbol is a unit's symbol on a day, "" when it has none.
func (Documents) UnitSymbol(tx office.Tx, unit office.ID, on office.Date) (string, error) {
	all, err := list(in(tx), "Document.UnitSymbol",
		`SELECT v.symbol FROM unit_version v WHERE`+countsOn("unit_version", "unit_id")+` AND v.unit_id = $2 ORDER BY v.unit_id`,
		[]any{on, unit}, func(s *string, scan func(...any) error) error { return scan(s) })
	if err != nil || len(all) == 0 {
		return "", err
	}
	return all[0], nil
}

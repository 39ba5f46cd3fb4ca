package store

import (
	"congvan/office"
	"congvan/office/document"
)

const registerColumns = `id, agency_id, kind, name, opened_on, closed_on`

func scanRegister(r *document.Register, scan func(...any) error) error {
	return scan(&r.ID, &r.Agency, &r.Kind, &r.Name, &r.OpenedOn, &r.ClosedOn)
}

// InsertRegister adds a register.
func (Documents) InsertRegister(tx office.Tx, r document.Register) error {
	return in(tx).one("Register.Insert", `INSERT INTO register (`+registerColumns+`) VALUES ($1, $2, $3, $4, $5, $6)`,
		r.ID, r.Agency, string(r.Kind), r.Name, r.OpenedOn, r.ClosedOn)
}

// UpdateRegister closes a register that is open.
func (Documents) UpdateRegister(tx office.Tx, r document.Register) error {
	return in(tx).one("Register.Update", `UPDATE register SET name = $1, closed_on = $2 WHERE id = $3 AND closed_on IS NULL`,
		r.Name, r.ClosedOn, r.ID)
}

// Registers lists an agency's registers of a kind ("" for all), open ones first.
func (Documents) Registers(tx office.Tx, agency office.ID, k document.Kind) ([]document.Register, error) {
	query, args := `SELECT `+registerColumns+` FROM register WHERE agency_id = $1`, []any{agency}
	if k != "" {
		query += ` AND kind = $2`
		args = append(args, string(k))
	}
	return list(in(tx), "Register.List",
		query+` ORDER BY CASE WHEN closed_on IS NULL THEN 0 ELSE 1 END, opened_on, id`, args, scanRegister)
}

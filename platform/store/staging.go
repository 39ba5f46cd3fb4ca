package store

import (
	"congvan/office"
	"congvan/office/document"
)

const stagingColumns = `id, agency_id, reason, level, files, size, by_account, by_person, created_at,
	decided_at, decision, decision_reason`

func heldDest(h *document.Held) []any {
	return []any{
		&h.ID, &h.Agency, &h.Reason, &h.Level, &h.Files, &h.Size, &h.ByAccount, &h.ByPerson, when(&h.CreatedAt),
		when(&h.DecidedAt), &h.Decision, &h.DecisionReason,
	}
}

func scanHeld(h *document.Held, scan func(...any) error) error { return scan(heldDest(h)...) }

// InsertHeld adds an upload held back.
func (Documents) InsertHeld(tx office.Tx, h document.Held) error {
	return in(tx).one("Staging.Insert", `INSERT INTO staging (`+stagingColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		h.ID, h.Agency, string(h.Reason), int(h.Level), h.Files, h.Size, h.ByAccount, h.ByPerson, at(h.CreatedAt),
		at(h.DecidedAt), string(h.Decision), h.DecisionReason)
}

// DecideHeld writes the decision about an upload that was not decided before.
func (Documents) DecideHeld(tx office.Tx, h document.Held) error {
	return in(tx).one("Staging.Decide", `
		UPDATE staging SET decided_at = $1, decision = $2, decision_reason = $3 WHERE id = $4 AND decided_at IS NULL`,
		at(h.DecidedAt), string(h.Decision), h.DecisionReason, h.ID)
}

// Held reads an upload held back.
func (Documents) Held(tx office.Tx, id office.ID) (document.Held, error) {
	var h document.Held
	err := in(tx).row("Staging.Get", `SELECT `+stagingColumns+` FROM staging WHERE id = $1`, []any{id}, heldDest(&h)...)
	return h, err
}

// HeldList lists an agency's undecided uploads, oldest first.
func (Documents) HeldList(tx office.Tx, agency office.ID) ([]document.Held, error) {
	return list(in(tx), "Staging.List", `SELECT `+stagingColumns+` FROM staging
		WHERE agency_id = $1 AND decided_at IS NULL ORDER BY created_at, id LIMIT 200`, []any{agency}, scanHeld)
}

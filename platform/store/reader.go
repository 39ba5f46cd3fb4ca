package store

import (
	"congvan/office"
	"congvan/office/document"
)

// Grant lets principals read a document and puts it into their lists.
func (Documents) Grant(tx office.Tx, d document.Document, principals []office.ID) error {
	t := in(tx)
	for _, p := range principals {
		if p.Zero() {
			continue
		}
		_, err := t.exec("Reader.Grant", `
			INSERT INTO reader (principal, box, sort_key, document_id, agency_id) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT DO NOTHING`, p, string(d.Box()), d.SortKey, d.ID, d.Agency)
		if err != nil {
			return err
		}
	}
	return nil
}

// MoveReaders lets the readers' lists follow a document.
func (Documents) MoveReaders(tx office.Tx, d document.Document) error {
	_, err := in(tx).exec("Reader.Move", `UPDATE reader SET box = $1, sort_key = $2 WHERE document_id = $3`,
		string(d.Box()), d.SortKey, d.ID)
	return err
}

// IsReader reports whether one of the principals may read a document.
func (Documents) IsReader(tx office.Tx, id office.ID, principals []office.ID) (bool, error) {
	if len(principals) == 0 {
		return false, nil
	}
	a := args{id}
	var n int
	err := in(tx).row("Reader.Is",
		`SELECT COUNT(*) FROM reader WHERE document_id = $1 AND principal IN (`+a.ids(principals)+`)`, a, &n)
	return n > 0, err
}

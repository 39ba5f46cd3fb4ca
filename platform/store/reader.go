package store

import (
	"slices"
	"strings"

	"congvan/office"
	"congvan/office/document"
)

// Grant lets principals read a document and puts it into their lists.
func (Documents) Grant(tx office.Tx, d document.Document, principals []office.ID) error {
	for some := range slices.Chunk(principals, 100) {
		var a args
		var rows []string
		for _, p := range some {
			if !p.Zero() {
				rows = append(rows, `(`+a.add(p)+`, `+a.add(string(d.Box()))+`, `+a.add(d.SortKey)+`, `+a.add(d.ID)+`, `+a.add(d.Agency)+`)`)
			}
		}
		if len(rows) == 0 {
			continue
		}
		_, err := in(tx).exec("Reader.Grant", `INSERT INTO reader (principal, box, sort_key, document_id, agency_id)
			VALUES `+strings.Join(rows, `, `)+` ON CONFLICT DO NOTHING`, a...)
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

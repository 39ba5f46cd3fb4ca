package store

import (
	"slices"
	"strings"

	"congvan/office"
	"congvan/office/document"
)

// readerColumns are the columns of a reader row; listed gives those after the
// first three.
const readerColumns = `document_id, principal, agency_id, box, sort_key, state, type_code, urgent, issuing_key, register_id, day`

func listed(d document.Document) []any {
	l := d.Listed()
	return []any{string(l.Box), l.SortKey, string(l.State), l.TypeCode, flag(l.Urgent), l.Issuing, l.Register, l.Day}
}

// Grant lets principals read a document and puts it into their lists.
func (Documents) Grant(tx office.Tx, d document.Document, principals []office.ID) error {
	for some := range slices.Chunk(principals, 100) {
		var a args
		var rows []string
		var facts string // the same names in every row
		for _, p := range some {
			if p.Zero() {
				continue
			}
			if facts == "" {
				doc, principal, agency := a.add(d.ID), a.add(p), a.add(d.Agency)
				facts = agency + `, ` + a.all(listed(d))
				rows = append(rows, `(`+doc+`, `+principal+`, `+facts+`)`)
				continue
			}
			rows = append(rows, `($1, `+a.add(p)+`, `+facts+`)`)
		}
		if len(rows) == 0 {
			continue
		}
		_, err := in(tx).exec("Reader.Grant", `INSERT INTO reader (`+readerColumns+`)
			VALUES `+strings.Join(rows, `, `)+` ON CONFLICT DO NOTHING`, a...)
		if err != nil {
			return err
		}
	}
	return nil
}

// MoveReaders lets the readers' lists follow a document.
func (Documents) MoveReaders(tx office.Tx, d document.Document) error {
	_, err := in(tx).exec("Reader.Move", `UPDATE reader SET box = $1, sort_key = $2, state = $3, type_code = $4, urgent = $5,
		issuing_key = $6, register_id = $7, day = $8 WHERE document_id = $9`, append(listed(d), d.ID)...)
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

// agenciesOf gives the agencies whose documents the principals may read: where
// they are agency, unit or post, or somebody who holds a post.
func agenciesOf(t *tx, principals []office.ID) ([]office.ID, error) {
	var a args
	ids := a.ids(principals)
	out, err := list(t, "Reader.Agencies", `SELECT id FROM agency WHERE id IN (`+ids+`)
		UNION SELECT agency_id FROM unit WHERE id IN (`+ids+`)
		UNION SELECT agency_id FROM post WHERE id IN (`+ids+`)
		UNION SELECT agency_id FROM holding WHERE person_id IN (`+ids+`) ORDER BY 1`, a,
		func(id *office.ID, scan func(...any) error) error { return scan(id) })
	if own := t.actor.Agency; !slices.Contains(out, own) {
		out = append(out, own)
	}
	return out, err
}

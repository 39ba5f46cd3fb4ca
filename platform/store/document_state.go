package store

import (
	"congvan/office"
	"congvan/office/document"
)

// DocumentStates streams the state of every document of an agency.
func (Documents) DocumentStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	t := in(tx)
	parts, err := partsOf(t, agency)
	if err != nil {
		return err
	}
	return each(t, "Document.States", `SELECT `+documentColumns+` FROM document WHERE agency_id = $1 ORDER BY id`,
		[]any{agency}, func(scan func(...any) error) error {
			var d document.Document
			if err := scanDocument(&d, scan); err != nil {
				return err
			}
			p := parts[d.ID]
			d.Files, d.Recipients = p.Files, p.Recipients
			return f(d.ID, d.Canonical())
		})
}

// partsOf reads the files and recipients of all documents of an agency: rows of a
// scan cannot ask for more while they are read.
func partsOf(t *tx, agency office.ID) (map[office.ID]document.Document, error) {
	parts := map[office.ID]document.Document{}
	err := each(t, "Document.AllFiles", `
		SELECT document_id, role, sha256, name, media_type, size FROM document_file
		WHERE agency_id = $1 ORDER BY document_id, ordinal`, []any{agency}, func(scan func(...any) error) error {
		var id office.ID
		var x document.File
		err := scanFile(&x, func(dest ...any) error { return scan(append([]any{&id}, dest...)...) })
		p := parts[id]
		p.Files = append(p.Files, x)
		parts[id] = p
		return err
	})
	if err != nil {
		return nil, err
	}
	err = each(t, "Document.AllRecipients", `
		SELECT document_id, to_code, to_name, channel FROM document_recipient
		WHERE agency_id = $1 ORDER BY document_id, ordinal`, []any{agency}, func(scan func(...any) error) error {
		var id office.ID
		var x document.Recipient
		err := scanRecipient(&x, func(dest ...any) error { return scan(append([]any{&id}, dest...)...) })
		p := parts[id]
		p.Recipients = append(p.Recipients, x)
		parts[id] = p
		return err
	})
	return parts, err
}

// RegisterStates streams the registers of an agency.
func (Documents) RegisterStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	return each(in(tx), "Register.States", `SELECT `+registerColumns+` FROM register WHERE agency_id = $1 ORDER BY id`,
		[]any{agency}, func(scan func(...any) error) error {
			var r document.Register
			if err := scanRegister(&r, scan); err != nil {
				return err
			}
			return f(r.ID, r.Canonical())
		})
}

// SeriesStates streams the series whose first number an act has set; others begin
// at 1 and are made by their first number.
func (Documents) SeriesStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	return each(in(tx), "Series.States", `SELECT `+seriesColumns+` FROM series WHERE agency_id = $1 AND first <> 1 ORDER BY id`,
		[]any{agency}, func(scan func(...any) error) error {
			var s document.Series
			if err := scanSeries(&s, scan); err != nil {
				return err
			}
			return f(s.ID, s.Canonical())
		})
}

// NumberStates streams the numbers that were reserved or cancelled; a plainly
// taken number is in its document's state.
func (Documents) NumberStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	return each(in(tx), "Number.States", `
		SELECT `+numberColumns+` FROM number WHERE agency_id = $1 AND (state <> 'taken' OR reason <> '') ORDER BY id`,
		[]any{agency}, func(scan func(...any) error) error {
			var n document.Number
			if err := scanNumber(&n, scan); err != nil {
				return err
			}
			return f(n.ID, n.Canonical())
		})
}

// CongressStates streams the congresses of an agency.
func (Documents) CongressStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	all, err := Documents{}.Congresses(tx, agency)
	if err != nil {
		return err
	}
	for _, c := range all {
		if err := f(c.ID, c.Canonical()); err != nil {
			return err
		}
	}
	return nil
}

// StagingStates streams the uploads held back, decided ones included.
func (Documents) StagingStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	return each(in(tx), "Staging.States", `SELECT `+stagingColumns+` FROM staging WHERE agency_id = $1 ORDER BY id`,
		[]any{agency}, func(scan func(...any) error) error {
			var h document.Held
			if err := scanHeld(&h, scan); err != nil {
				return err
			}
			return f(h.ID, h.Canonical())
		})
}

package store

import (
	"cmp"
	"slices"
	"strings"

	"congvan/office"
	"congvan/office/document"
)

const importColumns = `id, agency_id, source, first_row, last_row, taken, rejected, created_at`

func importDest(r *document.ImportRecord) []any {
	return []any{&r.ID, &r.Agency, &r.Source, &r.First, &r.Last, &r.Taken, &r.Rejected, when(&r.CreatedAt)}
}

// FindImport finds a batch by the rows it took.
func (Documents) FindImport(tx office.Tx, agency office.ID, source string, first int) (document.ImportRecord, error) {
	var r document.ImportRecord
	err := in(tx).row("Import.Find", `SELECT `+importColumns+` FROM document_import
		WHERE agency_id = $1 AND source = $2 AND first_row = $3`, []any{agency, source, first}, importDest(&r)...)
	return r, err
}

// InsertImport writes a batch and all its documents.
func (s Documents) InsertImport(tx office.Tx, r document.ImportRecord, rows []document.ImportRow) error {
	t := in(tx)
	err := t.one("Import.Insert", `INSERT INTO document_import (`+importColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		r.ID, r.Agency, r.Source, r.First, r.Last, r.Taken, r.Rejected, at(r.CreatedAt))
	if err != nil {
		return err
	}
	var documents, files, recipients, numbers, readers, kept [][]any
	for _, x := range rows {
		d, n := x.Document, x.Number
		documents = append(documents, documentArgs(d))
		files, recipients = append(files, fileRows(d)...), append(recipients, recipientRows(d)...)
		numbers = append(numbers, numberValues(n))
		for _, p := range distinct(x.Readers) {
			readers = append(readers, append([]any{d.ID, p, d.Agency}, listed(d)...))
		}
		kept = append(kept, []any{d.ID, r.ID, x.Row, x.Text})
	}
	for _, w := range []struct {
		many
		rows [][]any
	}{
		{many{name: "Import.Documents", table: "document", columns: documentColumns}, documents},
		{documentFiles, files},
		{documentRecipients, recipients},
		{many{name: "Import.Numbers", table: "number", columns: numberColumns}, numbers},
		{many{name: "Import.Readers", table: "reader", columns: readerColumns}, readers},
		{many{name: "Import.Rows", table: "document_import_row", columns: `document_id, import_id, row_number, text`}, kept},
	} {
		if _, err := t.insertMany(w.many, w.rows); err != nil {
			return err
		}
	}
	return nil
}

// distinct drops zero ids and those named before.
func distinct(ids []office.ID) []office.ID {
	var out []office.ID
	for _, id := range ids {
		if !id.Zero() && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// ImportedRows says which rows of a batch were taken.
func (Documents) ImportedRows(tx office.Tx, batch office.ID) (map[int]bool, error) {
	rows := map[int]bool{}
	err := each(in(tx), "Import.Taken", `SELECT row_number FROM document_import_row WHERE import_id = $1 ORDER BY row_number`,
		[]any{batch}, func(scan func(...any) error) error {
			var row int
			err := scan(&row)
			rows[row] = true
			return err
		})
	return rows, err
}

// ImportText is the text kept with an imported document.
func (Documents) ImportText(tx office.Tx, id office.ID) (string, error) {
	var text string
	err := in(tx).row("Import.Text", `SELECT text FROM document_import_row WHERE document_id = $1`, []any{id}, &text)
	if office.CodeOf(err) == office.CodeNotFound {
		return "", nil
	}
	return text, err
}

// Taken says which of the numbers a series has given.
func (Documents) Taken(tx office.Tx, key document.SeriesKey, numbers []int64) (map[int64]bool, error) {
	taken := map[int64]bool{}
	for some := range slices.Chunk(numbers, 500) {
		a := args{key.Agency, key.Body, string(key.Kind), key.Group, key.Period}
		list := make([]any, len(some))
		for i, n := range some {
			list[i] = n
		}
		a = append(a, list...)
		err := each(in(tx), "Number.Taken", `SELECT n.number FROM series s JOIN number n ON n.series_id = s.id
			WHERE s.agency_id = $1 AND s.body_key = $2 AND s.kind = $3 AND s.type_group = $4 AND s.period = $5
			AND n.number IN (`+placeholders(6, len(some))+`)`, a, func(scan func(...any) error) error {
			var n int64
			err := scan(&n)
			taken[n] = true
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return taken, nil
}

// AdvanceSeries moves a series on: its next number and sort key never fall.
func (Documents) AdvanceSeries(tx office.Tx, series office.ID, next, sortKey int64) error {
	return in(tx).one("Series.Advance", `UPDATE series SET next = CASE WHEN next < $1 THEN $1 ELSE next END,
		sort_key = CASE WHEN sort_key < $2 THEN $2 ELSE sort_key END WHERE id = $3`, next, sortKey, series)
}

// Registered finds registered incoming documents of the given identities. The
// same code is given by many issuers, so the date is looked up with it.
func (Documents) Registered(tx office.Tx, agency office.ID, wanted []document.Identity) (map[document.Identity]int64, error) {
	found := map[document.Identity]int64{}
	for some := range slices.Chunk(wanted, 250) {
		a := args{}
		pairs := make([]string, len(some))
		for i, x := range some {
			pairs[i] = `(` + a.add(x.Reference) + `, ` + a.add(x.Issued) + `)`
		}
		err := each(in(tx), "Import.Registered", `WITH w (reference_key, issued_date) AS (VALUES `+strings.Join(pairs, `, `)+`)
			SELECT d.reference_key, d.issuing_key, d.issued_date, COALESCE(d.arrival_number, 0) FROM w CROSS JOIN document d
			WHERE d.agency_id = `+a.add(agency)+` AND d.reference_key = w.reference_key AND d.issued_date = w.issued_date
			AND d.kind = 'incoming' AND d.state = 'registered'`, a, func(scan func(...any) error) error {
			var x document.Identity
			var n int64
			err := scan(&x.Reference, &x.Issuing, &x.Issued, &n)
			found[x] = n
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// RegisteredFiles says which files are the main one of a registered document.
func (Documents) RegisteredFiles(tx office.Tx, agency office.ID, files []office.Hash) (map[office.Hash]bool, error) {
	found := map[office.Hash]bool{}
	for some := range slices.Chunk(files, 500) {
		a := args{agency}
		for _, h := range some {
			a.add(h)
		}
		err := each(in(tx), "Import.RegisteredFiles", `SELECT f.sha256 FROM document_file f JOIN document d ON d.id = f.document_id
			WHERE f.agency_id = $1 AND f.sha256 IN (`+placeholders(2, len(some))+`) AND f.role = 'main'
			AND d.kind = 'incoming' AND d.state = 'registered'`, a, func(scan func(...any) error) error {
			var h office.Hash
			err := scan(&h)
			found[h] = true
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// ImportStates streams the batches of an agency, their rows digested.
func (Documents) ImportStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	var now document.ImportRecord
	digest := document.NewRowsDigest()
	flush := func() error {
		if now.ID.Zero() {
			return nil
		}
		return f(now.ID, now.Canonical(digest.Sum()))
	}
	err := each(in(tx), "Import.States", `
		SELECT i.id, i.agency_id, i.source, i.first_row, i.last_row, i.taken, i.rejected, i.created_at,
			COALESCE(r.row_number, 0), r.document_id, COALESCE(r.text, '')
		FROM document_import i LEFT JOIN document_import_row r ON r.import_id = i.id
		WHERE i.agency_id = $1 ORDER BY i.id, r.row_number`,
		[]any{agency}, func(scan func(...any) error) error {
			var r document.ImportRecord
			var row int
			var id office.ID
			var text string
			if err := scan(append(importDest(&r), &row, &id, &text)...); err != nil {
				return err
			}
			if r.ID != now.ID {
				if err := flush(); err != nil {
					return err
				}
				now, digest = r, document.NewRowsDigest()
			}
			if !id.Zero() {
				digest.Add(row, id, text)
			}
			return nil
		})
	if err != nil {
		return err
	}
	return flush()
}

// PutNew keeps the words of documents that have none yet, all at once.
func (Search) PutNew(tx office.Tx, rows []document.ImportRow) error {
	t := in(tx)
	words := make([]newWords, len(rows))
	for i, r := range rows {
		words[i] = newWords{row: firstRow(r.Document.ID, r.Document.SortKey), document: r.Document.ID, Tokens: r.Tokens}
	}
	if err := freeRows(t, words); err != nil {
		return err
	}
	slices.SortFunc(words, func(a, b newWords) int { return cmp.Compare(a.row, b.row) }) // growing rows are the cheapest
	n, err := t.words().insert(t, words)
	if err == nil && n < int64(len(rows)) {
		err = office.Conflict("store.Search.PutNew", "Có hai lần nhập cùng lúc. Chạy lại lệnh để nhập tiếp.",
			"Two imports ran at once. Run the command again to go on.")
	}
	return err
}

// newWords are the words of a document that has none yet.
type newWords struct {
	row      int64
	document office.ID
	document.Tokens
}

// freeRows moves every document off rows that another has.
func freeRows(t *tx, words []newWords) error {
	used := map[int64]bool{}
	for some := range slices.Chunk(words, 1000) {
		var a args
		for _, w := range some {
			a.add(w.row)
		}
		err := each(t, "Search.Used", `SELECT row FROM search_row WHERE row IN (`+placeholders(1, len(some))+`)`, a, func(scan func(...any) error) error {
			var row int64
			err := scan(&row)
			used[row] = true
			return err
		})
		if err != nil {
			return err
		}
	}
	for i := range words {
		w := &words[i]
		for start := w.row / rowsPerPlace * rowsPerPlace; used[w.row]; {
			w.row = start + (w.row+1)%rowsPerPlace
		}
		used[w.row] = true
	}
	return nil
}

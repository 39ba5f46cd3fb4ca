package store

import (
	"errors"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/search"
)

// wordIndex is the one honest fork between the engines: how words are kept and
// matched. Words are tokens of search.Tokens: letters and digits only.
type wordIndex interface {
	// write keeps the words of a row, in place of those it had.
	write(t *tx, row int64, header, body []string) error
	// insert makes rows with their words and gives how many were made; a row that is
	// there already is passed over.
	insert(t *tx, words []newWords) (int64, error)
	remove(t *tx, row int64) error
	// ready prepares the transaction for a query by words.
	ready(t *tx) error
	// from gives the tables to select search_row r from, and the condition that
	// the words of a query hold; place names the ordering column. narrow are the
	// principals when they read few documents, nil otherwise.
	from(a *args, q search.Query, narrow []office.ID) (tables, condition, place string)
}

func (t *tx) words() wordIndex {
	if t.s.dialect.name() == "sqlite" {
		return sqliteWords{}
	}
	return postgresWords{}
}

// Search keeps the words of documents and answers queries.
type Search struct{}

var (
	_ document.Index = Search{}
	_ search.Store   = Search{}
)

// Index is where documents put their words.
func (s *Store) Index() Search { return Search{} }

// Search answers queries.
func (s *Store) Search() Search { return Search{} }

// rowsPerPlace is how many documents can have one sort key.
const rowsPerPlace = 1000

// maxWords bounds the words kept of one document.
const maxWords = 100_000

// Put keeps the words of a document.
func (Search) Put(tx office.Tx, id office.ID, w document.Words) error {
	t := in(tx)
	row, err := searchRow(t, id, w.SortKey)
	if err != nil {
		return err
	}
	header, body := tokens(w)
	return t.words().write(t, row, header, body)
}

// Drop forgets the words of a document.
func (Search) Drop(tx office.Tx, id office.ID) error {
	t := in(tx)
	var row int64
	err := t.row("Search.Row", `SELECT row FROM search_row WHERE document_id = $1`, []any{id}, &row)
	if office.CodeOf(err) == office.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if err := t.words().remove(t, row); err != nil {
		return err
	}
	_, err = t.exec("Search.Drop", `DELETE FROM search_row WHERE row = $1`, row)
	return err
}

// searchRow gives the document's row for a sort key: rows grow with sort keys,
// and documents of one sort key (of several agencies) stand beside each other.
func searchRow(t *tx, id office.ID, sortKey int64) (int64, error) {
	var row int64
	err := t.row("Search.Row", `SELECT row FROM search_row WHERE document_id = $1`, []any{id}, &row)
	switch {
	case err == nil && row/rowsPerPlace == sortKey:
		return row, nil
	case err == nil:
		if err := (Search{}).Drop(t, id); err != nil {
			return 0, err
		}
	case office.CodeOf(err) != office.CodeNotFound:
		return 0, err
	}
	start := firstRow(id, sortKey)
	for i := range int64(rowsPerPlace) {
		row = sortKey*rowsPerPlace + (start+i)%rowsPerPlace
		n, err := t.exec("Search.Insert",
			`INSERT INTO search_row (row, document_id) VALUES ($1, $2) ON CONFLICT (row) DO NOTHING`, row, id)
		if err != nil || n == 1 {
			return row, err
		}
	}
	return 0, errors.New("store.Search: too many documents at one instant")
}

// firstRow is the row a document asks for first.
func firstRow(id office.ID, sortKey int64) int64 {
	return sortKey*rowsPerPlace + (int64(id[14])<<8|int64(id[15]))%rowsPerPlace
}

// tokens are the words kept of a document.
func tokens(w document.Words) (header, body []string) {
	header, body = search.Tokens(w.Header), search.Tokens(w.Text)
	return header, body[:min(len(body), maxWords)]
}

// Find answers a query: the newest first, only what the principals may read.
func (Search) Find(tx office.Tx, f search.Find) ([]search.Found, error) {
	if len(f.Principals) == 0 {
		return nil, nil
	}
	t := in(tx)
	var a args
	tables, condition, place := `search_row r`, `1 = 1`, `r.row`
	if len(f.Words)+len(f.Phrases) > 0 {
		narrow, err := narrowOf(t, f.Principals)
		if err == nil {
			err = t.words().ready(t)
		}
		if err != nil {
			return nil, err
		}
		tables, condition, place = t.words().from(&a, f.Query, narrow)
	}
	if f.Key != "" || f.Number != 0 {
		var numbered string
		tables, numbered = byNumber(&a, tables, f)
		condition += numbered
	}
	if f.After > 0 {
		condition += ` AND ` + place + ` < ` + a.add(f.After)
	}
	condition += ` AND EXISTS (SELECT 1 FROM reader x WHERE x.document_id = r.document_id AND x.principal IN (` + a.ids(f.Principals) + `))`
	return list(t, "Search.Find", `SELECT r.document_id, r.row FROM `+tables+` WHERE `+condition+`
		ORDER BY `+place+` DESC LIMIT `+a.add(f.Limit), a, func(x *search.Found, scan func(...any) error) error {
		return scan(&x.Document, &x.Place)
	})
}

// narrowOf gives the principals back when they read few documents.
func narrowOf(t *tx, principals []office.ID) ([]office.ID, error) {
	var a args
	var n int
	err := t.row("Search.Width", `SELECT COUNT(*) FROM (SELECT 1 FROM reader
		WHERE principal IN (`+a.ids(principals)+`) LIMIT `+a.add(narrowReaders+1)+`) AS seen`, a, &n)
	if n > narrowReaders {
		principals = nil
	}
	return principals, err
}

// byNumber looks a number up: by its key, exact or with more behind it, or as
// number or arrival number.
func byNumber(a *args, tables string, f search.Find) (from, condition string) {
	from = tables + ` JOIN document d ON d.id = r.document_id`
	if f.Key != "" {
		key := a.add(f.Key)
		low, high := a.add(f.Key+"-"), a.add(f.Key+"-\U0010FFFF")
		return from, ` AND d.id IN (
			SELECT id FROM document WHERE reference_key = ` + key + ` UNION
			SELECT id FROM document WHERE reference_key >= ` + low + ` AND reference_key < ` + high + `)`
	}
	agency := a.ids(f.Principals) // an agency is one of its people's principals
	n := a.add(f.Number)
	return from, ` AND d.id IN (
		SELECT id FROM document WHERE agency_id IN (` + agency + `) AND number = ` + n + ` UNION
		SELECT id FROM document WHERE agency_id IN (` + agency + `) AND arrival_number = ` + n + `)`
}

// Rows gives the list rows of documents, in the order asked.
func (Search) Rows(tx office.Tx, documents []office.ID) ([]document.Row, error) {
	if len(documents) == 0 {
		return nil, nil
	}
	t := in(tx)
	var a args
	found, err := list(t, "Search.Rows", `SELECT `+rowColumns+` FROM document d WHERE d.id IN (`+a.ids(documents)+`) ORDER BY d.id`, a, scanRow)
	if err != nil {
		return nil, err
	}
	byID := map[office.ID]document.Row{}
	for _, r := range found {
		byID[r.ID] = r
	}
	rows := make([]document.Row, 0, len(found))
	for _, id := range documents {
		if r, ok := byID[id]; ok {
			rows = append(rows, r)
		}
	}
	return rows, addPlaces(t, rows)
}

// Texts gives the beginning of the main files' texts.
func (Search) Texts(tx office.Tx, documents []office.ID, limit int) (map[office.ID]string, error) {
	out := map[office.ID]string{}
	if len(documents) == 0 {
		return out, nil
	}
	a := args{limit}
	ids := a.ids(documents)
	query := `SELECT f.document_id, SUBSTR(x.text, 1, $1) FROM document_file f
		JOIN file_reading x ON x.agency_id = f.agency_id AND x.sha256 = f.sha256
		WHERE f.document_id IN (` + ids + `) AND f.role = 'main' UNION ALL
		SELECT document_id, SUBSTR(text, 1, $1) FROM document_import_row WHERE document_id IN (` + ids + `) AND text <> ''`
	return out, each(in(tx), "Search.Texts", query, a, func(scan func(...any) error) error {
		var id office.ID
		var text string
		err := scan(&id, &text)
		out[id] = text
		return err
	})
}

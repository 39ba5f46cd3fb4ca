package store

import (
	"encoding/hex"
	"errors"
	"strings"

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
	// from gives the tables to select search_row r from, and the condition that
	// the words of a query hold; place names the ordering column. among gives a
	// query of the few document ids that can fit; nil when that is not known.
	from(a *args, q search.Query, agencies []office.ID, among func() string) (tables, condition, place string)
	// recent tells to try the newest documents of the readers first: when it is
	// dear to walk frequent words, newest first.
	recent() bool
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
func (s Search) Put(tx office.Tx, id office.ID, w document.Words) error {
	t := in(tx)
	row, err := searchRow(t, id, w.SortKey)
	if err != nil {
		return err
	}
	words := s.Tokens(w)
	return t.words().write(t, row, words.Header, words.Body)
}

// agencyWord is the word that all documents of an agency hold.
func agencyWord(agency office.ID) string { return hex.EncodeToString(agency[:]) }

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

// Tokens are the words kept of a document.
func (Search) Tokens(w document.Words) document.Tokens {
	body := search.Tokens(w.Text)
	return document.Tokens{
		Header: append([]string{agencyWord(w.Agency)}, search.Tokens(w.Header)...),
		Body:   body[:min(len(body), maxWords)],
	}
}

// Limits of what is gone through one by one.
const (
	narrowReaders = 2000 // rows of readers
	recentReaders = 1000 // newest rows of readers, tried first
)

// Find answers a query: the newest first, only what the principals may read. It
// begins at what there is least of: the documents of a number, those of somebody
// who reads few, else those of the agency that hold the words.
func (Search) Find(tx office.Tx, f search.Find) ([]search.Found, error) {
	if len(f.Principals) == 0 {
		return nil, nil
	}
	t := in(tx)
	if err := t.planAnew(); err != nil {
		return nil, err
	}
	agencies, err := agenciesOf(t, f.Principals)
	if err != nil {
		return nil, err
	}
	x := finding{Find: f, t: t, agencies: agencies}
	if f.Key != "" || f.Number != 0 {
		x.among = x.numbered
		return x.find()
	}
	width, err := widthOf(t, f.Principals)
	switch {
	case err != nil:
		return nil, err
	case width <= narrowReaders:
		x.among, x.readers = x.readable, true
	case t.words().recent():
		x.among, x.readers, x.ordered = x.newest, true, true
		if found, err := x.find(); err != nil || len(found) == f.Limit {
			return found, err
		}
		x.among, x.readers, x.ordered = nil, false, false
	}
	return x.find()
}

// widthOf counts how many rows the readers have, up to one more than narrowReaders.
func widthOf(t *tx, principals []office.ID) (n int, err error) {
	var a args
	err = t.row("Search.Width", `SELECT COUNT(*) FROM (SELECT 1 FROM reader
		WHERE principal IN (`+a.ids(principals)+`) LIMIT `+itoa(narrowReaders+1)+`) AS seen`, a, &n)
	return n, err
}

// finding is one query on its way.
type finding struct {
	search.Find
	t        *tx
	args     args
	agencies []office.ID
	among    func() string // gives a query of document ids; nil: all of the agencies
	readers  bool          // among gives only what the principals may read
	ordered  bool          // among gives the newest first, with their sort keys
}

func (x *finding) find() ([]search.Found, error) {
	x.args = nil
	query, order := x.query()
	if x.ordered { // the same order, as the database can see it: it stops when it has enough
		order = `r.sort_key DESC, ` + order
	}
	return list(x.t, "Search.Find", query+` ORDER BY `+order+` DESC LIMIT `+itoa(x.Limit), x.args,
		func(f *search.Found, scan func(...any) error) error { return scan(&f.Document, &f.Place) })
}

func (x *finding) query() (query, place string) {
	var tables, condition string
	if len(x.Words)+len(x.Phrases) > 0 {
		tables, condition, place = x.t.words().from(&x.args, x.Query, x.agencies, x.among)
	} else {
		tables, condition, place = `(`+x.among()+`) AS few CROSS JOIN search_row r`, `r.document_id = few.document_id`, `r.row`
	}
	if x.After > 0 {
		condition += ` AND ` + place + ` < ` + x.args.add(x.After)
	}
	if x.readers {
		return `SELECT r.document_id, r.row FROM ` + tables + ` WHERE ` + condition, place
	}
	// A value, not a join: asked of what was found, never the other way about.
	condition += ` AND (SELECT 1 FROM reader x WHERE x.document_id = r.document_id AND x.principal IN (` + x.args.ids(x.Principals) + `) LIMIT 1) = 1`
	return `SELECT r.document_id, r.row FROM ` + tables + ` WHERE ` + condition, place
}

// numbered asks for the documents of a number: by its key, exact or with more
// behind it, or as number or arrival number.
func (x *finding) numbered() string {
	agencies, a := x.args.ids(x.agencies), &x.args
	if x.Key != "" {
		return `SELECT id AS document_id FROM document WHERE agency_id IN (` + agencies + `) AND reference_key = ` + a.add(x.Key) + ` UNION
			SELECT id FROM document WHERE agency_id IN (` + agencies + `) AND reference_key >= ` + a.add(x.Key+"-") + ` AND reference_key < ` + a.add(x.Key+"-\U0010FFFF")
	}
	n := a.add(x.Number)
	return `SELECT id AS document_id FROM document WHERE agency_id IN (` + agencies + `) AND number = ` + n + ` UNION
		SELECT id FROM document WHERE agency_id IN (` + agencies + `) AND arrival_number = ` + n
}

// readable asks for all that the principals may read.
func (x *finding) readable() string {
	return `SELECT DISTINCT document_id FROM reader WHERE principal IN (` + x.args.ids(x.Principals) + `)`
}

// newest asks for the newest documents that the principals may read.
func (x *finding) newest() string {
	var scans []string
	for _, p := range x.Principals {
		for _, b := range document.Boxes() {
			q := `SELECT * FROM (SELECT r.sort_key, r.document_id FROM reader r WHERE r.principal = ` + x.args.add(p) + ` AND r.box = ` + x.args.add(string(b))
			if x.After > 0 {
				q += ` AND r.sort_key <= ` + x.args.add(x.After/rowsPerPlace)
			}
			scans = append(scans, q+newestFirst+itoa(recentReaders)+`) AS one`)
		}
	}
	return strings.Join(scans, ` UNION `) + newestFirst + itoa(recentReaders)
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

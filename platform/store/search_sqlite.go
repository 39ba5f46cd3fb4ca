package store

import (
	"strings"

	"congvan/office"
	"congvan/office/search"
)

// sqliteWords keeps words in a contentless FTS5 table.
type sqliteWords struct{}

func (w sqliteWords) write(t *tx, row int64, header, body []string) error {
	if err := w.remove(t, row); err != nil {
		return err
	}
	_, err := t.exec("Search.Write", `INSERT INTO search_text (rowid, header, body) VALUES ($1, $2, $3)`,
		row, strings.Join(header, " "), strings.Join(body, " "))
	return err
}

func (sqliteWords) insert(t *tx, words []newWords) (int64, error) {
	rows, texts := make([][]any, len(words)), make([][]any, len(words))
	for i, w := range words {
		rows[i] = []any{w.row, w.document}
		texts[i] = []any{w.row, strings.Join(w.Header, " "), strings.Join(w.Body, " ")}
	}
	n, err := t.insertMany(many{name: "Search.InsertRows", table: "search_row", columns: "row, document_id", tail: "ON CONFLICT DO NOTHING"}, rows)
	if err != nil || n < int64(len(words)) {
		return n, err
	}
	// A statement of several rows has FTS5 write them out at once, as a segment of
	// their own; one of a single row does not.
	return t.insertMany(many{name: "Search.InsertMany", table: "search_text", columns: "rowid, header, body", single: true}, texts)
}

func (sqliteWords) remove(t *tx, row int64) error {
	_, err := t.exec("Search.Remove", `DELETE FROM search_text WHERE rowid = $1`, row)
	return err
}

func (sqliteWords) recent() bool { return false } // an intersection is walked from its newest end

func (sqliteWords) from(a *args, q search.Query, agencies []office.ID, among func() string) (tables, condition, place string) {
	tables, place = `search_text CROSS JOIN search_row r`, `search_text.rowid`
	condition = `search_text MATCH ` + a.add(ftsQuery(q, agencies)) + ` AND r.row = search_text.rowid`
	if among != nil { // hold each match against the few documents, before any table is asked; + keeps it a filter
		condition += ` AND +search_text.rowid IN (SELECT y.row FROM (` + among() + `) AS few CROSS JOIN search_row y WHERE y.document_id = few.document_id)`
	}
	return tables, condition, place
}

// ftsQuery writes a query for FTS5. Every word stands in quotes and is made of
// letters and digits only, so nothing a person types is syntax.
func ftsQuery(q search.Query, agencies []office.ID) string {
	own := make([]string, len(agencies))
	for i, id := range agencies {
		own[i] = `"` + agencyWord(id) + `"`
	}
	parts := []string{`(` + strings.Join(own, ` OR `) + `)`}
	for _, w := range q.Words {
		parts = append(parts, `"`+w+`"`)
	}
	for _, p := range q.Phrases {
		parts = append(parts, `"`+strings.Join(p, " ")+`"`)
	}
	return strings.Join(parts, " AND ")
}

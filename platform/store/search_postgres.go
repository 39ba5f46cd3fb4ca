package store

import (
	"sort"
	"strconv"
	"strings"

	"congvan/office"
	"congvan/office/search"
)

// postgresWords keeps words in a tsvector that is written out here, so that no
// parser of the database decides what a word is.
type postgresWords struct{}

// PostgreSQL's limits: positions end at 16383, a word keeps 256 of them, and a
// tsvector is smaller than 1 MB.
const (
	maxPosition  = 16383
	maxPositions = 256
	maxVector    = 900_000
	headerGap    = 50 // no phrase reaches from the header into the text
)

func (postgresWords) write(t *tx, row int64, header, body []string) error {
	return t.one("Search.Write", `UPDATE search_row SET words = CAST(CAST($1 AS TEXT) AS TSVECTOR) WHERE row = $2`, vector(header, body), row)
}

func (postgresWords) insert(t *tx, words []newWords) (int64, error) {
	rows := make([][]any, len(words))
	for i, w := range words {
		rows[i] = []any{w.row, w.document, vector(w.Header, w.Body)}
	}
	return t.insertMany(many{
		name: "Search.InsertMany", table: "search_row", columns: "row, document_id, words",
		row: "(?, ?, CAST(CAST(? AS TEXT) AS TSVECTOR))", tail: "ON CONFLICT DO NOTHING",
	}, rows)
}

func (postgresWords) remove(*tx, int64) error { return nil } // the words are in the row

func (postgresWords) recent() bool { return true } // the index gives all matches or none

func (postgresWords) from(a *args, q search.Query, agencies []office.ID, among func() string) (tables, condition, place string) {
	words := a.add(tsQuery(q, agencies))
	if among == nil {
		return `search_row r`, `r.words @@ CAST(CAST(` + words + ` AS TEXT) AS TSQUERY)`, `r.row`
	}
	few := among()
	// Row by row, in the order of the few, as long as rows are wanted: OFFSET keeps
	// the planner from joining.
	return `(SELECT few.*, (SELECT s.row FROM search_row s WHERE s.document_id = few.document_id
		AND s.words @@ CAST(CAST(` + words + ` AS TEXT) AS TSQUERY)) AS row FROM (` + few + `) AS few OFFSET 0) AS r`, `r.row IS NOT NULL`, `r.row`
}

// vector writes a tsvector: 'word':position,… for each word. Words are letters
// and digits only and stand in quotes.
func vector(header, body []string) string {
	positions := map[string][]int{}
	size := 0
	add := func(w string, at int) {
		p, known := positions[w]
		if !known {
			size += len(w) + 8
		}
		if size < maxVector && len(p) < maxPositions {
			positions[w] = append(p, min(at, maxPosition))
			size += 2
		}
	}
	for i, w := range header {
		add(w, i+1)
	}
	for i, w := range body {
		add(w, len(header)+headerGap+i+1)
	}
	words := make([]string, 0, len(positions))
	for w := range positions {
		words = append(words, w)
	}
	sort.Strings(words)
	var b strings.Builder
	for _, w := range words {
		b.WriteString("'" + w + "':")
		for i, p := range positions[w] {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(strconv.Itoa(p))
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// tsQuery writes a query. Every word stands in quotes and is made of letters and
// digits only, so nothing a person types is syntax.
func tsQuery(q search.Query, agencies []office.ID) string {
	own := make([]string, len(agencies))
	for i, id := range agencies {
		own[i] = `'` + agencyWord(id) + `'`
	}
	parts := []string{`(` + strings.Join(own, ` | `) + `)`}
	for _, w := range q.Words {
		parts = append(parts, `'`+w+`'`)
	}
	for _, p := range q.Phrases {
		quoted := make([]string, len(p))
		for i, w := range p {
			quoted[i] = `'` + w + `'`
		}
		parts = append(parts, `(`+strings.Join(quoted, " <-> ")+`)`)
	}
	return strings.Join(parts, " & ")
}

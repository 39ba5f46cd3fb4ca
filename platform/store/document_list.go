package store

import (
	"fmt"
	"strings"

	"congvan/office"
	"congvan/office/document"
	"congvan/standard/vietnamese"
)

type args = taskArgs

// documentScope builds the query of a list: which rows, in which order.
type documentScope struct {
	document.PageQuery
	args     args
	agencies []office.ID // of the documents, when a code is asked for
	named    []branch    // one for each name of an issuing agency that fits; nil: hold each row against it
}

// branch is one ordered scan: the rows of a principal, and as the filter has it
// those of one issuing agency, or of one type and urgency, or of one state.
type branch struct {
	principal office.ID
	issuing   string
	urgent    int
	state     document.State
}

// maxNamed bounds the scans by issuing agency. When more names fit, many rows do,
// and an ordered scan soon has a page of them.
const maxNamed = 16

func newScope(t *tx, q document.PageQuery) (documentScope, error) {
	s := documentScope{PageQuery: q}
	if err := t.planAnew(); err != nil {
		return s, err
	}
	var err error
	switch {
	case s.CodeKey != "":
		s.agencies, err = agenciesOf(t, s.Principals)
	case s.IssuerKey != "" && !s.inFewStates():
		s.named, err = issuersNamed(t, q)
	}
	return s, err
}

// issuersNamed finds the names of issuing agencies that hold the one asked for,
// by stepping from name to name. It gives nil when there are more than maxNamed.
func issuersNamed(t *tx, q document.PageQuery) ([]branch, error) {
	asked := fmt.Sprint(q.Box, q.Principals, q.IssuerKey)
	if found, ok := t.named[asked]; ok { // by Page, now by Count
		return found, nil
	}
	found := []branch{}
	for _, p := range q.Principals {
		a := args{p, string(q.Box), `%` + escapeLike(q.IssuerKey) + `%`, maxNamed + 1}
		err := each(t, "Reader.Issuers", `WITH RECURSIVE issuer (name) AS (
			SELECT (SELECT MIN(r.issuing_key) FROM reader r WHERE r.principal = $1 AND r.box = $2)
			UNION ALL
			SELECT (SELECT MIN(r.issuing_key) FROM reader r WHERE r.principal = $1 AND r.box = $2 AND r.issuing_key > issuer.name)
			FROM issuer WHERE issuer.name IS NOT NULL)
			SELECT name FROM issuer WHERE name LIKE $3 ESCAPE '\' ORDER BY name LIMIT $4`, a, func(scan func(...any) error) error {
			b := branch{principal: p}
			err := scan(&b.issuing)
			found = append(found, b)
			return err
		})
		if err != nil {
			return nil, err
		}
		if len(found) > maxNamed {
			found = nil
			break
		}
	}
	t.named = map[string][]branch{asked: found}
	return found, nil
}

// branches are the scans that the list merges, each by the index that selects
// best: few states, then issuing agency, then type, then urgency.
func (s *documentScope) branches() []branch {
	if s.named != nil {
		return s.named
	}
	var out []branch
	for _, p := range s.Principals {
		switch {
		case s.inFewStates():
			for _, x := range s.Filter.States {
				out = append(out, branch{principal: p, state: x})
			}
		case s.byType():
			out = append(out, branch{principal: p, urgent: 1})
			if !s.Filter.Urgent {
				out = append(out, branch{principal: p})
			}
		default:
			out = append(out, branch{principal: p})
		}
	}
	return out
}

func (s *documentScope) byType() bool {
	return s.Filter.TypeCode != "" && s.named == nil && !s.inFewStates()
}

// inFewStates reports that only states are asked for that few documents are in:
// those of the index reader_state.
func (s *documentScope) inFewStates() bool {
	for _, x := range s.Filter.States {
		if x == document.Registered || x == document.Issued {
			return false
		}
	}
	return len(s.Filter.States) > 0
}

const newestFirst = ` ORDER BY sort_key DESC, document_id DESC LIMIT `

// rows selects (sort_key, document_id) of at most limit rows, newest first.
func (s *documentScope) rows(limit int) string {
	if s.CodeKey != "" {
		return `SELECT * FROM (SELECT DISTINCT r.sort_key, r.document_id` + s.fromCode() + `) AS one` + newestFirst + itoa(limit)
	}
	scans := []string{`SELECT sort_key, document_id FROM reader WHERE 1 = 0`} // of no branch no row
	for i, b := range s.branches() {
		scan := `SELECT * FROM (SELECT r.sort_key, r.document_id` + s.from(b) + newestFirst + itoa(limit) + `) AS one`
		if i == 0 {
			scans[0] = scan
			continue
		}
		scans = append(scans, scan)
	}
	return strings.Join(scans, ` UNION `) + newestFirst + itoa(limit)
}

// from is one ordered scan, bounded and filtered by columns of the reader's row.
func (s *documentScope) from(b branch) string {
	q := ` FROM reader r WHERE r.principal = ` + s.args.add(b.principal) + ` AND r.box = ` + s.args.add(string(s.Box))
	switch {
	case s.named != nil:
		q += ` AND r.issuing_key = ` + s.args.add(b.issuing)
	case s.inFewStates():
		q += ` AND r.state = ` + s.args.add(string(b.state)) + ` AND r.state NOT IN ('registered', 'issued')` // the index's own words
	case s.byType():
		q += ` AND r.type_code = ` + s.args.add(s.Filter.TypeCode) + ` AND r.urgent = ` + s.args.add(b.urgent)
	}
	return q + s.place() + s.filter()
}

// fromCode goes by the documents' codes, of which few are alike: a number alone
// is the whole number, otherwise the code begins as asked.
func (s *documentScope) fromCode() string {
	end := "\U0010FFFF"
	if strings.Trim(s.CodeKey, "0123456789") == "" {
		end = "-\U0010FFFF"
	}
	return ` FROM document d CROSS JOIN reader r WHERE d.agency_id IN (` + s.args.ids(s.agencies) + `)
		AND d.reference_key >= ` + s.args.add(s.CodeKey) + ` AND d.reference_key < ` + s.args.add(s.CodeKey+end) + `
		AND r.document_id = d.id AND r.principal IN (` + s.args.ids(s.Principals) + `) AND r.box = ` + s.args.add(string(s.Box)) +
		s.place() + s.filter()
}

// place bounds a scan: below the last row shown, and within the days asked for. A
// sort key never leaves its year, and that of an arrival is not before its day.
func (s *documentScope) place() string {
	q := ""
	if !s.AfterID.Zero() {
		q += ` AND (r.sort_key, r.document_id) < (` + s.args.add(s.AfterKey) + `, ` + s.args.add(s.AfterID) + `)`
	}
	from, to := s.years()
	if low := s.lowest(from); low > 0 {
		q += ` AND r.sort_key >= ` + s.args.add(low)
	}
	if to > 0 {
		q += ` AND r.sort_key < ` + s.args.add(yearStart(to+1))
	}
	return q
}

func (s *documentScope) lowest(year int) int64 {
	low := int64(0)
	if year > 0 {
		low = yearStart(year)
	}
	if arrives(s.Box) && !s.Filter.From.IsZero() {
		low = max(low, s.Filter.From.Start().UnixMicro())
	}
	return low
}

func arrives(b document.Box) bool { return b == document.IncomingBox || b == document.QueueBox }

func (s *documentScope) years() (from, to int) {
	f := s.Filter
	from, to = f.From.Year, f.To.Year
	if f.Year > 0 {
		from = max(from, f.Year)
		if to == 0 || f.Year < to {
			to = f.Year
		}
	}
	return from, to
}

func yearStart(year int) int64 {
	return vietnamese.Date{Year: max(1, min(year, 9999)), Month: 1, Day: 1}.Start().UnixMicro()
}

// filter holds rows against what no branch has taken care of.
func (s *documentScope) filter() string {
	f := s.Filter
	q := ""
	if len(f.States) > 0 && !s.inFewStates() {
		names := make([]any, len(f.States))
		for i, x := range f.States {
			names[i] = string(x)
		}
		q += ` AND r.state IN (` + s.args.all(names) + `)`
	}
	if !f.From.IsZero() {
		q += ` AND r.day >= ` + s.args.add(f.From)
	}
	if !f.To.IsZero() {
		q += ` AND r.day <= ` + s.args.add(f.To)
	}
	if f.TypeCode != "" && !s.byType() {
		q += ` AND r.type_code = ` + s.args.add(f.TypeCode)
	}
	if s.IssuerKey != "" && s.named == nil {
		q += ` AND r.issuing_key LIKE ` + s.args.add(`%`+escapeLike(s.IssuerKey)+`%`) + ` ESCAPE '\'`
	}
	if !f.Register.Zero() {
		q += ` AND r.register_id = ` + s.args.add(f.Register)
	}
	if f.Urgent && !s.byType() {
		q += ` AND r.urgent = 1`
	}
	return q
}

func escapeLike(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

// Page answers a list.
func (Documents) Page(tx office.Tx, q document.PageQuery) ([]document.Row, error) {
	if len(q.Principals) == 0 {
		return nil, nil
	}
	t := in(tx)
	s, err := newScope(t, q)
	if err != nil {
		return nil, err
	}
	rows, err := list(t, "Document.Page", `SELECT `+rowColumns+`
		FROM (`+s.rows(q.Limit)+`) AS page CROSS JOIN document d WHERE d.id = page.document_id
		ORDER BY page.sort_key DESC, page.document_id DESC`, s.args, scanRow)
	if err != nil {
		return nil, err
	}
	return rows, addPlaces(t, rows)
}

const rowColumns = `d.id, d.kind, d.state, d.arrival_date, d.arrival_number, d.number, d.reference_code, d.issued_date,
	d.type_name, d.subject, d.issuing_name, d.signer_name, d.urgency, d.classification, d.due_date, d.copies, d.pages,
	d.note, d.refused_reason, d.cancelled_reason, d.created_at, d.sort_key,
	(SELECT COUNT(*) FROM document_file f WHERE f.document_id = d.id),
	(SELECT x.verdict FROM document_file f JOIN file_reading x ON x.agency_id = f.agency_id AND x.sha256 = f.sha256
		WHERE f.document_id = d.id AND f.role = 'main' ORDER BY f.ordinal LIMIT 1),
	(SELECT COUNT(*) FROM document_recipient p WHERE p.document_id = d.id)`

func scanRow(r *document.Row, scan func(...any) error) error {
	var refused, cancelled, verdict string
	err := scan(&r.ID, &r.Kind, &r.State, &r.ArrivalDate, orZero(&r.ArrivalNumber), orZero(&r.Number), &r.ReferenceCode,
		&r.IssuedDate, &r.TypeName, &r.Subject, &r.IssuingName, &r.SignerName, &r.Urgency, &r.Classification, &r.DueDate,
		&r.Copies, &r.Pages, &r.Note, &refused, &cancelled, when(&r.CreatedAt), &r.SortKey,
		&r.Files, orEmpty(&verdict), &r.Places)
	r.Reason, r.Verdict = refused+cancelled, document.Verdict(verdict)
	return err
}

// addPlaces adds the first five recipients of each row.
func addPlaces(t *tx, rows []document.Row) error {
	at := map[office.ID]int{}
	var ids []office.ID
	for i, r := range rows {
		if r.Places > 0 {
			at[r.ID] = i
			ids = append(ids, r.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	var a args
	query := `SELECT document_id, to_name FROM document_recipient
		WHERE document_id IN (` + a.ids(ids) + `) AND ordinal < 5 ORDER BY document_id, ordinal`
	return each(t, "Document.Places", query, a, func(scan func(...any) error) error {
		var id office.ID
		var name string
		err := scan(&id, &name)
		row := &rows[at[id]]
		row.Recipients = append(row.Recipients, name)
		return err
	})
}

// Count counts a list up to limit.
func (Documents) Count(tx office.Tx, q document.PageQuery, limit int) (int, error) {
	if len(q.Principals) == 0 {
		return 0, nil
	}
	t := in(tx)
	s, err := newScope(t, q)
	if err != nil {
		return 0, err
	}
	if s.CodeKey == "" {
		if most, all, err := s.widths(t, limit); err != nil || most == all || most == limit {
			return most, err
		}
		s.args = nil
	}
	var n int
	err = t.row("Document.Count", `SELECT COUNT(*) FROM (`+s.rows(limit)+`) AS page`, s.args, &n)
	return n, err
}

// widths counts the rows of the widest branch, and of all together, a document
// that is in several once for each.
func (s *documentScope) widths(t *tx, limit int) (most, all int, err error) {
	counts := []string{`SELECT 0 AS n`}
	for _, b := range s.branches() {
		counts = append(counts, `SELECT (SELECT COUNT(*) FROM (SELECT 1`+s.from(b)+` LIMIT `+itoa(limit)+`) AS one) AS n`)
	}
	err = t.row("Document.Widths", `SELECT MAX(n), SUM(n) FROM (`+strings.Join(counts, ` UNION ALL `)+`) AS counted`, s.args, &most, &all)
	return most, all, err
}

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
	args args
	wide bool // the principals see more than narrowReaders documents of the box
}

// narrowReaders is how many rows of readers are gone through one by one; whoever
// sees more is served from the index of what is asked for.
const narrowReaders = 2000

// newScope looks how much the principals see when that decides the way.
func newScope(t *tx, q document.PageQuery) (documentScope, error) {
	s := documentScope{PageQuery: q}
	if q.Filter.TypeCode == "" {
		return s, nil
	}
	a := args{string(q.Box)}
	asked := fmt.Sprint(q.Box, q.Principals)
	if wide, ok := t.wide[asked]; ok { // by Page, now by Count
		s.wide = wide
		return s, nil
	}
	var n int
	err := t.row("Reader.Width", `SELECT COUNT(*) FROM (SELECT 1 FROM reader
		WHERE box = $1 AND principal IN (`+a.ids(q.Principals)+`) LIMIT `+a.add(narrowReaders+1)+`) AS seen`, a, &n)
	s.wide = n > narrowReaders
	if err == nil {
		t.wide = map[string]bool{asked: s.wide}
	}
	return s, err
}

// rows selects (sort_key, document_id) of at most limit rows, newest first.
func (s *documentScope) rows(limit int) string {
	order := ` ORDER BY sort_key DESC, document_id DESC LIMIT `
	if len(s.CodeKey) >= 4 { // selective: from the index of codes
		return s.byCode() + order + s.args.add(limit)
	}
	branches := make([]string, len(s.Principals))
	for i, p := range s.Principals {
		if s.wide {
			branches[i] = s.byType(p, limit)
		} else {
			branches[i] = s.branch(p, limit)
		}
	}
	return strings.Join(branches, ` UNION `) + order + s.args.add(limit)
}

// branch is one ordered scan of a principal's rows. Filters are inside it, so
// that it stops after limit rows that count.
func (s *documentScope) branch(p office.ID, limit int) string {
	filtered := s.filtered()
	q := `SELECT * FROM (SELECT r.sort_key, r.document_id FROM reader r`
	if filtered {
		q += ` CROSS JOIN document d` // of which SQLite keeps the order
	}
	q += ` WHERE r.principal = ` + s.args.add(p) + ` AND r.box = ` + s.args.add(string(s.Box)) + s.place(`r.sort_key`, `r.document_id`)
	if filtered {
		q += ` AND d.id = r.document_id` + s.filter()
	}
	return q + ` ORDER BY r.sort_key DESC, r.document_id DESC LIMIT ` + s.args.add(limit) + `) AS one`
}

func (s *documentScope) byCode() string {
	return `SELECT d.sort_key, d.id AS document_id FROM document d WHERE d.box = ` + s.args.add(string(s.Box)) +
		s.place(`d.sort_key`, `d.id`) + s.filter() + s.readable()
}

// byType is one ordered scan of an agency's documents of a type. Principals that
// are no agency have none.
func (s *documentScope) byType(agency office.ID, limit int) string {
	return `SELECT * FROM (SELECT d.sort_key, d.id AS document_id FROM document d WHERE d.agency_id = ` + s.args.add(agency) +
		` AND d.box = ` + s.args.add(string(s.Box)) + s.place(`d.sort_key`, `d.id`) + s.filter() + s.readable() +
		` ORDER BY d.sort_key DESC, d.id DESC LIMIT ` + s.args.add(limit) + `) AS one`
}

func (s *documentScope) readable() string {
	return ` AND EXISTS (SELECT 1 FROM reader r WHERE r.document_id = d.id AND r.principal IN (` + s.args.ids(s.Principals) + `))`
}

// place bounds a scan: below the last row shown, and within the years asked for,
// which the sort key never leaves.
func (s *documentScope) place(key, id string) string {
	q := ""
	if !s.AfterID.Zero() {
		q += ` AND (` + key + `, ` + id + `) < (` + s.args.add(s.AfterKey) + `, ` + s.args.add(s.AfterID) + `)`
	}
	from, to := s.years()
	if from > 0 {
		q += ` AND ` + key + ` >= ` + s.args.add(yearStart(from))
	}
	if to > 0 {
		q += ` AND ` + key + ` < ` + s.args.add(yearStart(to+1))
	}
	return q
}

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

// filtered reports whether columns of the document decide.
func (s *documentScope) filtered() bool {
	f := s.Filter
	return len(f.States) > 0 || !f.From.IsZero() || !f.To.IsZero() || f.TypeCode != "" || s.IssuerKey != "" ||
		s.CodeKey != "" || !f.Register.Zero() || f.Urgent
}

func (s *documentScope) filter() string {
	f := s.Filter
	q := ""
	if len(f.States) > 0 {
		names := make([]string, len(f.States))
		for i, x := range f.States {
			names[i] = s.args.add(string(x))
		}
		q += ` AND d.state IN (` + strings.Join(names, `, `) + `)`
	}
	day := `d.issued_date`
	if s.Box == document.IncomingBox || s.Box == document.QueueBox {
		day = `d.arrival_date`
	}
	if !f.From.IsZero() {
		q += ` AND ` + day + ` >= ` + s.args.add(f.From)
	}
	if !f.To.IsZero() {
		q += ` AND ` + day + ` <= ` + s.args.add(f.To)
	}
	if f.TypeCode != "" {
		q += ` AND d.type_code = ` + s.args.add(f.TypeCode)
	}
	if s.IssuerKey != "" {
		q += ` AND d.issuing_key LIKE ` + s.args.add(`%`+escapeLike(s.IssuerKey)+`%`) + ` ESCAPE '\'`
	}
	if s.CodeKey != "" {
		q += ` AND d.reference_key >= ` + s.args.add(s.CodeKey) + ` AND d.reference_key < ` + s.args.add(s.CodeKey+"\U0010FFFF")
	}
	if !f.Register.Zero() {
		q += ` AND d.register_id = ` + s.args.add(f.Register)
	}
	if f.Urgent {
		q += ` AND d.urgency > 0`
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
	var n int
	err = t.row("Document.Count", `SELECT COUNT(*) FROM (`+s.rows(limit)+`) AS page`, s.args, &n)
	return n, err
}

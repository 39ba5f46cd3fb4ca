package main

import (
	"errors"
	"fmt"
	"math"

	"congvan/office"
	"congvan/office/document"
)

// pageColumns are what a line of the list shows.
const pageColumns = `d.id, d.kind, d.state, d.arrival_date, d.arrival_number, d.reference_code, d.issued_date, d.type_name,
	d.subject, d.issuing_name, d.signer_name, d.urgency, d.classification, d.due_date, d.copies, d.pages, d.note, d.sort_key`

// measureList: a page of 50 documents with rights, count and holders, against the
// bare SQL that fetches such a page for one principal.
func measureList(b *bench) error {
	for _, engine := range b.engines {
		x, err := b.filled(engine)
		if err != nil {
			return err
		}
		for _, l := range lists(x) {
			if err := b.measureOne(x, l); err != nil {
				return fmt.Errorf("%s, %s: %w", engine, l.what, err)
			}
		}
	}
	return nil
}

// view is one list as someone opens it.
type view struct {
	what      string
	who       office.Actor
	principal office.ID // of the bare SQL: the one whose rows the list has
	filter    document.Filter
	deep      bool // half way down instead of the first page
}

func lists(x *bed) []view {
	leaders := office.RoleID(x.Agency, office.Leader)
	return []view{
		{what: "all documents", who: x.Leader, principal: leaders},
		{what: "a fifth of them", who: x.Colleague, principal: x.Colleague.Post},
		{what: "one in fifty", who: x.Specialist, principal: x.Specialist.Post},
		{what: "all, half way down", who: x.Leader, principal: leaders, deep: true},
		{what: "all, one type", who: x.Leader, principal: leaders, filter: document.Filter{TypeCode: "TB"}},
		{what: "all, one type, urgent only", who: x.Leader, principal: leaders, filter: document.Filter{TypeCode: "CT", Urgent: true}},
	}
}

func (b *bench) measureOne(x *bed, l view) error {
	q := document.ListQuery{Box: document.IncomingBox, Filter: l.filter}
	var below int64
	if l.deep {
		var err error
		if q.After, below, err = b.halfWay(x, l.who); err != nil {
			return err
		}
	}
	rows := 0
	query, args := bareList(x, l, below)
	ours, bare, err := duel(b.slice, func() error {
		page, err := x.documents.List(b.ctx, l.who, q)
		rows = len(page.Rows)
		return err
	}, func() error {
		n, err := b.fetch(x, query, args)
		if err == nil && n != rows {
			err = fmt.Errorf("the bare SQL has %d rows, the list %d", n, rows)
		}
		return err
	})
	if err != nil {
		return err
	}
	b.add("list", fmt.Sprintf("%s: %s, %d rows", x.engine, l.what, rows), ours.String(), bare.String()+" bare SQL of the page",
		slower(ours, bare), "p95 ≤ 30 ms")
	return nil
}

// halfWay walks to the middle of a list and gives the sort key passed last.
func (b *bench) halfWay(x *bed, who office.Actor) (after document.Cursor, below int64, err error) {
	q := document.ListQuery{Box: document.IncomingBox, Limit: 200}
	for range b.documents / 2 / q.Limit {
		page, err := x.documents.List(b.ctx, who, q)
		if err != nil {
			return "", 0, err
		}
		if page.Next == "" {
			return "", 0, errors.New("the list ends early")
		}
		q.After, below = page.Next, page.Rows[len(page.Rows)-1].SortKey
	}
	return q.After, below, nil
}

// bareList is the page as someone would write it who asks for no right but one,
// counts nothing and names no holder.
func bareList(x *bed, l view, below int64) (string, []any) {
	if l.filter.TypeCode != "" {
		urgency := 0
		if l.filter.Urgent {
			urgency = 1
		}
		return `SELECT ` + pageColumns + ` FROM document d WHERE d.agency_id = $1 AND d.box = $2 AND d.type_code = $3 AND d.urgency >= $4
			ORDER BY d.sort_key DESC, d.id DESC LIMIT 50`, []any{x.Agency, string(document.IncomingBox), l.filter.TypeCode, urgency}
	}
	if below == 0 {
		below = math.MaxInt64
	}
	return `SELECT ` + pageColumns + ` FROM (SELECT sort_key, document_id FROM reader
			WHERE principal = $1 AND box = $2 AND sort_key < $3 ORDER BY sort_key DESC, document_id DESC LIMIT 50) AS page
		CROSS JOIN document d WHERE d.id = page.document_id
		ORDER BY page.sort_key DESC, page.document_id DESC`, []any{l.principal, string(document.IncomingBox), below}
}

// fetch runs a query and reads all it gives.
func (b *bench) fetch(x *bed, query string, args []any) (int, error) {
	rows, err := x.bare.QueryContext(b.ctx, query, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	n := 0
	for ; rows.Next(); n++ {
		if err := rows.Scan(into...); err != nil {
			return n, err
		}
	}
	return n, rows.Err()
}

package main

import (
	"fmt"
	"math"

	"congvan/office/document"
)

// pageColumns are what a line of the list shows.
const pageColumns = `d.id, d.kind, d.state, d.arrival_date, d.arrival_number, d.reference_code, d.issued_date, d.type_name,
	d.subject, d.issuing_name, d.signer_name, d.urgency, d.classification, d.due_date, d.copies, d.pages, d.note, d.sort_key`

// deepPage is how far down a list is opened, beside its first page.
const deepPage = 200

// measureList: a page of 50 documents with rights, count and holders, for people
// who see much, some and little, with none, one and two filters, against the bare
// SQL that fetches such a page for one principal.
func measureList(b *bench) error {
	for _, engine := range b.engines {
		seen, order := map[string]growth{}, []string(nil)
		for i, size := range b.sizes {
			c, err := b.openCity(engine, size)
			if err != nil {
				return err
			}
			for n, p := range c.people {
				for _, l := range views() {
					q := fmt.Sprintf("%s: %s, %s", engine, readers()[n], l.what)
					ours, err := b.measureOne(c, p, l)
					if err != nil {
						return fmt.Errorf("%s, %s: %w", engine, l.what, err)
					}
					g, known := seen[q]
					if !known {
						order, g.sizes[0] = append(order, q), size
					}
					if i == 0 {
						g.small = ours
					} else {
						g.large, g.sizes[1] = ours, size
					}
					seen[q] = g
				}
			}
		}
		b.grown("list", seen, order)
	}
	return nil
}

// readers names the people of a city by what they see.
func readers() []string { return []string{"who sees all", "who sees a division's", "who sees few"} }

// view is one list as someone opens it.
type view struct {
	what   string
	filter document.Filter
	deep   bool // page 200, or the last, instead of the first
}

// plain reports whether the list is not filtered.
func (l view) plain() bool {
	f := l.filter
	return f.TypeCode == "" && f.Issuer == "" && f.Year == 0
}

func views() []view {
	return []view{
		{what: "first page"},
		{what: "page 200 or the last", deep: true},
		{what: "one type", filter: document.Filter{TypeCode: "TB"}},
		{what: "one type, page 200 or the last", filter: document.Filter{TypeCode: "CV"}, deep: true},
		{what: "one type, urgent only", filter: document.Filter{TypeCode: "CT", Urgent: true}},
		{what: "one issuer", filter: document.Filter{Issuer: "Sở Nội vụ"}},
		{what: "one year, one type", filter: document.Filter{Year: 2023, TypeCode: "BC"}},
	}
}

// measureOne gives no times for a page that does not exist.
func (b *bench) measureOne(c *city, p person, l view) (times, error) {
	q := document.ListQuery{Box: document.IncomingBox, Filter: l.filter}
	var below int64
	if l.deep {
		var err error
		if q.After, below, err = b.walkTo(c, p, q); err != nil || q.After == "" {
			return nil, err
		}
	}
	rows := 0
	query, args := bareList(c, p, l, below)
	ours, bare, err := duel(b.slice, func() error {
		page, err := c.documents.List(b.ctx, p.actor, q)
		rows = len(page.Rows)
		return err
	}, func() error {
		n, err := c.fetch(b.ctx, query, args)
		if err == nil && l.plain() && n > rows { // of one principal; the list merges all
			err = fmt.Errorf("the bare SQL has %d rows, the list %d", n, rows)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	b.add("list", fmt.Sprintf("%s, %d documents: who sees %d of them, %s, %d rows", c.engine, c.size, p.sees, l.what, rows),
		ours.String(), bare.String()+" bare SQL of the page", slower(ours, bare), "p95 ≤ 30 ms")
	return ours, nil
}

// walkTo goes down a list to page 200, or the last before it, and gives the sort
// key passed last; "" when the list has one page.
func (b *bench) walkTo(c *city, p person, q document.ListQuery) (after document.Cursor, below int64, err error) {
	q.Limit = 200
	for range (deepPage - 1) * document.PageSize / q.Limit {
		page, err := c.documents.List(b.ctx, p.actor, q)
		if err != nil {
			return "", 0, err
		}
		if page.Next == "" {
			break
		}
		q.After, below = page.Next, page.Rows[len(page.Rows)-1].SortKey
	}
	return q.After, below, nil
}

// bareList is the page as someone would write it who asks for no right but one,
// counts nothing and names no holder.
func bareList(c *city, p person, l view, below int64) (string, []any) {
	if below == 0 {
		below = math.MaxInt64
	}
	args := []any{p.principal, string(document.IncomingBox), below}
	where, table := "", "reader r"
	add := func(condition string, v any) {
		args = append(args, v)
		where += fmt.Sprintf(condition, len(args))
	}
	if l.filter.TypeCode != "" {
		add(` AND r.type_code = $%d`, l.filter.TypeCode)
	}
	if l.filter.Urgent {
		add(` AND r.urgent = $%d`, 1)
	}
	return `SELECT ` + pageColumns + ` FROM (SELECT r.sort_key, r.document_id FROM ` + table + `
			WHERE r.principal = $1 AND r.box = $2 AND r.sort_key < $3` + where + ` ORDER BY r.sort_key DESC, r.document_id DESC LIMIT 50) AS page
		CROSS JOIN document d WHERE d.id = page.document_id
		ORDER BY page.sort_key DESC, page.document_id DESC`, args
}

package main

import (
	"fmt"

	"congvan/office"
	"congvan/office/search"
)

// measureSearch: two words and an exact number with rights, rows and snippets,
// against the raw query of the full-text index and a read by primary key.
func measureSearch(b *bench) error {
	for _, engine := range b.engines {
		x, err := b.filled(engine)
		if err != nil {
			return err
		}
		for _, q := range questions(x) {
			if err := b.ask(x, q); err != nil {
				return fmt.Errorf("%s, %q: %w", engine, q.text, err)
			}
		}
	}
	return nil
}

// question is what someone types, and the folded words of the raw query.
type question struct {
	text, share string
	who         office.Actor
	name        string
	words       [2]string // "" for a number
	every       int       // one of so many documents is an answer; 0: one document
}

func questions(x *bed) []question {
	return []question{
		{text: "đất đai", share: "in a third", who: x.Leader, name: "sees all", words: [2]string{"dat", "dai"}, every: 3},
		{text: "dat dai", share: "in a third", who: x.Specialist, name: "sees one in fifty", words: [2]string{"dat", "dai"}, every: 150},
		{text: "Hòa Xuân", share: "in one of 20", who: x.Leader, name: "sees all", words: [2]string{"hoa", "xuan"}, every: 20},
		{text: "hoa xuan", share: "in one of 20", who: x.Specialist, name: "sees one in fifty", words: [2]string{"hoa", "xuan"}, every: 100},
		{text: "đê biển", share: "in one of 1,000", who: x.Leader, name: "sees all", words: [2]string{"de", "bien"}, every: 1000},
		{text: "", share: "exact number", who: x.Leader, name: "sees all"},
	}
}

func (b *bench) ask(x *bed, q question) error {
	service := &search.Service{Acts: x.store, Store: x.store.Search()}
	target, reference := "p95 ≤ 100 ms", "raw full-text query, 30 rows"
	query, args := rawSearch(x.engine, q.words)
	if q.text == "" {
		var err error
		if q.text, query, args, err = b.oneNumber(x); err != nil {
			return err
		}
		target, reference = "p95 ≤ 10 ms", "read by primary key"
	}
	hits, want := 0, 1
	if q.every > 0 {
		want = min(search.PageSize, (b.documents+q.every-1)/q.every)
	}
	ours, raw, err := duel(b.slice, func() error {
		a, err := service.Search(b.ctx, q.who, search.Input{Text: q.text})
		hits = len(a.Hits)
		if err == nil && hits != want {
			err = fmt.Errorf("%d answers, want %d", hits, want)
		}
		return err
	}, func() error {
		_, err := b.fetch(x, query, args)
		return err
	})
	if err != nil {
		return err
	}
	b.add("search", fmt.Sprintf("%s: “%s”, %s; %s; %d answers", x.engine, q.text, q.share, q.name, hits),
		ours.String(), raw.String()+" "+reference, slower(ours, raw), target)
	return nil
}

func rawSearch(engine string, words [2]string) (string, []any) {
	if engine == "postgres" {
		return `SELECT row FROM search_row WHERE words @@ CAST(CAST($1 AS TEXT) AS TSQUERY) ORDER BY row DESC LIMIT 30`,
			[]any{"'" + words[0] + "' & '" + words[1] + "'"}
	}
	return `SELECT rowid FROM search_text WHERE search_text MATCH $1 ORDER BY rowid DESC LIMIT 30`,
		[]any{`"` + words[0] + `" AND "` + words[1] + `"`}
}

// oneNumber picks a reference code from the middle of the register, and how its
// row is read by primary key.
func (b *bench) oneNumber(x *bed) (code, query string, args []any, err error) {
	var id office.ID
	err = x.bare.QueryRowContext(b.ctx, `SELECT reference_code, id FROM document WHERE agency_id = $1 AND arrival_number = $2`,
		x.Agency, b.documents/2).Scan(&code, &id)
	return code, `SELECT ` + pageColumns + ` FROM document d WHERE d.id = $1`, []any{id}, err
}

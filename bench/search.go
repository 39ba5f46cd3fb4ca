package main

import (
	"fmt"

	"congvan/office"
	"congvan/office/search"
)

// measureSearch: words of every frequency and an exact number with rights, rows
// and snippets, against the raw query of the full-text index and a read by
// primary key.
func measureSearch(b *bench) error {
	for _, engine := range b.engines {
		for _, size := range b.sizes {
			c, err := b.openCity(engine, size)
			if err != nil {
				return err
			}
			for _, p := range c.people {
				for _, q := range questions() {
					if err := b.ask(c, p, q); err != nil {
						return fmt.Errorf("%s, %q: %w", engine, q.text, err)
					}
				}
			}
			if err := b.askNumber(c, c.people[0]); err != nil {
				return err
			}
		}
	}
	return nil
}

// question is what someone types, and the folded words of the raw query.
type question struct {
	text  string
	words [2]string
}

func questions() []question {
	return []question{
		{"thực hiện", [2]string{"thuc", "hien"}},
		{"thuc hien", [2]string{"thuc", "hien"}},
		{"hồ chứa", [2]string{"ho", "chua"}},
		{"ho chua", [2]string{"ho", "chua"}},
		{"Khâm Quyên", [2]string{"kham", "quyen"}},
		{"kham quyen", [2]string{"kham", "quyen"}},
	}
}

func (b *bench) ask(c *city, p person, q question) error {
	query, args := rawSearch(c.engine, q.words, 30)
	every, all := rawSearch(c.engine, q.words, c.size)
	found, err := c.fetch(b.ctx, every, all)
	if err != nil {
		return err
	}
	hits := 0
	ours, raw, err := duel(b.slice, func() error {
		a, err := c.search.Search(b.ctx, p.actor, search.Input{Text: q.text})
		hits = len(a.Hits)
		return err
	}, func() error {
		_, err := c.fetch(b.ctx, query, args)
		return err
	})
	if err != nil {
		return err
	}
	b.add("search", fmt.Sprintf("%s, %d documents: “%s”, in %.2g %% of all; who sees %d; %d answers", c.engine, c.size, q.text,
		100*float64(found)/float64(c.size), p.sees, hits),
		ours.String(), raw.String()+" raw full-text query, 30 rows", slower(ours, raw), "p95 ≤ 100 ms")
	return nil
}

// askNumber looks up a reference code from the middle of the register, against
// its row read by primary key.
func (b *bench) askNumber(c *city, p person) error {
	var code string
	var id office.ID
	err := c.bare.QueryRowContext(b.ctx, `SELECT reference_code, id FROM document WHERE agency_id = $1 AND arrival_number = 100 AND kind = 'incoming' LIMIT 1`,
		p.actor.Agency).Scan(&code, &id)
	if err != nil {
		return err
	}
	hits := 0
	ours, bare, err := duel(b.slice, func() error {
		a, err := c.search.Search(b.ctx, p.actor, search.Input{Text: code})
		hits = len(a.Hits)
		if err == nil && hits == 0 {
			err = fmt.Errorf("%s is not found", code)
		}
		return err
	}, func() error {
		_, err := c.fetch(b.ctx, `SELECT `+pageColumns+` FROM document d WHERE d.id = $1`, []any{id})
		return err
	})
	if err != nil {
		return err
	}
	b.add("search", fmt.Sprintf("%s, %d documents: “%s”, exact number; who sees %d; %d answers", c.engine, c.size, code, p.sees, hits),
		ours.String(), bare.String()+" read by primary key", slower(ours, bare), "p95 ≤ 10 ms")
	return nil
}

func rawSearch(engine string, words [2]string, limit int) (string, []any) {
	if engine == "postgres" {
		return `SELECT row FROM search_row WHERE words @@ CAST(CAST($1 AS TEXT) AS TSQUERY) ORDER BY row DESC LIMIT $2`,
			[]any{"'" + words[0] + "' & '" + words[1] + "'", limit}
	}
	return `SELECT rowid FROM search_text WHERE search_text MATCH $1 ORDER BY rowid DESC LIMIT $2`,
		[]any{`"` + words[0] + `" AND "` + words[1] + `"`, limit}
}

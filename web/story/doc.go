// Package story tells the life of a document in plain sentences, read from the
// agency's journal: who, in which post, on whose behalf, did what, when; and
// gives the proof that an entry stands in the journal.
//
// It reads and tells. It keeps nothing and allows nothing: who may read the
// document may hear its story.
package story

import (
	"context"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/journal"
	"congvan/office/org"
	"congvan/web/ui"
)

// Journal is what stories need of the store; store.Journal is one.
type Journal interface {
	EntriesOf(tx office.Tx, agency, document office.ID) ([]journal.Entry, error)
	NewestHead(tx office.Tx, agency office.ID) (journal.SignedHead, error)
	Hashes(tx office.Tx, agency office.ID) tlog.HashReader
}

// Documents says who may read; document.Service is one.
type Documents interface {
	RequireReadIn(tx office.Tx, id office.ID) (document.Document, access.Object, error)
}

// Reader reads stories.
type Reader struct {
	Acts      office.Acts
	Journal   Journal
	Documents Documents
	Org       *org.Service
}

// Line is one act as a sentence.
type Line struct {
	Index  int64 // of the entry in the agency's journal, from 0
	At     time.Time
	Act    office.ActCode
	Icon   ui.Icon
	Text   string
	Note   string // a quoted opinion or reason
	Erased bool
}

// Of tells a document's story, newest first. Errors: those of reading the document.
func (r Reader) Of(ctx context.Context, a office.Actor, doc office.ID) ([]Line, error) {
	var out []Line
	err := r.Acts.View(ctx, a, func(tx office.Tx) error {
		d, _, err := r.Documents.RequireReadIn(tx, doc)
		if err != nil {
			return err
		}
		entries, err := r.Journal.EntriesOf(tx, d.Agency, doc)
		if err != nil {
			return err
		}
		out, err = r.Tell(tx, entries)
		return err
	})
	return out, err
}

// Tell turns entries, in the order of the journal, into sentences, newest first.
// Of the entries of one act those that only follow from another are left out.
func (r Reader) Tell(tx office.Tx, entries []journal.Entry) ([]Line, error) {
	t := teller{tx: tx, org: r.Org, known: map[principal]string{}, titles: map[office.ID]string{}}
	var out []Line
	for len(entries) > 0 {
		n := sameAct(entries)
		lines, err := t.act(entries[:n])
		if err != nil {
			return nil, err
		}
		slices.Reverse(lines)
		out = append(lines, out...)
		entries = entries[n:]
	}
	return out, nil
}

// sameAct counts the first entries that were written by one act: an act has one
// instant.
func sameAct(entries []journal.Entry) int {
	n := 1
	for n < len(entries) && entries[n].At.Equal(entries[0].At) && entries[n].Account == entries[0].Account &&
		entries[n].Post == entries[0].Post {
		n++
	}
	return n
}

func (t *teller) act(entries []journal.Entry) ([]Line, error) {
	var main, minor []Line
	for _, e := range entries {
		line, aside, err := t.line(e)
		if err != nil {
			return nil, err
		}
		if aside {
			minor = append(minor, line)
			continue
		}
		main = append(main, line)
	}
	if len(main) == 0 && len(minor) > 0 {
		return minor[:1], nil
	}
	return main, nil
}

// Lines draws a story; proof gives the address of an entry's proof.
func Lines(lines []Line, proof func(index int64) string) ui.Story {
	out := make(ui.Story, 0, len(lines))
	for _, l := range lines {
		out = append(out, ui.StoryLine{At: l.At, Icon: l.Icon, Text: sentence(l, proof(l.Index))})
	}
	return out
}

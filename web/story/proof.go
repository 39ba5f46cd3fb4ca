package story

import (
	"context"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"congvan/office"
	"congvan/office/journal"
)

// Proof is what shows that an entry stands in the agency's journal: its leaf, and
// the way from there to the newest signed head.
type Proof struct {
	Line  Line
	Entry journal.Entry
	Leaf  tlog.Hash
	Head  journal.SignedHead // zero size while no head is signed
	Path  tlog.RecordProof   // from the leaf to the head's root
	// Covered says that the head is newer than the entry; Holds that the proof was
	// checked against the head just now.
	Covered, Holds bool
}

// Prove proves one entry of a document's story. Errors: those of reading the
// document; office.CodeNotFound for an entry of another story.
func (r Reader) Prove(ctx context.Context, a office.Actor, doc office.ID, index int64) (Proof, error) {
	var p Proof
	err := r.Acts.View(ctx, a, func(tx office.Tx) error {
		d, _, err := r.Documents.RequireReadIn(tx, doc)
		if err != nil {
			return err
		}
		entries, err := r.Journal.EntriesOf(tx, d.Agency, doc)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(entries, func(e journal.Entry) bool { return e.Index == index })
		if at < 0 {
			return office.NotFound("story.Prove", "Nhật ký của văn bản không có mục này.", "The document's story has no such entry.")
		}
		p.Entry = entries[at]
		p.Leaf = p.Entry.LeafHash()
		t := teller{tx: tx, org: r.Org, known: map[principal]string{}, titles: map[office.ID]string{}}
		if p.Line, _, err = t.line(p.Entry); err != nil {
			return err
		}
		return r.prove(tx, d.Agency, &p)
	})
	return p, err
}

func (r Reader) prove(tx office.Tx, agency office.ID, p *Proof) error {
	var err error
	if p.Head, err = r.Journal.NewestHead(tx, agency); err != nil || p.Head.Size <= p.Entry.Index {
		return err
	}
	p.Covered = true
	head, err := journal.ParseHead(p.Head.Note)
	if err != nil {
		return nil // a head that cannot be read proves nothing: shown as not holding
	}
	if p.Path, err = journal.ProveInclusion(head.Size, p.Entry.Index, r.Journal.Hashes(tx, agency)); err != nil {
		return err
	}
	p.Holds = journal.CheckInclusion(p.Path, head, p.Entry.Index, p.Leaf) == nil
	return nil
}

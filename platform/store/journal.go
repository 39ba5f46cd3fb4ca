package store

import (
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"congvan/office"
	"congvan/office/journal"
)

// Journal reads the journals of all agencies.
type Journal struct{}

var _ journal.Store = Journal{}

// Agencies lists every agency that has a journal.
func (Journal) Agencies(tx office.Tx) ([]office.ID, error) {
	return list(in(tx), "Journal.Agencies", `SELECT agency_id FROM journal_head ORDER BY agency_id`, nil,
		func(id *office.ID, scan func(...any) error) error { return scan(id) })
}

// Size is how many entries the agency's journal has; 0 when it has none.
func (Journal) Size(tx office.Tx, agency office.ID) (int64, error) {
	var n int64
	err := in(tx).row("Journal.Size",
		`SELECT COALESCE(MAX(size), 0) FROM journal_head WHERE agency_id = $1`, []any{agency}, &n)
	return n, err
}

const entryColumns = `agency_id, idx, at, act, kind, object_id, post_id, account_id, person_id, behalf_id,
	document_id, commitment, salt, payload, COALESCE(erased_by, 0)`

func scanEntry(e *journal.Entry, scan func(...any) error) error {
	var commitment []byte
	err := scan(&e.Agency, &e.Index, when(&e.At), &e.Act, &e.Kind, &e.Object, &e.Post, &e.Account, &e.Person,
		&e.OnBehalfOf, &e.Document, &commitment, &e.Salt, &e.Payload, &e.ErasedBy)
	copy(e.Commitment[:], commitment)
	return err
}

// Entries streams at most limit entries from an index on, in order.
func (Journal) Entries(tx office.Tx, agency office.ID, from int64, limit int, f func(journal.Entry) error) error {
	return each(in(tx), "Journal.Entries", `
		SELECT `+entryColumns+` FROM journal_entry WHERE agency_id = $1 AND idx >= $2 ORDER BY idx LIMIT $3`,
		[]any{agency, from, limit}, func(scan func(...any) error) error {
			var e journal.Entry
			if err := scanEntry(&e, scan); err != nil {
				return err
			}
			return f(e)
		})
}

// HashRange gives the stored hashes from an index on, n at most.
func (Journal) HashRange(tx office.Tx, agency office.ID, from int64, n int) ([]tlog.Hash, error) {
	return list(in(tx), "Journal.HashRange",
		`SELECT hash FROM journal_hash WHERE agency_id = $1 AND idx >= $2 ORDER BY idx LIMIT $3`,
		[]any{agency, from, n}, func(h *tlog.Hash, scan func(...any) error) error {
			var b []byte
			if err := scan(&b); err != nil {
				return err
			}
			copy(h[:], b)
			return nil
		})
}

// EntriesOf gives the entries of a document's story, in order; that of the import
// it came with is the first.
func (Journal) EntriesOf(tx office.Tx, agency, document office.ID) ([]journal.Entry, error) {
	return list(in(tx), "Journal.EntriesOf", `
		SELECT `+entryColumns+` FROM journal_entry WHERE document_id = $1 AND agency_id = $2
		UNION ALL SELECT `+entryColumns+` FROM journal_entry
			WHERE object_id = (SELECT import_id FROM document_import_row WHERE document_id = $1) AND agency_id = $2
		ORDER BY idx`,
		[]any{document, agency}, scanEntry)
}

// Last gives the newest entry of an object.
func (Journal) Last(tx office.Tx, agency, object office.ID) (journal.Entry, error) {
	all, err := list(in(tx), "Journal.Last", `
		SELECT `+entryColumns+` FROM journal_entry WHERE object_id = $1 AND agency_id = $2 ORDER BY idx DESC LIMIT 1`,
		[]any{object, agency}, scanEntry)
	if err != nil {
		return journal.Entry{}, err
	}
	if len(all) == 0 {
		return journal.Entry{}, office.NotFound("store.Journal.Last", "Nhật ký chưa có mục nào.", "The journal has no entry of it.")
	}
	return all[0], nil
}

// Hashes reads the stored hashes of the tree.
func (Journal) Hashes(tx office.Tx, agency office.ID) tlog.HashReader {
	return in(tx).hashReader(agency)
}

// SignedHeads lists the signed heads, smallest first.
func (Journal) SignedHeads(tx office.Tx, agency office.ID) ([]journal.SignedHead, error) {
	return list(in(tx), "Journal.SignedHeads", `
		SELECT agency_id, size, at, note FROM journal_signed_head WHERE agency_id = $1 ORDER BY size`,
		[]any{agency}, func(h *journal.SignedHead, scan func(...any) error) error {
			return scan(&h.Agency, &h.Size, when(&h.At), &h.Note)
		})
}

// NewestHead gives the newest signed head; the zero head when there is none.
func (Journal) NewestHead(tx office.Tx, agency office.ID) (journal.SignedHead, error) {
	all, err := list(in(tx), "Journal.NewestHead", `
		SELECT agency_id, size, at, note FROM journal_signed_head WHERE agency_id = $1 ORDER BY size DESC LIMIT 1`,
		[]any{agency}, func(h *journal.SignedHead, scan func(...any) error) error {
			return scan(&h.Agency, &h.Size, when(&h.At), &h.Note)
		})
	if err != nil || len(all) == 0 {
		return journal.SignedHead{}, err
	}
	return all[0], nil
}

// InsertSignedHead keeps a head; one of the same size is kept as it is.
func (Journal) InsertSignedHead(tx office.Tx, h journal.SignedHead) error {
	_, err := in(tx).exec("Journal.InsertSignedHead", `
		INSERT INTO journal_signed_head (agency_id, size, at, note) VALUES ($1, $2, $3, $4)
		ON CONFLICT (agency_id, size) DO NOTHING`, h.Agency, h.Size, at(h.At), h.Note)
	return err
}

// Grown lists the agencies whose journal is longer than its newest signed head.
func (Journal) Grown(tx office.Tx) ([]office.ID, error) {
	return list(in(tx), "Journal.Grown", `
		SELECT h.agency_id FROM journal_head h
		WHERE h.size > COALESCE((SELECT MAX(s.size) FROM journal_signed_head s WHERE s.agency_id = h.agency_id), 0)
		ORDER BY h.agency_id`, nil,
		func(id *office.ID, scan func(...any) error) error { return scan(id) })
}

// Unsigned tells how many journals have grown past their newest signed head, and
// since when the oldest entry among them waits for a signature; the zero time
// when none does.
func (Journal) Unsigned(tx office.Tx) (journals int, since time.Time, err error) {
	err = in(tx).row("Journal.Unsigned", `
		SELECT COUNT(*), MIN(e.at) FROM (
			SELECT h.agency_id, h.size, COALESCE((SELECT MAX(s.size) FROM journal_signed_head s WHERE s.agency_id = h.agency_id), 0) AS signed
			FROM journal_head h) AS g
		JOIN journal_entry e ON e.agency_id = g.agency_id AND e.idx = g.signed
		WHERE g.size > g.signed`, nil, &journals, when(&since))
	return journals, since, err
}

// Witnesses lists the heads of other agencies that an agency keeps.
func (Journal) Witnesses(tx office.Tx, agency office.ID) ([]journal.Witness, error) {
	return list(in(tx), "Journal.Witnesses", `
		SELECT agency_id, origin, size, root, note, received_at, fork FROM journal_witness
		WHERE agency_id = $1 ORDER BY origin, size`,
		[]any{agency}, func(w *journal.Witness, scan func(...any) error) error {
			var root []byte
			var fork int
			if err := scan(&w.Agency, &w.Origin, &w.Size, &root, &w.Note, when(&w.ReceivedAt), &fork); err != nil {
				return err
			}
			copy(w.Root[:], root)
			w.Fork = fork != 0
			return nil
		})
}

// Sizes gives every journal's size: what the tailer of live pages polls.
func (Journal) Sizes(tx office.Tx) (map[office.ID]int64, error) {
	out := map[office.ID]int64{}
	err := each(in(tx), "Journal.Sizes", `SELECT agency_id, size FROM journal_head ORDER BY agency_id`, nil,
		func(scan func(...any) error) error {
			var id office.ID
			var n int64
			if err := scan(&id, &n); err != nil {
				return err
			}
			out[id] = n
			return nil
		})
	return out, err
}

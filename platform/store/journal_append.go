package store

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"congvan/office"
	"congvan/office/journal"
)

// writeEntries appends the act's entries to the agency's journal.
func (t *tx) writeEntries() error {
	if len(t.entries) == 0 {
		return nil
	}
	head, err := t.openHead()
	if err != nil {
		return err
	}
	var entries, hashes [][]any
	for _, e := range t.entries {
		salt := make([]byte, journal.SaltSize)
		if _, err := io.ReadFull(t.s.cfg.Random, salt); err != nil {
			return fmt.Errorf("store: no randomness: %w", err)
		}
		entry, err := journal.Make(t.actor, t.now, head.Size(), salt, e)
		if err != nil {
			return err
		}
		entries = append(entries, []any{
			entry.Agency, entry.Index, at(entry.At), string(entry.Act), string(entry.Kind), entry.Object, entry.Post, entry.Account,
			entry.Person, entry.OnBehalfOf, entry.Document, entry.Commitment[:], entry.Salt, entry.Payload,
		})
		first := tlog.StoredHashIndex(0, entry.Index)
		for i, h := range head.Add(entry.LeafHash()) {
			hashes = append(hashes, []any{entry.Agency, first + int64(i), h[:]})
		}
	}
	t.head = head
	if err := t.one("Journal.Grow", `UPDATE journal_head SET size = $1 WHERE agency_id = $2`, head.Size(), t.actor.Agency); err != nil {
		return err
	}
	_, err = t.insertMany(many{name: "Journal.Insert", table: "journal_entry", columns: `agency_id, idx, at, act, kind, object_id,
		post_id, account_id, person_id, behalf_id, document_id, commitment, salt, payload`}, entries)
	if err != nil {
		return err
	}
	_, err = t.insertMany(many{name: "Journal.InsertHash", table: "journal_hash", columns: `agency_id, idx, hash`}, hashes)
	return err
}

// lockHead gives the journal as the acts before this one left it, with its head
// locked; none when it has no head yet.
func (t *tx) lockHead() (head journal.Range, found bool, err error) {
	agency := t.actor.Agency
	if head, ok := t.group.heads[agency]; ok {
		return head.Clone(), true, nil
	}
	var size int64
	err = t.row("Journal.Lock", `SELECT size FROM journal_head WHERE agency_id = $1`+t.s.dialect.forUpdate(), []any{agency}, &size)
	if office.CodeOf(err) == office.CodeNotFound {
		return head, false, nil
	}
	if err == nil {
		head, err = journal.OpenRange(size, t.hashReader(agency))
	}
	return head, err == nil, err
}

// openHead is lockHead, with a head for a journal that begins.
func (t *tx) openHead() (journal.Range, error) {
	for {
		head, found, err := t.lockHead()
		if err != nil || found {
			return head, err
		}
		_, err = t.exec("Journal.Begin",
			`INSERT INTO journal_head (agency_id, size) VALUES ($1, 0) ON CONFLICT (agency_id) DO NOTHING`, t.actor.Agency)
		if err != nil {
			return head, err
		}
	}
}

// hashReader reads stored hashes of an agency's tree.
func (t *tx) hashReader(agency office.ID) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make(map[int64]tlog.Hash, len(indexes))
		for some := range slices.Chunk(indexes, 100) {
			if err := t.readHashes(agency, some, found); err != nil {
				return nil, err
			}
		}
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			h, ok := found[x]
			if !ok {
				return nil, office.NotFound("store.Journal.Hash", "Không tìm thấy.", "Not found.")
			}
			out[i] = h
		}
		return out, nil
	})
}

func (t *tx) readHashes(agency office.ID, indexes []int64, into map[int64]tlog.Hash) error {
	a := args{agency}
	places := make([]string, len(indexes))
	for i, x := range indexes {
		places[i] = a.add(x)
	}
	query := `SELECT idx, hash FROM journal_hash WHERE agency_id = $1 AND idx IN (` + strings.Join(places, `, `) + `) ORDER BY idx`
	return each(t, "Journal.Hash", query, a, func(scan func(...any) error) error {
		var x int64
		var b []byte
		if err := scan(&x, &b); err != nil {
			return err
		}
		if len(b) != tlog.HashSize {
			return fmt.Errorf("store.Journal.Hash: hash %d has %d bytes", x, len(b))
		}
		into[x] = tlog.Hash(b)
		return nil
	})
}

package store

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"congvan/office"
	"congvan/office/journal"
)

// writeEntries appends the transaction's acts to the agency's journal. The
// update of journal_head takes the head's lock, the last one of the act.
func (t *tx) writeEntries() error {
	n := int64(len(t.entries))
	if n == 0 {
		return nil
	}
	var size int64
	err := t.row("Journal.Lock", `
		INSERT INTO journal_head (agency_id, size) VALUES ($1, $2)
		ON CONFLICT (agency_id) DO UPDATE SET size = journal_head.size + excluded.size
		RETURNING size`, []any{t.actor.Agency, n}, &size)
	if err != nil {
		return err
	}
	first := size - n
	leaves := make([]tlog.Hash, 0, n)
	for i, e := range t.entries {
		salt := make([]byte, journal.SaltSize)
		if _, err := io.ReadFull(t.s.cfg.Random, salt); err != nil {
			return fmt.Errorf("store: no randomness: %w", err)
		}
		entry, err := journal.Make(t.actor, t.now, first+int64(i), salt, e)
		if err != nil {
			return err
		}
		if err := t.insertEntry(entry); err != nil {
			return err
		}
		leaves = append(leaves, entry.LeafHash())
	}
	hashes, err := journal.Append(first, leaves, t.hashReader(t.actor.Agency))
	if err != nil {
		return err
	}
	return t.insertHashes(hashes)
}

func (t *tx) insertEntry(e journal.Entry) error {
	_, err := t.exec("Journal.Insert", `
		INSERT INTO journal_entry (agency_id, idx, at, act, kind, object_id, post_id, account_id,
			person_id, behalf_id, document_id, commitment, salt, payload)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		e.Agency, e.Index, at(e.At), string(e.Act), string(e.Kind), e.Object, e.Post, e.Account,
		e.Person, e.OnBehalfOf, e.Document, e.Commitment[:], e.Salt, e.Payload)
	return err
}

func (t *tx) insertHashes(hashes map[int64]tlog.Hash) error {
	for some := range slices.Chunk(slices.Sorted(maps.Keys(hashes)), 100) {
		var a args
		rows := make([]string, len(some))
		agency := a.add(t.actor.Agency)
		for i, x := range some {
			h := hashes[x]
			rows[i] = `(` + agency + `, ` + a.add(x) + `, ` + a.add(h[:]) + `)`
		}
		_, err := t.exec("Journal.InsertHash",
			`INSERT INTO journal_hash (agency_id, idx, hash) VALUES `+strings.Join(rows, `, `), a...)
		if err != nil {
			return err
		}
	}
	return nil
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

package store

import (
	"golang.org/x/mod/sumdb/tlog"

	"congvan/office"
	"congvan/office/exchange"
	"congvan/office/journal"
)

var _ exchange.Heads = Exchange{}

// Newest gives the agency's newest signed head; "" and 0 when there is none.
func (Exchange) Newest(tx office.Tx, agency office.ID) (string, int64, error) {
	h, err := Journal{}.NewestHead(tx, agency)
	return h.Note, h.Size, err
}

// Covers reports whether every act on an object stands under a signed head.
func (Exchange) Covers(tx office.Tx, agency, object office.ID) (bool, error) {
	var n int
	err := in(tx).row("Exchange.Covers", `
		SELECT COUNT(*) FROM (SELECT MAX(idx) AS idx FROM journal_entry WHERE object_id = $1 AND agency_id = $2) AS last
		WHERE last.idx >= COALESCE((SELECT MAX(size) FROM journal_signed_head WHERE agency_id = $2), 0)`, []any{object, agency}, &n)
	return n == 0, err
}

// ConsistencyProof proves that the agency's tree of size newer extends that of
// size older.
func (Exchange) ConsistencyProof(tx office.Tx, agency office.ID, newer, older int64) (tlog.TreeProof, error) {
	return journal.ProveConsistency(newer, older, Journal{}.Hashes(tx, agency))
}

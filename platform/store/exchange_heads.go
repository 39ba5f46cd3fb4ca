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

// ConsistencyProof proves that the agency's tree of size newer extends that of
// size older.
func (Exchange) ConsistencyProof(tx office.Tx, agency office.ID, newer, older int64) (tlog.TreeProof, error) {
	return journal.ProveConsistency(newer, older, Journal{}.Hashes(tx, agency))
}

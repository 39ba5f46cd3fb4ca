package journal

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// MaxProof bounds a proof read from outside: a tree of 2⁶² leaves needs 124.
const MaxProof = 128

// ProveInclusion proves that entry index is in the tree of size.
func ProveInclusion(size, index int64, read tlog.HashReader) (tlog.RecordProof, error) {
	p, err := tlog.ProveRecord(size, index, read)
	if err != nil {
		return nil, fmt.Errorf("journal.ProveInclusion: %w", err)
	}
	return p, nil
}

// CheckInclusion checks a proof against a head.
func CheckInclusion(p tlog.RecordProof, h Head, index int64, leaf tlog.Hash) error {
	if len(p) > MaxProof {
		return fmt.Errorf("journal.CheckInclusion: proof of %d hashes", len(p))
	}
	return tlog.CheckRecord(p, h.Size, h.Root, index, leaf)
}

// ProveConsistency proves that the tree of size newer extends that of size older.
func ProveConsistency(newer, older int64, read tlog.HashReader) (tlog.TreeProof, error) {
	if older == 0 || older == newer {
		return nil, nil
	}
	p, err := tlog.ProveTree(newer, older, read)
	if err != nil {
		return nil, fmt.Errorf("journal.ProveConsistency: %w", err)
	}
	return p, nil
}

// CheckConsistency checks that newer extends older: nothing that older had was
// changed or dropped. A failure means a fork.
func CheckConsistency(p tlog.TreeProof, newer, older Head) error {
	if len(p) > MaxProof {
		return fmt.Errorf("journal.CheckConsistency: proof of %d hashes", len(p))
	}
	if newer.Origin != older.Origin {
		return fmt.Errorf("journal.CheckConsistency: heads of two journals")
	}
	if older.Size == 0 {
		return nil
	}
	if older.Size == newer.Size {
		if older.Root != newer.Root {
			return fmt.Errorf("journal.CheckConsistency: two roots of size %d", older.Size)
		}
		return nil
	}
	return tlog.CheckTree(p, newer.Size, newer.Root, older.Size, older.Root)
}

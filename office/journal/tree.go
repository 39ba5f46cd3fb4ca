package journal

import (
	"fmt"
	"math/bits"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// Range is a tree while leaves are added: only its right edge is kept, log₂(n)
// hashes. The zero Range is the empty tree.
type Range struct {
	size  int64
	stack []tlog.Hash // roots of the full subtrees, largest first
}

// OpenRange reads the right edge of a tree of size leaves.
func OpenRange(size int64, read tlog.HashReader) (Range, error) {
	if size == 0 {
		return Range{}, nil
	}
	var indexes []int64
	for level := bits.Len64(uint64(size)) - 1; level >= 0; level-- {
		if n := size >> level; n&1 == 1 {
			indexes = append(indexes, tlog.StoredHashIndex(level, n-1))
		}
	}
	edge, err := read.ReadHashes(indexes)
	if err != nil {
		return Range{}, fmt.Errorf("journal.OpenRange: %w", err)
	}
	return Range{size: size, stack: edge}, nil
}

// Clone gives a tree that grows on its own.
func (r *Range) Clone() Range { return Range{size: r.size, stack: slices.Clone(r.stack)} }

// Add appends the next leaf and gives the hashes that become complete with it,
// in the order in which they are stored (tlog.StoredHashIndex).
func (r *Range) Add(leaf tlog.Hash) []tlog.Hash {
	r.stack = append(r.stack, leaf)
	done := []tlog.Hash{leaf}
	for n := r.size; n&1 == 1; n >>= 1 {
		k := len(r.stack)
		node := tlog.NodeHash(r.stack[k-2], r.stack[k-1])
		r.stack = append(r.stack[:k-2], node)
		done = append(done, node)
	}
	r.size++
	return done
}

// Size is how many leaves were added.
func (r *Range) Size() int64 { return r.size }

// Root is the tree's root hash; of the empty tree it is SHA-256 of nothing
// (RFC 6962 §2.1).
func (r *Range) Root() tlog.Hash {
	if r.size == 0 {
		return emptyRoot()
	}
	h := r.stack[len(r.stack)-1]
	for i := len(r.stack) - 2; i >= 0; i-- {
		h = tlog.NodeHash(r.stack[i], h)
	}
	return h
}

func emptyRoot() tlog.Hash {
	h, _ := tlog.TreeHash(0, nil) // of size 0 it reads nothing
	return h
}

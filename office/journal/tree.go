package journal

import (
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Append gives the stored hashes that n new leaves add to a tree of size, keyed
// by tlog.StoredHashIndex. read reads hashes stored before.
func Append(size int64, leaves []tlog.Hash, read tlog.HashReader) (map[int64]tlog.Hash, error) {
	added := make(map[int64]tlog.Hash, 2*len(leaves))
	both := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		var ask []int64
		var where []int
		for i, x := range indexes {
			if h, ok := added[x]; ok {
				out[i] = h
				continue
			}
			ask, where = append(ask, x), append(where, i)
		}
		if len(ask) == 0 {
			return out, nil
		}
		got, err := read.ReadHashes(ask)
		if err != nil {
			return nil, err
		}
		for i, h := range got {
			out[where[i]] = h
		}
		return out, nil
	})
	for i, leaf := range leaves {
		n := size + int64(i)
		hashes, err := tlog.StoredHashesForRecordHash(n, leaf, both)
		if err != nil {
			return nil, fmt.Errorf("journal.Append: entry %d: %w", n, err)
		}
		first := tlog.StoredHashIndex(0, n)
		for k, h := range hashes {
			added[first+int64(k)] = h
		}
	}
	return added, nil
}

// Range computes a tree's root while leaves stream by, keeping only the right
// edge: log₂(n) hashes.
type Range struct {
	size  int64
	stack []tlog.Hash // roots of the full subtrees, largest first
}

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

// Package pdf reads and extends the skeleton of a PDF file: trailer,
// cross-reference tables and streams (also hybrid and linearised files),
// object streams, and the objects a signature touches. It keeps every earlier
// revision reachable, so that two states of one file can be compared, and
// writes incremental updates that never change an earlier byte.
//
// It is NOT for rendering, text extraction, decryption or repair: content
// streams are never decoded and a file whose cross-reference is wrong is
// refused, because a guess would let two readers see two documents.
//
// Reference: ISO 32000-2:2020, 7.2 to 7.5.
package pdf

import "errors"

// What went wrong, for errors.Is.
var (
	ErrMalformed = errors.New("malformed PDF")
	ErrLimit     = errors.New("PDF exceeds a limit")
	ErrRevisions = errors.New("PDF has too many revisions")
)

// Limits on hostile input.
const (
	maxDepth      = 64        // nesting of arrays and dictionaries
	maxObjects    = 2_000_000 // cross-reference entries over all revisions
	maxObjectNum  = 8_388_607 // ISO 32000-1, Annex C
	maxRevisions  = 10_000
	maxInflated   = 64 << 20 // bytes over all xref and object streams
	maxResolve    = 24       // length of a chain of references
	maxHeaderSkip = 1024     // where %PDF- may start
	tailWindow    = 2048     // where startxref may stand before the end
)

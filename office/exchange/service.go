package exchange

import (
	"context"
	"crypto/x509"
	"io"
	"log/slog"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"golang.org/x/sync/singleflight"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
)

// The kinds of jobs.
const (
	JobDeliver = "exchange.deliver" // payload DeliverJob
	JobReceipt = "exchange.receipt" // payload ReceiptJob
)

// DeliverJob asks to deliver an envelope of the job's agency.
type DeliverJob struct {
	Envelope office.ID `json:"envelope"`
}

// ReceiptJob asks to hand a receipt of the job's agency to the sender.
type ReceiptJob struct {
	Receipt office.ID `json:"receipt"`
}

// Documents is what exchange asks of the document package; document.Service is one.
type Documents interface {
	// Prepare looks at received files, hostile as all that comes in, and stores
	// their bytes, before the act that calls ReceiveIn. An error of CodeInvalid,
	// CodeSecret or CodeTooLarge, here or there, refuses the envelope with its
	// message as the reason.
	Prepare(ctx context.Context, a office.Actor, files []document.Upload) ([]document.Ready, error)
	ReceiveIn(tx office.Tx, in document.Arrival) (document.Document, error)
	// ObjectIn gives a document without asking who may read it.
	ObjectIn(tx office.Tx, id office.ID) (document.Document, access.Object, error)
	// RequireReadIn gives a document that the actor may read.
	RequireReadIn(tx office.Tx, id office.ID) (document.Document, access.Object, error)
}

// Files are the stored bytes by (agency, SHA-256).
type Files interface {
	Open(ctx context.Context, agency office.ID, h office.Hash) (io.ReadSeekCloser, int64, error)
}

// Spool gives room for bytes that were not looked at yet: outside the blob
// store, gone when closed.
type Spool interface {
	Create() (SpoolFile, error)
}

// SpoolFile is a file that goes when it is closed.
type SpoolFile interface {
	io.ReadWriteSeeker
	io.Closer
}

// Keys gives the service keys of this deployment's agencies, from memory.
// office.CodeNotFound when the agency has none.
type Keys interface {
	ServiceKey(agency office.ID) (ServiceKey, error)
}

// Heads reads an agency's own journal heads.
type Heads interface {
	// Newest gives the newest signed head; "" and 0 when there is none.
	Newest(tx office.Tx, agency office.ID) (note string, size int64, err error)
	// ConsistencyProof proves that the tree of size newer extends that of size older.
	ConsistencyProof(tx office.Tx, agency office.ID, newer, older int64) (tlog.TreeProof, error)
	// Covers reports whether every act on an object stands under a signed head.
	Covers(tx office.Tx, agency, object office.ID) (bool, error)
}

// Transport carries messages to a peer; peer.Agency says on whose behalf.
// Both methods give the peer's answer, an encoded Notice, unjudged, and fail
// with *office.Error: CodeUnavailable when the peer is away or answers rubbish,
// otherwise with what the peer's server said.
type Transport interface {
	// Send carries a package, reading it once.
	Send(ctx context.Context, peer Peer, pack io.Reader) (notice []byte, err error)
	// SendReceipt carries a notice with a receipt.
	SendReceipt(ctx context.Context, peer Peer, notice []byte) (answer []byte, err error)
}

// Arrival says where a message came in and who brought it.
type Arrival struct {
	At    office.ID           // the agency that was reached
	Chain []*x509.Certificate // of the connection; nil when the transport has none (courier)
	// From is the agency the chain is of, when it is of this deployment and keeps
	// its files in the same store: these are then not copied. Else zero.
	From office.ID
}

// Service is the use cases of exchange.
type Service struct {
	Acts      office.Acts
	Store     Store
	Documents Documents
	Files     Files
	Spool     Spool
	Keys      Keys
	Heads     Heads
	// SignHead signs the agency's newest head. Before a message leaves it is asked
	// for one that covers what the message is about, unless there is one already.
	// nil: heads are signed elsewhere, and the newest travels.
	SignHead   func(ctx context.Context, agency office.ID) error
	Trust      Trust
	Transports map[TransportName]Transport
	Limits     Limits
	Retry      Retry
	Random     io.Reader // jitter
	Log        *slog.Logger

	headers headers
	signing singleflight.Group // one head an agency, however many messages wait for it
}

// Retry says how often delivery is tried: Base doubling to Most, half of it
// random. After Stalled attempts an envelope is listed as stalled; it is still
// tried.
type Retry struct {
	Base, Most time.Duration
	Stalled    int
}

// DefaultRetry: 5 s doubling to 30 min, stalled after 8 attempts (about 20 min).
func DefaultRetry() Retry { return Retry{Base: 5 * time.Second, Most: 30 * time.Minute, Stalled: 8} }

// after is how long to wait after the n-th failure (n ≥ 1).
func (r Retry) after(n int, random io.Reader) time.Duration {
	d := r.Most
	if n < 20 && r.Base<<(n-1) < r.Most {
		d = r.Base << (n - 1)
	}
	var b [2]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return d
	}
	return d/2 + d/2*time.Duration(int(b[0])<<8|int(b[1]))/65536
}

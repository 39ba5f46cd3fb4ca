package exchange

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"congvan/office"
)

// KindReceipt is the journal's name of a receipt.
const KindReceipt office.Kind = "receipt"

const (
	receiptType = "congvan/receipt/1"
	maxReceipt  = 16 << 10
	// MaxReason bounds the reason of a receipt, in bytes.
	MaxReason = 2000
)

// Statement is what a receipt says: the receiver's word about one envelope.
type Statement struct {
	From, To string    // organ codes: who writes it, who sent the envelope
	Envelope office.ID // travelling id
	Manifest office.Hash
	Number   int // 1, 2, … per envelope, given by the receiver
	Status   Status
	At       time.Time
	Reason   string
}

func (s Statement) text() string {
	return fmt.Sprintf("%s\nfrom %s\nto %s\nenvelope %s\nmanifest %s\nnumber %d\nstatus %s\nat %s\nreason %s\n", receiptType,
		quoted(s.From), quoted(s.To), s.Envelope, s.Manifest, s.Number, string(s.Status), s.At.UTC().Format(instantLayout), quoted(s.Reason))
}

// SignReceipt signs a statement with the receiver's service key. The same
// statement and key always give the same bytes (Ed25519, RFC 8032).
func SignReceipt(s Statement, key note.Signer) (string, error) {
	b, err := note.Sign(&note.Note{Text: s.text()}, key)
	if err != nil {
		return "", fmt.Errorf("exchange.SignReceipt: %w", err)
	}
	return string(b), nil
}

// OpenReceipt reads a receipt's note and checks its signature.
func OpenReceipt(signed string, v note.Verifier) (Statement, error) {
	if len(signed) > maxReceipt {
		return Statement{}, fmt.Errorf("exchange.OpenReceipt: %d bytes", len(signed))
	}
	n, err := note.Open([]byte(signed), note.VerifierList(v))
	if err != nil {
		return Statement{}, fmt.Errorf("exchange.OpenReceipt: %w", err)
	}
	return parseStatement(n.Text)
}

// peekReceipt reads a receipt without judging its signature.
func peekReceipt(signed string) (Statement, error) {
	text, _, ok := strings.Cut(signed, "\n\n")
	if !ok || len(signed) > maxReceipt {
		return Statement{}, fmt.Errorf("exchange.peekReceipt: not a receipt")
	}
	return parseStatement(text + "\n")
}

func parseStatement(text string) (Statement, error) {
	l := newLines(text, maxReceipt)
	l.next(receiptType)
	s := Statement{From: l.text("from"), To: l.text("to"), Envelope: l.id("envelope"), Manifest: l.hash("manifest")}
	n, err := strconv.Atoi(l.next("number"))
	l.fail("number", err)
	s.Number = n
	s.Status = Status(l.next("status"))
	s.At = l.time("at")
	s.Reason = l.text("reason")
	if err := l.end(); err != nil {
		return Statement{}, fmt.Errorf("exchange.OpenReceipt: %w", err)
	}
	if s.Number < 1 || s.Envelope.Zero() || s.Status.rank() < Arrived.rank() && s.Status != Refused || len(s.Reason) > MaxReason || s.text() != text {
		return Statement{}, fmt.Errorf("exchange.OpenReceipt: not in canonical form")
	}
	return s, nil
}

// Receipt is a receipt as kept on either side.
type Receipt struct {
	ID         office.ID
	Agency     office.ID
	Direction  Direction // Out: we wrote it; In: the peer wrote it
	Envelope   office.ID // the row of its envelope
	Number     int
	Status     Status
	Reason     string
	At         time.Time // as the writer says
	Note       string    // the signed bytes, as they travel
	Late       bool      // changed nothing: a newer one was here first, or there is no such move
	RecordedAt time.Time

	// Bookkeeping of handing it over (Out), not journalled.
	DeliveredAt time.Time
	Attempts    int
	NextAttempt time.Time
	LastError   string
}

// receiptV1 is the canonical encoding "receipt/1". The bookkeeping columns
// delivered_at, attempts, next_attempt and last_error are left out by name.
type receiptV1 struct {
	ID         office.ID `json:"id"`
	Agency     office.ID `json:"agency_id"`
	Direction  Direction `json:"direction"`
	Envelope   office.ID `json:"envelope_id"`
	Number     int       `json:"number"`
	Status     Status    `json:"status"`
	Reason     string    `json:"reason"`
	At         time.Time `json:"at"`
	Note       string    `json:"note"`
	Late       bool      `json:"late"`
	RecordedAt time.Time `json:"recorded_at"`
}

// State encodes the receipt for the journal.
func (r Receipt) State() office.State {
	return office.Canonical("receipt/1", receiptV1{
		r.ID, r.Agency, r.Direction, r.Envelope, r.Number, r.Status, r.Reason, r.At.UTC(), r.Note, r.Late, r.RecordedAt.UTC(),
	})
}

package exchange

import (
	"context"
	"fmt"
	"io"
	"time"

	"congvan/office"
	"congvan/office/access"
)

// open checks a notice's certificate and the signature of its receipt, and that
// the receipt was written by the peer for an envelope of the agency self.
func (s *Service) open(tx office.Tx, p Peer, self string, n Notice) (Statement, error) {
	if err := s.Trust.Check(p, n.Chain, tx.Now()); err != nil {
		return Statement{}, err
	}
	v, err := verifierOf(p.Code, n.Chain[0])
	if err != nil {
		return Statement{}, err
	}
	got, err := OpenReceipt(n.Receipt, v)
	if err != nil {
		return Statement{}, err
	}
	if got.From != p.Code || got.To != self {
		return Statement{}, fmt.Errorf("exchange: receipt from %q to %q", clip(got.From), clip(got.To))
	}
	return got, nil
}

// applyIn keeps a receipt of a sent envelope and moves the envelope's status.
// before is the row as locked, e the row with the caller's changes. A receipt
// that is here already changes nothing; one that comes late, or asks for a move
// that is not allowed, is kept as late. It reports whether the receipt is new.
func (s *Service) applyIn(tx office.Tx, before, e Envelope, st Statement, note string, act office.ActCode) (bool, error) {
	kept, err := s.Store.Receipts(tx, e.ID)
	if err != nil {
		return false, err
	}
	newest, known := 0, false
	for _, r := range kept {
		newest = max(newest, r.Number)
		if r.Number != st.Number {
			continue
		}
		if old, err := peekReceipt(r.Note); err != nil || old.text() != st.text() {
			return false, s.conflictIn(tx, e, note)
		}
		known = true
	}
	var r Receipt
	if !known {
		r = Receipt{
			ID: tx.NewID(), Agency: e.Agency, Direction: In, Envelope: e.ID, Number: st.Number, Status: st.Status,
			Reason: st.Reason, At: st.At, Note: note, RecordedAt: tx.Now(),
			Late: st.Number < newest || !e.Status.CanBecome(st.Status),
		}
		if err := s.Store.InsertReceipt(tx, r); err != nil {
			return false, err
		}
		if !r.Late {
			e.Status, e.Reason, e.StatusAt = st.Status, st.Reason, st.At
		}
	}
	if err := s.Store.UpdateEnvelope(tx, e); err != nil {
		return false, err
	}
	if string(before.State().JSON) != string(e.State().JSON) {
		tx.Record(e.entry(act, nil))
	}
	if !known {
		tx.Record(e.receiptEntry(access.ReceiveReceipt, r))
	}
	return !known, nil
}

// conflictIn keeps the incident of two different receipts with one number. The
// caller's act goes on: nothing else of the envelope changes.
func (s *Service) conflictIn(tx office.Tx, e Envelope, note string) error {
	_, err := s.noteIncident(tx, Incident{
		Kind: ReceiptConflict, PeerCode: e.Peer.Code, Envelope: e.EnvelopeID, Digest: office.HashOf([]byte(note)),
	})
	return err
}

// TakeReceipt takes a receipt that a peer pushes to the agency reached and gives
// the answer, an encoded Notice. A receipt that is here already, or comes late,
// is answered like a new one.
//
// Errors: CodeForbidden when the writer is not who he says; CodeInvalid for
// what cannot be read or is for an unknown envelope.
func (s *Service) TakeReceipt(ctx context.Context, at Arrival, r io.Reader) ([]byte, error) {
	n, err := ReadNotice(r)
	if err != nil {
		return nil, unreadable("exchange.TakeReceipt", err)
	}
	said, err := peekReceipt(n.Receipt)
	if err != nil {
		return nil, unreadable("exchange.TakeReceipt", err)
	}
	var answer Notice
	err = s.Acts.Act(ctx, office.SystemActor(at.At), func(tx office.Tx) error {
		answer = Notice{}
		self, err := s.Store.Party(tx, at.At)
		if err != nil {
			return err
		}
		peer, err := s.peerIn(tx, Party{Code: said.From})
		if err != nil {
			return err
		}
		if err := sameKey(at.Chain, n.Chain); err != nil {
			return err
		}
		st, err := s.open(tx, peer, self.Code, n)
		if err != nil {
			return unreadable("exchange.TakeReceipt", err)
		}
		if err := s.takeIn(tx, peer, st, n); err != nil {
			return err
		}
		answer, err = s.noticeIn(tx, peer, "")
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer.Encode()
}

func (s *Service) takeIn(tx office.Tx, peer Peer, st Statement, n Notice) error {
	e, err := s.Store.LockEnvelopeByKey(tx, tx.Actor().Agency, Out, peer.Code, st.Envelope)
	if office.CodeOf(err) == office.CodeNotFound {
		return office.Invalid("exchange.TakeReceipt",
			"Biên nhận cho một gói tin mà cơ quan này không gửi.", "A receipt for an envelope this agency has not sent.")
	}
	if err != nil {
		return err
	}
	if err := s.hearIn(tx, peer, n); err != nil {
		return err
	}
	if st.Manifest != e.Manifest {
		return s.conflictIn(tx, e, n.Receipt)
	}
	before := e
	if e.SentAt.IsZero() { // the answer to the package was lost, but it arrived
		e.SentAt = tx.Now()
	}
	e.LastError, e.NextAttempt = "", time.Time{}
	_, err = s.applyIn(tx, before, e, st, n.Receipt, access.ReceiveReceipt)
	return err
}

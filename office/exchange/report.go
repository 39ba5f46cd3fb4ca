package exchange

import (
	"bytes"
	"context"
	"strings"
	"time"

	"congvan/office"
	"congvan/office/access"
)

// StatusIn reports to the sender what became of an incoming document: it writes
// the envelope's next receipt inside the caller's act, and the receipt leaves
// after it has committed. It is a consequence of the caller's act, which has
// checked who may do it.
//
// A document that did not come by exchange, or a move that is not allowed (the
// sender knows as much already), is no error and changes nothing. A refusal
// needs a reason: CodeInvalid.
func (s *Service) StatusIn(tx office.Tx, document office.ID, status Status, reason string) error {
	agency := tx.Actor().Agency
	e, err := s.Store.LockArrival(tx, agency, document)
	if office.CodeOf(err) == office.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	if status == Refused && reason == "" {
		return office.InvalidField("exchange.StatusIn", "reason",
			"Ghi lý do từ chối để cơ quan gửi biết cách khắc phục.", "Give the reason of the refusal.")
	}
	if !e.Status.CanBecome(status) {
		return nil
	}
	e.Status, e.Reason, e.StatusAt = status, clipReason(reason), tx.Now()
	if err := s.Store.UpdateEnvelope(tx, e); err != nil {
		return err
	}
	tx.Record(e.entry(access.WriteReceipt, nil))
	self, err := s.Store.Party(tx, agency)
	if err != nil {
		return err
	}
	all, err := s.Store.Receipts(tx, e.ID)
	if err != nil {
		return err
	}
	number := 1
	if n := len(all); n > 0 {
		number = all[n-1].Number + 1
	}
	key, err := s.Keys.ServiceKey(agency)
	if err != nil {
		return err
	}
	r, err := receiptIn(tx, key, self, e, number)
	if err != nil {
		return err
	}
	r.NextAttempt = tx.Now()
	if err := s.Store.InsertReceipt(tx, r); err != nil {
		return err
	}
	tx.Record(e.receiptEntry(access.WriteReceipt, r))
	tx.Enqueue(office.Job{Kind: JobReceipt, Key: r.ID.String(), Payload: ReceiptJob{r.ID}})
	return nil
}

// receiptIn signs the receipt of an envelope's present status with the agency's
// service key, which is in memory.
func receiptIn(tx office.Tx, key ServiceKey, self Party, e Envelope, number int) (Receipt, error) {
	note, err := SignReceipt(Statement{
		From: self.Code, To: e.Peer.Code, Envelope: e.EnvelopeID, Manifest: e.Manifest,
		Number: number, Status: e.Status, At: tx.Now(), Reason: e.Reason,
	}, key.Signer)
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{
		ID: tx.NewID(), Agency: e.Agency, Direction: Out, Envelope: e.ID, Number: number, Status: e.Status,
		Reason: e.Reason, At: tx.Now(), Note: note, RecordedAt: tx.Now(),
	}, nil
}

// noticeIn wraps a receipt ("" for none) for a peer. A receipt signed with a key
// that has since been replaced says the same under the new one: the peer knows
// only that.
func (s *Service) noticeIn(tx office.Tx, p Peer, receipt string) (Notice, error) {
	key, err := s.Keys.ServiceKey(tx.Actor().Agency)
	if err != nil {
		return Notice{}, err
	}
	if receipt != "" {
		if receipt, err = underKey(receipt, key); err != nil {
			return Notice{}, err
		}
	}
	return s.wrapIn(tx, p, receipt, key)
}

// wrapIn wraps a receipt that was signed with the key.
func (s *Service) wrapIn(tx office.Tx, p Peer, receipt string, key ServiceKey) (Notice, error) {
	attest, err := s.attestIn(tx, p)
	return Notice{Receipt: receipt, Chain: key.Chain, Attest: attest}, err
}

func underKey(receipt string, key ServiceKey) (string, error) {
	st, err := peekReceipt(receipt)
	if err != nil {
		return "", err
	}
	v, err := verifierOf(st.From, key.Certificate())
	if err != nil {
		return "", err
	}
	if _, err := OpenReceipt(receipt, v); err == nil {
		return receipt, nil
	}
	return SignReceipt(st, key.Signer)
}

// PushReceipt hands one receipt of an agency to the sender of the envelope. It
// is the worker of JobReceipt and behaves as Deliver does.
func (s *Service) PushReceipt(ctx context.Context, agency, receipt office.ID) error {
	if err := s.underHead(ctx, agency, receipt); err != nil {
		return err
	}
	var peer Peer
	var message []byte
	done := false
	err := s.Acts.View(ctx, office.SystemActor(agency), func(tx office.Tx) error {
		r, err := s.Store.Receipt(tx, agency, receipt)
		if err != nil {
			return err
		}
		if done = r.Direction != Out || !r.DeliveredAt.IsZero(); done {
			return nil
		}
		e, err := s.Store.Envelope(tx, agency, r.Envelope)
		if err != nil {
			return err
		}
		if peer, err = s.peerIn(tx, e.Peer); err != nil {
			return err
		}
		n, err := s.noticeIn(tx, peer, r.Note)
		if err != nil {
			return err
		}
		message, err = n.Encode()
		return err
	})
	if done {
		return nil
	}
	var answer Notice
	if err == nil {
		answer, err = s.push(ctx, peer, message)
	}
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	if err == nil {
		err = s.pushed(after, agency, receipt, peer, answer)
	}
	if err != nil {
		return s.notPushed(after, agency, receipt, err)
	}
	return nil
}

func (s *Service) push(ctx context.Context, p Peer, message []byte) (Notice, error) {
	transport, ok := s.Transports[p.Transport]
	if !ok {
		return Notice{}, office.Invalid("exchange.PushReceipt",
			"Máy chủ này không mở kênh “"+string(p.Transport)+"”. Quản trị kiểm tra cấu hình liên thông.",
			"This server has no such transport. Check the configuration.")
	}
	raw, err := transport.SendReceipt(ctx, p, message)
	if err != nil {
		return Notice{}, err
	}
	n, err := ReadNotice(bytes.NewReader(raw))
	if err != nil {
		return Notice{}, rubbish(p, err)
	}
	return n, nil
}

func (s *Service) pushed(ctx context.Context, agency, receipt office.ID, p Peer, answer Notice) error {
	return s.Acts.Act(ctx, office.SystemActor(agency), func(tx office.Tx) error {
		if err := s.Trust.Check(p, answer.Chain, tx.Now()); err != nil {
			return err
		}
		r, err := s.Store.Receipt(tx, agency, receipt)
		if err != nil {
			return err
		}
		if err := s.hearIn(tx, p, answer); err != nil {
			return err
		}
		r.Attempts++
		r.DeliveredAt, r.LastError, r.NextAttempt = tx.Now(), "", time.Time{}
		return s.Store.UpdateReceipt(tx, r)
	})
}

func (s *Service) notPushed(ctx context.Context, agency, receipt office.ID, cause error) error {
	if s.Log != nil {
		s.Log.Warn("exchange: receipt not handed over", "receipt", receipt.String(), "error", cause)
	}
	return s.Acts.Act(ctx, office.SystemActor(agency), func(tx office.Tx) error {
		r, err := s.Store.Receipt(tx, agency, receipt)
		if err != nil {
			return err
		}
		if !r.DeliveredAt.IsZero() {
			return nil
		}
		r.Attempts++
		wait := s.Retry.after(r.Attempts, s.Random)
		r.LastError, r.NextAttempt = words(cause), tx.Now().Add(wait)
		if err := s.Store.UpdateReceipt(tx, r); err != nil {
			return err
		}
		tx.Enqueue(office.Job{Kind: JobReceipt, Key: r.ID.String(), Payload: ReceiptJob{r.ID}, After: wait})
		return nil
	})
}

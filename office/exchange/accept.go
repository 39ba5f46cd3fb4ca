package exchange

import (
	"context"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
)

// accept writes everything of an accepted package in one act: the incoming
// document, the envelope, receipt 1 with status 01, the sender's head.
func (c *reception) accept(ctx context.Context, l Letter, header []byte, files []document.Ready) ([]byte, error) {
	m := c.front.manifest
	var answer Notice
	err := c.Acts.Act(ctx, office.SystemActor(c.at.At), func(tx office.Tx) error {
		object := access.Object{Kind: KindEnvelope, Agency: c.at.At}
		if err := access.Require(tx.Actor(), access.ReceiveEnvelope, object); err != nil {
			return err
		}
		e := c.envelopeIn(tx)
		e.ManifestText, e.Header, e.Status = c.front.text, m.Header, Arrived
		d, err := c.Documents.ReceiveIn(tx, arrivalOf(l, c.peer.Party(), e.ID, files))
		if err != nil {
			return &signedRefusal{RefusedContent, err}
		}
		e.Document = d.ID
		if err := c.Store.PutHeader(tx, c.at.At, m.Header, header); err != nil {
			return err
		}
		answer, err = c.writeIn(tx, e, access.ReceiveEnvelope)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer.Encode()
}

// refuse answers an authentic package with receipt 1, status 02. Of the package
// only its sum is kept, no subject and no file; the incident is listed.
func (c *reception) refuse(ctx context.Context, kind IncidentKind, reason string) ([]byte, error) {
	var answer Notice
	err := c.Acts.Act(ctx, office.SystemActor(c.at.At), func(tx office.Tx) error {
		object := access.Object{Kind: KindEnvelope, Agency: c.at.At}
		if err := access.Require(tx.Actor(), access.RefuseEnvelope, object); err != nil {
			return err
		}
		if err := c.incidentIn(tx, kind, ""); err != nil {
			return err
		}
		e := c.envelopeIn(tx)
		e.Status, e.Reason = Refused, clipReason(reason)
		var err error
		answer, err = c.writeIn(tx, e, access.RefuseEnvelope)
		return err
	})
	if office.CodeOf(err) == office.CodeConflict { // twice at once
		return c.judgeAgain(ctx, err)
	}
	if err != nil {
		return nil, err
	}
	return answer.Encode()
}

// judgeAgain answers like the other copy of a package that came twice at once.
func (c *reception) judgeAgain(ctx context.Context, cause error) ([]byte, error) {
	var answer *Notice
	err := c.Acts.Act(ctx, office.SystemActor(c.at.At), func(tx office.Tx) error {
		old, err := c.Store.LockEnvelopeByKey(tx, c.at.At, In, c.peer.Code, c.front.manifest.Envelope)
		if err != nil {
			return err
		}
		if old.Manifest != c.front.digest() {
			return cause
		}
		answer, err = c.againIn(tx, old)
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer.Encode()
}

// envelopeIn is the row of the arriving envelope, without its outcome.
func (c *reception) envelopeIn(tx office.Tx) Envelope {
	m := c.front.manifest
	return Envelope{
		ID: tx.NewID(), Agency: c.at.At, Direction: In, EnvelopeID: m.Envelope, Peer: c.peer.Party(), Replaces: m.Replaces,
		Manifest: c.front.digest(), Signature: c.front.signature, SignerKey: c.key,
		CreatedAt: tx.Now(), SentAt: m.Sent, StatusAt: tx.Now(),
	}
}

// writeIn inserts the envelope and its first receipt, keeps the sender's head,
// and makes the answer.
func (c *reception) writeIn(tx office.Tx, e Envelope, act office.ActCode) (Notice, error) {
	if err := c.Store.InsertEnvelope(tx, e); err != nil {
		return Notice{}, err
	}
	tx.Record(e.entry(act, nil))
	key, err := c.Keys.ServiceKey(c.at.At)
	if err != nil {
		return Notice{}, err
	}
	r, err := receiptIn(tx, key, c.self, e, 1)
	if err != nil {
		return Notice{}, err
	}
	r.DeliveredAt = tx.Now() // in the answer; if that is lost the sender asks again
	if err := c.Store.InsertReceipt(tx, r); err != nil {
		return Notice{}, err
	}
	tx.Record(e.receiptEntry(access.WriteReceipt, r))
	if err := c.hearIn(tx, c.peer, c.front.notice); err != nil {
		return Notice{}, err
	}
	return c.wrapIn(tx, c.peer, r.Note, key)
}

// againIn answers a known envelope with the receipt it was given first.
func (c *reception) againIn(tx office.Tx, old Envelope) (*Notice, error) {
	all, err := c.Store.Receipts(tx, old.ID)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, office.NotFound("exchange.Receive", "Không tìm thấy biên nhận.", "The receipt is missing.")
	}
	if err := c.hearIn(tx, c.peer, c.front.notice); err != nil {
		return nil, err
	}
	n, err := c.noticeIn(tx, c.peer, all[0].Note)
	return &n, err
}

// strangerIn refuses a sender who is not in the address book. Nothing but the
// incident is kept, for the claim proves nothing; the receipt takes its time from
// the incident, so that asking again gives the same bytes.
func (c *reception) strangerIn(tx office.Tx) (*Notice, error) {
	m := c.front.manifest
	if err := sameKey(c.at.Chain, c.front.notice.Chain); err != nil {
		return nil, err
	}
	kept, err := c.noteIncident(tx, Incident{
		Kind: UnknownSender, PeerCode: m.From, Envelope: m.Envelope, Digest: c.front.digest(),
	})
	if err != nil {
		return nil, err
	}
	key, err := c.Keys.ServiceKey(c.at.At)
	if err != nil {
		return nil, err
	}
	receipt, err := SignReceipt(Statement{
		From: c.self.Code, To: m.From, Envelope: m.Envelope, Manifest: c.front.digest(), Number: 1, Status: Refused, At: kept.At,
		Reason: "Cơ quan gửi chưa có trong sổ địa chỉ liên thông của “" + c.self.Name + "”. Liên hệ để được thêm rồi gửi lại.",
	}, key.Signer)
	if err != nil {
		return nil, err
	}
	return &Notice{Receipt: receipt, Chain: key.Chain, Attest: Attest{}}, nil
}

func clipReason(s string) string {
	if len(s) <= MaxReason {
		return s
	}
	for i := range s { // cut between characters
		if i > MaxReason-8 {
			return s[:i] + "…"
		}
	}
	return s
}

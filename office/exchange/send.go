package exchange

import (
	"context"

	"congvan/office"
	"congvan/office/access"
)

// SendIn queues one envelope per recipient for an issued document, inside the
// caller's act: the packages leave after it has committed. What travels is fixed
// now; later corrections of the document do not change it.
//
// Errors: CodeForbidden; CodeSecret for a document above “Thường”; CodeInvalid
// when no recipient is given, one is given twice, is the agency itself, or the
// document lacks what an edXML header needs. A recipient without an address is
// queued all the same and listed with what is missing.
func (s *Service) SendIn(tx office.Tx, document office.ID, to []Party) ([]Envelope, error) {
	a := tx.Actor()
	object := access.Object{Kind: KindEnvelope, Agency: a.Agency, Document: document}
	if err := access.Require(a, access.SendEnvelope, object); err != nil {
		return nil, err
	}
	letter, err := s.letterIn(tx, document)
	if err != nil {
		return nil, err
	}
	return s.queue(tx, document, letter, to, nil, access.SendEnvelope)
}

// queue makes the envelopes; replaces is nil or names one refused envelope for
// the only recipient.
func (s *Service) queue(tx office.Tx, document office.ID, l Letter, to []Party, replaces *Envelope, act office.ActCode) ([]Envelope, error) {
	agency := tx.Actor().Agency
	from, err := s.Store.Party(tx, agency)
	if err != nil {
		return nil, err
	}
	if err := checkSending(l, from, to, s.Limits); err != nil {
		return nil, err
	}
	header, err := writeHeader(l, from, to, tx.Now())
	if err != nil {
		return nil, err
	}
	sum := office.HashOf(header)
	if err := s.Store.PutHeader(tx, agency, sum, header); err != nil {
		return nil, err
	}
	m := manifestOf(l, from, sum, int64(len(header)))
	m.Sent = tx.Now()
	out := make([]Envelope, 0, len(to))
	for _, p := range to {
		m.Envelope, m.To = tx.NewID(), p.Code
		if replaces != nil {
			m.Replaces = replaces.EnvelopeID
		}
		e := Envelope{
			ID: m.Envelope, Agency: agency, Direction: Out, EnvelopeID: m.Envelope, Peer: p, Document: document,
			Replaces: m.Replaces, ManifestText: m.Text(), Header: sum, Status: Queued,
			CreatedAt: tx.Now(), StatusAt: tx.Now(), NextAttempt: tx.Now(),
		}
		e.Manifest = office.HashOf([]byte(e.ManifestText))
		if err := s.Store.InsertEnvelope(tx, e); err != nil {
			return nil, err
		}
		tx.Record(e.entry(act, nil))
		tx.Enqueue(office.Job{Kind: JobDeliver, Key: e.ID.String(), Payload: DeliverJob{e.ID}})
		out = append(out, e)
	}
	return out, nil
}

func manifestOf(l Letter, from Party, header office.Hash, size int64) Manifest {
	m := Manifest{
		From: from.Code, Classification: l.Classification, RuleSet: l.RuleSet, TypeCode: l.TypeCode,
		Reference: l.ReferenceCode, Issuer: l.IssuingName, Header: header, HeaderSize: size,
	}
	for i, f := range l.Files {
		m.Files = append(m.Files, ManifestFile{ContentID: contentID(i, f.SHA256), SHA256: f.SHA256, Size: f.Size, Role: f.Role})
	}
	return m
}

func checkSending(l Letter, from Party, to []Party, limits Limits) error {
	const op = "exchange.SendIn"
	if l.Classification != office.Open {
		return office.NewError(office.CodeSecret, op,
			"Văn bản có độ mật “"+l.Classification.String()+"” không được gửi qua liên thông. Gửi theo đường văn bản mật.",
			"A classified document must not be sent here. Use the channel for secret documents.")
	}
	if len(to) == 0 {
		return office.InvalidField(op, "recipients", "Chọn ít nhất một nơi nhận.", "Choose at least one recipient.")
	}
	seen := make(map[string]bool, len(to))
	for _, p := range to {
		if p.Code == "" || len(p.Code) > 64 || p.Code == from.Code || seen[p.Code] {
			return office.InvalidField(op, "recipients",
				"Nơi nhận “"+p.Name+"” không có mã định danh hợp lệ, là chính cơ quan gửi, hoặc bị chọn hai lần. Sửa danh sách nơi nhận.",
				"A recipient has no valid organ code, is the sender itself, or is chosen twice.")
		}
		seen[p.Code] = true
	}
	if len(l.Files) == 0 {
		return office.Invalid(op, "Văn bản chưa có tệp để gửi.", "The document has no file to send.")
	}
	return manifestOf(l, from, office.Hash{}, 0).check(limits)
}

// Resend sends a refused envelope's document to the same recipient again, as it
// is today, in a new envelope that names the old one. Errors: CodeForbidden;
// CodeConflict when the envelope was not refused or was sent again already.
func (s *Service) Resend(ctx context.Context, a office.Actor, envelope office.ID) (Envelope, error) {
	var made Envelope
	err := s.Acts.Act(ctx, a, func(tx office.Tx) error {
		old, err := s.Store.LockEnvelope(tx, a.Agency, envelope)
		if err != nil {
			return err
		}
		object := access.Object{Kind: KindEnvelope, ID: old.ID, Agency: old.Agency, Document: old.Document}
		if err := access.Require(a, access.ResendEnvelope, object); err != nil {
			return err
		}
		all, err := s.Store.Sent(tx, a.Agency, old.Document)
		if err != nil {
			return err
		}
		if old.Direction != Out || old.Status != Refused || replaced(all)[old.ID] {
			return office.Conflict("exchange.Resend",
				"Chỉ gửi lại được gói tin đã bị từ chối và chưa được gửi lại. Tải lại trang để xem trạng thái mới nhất.",
				"Only an envelope that was refused and not sent again can be resent. Reload to see its state.")
		}
		letter, err := s.letterIn(tx, old.Document)
		if err != nil {
			return err
		}
		list, err := s.queue(tx, old.Document, letter, []Party{old.Peer}, &old, access.ResendEnvelope)
		if err == nil {
			made = list[0]
		}
		return err
	})
	return made, err
}

// replaced tells which of a document's envelopes a later one replaces.
func replaced(all []Envelope) map[office.ID]bool {
	out := map[office.ID]bool{}
	for _, e := range all {
		if !e.Replaces.Zero() {
			out[e.Replaces] = true
		}
	}
	return out
}

// RetryNow delivers a waiting envelope at once instead of at its next attempt.
// Errors: CodeForbidden; CodeConflict when it was delivered meanwhile.
func (s *Service) RetryNow(ctx context.Context, a office.Actor, envelope office.ID) error {
	return s.Acts.Act(ctx, a, func(tx office.Tx) error {
		e, err := s.Store.LockEnvelope(tx, a.Agency, envelope)
		if err != nil {
			return err
		}
		object := access.Object{Kind: KindEnvelope, ID: e.ID, Agency: e.Agency, Document: e.Document}
		if err := access.Require(a, access.SendEnvelope, object); err != nil {
			return err
		}
		if e.Direction != Out || e.Status != Queued {
			return office.Conflict("exchange.RetryNow", "Gói tin này không còn chờ gửi.", "The envelope no longer waits.")
		}
		e.NextAttempt = tx.Now()
		if err := s.Store.UpdateEnvelope(tx, e); err != nil {
			return err
		}
		tx.Enqueue(office.Job{Kind: JobDeliver, Payload: DeliverJob{e.ID}})
		return nil
	})
}

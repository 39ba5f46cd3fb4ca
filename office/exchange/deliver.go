package exchange

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"congvan/office"
	"congvan/office/access"
)

// Deliver sends one envelope of an agency and keeps the peer's answer. It is the
// worker of JobDeliver: running it twice, or for an envelope already delivered,
// does no harm. When the peer is away or answers rubbish, the reason and the
// time of the next attempt are written to the envelope, the next attempt is
// queued, and Deliver returns nil; an error means that not even that was
// possible.
func (s *Service) Deliver(ctx context.Context, agency, envelope office.ID) error {
	if err := s.underHead(ctx, agency, envelope); err != nil {
		return err
	}
	d := delivery{Service: s, agency: agency, envelope: envelope}
	err := d.prepare(ctx)
	if errors.Is(err, errNotWaiting) {
		return nil
	}
	var answer Notice
	if err == nil {
		answer, err = d.send(ctx)
	}
	// The outcome is written even while the process stops.
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	if err == nil {
		err = d.succeeded(after, answer)
	}
	if err != nil {
		return d.failed(after, err)
	}
	return nil
}

var errNotWaiting = errors.New("exchange: not waiting")

// delivery is one attempt.
type delivery struct {
	*Service
	agency, envelope office.ID
	self             Party
	peer             Peer
	key              ServiceKey
	row              Envelope
	pack             pack
}

// prepare reads what is needed in one view.
func (d *delivery) prepare(ctx context.Context) error {
	return d.Acts.View(ctx, office.SystemActor(d.agency), func(tx office.Tx) error {
		var err error
		if d.row, err = d.Store.Envelope(tx, d.agency, d.envelope); err != nil {
			return err
		}
		if d.row.Direction != Out || d.row.Status != Queued {
			return errNotWaiting
		}
		if d.self, err = d.Store.Party(tx, d.agency); err != nil {
			return err
		}
		if d.key, err = d.Keys.ServiceKey(d.agency); err != nil {
			return err
		}
		if d.peer, err = d.peerIn(tx, d.row.Peer); err != nil {
			return err
		}
		header, err := d.Store.Header(tx, d.agency, d.row.Header)
		if err != nil {
			return err
		}
		attest, err := d.attestIn(tx, d.peer)
		if err != nil {
			return err
		}
		d.pack = pack{agency: d.agency, text: d.row.ManifestText, key: d.key, attest: attest, header: header}
		if d.pack.manifest, err = ParseManifest(d.row.ManifestText); err != nil {
			return err
		}
		d.pack.signature, err = SignManifest(d.pack.text, d.key.Signer)
		return err
	})
}

// send streams the package to the transport and reads the answer.
func (d *delivery) send(ctx context.Context) (Notice, error) {
	transport, ok := d.Transports[d.peer.Transport]
	if !ok {
		return Notice{}, office.Invalid("exchange.Deliver",
			"Máy chủ này không mở kênh “"+string(d.peer.Transport)+"”. Quản trị kiểm tra cấu hình liên thông.",
			"This server has no such transport. Check the configuration.")
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r, w := io.Pipe()
	written := make(chan error, 1)
	go func() {
		err := d.pack.write(ctx, w, d.Files)
		_ = w.CloseWithError(err) // never fails
		written <- err
	}()
	raw, err := transport.Send(ctx, d.peer, r)
	_ = r.CloseWithError(errPeerAnswered)
	if wrote := <-written; wrote != nil && !errors.Is(wrote, errPeerAnswered) && !errors.Is(wrote, io.ErrClosedPipe) {
		return Notice{}, storeAway(wrote) // our own disk, not the peer
	}
	if err != nil {
		return Notice{}, err
	}
	n, err := ReadNotice(bytes.NewReader(raw))
	if err != nil {
		return Notice{}, rubbish(d.peer, err)
	}
	return n, nil
}

// errPeerAnswered ends the writing of a package whose answer came early.
var errPeerAnswered = errors.New("exchange: the peer has answered")

func storeAway(err error) error {
	if office.CodeOf(err) != office.CodeInternal {
		return err
	}
	return &office.Error{
		Code: office.CodeUnavailable, Op: "exchange.Deliver", Err: err,
		Vi: "Không đọc được tệp của văn bản trong kho, hoặc tệp đã bị thay đổi. Báo quản trị kiểm tra kho tệp.",
		En: "A stored file cannot be read or was changed. Have the file store checked.",
	}
}

func rubbish(p Peer, err error) error {
	return &office.Error{
		Code: office.CodeUnavailable, Op: "exchange.Deliver", Err: err,
		Vi: "Máy chủ của “" + p.Name + "” trả lời không đúng quy cách hoặc biên nhận không có chữ ký đúng. Hệ thống sẽ gửi lại; nếu còn lặp lại, báo cơ quan bạn.",
		En: "The peer's server answered rubbish, or its receipt is not validly signed. It will be tried again.",
	}
}

// succeeded keeps the receipt in the answer.
func (d *delivery) succeeded(ctx context.Context, n Notice) error {
	return d.Acts.Act(ctx, office.SystemActor(d.agency), func(tx office.Tx) error {
		statement, err := d.open(tx, d.peer, d.self.Code, n)
		if err != nil {
			return rubbish(d.peer, err)
		}
		if statement.Envelope != d.row.EnvelopeID || statement.Manifest != d.row.Manifest {
			return rubbish(d.peer, fmt.Errorf("receipt for another envelope"))
		}
		e, err := d.Store.LockEnvelope(tx, d.agency, d.envelope)
		if err != nil {
			return err
		}
		if err := d.hearIn(tx, d.peer, n); err != nil {
			return err
		}
		before := e
		e.Attempts++
		e.LastError, e.NextAttempt = "", time.Time{}
		if e.SentAt.IsZero() {
			e.SentAt = tx.Now()
		}
		_, err = d.applyIn(tx, before, e, statement, n.Receipt, access.DeliverEnvelope)
		return err
	})
}

// failed writes down why, and queues the next attempt.
func (d *delivery) failed(ctx context.Context, cause error) error {
	s := d.Service
	if s.Log != nil {
		s.Log.Warn("exchange: delivery failed", "envelope", d.envelope.String(), "peer", d.row.Peer.Code, "error", cause)
	}
	return s.Acts.Act(ctx, office.SystemActor(d.agency), func(tx office.Tx) error {
		e, err := s.Store.LockEnvelope(tx, d.agency, d.envelope)
		if err != nil {
			return err
		}
		if e.Status != Queued { // another attempt was faster
			return nil
		}
		e.Attempts++
		wait := s.Retry.after(e.Attempts, s.Random)
		e.LastError, e.NextAttempt = words(cause), tx.Now().Add(wait)
		if err := s.Store.UpdateEnvelope(tx, e); err != nil {
			return err
		}
		tx.Enqueue(office.Job{Kind: JobDeliver, Key: e.ID.String(), Payload: DeliverJob{e.ID}, After: wait})
		return nil
	})
}

// words gives what a person may read of an error.
func words(err error) string {
	var e *office.Error
	if errors.As(err, &e) {
		return e.Vi
	}
	return "Lỗi trong hệ thống khi gửi; hệ thống sẽ gửi lại. Nếu còn lặp lại, báo quản trị."
}

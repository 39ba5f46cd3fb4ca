package exchange

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"time"

	"golang.org/x/mod/sumdb/note"

	"congvan/office"
)

// Receive takes a package that reached an agency and gives the answer, an
// encoded Notice with the first receipt of the envelope: 01, or 02 with a
// reason. A package of an envelope that is here already, with the same manifest,
// is answered with the same receipt, byte for byte. Attachments go to the blob
// store as they stream by; rows are written in one act after all was verified.
//
// Errors, with nothing stored but an incident: CodeForbidden when certificate
// or signature are not the sender's; CodeConflict when the envelope id was used
// for another manifest; CodeInvalid when the package cannot be read or its bytes
// are not what was signed. The sender may try again after any of them.
func (s *Service) Receive(ctx context.Context, at Arrival, r io.Reader) ([]byte, error) {
	f, err := readFront(r)
	if err != nil {
		return nil, unreadable("exchange.Receive", err)
	}
	c := reception{Service: s, at: at, front: f}
	answer, err := c.judge(ctx)
	if err != nil || answer != nil {
		return answer, err
	}
	answer, err = c.take(ctx)
	switch office.CodeOf(err) {
	case office.CodeInvalid, office.CodeSecret, office.CodeTooLarge:
		var mine *signedRefusal
		if errors.As(err, &mine) {
			return c.refuse(ctx, mine.kind, words(err))
		}
	case office.CodeConflict: // the same package came twice at once: answer like the other one
		if again, err2 := c.judge(ctx); err2 != nil || again != nil {
			return again, err2
		}
	}
	return answer, err
}

// signedRefusal marks an error that is told to the sender as receipt 02: the
// package is authentic and whole, its content is not accepted.
type signedRefusal struct {
	kind  IncidentKind
	cause error
}

func (r *signedRefusal) Error() string { return r.cause.Error() }
func (r *signedRefusal) Unwrap() error { return r.cause }

// take reads the content of a new, authentic package and accepts it.
func (c *reception) take(ctx context.Context) ([]byte, error) {
	m := c.front.manifest
	switch {
	case m.To != c.self.Code:
		return nil, &signedRefusal{WrongAddressee, office.Invalid("exchange.Receive",
			"Gói tin ghi nơi nhận có mã “"+clip(m.To)+"”, không phải “"+c.self.Name+"” ("+c.self.Code+").",
			"The package is addressed to another agency.")}
	case m.Classification != office.Open: // the header, and with it the subject, is not read
		return nil, &signedRefusal{SecretRefused, office.NewError(office.CodeSecret, "exchange.Receive",
			"Văn bản khai độ mật “"+m.Classification.String()+"”: không được gửi qua kênh này. Gửi theo đường văn bản mật.",
			"Classified documents must not be sent here.")}
	}
	if err := m.check(c.Limits); err != nil {
		return nil, &signedRefusal{OversizedRefused, err}
	}
	letter, header, err := c.letter(ctx)
	if err != nil {
		return nil, err
	}
	files, err := c.spool(ctx, letter.Files)
	if err != nil {
		return nil, c.broken(ctx, err)
	}
	defer files.Close()
	ready, err := c.Documents.Prepare(ctx, office.SystemActor(c.at.At), files.uploads)
	if err != nil {
		return nil, &signedRefusal{RefusedContent, err}
	}
	return c.accept(ctx, letter, header, ready)
}

// reception is one arrival of one package.
type reception struct {
	*Service
	at    Arrival
	front front
	self  Party
	peer  Peer
	key   string // the sender's note verifier key
}

// judge finds out who sent the package, whether the signature is theirs and
// whether the envelope is known. It gives an answer when nothing is left to do.
// A new package of a known sender, the usual case, costs no write here.
func (c *reception) judge(ctx context.Context) ([]byte, error) {
	m := c.front.manifest
	fresh := false
	err := c.Acts.View(ctx, office.SystemActor(c.at.At), func(tx office.Tx) error {
		var err error
		if c.self, err = c.Store.Party(tx, c.at.At); err != nil {
			return err
		}
		if c.peer, err = c.peerIn(tx, Party{Code: m.From}); err != nil || c.identify(tx.Now()) != nil {
			return nil //nolint:nilerr // judged again below, where it is written down
		}
		_, err = c.Store.EnvelopeByKey(tx, c.at.At, In, c.peer.Code, m.Envelope)
		fresh = office.CodeOf(err) == office.CodeNotFound
		return nil
	})
	if err != nil || fresh {
		return nil, err
	}
	var outcome error
	var answer *Notice
	err = c.Acts.Act(ctx, office.SystemActor(c.at.At), func(tx office.Tx) (err error) {
		answer, outcome, err = c.judgeIn(tx)
		return err
	})
	if err = errors.Join(err, outcome); err != nil || answer == nil {
		return nil, err
	}
	return answer.Encode()
}

// judgeIn is judge where something has to be written: an incident, or the head
// that came with a package sent again. outcome is what the sender is told.
func (c *reception) judgeIn(tx office.Tx) (answer *Notice, outcome, err error) {
	m := c.front.manifest
	c.peer, err = c.peerIn(tx, Party{Code: m.From})
	if office.CodeOf(err) == office.CodeNotFound {
		answer, err = c.strangerIn(tx)
		return answer, nil, err
	}
	if err != nil {
		return nil, nil, err
	}
	if bad := c.identify(tx.Now()); bad != nil {
		return nil, bad.cause, c.incidentIn(tx, bad.kind, words(bad.cause))
	}
	old, err := c.Store.LockEnvelopeByKey(tx, c.at.At, In, c.peer.Code, m.Envelope)
	if office.CodeOf(err) == office.CodeNotFound {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if old.Manifest != c.front.digest() {
		return nil, errOtherManifest(), c.incidentIn(tx, OtherManifest, "")
	}
	answer, err = c.againIn(tx, old)
	return answer, nil, err
}

// identify checks that certificate, connection and signature are the sender's;
// nil when they are.
func (c *reception) identify(now time.Time) *signedRefusal {
	chain := c.front.notice.Chain
	if err := sameKey(c.at.Chain, chain); err != nil {
		return &signedRefusal{WrongCertificate, err}
	}
	if err := c.Trust.Check(c.peer, chain, now); err != nil {
		return &signedRefusal{WrongCertificate, err}
	}
	key, err := VerifierKey(c.peer.Code, chain[0])
	if err != nil {
		return &signedRefusal{WrongCertificate, err}
	}
	v, err := note.NewVerifier(key)
	if err != nil {
		return &signedRefusal{WrongCertificate, unreadable("exchange.Receive", err)}
	}
	if err := CheckManifest(c.front.text, c.front.signature, v); err != nil {
		return &signedRefusal{BadSignature, &office.Error{
			Code: office.CodeForbidden, Op: "exchange.Receive", Err: err,
			Vi: "Chữ ký của gói tin không đúng. Cơ quan gửi kiểm tra khoá dịch vụ rồi gửi lại.",
			En: "The package's signature does not hold. The sender should check its service key and send again.",
		}}
	}
	c.key = key
	return nil
}

// letter reads the header and checks it against the manifest.
func (c *reception) letter(ctx context.Context) (Letter, []byte, error) {
	header, err := c.front.parts.small(partHeader, maxHeader)
	if err != nil {
		return Letter{}, nil, unreadable("exchange.Receive", err)
	}
	m := c.front.manifest
	if office.HashOf(header) != m.Header || int64(len(header)) != m.HeaderSize {
		return Letter{}, nil, c.broken(ctx, errChanged{partHeader})
	}
	letter, err := c.readHeader(header, m)
	if err != nil {
		return Letter{}, nil, &signedRefusal{RefusedContent, &office.Error{
			Code: office.CodeInvalid, Op: "exchange.Receive", Err: err,
			Vi: "Phần thông tin edXML của gói tin không đọc được hoặc không khớp với bản kê đã ký. Cơ quan gửi lập gói tin mới.",
			En: "The package's edXML header cannot be read or does not fit the signed manifest.",
		}}
	}
	return letter, header, nil
}

// broken answers bytes that cannot be what was signed, or that did not all come.
func (c *reception) broken(ctx context.Context, cause error) error {
	var changed errChanged
	if !errors.As(cause, &changed) {
		if office.CodeOf(cause) != office.CodeInternal {
			return cause // the blob store's own error
		}
		return unreadable("exchange.Receive", cause)
	}
	err := c.Acts.Act(ctx, office.SystemActor(c.at.At), func(tx office.Tx) error {
		return c.incidentIn(tx, ChangedContent, changed.part)
	})
	if err != nil {
		return err
	}
	return &office.Error{
		Code: office.CodeInvalid, Op: "exchange.Receive", Err: cause,
		Vi: "Tệp trong gói tin không khớp với bản kê đã ký; chưa tiếp nhận gì. Cơ quan gửi kiểm tra kho tệp rồi gửi lại.",
		En: "A part of the package is not what was signed; nothing was accepted. Check the file store and send again.",
	}
}

func (c *reception) incidentIn(tx office.Tx, kind IncidentKind, detail string) error {
	_, err := c.noteIncident(tx, Incident{
		Kind: kind, PeerCode: c.front.manifest.From, Envelope: c.front.manifest.Envelope, Digest: c.front.digest(), Detail: detail,
	})
	return err
}

// sameKey checks that a connection and a message come from one key. A transport
// without certificates proves nothing and is left to the signature.
func sameKey(connection, message []*x509.Certificate) error {
	if len(connection) == 0 || bytes.Equal(connection[0].RawSubjectPublicKeyInfo, message[0].RawSubjectPublicKeyInfo) {
		return nil
	}
	return office.NewError(office.CodeForbidden, "exchange.Arrival",
		"Chứng thư của kết nối không phải của cơ quan ghi trong gói tin.",
		"The certificate of the connection is not that of the agency in the message.")
}

func unreadable(op string, err error) error {
	if office.CodeOf(err) != office.CodeInternal {
		return err
	}
	return &office.Error{
		Code: office.CodeInvalid, Op: op, Err: err,
		Vi: "Gói tin không đúng quy cách hoặc bị đứt giữa chừng; chưa tiếp nhận gì. Cơ quan gửi gửi lại.",
		En: "The message is malformed or was cut off; nothing was accepted. Send it again.",
	}
}

func errOtherManifest() error {
	return office.Conflict("exchange.Receive",
		"Mã gói tin này đã dùng cho một nội dung khác. Không tiếp nhận; cơ quan gửi lập gói tin mới.",
		"This envelope id was used for other content. Not accepted; the sender must make a new envelope.")
}

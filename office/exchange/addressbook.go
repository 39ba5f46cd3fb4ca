package exchange

import (
	"context"
	"crypto/x509"
	"net"
	"strings"
	"time"

	"congvan/office"
	"congvan/office/access"
)

// PeerInput is an entry of the address book as an administrator gives it.
type PeerInput struct {
	Code        string
	Name        string
	Transport   TransportName
	Address     string // https: host:port
	Certificate []byte // DER, to pin it; nil to leave it to a trusted CA
}

// SavePeer adds a peer to the actor's agency's address book, or changes the one
// with this code. Errors: CodeForbidden; CodeInvalid with the field.
func (s *Service) SavePeer(ctx context.Context, a office.Actor, in PeerInput) (Peer, error) {
	p, err := checkPeer(in)
	if err != nil {
		return Peer{}, err
	}
	err = s.Acts.Act(ctx, a, func(tx office.Tx) error {
		if err := access.Require(a, access.ManagePeer, access.Object{Kind: KindPeer, Agency: a.Agency}); err != nil {
			return err
		}
		old, err := s.Store.Peer(tx, a.Agency, p.Code)
		p.Agency, p.RecordedAt = a.Agency, tx.Now()
		switch {
		case office.CodeOf(err) == office.CodeNotFound:
			p.ID = tx.NewID()
			err = s.Store.InsertPeer(tx, p)
		case err == nil:
			p.ID = old.ID
			err = s.Store.UpdatePeer(tx, p)
		}
		if err != nil {
			return err
		}
		tx.Record(office.Entry{Act: access.ManagePeer, Kind: KindPeer, Object: p.ID, State: p.State()})
		return nil
	})
	return p, err
}

func checkPeer(in PeerInput) (Peer, error) {
	const op = "exchange.SavePeer"
	p := Peer{
		Code: strings.TrimSpace(in.Code), Name: strings.TrimSpace(in.Name),
		Transport: in.Transport, Address: strings.TrimSpace(in.Address), Certificate: in.Certificate,
	}
	if p.Code == "" || len(p.Code) > 64 || strings.ContainsAny(p.Code, "\n\r\t") {
		return p, office.InvalidField(op, "code", "Ghi mã định danh của cơ quan, tối đa 64 ký tự.", "Give the organ code, at most 64 characters.")
	}
	if p.Name == "" || len(p.Name) > 500 {
		return p, office.InvalidField(op, "name", "Ghi tên cơ quan.", "Give the agency's name.")
	}
	switch p.Transport {
	case Loopback:
		p.Address = ""
	case HTTPS:
		if host, port, err := net.SplitHostPort(p.Address); err != nil || host == "" || port == "" {
			return p, office.InvalidField(op, "address", "Ghi địa chỉ dạng máy-chủ:cổng, ví dụ lienthong.example.vn:8443.", "Give the address as host:port.")
		}
	default:
		return p, office.InvalidField(op, "transport", "Chọn kênh liên thông.", "Choose the transport.")
	}
	if len(p.Certificate) == 0 {
		p.Certificate = nil
		return p, nil
	}
	c, err := x509.ParseCertificate(p.Certificate)
	if err != nil {
		return p, office.InvalidField(op, "certificate", "Không đọc được chứng thư. Dán nguyên tệp PEM mà cơ quan bạn gửi.", "The certificate cannot be read.")
	}
	if p.ServiceKey, err = VerifierKey(p.Code, c); err != nil {
		return p, err
	}
	p.KeySHA256 = KeyHash(c)
	return p, nil
}

// ClosePeer ends exchange with a peer: nothing is sent or taken any more; its
// entry and history stay. Saving the peer again reopens it.
func (s *Service) ClosePeer(ctx context.Context, a office.Actor, code string) error {
	return s.Acts.Act(ctx, a, func(tx office.Tx) error {
		if err := access.Require(a, access.ManagePeer, access.Object{Kind: KindPeer, Agency: a.Agency}); err != nil {
			return err
		}
		p, err := s.Store.Peer(tx, a.Agency, code)
		if err != nil {
			return err
		}
		p.ClosedAt = tx.Now()
		if err := s.Store.UpdatePeer(tx, p); err != nil {
			return err
		}
		tx.Record(office.Entry{Act: access.ManagePeer, Kind: KindPeer, Object: p.ID, State: p.State()})
		return nil
	})
}

// Peers lists the address book of the actor's agency by name.
func (s *Service) Peers(ctx context.Context, a office.Actor) ([]Peer, error) {
	var list []Peer
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		if err := access.Require(a, access.SendEnvelope, access.Object{Kind: KindPeer, Agency: a.Agency}); err != nil {
			if access.Require(a, access.ManagePeer, access.Object{Kind: KindPeer, Agency: a.Agency}) != nil {
				return err
			}
		}
		var err error
		list, err = s.Store.Peers(tx, a.Agency)
		return err
	})
	return list, err
}

// peerIn finds the way to an agency: the address book's entry, or, without one,
// loopback when it is an agency of this deployment with a service key.
func (s *Service) peerIn(tx office.Tx, to Party) (Peer, error) {
	agency := tx.Actor().Agency
	p, err := s.Store.Peer(tx, agency, to.Code)
	if err == nil && p.ClosedAt.IsZero() {
		return p, nil
	}
	if err != nil && office.CodeOf(err) != office.CodeNotFound {
		return Peer{}, err
	}
	id, found := s.Store.AgencyOf(tx, to.Code)
	if err == nil || office.CodeOf(found) == office.CodeNotFound || id == agency {
		return Peer{}, noAddress(to)
	}
	if found != nil {
		return Peer{}, found
	}
	key, err := s.Keys.ServiceKey(id)
	if office.CodeOf(err) == office.CodeNotFound {
		return Peer{}, noAddress(to)
	}
	if err != nil {
		return Peer{}, err
	}
	party, err := s.Store.Party(tx, id)
	if err != nil {
		return Peer{}, err
	}
	return Peer{
		Agency: agency, Code: to.Code, Name: party.Name, Transport: Loopback,
		Certificate: key.Certificate().Raw, KeySHA256: KeyHash(key.Certificate()),
	}, nil
}

func noAddress(to Party) error {
	name := to.Name
	if name == "" {
		name = to.Code
	}
	return office.NotFound("exchange.peerIn",
		"Chưa có “"+name+"” ("+to.Code+") trong sổ địa chỉ liên thông, hoặc đã đóng. Quản trị thêm địa chỉ; hệ thống sẽ tự gửi lại.",
		"The agency "+to.Code+" is not in the address book, or its entry is closed. Add it; sending is retried.")
}

// Admit judges the certificate of a connection to an agency before any message
// is read: nil when some open peer of the address book pins its key, or a
// trusted CA vouches for it. Errors: CodeForbidden.
func (s *Service) Admit(ctx context.Context, agency office.ID, chain []*x509.Certificate) error {
	if len(chain) == 0 {
		return untrusted(Peer{}, "không có chứng thư", "no certificate", nil)
	}
	var now time.Time
	var peer Peer
	err := s.Acts.View(ctx, office.SystemActor(agency), func(tx office.Tx) error {
		now = tx.Now()
		var err error
		peer, err = s.Store.PeerByKey(tx, agency, KeyHash(chain[0]))
		return err
	})
	if office.CodeOf(err) == office.CodeNotFound {
		code := OrganCodeOf(chain[0])
		return s.Trust.Check(Peer{Code: code, Name: code}, chain, now)
	}
	if err != nil {
		return err
	}
	return s.Trust.Check(peer, chain, now)
}

// Locate finds an agency of this deployment by its organ code, for loopback.
// Errors: CodeNotFound.
func (s *Service) Locate(ctx context.Context, code string) (office.ID, error) {
	var id office.ID
	err := s.Acts.View(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		var err error
		id, err = s.Store.AgencyOf(tx, code)
		return err
	})
	return id, err
}

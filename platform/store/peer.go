package store

import (
	"congvan/office"
	"congvan/office/exchange"
)

const peerColumns = `id, agency_id, code, name, transport, address, service_key, certificate, key_sha256, recorded_at, closed_at`

func scanPeer(p *exchange.Peer, scan func(...any) error) error {
	return scan(&p.ID, &p.Agency, &p.Code, &p.Name, &p.Transport, &p.Address, &p.ServiceKey, &p.Certificate, &p.KeySHA256,
		when(&p.RecordedAt), when(&p.ClosedAt))
}

// orNoBytes stores bytes, none as NULL.
func orNoBytes(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

// InsertPeer adds an entry to an address book.
func (Exchange) InsertPeer(tx office.Tx, p exchange.Peer) error {
	_, err := in(tx).exec("Peer.Insert", `
		INSERT INTO peer (`+peerColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		p.ID, p.Agency, p.Code, p.Name, string(p.Transport), p.Address, p.ServiceKey, orNoBytes(p.Certificate), p.KeySHA256,
		at(p.RecordedAt), at(p.ClosedAt))
	return err
}

// UpdatePeer writes all of an entry but its code.
func (Exchange) UpdatePeer(tx office.Tx, p exchange.Peer) error {
	return in(tx).one("Peer.Update", `
		UPDATE peer SET name = $1, transport = $2, address = $3, service_key = $4, certificate = $5, key_sha256 = $6,
			recorded_at = $7, closed_at = $8
		WHERE id = $9 AND agency_id = $10`,
		p.Name, string(p.Transport), p.Address, p.ServiceKey, orNoBytes(p.Certificate), p.KeySHA256,
		at(p.RecordedAt), at(p.ClosedAt), p.ID, p.Agency)
}

// Peer finds an entry by organ code.
func (Exchange) Peer(tx office.Tx, agency office.ID, code string) (exchange.Peer, error) {
	found, err := list(in(tx), "Peer.ByCode",
		`SELECT `+peerColumns+` FROM peer WHERE agency_id = $1 AND code = $2 ORDER BY id`, []any{agency, code}, scanPeer)
	return onlyPeer(found, err)
}

// PeerByKey finds an open entry by the hash of its pinned key.
func (Exchange) PeerByKey(tx office.Tx, agency office.ID, key office.Hash) (exchange.Peer, error) {
	found, err := list(in(tx), "Peer.ByKey", `
		SELECT `+peerColumns+` FROM peer WHERE agency_id = $1 AND key_sha256 = $2 AND closed_at IS NULL
		ORDER BY id LIMIT 1`, []any{agency, key}, scanPeer)
	return onlyPeer(found, err)
}

func onlyPeer(found []exchange.Peer, err error) (exchange.Peer, error) {
	if err != nil {
		return exchange.Peer{}, err
	}
	if len(found) == 0 {
		return exchange.Peer{}, office.NotFound("store.Peer", "Cơ quan này chưa có trong sổ địa chỉ liên thông.", "The agency is not in the address book.")
	}
	return found[0], nil
}

// Peers lists an address book by name.
func (Exchange) Peers(tx office.Tx, agency office.ID) ([]exchange.Peer, error) {
	return list(in(tx), "Peer.List",
		`SELECT `+peerColumns+` FROM peer WHERE agency_id = $1 ORDER BY name, code`, []any{agency}, scanPeer)
}

// PeerStates streams the journalled state of every peer of an agency.
func (Exchange) PeerStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	return each(in(tx), "Peer.States",
		`SELECT `+peerColumns+` FROM peer WHERE agency_id = $1 ORDER BY id`, []any{agency},
		func(scan func(...any) error) error {
			var p exchange.Peer
			if err := scanPeer(&p, scan); err != nil {
				return err
			}
			return f(p.ID, p.State())
		})
}

// Holds gives the sizes of our heads that a peer said it holds; "" when it said none.
func (Exchange) Holds(tx office.Tx, agency office.ID, code string) (string, error) {
	var sizes string
	err := in(tx).row("Peer.Holds",
		`SELECT sizes FROM peer_holds WHERE agency_id = $1 AND code = $2`, []any{agency, code}, &sizes)
	if office.CodeOf(err) == office.CodeNotFound {
		return "", nil
	}
	return sizes, err
}

// SetHolds keeps the sizes of our heads that a peer says it holds.
func (Exchange) SetHolds(tx office.Tx, agency office.ID, code, sizes string) error {
	_, err := in(tx).exec("Peer.SetHolds", `
		INSERT INTO peer_holds (agency_id, code, sizes) VALUES ($1, $2, $3)
		ON CONFLICT (agency_id, code) DO UPDATE SET sizes = excluded.sizes`, agency, code, sizes)
	return err
}

package store

import (
	"congvan/office"
	"congvan/office/exchange"
)

// Exchange keeps peers, envelopes, receipts, incidents and witnesses.
type Exchange struct{}

var _ exchange.Store = Exchange{}

// Party gives an agency of this deployment as it is called today.
func (Exchange) Party(tx office.Tx, agency office.ID) (exchange.Party, error) {
	t := in(tx)
	var p exchange.Party
	err := t.row("Exchange.Party", `
		SELECT code, name FROM agency_version WHERE agency_id = $1 AND valid_from <= $2
		ORDER BY valid_from DESC, recorded_at DESC LIMIT 1`, []any{agency, t.Today()}, &p.Code, &p.Name)
	return p, err
}

// Place gives the place name that the agency prints before its dates.
func (Exchange) Place(tx office.Tx, agency office.ID) (string, error) {
	t := in(tx)
	var place string
	err := t.row("Exchange.Place", `
		SELECT place FROM agency_version WHERE agency_id = $1 AND valid_from <= $2
		ORDER BY valid_from DESC, recorded_at DESC LIMIT 1`, []any{agency, t.Today()}, &place)
	return place, err
}

// AgencyOf finds the agency whose version of today carries the organ code.
func (Exchange) AgencyOf(tx office.Tx, code string) (office.ID, error) {
	t := in(tx)
	var id office.ID
	err := t.row("Exchange.AgencyOf", `
		SELECT v.agency_id FROM agency_version v
		WHERE v.code = $1 AND v.valid_from <= $2 AND (v.valid_to IS NULL OR v.valid_to >= $2)
			AND NOT EXISTS (SELECT 1 FROM agency_version n WHERE n.agency_id = v.agency_id AND n.valid_from <= $2
				AND (n.valid_from > v.valid_from OR (n.valid_from = v.valid_from AND n.recorded_at > v.recorded_at)))
		ORDER BY v.agency_id LIMIT 1`, []any{code, t.Today()}, &id)
	return id, err
}

// PutHeader keeps a header by its hash.
func (Exchange) PutHeader(tx office.Tx, agency office.ID, h office.Hash, xml []byte) error {
	_, err := in(tx).exec("Exchange.PutHeader", `
		INSERT INTO envelope_header (agency_id, sha256, xml) VALUES ($1, $2, $3)
		ON CONFLICT (agency_id, sha256) DO NOTHING`, agency, h, xml)
	return err
}

// Header gives a header by its hash.
func (Exchange) Header(tx office.Tx, agency office.ID, h office.Hash) ([]byte, error) {
	var xml []byte
	err := in(tx).row("Exchange.Header", `
		SELECT xml FROM envelope_header WHERE agency_id = $1 AND sha256 = $2`, []any{agency, h}, &xml)
	return xml, err
}

// NoteIncident keeps an incident, or counts one that is there.
func (x Exchange) NoteIncident(tx office.Tx, i exchange.Incident) (exchange.Incident, bool, error) {
	t := in(tx)
	n, err := t.exec("Exchange.InsertIncident", `
		INSERT INTO exchange_incident (id, agency_id, kind, peer_code, envelope_id, digest, detail, at, seen)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)
		ON CONFLICT (agency_id, kind, peer_code, digest) DO NOTHING`,
		i.ID, i.Agency, string(i.Kind), i.PeerCode, i.Envelope, i.Digest, i.Detail, at(i.At))
	if err != nil || n == 1 {
		return i, true, err
	}
	err = t.one("Exchange.CountIncident", `
		UPDATE exchange_incident SET seen = seen + 1
		WHERE agency_id = $1 AND kind = $2 AND peer_code = $3 AND digest = $4`, i.Agency, string(i.Kind), i.PeerCode, i.Digest)
	if err != nil {
		return i, false, err
	}
	kept, err := list(t, "Exchange.Incident", `
		SELECT `+incidentColumns+` FROM exchange_incident
		WHERE agency_id = $1 AND kind = $2 AND peer_code = $3 AND digest = $4 ORDER BY id LIMIT 1`,
		[]any{i.Agency, string(i.Kind), i.PeerCode, i.Digest}, scanIncident)
	if err != nil || len(kept) == 0 {
		return i, false, err
	}
	return kept[0], false, nil
}

const incidentColumns = `id, agency_id, kind, peer_code, envelope_id, digest, detail, at, seen`

func scanIncident(i *exchange.Incident, scan func(...any) error) error {
	return scan(&i.ID, &i.Agency, &i.Kind, &i.PeerCode, &i.Envelope, &i.Digest, &i.Detail, when(&i.At), &i.Seen)
}

// Incidents lists an agency's incidents, newest first.
func (Exchange) Incidents(tx office.Tx, agency office.ID, limit int) ([]exchange.Incident, error) {
	return list(in(tx), "Exchange.Incidents", `
		SELECT `+incidentColumns+` FROM exchange_incident WHERE agency_id = $1 ORDER BY at DESC, id LIMIT $2`,
		[]any{agency, limit}, scanIncident)
}

// IncidentStates streams the journalled state of every incident of an agency.
func (Exchange) IncidentStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	return each(in(tx), "Exchange.IncidentStates", `
		SELECT `+incidentColumns+` FROM exchange_incident WHERE agency_id = $1 ORDER BY id`, []any{agency},
		func(scan func(...any) error) error {
			var i exchange.Incident
			if err := scanIncident(&i, scan); err != nil {
				return err
			}
			return f(i.ID, i.State())
		})
}

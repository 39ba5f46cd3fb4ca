package store

import (
	"time"

	"congvan/office"
	"congvan/office/exchange"
)

const envelopeColumns = `id, agency_id, direction, envelope_id, peer_code, peer_name, document_id, replaces_id, manifest,
	manifest_text, signature, signer_key, header, status, reason, created_at, sent_at, status_at, attempts, next_attempt, last_error`

func scanEnvelope(e *exchange.Envelope, scan func(...any) error) error {
	return scan(&e.ID, &e.Agency, &e.Direction, &e.EnvelopeID, &e.Peer.Code, &e.Peer.Name, &e.Document, &e.Replaces, &e.Manifest,
		&e.ManifestText, &e.Signature, &e.SignerKey, &e.Header, &e.Status, &e.Reason, when(&e.CreatedAt), when(&e.SentAt),
		when(&e.StatusAt), &e.Attempts, when(&e.NextAttempt), &e.LastError)
}

// InsertEnvelope adds an envelope. The same (direction, peer, travelling id)
// again is office.CodeConflict.
func (Exchange) InsertEnvelope(tx office.Tx, e exchange.Envelope) error {
	_, err := in(tx).exec("Envelope.Insert", `
		INSERT INTO envelope (`+envelopeColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
		e.ID, e.Agency, string(e.Direction), e.EnvelopeID, e.Peer.Code, e.Peer.Name, e.Document, e.Replaces, e.Manifest,
		e.ManifestText, e.Signature, e.SignerKey, e.Header, string(e.Status), e.Reason, at(e.CreatedAt), at(e.SentAt),
		at(e.StatusAt), e.Attempts, at(e.NextAttempt), e.LastError)
	return err
}

// UpdateEnvelope writes what changes after an envelope was made.
func (Exchange) UpdateEnvelope(tx office.Tx, e exchange.Envelope) error {
	return in(tx).one("Envelope.Update", `
		UPDATE envelope SET status = $1, reason = $2, sent_at = $3, status_at = $4, attempts = $5, next_attempt = $6, last_error = $7
		WHERE id = $8 AND agency_id = $9`,
		string(e.Status), e.Reason, at(e.SentAt), at(e.StatusAt), e.Attempts, at(e.NextAttempt), e.LastError, e.ID, e.Agency)
}

func oneEnvelope(t *tx, name, where string, args ...any) (exchange.Envelope, error) {
	found, err := list(t, name, `SELECT `+envelopeColumns+` FROM envelope WHERE `+where, args, scanEnvelope)
	if err != nil {
		return exchange.Envelope{}, err
	}
	if len(found) == 0 {
		return exchange.Envelope{}, office.NotFound("store."+name, "Không tìm thấy gói tin liên thông.", "No such envelope.")
	}
	return found[0], nil
}

// Envelope finds an envelope of an agency by its row.
func (Exchange) Envelope(tx office.Tx, agency, id office.ID) (exchange.Envelope, error) {
	return oneEnvelope(in(tx), "Envelope.Get", `id = $1 AND agency_id = $2 ORDER BY id`, id, agency)
}

// LockEnvelope is Envelope with the row locked until the act ends.
func (Exchange) LockEnvelope(tx office.Tx, agency, id office.ID) (exchange.Envelope, error) {
	t := in(tx)
	return oneEnvelope(t, "Envelope.Lock", `id = $1 AND agency_id = $2 ORDER BY id`+t.s.dialect.forUpdate(), id, agency)
}

const envelopeByKey = `agency_id = $1 AND direction = $2 AND peer_code = $3 AND envelope_id = $4 ORDER BY id`

// EnvelopeByKey finds an envelope by what identifies it between two agencies.
func (Exchange) EnvelopeByKey(tx office.Tx, agency office.ID, d exchange.Direction, peer string, id office.ID) (exchange.Envelope, error) {
	return oneEnvelope(in(tx), "Envelope.ByKey", envelopeByKey, agency, string(d), peer, id)
}

// LockEnvelopeByKey is EnvelopeByKey with the row locked until the act ends.
func (Exchange) LockEnvelopeByKey(tx office.Tx, agency office.ID, d exchange.Direction, peer string, id office.ID) (exchange.Envelope, error) {
	t := in(tx)
	return oneEnvelope(t, "Envelope.LockByKey", envelopeByKey+t.s.dialect.forUpdate(), agency, string(d), peer, id)
}

const envelopeArrival = `document_id = $1 AND agency_id = $2 AND direction = 'in' ORDER BY created_at, id`

// Arrival finds the envelope an incoming document came in.
func (Exchange) Arrival(tx office.Tx, agency, document office.ID) (exchange.Envelope, error) {
	return oneEnvelope(in(tx), "Envelope.Arrival", envelopeArrival, document, agency)
}

// LockArrival is Arrival with the row locked until the act ends.
func (Exchange) LockArrival(tx office.Tx, agency, document office.ID) (exchange.Envelope, error) {
	t := in(tx)
	return oneEnvelope(t, "Envelope.LockArrival", envelopeArrival+t.s.dialect.forUpdate(), document, agency)
}

// Sent lists the envelopes of a document, oldest first.
func (Exchange) Sent(tx office.Tx, agency, document office.ID) ([]exchange.Envelope, error) {
	return list(in(tx), "Envelope.Sent", `
		SELECT `+envelopeColumns+` FROM envelope
		WHERE document_id = $1 AND agency_id = $2 AND direction = 'out' ORDER BY created_at, id`, []any{document, agency}, scanEnvelope)
}

// Waiting lists sent envelopes older than before that nobody registered or refused.
func (Exchange) Waiting(tx office.Tx, agency office.ID, before time.Time, limit int) ([]exchange.Envelope, error) {
	return list(in(tx), "Envelope.Waiting", `
		SELECT `+envelopeColumns+` FROM envelope
		WHERE agency_id = $1 AND direction = 'out' AND status IN ('queued', 'sent', '01') AND created_at < $2
		ORDER BY created_at, id LIMIT $3`, []any{agency, at(before), limit}, scanEnvelope)
}

// Stalled lists envelopes whose delivery failed at least n times.
func (Exchange) Stalled(tx office.Tx, agency office.ID, n, limit int) ([]exchange.Envelope, error) {
	return list(in(tx), "Envelope.Stalled", `
		SELECT `+envelopeColumns+` FROM envelope
		WHERE agency_id = $1 AND direction = 'out' AND status = 'queued' AND attempts >= $2
		ORDER BY created_at, id LIMIT $3`, []any{agency, n, limit}, scanEnvelope)
}

// ByStatus lists an agency's sent envelopes of a status, newest first, replaced
// ones aside.
func (Exchange) ByStatus(tx office.Tx, agency office.ID, status exchange.Status, limit int) ([]exchange.Envelope, error) {
	return list(in(tx), "Envelope.ByStatus", `
		SELECT `+envelopeColumns+` FROM envelope
		WHERE agency_id = $1 AND direction = 'out' AND status = $2
			AND NOT EXISTS (SELECT 1 FROM envelope r WHERE r.document_id = envelope.document_id AND r.replaces_id = envelope.id)
		ORDER BY created_at DESC, id LIMIT $3`, []any{agency, status, limit}, scanEnvelope)
}

// Counts counts an agency's sent envelopes by status, replaced ones aside.
func (Exchange) Counts(tx office.Tx, agency office.ID) (map[exchange.Status]int64, error) {
	out := map[exchange.Status]int64{}
	err := each(in(tx), "Envelope.Counts", `
		SELECT e.status, COUNT(*) FROM envelope e
		WHERE e.agency_id = $1 AND e.direction = 'out'
			AND NOT EXISTS (SELECT 1 FROM envelope r WHERE r.document_id = e.document_id AND r.replaces_id = e.id)
		GROUP BY e.status ORDER BY e.status`, []any{agency},
		func(scan func(...any) error) error {
			var status exchange.Status
			var n int64
			if err := scan(&status, &n); err != nil {
				return err
			}
			out[status] = n
			return nil
		})
	return out, err
}

// EnvelopeStates streams the journalled state of every envelope of an agency.
// The header's hash is taken from its bytes, so that a change of these shows.
func (Exchange) EnvelopeStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	return each(in(tx), "Envelope.States", `
		SELECT e.id, e.agency_id, e.direction, e.envelope_id, e.peer_code, e.peer_name, e.document_id, e.replaces_id, e.manifest,
			e.manifest_text, e.signature, e.signer_key, e.header, e.status, e.reason, e.created_at, e.sent_at, e.status_at,
			e.attempts, e.next_attempt, e.last_error, h.xml
		FROM envelope e LEFT JOIN envelope_header h ON h.agency_id = e.agency_id AND h.sha256 = e.header
		WHERE e.agency_id = $1 ORDER BY e.id`, []any{agency},
		func(scan func(...any) error) error {
			var e exchange.Envelope
			var xml []byte
			err := scanEnvelope(&e, func(dest ...any) error { return scan(append(dest, &xml)...) })
			if err != nil {
				return err
			}
			if !e.Header.Zero() {
				e.Header = office.HashOf(xml)
			}
			return f(e.ID, e.State())
		})
}

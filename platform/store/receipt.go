package store

import (
	"congvan/office"
	"congvan/office/exchange"
)

const receiptColumns = `id, agency_id, direction, envelope_id, number, status, reason, at, note, late, recorded_at,
	delivered_at, attempts, next_attempt, last_error`

func scanReceipt(r *exchange.Receipt, scan func(...any) error) error {
	var late int
	err := scan(&r.ID, &r.Agency, &r.Direction, &r.Envelope, &r.Number, &r.Status, &r.Reason, when(&r.At), &r.Note, &late,
		when(&r.RecordedAt), when(&r.DeliveredAt), &r.Attempts, when(&r.NextAttempt), &r.LastError)
	r.Late = late != 0
	return err
}

// InsertReceipt keeps a receipt.
func (Exchange) InsertReceipt(tx office.Tx, r exchange.Receipt) error {
	_, err := in(tx).exec("Receipt.Insert", `
		INSERT INTO receipt (`+receiptColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		r.ID, r.Agency, string(r.Direction), r.Envelope, r.Number, string(r.Status), r.Reason, at(r.At), r.Note, flag(r.Late),
		at(r.RecordedAt), at(r.DeliveredAt), r.Attempts, at(r.NextAttempt), r.LastError)
	return err
}

// UpdateReceipt writes the bookkeeping of handing a receipt over.
func (Exchange) UpdateReceipt(tx office.Tx, r exchange.Receipt) error {
	return in(tx).one("Receipt.Update", `
		UPDATE receipt SET delivered_at = $1, attempts = $2, next_attempt = $3, last_error = $4
		WHERE id = $5 AND agency_id = $6`,
		at(r.DeliveredAt), r.Attempts, at(r.NextAttempt), r.LastError, r.ID, r.Agency)
}

// Receipt finds a receipt of an agency.
func (Exchange) Receipt(tx office.Tx, agency, id office.ID) (exchange.Receipt, error) {
	found, err := list(in(tx), "Receipt.Get",
		`SELECT `+receiptColumns+` FROM receipt WHERE id = $1 AND agency_id = $2 ORDER BY id`, []any{id, agency}, scanReceipt)
	if err != nil {
		return exchange.Receipt{}, err
	}
	if len(found) == 0 {
		return exchange.Receipt{}, office.NotFound("store.Receipt", "Không tìm thấy biên nhận.", "No such receipt.")
	}
	return found[0], nil
}

// Receipts lists the receipts of an envelope by number.
func (Exchange) Receipts(tx office.Tx, envelope office.ID) ([]exchange.Receipt, error) {
	return list(in(tx), "Receipt.List",
		`SELECT `+receiptColumns+` FROM receipt WHERE envelope_id = $1 ORDER BY number`, []any{envelope}, scanReceipt)
}

// ReceiptStates streams the journalled state of every receipt of an agency.
func (Exchange) ReceiptStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	return each(in(tx), "Receipt.States",
		`SELECT `+receiptColumns+` FROM receipt WHERE agency_id = $1 ORDER BY id`, []any{agency},
		func(scan func(...any) error) error {
			var r exchange.Receipt
			if err := scanReceipt(&r, scan); err != nil {
				return err
			}
			return f(r.ID, r.State())
		})
}

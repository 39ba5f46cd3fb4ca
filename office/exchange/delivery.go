package exchange

import (
	"context"
	"time"

	"congvan/office"
	"congvan/office/access"
)

// LateAfter is how long a recipient may take to register before the sender's
// list shows it.
const LateAfter = 4 * time.Hour

// DeliveryRow is one recipient of a document in the sender's delivery table.
type DeliveryRow struct {
	Envelope Envelope
	Receipts []Receipt            // by number, late ones too
	Times    map[Status]time.Time // when each status was reached; Queued: when it was sent off
	Late     bool                 // neither registered nor refused for LateAfter
	Stalled  bool                 // delivery has failed so often that someone should look
	Replaced bool                 // refused, and sent again in a later row
}

// Deliveries is the delivery table of one document (regulations: status codes of
// QCVN 102; screen “Giao nhận liên thông”).
type Deliveries struct {
	Rows   []DeliveryRow
	Counts map[Status]int // replaced rows aside
	Late   int
}

// Deliveries gives the delivery table of a document of the actor's agency.
// Errors: those of reading the document.
func (s *Service) Deliveries(ctx context.Context, a office.Actor, document office.ID) (Deliveries, error) {
	d := Deliveries{Counts: map[Status]int{}}
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		if _, _, err := s.Documents.RequireReadIn(tx, document); err != nil {
			return err
		}
		all, err := s.Store.Sent(tx, a.Agency, document)
		if err != nil {
			return err
		}
		gone := replaced(all)
		for _, e := range all {
			row, err := s.rowIn(tx, e)
			if err != nil {
				return err
			}
			row.Replaced = gone[e.ID]
			if !row.Replaced {
				d.Counts[e.Status]++
			}
			if row.Late {
				d.Late++
			}
			d.Rows = append(d.Rows, row)
		}
		return nil
	})
	return d, err
}

func (s *Service) rowIn(tx office.Tx, e Envelope) (DeliveryRow, error) {
	receipts, err := s.Store.Receipts(tx, e.ID)
	if err != nil {
		return DeliveryRow{}, err
	}
	row := DeliveryRow{
		Envelope: e, Receipts: receipts, Times: map[Status]time.Time{Queued: e.CreatedAt},
		Late:    e.Status.Waiting() && tx.Now().Sub(e.CreatedAt) > LateAfter,
		Stalled: e.Status == Queued && e.Attempts >= s.Retry.Stalled,
	}
	if !e.SentAt.IsZero() {
		row.Times[Sent] = e.SentAt
	}
	for _, r := range receipts {
		if _, known := row.Times[r.Status]; !known {
			row.Times[r.Status] = r.At
		}
	}
	return row, nil
}

// Overview is what the clerk looks after across documents.
type Overview struct {
	Counts    map[Status]int64 // of all envelopes sent, replaced ones aside
	Late      []Envelope       // “chưa nhận > 4 giờ”, oldest first
	Stalled   []Envelope       // delivery keeps failing
	Incidents []Incident       // newest first
}

// overviewLimit bounds each list of the overview.
const overviewLimit = 200

// Overview gives counts, late and stalled envelopes and incidents of the actor's
// agency. Errors: CodeForbidden.
func (s *Service) Overview(ctx context.Context, a office.Actor) (Overview, error) {
	var o Overview
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		if err := access.Require(a, access.SendEnvelope, access.Object{Kind: KindEnvelope, Agency: a.Agency}); err != nil {
			return err
		}
		var err error
		if o.Counts, err = s.Store.Counts(tx, a.Agency); err != nil {
			return err
		}
		if o.Late, err = s.Store.Waiting(tx, a.Agency, tx.Now().Add(-LateAfter), overviewLimit); err != nil {
			return err
		}
		if o.Stalled, err = s.Store.Stalled(tx, a.Agency, s.Retry.Stalled, overviewLimit); err != nil {
			return err
		}
		o.Incidents, err = s.Store.Incidents(tx, a.Agency, overviewLimit)
		return err
	})
	return o, err
}

// ArrivalOf gives the envelope an incoming document came in with its receipts:
// the technical receipt of the document page. CodeNotFound when it did not come
// by exchange.
func (s *Service) ArrivalOf(ctx context.Context, a office.Actor, document office.ID) (DeliveryRow, error) {
	var row DeliveryRow
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		if _, _, err := s.Documents.RequireReadIn(tx, document); err != nil {
			return err
		}
		e, err := s.Store.Arrival(tx, a.Agency, document)
		if err != nil {
			return err
		}
		row, err = s.rowIn(tx, e)
		return err
	})
	return row, err
}

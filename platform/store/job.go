package store

import (
	"congvan/office"
)

// writeJobs makes the transaction's jobs durable with everything else. A job
// whose (kind, key) already waits is not added twice.
func (t *tx) writeJobs() error {
	for _, j := range t.jobs {
		payload, err := toJSON(j.Payload)
		if err != nil {
			return err
		}
		id := t.NewID()
		added, err := t.exec("Job.Insert", `
			INSERT INTO job (id, agency_id, kind, dedup, payload, run_at, attempts, last_error, created_at)
			VALUES ($1, $2, $3, $4, $5, $6, 0, '', $7)
			ON CONFLICT (kind, dedup) DO NOTHING`,
			id, t.actor.Agency, j.Kind, orNull(j.Key), payload, at(t.now.Add(j.After)), at(t.now))
		if err != nil {
			return err
		}
		if added == 1 && t.s.cfg.Observe != nil {
			t.s.cfg.Observe.Enqueued(t.ctx, j.Kind, id)
		}
	}
	return nil
}

var _ office.Acts = (*Store)(nil)

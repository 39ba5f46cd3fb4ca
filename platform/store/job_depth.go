package store

import (
	"context"
	"time"

	"congvan/office"
)

// Depth is how one kind of background work stands.
type Depth struct {
	Kind    string
	Due     int           // could run now and nobody holds them
	Later   int           // wait for their time
	Running int           // held by a process
	Failing int           // of all these: failed at least once
	Oldest  time.Duration // how long the oldest due job has been due; 0 without one
}

// Depths tells how each kind of background work stands, kinds in order. A kind of
// which no job is there is missing.
func (q Jobs) Depths(ctx context.Context) ([]Depth, error) {
	var out []Depth
	err := q.S.View(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		t := in(tx)
		var err error
		out, err = list(t, "Job.Depths", `
			SELECT kind, COUNT(*),
				SUM(CASE WHEN claimed_until > $1 THEN 1 ELSE 0 END),
				SUM(CASE WHEN run_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1) THEN 1 ELSE 0 END),
				SUM(CASE WHEN attempts > 0 THEN 1 ELSE 0 END),
				MIN(CASE WHEN run_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1) THEN run_at END)
			FROM job GROUP BY kind ORDER BY kind`, []any{at(t.now)},
			func(d *Depth, scan func(...any) error) error {
				var all int
				var oldest time.Time
				if err := scan(&d.Kind, &all, &d.Running, &d.Due, &d.Failing, when(&oldest)); err != nil {
					return err
				}
				d.Later = all - d.Running - d.Due
				if !oldest.IsZero() {
					d.Oldest = t.now.Sub(oldest)
				}
				return nil
			})
		return err
	})
	return out, err
}

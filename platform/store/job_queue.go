package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"congvan/office"
	"congvan/platform/job"
)

// Jobs is the queue of background work; it implements job.Queue.
type Jobs struct{ S *Store }

var _ job.Queue = Jobs{}

// Changed is closed when there may be new work.
func (q Jobs) Changed() <-chan struct{} { return q.S.Changed() }

// Claim takes due jobs. On PostgreSQL rows that another node is taking are
// skipped; on SQLite there is one writer.
func (q Jobs) Claim(ctx context.Context, owner string, kinds []string, n int, lease time.Duration) ([]job.Claimed, error) {
	if due, err := q.due(ctx, kinds); err != nil || !due {
		return nil, err
	}
	var out []job.Claimed
	err := q.S.Act(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		t := in(tx)
		args := []any{at(t.now)}
		for _, k := range kinds {
			args = append(args, k)
		}
		args = append(args, n)
		var err error
		out, err = list(t, "Job.Claim", `
			SELECT id, agency_id, kind, payload, attempts, created_at FROM job
			WHERE `+jobDue(len(kinds))+`
			ORDER BY run_at, id LIMIT $`+itoa(len(kinds)+2)+t.s.dialect.skipLocked(), args,
			func(j *job.Claimed, scan func(...any) error) error {
				var payload string
				if err := scan(&j.ID, &j.Agency, &j.Kind, &payload, &j.Attempts, when(&j.Created)); err != nil {
					return err
				}
				j.Payload = []byte(payload)
				return nil
			})
		if err != nil {
			return err
		}
		return t.takeJobs(out, owner, lease)
	})
	return out, err
}

// takeJobs marks jobs as held. A claimed job gives its key up: work asked for from
// now on may not be covered by what is about to run.
func (t *tx) takeJobs(jobs []job.Claimed, owner string, lease time.Duration) error {
	if len(jobs) == 0 {
		return nil
	}
	args := []any{owner, at(t.now.Add(lease))}
	for _, j := range jobs {
		args = append(args, j.ID)
	}
	n, err := t.exec("Job.Take", `UPDATE job SET claimed_by = $1, claimed_until = $2, dedup = NULL
		WHERE id IN (`+placeholders(3, len(jobs))+`)`, args...)
	if err == nil && n != int64(len(jobs)) {
		err = fmt.Errorf("store.Job.Take: %d of %d jobs", n, len(jobs))
	}
	return err
}

// jobDue holds for due jobs of n kinds that nobody holds: $1 is now, then the kinds.
func jobDue(n int) string {
	return `run_at <= $1 AND (claimed_until IS NULL OR claimed_until <= $1) AND kind IN (` + placeholders(2, n) + `)`
}

// due looks without a write lock, so that an idle queue costs no writer.
func (q Jobs) due(ctx context.Context, kinds []string) (bool, error) {
	if len(kinds) == 0 {
		return false, nil
	}
	var n int
	err := q.S.View(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		t := in(tx)
		args := []any{at(t.now)}
		for _, k := range kinds {
			args = append(args, k)
		}
		return t.row("Job.Due", `
			SELECT COUNT(*) FROM (SELECT id FROM job WHERE `+jobDue(len(kinds))+` ORDER BY run_at LIMIT 1) AS due`, args, &n)
	})
	return n > 0, err
}

// Extend holds a job for the length of lease from now.
func (q Jobs) Extend(ctx context.Context, id office.ID, lease time.Duration) error {
	return q.S.Act(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		t := in(tx)
		_, err := t.exec("Job.Extend", `UPDATE job SET claimed_until = $1 WHERE id = $2 AND claimed_by IS NOT NULL`,
			at(t.now.Add(lease)), id)
		return err
	})
}

// Done removes jobs.
func (q Jobs) Done(ctx context.Context, ids ...office.ID) error {
	return q.S.Act(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		for some := range slices.Chunk(ids, 100) {
			args := make([]any, len(some))
			for i, id := range some {
				args[i] = id
			}
			if _, err := in(tx).exec("Job.Done", `DELETE FROM job WHERE id IN (`+placeholders(1, len(some))+`)`, args...); err != nil {
				return err
			}
		}
		return nil
	})
}

// Later gives a job back to run after d.
func (q Jobs) Later(ctx context.Context, id office.ID, d time.Duration, failed bool, reason string) error {
	return q.S.Act(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		t := in(tx)
		_, err := t.exec("Job.Later", `
			UPDATE job SET run_at = $1, attempts = attempts + $2, last_error = $3, claimed_by = NULL, claimed_until = NULL
			WHERE id = $4`, at(t.now.Add(d)), flag(failed), reason, id)
		return err
	})
}

// Release gives back what a process that is gone had claimed. On SQLite one
// process serves a database, so at its start nobody else holds a job; on
// PostgreSQL the lease tells, and nothing is done.
func (q Jobs) Release(ctx context.Context) error {
	if q.S.Engine() != "sqlite" {
		return nil
	}
	return q.S.Act(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		_, err := in(tx).exec("Job.Release", `UPDATE job SET claimed_by = NULL, claimed_until = NULL WHERE claimed_by IS NOT NULL`)
		return err
	})
}

// Stuck is a job that has failed at least once.
type Stuck struct {
	ID        office.ID
	Kind      string
	Attempts  int
	RunAt     time.Time
	LastError string
}

// Failing lists jobs that keep failing, most attempts first, and how many wait in all.
func (q Jobs) Failing(ctx context.Context, limit int) (stuck []Stuck, waiting int, err error) {
	err = q.S.View(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		t := in(tx)
		if err := t.row("Job.Count", `SELECT COUNT(*) FROM job`, nil, &waiting); err != nil {
			return err
		}
		stuck, err = list(t, "Job.Failing", `
			SELECT id, kind, attempts, run_at, last_error FROM job WHERE attempts > 0
			ORDER BY attempts DESC, id LIMIT $1`, []any{limit},
			func(s *Stuck, scan func(...any) error) error {
				return scan(&s.ID, &s.Kind, &s.Attempts, when(&s.RunAt), &s.LastError)
			})
		return err
	})
	return stuck, waiting, err
}

// placeholders gives "$from, $from+1, …", n of them.
func placeholders(from, n int) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = "$" + itoa(from+i)
	}
	return strings.Join(parts, ", ")
}

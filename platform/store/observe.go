package store

import (
	"context"
	"time"

	"congvan/office"
)

// Observer is told what the store does: by Go names and durations, never with the
// arguments of a statement. Its methods run within acts and must be quick.
type Observer interface {
	// Begin is called when an act ("act") or a view ("view") is asked for, on the
	// goroutine and with the context of who asked. What it gives back is the
	// transaction's context; end is called once with the error the asker gets.
	Begin(ctx context.Context, kind string) (within context.Context, end func(error))
	// Statement has ended; name is its Go name: "Document.Page". A "Commit" is one
	// too: acts that share a transaction have one together.
	Statement(ctx context.Context, name string, start time.Time, d time.Duration)
	// Enqueued says that the act at hand asked for a job.
	Enqueued(ctx context.Context, kind string, id office.ID)
}

// Kinds of transactions, as Begin is told.
const (
	kindAct  = "act"
	kindView = "view"
)

func (s *Store) begin(ctx context.Context, kind string) (context.Context, func(error)) {
	if s.cfg.Observe == nil {
		return ctx, func(error) {}
	}
	return s.cfg.Observe.Begin(ctx, kind)
}

// timed tells how long a statement took, and logs a slow one: its name only, for
// arguments may be anything that people wrote.
func (s *Store) timed(ctx context.Context, name string, start time.Time) {
	d := time.Since(start)
	if d > s.cfg.Slow {
		s.cfg.Log.Warn("slow statement", "name", name, "ms", d.Milliseconds())
	}
	if s.cfg.Observe != nil {
		s.cfg.Observe.Statement(ctx, name, start, d)
	}
}

func (t *tx) timed(name string, start time.Time) { t.s.timed(t.ctx, name, start) }

package store

import (
	"context"
	"strings"
	"time"

	"congvan/office"
	"congvan/office/document"
)

// InsertAgencyForTest makes a bare agency row.
func InsertAgencyForTest(s *Store, id office.ID) error {
	return s.Act(context.Background(), office.SystemActor(id), func(t office.Tx) error {
		_, err := in(t).exec("test", `INSERT INTO agency (id, recorded_at) VALUES ($1, $2)`, id, at(t.Now()))
		return err
	})
}

// TamperForTest changes rows behind the product's back.
func TamperForTest(s *Store, statement string) error {
	_, err := s.write.ExecContext(context.Background(), statement)
	return err
}

// WatchForTest tells o what happens, and lets acts join a group however slow the
// machine is.
func WatchForTest(s *Store, o Observer) {
	s.cfg.Observe = o
	s.turns.limit = time.Hour
}

// WaitingForTest is how many acts wait for their turn.
func WaitingForTest(s *Store) (n int) {
	s.turns.mu.Lock()
	defer s.turns.mu.Unlock()
	for _, all := range s.turns.waiting {
		n += len(all)
	}
	return n
}

// ExecForTest runs a statement in an act.
func ExecForTest(tx office.Tx, statement string) error {
	_, err := in(tx).exec("test", statement)
	return err
}

// PlansForTest gives the plan of every statement that f asks.
func PlansForTest(ctx context.Context, s *Store, a office.Actor, f func(office.Tx) error) ([]string, error) {
	var out []string
	err := s.View(ctx, a, func(t office.Tx) error {
		own := in(t)
		type statement struct {
			name, query string
			args        []any
		}
		var asked []statement
		own.asked = func(name, query string, args []any) { asked = append(asked, statement{name, query, args}) }
		if err := f(t); err != nil {
			return err
		}
		own.asked = nil
		if s.dialect.name() == "postgres" { // a table of a test is small: reading it whole would be right
			if _, err := own.db.ExecContext(ctx, `SET LOCAL enable_seqscan = off`); err != nil {
				return err
			}
		}
		for _, x := range asked {
			lines, err := planOf(own, x.query, x.args)
			if err != nil {
				return err
			}
			out = append(out, x.name+"\n  "+strings.Join(lines, "\n  "))
		}
		return nil
	})
	return out, err
}

// planOf asks the engine how it answers a query.
func planOf(t *tx, query string, args []any) ([]string, error) {
	explain := `EXPLAIN QUERY PLAN `
	if t.s.dialect.name() == "postgres" {
		explain = `EXPLAIN (COSTS OFF) `
	}
	return list(t, "test", explain+query, args, func(line *string, scan func(...any) error) error {
		var id, parent, unused int
		if t.s.dialect.name() == "postgres" {
			return scan(line)
		}
		return scan(&id, &parent, &unused, line)
	})
}

// InsertForPlans writes documents, their readers and a task that is done for
// each; an open one for every hundredth.
func InsertForPlans(t office.Tx, rows []document.ImportRow) error {
	var documents, readers, tasks [][]any
	for i, r := range rows {
		d := r.Document
		documents = append(documents, documentArgs(d))
		for _, p := range r.Readers {
			readers = append(readers, append([]any{d.ID, p, d.Agency}, listed(d)...))
		}
		done := at(d.CreatedAt)
		if i%100 == 0 {
			done = nil
		}
		tasks = append(tasks, []any{
			t.NewID(), d.Agency, "handle", "lead", d.ID, "", r.Readers[0], "role", "", d.ArrivalDate, at(d.CreatedAt), "", done, "", "", "", at(d.CreatedAt), 1,
		})
	}
	for _, w := range []struct {
		many
		rows [][]any
	}{
		{many{name: "test", table: "document", columns: documentColumns}, documents},
		{many{name: "test", table: "reader", columns: readerColumns}, readers},
		{many{name: "test", table: "task", columns: `id, agency_id, kind, role, document_id, step, holder_id, holder_kind, text, due_date, created_at,
			return_reason, done_at, result, withdraw_reason, extension_reason, changed_at, version`}, tasks},
	} {
		if _, err := in(t).insertMany(w.many, w.rows); err != nil {
			return err
		}
	}
	return nil
}

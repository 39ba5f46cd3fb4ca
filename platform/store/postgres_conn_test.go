package store_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"congvan/office"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

func tryWrite(s *store.Store) error {
	return s.Act(context.Background(), office.SystemActor(office.ID{1}), func(tx office.Tx) error {
		tx.Enqueue(office.Job{Kind: "test"})
		return nil
	})
}

func exec(t *testing.T, s *store.Store, statement string) {
	t.Helper()
	if _, err := s.Pool().Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// A server that is no longer the primary refuses writes: the connection is dropped
// and the next act finds another.
func TestADemotedServerIsLeft(t *testing.T) {
	s := storetest.Postgres(t, nil)
	s.Pool().SetMaxOpenConns(1)
	exec(t, s, `SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY`)
	if err := tryWrite(s); office.CodeOf(err) != office.CodeUnavailable {
		t.Errorf("a write to a server that is read-only: %v, want unavailable", err)
	}
	if err := tryWrite(s); err != nil {
		t.Errorf("the act after: %v", err)
	}
}

// Only a server that takes writes is used; when there is none, acts say so, and go
// on by themselves when there is one again.
func TestNoPrimaryAndBack(t *testing.T) {
	s := storetest.Postgres(t, nil)
	var name string
	if err := s.Pool().QueryRow(`SELECT current_database()`).Scan(&name); err != nil {
		t.Fatal(err)
	}
	keeper := storetest.Postgres(t, nil) // another database of the same server
	exec(t, keeper, `ALTER DATABASE `+name+` SET default_transaction_read_only = on`)
	exec(t, keeper, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '`+name+`'`)
	for range 10 { // pooled connections end one after the other
		if err := tryWrite(s); office.CodeOf(err) != office.CodeUnavailable {
			t.Fatalf("without a primary: %v, want unavailable", err)
		}
	}
	if err := s.View(context.Background(), office.Actor{}, func(office.Tx) error { return nil }); office.CodeOf(err) != office.CodeUnavailable {
		t.Errorf("a view without a primary: %v, want unavailable", err)
	}
	exec(t, keeper, `ALTER DATABASE `+name+` RESET default_transaction_read_only`)
	if err := tryWrite(s); err != nil {
		t.Errorf("with a primary again: %v", err)
	}
}

// A connection that ends under a running act is no fault of the act.
func TestConnectionEndsWithinAnAct(t *testing.T) {
	s := storetest.Postgres(t, nil)
	keeper := storetest.Postgres(t, nil)
	err := s.Act(context.Background(), office.SystemActor(office.ID{1}), func(tx office.Tx) error {
		var name string
		if err := s.Pool().QueryRow(`SELECT current_database()`).Scan(&name); err != nil {
			return err
		}
		exec(t, keeper, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '`+name+`'`)
		tx.Enqueue(office.Job{Kind: "test"})
		return nil
	})
	var e *office.Error
	if !errors.As(err, &e) || e.Code != office.CodeUnavailable || !strings.Contains(e.Vi, "Chưa có gì được ghi") {
		t.Errorf("got %v, want unavailable and that nothing was written", err)
	}
	if err := tryWrite(s); err != nil {
		t.Errorf("the act after: %v", err)
	}
}

// Nodes that start at once make the tables once.
func TestNodesStartTogether(t *testing.T) {
	dsn := storetest.PostgresDSN(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			s, err := store.Open(context.Background(), store.Config{DSN: dsn, Slow: time.Minute})
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

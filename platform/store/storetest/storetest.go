// Package storetest runs a test on every engine the store knows: a fresh SQLite
// file and a fresh PostgreSQL database. It is for tests only.
package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"congvan/office"
	"congvan/platform/store"
)

// Clock is a clock that tests set. It moves on by a millisecond at each reading,
// so that instants differ.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock starts at t.
func NewClock(t time.Time) *Clock { return &Clock{now: t} }

// Now reads the clock.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

// Set moves the clock to t.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Monday is the day tests begin on: Monday 23/11/2026, 09:12 in Đà Nẵng.
func Monday() time.Time { return time.Date(2026, 11, 23, 2, 12, 0, 0, time.UTC) }

// Each runs f on a fresh store of every engine, with the real clock.
func Each(t *testing.T, f func(t *testing.T, s *store.Store)) {
	t.Helper()
	EachAt(t, nil, f)
}

// EachAt runs f on a fresh store of every engine, with a clock (nil: the real one).
func EachAt(t *testing.T, clock office.Clock, f func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t, clock)) })
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t, clock)) })
}

// SQLite opens a fresh SQLite file that goes with the test.
func SQLite(t *testing.T, clock office.Clock) *store.Store {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "congvan.db"), clock)
}

// Postgres opens a fresh PostgreSQL database that goes with the test.
func Postgres(t *testing.T, clock office.Clock) *store.Store {
	t.Helper()
	template.once.Do(func() {
		// The tables are made once; every test's database is a copy.
		server := postgresServer(t)
		name := newName(t, "template")
		admin(t, server.dsn("postgres"), "CREATE DATABASE "+name)
		s, err := store.Open(context.Background(), store.Config{DSN: server.dsn(name)})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		template.name = name
	})
	if template.name == "" {
		t.Fatal("the template database could not be made")
	}
	return open(t, database(t, " TEMPLATE "+template.name), clock)
}

var template struct {
	once sync.Once
	name string
}

// PostgresDSN makes an empty database on the test server and gives its address.
func PostgresDSN(t *testing.T) string {
	t.Helper()
	return database(t, "")
}

func database(t *testing.T, options string) string {
	t.Helper()
	server := postgresServer(t)
	name := newName(t, "t")
	admin(t, server.dsn("postgres"), "CREATE DATABASE "+name+options)
	t.Cleanup(func() { admin(t, server.dsn("postgres"), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return server.dsn(name)
}

func newName(t *testing.T, prefix string) string {
	t.Helper()
	var b [8]byte
	if _, err := rand.Read(b[:]); err != nil {
		t.Fatal(err)
	}
	return prefix + hex.EncodeToString(b[:])
}

func admin(t *testing.T, dsn, statement string) {
	t.Helper()
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(context.Background(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func open(t *testing.T, dsn string, clock office.Clock) *store.Store {
	t.Helper()
	var log *slog.Logger
	if testing.Verbose() {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	s, err := store.Open(context.Background(), store.Config{DSN: dsn, Clock: clock, Slow: 5 * time.Second, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	addresses.Store(s, dsn)
	t.Cleanup(func() {
		addresses.Delete(s)
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// addresses are the DSNs of open stores.
var addresses sync.Map

// Tamper runs a statement behind the product's back.
func Tamper(t *testing.T, s *store.Store, statement string) {
	t.Helper()
	dsn, ok := addresses.Load(s)
	if !ok {
		t.Fatal("not a store of storetest")
	}
	driver, source := "pgx", dsn.(string)
	if s.Engine() == "sqlite" {
		driver, source = "sqlite", "file:"+source+"?_pragma=busy_timeout(5000)"
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(context.Background(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

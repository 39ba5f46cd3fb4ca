// Package store keeps everything the office keeps: all SQL of the product,
// written once for SQLite and PostgreSQL, behind the small interfaces that the
// office packages declare.
//
// It holds no rules: what may happen and what it means is decided in office.
// File bytes are not here either, they are platform/blob's.
package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"runtime"
	"strings"
	"time"

	"congvan/office"

	_ "modernc.org/sqlite" // database/sql driver "sqlite"
)

// Config says which database, and what the store takes from outside.
type Config struct {
	// DSN is "postgres://…" or the path of an SQLite file.
	DSN string
	// Clock and Random are injected so that tests own them; nil means the real ones.
	Clock  office.Clock
	Random io.Reader
	// Slow is how long a statement may take before it is logged by its Go name.
	// 0 means 200 ms.
	Slow time.Duration
	Log  *slog.Logger
	// Observe is told of every act, view and statement; may be nil.
	Observe Observer
}

// Store is an open database. It is safe for concurrent use.
type Store struct {
	cfg     Config
	dialect dialect
	write   *sql.DB // SQLite: one connection, BEGIN IMMEDIATE
	read    *sql.DB // SQLite: many, query_only; PostgreSQL: the same pool as write
	turns   turns   // of acts that would wait for the same lock
	woken   *wake   // told after every commit that wrote journal entries or jobs
}

// Open connects, brings the tables up to date and returns the store.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Random == nil {
		cfg.Random = rand.Reader
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Slow == 0 {
		cfg.Slow = 200 * time.Millisecond
	}
	s := &Store{cfg: cfg, turns: turns{limit: maxGroupTime, waiting: map[office.ID][]*waiting{}}, woken: newWake()}
	var err error
	if strings.HasPrefix(cfg.DSN, "postgres://") || strings.HasPrefix(cfg.DSN, "postgresql://") {
		err = s.openPostgres()
	} else {
		err = s.openSQLite()
	}
	if err == nil {
		err = s.write.PingContext(ctx)
	}
	if err == nil {
		err = s.migrate(ctx)
	}
	if err != nil {
		_ = s.Close()
		return nil, fmt.Errorf("store.Open: %w", err)
	}
	return s, nil
}

func (s *Store) openSQLite() error {
	path := strings.TrimPrefix(s.cfg.DSN, "sqlite:")
	dsn := func(extra ...string) string {
		q := url.Values{}
		q.Add("_pragma", "busy_timeout(10000)")
		q.Add("_pragma", "journal_mode(WAL)")
		q.Add("_pragma", "synchronous(FULL)")
		q.Add("_pragma", "foreign_keys(1)")
		q.Add("_pragma", "cache_size(-65536)")
		q.Add("_pragma", "wal_autocheckpoint(8000)") // 32 MB: a page written often goes into the file once
		for _, p := range extra {
			k, v, _ := strings.Cut(p, "=")
			q.Add(k, v)
		}
		return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
	}
	w, err := openKept(dsn("_txlock=immediate"))
	if err != nil {
		return err
	}
	w.SetMaxOpenConns(1)
	w.SetConnMaxLifetime(0)
	r, err := openKept(dsn("_pragma=query_only(1)"))
	if err != nil {
		_ = w.Close()
		return err
	}
	n := 4 * runtime.GOMAXPROCS(0)
	r.SetMaxOpenConns(n)
	r.SetMaxIdleConns(n)
	s.dialect, s.write, s.read = sqlite{}, w, r
	return nil
}

// Close lets go of the database. Running transactions end with an error.
func (s *Store) Close() error {
	var errs []error
	if s.read != nil && s.read != s.write {
		errs = append(errs, s.read.Close())
	}
	if s.write != nil {
		errs = append(errs, s.write.Close())
	}
	return errors.Join(errs...)
}

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error { return s.read.PingContext(ctx) }

// Pools tells how the connections to the database are used, by what they are for.
func (s *Store) Pools() map[string]sql.DBStats {
	pools := map[string]sql.DBStats{"write": s.write.Stats()}
	if s.read != s.write {
		pools["read"] = s.read.Stats()
	}
	return pools
}

// Analyse renews the statistics that PostgreSQL makes its plans of, after much was
// written at once; its own service does so only a minute later. SQLite's plans
// need none.
func (s *Store) Analyse(ctx context.Context) error {
	if s.Engine() == "sqlite" {
		return nil
	}
	_, err := s.write.ExecContext(ctx, `ANALYZE`)
	return s.friendly(err)
}

// Engine names the engine: "sqlite" or "postgres".
func (s *Store) Engine() string { return s.dialect.name() }

// Now is the store's clock: UTC, whole microseconds, as rows keep it.
func (s *Store) Now() time.Time { return s.cfg.Clock().UTC().Truncate(time.Microsecond) }

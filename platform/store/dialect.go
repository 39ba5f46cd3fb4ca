package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"io/fs"
	"strings"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	sqlitedriver "modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"

	"congvan/office"
)

// dialect is all that differs between the engines, apart from full-text search.
type dialect interface {
	name() string
	migrations() (goose.Dialect, *strings.Replacer)
	viewOptions() *sql.TxOptions
	forUpdate() string  // row lock at the end of a SELECT
	skipLocked() string // row lock that passes over locked rows
	// turnOf names what an actor's acts wait for: they run one after the other. nil:
	// they do not wait for each other.
	turnOf(office.Actor) *office.ID
	// lockTurn keeps acts of the same turn on other nodes out until t ends.
	lockTurn(t *tx) error
	// held gives the context that an act's statements run under: it does not end
	// with the caller's.
	held(context.Context) (context.Context, context.CancelFunc)
	isUnique(error) bool
	isRetryable(error) bool
	isAway(error) bool
}

type sqlite struct{}

func (sqlite) name() string { return "sqlite" }

func (sqlite) migrations() (goose.Dialect, *strings.Replacer) {
	return goose.DialectSQLite3, strings.NewReplacer(") /* clustered */", ") WITHOUT ROWID")
}

func (sqlite) viewOptions() *sql.TxOptions { return nil }
func (sqlite) forUpdate() string           { return "" } // BEGIN IMMEDIATE: one writer
func (sqlite) skipLocked() string          { return "" }

func (sqlite) turnOf(office.Actor) *office.ID { return &office.ID{} } // one writer
func (sqlite) lockTurn(*tx) error             { return nil }

func (sqlite) held(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithoutCancel(ctx), func() {}
}

func sqliteCode(err error) int {
	var e *sqlitedriver.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

func (sqlite) isUnique(err error) bool {
	c := sqliteCode(err)
	return c == sqlitelib.SQLITE_CONSTRAINT_UNIQUE || c == sqlitelib.SQLITE_CONSTRAINT_PRIMARYKEY
}

func (sqlite) isRetryable(err error) bool { return sqliteCode(err)&0xff == sqlitelib.SQLITE_BUSY }

func (sqlite) isAway(err error) bool {
	switch sqliteCode(err) & 0xff {
	case sqlitelib.SQLITE_BUSY, sqlitelib.SQLITE_FULL, sqlitelib.SQLITE_READONLY, sqlitelib.SQLITE_IOERR, sqlitelib.SQLITE_CANTOPEN:
		return true
	}
	return false
}

type postgres struct{}

func (postgres) name() string { return "postgres" }

func (postgres) migrations() (goose.Dialect, *strings.Replacer) {
	return goose.DialectPostgres, strings.NewReplacer(" BLOB", " BYTEA", " TEXT", ` TEXT COLLATE "C"`)
}

func (postgres) viewOptions() *sql.TxOptions {
	return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
}

func (postgres) forUpdate() string  { return " FOR UPDATE" }
func (postgres) skipLocked() string { return " FOR UPDATE SKIP LOCKED" }

// turnOf: acts of an agency end under the lock of its journal's head, so they
// wait for each other in any case. Those of no agency share no lock.
func (postgres) turnOf(a office.Actor) *office.ID {
	if a.Agency.Zero() {
		return nil
	}
	return &a.Agency
}

// lockTurn locks the journal's head before anything else. Acts that share a
// transaction lock rows in any order; were two nodes to do so for one agency,
// each could wait for the other.
func (postgres) lockTurn(t *tx) error {
	head, found, err := t.lockHead()
	if found {
		t.group.heads[t.actor.Agency] = head
	}
	return err
}

// actLimit ends acts that a hanging server holds up.
const actLimit = 2 * time.Minute

func (postgres) held(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), actLimit)
}

func pgCode(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func (postgres) isUnique(err error) bool { return pgCode(err) == "23505" }

func (postgres) isRetryable(err error) bool {
	c := pgCode(err)
	return c == "40001" || c == "40P01"
}

func (postgres) isAway(err error) bool { return postgresAway(err) }

//go:embed migrations/*.sql search_sqlite/*.sql search_postgres/*.sql
var migrationFiles embed.FS

// migrate brings the tables up to date. The migrations are one set of portable
// SQL; column types are spelled per engine here, and the full-text index, the
// one honest fork, has a folder for each.
func (s *Store) migrate(ctx context.Context) error {
	kind, types := s.dialect.migrations()
	files := fstest.MapFS{}
	for _, dir := range []string{"migrations", "search_" + s.dialect.name()} {
		entries, err := fs.ReadDir(migrationFiles, dir)
		if err != nil {
			return err
		}
		for _, e := range entries {
			b, err := fs.ReadFile(migrationFiles, dir+"/"+e.Name())
			if err != nil {
				return err
			}
			files[e.Name()] = &fstest.MapFile{Data: []byte(types.Replace(string(b)))}
		}
	}
	var options []goose.ProviderOption
	if kind == goose.DialectPostgres { // several nodes may start at once
		one, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300)) // ask every second, for five minutes
		if err != nil {
			return err
		}
		options = append(options, goose.WithSessionLocker(one))
	}
	p, err := goose.NewProvider(kind, s.write, files, options...)
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return err
}

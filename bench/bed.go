package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/org"
	"congvan/platform/blob"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

// bench is one run.
type bench struct {
	options
	ctx    context.Context //nolint:containedctx // one run is one call
	out    io.Writer
	rows   []row
	cities map[string]*city // by engine and size: for list and search
	counts counts
	closed []func()
}

func (b *bench) close() {
	for i := len(b.closed) - 1; i >= 0; i-- {
		b.closed[i]()
	}
}

// tb lets storetest build its city outside a test.
type tb struct{ testing.TB }

func (tb) Helper() {}

func (tb) Fatalf(format string, args ...any) { panic(fmt.Errorf(format, args...)) }

// bed is a small agency in a fresh database, and the same database without us.
type bed struct {
	*storetest.City
	engine    string
	store     *store.Store
	bare      *sql.DB // as many connections as the store's writer has
	documents *document.Service
	blobs     *blob.Dir
}

// newBed makes a database with the city in it.
func (b *bench) newBed(engine, name string) (*bed, error) {
	x := &bed{engine: engine}
	s, bare, err := b.database(engine, name)
	if err != nil {
		return nil, err
	}
	x.store, x.bare = s, bare
	if x.blobs, err = blob.Open(filepath.Join(b.dir, name+"-"+engine+"-files")); err != nil {
		return nil, err
	}
	x.documents, err = documentsOf(s, x.blobs)
	return x, err
}

// city adds people and an open register.
func (b *bench) city(x *bed) error {
	x.City = storetest.Office(tb{}, x.store)
	_, err := x.documents.OpenRegister(b.ctx, x.Clerk, document.Incoming, "Sổ văn bản đến")
	return err
}

func documentsOf(s *store.Store, blobs *blob.Dir) (*document.Service, error) {
	rules, err := document.LoadRules()
	return &document.Service{
		Acts: s, Store: store.Documents{}, Index: s.Index(), Rules: rules, Blobs: blobs, Inspector: unseen{}, NewID: newID,
	}, err
}

func newID() office.ID {
	var id office.ID
	_, _ = rand.Read(id[:]) // never fails
	return id
}

// unseen is an inspector that reads a file and finds nothing: what the parsers
// in their child processes cost is not measured here.
type unseen struct{}

func (unseen) Inspect(_ context.Context, _ string, f io.ReadSeeker, _ int64) (document.Inspection, error) {
	_, err := io.Copy(io.Discard, f)
	return document.Inspection{MediaType: "application/pdf", Pages: 1, Verdict: document.NoVerdict}, err
}

// database opens a fresh database through the store and beside it.
func (b *bench) database(engine, name string) (*store.Store, *sql.DB, error) {
	dsn, err := b.address(engine, name)
	if err != nil {
		return nil, nil, err
	}
	s, err := store.Open(b.ctx, store.Config{DSN: dsn, Observe: &b.counts})
	if err != nil {
		return nil, nil, err
	}
	b.closed = append(b.closed, func() { _ = s.Close() })
	bare, err := openBare(engine, dsn)
	if err != nil {
		return nil, nil, err
	}
	b.closed = append(b.closed, func() { _ = bare.Close() })
	return s, bare, nil
}

// address is that of a fresh database.
func (b *bench) address(engine, name string) (string, error) {
	if engine == "postgres" {
		return b.createPostgres(name)
	}
	return filepath.Join(b.dir, name+".db"), nil
}

// openBare opens a database as the store does, with nothing in between.
func openBare(engine, dsn string) (*sql.DB, error) {
	if engine == "postgres" {
		db, err := sql.Open("pgx", dsn)
		if err == nil {
			n := 8 * runtime.GOMAXPROCS(0)
			db.SetMaxOpenConns(n)
			db.SetMaxIdleConns(n)
		}
		return db, err
	}
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "cache_size(-65536)", "wal_autocheckpoint(8000)",
	}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: dsn}).EscapedPath()+"?"+q.Encode())
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

var errNoPostgres = errors.New("PostgreSQL is not there: run `make bench`, or give -engine sqlite")

func (b *bench) createPostgres(name string) (string, error) {
	pattern := os.Getenv(storetest.EnvPostgres)
	if pattern == "" {
		return "", errNoPostgres
	}
	admin, err := sql.Open("pgx", strings.Replace(pattern, "%s", "postgres", 1))
	if err != nil {
		return "", err
	}
	defer admin.Close()
	var fsync string
	if err := admin.QueryRowContext(b.ctx, `SHOW fsync`).Scan(&fsync); err != nil {
		return "", err
	}
	if fsync != "on" {
		return "", errors.New("this PostgreSQL does not wait for its disk (fsync off): run `make bench`")
	}
	name = fmt.Sprintf("bench_%s_%d", name, time.Now().UnixNano())
	if _, err := admin.ExecContext(b.ctx, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	return strings.Replace(pattern, "%s", name, 1), nil
}

func (b *bench) versions() (lite, postgres string) {
	if db, err := openBare("sqlite", filepath.Join(b.dir, "version.db")); err == nil {
		_ = db.QueryRowContext(b.ctx, `SELECT sqlite_version()`).Scan(&lite)
		lite += ", WAL, synchronous=FULL"
		_ = db.Close()
	}
	pattern := os.Getenv(storetest.EnvPostgres)
	if pattern == "" {
		return lite, ""
	}
	if db, err := sql.Open("pgx", strings.Replace(pattern, "%s", "postgres", 1)); err == nil {
		_ = db.QueryRowContext(b.ctx, `SELECT current_setting('server_version') || ', fsync=' || current_setting('fsync')
			|| ', full_page_writes=' || current_setting('full_page_writes')
			|| ', shared_buffers=' || current_setting('shared_buffers')`).Scan(&postgres)
		_ = db.Close()
	}
	return lite, postgres
}

// clerks appoints n records clerks, each a person with a post and an account.
func (b *bench) clerks(x *bed, n int) ([]office.Actor, error) {
	secret, err := org.NewPasswords(rand.Reader, 1).Hash(b.ctx, storetest.Password)
	if err != nil {
		return nil, err
	}
	actors := make([]office.Actor, n)
	err = x.store.Act(b.ctx, x.Admin, func(tx office.Tx) error {
		for i := range n {
			if actors[i], err = appoint(tx, x, i, secret); err != nil {
				return err
			}
		}
		return nil
	})
	return actors, err
}

func appoint(tx office.Tx, x *bed, i int, secret org.Secret) (office.Actor, error) {
	return employ(tx, x.Org, employment{
		post: org.PostFacts{Unit: x.General, Title: "Văn thư", Roles: []office.Role{office.RecordsClerk}, Rank: 100 + i},
		name: fmt.Sprintf("Văn thư thứ %d", i+1), login: fmt.Sprintf("vanthu%d", i+1), secret: secret,
	})
}

// employment is a new post with somebody in it who has an account.
type employment struct {
	post        org.PostFacts
	name, login string
	secret      org.Secret
}

func employ(tx office.Tx, s *org.Service, e employment) (office.Actor, error) {
	since := storetest.Since()
	var a office.Actor
	post, err := s.CreatePostIn(tx, org.CreatePostInput{From: since, Post: e.post})
	if err != nil {
		return a, err
	}
	person, err := s.CreatePersonIn(tx, org.CreatePersonInput{Name: e.name})
	if err != nil {
		return a, err
	}
	holding, err := s.AppointIn(tx, org.AppointInput{Post: post, Person: person, From: since})
	if err != nil {
		return a, err
	}
	account, err := s.CreateAccountIn(tx, org.CreateAccountInput{Person: person, Login: e.login, Secret: e.secret})
	if err != nil {
		return a, err
	}
	seat, err := s.SeatIn(tx, person, holding, tx.Today())
	if err != nil {
		return a, err
	}
	return s.ActorIn(tx, account, seat)
}

// analyse does what autovacuum does within a minute, and an import is too fast
// for: plans made for empty tables are made anew.
func (b *bench) analyse(x *bed) error {
	if x.engine != "postgres" {
		return nil
	}
	_, err := x.bare.ExecContext(b.ctx, `VACUUM ANALYZE`)
	return err
}

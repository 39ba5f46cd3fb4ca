package main

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/org"
	"congvan/office/search"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

// city is a demo city of the product's own making, with so many documents.
type city struct {
	engine    string
	size      int
	store     *store.Store
	documents *document.Service
	search    *search.Service
	org       *org.Service
	bare      *sql.DB
	people    []person
}

// person opens lists and searches.
type person struct {
	login string
	sees  int // documents
	actor office.Actor
	// principal is the one whose rows the bare SQL of a page reads.
	principal office.ID
}

// Whom we ask, in the largest agency of the city: the clerk sees all it has, the
// head of a division one in fourteen, the archivist one in 1,400.
func logins() []string { return []string{"vanthu", "truongphong2", "luutru"} }

// openCity opens a city, which is made when it is not in the folder that is kept.
func (b *bench) openCity(engine string, size int) (*city, error) {
	key := fmt.Sprintf("%s-%d", engine, size)
	if c := b.cities[key]; c != nil {
		return c, nil
	}
	c := &city{engine: engine, size: size}
	data := filepath.Join(b.keep, "city-"+key)
	dsn, err := b.cityDSN(engine, size)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(data, "demo-ca")); errors.Is(err, fs.ErrNotExist) {
		if err := b.makeCity(engine, size, data, dsn); err != nil {
			return nil, err
		}
	}
	if dsn == "" {
		dsn = filepath.Join(data, "congvan.db")
	}
	if c.store, err = store.Open(b.ctx, store.Config{DSN: dsn}); err != nil {
		return nil, err
	}
	b.closed = append(b.closed, func() { _ = c.store.Close() })
	if c.documents, err = documentsOf(c.store, nil); err != nil {
		return nil, err
	}
	c.search = &search.Service{Acts: c.store, Store: c.store.Search()}
	c.org = &org.Service{Acts: c.store, Store: store.Organisation{}, Passwords: org.NewPasswords(rand.Reader, 1)}
	if c.bare, err = openBare(engine, dsn); err != nil {
		return nil, err
	}
	b.closed = append(b.closed, func() { _ = c.bare.Close() })
	for _, login := range logins() {
		p, err := c.person(b.ctx, login)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", login, err)
		}
		c.people = append(c.people, p)
	}
	if b.cities == nil {
		b.cities = map[string]*city{}
	}
	b.cities[key] = c
	return c, nil
}

// cityDSN names the city's PostgreSQL database and makes it when it is not there;
// "" for the embedded one.
func (b *bench) cityDSN(engine string, size int) (string, error) {
	if engine == "sqlite" {
		return "", nil
	}
	pattern := os.Getenv(storetest.EnvPostgres)
	if pattern == "" {
		return "", errNoPostgres
	}
	db, err := sql.Open("pgx", strings.Replace(pattern, "%s", "postgres", 1))
	if err != nil {
		return "", err
	}
	defer db.Close()
	name := fmt.Sprintf("bench_city_%d", size)
	var n int
	if err := db.QueryRowContext(b.ctx, `SELECT COUNT(*) FROM pg_database WHERE datname = $1`, name).Scan(&n); err != nil {
		return "", err
	}
	if n == 0 {
		if _, err := db.ExecContext(b.ctx, "CREATE DATABASE "+name); err != nil {
			return "", err
		}
	}
	return strings.Replace(pattern, "%s", name, 1), nil
}

// makeCity has the program make a city, as an operator would.
func (b *bench) makeCity(engine string, size int, data, dsn string) error {
	if _, err := os.Stat(b.binary); err != nil {
		return fmt.Errorf("%s is not built: make build", b.binary)
	}
	args := []string{"demo", "--data", data, "--listen", "127.0.0.1:0", "--documents", strconv.Itoa(size), "--exit", "--json"}
	if dsn != "" {
		peer, err := b.createPostgres("peer")
		if err != nil {
			return err
		}
		args = append(args, "--database", dsn, "--second-database", peer)
	}
	start := time.Now()
	cmd := exec.CommandContext(b.ctx, b.binary, args...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("congvan demo: %w: %.2000s", err, out)
	}
	took := time.Since(start)
	b.add("fill", fmt.Sprintf("%s: `congvan demo --documents %d`: city, people, texts, readers, work, journal", engine, size),
		fmt.Sprintf("%s, %s", took.Round(time.Second), perSecond(rate(size, took))), "", "", "1,000,000 in ≤ 20 min")
	return nil
}

// person finds somebody of the largest agency by login, and counts what they see.
func (c *city) person(ctx context.Context, login string) (person, error) {
	p := person{login: login}
	var account, who, holding office.ID
	var agency office.ID
	err := c.bare.QueryRowContext(ctx, `SELECT a.id, a.person_id, h.id, h.agency_id FROM account a JOIN holding h ON h.person_id = a.person_id
		WHERE a.login = $1`, login).Scan(&account, &who, &holding, &agency)
	if err != nil {
		return p, err
	}
	err = c.store.View(ctx, office.SystemActor(agency), func(tx office.Tx) error {
		seat, err := c.org.SeatIn(tx, who, holding, tx.Today())
		if err == nil {
			p.actor, err = c.org.ActorIn(tx, account, seat)
		}
		return err
	})
	if err != nil {
		return p, err
	}
	p.sees, p.principal, err = c.sees(ctx, p.actor)
	return p, err
}

// sees counts the documents that somebody may read, and gives the principal of
// theirs with most.
func (c *city) sees(ctx context.Context, a office.Actor) (n int, most office.ID, err error) {
	seen := 0
	for _, p := range a.Principals {
		var own int
		if err := c.bare.QueryRowContext(ctx, `SELECT COUNT(*) FROM reader WHERE principal = $1`, p).Scan(&own); err != nil {
			return 0, most, err
		}
		if own > seen {
			seen, most = own, p
		}
	}
	names, args := make([]string, len(a.Principals)), make([]any, len(a.Principals))
	for i, p := range a.Principals {
		names[i], args[i] = fmt.Sprintf("$%d", i+1), p
	}
	err = c.bare.QueryRowContext(ctx, `SELECT COUNT(DISTINCT document_id) FROM reader WHERE principal IN (`+strings.Join(names, ", ")+`)`, args...).Scan(&n)
	return n, most, err
}

// growth keeps what a question cost at each size, for the ratio between them.
type growth struct {
	small, large times
	sizes        [2]int
}

// grown adds the ratio of the p95 of the largest city to that of the smallest,
// question by question.
func (b *bench) grown(part string, seen map[string]growth, order []string) {
	for _, q := range order {
		g := seen[q]
		if len(g.small) == 0 || len(g.large) == 0 {
			continue
		}
		b.add(part, fmt.Sprintf("%s: p95 at %d against p95 at %d", q, g.sizes[1], g.sizes[0]),
			short(g.large.p95()), short(g.small.p95()), fmt.Sprintf("%.2f ×", g.large.p95().Seconds()/g.small.p95().Seconds()), "≤ 1.5 ×")
	}
}

// fetch runs a query and reads all it gives.
func (c *city) fetch(ctx context.Context, query string, args []any) (int, error) {
	rows, err := c.bare.QueryContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	n := 0
	for ; rows.Next(); n++ {
		if err := rows.Scan(into...); err != nil {
			return n, err
		}
	}
	return n, rows.Err()
}

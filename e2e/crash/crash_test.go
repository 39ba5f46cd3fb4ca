package crash

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"congvan/e2e/server"
	"congvan/platform/store/storetest"
)

// How often the server is killed.
const (
	roundsSQLite   = 20
	roundsPostgres = 8
)

func TestNothingIsLostWhenTheServerIsKilled(t *testing.T) {
	program := server.Build(t)
	seed := seedOf(t)
	t.Run("sqlite", func(t *testing.T) {
		data := t.TempDir()
		o := &office{program: program, data: data, driver: "sqlite", dsn: filepath.Join(data, "congvan.db")}
		o.survive(t, roundsSQLite, rand.New(rand.NewPCG(seed, 1)))
	})
	t.Run("postgres", func(t *testing.T) {
		dsn := storetest.PostgresDSN(t)
		o := &office{
			program: program, data: t.TempDir(), driver: "pgx", dsn: dsn,
			environ: []string{"CONGVAN_DATABASE=" + dsn}, demo: []string{"--database", dsn},
		}
		o.survive(t, roundsPostgres, rand.New(rand.NewPCG(seed, 2)))
	})
}

// seedOf gives the seed of the random moments and prints it.
func seedOf(t *testing.T) uint64 {
	seed := uint64(time.Now().UnixNano())
	if v := os.Getenv("CONGVAN_CRASH_SEED"); v != "" {
		n, err := strconv.ParseUint(v, 10, 64)
		if err != nil {
			t.Fatalf("CONGVAN_CRASH_SEED: %v", err)
		}
		seed = n
	}
	t.Logf("seed %d (CONGVAN_CRASH_SEED=%d repeats the moments)", seed, seed)
	return seed
}

// office is one deployment that is killed again and again.
type office struct {
	program string
	data    string
	environ []string // of the server
	demo    []string // further arguments for making the city
	driver  string   // database/sql
	dsn     string
	bucket  string // folder behind the S3 service; "" when files lie in data
}

// between gives a random time of [low, high).
func between(r *rand.Rand, low, high time.Duration) time.Duration {
	return low + time.Duration(r.Int64N(int64(high-low)))
}

func (o *office) survive(t *testing.T, rounds int, r *rand.Rand) {
	args := append([]string{"demo", "--data", o.data, "--listen", "127.0.0.1:0", "--documents", "0", "--exit", "--json"}, o.demo...)
	if _, err := server.Run(t, o.program, nil, args...); err != nil {
		t.Fatal(err)
	}
	p := o.serve(t)
	l := newLoad(t, p.URL)
	// On a slow machine more rounds are needed until each kind of act was caught.
	for round, most := 1, 2*rounds; round <= rounds || round <= most && len(l.missing()) > 0; round++ {
		moment := between(r, 200*time.Millisecond, 2500*time.Millisecond)
		l.begin(round, p.URL)
		time.Sleep(moment)
		children := offspring(p.PID())
		p.Kill()
		l.end(t)
		gone(t, children)
		if r.IntN(4) == 0 { // and once more while it gets up
			o.stumble(t, between(r, 10*time.Millisecond, 400*time.Millisecond))
		}
		o.check(t, l)
		if t.Failed() {
			t.Fatalf("round %d, killed after %s\n%s", round, moment, p.Output())
		}
		p = o.serve(t)
		l.recall(t, p.URL)
		o.resumes(t, p)
		if t.Failed() {
			t.Fatalf("round %d, after the restart\n%s", round, p.Output())
		}
	}
	if err := p.Stop(30 * time.Second); err != nil {
		t.Errorf("stop: %v", err)
	}
	l.summary(t, rounds)
}

// serve starts the server as a real office does.
func (o *office) serve(t *testing.T) *server.Process {
	t.Helper()
	return server.Start(t, o.program, o.environ, "serve", "--data", o.data, "--listen", "127.0.0.1:0")
}

// stumble starts the server and kills it before it is ready.
func (o *office) stumble(t *testing.T, after time.Duration) {
	t.Helper()
	p := server.Launch(t, o.program, o.environ, "serve", "--data", o.data, "--listen", "127.0.0.1:0")
	time.Sleep(after)
	p.Kill()
}

// patience is how long background work left by a crash may take to go on: the
// claim of a dead server must run out first.
const patience = 90 * time.Second

// resumes waits until the work that the dead server left behind is done.
func (o *office) resumes(t *testing.T, p *server.Process) {
	t.Helper()
	db := o.open(t)
	for end := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		n := count(t, db, `SELECT COUNT(*) FROM job`)
		if n == 0 {
			return
		}
		if time.Now().After(end) {
			t.Errorf("%d jobs still wait %s after the restart: %s", n, patience, rows(t, db, `SELECT kind, attempts, last_error FROM job ORDER BY created_at`))
			return
		}
		if _, err := p.Health(context.Background()); err != nil {
			t.Errorf("while jobs wait: %v", err)
			return
		}
	}
}

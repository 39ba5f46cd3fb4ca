package crash

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"congvan/e2e/client"
	"congvan/e2e/server"
	ids "congvan/office"
	"congvan/platform/blob/s3test"
	"congvan/platform/store/storetest"
)

// cluster is two nodes on one PostgreSQL and one S3 service.
type cluster struct {
	office
	s3   *s3test.Service
	data [2]string
	node [2]*server.Process
	load [2]*load
}

// newCluster makes the city with a single server, as an office begins, and gives
// both nodes their configuration.
func newCluster(t *testing.T, dsn string) *cluster {
	t.Helper()
	s3 := s3test.Start(t)
	c := &cluster{s3: s3, data: [2]string{t.TempDir(), t.TempDir()}}
	c.office = office{
		program: server.Build(t), data: c.data[0], driver: "pgx", dsn: dsn, bucket: filepath.Join(s3.Root, s3test.Files),
		environ: []string{
			"CONGVAN_DATABASE=" + dsn, "CONGVAN_S3_ACCESS_KEY=" + s3test.AccessKey, "CONGVAN_S3_SECRET_KEY=" + s3test.SecretKey,
			"CONGVAN_KEYS_SECRET=khoa-chung-cua-cac-nut-trong-bai-thu",
		},
	}
	args := []string{"demo", "--data", c.data[0], "--listen", "127.0.0.1:0", "--documents", "0", "--exit", "--json", "--database", dsn}
	if _, err := server.Run(t, c.program, nil, args...); err != nil {
		t.Fatal(err)
	}
	conf := fmt.Sprintf("[files]\nendpoint = %q\nregion = \"us-east-1\"\nbucket = %q\nstaging_bucket = %q\n[stop]\ndrain_seconds = 6\n",
		s3.Endpoint, s3test.Files, s3test.Staging)
	for i := range c.node {
		if err := os.WriteFile(filepath.Join(c.data[i], "congvan.toml"), []byte(conf), 0o600); err != nil {
			t.Fatal(err)
		}
		c.up(t, i) // one after the other: the first brings the keys along
	}
	for i := range c.load {
		c.load[i] = newLoad(t, c.node[i].URL)
		c.load[i].round = i + 1
	}
	c.load[1].filesOnly = true
	return c
}

// up starts a node on its own folder.
func (c *cluster) up(t *testing.T, i int) {
	t.Helper()
	c.node[i] = server.Start(t, c.program, c.environ, "serve", "--data", c.data[i], "--listen", "127.0.0.1:0")
}

// begin sets the people of a load to work at a node. Rounds tell loads apart.
func (c *cluster) begin(load, node int) {
	c.load[load].begin(load+1, c.node[node].URL)
}

// listen hears changes at a node, as an open page does.
func listen(t *testing.T, c *client.Client) <-chan string {
	t.Helper()
	body, err := c.Stream(t.Context(), "/live")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = body.Close() })
	heard := make(chan string, 1000)
	began := make(chan struct{})
	go func() {
		lines := bufio.NewScanner(body)
		for first := true; lines.Scan(); first = false {
			if first {
				close(began)
			}
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				heard <- data
			}
		}
		close(heard)
	}()
	select {
	case <-began:
	case <-time.After(10 * time.Second):
		t.Fatal("the live stream does not begin")
	}
	return heard
}

// told waits until an open page of one node hears of what happened at the other.
func (c *cluster) told(t *testing.T) {
	t.Helper()
	heard := listen(t, c.load[1].people["head"])
	l := c.load[0]
	if err := l.register(t.Context(), l.people["clerk 1"]); err != nil {
		t.Fatal(err)
	}
	start, id := time.Now(), l.acked.registered[len(l.acked.registered)-1].document
	for end := time.After(10 * time.Second); ; {
		select {
		case data, ok := <-heard:
			if !ok {
				t.Fatal("the live stream ended")
			}
			if strings.Contains(data, "document:"+id) {
				t.Logf("a page of the other node heard of it %d ms after the answer", time.Since(start).Milliseconds())
				return
			}
		case <-end:
			t.Fatal("a page of the other node does not hear of it")
		}
	}
}

// orphan leaves a job that a node has claimed, as a crash does.
func orphan(t *testing.T, db *sql.DB, p *server.Process) {
	t.Helper()
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	at := func(d time.Duration) string { return time.Now().Add(d).UTC().Format("2006-01-02T15:04:05.000000Z") }
	var agency ids.ID
	if err := db.QueryRowContext(t.Context(), `SELECT id FROM agency ORDER BY id LIMIT 1`).Scan(&agency); err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), `
		INSERT INTO job (id, agency_id, kind, payload, run_at, attempts, claimed_by, claimed_until, last_error, created_at)
		VALUES ($1, $2, 'document.drop_file', $3, $4, 0, $5, $6, '', $4)`,
		ids.ID{0xff, 1}, agency, fmt.Sprintf(`{"agency":%q,"sha256":%q}`, agency, strings.Repeat("ab", 32)), at(0),
		fmt.Sprintf("%s/%d", host, p.PID()), at(5*time.Second))
	if err != nil {
		t.Fatal(err)
	}
}

// Two nodes under load: one is killed, and nothing is lost; each is restarted in
// turn, and nobody notices; the S3 service goes away and comes back.
func TestCluster(t *testing.T) {
	c := newCluster(t, storetest.PostgresDSN(t))
	c.told(t)

	c.begin(0, 0)
	c.begin(1, 1)
	c.load[0].busy(t)
	c.load[1].busy(t)
	time.Sleep(time.Second)
	db := c.open(t)
	orphan(t, db, c.node[0])
	children := offspring(c.node[0].PID())
	c.node[0].Kill()
	c.load[0].end(t)
	gone(t, children)
	c.load[0].recall(t, c.node[1].URL) // sessions of the dead node go on at the other
	c.begin(0, 1)
	time.Sleep(1500 * time.Millisecond)
	c.load[0].leave(t)
	c.load[1].leave(t)
	c.resumes(t, c.node[1])
	c.check(t, c.load[0], c.load[1])
	if t.Failed() {
		t.Fatalf("after the kill\n%s", c.node[1].Output())
	}

	c.up(t, 0)
	c.load[0].away, c.load[1].away = 0, 0
	for i := range c.node { // one after the other
		c.begin(0, 0)
		c.begin(1, 1)
		time.Sleep(time.Second)
		c.restart(t, i)
	}
	c.check(t, c.load[0], c.load[1])
	for i, l := range c.load {
		if l.away > 0 {
			t.Errorf("%d requests of load %d got no answer while the nodes were restarted", l.away, i)
		}
	}
	c.withoutFiles(t)
	for i, p := range c.node {
		if err := p.Stop(30 * time.Second); err != nil {
			t.Errorf("node %d: %v\n%s", i, err, p.Output())
		}
	}
	c.load[0].summary(t, 1)
}

// restart does as an operator and a balancer do: the node is told to stop, its
// health page says so, people go to the other node, and it comes back.
func (c *cluster) restart(t *testing.T, i int) {
	t.Helper()
	p, other := c.node[i], 1-i
	pid, url := p.PID(), p.URL
	stopped := make(chan error, 1)
	go func() { stopped <- p.Stop(40 * time.Second) }()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		text, err := p.Health(context.Background())
		if err != nil && strings.HasPrefix(text, "stopping") {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("the health page of a node that stops: %q, %v", text, err)
		}
	}
	r, err := http.Get(url + "/login")
	if err != nil || r.StatusCode != http.StatusOK {
		t.Errorf("a node that stops turns people away at once: %v", err)
	} else {
		_ = r.Body.Close()
	}
	c.load[i].leave(t)
	c.begin(i, other)
	if err := <-stopped; err != nil {
		t.Errorf("node %d stops: %v\n%s", i, err, p.Output())
	}
	db := c.open(t)
	if n := count(t, db, `SELECT COUNT(*) FROM job WHERE claimed_by LIKE $1`, fmt.Sprintf("%%/%d", pid)); n > 0 {
		t.Errorf("node %d kept %d jobs", i, n)
	}
	c.up(t, i)
	c.load[i].leave(t)
	c.load[other].leave(t)
}

// withoutFiles: while the S3 service is away uploads are refused in clear words and
// everything else goes on; when it is back so are uploads.
func (c *cluster) withoutFiles(t *testing.T) {
	t.Helper()
	l := c.load[0]
	clerk, uploader := l.people["clerk 1"], l.people["uploader"]
	for _, who := range []*client.Client{clerk, uploader} {
		if err := who.MoveTo(c.node[0].URL); err != nil {
			t.Fatal(err)
		}
	}
	c.s3.Down()
	p, err := uploader.Page(t.Context(), "/arrivals")
	if err != nil {
		t.Fatal(err)
	}
	f, err := p.Form("#upload")
	if err != nil {
		t.Fatal(err)
	}
	a, err := uploader.Submit(t.Context(), f.Attach("files", "a.pdf", pdf("khong co kho tep", false)))
	if err != nil {
		t.Fatal(err)
	}
	if text := a.Find("main"); a.Status != http.StatusServiceUnavailable || !strings.Contains(text, "Kho tệp S3 không trả lời") {
		t.Errorf("an upload without a file store: %d, %q", a.Status, text)
	}
	if err := l.register(t.Context(), clerk); err != nil {
		t.Errorf("without a file store: %v", err)
	}
	if _, err := c.node[0].Health(t.Context()); err != nil {
		t.Errorf("health without a file store: %v", err)
	}
	c.s3.Up()
	if p, err = uploader.Page(t.Context(), "/arrivals"); err != nil {
		t.Fatal(err)
	}
	if f, err = p.Form("#upload"); err != nil {
		t.Fatal(err)
	}
	if _, err := uploader.Done(t.Context(), f.Attach("files", "a.pdf", pdf("kho tep tro lai", false))); err != nil {
		t.Errorf("with the file store again: %v", err)
	}
}

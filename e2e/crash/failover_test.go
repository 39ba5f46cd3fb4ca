//go:build failover

// Runs Patroni, etcd and two PostgreSQL servers: make test-failover.

package crash

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"congvan/platform/store/storetest"
)

// servers is a PostgreSQL cluster under Patroni: a primary and a replica that
// commits wait for.
type servers struct {
	t       *testing.T
	dir     string
	attr    *syscall.SysProcAttr
	patroni [2]*exec.Cmd
	rest    [2]int // ports of Patroni's health pages
	port    [2]int // of PostgreSQL
}

func (s *servers) freePort() int {
	s.t.Helper()
	p, err := storetest.FreePort()
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

// start runs a program in a process group of its own, which ends with the test.
func (s *servers) start(name string, args ...string) *exec.Cmd {
	s.t.Helper()
	log, err := os.Create(filepath.Join(s.dir, filepath.Base(name)+fmt.Sprint(len(args), s.freePort())+".log"))
	if err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.Command(name, args...)
	attr := *s.attr
	attr.Setpgid = true
	cmd.SysProcAttr, cmd.Dir, cmd.Stdout, cmd.Stderr = &attr, s.dir, log, log
	if err := cmd.Start(); err != nil {
		s.t.Fatalf("%s: %v (scripts/setup failover installs it)", name, err)
	}
	s.t.Cleanup(func() {
		kill(cmd)
		_ = log.Close()
		if s.t.Failed() {
			b, _ := os.ReadFile(log.Name())
			s.t.Logf("%s:\n%s", name, b[max(0, len(b)-4000):])
		}
	})
	return cmd
}

// kill ends a program and all that it started, at once.
func kill(cmd *exec.Cmd) {
	if cmd.ProcessState != nil {
		return // it is gone already
	}
	for _, c := range offspring(cmd.Process.Pid) {
		_ = syscall.Kill(c.pid, syscall.SIGKILL)
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}

const patroniConfig = `
scope: congvan
name: server%[1]d
restapi: {listen: "127.0.0.1:%[2]d", connect_address: "127.0.0.1:%[2]d"}
etcd3: {host: "127.0.0.1:%[3]d"}
bootstrap:
  dcs:
    ttl: 20
    loop_wait: 2
    retry_timeout: 3
    synchronous_mode: true
    postgresql:
      use_pg_rewind: true
      parameters: {max_connections: 200, shared_buffers: 64MB}
  initdb: [{encoding: UTF8}, {locale: C}, no-sync]
postgresql:
  listen: "127.0.0.1:%[4]d"
  connect_address: "127.0.0.1:%[4]d"
  data_dir: %[5]s/data%[1]d
  bin_dir: %[6]s
  pgpass: %[5]s/pgpass%[1]d
  authentication:
    superuser: {username: postgres, password: thu-nghiem}
    replication: {username: replicator, password: thu-nghiem}
    rewind: {username: rewinder, password: thu-nghiem}
  parameters: {unix_socket_directories: %[5]s}
  pg_hba: ["local all all trust", "host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"]
watchdog: {mode: "off"}
`

// newServers starts etcd, a primary and its replica, and makes a database.
func newServers(t *testing.T) (*servers, string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "congvan-failover-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	s := &servers{t: t, dir: dir}
	if s.attr, _, err = storetest.Unprivileged(dir); err != nil {
		t.Fatal(err)
	}
	bin, err := storetest.PostgresBin()
	if err != nil {
		t.Fatal(err)
	}
	etcd, peer := s.freePort(), s.freePort()
	s.start("etcd", "--data-dir", filepath.Join(dir, "etcd"), "--name", "one",
		"--listen-client-urls", fmt.Sprintf("http://127.0.0.1:%d", etcd), "--advertise-client-urls", fmt.Sprintf("http://127.0.0.1:%d", etcd),
		"--listen-peer-urls", fmt.Sprintf("http://127.0.0.1:%d", peer), "--initial-advertise-peer-urls", fmt.Sprintf("http://127.0.0.1:%d", peer),
		"--initial-cluster", fmt.Sprintf("one=http://127.0.0.1:%d", peer), "--log-level", "warn")
	for i, is := range []string{"primary", "synchronous"} {
		s.rest[i], s.port[i] = s.freePort(), s.freePort()
		conf := filepath.Join(dir, fmt.Sprintf("patroni%d.yml", i))
		text := fmt.Sprintf(patroniConfig, i, s.rest[i], etcd, s.port[i], dir, bin)
		if err := os.WriteFile(conf, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		s.patroni[i] = s.start("patroni", conf)
		s.wait(i, is)
		t.Cleanup(func() { s.dieIfAlive(i) })
	}
	dsn := fmt.Sprintf("postgres://postgres@127.0.0.1:%d,127.0.0.1:%d/%%s?sslmode=disable", s.port[0], s.port[1])
	db := (&office{driver: "pgx", dsn: fmt.Sprintf(dsn, "postgres")}).open(t)
	if _, err := db.ExecContext(t.Context(), `CREATE DATABASE congvan`); err != nil {
		t.Fatal(err)
	}
	_ = db.Close()
	return s, fmt.Sprintf(dsn, "congvan")
}

func (s *servers) dieIfAlive(i int) {
	if _, err := os.Stat(filepath.Join(s.dir, fmt.Sprintf("data%d", i), "postmaster.pid")); err == nil {
		s.die(i)
	}
}

// die ends a machine: Patroni and its PostgreSQL, which is no child of it.
func (s *servers) die(i int) {
	s.t.Helper()
	b, err := os.ReadFile(filepath.Join(s.dir, fmt.Sprintf("data%d", i), "postmaster.pid"))
	if err != nil {
		s.t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		s.t.Fatal(err)
	}
	kill(s.patroni[i])
	if c, ok := inspect(pid); !ok || c.name != "postgres" {
		return
	}
	backends := offspring(pid)
	_ = syscall.Kill(pid, syscall.SIGKILL)
	for _, c := range backends {
		_ = syscall.Kill(c.pid, syscall.SIGKILL)
	}
}

// wait waits until Patroni says that a server is "primary" or "synchronous".
func (s *servers) wait(i int, is string) {
	s.t.Helper()
	said := ""
	for end := time.Now().Add(2 * time.Minute); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		r, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/%s", s.rest[i], is))
		if err != nil {
			said = err.Error()
			continue
		}
		b, _ := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if said = r.Status + " " + string(b); r.StatusCode == http.StatusOK {
			return
		}
	}
	s.t.Fatalf("server %d is not %s: %s", i, is, said)
}

// The primary dies under load, as a machine does: what was acknowledged survives,
// acts are refused in clear words meanwhile, and both nodes go on by themselves.
func TestFailover(t *testing.T) {
	s, dsn := newServers(t)
	c := newCluster(t, dsn)
	for i, l := range c.load {
		l.patient = true
		c.begin(i, i)
	}
	for _, l := range c.load {
		l.busy(t)
	}
	before := [2]int{c.load[0].registeredSoFar(), c.load[1].registeredSoFar()}
	s.wait(1, "synchronous") // else an acknowledged act could be lost
	s.die(0)
	dead := time.Now()
	time.Sleep(3 * time.Second)
	for i, p := range c.node {
		if text, err := p.Health(context.Background()); err == nil || !strings.Contains(err.Error()+text, "database") {
			t.Errorf("node %d without a primary is well: %q, %v", i, text, err)
		}
	}
	s.wait(1, "primary")
	t.Logf("the replica is the primary %s after the other one died", time.Since(dead).Round(100*time.Millisecond))
	for i, p := range c.node {
		for end := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
			_, err := p.Health(context.Background())
			if err == nil {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("node %d does not come back: %v", i, err)
			}
		}
	}
	t.Logf("both nodes work again after %s", time.Since(dead).Round(100*time.Millisecond))
	time.Sleep(3 * time.Second)
	for i, l := range c.load {
		l.leave(t)
		if n := l.registeredSoFar(); l.refused == 0 || before[i] == 0 || n <= before[i] {
			t.Errorf("node %d: %d registered before and %d in all, %d acts refused", i, before[i], n, l.refused)
		}
		if l.away > 0 {
			t.Errorf("node %d: %d requests got no answer", i, l.away)
		}
	}
	c.resumes(t, c.node[1])
	c.check(t, c.load[0], c.load[1])
	c.load[0].summary(t, 1)
	if t.Failed() {
		t.Logf("node 0:\n%s\nnode 1:\n%s", c.node[0].Output(), c.node[1].Output())
	}
}

func (l *load) registeredSoFar() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acked.registered)
}

package storetest

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// EnvPostgres names a server to use instead of starting one: an address whose
// user may create databases, with %s where the database's name goes.
const EnvPostgres = "CONGVAN_TEST_POSTGRES"

type server struct{ pattern string }

func (s server) dsn(database string) string { return strings.Replace(s.pattern, "%s", database, 1) }

var shared struct { // one server for all tests of a test binary
	once   sync.Once
	server server
	err    error
}

func postgresServer(t *testing.T) server {
	t.Helper()
	shared.once.Do(func() {
		if p := os.Getenv(EnvPostgres); p != "" {
			shared.server = server{p}
			return
		}
		shared.server, shared.err = startPostgres()
	})
	if shared.err != nil {
		t.Fatalf("PostgreSQL for tests: %v (scripts/setup installs it)", shared.err)
	}
	return shared.server
}

// startPostgres runs a server in a temporary folder. It ends with this process.
func startPostgres() (server, error) {
	bin, err := PostgresBin()
	if err != nil {
		return server{}, err
	}
	dir, err := os.MkdirTemp("", "congvan-pg-")
	if err != nil {
		return server{}, err
	}
	attr, owner, err := Unprivileged(dir)
	if err != nil {
		return server{}, err
	}
	data := filepath.Join(dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", owner, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
	initdb.SysProcAttr = attr
	initdb.Dir = dir
	if out, err := initdb.CombinedOutput(); err != nil {
		return server{}, fmt.Errorf("initdb: %w: %s", err, out)
	}
	port, err := FreePort()
	if err != nil {
		return server{}, err
	}
	run := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-p", strconv.Itoa(port), "-k", dir,
		"-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "full_page_writes=off",
		"-c", "max_connections=200", "-c", "shared_buffers=64MB")
	death := *attr
	death.Pdeathsig = syscall.SIGQUIT // immediate shutdown when the test process goes
	run.SysProcAttr = &death
	run.Dir = dir
	var log bytes.Buffer
	run.Stderr = &log
	started := make(chan error, 1)
	go func() {
		// The death signal follows the thread that started the child.
		runtime.LockOSThread()
		err := run.Start()
		started <- err
		if err == nil {
			_ = run.Wait()
		}
		_ = os.RemoveAll(dir)
	}()
	if err := <-started; err != nil {
		return server{}, err
	}
	s := server{fmt.Sprintf("postgres://%s@127.0.0.1:%d/%%s?sslmode=disable", owner, port)}
	return s, waitReady(s.dsn("postgres"), &log)
}

func waitReady(dsn string, log *bytes.Buffer) error {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return err
	}
	defer db.Close()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if err = db.PingContext(context.Background()); err == nil {
			return nil
		}
		if time.Now().After(end) {
			return fmt.Errorf("not ready: %w: %s", err, log.String())
		}
	}
}

// PostgresBin is the folder of PostgreSQL's programs.
func PostgresBin() (string, error) {
	if p, err := exec.LookPath("initdb"); err == nil {
		p, err = filepath.EvalSymlinks(p)
		return filepath.Dir(p), err
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", fmt.Errorf("initdb not found")
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// Unprivileged gives how to start a process that works in dir, and as whom:
// PostgreSQL refuses to run as root, so root hands it to "postgres".
func Unprivileged(dir string) (*syscall.SysProcAttr, string, error) {
	if os.Getuid() != 0 {
		u, err := user.Current()
		if err != nil {
			return nil, "", err
		}
		return &syscall.SysProcAttr{}, u.Username, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, "", err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, "", err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, "", err
	}
	if err := os.Chown(dir, uid, gid); err != nil {
		return nil, "", err
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, u.Username, nil
}

// FreePort is a port of the loopback address that nobody listens on.
func FreePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

package store

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"golang.org/x/sys/unix"
)

// connectTimeout is how long one PostgreSQL server may take to answer, unless the
// address says otherwise (connect_timeout).
const connectTimeout = 5 * time.Second

// unackedLimit is how long bytes may go unanswered by the other machine before the
// connection counts as dead.
const unackedLimit = 15 * time.Second

func (s *Store) openPostgres() error {
	c, err := postgresConfig(s.cfg.DSN)
	if err != nil {
		return err
	}
	db := stdlib.OpenDB(*c)
	n := 8 * runtime.GOMAXPROCS(0)
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	db.SetConnMaxIdleTime(5 * time.Minute)
	s.dialect, s.write, s.read = postgres{}, db, db
	return nil
}

// postgresConfig reads the address and adds what a change of the primary needs: of
// several servers the one that takes writes is used, a connection to one that no
// longer does is dropped, and a machine that fell silent is noticed.
func postgresConfig(dsn string) (*pgx.ConnConfig, error) {
	c, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	if c.ValidateConnect == nil { // the address names no target_session_attrs
		c.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = connectTimeout
	}
	d := &net.Dialer{
		Timeout:         c.ConnectTimeout,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: 5 * time.Second, Count: 3},
		Control:         giveUpOnSilence,
	}
	c.DialFunc = d.DialContext
	usual := c.OnPgError
	c.OnPgError = func(conn *pgconn.PgConn, e *pgconn.PgError) bool {
		return e.Code != codeReadOnly && usual(conn, e)
	}
	return c, nil
}

func giveUpOnSilence(network, _ string, raw syscall.RawConn) error {
	if !strings.HasPrefix(network, "tcp") {
		return nil
	}
	var failed error
	err := raw.Control(func(fd uintptr) {
		failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(unackedLimit.Milliseconds()))
	})
	return errors.Join(err, failed)
}

// codeReadOnly is what a server that is no longer the primary answers to a write.
const codeReadOnly = "25006"

// postgresAway tells errors of a server that is away, on its way up or down, or no
// longer the primary from those of a statement.
func postgresAway(err error) bool {
	switch code := pgCode(err); {
	case code == codeReadOnly, strings.HasPrefix(code, "57P"), strings.HasPrefix(code, "08"), strings.HasPrefix(code, "53"):
		return true
	case code != "":
		return false
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, sql.ErrConnDone) || errors.Is(err, driver.ErrBadConn) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, pgconn.ErrConnClosed) || errors.Is(err, pgconn.ErrReadOnlyConnection)
}

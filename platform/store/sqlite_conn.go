package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
)

// openKept opens an SQLite database whose connections keep their prepared
// statements: reading a statement costs SQLite about as much as running it.
func openKept(dsn string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, err
	}
	d := db.Driver()
	if err := db.Close(); err != nil {
		return nil, err
	}
	return sql.OpenDB(keptConnector{d, dsn}), nil
}

type keptConnector struct {
	driver driver.Driver
	dsn    string
}

func (c keptConnector) Driver() driver.Driver { return c.driver }

func (c keptConnector) Connect(context.Context) (driver.Conn, error) {
	raw, err := c.driver.Open(c.dsn)
	if err != nil {
		return nil, err
	}
	conn, ok := raw.(sqliteConn)
	if !ok {
		_ = raw.Close()
		return nil, fmt.Errorf("store: unknown SQLite connection %T", raw)
	}
	return &keptConn{sqliteConn: conn, free: map[string]sqliteStmt{}}, nil
}

// sqliteConn is what the driver's connections can do.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// sqliteStmt is what its statements can do.
type sqliteStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// maxKept is how many statements a connection keeps.
const maxKept = 200

// keptConn is a connection with the statements that nobody uses at the moment.
// database/sql calls it, its rows included, under the connection's own lock.
type keptConn struct {
	sqliteConn
	free map[string]sqliteStmt // by text
}

var (
	_ driver.ExecerContext  = (*keptConn)(nil)
	_ driver.QueryerContext = (*keptConn)(nil)
)

// take gives a statement to one user: a kept one, or a new one.
func (c *keptConn) take(ctx context.Context, query string) (sqliteStmt, error) {
	if s, ok := c.free[query]; ok {
		delete(c.free, query)
		return s, nil
	}
	raw, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	s, ok := raw.(sqliteStmt)
	if !ok {
		_ = raw.Close()
		return nil, fmt.Errorf("store: unknown SQLite statement %T", raw)
	}
	return s, nil
}

// keep takes a statement back. One that failed is not kept.
func (c *keptConn) keep(query string, s sqliteStmt, failed error) {
	if _, twice := c.free[query]; twice || failed != nil {
		_ = s.Close() // the outcome is known already
		return
	}
	if len(c.free) >= maxKept {
		for other, old := range c.free { // any one
			delete(c.free, other)
			_ = old.Close()
			break
		}
	}
	c.free[query] = s
}

// ExecContext implements driver.ExecerContext.
func (c *keptConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	r, err := s.ExecContext(ctx, args)
	c.keep(query, s, err)
	return r, err
}

// QueryContext implements driver.QueryerContext.
func (c *keptConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, query)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		c.keep(query, s, err)
		return nil, err
	}
	return &keptRows{Rows: rows, conn: c, query: query, stmt: s}, nil
}

// Close lets the statements go, then the connection.
func (c *keptConn) Close() error {
	for _, s := range c.free {
		_ = s.Close() // the connection goes with them
	}
	c.free = nil
	return c.sqliteConn.Close()
}

// keptRows give their statement back when they are closed.
type keptRows struct {
	driver.Rows
	conn  *keptConn
	query string
	stmt  sqliteStmt
}

func (r *keptRows) Close() error {
	err := r.Rows.Close()
	if r.stmt != nil {
		r.conn.keep(r.query, r.stmt, err)
		r.stmt = nil
	}
	return err
}

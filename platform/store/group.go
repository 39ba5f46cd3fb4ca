package store

import (
	"context"
	"database/sql"
	"slices"
	"sync"
	"time"

	"congvan/office"
	"congvan/office/journal"
)

// Acts that would wait for the same lock share a transaction. The first begins at
// once. Acts that arrive while it runs wait for their turn, go on in its
// transaction one after the other, each in its own goroutine and in a savepoint
// of its own, and the last commits for all: one wait for the disk instead of
// many. Nobody is answered before the commit.
const (
	maxGroupActs = 64
	maxGroupTime = 20 * time.Millisecond // after that nobody joins
)

// group is a transaction and the acts that share it. It belongs to the goroutine
// whose turn it is; the others read err once ended is closed.
type group struct {
	s      *Store
	key    office.ID
	alone  bool // shares no lock with others: nobody waits for it, nobody joins
	began  time.Time
	acts   int // that had their turn
	db     *sql.Tx
	cancel context.CancelFunc
	inside bool // an act has begun and is neither kept nor undone
	kept   int
	heads  map[office.ID]journal.Range // of the journals locked, as of the acts kept
	wakes  bool
	err    error // why nothing was kept
	ended  chan struct{}
}

func (s *Store) newGroup(key office.ID) *group {
	return &group{s: s, key: key, began: time.Now(), heads: map[office.ID]journal.Range{}, ended: make(chan struct{})}
}

// turn waits until an actor's act may run, and gives the group it runs in. first
// asks for a group that nobody has acted in.
func (s *Store) turn(ctx context.Context, a office.Actor, first bool) (*group, error) {
	key := s.dialect.turnOf(a)
	if key == nil {
		g := s.newGroup(office.ID{})
		g.alone = true
		return g, nil
	}
	g, err := s.turns.wait(ctx, *key, first)
	if g == nil && err == nil {
		g = s.newGroup(*key)
	}
	return g, err
}

// run runs an act when its turn has come, and hands the group on or ends it. The
// act does not end with ctx once it runs: a statement that is cut off would take
// the neighbours' work with it.
func (g *group) run(ctx context.Context, a office.Actor, f func(office.Tx) error) error {
	defer func() { g.next(ctx) }()
	defer g.undo() // after an error or a panic
	g.acts++
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx, cancel := g.s.dialect.held(ctx)
	defer cancel()
	t := g.s.newTx(ctx, nil, a, true)
	t.group = g
	if err := g.enter(t); err != nil {
		return err
	}
	if err := f(t); err != nil {
		return err
	}
	if err := t.writeJobs(); err != nil {
		return err
	}
	if err := t.writeEntries(); err != nil {
		return err
	}
	return g.keep(t)
}

// enter begins the transaction, or a savepoint in it.
func (g *group) enter(t *tx) error {
	var err error
	if g.db == nil {
		err = g.begin(t)
	} else {
		_, err = g.db.ExecContext(t.ctx, `SAVEPOINT act`)
		t.db = g.db
	}
	g.inside = g.db != nil
	return err
}

// begin begins the transaction. Where that fails nobody need try who waits now.
func (g *group) begin(t *tx) (err error) {
	ctx, cancel := g.s.dialect.held(t.ctx)
	if g.db, err = g.s.write.BeginTx(ctx, nil); err != nil {
		cancel()
		if !g.alone {
			g.s.turns.refuse(g.key, err)
		}
		return err
	}
	g.cancel, t.db = cancel, g.db
	if g.alone {
		return nil
	}
	return g.s.dialect.lockTurn(t)
}

// keep makes the act part of what will be committed.
func (g *group) keep(t *tx) error {
	if g.kept > 0 {
		if _, err := g.db.ExecContext(t.ctx, `RELEASE SAVEPOINT act`); err != nil {
			return err
		}
	}
	g.inside = false
	g.kept++
	g.wakes = g.wakes || len(t.entries) > 0 || len(t.jobs) > 0
	if t.head.Size() > 0 {
		g.heads[t.actor.Agency] = t.head
	}
	return nil
}

// undo takes back an act that is not kept. Where that fails the group has failed.
func (g *group) undo() {
	if !g.inside {
		return
	}
	g.inside = false
	if g.kept == 0 {
		g.rollback()
		return
	}
	ctx, cancel := g.s.dialect.held(context.Background())
	defer cancel()
	for _, statement := range []string{`ROLLBACK TO SAVEPOINT act`, `RELEASE SAVEPOINT act`} {
		if _, err := g.db.ExecContext(ctx, statement); err != nil {
			g.err = err
			return
		}
	}
}

func (g *group) rollback() {
	_ = g.db.Rollback() // after Commit there is nothing to undo
	g.cancel()
	g.db, g.heads = nil, map[office.ID]journal.Range{}
}

// next hands the group to the act that has waited longest, or ends it.
func (g *group) next(ctx context.Context) {
	full := g.err != nil || g.alone || g.acts >= maxGroupActs || time.Since(g.began) >= g.s.turns.limit
	if !full && g.s.turns.pass(g.key, g) {
		return
	}
	if g.db != nil {
		g.commit(ctx)
	}
	if !g.alone {
		g.s.turns.end(g.key)
	}
	close(g.ended)
}

func (g *group) commit(ctx context.Context) {
	defer g.s.timed(ctx, "Commit", time.Now())
	if g.err == nil {
		if err := g.db.Commit(); err != nil {
			g.err = unsure{err}
		}
	}
	g.rollback()
	if g.err == nil && g.wakes {
		g.s.woken.all()
	}
}

// turns says whose turn it is: acts of one key run one after the other.
type turns struct {
	limit   time.Duration // how long acts may join a group; does not change
	mu      sync.Mutex
	waiting map[office.ID][]*waiting // longest first; a key that is here is taken
}

// waiting is an act before its turn.
type waiting struct {
	first bool
	turn  chan turn // buffered
}

// turn is what an act has waited for: a group to join, none to begin one, or why
// it cannot run.
type turn struct {
	group *group
	err   error
}

// wait gives the group to join when the turn has come; nil is for a new one.
func (q *turns) wait(ctx context.Context, key office.ID, first bool) (*group, error) {
	q.mu.Lock()
	all, taken := q.waiting[key]
	if !taken {
		q.waiting[key] = nil
		q.mu.Unlock()
		return nil, nil
	}
	w := &waiting{first: first, turn: make(chan turn, 1)}
	q.waiting[key] = append(all, w)
	q.mu.Unlock()
	select {
	case t := <-w.turn:
		return t.group, t.err
	case <-ctx.Done():
	}
	if q.leave(key, w) {
		return nil, ctx.Err()
	}
	t := <-w.turn // it came at the same moment, and must be handed on
	return t.group, t.err
}

// leave takes an act out that need not run any more; false when its turn has come.
func (q *turns) leave(key office.ID, w *waiting) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.waiting[key], w)
	if i < 0 {
		return false
	}
	q.waiting[key] = slices.Delete(q.waiting[key], i, i+1)
	return true
}

// pass gives a group to the next act; false when there is none that would join.
func (q *turns) pass(key office.ID, g *group) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	all := q.waiting[key]
	if len(all) == 0 || all[0].first && g.kept > 0 {
		return false
	}
	all[0].turn <- turn{group: g}
	q.waiting[key] = all[1:]
	return true
}

// end lets the next act begin a group.
func (q *turns) end(key office.ID) {
	q.mu.Lock()
	defer q.mu.Unlock()
	all := q.waiting[key]
	if len(all) == 0 {
		delete(q.waiting, key)
		return
	}
	all[0].turn <- turn{}
	q.waiting[key] = all[1:]
}

// refuse tells all who wait why they cannot run.
func (q *turns) refuse(key office.ID, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, w := range q.waiting[key] {
		w.turn <- turn{err: err}
	}
	q.waiting[key] = nil
}

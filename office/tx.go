package office

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Tx is one act's transaction, opened by Acts and closed by it. Use cases pass
// it on and never look inside. It lives no longer than the function it was
// given to.
type Tx interface {
	Context() context.Context
	Actor() Actor
	// Now is the one instant of the transaction, UTC, whole microseconds.
	Now() time.Time
	// Today is the day of Now in Asia/Ho_Chi_Minh.
	Today() Date
	// NewID makes a UUIDv7 from Now.
	NewID() ID
	// Record adds an act to the agency's journal. Entries are written when the act
	// ends, under the lock of the journal's head, in the order recorded. Only in Act.
	Record(Entry)
	// Enqueue adds durable background work, visible at commit. Only in Act.
	Enqueue(Job)
}

// Acts opens transactions.
type Acts interface {
	// Act runs f in a read-write transaction: all of it becomes durable, journal
	// and jobs included, or none of it. It waits for its turn: ctx ends the wait,
	// not f once it runs. A serialization failure is retried once, so f must have no
	// effect outside the transaction, and f must not call Act.
	Act(ctx context.Context, a Actor, f func(Tx) error) error
	// View runs f in a read-only transaction that sees one state of the store.
	View(ctx context.Context, a Actor, f func(Tx) error) error
}

// ActCode names an act, in the journal and in access alike: "document.register".
type ActCode string

// Kind names a kind of journalled object: "document", "task".
type Kind string

// Entry is one act as a use case records it.
type Entry struct {
	Act      ActCode
	Kind     Kind
	Object   ID
	Document ID    // the document whose story the act belongs to; may be zero
	Detail   any   // what the act adds that the state does not say (a reason); JSON, may be nil
	State    State // the object's state after the act
	// Parts are other objects made by the same act, many at once (an import): the
	// journal keeps a digest of each state in this one entry.
	Parts []Part
}

// Part is an object that an act made together with many others.
type Part struct {
	Kind   Kind
	Object ID
	State  State
}

// State is an object's state in the versioned canonical encoding that its own
// package writes: Version names the encoding ("document/1"), JSON its bytes.
// The same rows always give the same bytes.
type State struct {
	Version string
	JSON    []byte
}

// Canonical encodes v, a struct with a fixed order of fields, as a State.
// It panics when v cannot be encoded, which only a programming error can cause.
func Canonical(version string, v any) State {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(fmt.Sprintf("office.Canonical(%s): %v", version, err))
	}
	return State{Version: version, JSON: bytes.TrimRight(b.Bytes(), "\n")}
}

// Job is background work that must happen at least once after the act that
// asked for it has committed.
type Job struct {
	Kind    string        // which worker runs it: "exchange.send"
	Key     string        // at most one waiting job per (Kind, Key); "" means no limit
	Payload any           // JSON, small: ids, never content
	After   time.Duration // earliest start, from now
}

package exchange_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/exchange"
	"congvan/office/journal"
	"congvan/platform/store"
)

// witnesses gives what a side keeps of another's journal: size, proven, fork.
func (x *side) witnesses() []string {
	x.t.Helper()
	var out []string
	check(x.t, x.store.View(context.Background(), office.SystemActor(x.agency), func(tx office.Tx) error {
		all, err := store.Journal{}.Witnesses(tx, x.agency)
		for _, w := range all {
			out = append(out, fmt.Sprintf("%d fork=%v", w.Size, w.Fork))
		}
		return err
	}))
	return out
}

// open gives the sizes of kept heads that nothing extends yet.
func (x *side) open(of *side) []int64 {
	x.t.Helper()
	var out []int64
	prefix := strings.TrimSuffix(journal.Origin(of.party.Code, of.agency), of.agency.String())
	check(x.t, x.store.View(context.Background(), office.SystemActor(x.agency), func(tx office.Tx) error {
		all, err := store.Exchange{}.OpenWitnesses(tx, x.agency, prefix, 99)
		for _, w := range all {
			out = append(out, w.Size)
		}
		return err
	}))
	return out
}

func TestHeadsTravelBothWaysAndAreProven(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		for range 3 {
			w.city.issue(pdf(1000), w.ward.party)
			w.city.work()
			for _, d := range w.ward.arrived() {
				w.ward.status(d, exchange.Registered, "")
			}
			w.ward.work()
		}
		for _, x := range []struct{ keeper, of *side }{{w.ward, w.city}, {w.city, w.ward}} {
			kept := x.keeper.witnesses()
			if len(kept) < 3 {
				t.Errorf("%s keeps %v", x.keeper.party.Code, kept)
			}
			if strings.Contains(fmt.Sprint(kept), "true") {
				t.Errorf("a fork where there is none: %v", kept)
			}
			// All but the newest were shown to be extended by a later head.
			if open := x.keeper.open(x.of); len(open) != 1 {
				t.Errorf("%s has open heads %v of %v", x.keeper.party.Code, open, kept)
			}
		}
		for _, x := range []*side{w.city, w.ward} {
			if diff := cmp.Diff(map[exchange.IncidentKind]int{}, x.incidents()); diff != "" {
				t.Errorf("incidents (-want +got):\n%s", diff)
			}
		}
	})
}

// A head is signed when none covers what leaves, and not again while one does.
func TestHeadCoversWhatLeaves(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		signed := 0
		w.city.service.SignHead = func(context.Context, office.ID) error {
			signed++
			w.city.signHead()
			return nil
		}
		deliver := func(d document.Document) {
			check(t, w.city.service.Deliver(context.Background(), w.city.agency, w.city.only(d).Envelope.ID))
			if got := w.city.only(d).Envelope; got.Status != exchange.Arrived {
				t.Fatalf("status %q: %s", got.Status, got.LastError)
			}
		}
		var sent []document.Document
		for range 3 {
			sent = append(sent, w.city.issue(pdf(100), w.ward.party))
		}
		for _, d := range sent {
			deliver(d)
		}
		if kept := w.ward.witnesses(); signed != 1 || len(kept) != 1 {
			t.Errorf("%d heads signed for three packages of one moment, %v kept, want one", signed, kept)
		}
		deliver(w.city.issue(pdf(100), w.ward.party))
		if kept := w.ward.witnesses(); signed != 2 || len(kept) != 2 {
			t.Errorf("%d heads signed after a new document, %v kept, want two", signed, kept)
		}
		w.city.service.SignHead = func(context.Context, office.ID) error { return errors.New("the key is away") }
		d := w.city.issue(pdf(100), w.ward.party)
		if err := w.city.service.Deliver(context.Background(), w.city.agency, w.city.only(d).Envelope.ID); err == nil || w.city.only(d).Envelope.Status != exchange.Queued {
			t.Errorf("sent without a head: %v", err)
		}
	})
}

// forked shows another journal than the one shown before: longer, well signed,
// with a proof that is right for its own tree.
type forked struct {
	side   *side
	hashes []tlog.Hash // stored hashes
	size   int64
}

func newForked(t *testing.T, x *side, size int64) *forked {
	t.Helper()
	f := &forked{side: x, size: size}
	for i := range size {
		h, err := tlog.StoredHashes(i, fmt.Appendf(nil, "another entry %d", i), f)
		check(t, err)
		f.hashes = append(f.hashes, h...)
	}
	return f
}

func (f *forked) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		out[i] = f.hashes[x]
	}
	return out, nil
}

func (f *forked) Newest(_ office.Tx, agency office.ID) (string, int64, error) {
	root, err := tlog.TreeHash(f.size, f)
	if err != nil {
		return "", 0, err
	}
	head := journal.Head{Origin: journal.Origin(f.side.party.Code, agency), Size: f.size, Root: root}
	signed, err := journal.SignHead(head, f.side.key().Signer)
	return signed, f.size, err
}

func (f *forked) Covers(office.Tx, office.ID, office.ID) (bool, error) { return true, nil }

func (f *forked) ConsistencyProof(_ office.Tx, _ office.ID, newer, older int64) (tlog.TreeProof, error) {
	return journal.ProveConsistency(newer, older, f)
}

func TestForkOfTheSendersJournal(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.city.issue(pdf(1000), w.ward.party)
		w.city.work()
		before := w.ward.witnesses()
		w.city.service.Heads = newForked(t, w.city, 50)
		sent := w.city.issue(pdf(2000), w.ward.party)
		w.city.work()
		if got := w.city.only(sent).Envelope.Status; got != exchange.Arrived {
			t.Errorf("the document itself is good: %q", got)
		}
		if diff := cmp.Diff(map[exchange.IncidentKind]int{exchange.JournalFork: 1}, w.ward.incidents()); diff != "" {
			t.Errorf("incidents (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(append(before, "50 fork=true"), w.ward.witnesses()); diff != "" {
			t.Errorf("witnesses (-want +got):\n%s", diff)
		}
		w.ward.verify() // the fork stands in the ward's own journal

		w.city.service.Heads = store.Exchange{} // back on the first branch: not forgotten
		w.city.issue(pdf(3000), w.ward.party)
		w.city.work()
		if !strings.Contains(fmt.Sprint(w.ward.witnesses()), "50 fork=true") {
			t.Errorf("the fork was forgotten: %v", w.ward.witnesses())
		}
	})
}

func TestTwoRootsOfOneSizeAndOtherOrigin(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.city.service.Heads = newForked(t, w.city, 7)
		w.city.issue(pdf(1000), w.ward.party)
		w.city.work()
		other := newForked(t, w.city, 6)
		h, err := tlog.StoredHashes(6, []byte("not the seventh"), other)
		check(t, err)
		other.hashes, other.size = append(other.hashes, h...), 7
		w.city.service.Heads = other
		w.city.issue(pdf(2000), w.ward.party)
		w.city.work()
		if got := w.ward.incidents()[exchange.JournalFork]; got != 1 {
			t.Errorf("two roots of one size: %v", w.ward.incidents())
		}
		w.city.service.Heads = otherOrigin{other}
		w.city.issue(pdf(3000), w.ward.party)
		w.city.work()
		if got := w.ward.incidents()[exchange.JournalFork]; got != 2 {
			t.Errorf("a second journal under one code: %v", w.ward.incidents())
		}
	})
}

// otherOrigin claims a journal of another id under the same organ code.
type otherOrigin struct{ *forked }

func (o otherOrigin) Newest(office.Tx, office.ID) (string, int64, error) {
	return o.forked.Newest(nil, office.ID{0xee})
}

func TestHeadSignedByAnotherKey(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.city.service.Heads = newForked(t, w.ward, 7)
		sent := w.city.issue(pdf(1000), w.ward.party)
		w.city.work()
		if got := w.city.only(sent).Envelope.Status; got != exchange.Arrived {
			t.Errorf("status %q", got)
		}
		if diff := cmp.Diff(map[exchange.IncidentKind]int{exchange.BadHead: 1}, w.ward.incidents()); diff != "" {
			t.Errorf("incidents (-want +got):\n%s", diff)
		}
		if got := w.ward.witnesses(); len(got) != 0 {
			t.Errorf("kept %v", got)
		}
	})
}

package journal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"congvan/office"
)

// Store is what the journal reads and writes.
type Store interface {
	// Agencies lists every agency that has a journal.
	Agencies(tx office.Tx) ([]office.ID, error)
	// Size is how many entries the agency's journal has.
	Size(tx office.Tx, agency office.ID) (int64, error)
	// Entries streams at most limit entries from an index on, in order.
	Entries(tx office.Tx, agency office.ID, from int64, limit int, f func(Entry) error) error
	// EntriesOf gives the entries of a document's story, in order.
	EntriesOf(tx office.Tx, agency, document office.ID) ([]Entry, error)
	// Last gives the newest entry of an object.
	Last(tx office.Tx, agency, object office.ID) (Entry, error)
	// Hashes reads the stored hashes of the tree.
	Hashes(tx office.Tx, agency office.ID) tlog.HashReader
	// HashRange gives the stored hashes from an index on, n at most.
	HashRange(tx office.Tx, agency office.ID, from int64, n int) ([]tlog.Hash, error)
	// SignedHeads lists the signed heads, smallest first.
	SignedHeads(tx office.Tx, agency office.ID) ([]SignedHead, error)
	// NewestHead gives the newest signed head; the zero head when there is none.
	NewestHead(tx office.Tx, agency office.ID) (SignedHead, error)
	InsertSignedHead(tx office.Tx, h SignedHead) error
	// Grown lists the agencies whose journal is longer than its newest signed head.
	Grown(tx office.Tx) ([]office.ID, error)
	Witnesses(tx office.Tx, agency office.ID) ([]Witness, error)
}

// Kind tells Verify how to read today's state of one kind of object.
type Kind struct {
	Name office.Kind
	// Shared objects belong to the deployment: their acts may lie in any journal.
	Shared bool
	// States streams every object of the kind: of one agency, or all when shared
	// (agency is then zero).
	States func(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error
}

// Files lets Verify check that bytes still are what their hash says.
type Files struct {
	// List streams the files of an agency.
	List func(tx office.Tx, agency office.ID, f func(office.Hash) error) error
	// Check reads the bytes; office.CodeNotFound when they are gone.
	Check func(ctx context.Context, agency office.ID, h office.Hash) (bool, error)
}

// Problem is something that was changed behind the product's back.
type Problem struct {
	Agency  office.ID   `json:"agency"`
	Code    string      `json:"code"` // entry_changed, object_changed, object_missing, object_unrecorded, file_changed, file_missing, head_mismatch, tree_changed, fork
	Kind    office.Kind `json:"kind,omitempty"`
	Object  string      `json:"object,omitempty"`
	Index   int64       `json:"index,omitempty"`
	Message string      `json:"message"`
}

// Report is what Verify found.
type Report struct {
	OK       bool  `json:"ok"`
	Entries  int64 `json:"entries"`
	Agencies int   `json:"agencies"`
	Objects  int64 `json:"objects"`
	Files    int64 `json:"files"`
	Heads    int64 `json:"heads"`
	// Witnessed is how many heads kept outside were compared.
	Witnessed int       `json:"witnessed"`
	Erased    int64     `json:"erased"`
	Problems  []Problem `json:"problems"`
}

// Verifier holds what Verify needs.
type Verifier struct {
	Acts  office.Acts
	Store Store
	Kinds []Kind
	Files Files
	// HeadKeys gives the verifiers of an agency's heads, the keys of earlier years
	// among them; none: heads are compared with the tree but their signatures
	// cannot be judged.
	HeadKeys func(agency office.ID) ([]note.Verifier, error)
	// Witnessed are heads kept outside (journal verify --witness FILE).
	Witnessed []Head
}

// last is what an object's newest entry says of it.
type last struct {
	kind  office.Kind
	sum   [sha256.Size]byte // of version and state
	at    time.Time
	index int64
	gone  bool // erased: no row is wanted
	part  bool // made together with others: only the digest is kept
	where office.ID
}

type checker struct {
	Verifier
	report *Report
	kinds  map[office.Kind]Kind
	shared map[office.ID]last
}

// Verify recomputes every leaf, every tree and the state of every object and
// file, and names what does not match. The error is about reading only.
func (v Verifier) Verify(ctx context.Context) (Report, error) {
	report := Report{Problems: []Problem{}}
	c := checker{Verifier: v, report: &report, kinds: map[office.Kind]Kind{}, shared: map[office.ID]last{}}
	for _, k := range v.Kinds {
		c.kinds[k.Name] = k
	}
	err := v.Acts.View(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		agencies, err := v.Store.Agencies(tx)
		if err != nil {
			return err
		}
		report.Agencies = len(agencies)
		for _, a := range agencies {
			if err := c.agency(tx, a); err != nil {
				return fmt.Errorf("agency %s: %w", a, err)
			}
		}
		c.strangers(agencies)
		for _, k := range v.Kinds {
			if k.Shared {
				if err := c.states(tx, office.ID{}, k, c.shared); err != nil {
					return err
				}
			}
		}
		return nil
	})
	report.OK = err == nil && len(report.Problems) == 0
	return report, err
}

func (c *checker) problem(p Problem) { c.report.Problems = append(c.report.Problems, p) }

func (c *checker) agency(tx office.Tx, agency office.ID) error {
	objects, err := c.entries(tx, agency)
	if err != nil {
		return err
	}
	for _, k := range c.Kinds {
		if k.Shared {
			continue
		}
		if err := c.states(tx, agency, k, objects); err != nil {
			return err
		}
	}
	for id, l := range objects {
		if _, known := c.kinds[l.kind]; !known && !l.gone {
			c.problem(Problem{
				Agency: agency, Code: "kind_unknown", Kind: l.kind, Object: id.String(), Index: l.index,
				Message: fmt.Sprintf("entry %d speaks of a kind %q that nothing can check", l.index, l.kind),
			})
		}
	}
	return c.files(tx, agency)
}

// entries checks leaves, tree and heads, and collects each object's last state.
func (c *checker) entries(tx office.Tx, agency office.ID) (map[office.ID]last, error) {
	heads, err := c.Store.SignedHeads(tx, agency)
	if err != nil {
		return nil, err
	}
	witnessed := c.witnessed(agency)
	objects, erased := map[office.ID]last{}, erasures{}
	var tree Range
	for stored := int64(0); ; {
		var hashes []tlog.Hash
		before := tree.Size()
		err := c.Store.Entries(tx, agency, before, page, func(e Entry) error {
			c.report.Entries++
			if e.Index != tree.Size() {
				c.missing(agency, tree.Size())
			}
			c.entry(agency, e, objects, erased)
			hashes = append(hashes, tree.Add(e.LeafHash())...)
			for len(heads) > 0 && heads[0].Size <= tree.Size() {
				c.head(agency, heads[0], &tree)
				heads = heads[1:]
			}
			for len(witnessed) > 0 && witnessed[0].Size <= tree.Size() {
				c.witness(agency, witnessed[0], &tree)
				witnessed = witnessed[1:]
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		if err := c.hashes(tx, agency, stored, hashes); err != nil {
			return nil, err
		}
		stored += int64(len(hashes))
		if tree.Size() < before+page {
			break
		}
	}
	for _, h := range heads {
		if h.Size > 0 {
			c.problem(Problem{
				Agency: agency, Code: "head_mismatch", Index: h.Size,
				Message: fmt.Sprintf("a signed head speaks of %d entries, the journal has %d", h.Size, tree.Size()),
			})
		}
	}
	for _, w := range witnessed {
		c.witness(agency, w, &tree)
	}
	c.unerased(agency, erased)
	return objects, c.size(tx, agency, tree.Size())
}

// page is how many entries are read at a time.
const page = 2000

func (c *checker) missing(agency office.ID, index int64) {
	c.problem(Problem{
		Agency: agency, Code: "entry_missing", Index: index,
		Message: fmt.Sprintf("entry %d is missing from the journal", index),
	})
}

// hashes compares stored hashes, which proofs are made of, with recomputed ones.
func (c *checker) hashes(tx office.Tx, agency office.ID, from int64, want []tlog.Hash) error {
	got, err := c.Store.HashRange(tx, agency, from, len(want))
	if err != nil {
		return err
	}
	if len(got) == len(want) && slices.Equal(got, want) {
		return nil
	}
	c.problem(Problem{
		Agency: agency, Code: "tree_changed",
		Message: fmt.Sprintf("the stored hashes of the tree from %d on do not match the entries", from),
	})
	return nil
}

func (c *checker) entry(agency office.ID, e Entry, objects map[office.ID]last, erased erasures) {
	changed := func(why string) {
		c.problem(Problem{
			Agency: agency, Code: "entry_changed", Kind: e.Kind, Object: e.Object.String(), Index: e.Index,
			Message: fmt.Sprintf("journal entry %d (%s): %s", e.Index, e.Act, why),
		})
	}
	l := last{kind: e.Kind, at: e.At, index: e.Index, where: agency}
	if e.Erased() {
		c.report.Erased++
		if e.ErasedBy <= e.Index {
			changed(notErased)
		} else {
			erased[e.ErasedBy] = append(erased[e.ErasedBy], e)
		}
		l.gone = true
	} else {
		if Commit(e.Salt, e.Payload) != e.Commitment {
			changed("its payload does not match what was committed to")
		}
		p, err := DecodePayload(e.Payload)
		switch {
		case err != nil:
			changed("its payload cannot be read")
		case p.Meta.Kind != e.Kind || p.Meta.Document != e.Document || p.Meta.Person != e.Person || p.Meta.OnBehalfOf != e.OnBehalfOf:
			changed("its columns do not match its payload")
		}
		for _, some := range p.Meta.Parts {
			whole := some.each(func(id office.ID, sum [sha256.Size]byte) {
				objects[id] = last{kind: some.Kind, sum: sum, at: e.At, index: e.Index, where: agency, part: true}
			})
			if !whole {
				changed("its list of objects cannot be read")
			}
		}
		l.sum = stateSum(p.Version, p.State)
		l.gone = p.Version == ErasedVersion
		if l.gone {
			erased.by(e)
		}
	}
	if k := c.kinds[e.Kind]; k.Shared {
		if old, ok := c.shared[e.Object]; !ok || !old.at.After(e.At) {
			c.shared[e.Object] = l
		}
		return
	}
	objects[e.Object] = l
}

// ErasedVersion marks the state of an object that was erased: its rows are gone
// or blank and nothing is compared.
const ErasedVersion = "erased/1"

// ErasedState is the state that an erasing act records.
func ErasedState() office.State { return office.State{Version: ErasedVersion, JSON: []byte("{}")} }

func stateSum(version string, state []byte) [sha256.Size]byte {
	h := sha256.New()
	h.Write([]byte(version))
	h.Write([]byte{'\n'})
	h.Write(state)
	return [sha256.Size]byte(h.Sum(nil))
}

func (c *checker) head(agency office.ID, s SignedHead, tree *Range) {
	c.report.Heads++
	bad := func(why string) {
		c.problem(Problem{
			Agency: agency, Code: "head_mismatch", Index: s.Size,
			Message: fmt.Sprintf("signed head of %d entries: %s", s.Size, why),
		})
	}
	h, err := ParseHead(s.Note)
	if err == nil && c.HeadKeys != nil {
		var keys []note.Verifier
		if keys, err = c.HeadKeys(agency); err == nil && len(keys) > 0 {
			_, err = OpenHead(s.Note, keys...)
		}
	}
	switch {
	case err != nil:
		bad(err.Error())
	case h.Size != s.Size || s.Size != tree.Size():
		bad("it names another size than its row")
	case h.Root != tree.Root():
		bad("the entries up to it give another root: history was rewritten")
	}
}

// size compares the head's count with the entries that are there.
func (c *checker) size(tx office.Tx, agency office.ID, found int64) error {
	size, err := c.Store.Size(tx, agency)
	if err == nil && size != found {
		c.missing(agency, found)
	}
	return err
}

// states compares today's rows of one kind with the last entries; what it meets
// is taken out of objects.
func (c *checker) states(tx office.Tx, agency office.ID, k Kind, objects map[office.ID]last) error {
	type mismatch struct {
		id    office.ID
		state office.State
		last  last
	}
	var found []mismatch
	err := k.States(tx, agency, func(id office.ID, s office.State) error {
		c.report.Objects++
		l, ok := objects[id]
		if !ok || l.kind != k.Name {
			c.problem(Problem{
				Agency: agency, Code: "object_unrecorded", Kind: k.Name, Object: id.String(),
				Message: fmt.Sprintf("%s %s is in the store but no act made it", k.Name, id),
			})
			return nil
		}
		delete(objects, id)
		if !l.gone && l.sum != stateSum(s.Version, s.JSON) {
			found = append(found, mismatch{id, s, l})
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, m := range found {
		c.problem(Problem{
			Agency: m.last.where, Code: "object_changed", Kind: k.Name, Object: m.id.String(), Index: m.last.index,
			Message: fmt.Sprintf("%s %s was changed outside the product: %s", k.Name, m.id, c.difference(tx, m.last, m.id, m.state)),
		})
	}
	for id, l := range objects {
		if l.kind == k.Name && !l.gone {
			c.problem(Problem{
				Agency: l.where, Code: "object_missing", Kind: k.Name, Object: id.String(), Index: l.index,
				Message: fmt.Sprintf("%s %s is in the journal (entry %d) but not in the store", k.Name, id, l.index),
			})
		}
	}
	return nil
}

// difference names the fields that differ between the last entry and the row.
func (c *checker) difference(tx office.Tx, l last, object office.ID, now office.State) string {
	if l.part {
		return fmt.Sprintf("it came in with many others (entry %d), of which only digests are kept", l.index)
	}
	e, err := c.Store.Last(tx, l.where, object)
	if err != nil {
		return "its last entry cannot be read"
	}
	p, err := DecodePayload(e.Payload)
	if err != nil {
		return "its last entry cannot be read"
	}
	if p.Version != now.Version {
		return fmt.Sprintf("it was written as %s and is read as %s", p.Version, now.Version)
	}
	var then, today map[string]json.RawMessage
	if json.Unmarshal(p.State, &then) != nil || json.Unmarshal(now.JSON, &today) != nil {
		return "its fields differ"
	}
	var fields []string
	for name, v := range today {
		if !bytes.Equal(v, then[name]) {
			fields = append(fields, fmt.Sprintf("%s was %s, is %s", name, clip(then[name]), clip(v)))
		}
	}
	sort.Strings(fields)
	return fmt.Sprint(fields)
}

func clip(b []byte) string {
	r := []rune(string(b))
	if len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return string(r)
}

func (c *checker) files(tx office.Tx, agency office.ID) error {
	if c.Files.List == nil {
		return nil
	}
	return c.Files.List(tx, agency, func(h office.Hash) error {
		c.report.Files++
		ok, err := c.Files.Check(tx.Context(), agency, h)
		switch {
		case office.CodeOf(err) == office.CodeNotFound:
			c.problem(Problem{
				Agency: agency, Code: "file_missing", Object: h.String(),
				Message: fmt.Sprintf("file %s is missing from the file store", h),
			})
		case err != nil:
			return err
		case !ok:
			c.problem(Problem{
				Agency: agency, Code: "file_changed", Object: h.String(),
				Message: fmt.Sprintf("file %s was changed: its bytes no longer have this hash", h),
			})
		}
		return nil
	})
}

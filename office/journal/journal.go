// Package journal is the append-only record of every act of an agency: a Merkle
// tree (RFC 6962 §2, by x/mod/sumdb/tlog) whose leaves commit to who did what to
// which object and to the object's state after it, with heads signed by the
// agency's service key and kept by other agencies as witnesses.
//
// It decides nothing and allows nothing: it proves. Erasing personal data from a
// payload leaves the tree provable.
package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"congvan/office"
)

// SaltSize is the length of an entry's salt in bytes. A random salt keeps a
// commitment from being guessed once its payload is erased.
const SaltSize = 32

// Entry is one act as the journal keeps it.
type Entry struct {
	Agency     office.ID
	Index      int64
	At         time.Time
	Act        office.ActCode
	Kind       office.Kind
	Object     office.ID
	Post       office.ID
	Account    office.ID
	Person     office.ID // from the payload; zero once erased
	OnBehalfOf office.ID
	Document   office.ID // whose story it belongs to; derived
	Commitment [sha256.Size]byte
	Salt       []byte // nil once erased
	Payload    []byte // nil once erased
	ErasedBy   int64  // index of the erasing entry, 0 when not erased
}

// Erased reports whether the payload was erased.
func (e Entry) Erased() bool { return e.Salt == nil && e.Payload == nil }

// Payload is what an entry commits to beside its header.
type Payload struct {
	Version string          // the encoding of State: "document/1"
	Meta    Meta            // who, whose story, and what the state does not say
	State   json.RawMessage // canonical bytes of the object's state after the act
}

// Meta is the second line of a payload.
type Meta struct {
	Kind       office.Kind     `json:"kind"`
	Document   office.ID       `json:"document"`
	Person     office.ID       `json:"person"`
	OnBehalfOf office.ID       `json:"on_behalf_of"`
	Detail     json.RawMessage `json:"detail,omitempty"`
	Parts      []Parts         `json:"parts,omitempty"`
}

// Parts are the objects of one kind that an act made together: for each, its id
// (16 bytes) and the digest of its state (32 bytes), one after the other.
type Parts struct {
	Kind    office.Kind `json:"kind"`
	Objects []byte      `json:"objects"`
}

const partSize = len(office.ID{}) + sha256.Size

// partsOf digests parts, kind by kind in the order in which kinds first appear.
func partsOf(parts []office.Part) []Parts {
	var out []Parts
	at := map[office.Kind]int{}
	for _, p := range parts {
		i, ok := at[p.Kind]
		if !ok {
			i = len(out)
			at[p.Kind], out = i, append(out, Parts{Kind: p.Kind})
		}
		sum := stateSum(p.State.Version, p.State.JSON)
		out[i].Objects = append(append(out[i].Objects, p.Object[:]...), sum[:]...)
	}
	return out
}

// each gives every object and the digest of its state. It reports whether the
// list is whole.
func (p Parts) each(f func(id office.ID, sum [sha256.Size]byte)) bool {
	for b := p.Objects; len(b) >= partSize; b = b[partSize:] {
		f(office.ID(b[:16]), [sha256.Size]byte(b[16:partSize]))
	}
	return len(p.Objects)%partSize == 0
}

// Encode writes the payload in its canonical form: three lines, the version, the
// meta data and the state.
func (p Payload) Encode() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(p.Version)
	b.WriteByte('\n')
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(p.Meta); err != nil { // ends the line
		return nil, fmt.Errorf("journal.Payload.Encode: %w", err)
	}
	b.Write(p.State)
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// DecodePayload reads the canonical form.
func DecodePayload(b []byte) (Payload, error) {
	version, rest, ok := bytes.Cut(b, []byte{'\n'})
	meta, state, ok2 := bytes.Cut(rest, []byte{'\n'})
	if !ok || !ok2 || len(state) == 0 || state[len(state)-1] != '\n' {
		return Payload{}, fmt.Errorf("journal.DecodePayload: not three lines")
	}
	p := Payload{Version: string(version), State: state[:len(state)-1]}
	if err := json.Unmarshal(meta, &p.Meta); err != nil {
		return Payload{}, fmt.Errorf("journal.DecodePayload: %w", err)
	}
	return p, nil
}

// Commit is SHA-256(salt ‖ payload).
func Commit(salt, payload []byte) [sha256.Size]byte {
	h := sha256.New()
	h.Write(salt)
	h.Write(payload)
	return [sha256.Size]byte(h.Sum(nil))
}

// Leaf gives the bytes of the entry's leaf: a fixed header without free text and
// the commitment. All numbers are big-endian.
//
//	"congvan journal leaf 1\n"
//	agency 16 · index 8 · time in µs since 1970 8 · object 16 · post 16 · account 16
//	length of the act code 1 · act code · commitment 32
func (e Entry) Leaf() []byte {
	b := make([]byte, 0, 192)
	b = append(b, "congvan journal leaf 1\n"...)
	b = append(b, e.Agency[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(e.Index))
	b = binary.BigEndian.AppendUint64(b, uint64(e.At.UnixMicro()))
	b = append(b, e.Object[:]...)
	b = append(b, e.Post[:]...)
	b = append(b, e.Account[:]...)
	b = append(b, byte(len(e.Act)))
	b = append(b, e.Act...)
	return append(b, e.Commitment[:]...)
}

// LeafHash is the entry's record hash in the tree.
func (e Entry) LeafHash() tlog.Hash { return tlog.RecordHash(e.Leaf()) }

// Make turns what a use case recorded into an entry at an index.
func Make(a office.Actor, now time.Time, index int64, salt []byte, e office.Entry) (Entry, error) {
	if len(e.Act) == 0 || len(e.Act) > 255 {
		return Entry{}, fmt.Errorf("journal.Make: act code %q", e.Act)
	}
	p := Payload{Version: e.State.Version, State: e.State.JSON}
	p.Meta = Meta{Kind: e.Kind, Document: e.Document, Person: a.Person, OnBehalfOf: a.OnBehalfOf}
	if e.Detail != nil {
		p.Meta.Detail = office.Canonical("", e.Detail).JSON
	}
	p.Meta.Parts = partsOf(e.Parts)
	payload, err := p.Encode()
	if err != nil {
		return Entry{}, err
	}
	return Entry{
		Agency: a.Agency, Index: index, At: now, Act: e.Act, Kind: e.Kind, Object: e.Object,
		Post: a.Post, Account: a.Account, Person: a.Person, OnBehalfOf: a.OnBehalfOf, Document: e.Document,
		Commitment: Commit(salt, payload), Salt: salt, Payload: payload,
	}, nil
}

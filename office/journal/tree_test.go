package journal_test

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"congvan/office"
	"congvan/office/journal"
)

func leaf(n int64) tlog.Hash { return tlog.RecordHash(fmt.Appendf(nil, "entry %d", n)) }

// stored is a tree's hashes as the store keeps them.
type stored map[int64]tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		h, ok := s[x]
		if !ok {
			return nil, fmt.Errorf("no hash %d", x)
		}
		out[i] = h
	}
	return out, nil
}

// grow appends leaves in bursts of the given sizes.
func grow(t *testing.T, bursts ...int) (stored, int64) {
	t.Helper()
	s, size := stored{}, int64(0)
	for _, n := range bursts {
		r, err := journal.OpenRange(size, s)
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			k := tlog.StoredHashIndex(0, size+int64(i))
			for _, h := range r.Add(leaf(size + int64(i))) {
				if _, had := s[k]; had {
					t.Fatalf("hash %d written twice", k)
				}
				s[k] = h
				k++
			}
		}
		size += int64(n)
	}
	return s, size
}

// Range, opened again or not, and the library agree on every root up to 70 leaves, in whatever
// bursts they came.
func TestRootsAgree(t *testing.T) {
	s, size := grow(t, 1, 2, 3, 1, 7, 16, 33, 0, 7)
	var r journal.Range
	for n := int64(0); ; n++ {
		want, err := tlog.TreeHash(n, s)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Root(); got != want || r.Size() != n {
			t.Fatalf("root of %d leaves %v (size %d), want %v", n, got, r.Size(), want)
		}
		if n == size {
			break
		}
		first := tlog.StoredHashIndex(0, n)
		for k, h := range r.Add(leaf(n)) {
			if s[first+int64(k)] != h {
				t.Fatalf("stored hash %d differs", first+int64(k))
			}
		}
	}
	if got := (&journal.Range{}).Root().String(); got != "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=" { // SHA-256 of nothing, RFC 6962 §2.1
		t.Errorf("root of the empty tree %s", got)
	}
	if _, err := journal.OpenRange(5, stored{}); err == nil {
		t.Error("opened a tree that cannot be read")
	}
	whole, err := journal.OpenRange(size, s)
	if err != nil {
		t.Fatal(err)
	}
	grown := whole.Clone()
	grown.Add(leaf(size))
	if whole.Root() != r.Root() || grown.Root() == r.Root() {
		t.Error("a clone grows with its original")
	}
}

func head(t *testing.T, s stored, size int64) journal.Head {
	t.Helper()
	root, err := tlog.TreeHash(size, s)
	if err != nil {
		t.Fatal(err)
	}
	return journal.Head{Origin: "congvan/journal/A10.01/1", Size: size, Root: root}
}

func TestProofs(t *testing.T) {
	s, size := grow(t, 37)
	newest := head(t, s, size)
	for n := range size {
		p, err := journal.ProveInclusion(size, n, s)
		if err != nil {
			t.Fatal(err)
		}
		if err := journal.CheckInclusion(p, newest, n, leaf(n)); err != nil {
			t.Errorf("entry %d: %v", n, err)
		}
		if journal.CheckInclusion(p, newest, n, leaf(n+1)) == nil || journal.CheckInclusion(p, newest, (n+1)%size, leaf(n)) == nil {
			t.Errorf("entry %d: the proof holds for another entry or place", n)
		}
		older := head(t, s, n)
		c, err := journal.ProveConsistency(size, n, s)
		if err != nil {
			t.Fatal(err)
		}
		if err := journal.CheckConsistency(c, newest, older); err != nil {
			t.Errorf("size %d: %v", n, err)
		}
		if n == 0 {
			continue
		}
		older.Root[3] ^= 1
		if journal.CheckConsistency(c, newest, older) == nil {
			t.Errorf("size %d: a changed root is said to be extended", n)
		}
	}
}

func TestProofsRefuse(t *testing.T) {
	s, size := grow(t, 9)
	h, other := head(t, s, size), head(t, s, size)
	long := make(tlog.TreeProof, journal.MaxProof+1)
	if journal.CheckInclusion(tlog.RecordProof(long), h, 0, leaf(0)) == nil || journal.CheckConsistency(long, h, head(t, s, 3)) == nil {
		t.Error("an endless proof was looked at")
	}
	other.Origin = "congvan/journal/A10.02/2"
	if journal.CheckConsistency(nil, h, other) == nil {
		t.Error("two journals are said to be one")
	}
	fork := h
	fork.Root[0] ^= 1
	if err := journal.CheckConsistency(nil, fork, h); err == nil || !strings.Contains(err.Error(), "two roots of size 9") {
		t.Errorf("a fork of the same size: %v", err)
	}
	if journal.CheckConsistency(nil, head(t, s, 3), h) == nil {
		t.Error("a shorter journal is said to extend a longer one")
	}
	for _, n := range []int64{-1, 9, 100} {
		if _, err := journal.ProveInclusion(size, n, s); err == nil {
			t.Errorf("entry %d of 9 was proven", n)
		}
	}
}

func signer(t *testing.T) (note.Signer, note.Verifier) {
	t.Helper()
	skey, vkey, err := note.GenerateKey(nil, "A10.01")
	if err != nil {
		t.Fatal(err)
	}
	s, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	v, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	return s, v
}

func TestSignedHead(t *testing.T) {
	key, v := signer(t)
	_, stranger := signer(t)
	h := journal.Head{Origin: journal.Origin("A10\n01", office.ID{7}), Size: 42, Root: leaf(1)}
	if strings.Contains(h.Origin, "\n") || h.Origin == journal.Origin("A10\n01", office.ID{8}) {
		t.Errorf("origin %q", h.Origin)
	}
	signed, err := journal.SignHead(h, key)
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string][]note.Verifier{"its key": {v}, "among others": {stranger, v}} {
		if got, err := journal.OpenHead(signed, v...); err != nil || got != h {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, h)
		}
	}
	if got, err := journal.ParseHead(signed); err != nil || got != h {
		t.Errorf("parsed %+v, %v", got, err)
	}
	if _, err := journal.OpenHead(signed, stranger); err == nil {
		t.Error("opened with a stranger's key")
	}
	if _, err := journal.OpenHead(strings.Replace(signed, "\n42\n", "\n43\n", 1), v); err == nil {
		t.Error("opened with another size")
	}
	if _, err := journal.OpenHead(signed+strings.Repeat("x", 5000), v); err == nil {
		t.Error("opened an endless note")
	}
}

func TestParseHeadRefuses(t *testing.T) {
	root := leaf(1).String()
	for name, text := range map[string]string{
		"empty":           "",
		"no signature":    "o\n1\n" + root + "\n",
		"no root":         "o\n1\n\n— x y\n",
		"no number":       "o\nmany\n" + root + "\n\n— x y\n",
		"more than that":  "o\n12abc\n" + root + "\n\n— x y\n",
		"a sign":          "o\n+12\n" + root + "\n\n— x y\n",
		"leading zeros":   "o\n012\n" + root + "\n\n— x y\n",
		"negative":        "o\n-1\n" + root + "\n\n— x y\n",
		"too large":       "o\n99999999999999999999\n" + root + "\n\n— x y\n",
		"root cut off":    "o\n1\n" + root[:20] + "\n\n— x y\n",
		"endless":         "o\n1\n" + root + "\n\n" + strings.Repeat("x", 4096),
		"two lines alone": "o\n1\n\n",
	} {
		if h, err := journal.ParseHead(text); err == nil {
			t.Errorf("%s: read as %+v", name, h)
		}
	}
}

func FuzzParseHead(f *testing.F) {
	f.Add("congvan/journal/A/1\n42\n" + leaf(1).String() + "\n\n— A x\n")
	f.Add("\n\n\n\n")
	f.Fuzz(func(t *testing.T, text string) {
		h, err := journal.ParseHead(text)
		if err == nil && (h.Size < 0 || strings.Contains(h.Origin, "\n")) {
			t.Errorf("%q read as %+v", text, h)
		}
	})
}

func TestPayload(t *testing.T) {
	e := office.Entry{
		Act: "document.sign", Kind: "document", Object: office.ID{1}, Document: office.ID{1},
		Detail: map[string]string{"reason": "<b> & “chữ”\nhai dòng"}, State: office.Canonical("document/1", []int{1, 2}),
	}
	a := office.Actor{Agency: office.ID{2}, Person: office.ID{3}, Post: office.ID{4}, OnBehalfOf: office.ID{5}}
	salt := []byte(strings.Repeat("s", journal.SaltSize))
	made, err := journal.Make(a, parse(t, "2026-11-23T02:12:00Z"), 7, salt, e)
	if err != nil {
		t.Fatal(err)
	}
	p, err := journal.DecodePayload(made.Payload)
	if err != nil {
		t.Fatal(err)
	}
	again, err := p.Encode()
	if err != nil || string(again) != string(made.Payload) || strings.Count(string(again), "\n") != 3 {
		t.Errorf("encoded anew %q (%v), want %q", again, err, made.Payload)
	}
	if p.Version != "document/1" || string(p.State) != "[1,2]" || p.Meta.Person != a.Person || p.Meta.OnBehalfOf != a.OnBehalfOf {
		t.Errorf("payload %+v", p)
	}
	if made.Commitment != journal.Commit(salt, made.Payload) {
		t.Error("the commitment is not that of salt and payload")
	}
	// Every field of the header is in the leaf.
	seen := map[tlog.Hash]string{made.LeafHash(): "as made"}
	for name, change := range map[string]func(*journal.Entry){
		"agency": func(e *journal.Entry) { e.Agency[0]++ }, "index": func(e *journal.Entry) { e.Index++ },
		"time": func(e *journal.Entry) { e.At = e.At.Add(1000) }, "act": func(e *journal.Entry) { e.Act = "document.seal" },
		"object": func(e *journal.Entry) { e.Object[15]++ }, "post": func(e *journal.Entry) { e.Post[15]++ },
		"account": func(e *journal.Entry) { e.Account[15]++ }, "commitment": func(e *journal.Entry) { e.Commitment[31]++ },
	} {
		x := made
		change(&x)
		if other, ok := seen[x.LeafHash()]; ok {
			t.Errorf("another %s gives the leaf %s", name, other)
		}
		seen[x.LeafHash()] = name
	}
	for _, bad := range []string{"", "v", "v\n", "v\n{}\n", "v\n{}\nstate", "v\n{\nstate\n"} {
		if p, err := journal.DecodePayload([]byte(bad)); err == nil {
			t.Errorf("%q read as %+v", bad, p)
		}
	}
	for _, act := range []office.ActCode{"", office.ActCode(strings.Repeat("a", 256))} {
		if _, err := journal.Make(a, made.At, 0, salt, office.Entry{Act: act}); err == nil {
			t.Errorf("made an entry of act %.5q…", act)
		}
	}
}

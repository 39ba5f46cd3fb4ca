package servicekey

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"congvan/office"
	"congvan/office/exchange"
)

// Kept is one key of an agency as a shelf keeps it.
type Kept struct {
	Agency   office.ID
	Ordinal  int    // 1, 2, …; the last one signs
	Verifier string // public note key
	Sealed   []byte // PEM, encrypted; nil of one that was replaced
}

// Shelf keeps keys where several nodes find them. It never sees a key in clear.
type Shelf interface {
	// Keys lists every key of an agency, oldest first; of all for the zero id.
	Keys(ctx context.Context, agency office.ID) ([]Kept, error)
	// Add keeps an agency's next key; false when another node was faster.
	Add(ctx context.Context, k Kept) (bool, error)
}

// shared is the part of a ring that knows other nodes.
type shared struct {
	shelf Shelf
	seal  cipher.AEAD
	asked map[office.ID]time.Time // when a missing key was last looked for; guarded by Ring.mu
	on    map[office.ID]onShelf   // guarded by Ring.mu
}

// onShelf is what the shelf had of an agency when it was last read.
type onShelf struct {
	verifiers []string // oldest first
	last      int      // ordinal
	present   bool     // there is a key that signs
}

// OpenShared is Open for one of several nodes: keys lie on the shelf, sealed under
// the secret. Those of dir that the shelf has not are put there first, so that a
// single server becomes the first node with its keys. Errors: office.CodeInvalid
// when the secret is not the one that sealed them.
func OpenShared(ctx context.Context, dir string, environ []string, shelf Shelf, secret string) (*Ring, error) {
	r, err := Open(dir, environ)
	if err != nil {
		return nil, err
	}
	raw, err := hkdf.Key(sha256.New, []byte(secret), nil, "congvan service keys", 32)
	if err != nil {
		return nil, fmt.Errorf("servicekey.OpenShared: %w", err)
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return nil, fmt.Errorf("servicekey.OpenShared: %w", err)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("servicekey.OpenShared: %w", err)
	}
	local := r.pems
	r.shared = &shared{shelf: shelf, seal: seal, asked: map[office.ID]time.Time{}, on: map[office.ID]onShelf{}}
	if err := r.load(ctx, office.ID{}); err != nil {
		return nil, err
	}
	for agency, data := range local {
		if err := r.take(ctx, agency, data); err != nil {
			return nil, fmt.Errorf("servicekey.OpenShared: %w", err)
		}
	}
	return r, nil
}

// take puts a key of the folder on the shelf, after those it replaced; one that the
// shelf has a key for stays where it is.
func (r *Ring) take(ctx context.Context, agency office.ID, data []byte) error {
	on := r.onShelf(agency)
	if on.present {
		return nil
	}
	earlier, err := r.history(agency)
	if err != nil {
		return err
	}
	h, err := parse(data)
	if err != nil {
		return err
	}
	line, err := verifierOf(h)
	if err != nil {
		return err
	}
	n := on.last
	for _, old := range earlier {
		if old == line || slices.Contains(on.verifiers, old) {
			continue
		}
		n++
		if _, err := r.shared.shelf.Add(ctx, Kept{Agency: agency, Ordinal: n, Verifier: old}); err != nil {
			return err
		}
	}
	if _, err := r.shelve(ctx, agency, n+1, line, data); err != nil {
		return err
	}
	return r.load(ctx, agency)
}

// shelve seals and adds a key; false when another node was faster.
func (r *Ring) shelve(ctx context.Context, agency office.ID, ordinal int, verifier string, data []byte) (bool, error) {
	nonce := make([]byte, r.shared.seal.NonceSize())
	_, _ = rand.Read(nonce) // never fails since Go 1.24
	return r.shared.shelf.Add(ctx, Kept{
		Agency: agency, Ordinal: ordinal, Verifier: verifier,
		Sealed: r.shared.seal.Seal(nonce, nonce, data, label(agency, ordinal)),
	})
}

// label binds a sealed key to its row.
func label(agency office.ID, ordinal int) []byte {
	return binary.BigEndian.AppendUint64(agency[:], uint64(ordinal))
}

// load reads an agency's keys, or all, from the shelf.
func (r *Ring) load(ctx context.Context, agency office.ID) error {
	kept, err := r.shared.shelf.Keys(ctx, agency)
	if err != nil {
		return fmt.Errorf("servicekey.load: %w", err)
	}
	found := map[office.ID]onShelf{}
	for _, k := range kept {
		on := found[k.Agency]
		found[k.Agency] = onShelf{append(on.verifiers, k.Verifier), k.Ordinal, on.present || k.Sealed != nil}
		if k.Sealed == nil {
			continue
		}
		data, err := r.open(k)
		if err != nil {
			return err
		}
		if err := r.add(k.Agency, data); err != nil {
			return fmt.Errorf("servicekey.load: %w", err)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	maps.Copy(r.shared.on, found)
	return nil
}

func (r *Ring) open(k Kept) ([]byte, error) {
	size := r.shared.seal.NonceSize()
	if len(k.Sealed) >= size {
		data, err := r.shared.seal.Open(nil, k.Sealed[:size], k.Sealed[size:], label(k.Agency, k.Ordinal))
		if err == nil {
			return data, nil
		}
	}
	return nil, office.Invalid("servicekey.OpenShared",
		"Bí mật trong [keys] secret_file (hoặc CONGVAN_KEYS_SECRET) không mở được khoá dịch vụ trong cơ sở dữ liệu. Dùng đúng bí mật của các nút khác.",
		"The secret of [keys] secret_file (or CONGVAN_KEYS_SECRET) does not open the service keys in the database. Use the one that the other nodes have.")
}

func (r *Ring) onShelf(agency office.ID) onShelf {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.shared.on[agency]
}

// lookAgain is how long a key that the shelf has not is not asked for again.
const lookAgain = time.Second

// look asks the shelf for a key that another node may have made meanwhile.
func (r *Ring) look(agency office.ID) {
	r.mu.Lock()
	if time.Since(r.shared.asked[agency]) < lookAgain {
		r.mu.Unlock()
		return
	}
	if len(r.shared.asked) > 10_000 { // names that nobody has
		clear(r.shared.asked)
	}
	r.shared.asked[agency] = time.Now()
	r.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = r.load(ctx, agency) // whoever asked is told that there is no key
}

// createShared adds the key to the shelf. When another node was faster, that
// node's key is the agency's: a request to replace it fails, so that it is not
// replaced twice.
func (r *Ring) createShared(agency office.ID, data []byte, replace bool) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := r.load(ctx, agency); err != nil {
		return err
	}
	on := r.onShelf(agency)
	if on.present && !replace {
		return nil
	}
	h, err := parse(data)
	if err != nil {
		return err
	}
	line, err := verifierOf(h)
	if err != nil {
		return err
	}
	added, err := r.shelve(ctx, agency, on.last+1, line, data)
	if err != nil {
		return err
	}
	if !added && replace {
		return office.Conflict("servicekey.Create",
			"Một nút khác vừa đổi khoá dịch vụ này. Tải lại để xem rồi làm tiếp.", "Another node has just replaced this service key.")
	}
	return r.load(ctx, agency)
}

func verifierOf(h held) (string, error) {
	if len(h.Chain) == 0 {
		return "", errors.New("no certificate")
	}
	return exchange.VerifierKey(exchange.OrganCodeOf(h.Certificate()), h.Certificate())
}

// sharedHistory lists the verifiers that the shelf has of an agency, oldest first.
func (r *Ring) sharedHistory(agency office.ID) []string {
	if r.shared == nil {
		return nil
	}
	return slices.Clone(r.onShelf(agency).verifiers)
}

package exchange

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"congvan/office"
	"congvan/office/journal"
)

// underHead makes sure that a signed head covers every act on an object, so
// that what leaves about it can be held against the journal.
func (s *Service) underHead(ctx context.Context, agency, object office.ID) error {
	if s.SignHead == nil {
		return nil
	}
	for range 4 {
		covered := false
		err := s.Acts.View(ctx, office.SystemActor(agency), func(tx office.Tx) (err error) {
			covered, err = s.Heads.Covers(tx, agency, object)
			return err
		})
		if err != nil || covered {
			return err
		}
		// A signature under way may be of a smaller tree: look again.
		_, err, _ = s.signing.Do(agency.String(), func() (any, error) {
			return nil, s.SignHead(context.WithoutCancel(ctx), agency)
		})
		if err != nil {
			return err
		}
	}
	return fmt.Errorf("exchange.underHead: no head covers %s", object)
}

// attestIn makes what the actor's agency tells a peer about both journals.
func (s *Service) attestIn(tx office.Tx, p Peer) (Attest, error) {
	agency := tx.Actor().Agency
	var a Attest
	head, size, err := s.Heads.Newest(tx, agency)
	if err != nil {
		return a, err
	}
	a.Head = head
	text, err := s.Store.Holds(tx, agency, p.Code)
	if err != nil {
		return a, err
	}
	asked, err := parseSizes(text)
	if err != nil {
		return a, fmt.Errorf("exchange.attestIn: %w", err)
	}
	for _, older := range asked {
		if older >= size { // nothing to prove, or the peer claims what we never signed
			continue
		}
		hashes, err := s.Heads.ConsistencyProof(tx, agency, size, older)
		if err != nil {
			return a, err
		}
		a.Proofs = append(a.Proofs, Proof{Older: older, Hashes: hashes})
	}
	a.Holds, err = s.wantedIn(tx, p)
	return a, err
}

// wantedIn gives the sizes of the peer's heads that proofs should start from:
// the oldest of those not yet shown to be extended, and the newest.
func (s *Service) wantedIn(tx office.Tx, p Peer) ([]int64, error) {
	open, err := s.Store.OpenWitnesses(tx, tx.Actor().Agency, originPrefix(p.Code), 64)
	if err != nil {
		return nil, err
	}
	var sizes []int64
	for _, w := range open {
		if n := len(sizes); n == 0 || sizes[n-1] != w.Size {
			sizes = append(sizes, w.Size)
		}
	}
	if n := len(sizes); n > maxHolds {
		sizes = append(sizes[:maxHolds-1], sizes[n-1])
	}
	return sizes, nil
}

func originPrefix(code string) string {
	return strings.TrimSuffix(journal.Origin(code, office.ID{}), "/") + "/"
}

// ownOrigin reports whether an origin names a journal of the organ code.
func ownOrigin(origin, code string) bool {
	rest, ok := strings.CutPrefix(origin, originPrefix(code))
	id, err := office.ParseID(rest)
	return ok && err == nil && !id.Zero() && id.String() == rest
}

// hearIn keeps what a peer told about both journals: its head, judged against
// those kept before, and which of ours it holds. A fork is kept, journalled as
// an incident and never forgotten; the message itself is taken all the same.
func (s *Service) hearIn(tx office.Tx, p Peer, n Notice) error {
	if err := s.holdsIn(tx, p, sizesText(n.Attest.Holds)); err != nil {
		return err
	}
	if n.Attest.Head == "" {
		return nil
	}
	v, err := verifierOf(p.Code, n.Chain[0])
	if err != nil {
		return err
	}
	head, err := journal.OpenHead(n.Attest.Head, v)
	if err != nil || !ownOrigin(head.Origin, p.Code) || head.Size < 1 {
		return s.headIncident(tx, BadHead, p, n.Attest.Head, "")
	}
	return s.witnessIn(tx, p, head, n.Attest)
}

// holdsIn keeps which of our heads a peer holds. What is known already is not
// written: messages of one peer would wait for each other's row.
func (s *Service) holdsIn(tx office.Tx, p Peer, sizes string) error {
	known, err := s.Store.Holds(tx, tx.Actor().Agency, p.Code)
	if err != nil || known == sizes {
		return err
	}
	return s.Store.SetHolds(tx, tx.Actor().Agency, p.Code, sizes)
}

func (s *Service) witnessIn(tx office.Tx, p Peer, head journal.Head, a Attest) error {
	agency := tx.Actor().Agency
	same, err := s.Store.WitnessesAt(tx, agency, head.Origin, head.Size)
	if err != nil {
		return err
	}
	if len(a.Proofs) == 0 && holdsRoot(same, head) { // judged when it came first; nothing is new
		return nil
	}
	kept, err := s.Store.OpenWitnesses(tx, agency, originPrefix(p.Code), 64)
	if err != nil {
		return err
	}
	w := Witness{Witness: journal.Witness{
		Agency: agency, Origin: head.Origin, Size: head.Size, Root: head.Root, Note: a.Head, ReceivedAt: tx.Now(),
	}}
	against := int64(-1)
	for _, k := range append(kept, same...) {
		if k.Origin == w.Origin && k.Size == w.Size && k.Root == w.Root {
			w.Fork = k.Fork // known already; it may still bring proofs
		}
		if k.Fork {
			continue
		}
		switch judge(k, head, a) {
		case extended:
			if !k.Proven && k.Size < head.Size {
				k.Proven = true
				if err := s.Store.MarkWitness(tx, k); err != nil {
					return err
				}
			}
		case contradicted:
			w.Fork, against = true, k.Size
		}
	}
	if err := s.Store.InsertWitness(tx, w); err != nil {
		return err
	}
	if against >= 0 {
		return s.headIncident(tx, JournalFork, p, a.Head, fmt.Sprintf("%d / %d", against, head.Size))
	}
	return nil
}

// holdsRoot reports whether one of the heads kept of a size is this one, and no
// fork: a fork that is shown again is counted again.
func holdsRoot(kept []Witness, head journal.Head) bool {
	return slices.ContainsFunc(kept, func(w Witness) bool { return w.Root == head.Root && !w.Fork })
}

func (s *Service) headIncident(tx office.Tx, kind IncidentKind, p Peer, head, detail string) error {
	_, err := s.noteIncident(tx, Incident{Kind: kind, PeerCode: p.Code, Digest: sha256.Sum256([]byte(head)), Detail: detail})
	return err
}

// verdict is what a kept head and a new one say about each other.
type verdict int

const (
	unknown      verdict = iota // no proof was brought: asked for with the next message
	extended                    // the new head extends the kept one
	contradicted                // a fork
)

func judge(kept Witness, head journal.Head, a Attest) verdict {
	older := journal.Head{Origin: kept.Origin, Size: kept.Size, Root: kept.Root}
	switch {
	case kept.Origin != head.Origin: // a second journal under one organ code
		return contradicted
	case kept.Size > head.Size:
		return unknown
	case kept.Size == head.Size:
		if kept.Root != head.Root {
			return contradicted
		}
		return extended
	}
	for _, p := range a.Proofs {
		if p.Older != kept.Size {
			continue
		}
		if journal.CheckConsistency(p.Hashes, head, older) != nil {
			return contradicted
		}
		return extended
	}
	return unknown
}

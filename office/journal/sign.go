package journal

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"congvan/office"
)

// Heads signs the newest heads, after commit and outside any act: a signature
// never delays a person.
type Heads struct {
	Acts  office.Acts
	Store Store
	// Key gives an agency's service key and the origin of its journal.
	Key func(ctx context.Context, agency office.ID) (s note.Signer, origin string, err error)
}

// Sign makes sure that the agency's newest entries stand under a signed head and
// gives that head. An empty journal has none: the zero head.
func (h Heads) Sign(ctx context.Context, agency office.ID) (SignedHead, error) {
	var newest SignedHead
	var head Head
	err := h.Acts.View(ctx, office.SystemActor(agency), func(tx office.Tx) error {
		size, err := h.Store.Size(tx, agency)
		if err != nil || size == 0 {
			return err
		}
		if newest, err = h.Store.NewestHead(tx, agency); err != nil || newest.Size == size {
			return err
		}
		root, err := tlog.TreeHash(size, h.Store.Hashes(tx, agency))
		if err != nil {
			return fmt.Errorf("journal.Heads.Sign: %w", err)
		}
		head = Head{Size: size, Root: root}
		newest.At = tx.Now()
		return nil
	})
	if err != nil || head.Size == 0 {
		return newest, err
	}
	signer, origin, err := h.Key(ctx, agency)
	if err != nil {
		return SignedHead{}, err
	}
	head.Origin = origin
	text, err := SignHead(head, signer)
	if err != nil {
		return SignedHead{}, err
	}
	signed := SignedHead{Agency: agency, Size: head.Size, At: newest.At, Note: text}
	err = h.Acts.Act(ctx, office.SystemActor(agency), func(tx office.Tx) error {
		return h.Store.InsertSignedHead(tx, signed)
	})
	return signed, err
}

// SignAll signs the heads of every agency whose journal has grown.
func (h Heads) SignAll(ctx context.Context) error {
	var agencies []office.ID
	err := h.Acts.View(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		var err error
		agencies, err = h.Store.Grown(tx)
		return err
	})
	if err != nil {
		return err
	}
	for _, a := range agencies {
		if _, err := h.Sign(ctx, a); err != nil {
			return fmt.Errorf("journal.Heads.SignAll: agency %s: %w", a, err)
		}
	}
	return nil
}

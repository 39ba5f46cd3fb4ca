package document

import (
	"context"

	"congvan/office"
	"congvan/office/access"
)

// ReservedFor lists the reserved numbers that a document waiting for its number
// may get: those of its own series.
func (s *Service) ReservedFor(ctx context.Context, a office.Actor, id office.ID) ([]Number, error) {
	var out []Number
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		d, _, err := s.RequireReadIn(tx, id)
		if err != nil {
			return err
		}
		if err := access.Require(a, access.ReadRegister, access.Object{Kind: NumberObject, Agency: a.Agency}); err != nil {
			return err
		}
		key, err := s.keyOf(tx, d)
		if err != nil {
			return err
		}
		all, err := s.Store.Numbers(tx, a.Agency, NumberReserved)
		for _, n := range all {
			if n.Key == key {
				out = append(out, n.Number)
			}
		}
		return err
	})
	return out, err
}

// Congresses lists the congresses known to the actor's agency, which its terms of
// numbers run between, oldest first.
func (s *Service) Congresses(ctx context.Context, a office.Actor) ([]Congress, error) {
	var out []Congress
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		err := access.Require(a, access.OpenRegister, access.Object{Kind: CongressObject, Agency: a.Agency})
		if err != nil {
			return err
		}
		out, err = s.Store.Congresses(tx, a.Agency)
		return err
	})
	return out, err
}

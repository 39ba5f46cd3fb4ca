package document

import (
	"context"

	"congvan/office"
)

// MaxDoublesOf is the most documents that DoublesOf looks at at once: a page of
// the queue.
const MaxDoublesOf = 200

// DoublesOf finds, for documents of the queue that the actor may read, what they
// seem to repeat. Documents without a double are not in the answer.
func (s *Service) DoublesOf(ctx context.Context, a office.Actor, ids []office.ID) (map[office.ID][]Double, error) {
	out := map[office.ID][]Double{}
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		for _, id := range ids[:min(len(ids), MaxDoublesOf)] {
			d, _, err := s.RequireReadIn(tx, id)
			if err != nil {
				return err
			}
			found, err := s.Store.Doubles(tx, d)
			if err != nil {
				return err
			}
			if len(found) > 0 {
				out[id] = found
			}
		}
		return nil
	})
	return out, err
}

package exchange

import (
	"context"

	"congvan/office"
	"congvan/office/access"
)

// ByStatus lists the agency's sent envelopes of one status, newest first, at most
// 200: the rows behind a number of Overview.Counts. Errors: CodeForbidden;
// CodeInvalid for an unknown status.
func (s *Service) ByStatus(ctx context.Context, a office.Actor, status Status) ([]Envelope, error) {
	if !status.Valid() {
		return nil, office.Invalid("exchange.ByStatus", "Không có trạng thái này.", "There is no such status.")
	}
	var out []Envelope
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		err := access.Require(a, access.SendEnvelope, access.Object{Kind: KindEnvelope, Agency: a.Agency})
		if err != nil {
			return err
		}
		out, err = s.Store.ByStatus(tx, a.Agency, status, overviewLimit)
		return err
	})
	return out, err
}

// Contacts lists whom the agency may send to outside this deployment: the open
// entries of its address book, by name. Whoever drafts chooses recipients among
// them, so the address itself is not shown.
func (s *Service) Contacts(ctx context.Context, a office.Actor) ([]Party, error) {
	var out []Party
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		if err := access.Require(a, access.ReadDirectory, access.Object{Kind: KindPeer, Agency: a.Agency}); err != nil {
			return err
		}
		all, err := s.Store.Peers(tx, a.Agency)
		for _, p := range all {
			if p.ClosedAt.IsZero() {
				out = append(out, p.Party())
			}
		}
		return err
	})
	return out, err
}

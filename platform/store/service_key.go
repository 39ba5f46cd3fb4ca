package store

import (
	"context"

	"congvan/office"
	"congvan/platform/servicekey"
)

// ServiceKeys keeps the service keys of agencies for several nodes, sealed; it
// implements servicekey.Shelf.
type ServiceKeys struct{ S *Store }

var _ servicekey.Shelf = ServiceKeys{}

// Keys lists every key of an agency, oldest first; of all agencies for the zero id.
func (k ServiceKeys) Keys(ctx context.Context, agency office.ID) ([]servicekey.Kept, error) {
	var out []servicekey.Kept
	err := k.S.View(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		query, args := `SELECT agency_id, ordinal, verifier, sealed FROM service_key ORDER BY agency_id, ordinal`, []any(nil)
		if !agency.Zero() {
			query, args = `SELECT agency_id, ordinal, verifier, sealed FROM service_key WHERE agency_id = $1 ORDER BY agency_id, ordinal`, []any{agency}
		}
		var err error
		out, err = list(in(tx), "ServiceKey.List", query, args, func(v *servicekey.Kept, scan func(...any) error) error {
			return scan(&v.Agency, &v.Ordinal, &v.Verifier, &v.Sealed)
		})
		return err
	})
	return out, err
}

// Add keeps a key as the agency's present one and forgets the secret halves of
// those before it. False: another node has added one with this ordinal already.
func (k ServiceKeys) Add(ctx context.Context, v servicekey.Kept) (bool, error) {
	added := false
	err := k.S.Act(ctx, office.SystemActor(v.Agency), func(tx office.Tx) error {
		t := in(tx)
		n, err := t.exec("ServiceKey.Add", `
			INSERT INTO service_key (agency_id, ordinal, verifier, sealed, created_at) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (agency_id, ordinal) DO NOTHING`, v.Agency, v.Ordinal, v.Verifier, v.Sealed, at(t.now))
		added = n == 1
		if err != nil || !added {
			return err
		}
		_, err = t.exec("ServiceKey.Forget", `UPDATE service_key SET sealed = NULL WHERE agency_id = $1 AND ordinal < $2`, v.Agency, v.Ordinal)
		return err
	})
	return added, err
}

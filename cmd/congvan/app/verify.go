package app

import (
	"context"

	"golang.org/x/mod/sumdb/note"

	"congvan/office"
	"congvan/office/exchange"
	"congvan/office/journal"
	"congvan/platform/store"
)

// VerifyJournal recomputes every journal of the deployment and compares it with
// today's rows and files.
func (a *App) VerifyJournal(ctx context.Context, witnessed []journal.Head) (journal.Report, error) {
	v := journal.Verifier{
		Acts: a.Store, Store: store.Journal{}, Kinds: kinds(), Witnessed: witnessed,
		Files: journal.Files{List: store.Documents{}.FileHashes, Check: a.Blobs.Check},
		HeadKey: func(agency office.ID) (note.Verifier, error) {
			key, err := a.Keys.ServiceKey(agency)
			if office.CodeOf(err) == office.CodeNotFound {
				return nil, nil
			}
			if err != nil {
				return nil, err
			}
			vkey, err := exchange.VerifierKey(exchange.OrganCodeOf(key.Certificate()), key.Certificate())
			if err != nil {
				return nil, err
			}
			return note.NewVerifier(vkey)
		},
	}
	return v.Verify(ctx)
}

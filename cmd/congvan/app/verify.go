package app

import (
	"context"

	"congvan/office/journal"
	"congvan/platform/store"
)

// VerifyJournal recomputes every journal of the deployment and compares it with
// today's rows and files.
func (a *App) VerifyJournal(ctx context.Context, witnessed []journal.Head) (journal.Report, error) {
	v := journal.Verifier{
		Acts: a.Store, Store: store.Journal{}, Kinds: kinds(), Witnessed: witnessed,
		Files:    journal.Files{List: store.Documents{}.FileHashes, Check: a.Blobs.Check},
		HeadKeys: a.Keys.Verifiers,
	}
	return v.Verify(ctx)
}

package task

import (
	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
)

// ImportIn brings in work on imported documents, inside the act that imports them,
// and gives it as parts of that act's journal entry. Only facts of the past and
// open work of today: nobody is asked and nobody is told. Errors: those of access.
func (s *Service) ImportIn(tx office.Tx, all []Task) ([]office.Part, error) {
	a := tx.Actor()
	if err := access.Require(a, access.ImportDocuments, access.Object{Kind: document.ImportObject, Agency: a.Agency}); err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, nil
	}
	parts := make([]office.Part, len(all))
	for i := range all {
		t := &all[i]
		t.ID, t.Agency, t.Changed, t.Version = tx.NewID(), a.Agency, tx.Now(), 1
		parts[i] = office.Part{Kind: KindTask, Object: t.ID, State: t.State()}
	}
	return parts, s.Store.InsertTasks(tx, all)
}

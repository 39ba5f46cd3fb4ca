package document

import (
	"context"

	"congvan/office"
	"congvan/office/access"
)

// ImportTaken says whether the batch of a source that begins with a row was taken
// before, and which of its rows: the others were rejected. Whoever resumes an
// import asks first, and need not look at the files of those rows again. Errors:
// those of access.
func (s *Service) ImportTaken(ctx context.Context, a office.Actor, source string, first int) (rows map[int]bool, already bool, err error) {
	if err := access.Require(a, access.ImportDocuments, access.Object{Kind: ImportObject, Agency: a.Agency}); err != nil {
		return nil, false, err
	}
	err = s.Acts.View(ctx, a, func(tx office.Tx) error {
		r, err := s.Store.FindImport(tx, a.Agency, source, first)
		if office.CodeOf(err) == office.CodeNotFound {
			return nil
		}
		if err != nil {
			return err
		}
		already = true
		rows, err = s.Store.ImportedRows(tx, r.ID)
		return err
	})
	return rows, already, err
}

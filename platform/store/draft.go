package store

import (
	"congvan/office"
	"congvan/office/draft"
)

// Drafts keeps versions of drafts and comments on them; see draft.Store.
type Drafts struct{}

var _ draft.Store = Drafts{}

const draftVersionColumns = `id, agency_id, document_id, version, docx_sha256, docx_size, pdf_sha256, note, person_id, created_at`

func scanDraftVersion(v *draft.Version, scan func(...any) error) error {
	return scan(&v.ID, &v.Agency, &v.Document, &v.Number, &v.DOCX, &v.Size, &v.PDF, &v.Note, &v.Person, when(&v.Created))
}

// InsertVersion writes a new version; a number already taken is a conflict.
func (Drafts) InsertVersion(tx office.Tx, v draft.Version) error {
	return in(tx).one("Drafts.InsertVersion", `
		INSERT INTO draft_version (`+draftVersionColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (document_id, version) DO NOTHING`,
		v.ID, v.Agency, v.Document, v.Number, v.DOCX, v.Size, v.PDF, v.Note, v.Person, at(v.Created))
}

// VersionsOf lists a draft's versions, oldest first.
func (Drafts) VersionsOf(tx office.Tx, doc office.ID) ([]draft.Version, error) {
	return list(in(tx), "Drafts.VersionsOf", `
		SELECT `+draftVersionColumns+` FROM draft_version WHERE document_id = $1 AND agency_id = $2 ORDER BY version`,
		[]any{doc, tx.Actor().Agency}, scanDraftVersion)
}

// SetPDF keeps the preview made from a version.
func (Drafts) SetPDF(tx office.Tx, version office.ID, pdf office.Hash) error {
	return in(tx).one("Drafts.SetPDF", `UPDATE draft_version SET pdf_sha256 = $1 WHERE id = $2 AND agency_id = $3`,
		pdf, version, tx.Actor().Agency)
}

// VersionStates streams every version of an agency.
func (Drafts) VersionStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	return each(in(tx), "Drafts.VersionStates", `SELECT `+draftVersionColumns+` FROM draft_version WHERE agency_id = $1 ORDER BY id`,
		[]any{agency}, func(scan func(...any) error) error {
			var v draft.Version
			if err := scanDraftVersion(&v, scan); err != nil {
				return err
			}
			return f(v.ID, v.State())
		})
}

const draftCommentColumns = `id, agency_id, document_id, version, task_id, step, person_id, post_id, behalf_id, verdict, text, created_at`

func scanDraftComment(c *draft.Comment, scan func(...any) error) error {
	return scan(&c.ID, &c.Agency, &c.Document, &c.Version, &c.Task, &c.Step, &c.Person, &c.Post, &c.Behalf, &c.Verdict,
		&c.Text, when(&c.Created))
}

// InsertComment writes a comment; comments are never changed.
func (Drafts) InsertComment(tx office.Tx, c draft.Comment) error {
	_, err := in(tx).exec("Drafts.InsertComment", `
		INSERT INTO draft_comment (`+draftCommentColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		c.ID, c.Agency, c.Document, c.Version, c.Task, string(c.Step), c.Person, c.Post, c.Behalf, string(c.Verdict),
		c.Text, at(c.Created))
	return err
}

// CommentsOf lists a draft's comments, oldest first.
func (Drafts) CommentsOf(tx office.Tx, doc office.ID) ([]draft.Comment, error) {
	return list(in(tx), "Drafts.CommentsOf", `
		SELECT `+draftCommentColumns+` FROM draft_comment WHERE document_id = $1 AND agency_id = $2 ORDER BY created_at, id`,
		[]any{doc, tx.Actor().Agency}, scanDraftComment)
}

// CommentStates streams every comment of an agency.
func (Drafts) CommentStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	return each(in(tx), "Drafts.CommentStates", `SELECT `+draftCommentColumns+` FROM draft_comment WHERE agency_id = $1 ORDER BY id`,
		[]any{agency}, func(scan func(...any) error) error {
			var c draft.Comment
			if err := scanDraftComment(&c, scan); err != nil {
				return err
			}
			return f(c.ID, c.State())
		})
}

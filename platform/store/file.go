package store

import (
	"encoding/json"
	"time"

	"congvan/office"
	"congvan/office/document"
)

// PutFile keeps what is known of bytes; putting them again renews their time.
func (Documents) PutFile(tx office.Tx, f document.StoredFile) error {
	return in(tx).one("File.Put", `
		INSERT INTO file (agency_id, sha256, size, media_type, put_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (agency_id, sha256) DO UPDATE SET put_at = excluded.put_at`,
		tx.Actor().Agency, f.SHA256, f.Size, f.MediaType, at(f.PutAt))
}

// HasFile reports whether the actor's agency has the bytes.
func (Documents) HasFile(tx office.Tx, h office.Hash) (bool, error) {
	var n int
	err := in(tx).row("File.Has", `SELECT COUNT(*) FROM file WHERE agency_id = $1 AND sha256 = $2`,
		[]any{tx.Actor().Agency, h}, &n)
	return n > 0, err
}

// FileHashes streams the files of an agency, for checking their bytes.
func (Documents) FileHashes(tx office.Tx, agency office.ID, f func(office.Hash) error) error {
	return each(in(tx), "File.Hashes", `SELECT sha256 FROM file WHERE agency_id = $1 ORDER BY sha256`,
		[]any{agency}, func(scan func(...any) error) error {
			var h office.Hash
			if err := scan(&h); err != nil {
				return err
			}
			return f(h)
		})
}

// PutReading keeps what was found in a file, in place of an earlier reading.
func (Documents) PutReading(tx office.Tx, r document.Reading) error {
	findings, err := toJSON(r.Findings)
	if err != nil {
		return err
	}
	fields, err := toJSON(r.Fields)
	if err != nil {
		return err
	}
	return in(tx).one("File.PutReading", `
		INSERT INTO file_reading (agency_id, sha256, read_at, pages, verdict, report, findings, fields, text)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (agency_id, sha256) DO UPDATE SET read_at = excluded.read_at, pages = excluded.pages,
			verdict = excluded.verdict, report = excluded.report, findings = excluded.findings,
			fields = excluded.fields, text = excluded.text`,
		tx.Actor().Agency, r.SHA256, at(r.ReadAt), r.Pages, string(r.Verdict), string(r.Report), findings, fields, r.Text)
}

// Readings lists the readings of a document's files, without their text.
func (Documents) Readings(tx office.Tx, id office.ID) ([]document.Reading, error) {
	return list(in(tx), "File.Readings", `
		SELECT x.sha256, x.read_at, x.pages, x.verdict, x.report, x.findings, x.fields
		FROM document_file f JOIN file_reading x ON x.agency_id = f.agency_id AND x.sha256 = f.sha256
		WHERE f.document_id = $1 ORDER BY f.ordinal`, []any{id}, scanReading)
}

func scanReading(r *document.Reading, scan func(...any) error) error {
	var report, findings, fields string
	if err := scan(&r.SHA256, when(&r.ReadAt), &r.Pages, &r.Verdict, &report, &findings, &fields); err != nil {
		return err
	}
	if report != "" {
		r.Report = json.RawMessage(report)
	}
	if err := json.Unmarshal([]byte(findings), &r.Findings); err != nil {
		return err
	}
	return json.Unmarshal([]byte(fields), &r.Fields)
}

// Text gives the text of a file of the actor's agency, "" when it was not read.
func (Documents) Text(tx office.Tx, h office.Hash) (string, error) {
	var text string
	err := in(tx).row("File.Text", `SELECT text FROM file_reading WHERE agency_id = $1 AND sha256 = $2`,
		[]any{tx.Actor().Agency, h}, &text)
	if office.CodeOf(err) == office.CodeNotFound {
		return "", nil
	}
	return text, err
}

// fileUnused holds for rows of file that nothing refers to.
const fileUnused = `
	NOT EXISTS (SELECT 1 FROM document_file d WHERE d.agency_id = file.agency_id AND d.sha256 = file.sha256)
	AND NOT EXISTS (SELECT 1 FROM draft_version v WHERE v.agency_id = file.agency_id AND v.docx_sha256 = file.sha256)
	AND NOT EXISTS (SELECT 1 FROM draft_version v WHERE v.agency_id = file.agency_id AND v.pdf_sha256 = file.sha256)`

// Unused lists files put before an instant that nothing refers to.
func (Documents) Unused(tx office.Tx, before time.Time, limit int) ([]office.Hash, error) {
	return list(in(tx), "File.Unused", `
		SELECT sha256 FROM file WHERE agency_id = $1 AND put_at < $2 AND `+fileUnused+`
		ORDER BY put_at, sha256 LIMIT $3`, []any{tx.Actor().Agency, at(before), limit},
		func(h *office.Hash, scan func(...any) error) error { return scan(h) })
}

// DropUnused forgets a file that nothing refers to and that was not put since.
func (Documents) DropUnused(tx office.Tx, h office.Hash, before time.Time) (bool, error) {
	t := in(tx)
	n, err := t.exec("File.Drop", `DELETE FROM file WHERE agency_id = $1 AND sha256 = $2 AND put_at < $3 AND `+fileUnused,
		tx.Actor().Agency, h, at(before))
	if err != nil || n == 0 {
		return false, err
	}
	_, err = t.exec("File.DropReading", `DELETE FROM file_reading WHERE agency_id = $1 AND sha256 = $2`, tx.Actor().Agency, h)
	return true, err
}

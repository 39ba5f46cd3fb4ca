package store

import (
	"congvan/office"
	"congvan/office/document"
)

// Documents keeps documents, registers, numbers, readers and files.
type Documents struct{}

var _ document.Store = Documents{}

const documentColumns = `id, agency_id, kind, state, box, register_id, arrival_number, arrival_date,
	number, notation, reference_code, reference_key, rule_set, type_code, type_name, issued_date, body,
	issuing_agency_id, issuing_code, issuing_name, issuing_key, subject, language, pages, copies, note,
	signer_name, signer_position, signing_capacity, signer_post_id, unit_id, author_post_id,
	urgency, classification, due_date, reply_to_id, reply_to_code, refused_reason, cancelled_reason,
	duplicate_reason, envelope_id, sort_key, created_at, changed_at, version`

// documentArgs gives the columns' values in their order.
func documentArgs(d document.Document) []any {
	k := d.Keys()
	return []any{
		d.ID, d.Agency, string(d.Kind), string(d.State), string(k.Box), d.Register, nonZero(d.ArrivalNumber), d.ArrivalDate,
		nonZero(d.Number), d.Notation, d.ReferenceCode, k.Reference, d.RuleSet, d.TypeCode, d.TypeName, d.IssuedDate, d.Body,
		d.IssuingAgency, d.IssuingCode, d.IssuingName, k.Issuing, d.Subject, d.Language, d.Pages, d.Copies, d.Note,
		d.Signer.Name, d.Signer.Position, d.Signer.Capacity, d.SignerPost, d.Unit, d.AuthorPost,
		int(d.Urgency), int(d.Classification), d.DueDate, d.ReplyTo, d.ReplyToCode, d.RefusedReason, d.CancelledReason,
		d.DuplicateReason, d.Envelope, d.SortKey, at(d.CreatedAt), at(d.ChangedAt), d.Version,
	}
}

func scanDocument(d *document.Document, scan func(...any) error) error {
	var derived string
	return scan(
		&d.ID, &d.Agency, &d.Kind, &d.State, &derived, &d.Register, orZero(&d.ArrivalNumber), &d.ArrivalDate,
		orZero(&d.Number), &d.Notation, &d.ReferenceCode, &derived, &d.RuleSet, &d.TypeCode, &d.TypeName, &d.IssuedDate, &d.Body,
		&d.IssuingAgency, &d.IssuingCode, &d.IssuingName, &derived, &d.Subject, &d.Language, &d.Pages, &d.Copies, &d.Note,
		&d.Signer.Name, &d.Signer.Position, &d.Signer.Capacity, &d.SignerPost, &d.Unit, &d.AuthorPost,
		&d.Urgency, &d.Classification, &d.DueDate, &d.ReplyTo, &d.ReplyToCode, &d.RefusedReason, &d.CancelledReason,
		&d.DuplicateReason, &d.Envelope, &d.SortKey, when(&d.CreatedAt), when(&d.ChangedAt), &d.Version)
}

// Insert adds a document with its files and recipients.
func (s Documents) Insert(tx office.Tx, d document.Document) error {
	err := in(tx).one("Document.Insert", `INSERT INTO document (`+documentColumns+`) VALUES (
		$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
		$24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45)`,
		documentArgs(d)...)
	if err != nil {
		return err
	}
	return s.insertParts(tx, d)
}

// Update writes a document where the version is still seen.
func (s Documents) Update(tx office.Tx, d document.Document, seen int) error {
	t := in(tx)
	args := append(documentArgs(d)[2:], d.ID, d.Agency, seen)
	err := t.one("Document.Update", `UPDATE document SET
		kind = $1, state = $2, box = $3, register_id = $4, arrival_number = $5, arrival_date = $6,
		number = $7, notation = $8, reference_code = $9, reference_key = $10, rule_set = $11, type_code = $12,
		type_name = $13, issued_date = $14, body = $15, issuing_agency_id = $16, issuing_code = $17,
		issuing_name = $18, issuing_key = $19, subject = $20, language = $21, pages = $22, copies = $23, note = $24,
		signer_name = $25, signer_position = $26, signing_capacity = $27, signer_post_id = $28, unit_id = $29,
		author_post_id = $30, urgency = $31, classification = $32, due_date = $33, reply_to_id = $34,
		reply_to_code = $35, refused_reason = $36, cancelled_reason = $37, duplicate_reason = $38,
		envelope_id = $39, sort_key = $40, created_at = $41, changed_at = $42, version = $43
		WHERE id = $44 AND agency_id = $45 AND version = $46`, args...)
	if err != nil {
		return err
	}
	old := document.Document{ID: d.ID}
	if err := readParts(t, &old); err != nil {
		return err
	}
	if equalParts(old, d) {
		return nil
	}
	if err := deleteParts(t, d.ID); err != nil {
		return err
	}
	return s.insertParts(tx, d)
}

func equalParts(a, b document.Document) bool {
	if len(a.Files) != len(b.Files) || len(a.Recipients) != len(b.Recipients) {
		return false
	}
	for i := range a.Files {
		if a.Files[i] != b.Files[i] {
			return false
		}
	}
	for i := range a.Recipients {
		if a.Recipients[i] != b.Recipients[i] {
			return false
		}
	}
	return true
}

func deleteParts(t *tx, id office.ID) error {
	if _, err := t.exec("Document.DeleteFiles", `DELETE FROM document_file WHERE document_id = $1`, id); err != nil {
		return err
	}
	_, err := t.exec("Document.DeleteRecipients", `DELETE FROM document_recipient WHERE document_id = $1`, id)
	return err
}

func (Documents) insertParts(tx office.Tx, d document.Document) error {
	t := in(tx)
	if _, err := t.insertMany(documentFiles, fileRows(d)); err != nil {
		return err
	}
	_, err := t.insertMany(documentRecipients, recipientRows(d))
	return err
}

// The parts of documents, as insertMany writes them.
var (
	documentFiles = many{
		name: "Document.InsertFiles", table: "document_file",
		columns: `document_id, ordinal, agency_id, role, sha256, name, media_type, size`,
	}
	documentRecipients = many{
		name: "Document.InsertRecipients", table: "document_recipient",
		columns: `document_id, ordinal, agency_id, to_code, to_name, channel`,
	}
)

func fileRows(d document.Document) [][]any {
	var rows [][]any
	for i, f := range d.Files {
		rows = append(rows, []any{d.ID, i, d.Agency, string(f.Role), f.SHA256, f.Name, f.MediaType, f.Size})
	}
	return rows
}

func recipientRows(d document.Document) [][]any {
	var rows [][]any
	for i, r := range d.Recipients {
		rows = append(rows, []any{d.ID, i, d.Agency, r.Code, r.Name, string(r.Channel)})
	}
	return rows
}

// readParts reads files and recipients of d.ID into d.
func readParts(t *tx, d *document.Document) (err error) {
	d.Files, err = list(t, "Document.Files", `
		SELECT role, sha256, name, media_type, size FROM document_file WHERE document_id = $1 ORDER BY ordinal`,
		[]any{d.ID}, scanFile)
	if err != nil {
		return err
	}
	d.Recipients, err = list(t, "Document.Recipients", `
		SELECT to_code, to_name, channel FROM document_recipient WHERE document_id = $1 ORDER BY ordinal`,
		[]any{d.ID}, scanRecipient)
	return err
}

func scanFile(f *document.File, scan func(...any) error) error {
	return scan(&f.Role, &f.SHA256, &f.Name, &f.MediaType, &f.Size)
}

func scanRecipient(r *document.Recipient, scan func(...any) error) error {
	return scan(&r.Code, &r.Name, &r.Channel)
}

// Get reads a document with its files and recipients.
func (Documents) Get(tx office.Tx, id office.ID) (document.Document, error) {
	t := in(tx)
	var d document.Document
	query := `SELECT ` + documentColumns + ` FROM document WHERE id = $1`
	err := t.row("Document.Get", query, []any{id}, documentDest(&d)...)
	if err != nil {
		return d, err
	}
	return d, readParts(t, &d)
}

// documentDest gives the scan destinations of documentColumns.
func documentDest(d *document.Document) []any {
	var dest []any
	_ = scanDocument(d, func(v ...any) error {
		dest = v
		return nil
	})
	return dest
}

// Delete removes a document and all that hangs on it.
func (Documents) Delete(tx office.Tx, id office.ID) error {
	t := in(tx)
	if err := deleteParts(t, id); err != nil {
		return err
	}
	if _, err := t.exec("Document.DeleteReaders", `DELETE FROM reader WHERE document_id = $1`, id); err != nil {
		return err
	}
	return t.one("Document.Delete", `DELETE FROM document WHERE id = $1`, id)
}

// Doubles finds documents that d seems to repeat, those of the same bytes first.
func (Documents) Doubles(tx office.Tx, d document.Document) ([]document.Double, error) {
	t := in(tx)
	k := d.Keys()
	main, _ := d.Main()
	var out []document.Double
	seen := map[office.ID]bool{d.ID: true}
	add := func(same bool, name, query string, args ...any) error {
		found, err := list(t, name, query, args, func(x *document.Double, scan func(...any) error) error {
			x.SameBytes = same
			return scan(&x.ID, orZero(&x.ArrivalNumber), &x.ArrivalDate, &x.ReferenceCode, &x.State)
		})
		for _, x := range found {
			if !seen[x.ID] {
				seen[x.ID] = true
				out = append(out, x)
			}
		}
		return err
	}
	const columns = `SELECT d.id, d.arrival_number, d.arrival_date, d.reference_code, d.state FROM `
	const alive = ` AND d.kind = 'incoming' AND d.state IN ('received', 'registered') `
	if !main.SHA256.Zero() {
		err := add(true, "Document.SameBytes", columns+`document_file f JOIN document d ON d.id = f.document_id
			WHERE f.agency_id = $1 AND f.sha256 = $2 AND f.role = 'main' AND d.id <> $3`+alive+`
			ORDER BY d.state, d.sort_key DESC LIMIT 10`, d.Agency, main.SHA256, d.ID)
		if err != nil {
			return nil, err
		}
	}
	if k.Reference != "" && k.Issuing != "" && !d.IssuedDate.IsZero() {
		err := add(false, "Document.SameCode", columns+`document d
			WHERE d.reference_key = $1 AND d.agency_id = $2 AND d.issuing_key = $3 AND d.issued_date = $4 AND d.id <> $5`+alive+`
			ORDER BY d.state, d.sort_key DESC LIMIT 10`, k.Reference, d.Agency, k.Issuing, d.IssuedDate, d.ID)
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// HasWork reports whether tasks, draft versions or envelopes name a document, or
// another document answers it.
func (Documents) HasWork(tx office.Tx, id office.ID) (bool, error) {
	var n int
	err := in(tx).row("Document.HasWork", `
		SELECT (SELECT COUNT(*) FROM task WHERE document_id = $1 OR product_id = $1)
			+ (SELECT COUNT(*) FROM direction_note WHERE document_id = $1)
			+ (SELECT COUNT(*) FROM draft_version WHERE document_id = $1)
			+ (SELECT COUNT(*) FROM envelope WHERE document_id = $1)
			+ (SELECT COUNT(*) FROM number WHERE document_id = $1)`, []any{id}, &n)
	return n > 0, err
}

// ErasePayloads blanks what the journal holds of an object. The entry that erases
// it is the next one recorded in this act; the head's lock, taken here, keeps
// its index.
func (Documents) ErasePayloads(tx office.Tx, agency, object office.ID) error {
	t := in(tx)
	var size int64
	err := t.row("Journal.LockHead",
		`SELECT size FROM journal_head WHERE agency_id = $1`+t.s.dialect.forUpdate(), []any{agency}, &size)
	if err != nil {
		return err
	}
	_, err = t.exec("Journal.Erase", `
		UPDATE journal_entry SET salt = NULL, payload = NULL, person_id = NULL, behalf_id = NULL, erased_by = $1
		WHERE agency_id = $2 AND object_id = $3 AND payload IS NOT NULL`,
		size+int64(len(t.entries)), agency, object)
	return err
}

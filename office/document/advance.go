package document

import (
	"encoding/json"

	"congvan/office"
)

// Advance is one step of an outgoing or internal document on its way to issue,
// with the file that the step made.
type Advance struct {
	Seen   int // version the actor saw; 0 takes the newest
	To     State
	Act    office.ActCode
	Detail any // for the journal; may be nil
	// Main is the new main file, whose bytes are in the blob store; nil keeps the
	// present one. It is the present one with a signature added, so what was read
	// from that stays true of it.
	Main    *File
	Verdict Verdict
	Report  json.RawMessage // of its signatures
}

// AdvanceIn moves a document on by the table of allowed moves. The caller has
// asked access; numbering is AllocateIn's. Errors: office.CodeConflict when the
// document cannot go there or another version was seen.
func (s *Service) AdvanceIn(tx office.Tx, id office.ID, a Advance) (Document, error) {
	if a.Main != nil {
		if err := s.carryReading(tx, id, a); err != nil {
			return Document{}, err
		}
	}
	return s.ChangeIn(tx, id, a.Act, a.Detail, func(d *Document) error {
		if a.Seen != 0 && a.Seen != d.Version {
			return office.Conflict("document.AdvanceIn",
				"Người khác vừa thay đổi văn bản này. Tải lại trang để xem rồi làm tiếp.",
				"Someone else has just changed this document. Reload the page, look, and go on.")
		}
		if a.Main != nil {
			for i, f := range d.Files {
				if f.Role == MainFile {
					d.Files[i] = *a.Main
				}
			}
		}
		if a.To == Numbered {
			return office.Invalid("document.AdvanceIn", "Số phải do sổ cấp.", "Numbers come from their series.")
		}
		return d.moveTo(a.To)
	})
}

// carryReading gives a document's new main file the text of the present one.
func (s *Service) carryReading(tx office.Tx, id office.ID, a Advance) error {
	d, err := s.load(tx, id)
	if err != nil {
		return err
	}
	old, ok := d.Main()
	if !ok {
		return office.Invalid("document.carryReading", "Văn bản chưa có bản PDF.", "The document has no PDF.")
	}
	text, err := s.Store.Text(tx, old.SHA256)
	if err != nil {
		return err
	}
	err = s.Store.PutFile(tx, StoredFile{SHA256: a.Main.SHA256, Size: a.Main.Size, MediaType: a.Main.MediaType, PutAt: tx.Now()})
	if err != nil {
		return err
	}
	return s.Store.PutReading(tx, Reading{
		SHA256: a.Main.SHA256, ReadAt: tx.Now(), Pages: d.Pages, Text: text, Verdict: a.Verdict, Report: a.Report,
	})
}

package document

import (
	"strings"

	"congvan/office"
)

// wordsOf joins the texts of a document's row that it is found by.
func wordsOf(d Document) string {
	return strings.Join([]string{
		d.ReferenceCode, d.Subject, d.TypeName, d.IssuingName, d.Signer.Name, d.Signer.Position, d.Note, d.ReplyToCode,
	}, "\n")
}

func sameMain(a, b Document) bool {
	x, _ := a.Main()
	y, _ := b.Main()
	return x.SHA256 == y.SHA256
}

// textOf is the text of a document's main file, or the one it was imported with.
func (s *Service) textOf(tx office.Tx, d Document) (string, error) {
	if main, ok := d.Main(); ok {
		text, err := s.Store.Text(tx, main.SHA256)
		if err != nil || text != "" {
			return text, err
		}
	}
	return s.Store.ImportText(tx, d.ID)
}

// index writes a document's words, in the act that changes them.
func (s *Service) index(tx office.Tx, d Document) error {
	text, err := s.textOf(tx, d)
	if err != nil {
		return err
	}
	return s.Index.Put(tx, d.ID, Words{Agency: d.Agency, SortKey: d.SortKey, Header: wordsOf(d), Text: text})
}

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

// index writes a document's words, in the act that changes them.
func (s *Service) index(tx office.Tx, d Document) error {
	text := ""
	if main, ok := d.Main(); ok {
		var err error
		if text, err = s.Store.Text(tx, main.SHA256); err != nil {
			return err
		}
	}
	return s.Index.Put(tx, d.ID, Words{SortKey: d.SortKey, Header: wordsOf(d), Text: text})
}

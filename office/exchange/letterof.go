package exchange

import (
	"congvan/office"
	"congvan/office/document"
)

// letterIn gives an issued document of the actor's agency as it travels.
func (s *Service) letterIn(tx office.Tx, id office.ID) (Letter, error) {
	d, _, err := s.Documents.ObjectIn(tx, id)
	if err != nil {
		return Letter{}, err
	}
	if d.Agency != tx.Actor().Agency || d.Kind == document.Incoming || d.State != document.Issued {
		return Letter{}, office.Conflict("exchange.letterIn",
			"Chỉ gửi liên thông văn bản đi đã phát hành. Phát hành văn bản rồi gửi.",
			"Only an issued outgoing document can be sent. Issue it first.")
	}
	l := letterFrom(d)
	if l.Place, err = s.Store.Place(tx, d.Agency); err != nil {
		return Letter{}, err
	}
	if d.ReplyTo.Zero() {
		if d.ReplyToCode != "" {
			l.ReplyTo = []Answered{{Code: d.ReplyToCode}}
		}
		return l, nil
	}
	asked, _, err := s.Documents.ObjectIn(tx, d.ReplyTo)
	if err != nil {
		return Letter{}, err
	}
	l.ReplyTo = []Answered{{Organ: asked.IssuingCode, Code: asked.ReferenceCode, Date: asked.IssuedDate}}
	return l, nil
}

func letterFrom(d document.Document) Letter {
	l := Letter{
		ReferenceCode: d.ReferenceCode, Number: d.Number, Notation: d.Notation, RuleSet: d.RuleSet, TypeCode: d.TypeCode,
		TypeName: d.TypeName, IssuingName: d.IssuingName, IssuedDate: d.IssuedDate, Subject: d.Subject,
		SignerName: d.Signer.Name, SignerPosition: d.Signer.Position, SigningCapacity: d.Signer.Capacity,
		Urgency: d.Urgency, Classification: d.Classification, DueDate: d.DueDate, Pages: d.Pages, Copies: d.Copies,
	}
	for _, r := range d.Recipients {
		l.ToPlaces = append(l.ToPlaces, r.Name)
	}
	if main, ok := d.Main(); ok { // the main file first: the receiver counts on it
		l.Files = append(l.Files, fileFrom(main, MainFile))
	}
	for _, f := range d.Files {
		if f.Role == document.AnnexFile {
			l.Files = append(l.Files, fileFrom(f, AnnexFile))
		}
	}
	return l
}

func fileFrom(f document.File, role FileRole) File {
	return File{Role: role, Name: f.Name, MediaType: f.MediaType, SHA256: f.SHA256, Size: f.Size}
}

// arrivalOf gives a received letter as the document package takes it. Every
// field is the sender's word; the clerk checks it against the paper.
func arrivalOf(l Letter, from Party, row office.ID, files []document.Ready) document.Arrival {
	f := &document.Form{
		RuleSet: l.RuleSet, TypeCode: l.TypeCode, TypeName: l.TypeName, ReferenceCode: l.ReferenceCode,
		IssuedDate: l.IssuedDate, IssuingCode: from.Code, IssuingName: l.IssuingName, Subject: l.Subject,
		Pages: l.Pages, Copies: max(l.Copies, 1), Urgency: l.Urgency, Classification: l.Classification, DueDate: l.DueDate,
		Signer: document.Signer{Name: l.SignerName, Position: l.SignerPosition, Capacity: l.SigningCapacity},
	}
	if len(l.ReplyTo) > 0 {
		f.ReplyToCode = l.ReplyTo[0].Code
	}
	return document.Arrival{Files: files, Classification: l.Classification, Fields: f, IssuingCode: from.Code, Envelope: row}
}

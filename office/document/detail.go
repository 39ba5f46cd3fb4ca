package document

import (
	"context"
	"io"

	"congvan/office"
	"congvan/office/access"
)

// Detail is a document with all that its page shows, except its story (journal)
// and its work (task).
type Detail struct {
	Document Document
	Object   access.Object // what access.Can is asked with, to know the buttons
	Register string        // the register's name
	Readings []Reading     // of its files, without text
	Read     Fields        // header fields read from the main file, with confidence
	Doubles  []Double      // documents it seems to repeat
	Holders  []Holder
	Numbers  []Number // its numbers, also cancelled ones
}

// Reading gives the reading of a file.
func (d Detail) Reading(h office.Hash) (Reading, bool) {
	for _, r := range d.Readings {
		if r.SHA256 == h {
			return r, true
		}
	}
	return Reading{}, false
}

// Detail gives a document to an actor who has a reader row. Errors:
// office.CodeNotFound, office.CodeForbidden; neither tells anything of the
// content.
func (s *Service) Detail(ctx context.Context, a office.Actor, id office.ID) (Detail, error) {
	var out Detail
	err := s.Acts.View(ctx, a, func(tx office.Tx) (err error) {
		out, err = s.DetailIn(tx, id)
		return err
	})
	return out, err
}

// DetailIn is Detail inside a transaction.
func (s *Service) DetailIn(tx office.Tx, id office.ID) (Detail, error) {
	var out Detail
	var err error
	if out.Document, out.Object, err = s.RequireReadIn(tx, id); err != nil {
		return Detail{}, err
	}
	d := out.Document
	if out.Readings, err = s.Store.Readings(tx, id); err != nil {
		return Detail{}, err
	}
	if main, ok := d.Main(); ok {
		r, _ := out.Reading(main.SHA256)
		out.Read = r.Fields
	}
	if d.State == Received {
		if out.Doubles, err = s.Store.Doubles(tx, d); err != nil {
			return Detail{}, err
		}
	}
	if out.Numbers, err = s.Store.NumbersOf(tx, id); err != nil {
		return Detail{}, err
	}
	holders, err := s.Store.Holders(tx, []office.ID{id}, tx.Today())
	if err != nil {
		return Detail{}, err
	}
	out.Holders = holders[id]
	return out, s.nameRegister(tx, &out)
}

func (s *Service) nameRegister(tx office.Tx, out *Detail) error {
	if out.Document.Register.Zero() {
		return nil
	}
	all, err := s.Store.Registers(tx, out.Document.Agency, "")
	for _, r := range all {
		if r.ID == out.Document.Register {
			out.Register = r.Name
		}
	}
	return err
}

// OpenFile opens the bytes of a file of a document that the actor may read.
func (s *Service) OpenFile(ctx context.Context, a office.Actor, id office.ID, h office.Hash) (File, io.ReadSeekCloser, error) {
	var file File
	var agency office.ID
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		d, _, err := s.RequireReadIn(tx, id)
		if err != nil {
			return err
		}
		agency = d.Agency
		for _, f := range d.Files {
			if f.SHA256 == h {
				file = f
				return nil
			}
		}
		return office.NotFound("document.OpenFile", "Văn bản không có tệp này.", "The document has no such file.")
	})
	if err != nil {
		return File{}, nil, err
	}
	r, _, err := s.Blobs.Open(ctx, agency, h)
	return file, r, err
}

// Text gives the text of a document's main file, for those who may read it.
func (s *Service) Text(ctx context.Context, a office.Actor, id office.ID) (text string, err error) {
	err = s.Acts.View(ctx, a, func(tx office.Tx) error {
		d, _, err := s.RequireReadIn(tx, id)
		if err != nil {
			return err
		}
		main, ok := d.Main()
		if !ok {
			return nil
		}
		text, err = s.Store.Text(tx, main.SHA256)
		return err
	})
	return text, err
}

package signing

import (
	"context"
	"strconv"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/task"
	"congvan/standard/pades"
	"congvan/standard/vietnamese"
)

// Number binds the next number, or a reserved one, and today's date to a signed
// document. The records clerk may. From now on the number is the document's: a
// seal that fails later never costs a number.
func (s *Service) Number(ctx context.Context, a office.Actor, c Choice, reserved int64) (document.Document, error) {
	d, err := s.load(ctx, a, access.NumberDocument, c, document.Signed)
	if err != nil {
		return d, err
	}
	err = s.Acts.Act(ctx, a, func(tx office.Tx) error {
		d, err = s.Documents.AllocateIn(tx, d.ID, reserved)
		return err
	})
	return d, err
}

// Seal fills and locks the number and date fields and signs the seal field of a
// numbered document, as one incremental update. The records clerk may, with the
// PIN of the agency's seal. When it fails the document stays numbered and listed,
// to be sealed later with the same number and date.
func (s *Service) Seal(ctx context.Context, a office.Actor, c Choice, pin string) (document.Document, error) {
	const op = "signing.Seal"
	d, err := s.load(ctx, a, access.SealDocument, c, document.Numbered)
	if err != nil {
		return d, err
	}
	u, err := s.unlock(ctx, a, Seal, pin)
	if err != nil {
		return d, err
	}
	pdf, err := s.mainFile(ctx, d)
	if err != nil {
		return d, err
	}
	place, err := s.place(ctx, a)
	if err != nil {
		return d, err
	}
	values, err := fill(pdf, d, place)
	if err != nil {
		return d, err
	}
	sealed, err := pades.Sign(pdf, pades.SignRequest{
		Field: fieldSeal, Appearance: &pades.Appearance{Image: u.image}, Reason: "Đóng dấu cơ quan " + d.ReferenceCode,
		Location: d.IssuingName, Time: s.Clock().In(vietnamese.Location()), Key: u.signer, Chain: u.chain, Rand: s.Random,
		Fill: values,
	})
	if err != nil {
		return d, signingError(op, err)
	}
	next := document.Advance{Seen: d.Version, To: document.Sealed, Act: access.SealDocument, Detail: detailOf(u.key)}
	if err := s.keep(ctx, d, sealed, &next); err != nil {
		return d, err
	}
	err = s.Acts.Act(ctx, a, func(tx office.Tx) error {
		d, err = s.Documents.AdvanceIn(tx, d.ID, next)
		return err
	})
	return d, err
}

// fill gives number, place and date for the fields that the document has.
func fill(pdf []byte, d document.Document, place string) (map[string]string, error) {
	const op = "signing.fill"
	fields, err := fieldsOf(op, pdf, fieldSeal)
	if err != nil {
		return nil, err
	}
	line := vietnamese.FormatLongDate(place, d.IssuedDate)
	day, month, year := dateParts(d.IssuedDate)
	values := map[string]string{}
	all := map[string]string{
		fieldNumber: twoDigits(d.Number), fieldPlaceDate: line, fieldDay: day, fieldMonth: month, fieldYear: year,
	}
	for _, f := range fields {
		if value, ours := all[f.Name]; ours {
			values[f.Name] = value
		}
	}
	if values[fieldNumber] == "" || values[fieldPlaceDate] == "" && values[fieldYear] == "" {
		return nil, notPrepared(op) // the seal would stand on a document without number or date
	}
	return values, nil
}

// dateParts writes day and month as official documents do: days below 10 and the
// months 1 and 2 with a leading zero.
func dateParts(d office.Date) (day, month, year string) {
	month = strconv.Itoa(int(d.Month))
	if d.Month < 3 {
		month = "0" + month
	}
	return twoDigits(int64(d.Day)), month, strconv.Itoa(d.Year)
}

// twoDigits writes a number as reference codes do: 1 to 9 with a leading zero.
func twoDigits(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

func (s *Service) place(ctx context.Context, a office.Actor) (string, error) {
	var place string
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		var err error
		place, err = s.Places.PlaceIn(tx, a.Agency)
		return err
	})
	return place, err
}

// Issue sends a sealed document to its recipients and ends the clerk's task. An
// internal document may be issued without a seal.
func (s *Service) Issue(ctx context.Context, a office.Actor, c Choice) (document.Document, error) {
	var d document.Document
	err := s.Acts.Act(ctx, a, func(tx office.Tx) error {
		current, o, err := s.Documents.ObjectIn(tx, c.Document)
		if err != nil {
			return err
		}
		if err := access.Require(a, access.IssueDocument, o); err != nil {
			return err
		}
		if current.Kind == document.Outgoing && len(current.Recipients) == 0 {
			return office.InvalidField("signing.Issue", "recipients", "Chọn ít nhất một nơi nhận.", "Choose at least one recipient.")
		}
		d, err = s.Documents.AdvanceIn(tx, c.Document, document.Advance{Seen: c.Version, To: document.Issued, Act: access.IssueDocument})
		if err != nil {
			return err
		}
		if err := s.closeTask(tx, d.ID, task.Issue, access.IssueDocument); err != nil {
			return err
		}
		if d.Kind != document.Outgoing {
			return nil
		}
		return s.Sender.SendIn(tx, d)
	})
	return d, err
}

package document

import (
	"context"
	"time"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/format"
)

// The kinds of the objects of numbering in the journal.
const (
	SeriesObject   office.Kind = "series"
	NumberObject   office.Kind = "number"
	CongressObject office.Kind = "congress"
)

// NumberState says what became of a number.
type NumberState string

// The states of a number.
const (
	NumberTaken     NumberState = "taken"
	NumberReserved  NumberState = "reserved"
	NumberCancelled NumberState = "cancelled"
)

// Number is one number of a series that is not simply free.
type Number struct {
	ID        office.ID
	Agency    office.ID
	Series    office.ID
	Number    int64
	State     NumberState
	Document  office.ID
	Reason    string // why it was reserved or cancelled; "" for one plainly taken
	OnDate    office.Date
	ChangedAt time.Time
}

// Given is a number just taken from its series, whose row stays locked until the
// act ends.
type Given struct {
	Series  office.ID
	Number  int64
	SortKey int64 // grows with the number
}

// AllocateIn numbers a signed document: its number and date are bound to it from
// now on. The issue date is the day of the act. reserved is a number kept for it,
// or 0 for the next one. Errors: office.CodeConflict when it is not signed, or
// the reserved number is gone; CodeInvalid when rules give no series.
func (s *Service) AllocateIn(tx office.Tx, id office.ID, reserved int64) (Document, error) {
	d, err := s.load(tx, id)
	if err != nil {
		return d, err
	}
	if err := access.Require(tx.Actor(), access.NumberDocument, d.object(false)); err != nil {
		return d, err
	}
	if !CanMove(d.Kind, d.State, Numbered) {
		return d, d.moveTo(Numbered)
	}
	key, err := s.keyOf(tx, d)
	if err != nil {
		return d, err
	}
	given, err := s.take(tx, key, d.ID, reserved)
	if err != nil {
		return d, err
	}
	before := d
	if err := s.bind(tx, &d, given); err != nil {
		return d, err
	}
	return d, s.save(tx, &before, &d, change{act: access.NumberDocument})
}

func (s *Service) keyOf(tx office.Tx, d Document) (SeriesKey, error) {
	congresses, err := s.Store.Congresses(tx, d.Agency)
	if err != nil {
		return SeriesKey{}, err
	}
	return s.Rules.seriesKey(d, tx.Today(), congresses)
}

// take gives the next number of a series, or a reserved one.
func (s *Service) take(tx office.Tx, key SeriesKey, doc office.ID, reserved int64) (Given, error) {
	if reserved == 0 {
		given, err := s.Store.TakeNumber(tx, key, tx.Now().UnixMicro())
		if err != nil {
			return given, err
		}
		return given, s.Store.InsertNumber(tx, Number{
			ID: tx.NewID(), Agency: key.Agency, Series: given.Series, Number: given.Number, State: NumberTaken,
			Document: doc, OnDate: tx.Today(), ChangedAt: tx.Now(),
		})
	}
	series, err := s.Store.LockSeries(tx, key)
	if err != nil {
		return Given{}, err
	}
	n, err := s.Store.Number(tx, series.ID, reserved)
	if err != nil || n.State != NumberReserved {
		return Given{}, office.Conflict("document.take",
			"Số này không còn được giữ. Tải lại trang rồi chọn số khác.",
			"This number is no longer reserved. Reload the page and choose another.")
	}
	n.State, n.Document, n.ChangedAt = NumberTaken, doc, tx.Now()
	if err := s.Store.UpdateNumber(tx, n); err != nil {
		return Given{}, err
	}
	tx.Record(office.Entry{Act: access.ReserveNumber, Kind: NumberObject, Object: n.ID, Document: doc, State: n.Canonical()})
	return Given{Series: series.ID, Number: reserved, SortKey: tx.Now().UnixMicro()}, nil
}

// bind writes number, code and date into a document.
func (s *Service) bind(tx office.Tx, d *Document, given Given) error {
	day := tx.Today()
	set, t, err := s.Rules.formatOn(d.RuleSet, d.TypeCode, day)
	if err != nil {
		return err
	}
	unit := ""
	if t.Symbol == "" && !d.Unit.Zero() { // a State công văn names the drafting unit
		if unit, err = s.Store.UnitSymbol(tx, d.Unit, day); err != nil {
			return err
		}
	}
	code, err := format.FormatCode(set, t.Code, int(given.Number), d.Body, unit)
	if err != nil {
		return office.Wrap("document.bind", err)
	}
	d.Number, d.ReferenceCode, d.IssuedDate, d.SortKey = given.Number, code, day, given.SortKey
	_, d.Notation = SplitCode(code)
	return d.moveTo(Numbered)
}

// Peek tells the number that a document would get now (số dự kiến). Nobody holds
// it: the number is given when the act of numbering commits.
func (s *Service) Peek(ctx context.Context, a office.Actor, id office.ID) (number int64, err error) {
	err = s.Acts.View(ctx, a, func(tx office.Tx) error {
		d, _, err := s.RequireReadIn(tx, id)
		if err != nil {
			return err
		}
		key, err := s.keyOf(tx, d)
		if err != nil {
			return err
		}
		number, err = s.Store.PeekNumber(tx, key)
		return err
	})
	return number, err
}

// PeekArrival tells the arrival number that the next document of a register
// would get today; the zero register means the agency's first open one.
func (s *Service) PeekArrival(ctx context.Context, a office.Actor, register office.ID) (number int64, err error) {
	err = s.Acts.View(ctx, a, func(tx office.Tx) error {
		r, err := s.openRegister(tx, register)
		if err != nil {
			return err
		}
		number, err = s.Store.PeekNumber(tx, arrivalKey(r, tx.Today()))
		return err
	})
	return number, err
}

func arrivalKey(r Register, day office.Date) SeriesKey {
	return SeriesKey{Agency: r.Agency, Body: r.ID.String(), Kind: ArrivalSeries, Period: itoa(int64(day.Year))}
}

package document

import (
	"context"

	"congvan/office"
	"congvan/office/access"
)

// SeriesOf names the series that an act on numbers means: of a register's
// arrivals in a year, or of documents like the given one.
type SeriesOf struct {
	Register office.ID // arrivals of this register; zero for documents going out
	RuleSet  string
	TypeCode string
	Body     string
}

func (s *Service) seriesOf(tx office.Tx, of SeriesOf) (SeriesKey, error) {
	if !of.Register.Zero() {
		r, err := s.openRegister(tx, of.Register)
		return arrivalKey(r, tx.Today()), err
	}
	return s.keyOf(tx, Document{Agency: tx.Actor().Agency, RuleSet: of.RuleSet, TypeCode: of.TypeCode, Body: of.Body})
}

type reasoned struct {
	Reason string `json:"reason"`
}

// Reserve keeps the next number of a series aside, with a reason.
func (s *Service) Reserve(ctx context.Context, a office.Actor, of SeriesOf, reason string) (Number, error) {
	const op = "document.Reserve"
	var n Number
	err := s.Acts.Act(ctx, a, func(tx office.Tx) error {
		if err := access.Require(a, access.ReserveNumber, access.Object{Kind: NumberObject, Agency: a.Agency}); err != nil {
			return err
		}
		if err := needReason(op, &reason); err != nil {
			return err
		}
		key, err := s.seriesOf(tx, of)
		if err != nil {
			return err
		}
		given, err := s.Store.TakeNumber(tx, key, tx.Now().UnixMicro())
		if err != nil {
			return err
		}
		n = Number{
			ID: tx.NewID(), Agency: a.Agency, Series: given.Series, Number: given.Number, State: NumberReserved,
			Reason: reason, OnDate: tx.Today(), ChangedAt: tx.Now(),
		}
		if err := s.Store.InsertNumber(tx, n); err != nil {
			return err
		}
		tx.Record(office.Entry{Act: access.ReserveNumber, Kind: NumberObject, Object: n.ID, State: n.Canonical()})
		return nil
	})
	return n, err
}

// CancelReserved gives a reserved number up. It stays visible with the reason
// and is never given again.
func (s *Service) CancelReserved(ctx context.Context, a office.Actor, id office.ID, reason string) error {
	const op = "document.CancelReserved"
	return s.Acts.Act(ctx, a, func(tx office.Tx) error {
		if err := access.Require(a, access.CancelNumber, access.Object{Kind: NumberObject, Agency: a.Agency}); err != nil {
			return err
		}
		if err := needReason(op, &reason); err != nil {
			return err
		}
		n, err := s.Store.NumberByID(tx, id)
		if err == nil && n.Agency != a.Agency {
			err = office.NotFound(op, "Không tìm thấy số này.", "There is no such number.")
		}
		if err == nil && n.State != NumberReserved {
			err = office.Conflict(op, "Số này không còn được giữ. Tải lại trang để xem.", "This number is no longer reserved. Reload the page.")
		}
		if err != nil {
			return err
		}
		return s.cancelNumber(tx, n, reason)
	})
}

func (s *Service) cancelNumber(tx office.Tx, n Number, reason string) error {
	n.State, n.Reason, n.ChangedAt = NumberCancelled, reason, tx.Now()
	if err := s.Store.UpdateNumber(tx, n); err != nil {
		return err
	}
	tx.Record(office.Entry{
		Act: access.CancelNumber, Kind: NumberObject, Object: n.ID, Document: n.Document, State: n.Canonical(),
	})
	return nil
}

// Cancel cancels a document, and its number when it has one: both stay visible,
// struck through, with the reason. version is what the actor saw.
func (s *Service) Cancel(ctx context.Context, a office.Actor, id office.ID, version int, reason string) (Document, error) {
	const op = "document.Cancel"
	var d Document
	err := s.Acts.Act(ctx, a, func(tx office.Tx) (err error) {
		if d, err = s.loadSeen(tx, id, version); err != nil {
			return err
		}
		act := access.CancelDocument
		if d.Kind == Incoming {
			act = access.CancelNumber
		}
		if err := access.Require(a, act, d.object(false)); err != nil {
			return err
		}
		if err := needReason(op, &reason); err != nil {
			return err
		}
		before := d
		if err := d.moveTo(Cancelled); err != nil {
			return err
		}
		d.CancelledReason = reason
		if err := s.save(tx, &before, &d, change{act, reasoned{reason}}); err != nil {
			return err
		}
		numbers, err := s.Store.NumbersOf(tx, d.ID)
		if err != nil {
			return err
		}
		for _, n := range numbers {
			if err := s.cancelNumber(tx, n, reason); err != nil {
				return err
			}
		}
		if s.AfterCancel == nil {
			return nil
		}
		return s.AfterCancel(tx, d)
	})
	return d, err
}

// SetFirstNumber makes a series begin at a number greater than 1: for an office
// that starts with this system in mid-year. Errors: office.CodeConflict once the
// series has given a number.
func (s *Service) SetFirstNumber(ctx context.Context, a office.Actor, of SeriesOf, first int64) (Series, error) {
	const op = "document.SetFirstNumber"
	var out Series
	err := s.Acts.Act(ctx, a, func(tx office.Tx) error {
		if err := access.Require(a, access.SetFirstNumber, access.Object{Kind: SeriesObject, Agency: a.Agency}); err != nil {
			return err
		}
		if first < 2 || first > 999_999 {
			return office.InvalidField(op, "first", "Nhập số bắt đầu từ 2 đến 999.999.", "Enter a first number from 2 to 999,999.")
		}
		key, err := s.seriesOf(tx, of)
		if err != nil {
			return err
		}
		if out, err = s.Store.LockSeries(tx, key); err != nil {
			return err
		}
		if out.Next != out.First {
			return office.Conflict(op,
				"Dãy số này đã cấp số nên không đặt lại số bắt đầu được.",
				"This series has given numbers already, so its first number stays.")
		}
		out.First, out.Next = first, first
		if err := s.Store.StartSeries(tx, out); err != nil {
			return err
		}
		tx.Record(office.Entry{Act: access.SetFirstNumber, Kind: SeriesObject, Object: out.ID, State: out.Canonical()})
		return nil
	})
	return out, err
}

// Numbers lists the reserved and cancelled numbers of the agency, newest first,
// at most 500.
func (s *Service) Numbers(ctx context.Context, a office.Actor, state NumberState) ([]NumberRow, error) {
	var out []NumberRow
	err := s.Acts.View(ctx, a, func(tx office.Tx) (err error) {
		if err := access.Require(a, access.ReadRegister, access.Object{Kind: NumberObject, Agency: a.Agency}); err != nil {
			return err
		}
		out, err = s.Store.Numbers(tx, a.Agency, state)
		return err
	})
	return out, err
}

// NumberRow is a number with the series it belongs to, for lists.
type NumberRow struct {
	Number
	Key SeriesKey
}

// AddCongress enters the days of a congress, which end one term of numbers and
// begin the next. Documents keep the numbers they have. Errors: one per field.
func (s *Service) AddCongress(ctx context.Context, a office.Actor, c Congress) (Congress, error) {
	err := s.Acts.Act(ctx, a, func(tx office.Tx) (err error) {
		c, err = s.AddCongressIn(tx, c)
		return err
	})
	return c, err
}

// AddCongressIn is AddCongress inside an act.
func (s *Service) AddCongressIn(tx office.Tx, c Congress) (Congress, error) {
	const op = "document.AddCongress"
	a := tx.Actor()
	if err := access.Require(a, access.ManageRule, access.Object{Kind: CongressObject, Agency: a.Agency}); err != nil {
		return c, err
	}
	var k checks
	k.text(op, "code", &c.Code, 40, "Nhập tên nhiệm kỳ, ví dụ 2025-2030.", "Enter the term's name, such as 2025-2030.")
	k.that(c.Opens.Valid(), op, "opens", "Nhập ngày khai mạc (kể cả phiên trù bị).", "Enter the opening day (the preparatory session counts).")
	k.that(c.Closes.Valid() && !c.Closes.Before(c.Opens), op, "closes", "Nhập ngày bế mạc, không trước ngày khai mạc.", "Enter the closing day, not before the opening.")
	k.that(c.FirstMeeting.IsZero() || c.FirstMeeting.Valid(), op, "first_meeting", "Ngày họp lần thứ nhất không đúng.", "The day of the first meeting is wrong.")
	if err := k.err(); err != nil {
		return c, err
	}
	c.ID, c.Agency = tx.NewID(), a.Agency
	if err := s.Store.InsertCongress(tx, c); err != nil {
		return c, err
	}
	tx.Record(office.Entry{Act: access.ManageRule, Kind: CongressObject, Object: c.ID, State: c.Canonical()})
	return c, nil
}

// Canonical is the congress's state for the journal: encoding "congress/1".
func (c Congress) Canonical() office.State {
	return office.Canonical("congress/1", struct {
		ID           office.ID   `json:"id"`
		Agency       office.ID   `json:"agency"`
		Code         string      `json:"code"`
		Opens        office.Date `json:"opens"`
		FirstMeeting office.Date `json:"first_meeting"`
		Closes       office.Date `json:"closes"`
	}{c.ID, c.Agency, c.Code, c.Opens, c.FirstMeeting, c.Closes})
}

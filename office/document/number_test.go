package document_test

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"congvan/office"
	"congvan/office/document"
)

func date(y int, m time.Month, d int) office.Date { return office.Date{Year: y, Month: m, Day: d} }

// noon is 12:00 in Đà Nẵng.
func noon(d office.Date) time.Time { return d.Start().Add(12 * time.Hour).UTC() }

func (x *fixture) congress(c document.Congress) {
	x.t.Helper()
	if _, err := x.AddCongress(x.t.Context(), x.Admin, c); err != nil {
		x.t.Fatal(err)
	}
}

func (x *fixture) term() {
	x.congress(document.Congress{Code: "2025-2030", Opens: date(2025, 9, 15), Closes: date(2025, 9, 17)})
}

func TestPartyNumbersRunPerTypeAndTerm(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		_, err := x.Peek(t.Context(), x.Specialist, x.signed("TB", "TU").ID)
		if e := wantCode(t, err, office.CodeInvalid); e.Vi != "Chưa khai nhiệm kỳ của cấp uỷ nên chưa cấp số được. Quản trị hệ thống nhập ngày đại hội." {
			t.Error(e.Vi)
		}
		x.term()
		var codes []string
		give := func(typeCode, body string) {
			d := x.number(x.signed(typeCode, body).ID)
			codes = append(codes, d.ReferenceCode)
			if d.State != document.Numbered || d.IssuedDate.IsZero() {
				t.Errorf("%+v", d)
			}
		}
		give("TB", "TU")
		give("TB", "TU")
		give("QD", "TU")
		give("QDi", "TU") // quy định prints QĐ too and counts for itself
		give("TB", "")    // the office's own: VPTU
		x.clock.Set(noon(date(2027, 1, 4)))
		give("TB", "TU") // not reset on 1 January
		want := []string{"01-TB/TU", "02-TB/TU", "01-QĐ/TU", "01-QĐ/TU", "01-TB/VPTU", "03-TB/TU"}
		if !slices.Equal(codes, want) {
			t.Errorf("codes %q, want %q", codes, want)
		}
		x.verified()
	})
}

// The first-meeting rule: the new term begins the day the new committee first
// meets when that lies inside the congress; the congress has one series.
func TestTermChange(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		x.term()
		x.congress(document.Congress{
			Code: "2030-2035", Opens: date(2030, 9, 10), FirstMeeting: date(2030, 9, 12), Closes: date(2030, 9, 13),
		})
		x.congress(document.Congress{Code: "2035-2040", Opens: date(2035, 9, 10), FirstMeeting: date(2035, 9, 20), Closes: date(2035, 9, 12)})
		for _, step := range []struct {
			day  office.Date
			typ  string
			body string
			want string
		}{
			{date(2030, 9, 9), "NQ", "TU", "01-NQ/TU"},
			{date(2030, 9, 11), "NQ", "TU", "02-NQ/TU"}, // congress sits, old committee still
			{date(2030, 9, 11), "NQ", "ĐH", "01-NQ/ĐH"},
			{date(2030, 9, 11), "BC", "ĐH", "02-BC/ĐH"}, // one series for all types
			{date(2030, 9, 12), "NQ", "TU", "01-NQ/TU"}, // first meeting: new term
			{date(2030, 9, 13), "TB", "ĐH", "03-TB/ĐH"},
			{date(2030, 9, 14), "NQ", "TU", "02-NQ/TU"},
			{date(2035, 9, 12), "NQ", "TU", "03-NQ/TU"}, // closing day belongs to the old term
			{date(2035, 9, 13), "NQ", "TU", "01-NQ/TU"}, // first meeting after: the day after closing
		} {
			x.clock.Set(noon(step.day))
			if d := x.number(x.signed(step.typ, step.body).ID); d.ReferenceCode != step.want || d.IssuedDate != step.day {
				t.Errorf("%s: %s of %s, want %s", step.day, d.ReferenceCode, d.IssuedDate, step.want)
			}
		}
		outside := x.signed("NQ", "ĐH")
		err := x.store.Act(t.Context(), x.Clerk, func(tx office.Tx) error {
			_, err := x.AllocateIn(tx, outside.ID, 0)
			return err
		})
		wantCode(t, err, office.CodeInvalid)
	})
}

func TestStateNumbersRunPerYearAndGroup(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		var codes []string
		give := func(typeCode string, unit office.ID) {
			var d document.Document
			x.act(x.Specialist, func(tx office.Tx) (err error) {
				d, err = x.CreateOutgoingIn(tx, document.Outgoing, document.DraftFields{
					RuleSet: "state", TypeCode: typeCode, Body: "UBND", Subject: "Về việc thử", Unit: unit,
				}, "draft.create")
				for _, to := range []document.State{document.Approved, document.Signed} {
					if err == nil {
						d, err = x.SetStateIn(tx, d.ID, d.State, to, "document.sign", nil)
					}
				}
				return err
			})
			codes = append(codes, x.number(d.ID).ReferenceCode)
		}
		give("TB", office.ID{})
		give("KH", office.ID{}) // shares the group of administrative documents
		give("QD", office.ID{})
		x.clock.Set(noon(date(2027, 1, 1)))
		give("KH", office.ID{})
		if want := []string{"01/TB-UBND", "02/KH-UBND", "01/QĐ-UBND", "01/KH-UBND"}; !slices.Equal(codes, want) {
			t.Errorf("codes %q, want %q", codes, want)
		}
	})
}

func TestNumberStaysBoundAndRaceHasNoGap(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		x.term()
		var ids []office.ID
		for range 12 {
			ids = append(ids, x.signed("TB", "TU").ID)
		}
		var mu sync.Mutex
		var numbers []int64
		var wg sync.WaitGroup
		for i, id := range ids {
			wg.Go(func() {
				for attempt := range 2 {
					err := x.store.Act(t.Context(), x.Clerk, func(tx office.Tx) error {
						d, err := x.AllocateIn(tx, id, 0)
						if err == nil && attempt == 0 && i%3 == 0 {
							return errors.New("the sealing tool died")
						}
						if err == nil {
							mu.Lock()
							numbers = append(numbers, d.Number)
							mu.Unlock()
						}
						return err
					})
					if attempt == 0 && i%3 != 0 {
						if err != nil {
							t.Error(err)
						}
						return
					}
				}
			})
		}
		wg.Wait()
		slices.Sort(numbers)
		if len(numbers) != len(ids) || numbers[0] != 1 || numbers[len(ids)-1] != int64(len(ids)) {
			t.Errorf("numbers %v", numbers)
		}
		err := x.store.Act(t.Context(), x.Clerk, func(tx office.Tx) error {
			_, err := x.AllocateIn(tx, ids[0], 0)
			return err
		})
		wantCode(t, err, office.CodeConflict)
		x.verified()
	})
}

func TestReservedNumbers(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		x.term()
		of := document.SeriesOf{RuleSet: "party", TypeCode: "KL", Body: "TU"}
		_, err := x.Reserve(t.Context(), x.Clerk, of, "")
		wantCode(t, err, office.CodeInvalid)
		_, err = x.Reserve(t.Context(), x.Specialist, of, "x")
		wantCode(t, err, office.CodeForbidden)
		one, err := x.Reserve(t.Context(), x.Clerk, of, "Kết luận Thường trực ký ngày mai")
		if err != nil {
			t.Fatal(err)
		}
		two, err := x.Reserve(t.Context(), x.Clerk, of, "Dự phòng")
		if err != nil || two.Number != 2 {
			t.Fatalf("%+v, %v", two, err)
		}
		if d := x.number(x.signed("KL", "TU").ID); d.Number != 3 {
			t.Errorf("number %d, want 3", d.Number)
		}
		id := x.signed("KL", "TU").ID
		x.act(x.Clerk, func(tx office.Tx) error {
			d, err := x.AllocateIn(tx, id, one.Number)
			if d.ReferenceCode != "01-KL/TU" {
				t.Errorf("reserved number: %q", d.ReferenceCode)
			}
			return err
		})
		err = x.store.Act(t.Context(), x.Clerk, func(tx office.Tx) error {
			_, err := x.AllocateIn(tx, x.signedID(tx), one.Number)
			return err
		})
		wantCode(t, err, office.CodeConflict)
		if err := x.CancelReserved(t.Context(), x.Clerk, two.ID, "Không dùng"); err != nil {
			t.Fatal(err)
		}
		wantCode(t, x.CancelReserved(t.Context(), x.Clerk, two.ID, "lần nữa"), office.CodeConflict)
		rows, err := x.Numbers(t.Context(), x.Leader, document.NumberCancelled)
		if err != nil || len(rows) != 1 || rows[0].Key.Group != "KL" || rows[0].Key.Period != "2025-2030" {
			t.Errorf("cancelled: %+v, %v", rows, err)
		}
		x.verified()
	})
}

// signedID makes another signed document inside an act.
func (x *fixture) signedID(tx office.Tx) office.ID {
	d, err := x.CreateOutgoingIn(tx, document.Outgoing, document.DraftFields{TypeCode: "KL", Body: "TU", Subject: "Khác"}, "draft.create")
	for _, to := range []document.State{document.Approved, document.Signed} {
		if err == nil {
			d, err = x.SetStateIn(tx, d.ID, d.State, to, "document.sign", nil)
		}
	}
	if err != nil {
		x.t.Fatal(err)
	}
	return d.ID
}

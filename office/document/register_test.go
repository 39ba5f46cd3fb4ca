package document_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"congvan/office"
	"congvan/office/document"
)

func TestRegisterFromTheQueue(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		d := x.receive("code: 05-NQ/TU\nsubject: Nghị quyết về cải cách\nverdict: valid\n\nToàn văn nghị quyết.")
		if d.State != document.Received || d.ReferenceCode != "05-NQ/TU" || d.Number != 5 || d.Notation != "NQ/TU" {
			t.Fatalf("prefilled: %+v", d)
		}
		f := form(5)
		f.ReferenceCode = "05-NQ/TU"
		got, err := x.Register(t.Context(), x.Clerk, d.ID, d.Version, f)
		if err != nil {
			t.Fatal(err)
		}
		if got.ArrivalNumber != 1 || got.State != document.Registered || got.ArrivalDate.String() != "2026-11-23" ||
			got.TypeName != "Thông báo" || got.Register != x.register.ID {
			t.Errorf("registered: %+v", got)
		}
		if again := x.get(d.ID); again.Canonical().JSON == nil || string(again.Canonical().JSON) != string(got.Canonical().JSON) {
			t.Errorf("read back\n%s\nwant\n%s", again.Canonical().JSON, got.Canonical().JSON)
		}
		_, err = x.Register(t.Context(), x.Clerk, d.ID, d.Version, f)
		wantCode(t, err, office.CodeConflict)
		detail, err := x.Detail(t.Context(), x.Leader, d.ID)
		if err != nil {
			t.Fatal(err)
		}
		if r, _ := detail.Reading(got.Files[0].SHA256); r.Verdict != document.ValidVerdict || detail.Register != "Sổ văn bản đến" {
			t.Errorf("detail: %+v", detail)
		}
		x.verified()
	})
}

func TestRegisterSaysEveryFault(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		_, err := x.RegisterPaper(t.Context(), x.Clerk, document.Form{
			IssuedDate: office.Date{Year: 2026, Month: 12, Day: 1}, ReferenceCode: strings.Repeat("x", 200),
		})
		wantCode(t, err, office.CodeInvalid)
		var all document.FieldErrors
		if !errors.As(err, &all) {
			t.Fatalf("%T", err)
		}
		var fields []string
		for _, e := range all {
			fields = append(fields, e.Field+"="+e.Vi)
		}
		want := []string{
			"issuing_name=Nhập cơ quan ban hành.", "reference_code=Nhập không quá 100 ký tự.",
			"issued_date=Ngày văn bản không thể sau hôm nay.", "type=Chọn loại văn bản.", "subject=Nhập trích yếu.",
			"arrival_date=Ngày đến không thể trước ngày văn bản.",
		}
		if !slices.Equal(fields, want) {
			t.Errorf("faults\n%q\nwant\n%q", fields, want)
		}
		_, err = x.RegisterPaper(t.Context(), x.Specialist, form(1))
		wantCode(t, err, office.CodeForbidden)
		if d := x.paper(1); d.ArrivalNumber != 1 {
			t.Errorf("a refused form took a number: %d", d.ArrivalNumber)
		}
	})
}

// Fifty clerks at once: 1…N, no gap, no double, also with acts that fail after
// the number was taken.
func TestFiftyClerksAtOnce(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		const clerks, each = 50, 4
		var mu sync.Mutex
		var numbers []int64
		var wg sync.WaitGroup
		for c := range clerks {
			wg.Go(func() {
				for i := range each {
					if i == 1 { // takes a number and fails: the number must go back
						err := x.store.Act(t.Context(), x.Clerk, func(tx office.Tx) error {
							if _, err := x.RegisterPaperIn(tx, form(1000+c)); err != nil {
								return err
							}
							return errors.New("disk full")
						})
						if err == nil {
							t.Error("the act did not fail")
						}
					}
					d, err := x.RegisterPaper(t.Context(), x.Clerk, form(c*each+i+1))
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					numbers = append(numbers, d.ArrivalNumber)
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		slices.Sort(numbers)
		for i, n := range numbers {
			if n != int64(i+1) {
				t.Fatalf("number %d at place %d of %v", n, i+1, numbers)
			}
		}
		if len(numbers) != clerks*each {
			t.Errorf("%d numbers, want %d", len(numbers), clerks*each)
		}
		page, err := x.List(t.Context(), x.Clerk, document.ListQuery{Box: document.IncomingBox, Limit: 200})
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range page.Rows { // the book's order is the order of numbers
			if want := int64(clerks*each - i); r.ArrivalNumber != want {
				t.Fatalf("row %d has number %d, want %d", i, r.ArrivalNumber, want)
			}
		}
		x.verified()
	})
}

func TestDuplicates(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		content := "code: 15-TB/TU\n\nThông báo."
		first := x.receive(content)
		if _, err := x.Register(t.Context(), x.Clerk, first.ID, first.Version, form(15)); err != nil {
			t.Fatal(err)
		}
		second := x.receive(content)
		f := form(16) // other fields, same bytes
		_, err := x.Register(t.Context(), x.Clerk, second.ID, second.Version, f)
		e := wantCode(t, err, office.CodeDuplicate)
		if e.Field != "duplicate_reason" || !strings.Contains(e.Vi, "số đến 1 ngày 23/11/2026 (trùng tệp)") {
			t.Errorf("message: %q %s", e.Field, e.Vi)
		}
		if detail, err := x.Detail(t.Context(), x.Clerk, second.ID); err != nil || len(detail.Doubles) != 1 || !detail.Doubles[0].SameBytes {
			t.Errorf("doubles in the queue: %+v, %v", detail.Doubles, err)
		}
		f.DuplicateReason = "Bản chính gửi sau"
		got, err := x.Register(t.Context(), x.Clerk, second.ID, second.Version, f)
		if err != nil || got.ArrivalNumber != 2 || got.DuplicateReason != "Bản chính gửi sau" {
			t.Errorf("with a reason: %+v, %v", got, err)
		}
		same := form(15) // the State spelling of the same code, other accents
		same.ReferenceCode, same.IssuingName = "Số 15/TB/TU", "THÀNH UỶ  ĐÀ NẴNG"
		_, err = x.RegisterPaper(t.Context(), x.Clerk, same)
		e = wantCode(t, err, office.CodeDuplicate)
		if !strings.Contains(e.Vi, "trùng số, cơ quan ban hành và ngày") {
			t.Error(e.Vi)
		}
		same.IssuedDate.Day--
		if d, err := x.RegisterPaper(t.Context(), x.Clerk, same); err != nil || d.ArrivalNumber != 3 {
			t.Errorf("another date is another document: %d, %v", d.ArrivalNumber, err)
		}
	})
}

// Two clerks register the same paper at the same moment: one is told.
func TestDuplicateRace(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		codes := make([]office.Code, 8)
		var wg sync.WaitGroup
		for i := range codes {
			wg.Go(func() {
				_, err := x.RegisterPaper(t.Context(), x.Clerk, form(7))
				codes[i] = office.CodeOf(err)
			})
		}
		wg.Wait()
		slices.Sort(codes)
		if codes[0] != "" || codes[1] != office.CodeDuplicate || codes[7] != office.CodeDuplicate {
			t.Errorf("codes: %q", codes)
		}
	})
}

func TestCorrectRefuseCancel(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		d := x.paper(1)
		f := document.FormOf(d)
		f.Subject = "Trích yếu đã sửa"
		_, err := x.Correct(t.Context(), x.Clerk, d.ID, d.Version, f, " ")
		if e := wantCode(t, err, office.CodeInvalid); e.Field != "reason" {
			t.Errorf("field %q", e.Field)
		}
		got, err := x.Correct(t.Context(), x.Clerk, d.ID, d.Version, f, "Gõ nhầm")
		if err != nil || got.Subject != "Trích yếu đã sửa" || got.ArrivalNumber != 1 || got.Version != 2 {
			t.Fatalf("%+v, %v", got, err)
		}
		changes := document.Changes(d, got)
		if len(changes) != 1 || changes[0].Field != "subject" || string(changes[0].After) != `"Trích yếu đã sửa"` {
			t.Errorf("changes: %s", fmt.Sprint(changes))
		}
		_, err = x.Correct(t.Context(), x.Clerk, d.ID, 1, f, "Gõ nhầm")
		wantCode(t, err, office.CodeConflict)

		q := x.receive("code: 9\n\nGửi nhầm")
		if _, err := x.Refuse(t.Context(), x.Clerk, q.ID, q.Version, ""); office.CodeOf(err) != office.CodeInvalid {
			t.Errorf("refused without a reason: %v", err)
		}
		refused, err := x.Refuse(t.Context(), x.Clerk, q.ID, q.Version, "Gửi nhầm nơi nhận")
		if err != nil || refused.State != document.Refused || refused.RefusedReason != "Gửi nhầm nơi nhận" {
			t.Fatalf("%+v, %v", refused, err)
		}
		_, err = x.Register(t.Context(), x.Clerk, q.ID, refused.Version, form(9))
		wantCode(t, err, office.CodeConflict)

		cancelled, err := x.Cancel(t.Context(), x.Clerk, d.ID, got.Version, "Vào sổ nhầm")
		if err != nil || cancelled.State != document.Cancelled || cancelled.ArrivalNumber != 1 {
			t.Fatalf("%+v, %v", cancelled, err)
		}
		numbers, err := x.Numbers(t.Context(), x.Clerk, document.NumberCancelled)
		if err != nil || len(numbers) != 1 || numbers[0].Number.Number != 1 || numbers[0].Reason != "Vào sổ nhầm" {
			t.Errorf("cancelled numbers: %+v, %v", numbers, err)
		}
		if next := x.paper(2); next.ArrivalNumber != 2 {
			t.Errorf("a cancelled number was given again: %d", next.ArrivalNumber)
		}
		page, err := x.List(t.Context(), x.Clerk, document.ListQuery{Box: document.IncomingBox})
		if err != nil || len(page.Rows) != 2 || page.Rows[1].State != document.Cancelled || page.Rows[1].Reason != "Vào sổ nhầm" {
			t.Errorf("the cancelled one stays in the book: %+v, %v", page.Rows, err)
		}
		x.verified()
	})
}

func TestArrivalNumbersBeginAnewEachYear(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		x.clock.Set(time.Date(2026, 12, 31, 16, 59, 0, 0, time.UTC)) // 23:59 on 31 December in Đà Nẵng
		last := x.paper(1)
		x.clock.Set(time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC)) // midnight in Đà Nẵng
		first := x.paper(2)
		f := form(3)
		f.ArrivalDate = office.Date{Year: 2026, Month: 12, Day: 31} // came yesterday, entered today
		late, err := x.RegisterPaper(t.Context(), x.Clerk, f)
		if err != nil {
			t.Fatal(err)
		}
		if last.ArrivalNumber != 1 || first.ArrivalNumber != 1 || first.ArrivalDate.String() != "2027-01-01" || late.ArrivalNumber != 2 {
			t.Errorf("numbers %d, %d, %d", last.ArrivalNumber, first.ArrivalNumber, late.ArrivalNumber)
		}
		for year, want := range map[int]int{2026: 2, 2027: 1} {
			page, err := x.List(t.Context(), x.Clerk, document.ListQuery{Box: document.IncomingBox, Filter: document.Filter{Year: year}})
			if err != nil || len(page.Rows) != want || page.Count.N != want {
				t.Errorf("%d: %d rows, count %d, want %d: %v", year, len(page.Rows), page.Count.N, want, err)
			}
		}
		if n, err := x.PeekArrival(t.Context(), x.Clerk, office.ID{}); err != nil || n != 2 {
			t.Errorf("peek %d, %v", n, err)
		}
	})
}

func TestFirstNumberAndClosedRegister(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		of := document.SeriesOf{Register: x.register.ID}
		if _, err := x.SetFirstNumber(t.Context(), x.Clerk, of, 1243); err != nil {
			t.Fatal(err)
		}
		if d := x.paper(1); d.ArrivalNumber != 1243 {
			t.Errorf("first number %d", d.ArrivalNumber)
		}
		_, err := x.SetFirstNumber(t.Context(), x.Clerk, of, 2000)
		wantCode(t, err, office.CodeConflict)
		if err := x.CloseRegister(t.Context(), x.Clerk, x.register.ID); err != nil {
			t.Fatal(err)
		}
		_, err = x.RegisterPaper(t.Context(), x.Clerk, form(2))
		if e := wantCode(t, err, office.CodeInvalid); e.Field != "register" {
			t.Errorf("field %q", e.Field)
		}
		x.verified()
	})
}

func TestRegistersOfAgenciesAreApart(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		mine := x.paper(1)
		_, err := x.OpenRegister(t.Context(), x.OtherClerk, document.Incoming, "Sổ đến")
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := x.RegisterPaper(t.Context(), x.OtherClerk, form(1))
		if err != nil || theirs.ArrivalNumber != 1 {
			t.Fatalf("%d, %v", theirs.ArrivalNumber, err)
		}
		_, err = x.Detail(t.Context(), x.OtherClerk, mine.ID)
		wantCode(t, err, office.CodeNotFound)
		_, err = x.Correct(t.Context(), x.OtherClerk, mine.ID, 1, form(2), "x")
		wantCode(t, err, office.CodeNotFound)
		f := form(3)
		f.Register = x.register.ID
		_, err = x.RegisterPaper(t.Context(), x.OtherClerk, f)
		wantCode(t, err, office.CodeInvalid)
	})
}

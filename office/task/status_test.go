package task

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"congvan/office"
	"congvan/standard/vietnamese"
)

func day(t *testing.T, s string) office.Date {
	t.Helper()
	d, err := vietnamese.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// calendar has one holiday, Thursday 26/11/2026.
func calendar(t *testing.T) *vietnamese.Calendar {
	t.Helper()
	c, err := vietnamese.NewCalendar([]vietnamese.SpecialDay{{Date: day(t, "2026-11-26"), Kind: vietnamese.Holiday, Name: "ngày thử"}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestStatusOf(t *testing.T) {
	at := Mark{At: time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC), By: office.ID{1}}
	due := func(s string) Task { return Task{Role: Lead, Due: day(t, s), FirstDue: day(t, s)} }
	with := func(v Task, f func(*Task)) Task { f(&v); return v }
	const today = "2026-11-23" // a Monday
	for _, c := range []struct {
		name string
		task Task
		want Status
	}{
		{"no due date", Task{Role: Lead}, Status{New, NoDue, 0, 0, "Không hạn", "no due date"}},
		{"yesterday", due("2026-11-22"), Status{New, Overdue, -1, -1, "Quá hạn 1 ngày", "1 day overdue"}},
		{"today", due("2026-11-23"), Status{New, DueSoon, 0, 0, "Hôm nay", "today"}},
		{"two days", due("2026-11-25"), Status{New, DueSoon, 2, 2, "Còn 2 ngày", "2 days left"}},
		// 24, 25 and 27 are worked, 26 is not: Friday is the third working day.
		{"third working day", due("2026-11-27"), Status{New, DueSoon, 4, 4, "Còn 4 ngày", "4 days left"}},
		{"weekend after it", due("2026-11-29"), Status{New, DueSoon, 6, 6, "Còn 6 ngày", "6 days left"}},
		{"fourth working day", due("2026-11-30"), Status{New, OnTrack, 7, 7, "Còn 7 ngày", "7 days left"}},
		{
			"accepted", with(due("2026-11-30"), func(x *Task) { x.Accepted = at }),
			Status{Accepted, OnTrack, 7, 7, "Còn 7 ngày", "7 days left"},
		},
		{
			"extension asked, though overdue", with(due("2026-11-20"), func(x *Task) { x.ExtensionDue = day(t, "2026-11-24") }),
			Status{ExtensionAsked, WaitingExtension, -3, -3, "Chờ duyệt gia hạn", "extension asked"},
		},
		{
			"done on the day", with(due("2026-11-20"), func(x *Task) { x.Done, x.DoneOn = at, day(t, "2026-11-20") }),
			Status{Done, DoneOnTime, 0, 0, "Xong đúng hạn", "done on time"},
		},
		{
			"done late", with(due("2026-11-18"), func(x *Task) { x.Done, x.DoneOn = at, day(t, "2026-11-20") }),
			Status{Done, DoneLate, -2, -2, "Xong trễ 2 ngày", "done 2 days late"},
		},
		{
			"done in the extended time, late against the first date",
			with(due("2026-11-20"), func(x *Task) {
				x.FirstDue = day(t, "2026-11-17")
				x.Done, x.DoneOn = at, day(t, "2026-11-20")
			}),
			Status{Done, DoneOnTime, 0, -3, "Xong đúng hạn", "done on time"},
		},
		{
			"done without due date",
			Task{Role: Lead, Done: at, DoneOn: day(t, "2026-11-20")},
			Status{Done, DoneOnTime, 0, 0, "Đã xong", "done"},
		},
		{
			"returned", with(due("2026-11-20"), func(x *Task) { x.Returned = at }),
			Status{Returned, NoLight, -3, -3, "Đã trả lại", "returned"},
		},
		{
			"withdrawn", with(due("2026-11-20"), func(x *Task) { x.Withdrawn = at }),
			Status{Withdrawn, NoLight, -3, -3, "Đã thu hồi", "withdrawn"},
		},
		{"informed", Task{Role: Inform}, Status{New, NoDue, 0, 0, "Chưa xem", "not seen yet"}},
		{
			"informed, seen",
			Task{Role: Inform, Done: at, DoneOn: day(t, "2026-11-20")},
			Status{Done, DoneOnTime, 0, 0, "Đã xem", "seen"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := StatusOf(c.task, day(t, today), calendar(t), SoonDays)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// The light changes at midnight in Vietnam, not in UTC.
func TestLightChangesAtVietnameseMidnight(t *testing.T) {
	x := Task{Role: Lead, Due: day(t, "2026-11-23")}
	before := time.Date(2026, 11, 23, 16, 59, 59, 999_999_000, time.UTC) // 23:59:59 there
	for _, c := range []struct {
		now  time.Time
		want Light
	}{{before, DueSoon}, {before.Add(time.Microsecond), Overdue}} {
		if got := StatusOf(x, vietnamese.DateOf(c.now), calendar(t), SoonDays).Light; got != c.want {
			t.Errorf("at %s: got %s, want %s", c.now, got, c.want)
		}
	}
}

func TestSymbols(t *testing.T) {
	got := ""
	for _, l := range []Light{Overdue, DueSoon, OnTrack, DoneOnTime, DoneLate, NoDue, WaitingExtension, NoLight} {
		got += l.Symbol()
	}
	if want := "■▲●✓✓!○◆"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestWeekEnd(t *testing.T) {
	for in, want := range map[string]string{"2026-11-23": "2026-11-29", "2026-11-28": "2026-11-29", "2026-11-29": "2026-11-29"} {
		if got := weekEnd(day(t, in)).String(); got != want {
			t.Errorf("week of %s ends %s, want %s", in, got, want)
		}
	}
}

func TestRoutingCheck(t *testing.T) {
	today := day(t, "2026-11-23")
	a, b := Holder{Unit, office.ID{1}}, Holder{Post, office.ID{2}}
	lead := func(h Holder, d Due) *Assignment { return &Assignment{To: h, Due: d} }
	many := make([]Assignment, MaxCoordinate+1)
	for _, c := range []struct {
		name  string
		r     Routing
		field string // "" means it is fine
	}{
		{"lead and helper", Routing{Lead: lead(a, Due{WorkingDays: 3}), Coordinate: []Assignment{{To: b}}}, ""},
		{"twice the same", Routing{Lead: lead(a, Due{}), Inform: []Holder{a}}, "inform"},
		{"nobody", Routing{Lead: lead(Holder{}, Due{})}, "lead"},
		{"an agency", Routing{Lead: lead(Holder{"agency", office.ID{3}}, Due{})}, "lead"},
		{"date and days", Routing{Lead: lead(a, Due{Date: today, WorkingDays: 2})}, "due"},
		{"past", Routing{Lead: lead(a, Due{Date: today.AddDays(-1)})}, "due"},
		{"no such day", Routing{Lead: lead(a, Due{Date: office.Date{Year: 2026, Month: 2, Day: 30}})}, "due"},
		{"too many days", Routing{Lead: lead(a, Due{WorkingDays: 1001})}, "due"},
		{"too many helpers", Routing{Lead: lead(a, Due{}), Coordinate: many}, "coordinate"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.r.check("test", today)
			got := ""
			if err != nil {
				got = err.(*office.Error).Field
			}
			if got != c.field {
				t.Errorf("field %q, want %q (%v)", got, c.field, err)
			}
		})
	}
}

func TestDueOn(t *testing.T) {
	got := Due{WorkingDays: 3}.On(day(t, "2026-11-23"), calendar(t))
	if want := day(t, "2026-11-27"); got != want { // over the holiday
		t.Errorf("got %s, want %s", got, want)
	}
}

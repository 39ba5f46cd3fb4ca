package show

import (
	"testing"
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/task"
	"congvan/web/ui"
)

func day(s string) office.Date {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		panic(err)
	}
	return office.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}
}

func TestGroupsByLateness(t *testing.T) {
	today := day("2026-11-23") // a Monday
	lines := map[string]task.Line{}
	add := func(name, due string) {
		l := task.Line{}
		if due != "" {
			l.Due = day(due)
		}
		l.Text = name
		lines[name] = l
	}
	add("late", "2026-11-22")
	add("today", "2026-11-23")
	add("sunday", "2026-11-29")
	add("next", "2026-11-30")
	add("none", "")
	confirm := task.Line{ResultBelow: true}
	confirm.Text, confirm.Due = "confirm", day("2026-11-01")
	want := map[task.Group][]string{
		task.GroupOverdue: {"late"}, task.GroupToday: {"today"}, task.GroupWeek: {"sunday"},
		task.GroupLater: {"next", "none"}, task.GroupApprove: {"confirm"},
	}
	groups := Groups([]task.Line{confirm, lines["none"], lines["next"], lines["sunday"], lines["today"], lines["late"]}, today)
	if len(groups) != 5 || groups[0].Group != task.GroupOverdue || groups[4].Group != task.GroupApprove {
		t.Fatalf("groups %v", groups)
	}
	for _, g := range groups {
		got := map[string]bool{}
		for _, l := range g.Lines {
			got[l.Text] = true
		}
		for _, name := range want[g.Group] {
			if !got[name] || len(got) != len(want[g.Group]) {
				t.Errorf("%s: %v, want %v", g.Group, got, want[g.Group])
			}
		}
	}
}

func TestSubject(t *testing.T) {
	for _, c := range []struct{ typeName, subject, want string }{
		{"Báo cáo", "tình hình mưa lũ", "Báo cáo tình hình mưa lũ"},
		{"Công văn", "V/v góp ý", "V/v góp ý"},
		{"Kế hoạch", "kế hoạch kiểm tra công tác văn thư", "Kế hoạch kiểm tra công tác văn thư"},
		{"Kế hoạch", "kế hoạchđã in", "Kế hoạch kế hoạchđã in"},
		{"", "đề nghị", "đề nghị"},
		{"Giấy mời", "", "Giấy mời"},
		{"", "", "Chưa có trích yếu"},
	} {
		if got := Subject(c.typeName, c.subject); got != c.want {
			t.Errorf("Subject(%q, %q) = %q, want %q", c.typeName, c.subject, got, c.want)
		}
	}
}

func TestSignaturesAsReported(t *testing.T) {
	r := document.Reading{Verdict: document.InvalidVerdict, Report: []byte(`{"verdict":"invalid","signatures":[
		{"field":"chu_ky","integrity":"ok","signer_cn":"Nguyễn Văn An","signing_time":"2026-11-20T08:00:00Z","covers":"revision","trusted":true,"verdict":"valid","changes":[],"reasons":[]},
		{"field":"dau_co_quan","kind":"signature","integrity":"broken","signer_cn":"","covers":"revision","verdict":"invalid","reasons":[{"code":"changed","vi":"Nội dung bị sửa sau khi ký."}]},
		{"field":"x","kind":"usage_rights","verdict":"invalid"}]}`)}
	got := Signatures(r)
	if len(got) != 2 {
		t.Fatalf("%d signatures, want 2", len(got))
	}
	if got[0].State != ui.SigValid || got[0].Seal || got[0].Who != "Nguyễn Văn An" || ui.Instant(got[0].At) != "20/11/2026 15:00:00" {
		t.Errorf("first: %+v", got[0])
	}
	if got[1].State != ui.SigBroken || !got[1].Seal || got[1].Facts != "Nội dung bị sửa sau khi ký" {
		t.Errorf("second: %+v", got[1])
	}
	if Judged(document.Reading{Verdict: document.IndeterminateVerdict, Report: []byte(`{"signatures":[]}`)}) != document.NoVerdict {
		t.Error("a file without a signature is judged")
	}
	if Signatures(document.Reading{Report: []byte(`{"signatures": 7}`)}) != nil {
		t.Error("a report of another shape gives signatures")
	}
}

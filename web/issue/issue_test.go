package issue_test

import (
	"net/http"
	"strings"
	"testing"

	"congvan/cmd/congvan/app/apptest"
)

func TestNumberSealIssue(t *testing.T) {
	s := apptest.Start(t)
	s.Keys()
	at := s.Signed("công tác văn thư năm 2027", "A10.02")
	clerk := s.As("phamthuylinh")
	if got := clerk.Text(clerk.Open("/issuing"), "#ds tr[data-row]"); !strings.Contains(got, "Cấp số, đóng dấu") {
		t.Fatalf("the list shows %q", got)
	}
	p := clerk.Open(at)
	for selector, want := range map[string]string{
		".reserve__no": "1", "#f-recipients tbody tr": "Ban Tuyên giáo và Dân vận Thành ủy A10.02",
	} {
		if got := clerk.Text(p, selector); !strings.Contains(got, want) {
			t.Errorf("%s shows %q, want %q", selector, got, want)
		}
	}

	back := clerk.Rejected(clerk.Form(p, "#issue"), http.StatusUnprocessableEntity)
	if got := clerk.Text(back, "#f-pin-error"); got != "Nhập mã PIN con dấu." {
		t.Errorf("without PIN: %q", got)
	}
	back = clerk.Rejected(clerk.Form(p, "#issue").Set("keep.0").Set("pin", apptest.PIN), http.StatusUnprocessableEntity)
	if got := clerk.Text(back, "#f-recipients .field__error"); got != "Chọn ít nhất một nơi nhận." {
		t.Errorf("without recipients: %q", got)
	}
	if got := clerk.Text(clerk.Open(at), ".reserve__no"); got != "1" {
		t.Errorf("a number was taken before anything was checked: %q", got)
	}

	// The seal fails: the number stands.
	back = clerk.Rejected(clerk.Form(p, "#issue").Set("other", "Lưu trữ lịch sử").Set("pin", "999999"), http.StatusUnprocessableEntity)
	if got := clerk.Text(back, ".msg--soon"); !strings.Contains(got, "Đã cấp số 01-CV/VPTU ngày 23/11/2026, chưa đóng dấu") {
		t.Errorf("what stands: %q", got)
	}
	if got := clerk.Text(back, "#f-pin-error"); got != "Mã PIN không đúng. Nhập lại." {
		t.Errorf("wrong PIN: %q", got)
	}
	if got := clerk.Text(clerk.Open("/issuing"), "#ds tr[data-row]"); !strings.Contains(got, "đóng dấu lại") || !strings.Contains(got, "01-CV/VPTU") {
		t.Errorf("the list shows %q", got)
	}
	stale := clerk.Rejected(clerk.Form(p, "#issue").Set("pin", apptest.PIN), http.StatusConflict)
	if !strings.Contains(string(stale.Body), "Tải lại trang") {
		t.Error("an old page is no conflict")
	}

	// Gone on with later, pressed twice.
	p = clerk.Open(at)
	if got := clerk.Find(p, `#f-recipients tbody tr`).Length(); got != 2 {
		t.Errorf("%d recipients, want the added one too", got)
	}
	f := clerk.Form(p, "#issue").Set("pin", apptest.PIN)
	to := clerk.Send(f)
	if again := clerk.Send(f); again != to || !strings.HasPrefix(to, "/deliveries/") {
		t.Errorf("issued to %s, pressed again to %s", to, again)
	}
	p = clerk.Open(to)
	if got := clerk.Text(p, "h1"); got != "Giao nhận 01-CV/VPTU" {
		t.Errorf("title %q", got)
	}
	if got := clerk.Find(p, "#ds tr[data-row]").Length(); got != 1 {
		t.Errorf("%d envelopes, want 1", got)
	}
	if got := clerk.Text(p, ".msg"); !strings.Contains(got, "Gửi giấy 1 nơi: Lưu trữ lịch sử.") {
		t.Errorf("paper: %q", got)
	}
	if got := clerk.Find(clerk.Open("/issuing"), "#ds tr[data-row]").Length(); got != 0 {
		t.Errorf("%d documents still wait", got)
	}
	s.As("tranvanan").Refused(at, http.StatusForbidden)
}

func TestReserveAndCancel(t *testing.T) {
	s := apptest.Start(t)
	s.Keys()
	clerk := s.As("phamthuylinh")
	clerk.Send(clerk.Form(clerk.Open("/registers/numbers"), "#reserve").
		Set("series", "party:CV").Set("body", "VPTU").Set("reason", "Văn bản họp tối nay"))

	at := s.Signed("chuẩn bị đại hội", "A10.02")
	p := clerk.Open(at)
	if got := clerk.Text(p, ".reserve__no"); got != "2" {
		t.Errorf("proposed number %q, want the one after the reserved", got)
	}
	if got := clerk.Text(p, "#f-reserved option[value='1']"); !strings.Contains(got, "Văn bản họp tối nay") {
		t.Errorf("reserved numbers offer %q", got)
	}
	clerk.Rejected(clerk.Form(p, "#issue").Set("reserved", "1").Set("pin", "999999"), http.StatusUnprocessableEntity)
	if got := clerk.Form(clerk.Open(at), "#issue").Get("code"); got != "01-CV/VPTU" {
		t.Errorf("numbered %q, want the reserved one", got)
	}

	ask := at + "/cancel"
	back := clerk.Rejected(clerk.Form(clerk.Open(ask), "form.stack"), http.StatusUnprocessableEntity)
	if clerk.Text(back, "#f-reason-error") == "" {
		t.Error("cancelled without a reason")
	}
	if to := clerk.Send(clerk.Form(clerk.Open(ask), "form.stack").Set("reason", "Thay bằng văn bản khác")); to != "/issuing" {
		t.Errorf("after cancelling: %s", to)
	}
	if got := clerk.Find(clerk.Open("/issuing"), "#ds tr[data-row]").Length(); got != 0 {
		t.Errorf("%d documents still wait: work on a cancelled one goes on", got)
	}
	if got := clerk.Text(clerk.Open("/registers/numbers"), ".is-void"); !strings.Contains(got, "Thay bằng văn bản khác") {
		t.Errorf("cancelled numbers: %q", got)
	}
}

func TestInternalWithoutSeal(t *testing.T) {
	s := apptest.Start(t)
	s.Keys()
	author, leader, clerk := s.As("tranvanan"), s.As("lehoangminh"), s.As("phamthuylinh")
	f := author.Form(author.Open("/drafts/new"), "#new").Set("kind", "internal").Set("subject", "nội quy cơ quan")
	doc := author.Send(f)
	author.Act(doc, "submit", "")
	s.As("nguyenthuha").Act(doc, "agree", "Nhất trí")
	s.As("vodinhloc").Act(doc, "agree", "")
	p := leader.Open("/signing")
	one := leader.Choice(p, "nội quy cơ quan")
	p = leader.Rejected(leader.Form(p, "#queue-batch").Set("id", one).To("/signing/confirm"), http.StatusOK)
	leader.Send(leader.Form(p, "#sign").Set("read", one).Set("pin", apptest.PIN))

	at := "/issuing/" + strings.TrimPrefix(doc, "/drafts/")
	if to := clerk.Send(clerk.Form(clerk.Open(at), "#issue").Set("bare", "1")); to != "/issuing" {
		t.Errorf("issued to %s", to)
	}
	if got := author.Text(author.Open(doc), ".pagehead"); !strings.Contains(got, "Đã phát hành") {
		t.Errorf("the author's page says %q", got)
	}
}

package signing_test

import (
	"net/http"
	"strings"
	"testing"

	"congvan/cmd/congvan/app/apptest"
)

func TestSignQueue(t *testing.T) {
	s := apptest.Start(t)
	s.Keys()
	s.Approved("triệu tập hội nghị lần thứ nhất", "A10.02")
	second := s.Approved("triệu tập hội nghị lần thứ hai", "A10.02")
	leader := s.As("lehoangminh")

	p := leader.Open("/signing")
	if got := leader.Text(p, ".pagehead__sub"); got != "Đã đọc 0, chưa đọc 2. Văn bản chưa đọc không ký được." {
		t.Errorf("head says %q", got)
	}
	if got := leader.Text(p, "#hang-doi tr[data-row] .tag--ok"); strings.Count(got, "Đủ ký nháy") != 2 {
		t.Errorf("initials %q", got)
	}
	if got := leader.Text(p, ".dl"); !strings.Contains(got, "Lê Hoàng Minh") || !strings.Contains(got, "23/11/2028") {
		t.Errorf("certificate %q, want its name and its end", got)
	}
	first, other := leader.Choice(p, "lần thứ nhất"), leader.Choice(p, "lần thứ hai")
	leader.Open("/signing?open=" + strings.Split(first, "@")[0])
	p = leader.Open("/signing")
	if got := leader.Text(p, ".pagehead__sub"); !strings.HasPrefix(got, "Đã đọc 1, chưa đọc 1.") {
		t.Errorf("after opening one: %q", got)
	}

	none := leader.Rejected(leader.Form(p, "#queue-batch").To("/signing/confirm"), http.StatusUnprocessableEntity)
	if !strings.Contains(string(none.Body), "Chọn ít nhất một văn bản") {
		t.Error("signing nothing does not say what to do")
	}
	confirm := leader.Rejected(leader.Form(p, "#queue-batch").Set("id", first, other).To("/signing/confirm"), http.StatusOK)
	if got := leader.Text(confirm, "#list"); !strings.Contains(got, "lần thứ nhất") || !strings.Contains(got, "lần thứ hai") {
		t.Errorf("to confirm: %q, want every title", got)
	}
	if got := leader.Find(confirm, `#list input[type=checkbox][name=read]`).Length(); got != 1 {
		t.Errorf("%d unread documents ask for a tick, want 1", got)
	}
	unread := leader.Rejected(leader.Form(confirm, "#sign").Set("pin", apptest.PIN), http.StatusUnprocessableEntity)
	if got := leader.Text(unread, ".summary"); !strings.Contains(got, "Mở hoặc đánh dấu “Đã đọc”") {
		t.Errorf("unread: %q", got)
	}
	wrong := leader.Rejected(leader.Form(confirm, "#sign").Set("read", first, other).Set("pin", "000000"), http.StatusUnprocessableEntity)
	if got := leader.Text(wrong, "#f-pin-error"); got != "Mã PIN không đúng. Nhập lại." {
		t.Errorf("wrong PIN: %q", got)
	}
	if strings.Contains(string(wrong.Body), "000000") {
		t.Error("the PIN comes back in the page")
	}

	// One is taken back meanwhile: the other is signed all the same.
	author := s.As("tranvanan")
	author.Send(author.Form(author.Open(second+"/take-back"), "form.stack").Set("reason", "thiếu nơi nhận"))
	f := leader.Form(confirm, "#sign").Set("read", first, other).Set("pin", apptest.PIN)
	to := leader.Send(f)
	if to != "/signing/result" {
		t.Fatalf("results at %s", to)
	}
	if again := leader.Send(f); again != to {
		t.Errorf("the second press led to %s", again)
	}
	p = leader.Open(to)
	if got := leader.Text(p, "[data-signed]"); !strings.Contains(got, "lần thứ nhất") {
		t.Errorf("signed: %q", got)
	}
	if got := leader.Text(p, "[data-failed]"); !strings.Contains(got, "lần thứ hai") || !strings.Contains(got, "nay đã là “Dự thảo”") {
		t.Errorf("not signed: %q", got)
	}
	if got := leader.Text(p, ".msg__title"); got != "Đã ký 1, chưa ký được 1 văn bản" {
		t.Errorf("result %q", got)
	}
	if got := leader.Find(leader.Open("/signing"), "#hang-doi tr[data-row]").Length(); got != 0 {
		t.Errorf("%d documents still wait", got)
	}
}

func TestReturnToAuthor(t *testing.T) {
	s := apptest.Start(t)
	doc := s.Approved("phân công nhiệm vụ", "A10.02")
	leader := s.As("lehoangminh")
	p := leader.Open("/signing") // without a key: says so, reading and returning work
	if got := leader.Text(p, ".msg"); !strings.Contains(got, "chưa có khoá ký") {
		t.Errorf("no warning of the missing key: %q", got)
	}
	ask := "/signing/" + strings.TrimPrefix(doc, "/drafts/") + "/return"
	back := leader.Rejected(leader.Form(leader.Open(ask), "form.stack"), http.StatusUnprocessableEntity)
	if got := leader.Text(back, "#f-reason-error"); got != "Nhập lý do trả lại." {
		t.Errorf("error %q", got)
	}
	leader.Send(leader.Form(leader.Open(ask), "form.stack").Set("reason", "Sai nơi nhận"))
	author := s.As("tranvanan")
	if got := author.Text(author.Open(doc), "#tinh-trang .note"); !strings.Contains(got, "Sai nơi nhận") {
		t.Errorf("the author reads %q", got)
	}
	leader.Refused(ask, http.StatusConflict)
}

package exchange_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"congvan/cmd/congvan/app/apptest"
	"congvan/e2e/client"
)

// wait opens a page until it shows something: envelopes travel in the background.
func wait(t *testing.T, b apptest.Browser, path, selector, want string) *client.Answer {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		p := b.Open(path)
		got := b.Text(p, selector)
		if strings.Contains(got, want) {
			return p
		}
		if time.Now().After(end) {
			t.Fatalf("%s: %s shows %q, want %q", path, selector, got, want)
		}
	}
}

func TestRefusedAndSentAgain(t *testing.T) {
	s := apptest.Start(t)
	s.Keys()
	at := s.Signed("cung cấp số liệu", "A10.02")
	clerk, other := s.As("phamthuylinh"), s.As("hothimo")
	table := clerk.Send(clerk.Form(clerk.Open(at), "#issue").Set("pin", apptest.PIN))

	arrivals := wait(t, other, "/arrivals", "#hang-doi", "cung cấp số liệu")
	href, _ := other.Find(arrivals, "#hang-doi a[data-open]").Attr("href")
	other.Send(other.Form(other.Open(href+"/refuse"), ".body form").Set("reason", "Gửi nhầm nơi nhận"))

	p := wait(t, clerk, table, "#ds tr[data-row]", "Từ chối")
	if got := clerk.Text(p, "#ds tr[data-row]"); !strings.Contains(got, "Gửi nhầm nơi nhận") {
		t.Errorf("the refusal shows %q, want its reason", got)
	}
	p = clerk.Open("/deliveries?list=02")
	if got := clerk.Text(p, "#ds tr[data-row]"); !strings.Contains(got, "01-CV/VPTU") || !strings.Contains(got, "Gửi nhầm nơi nhận") {
		t.Errorf("refusals: %q", got)
	}
	if got := clerk.Text(p, `.seg__item[aria-current]`); got != "Bị từ chối 1" {
		t.Errorf("the number of the list is %q", got)
	}
	again, _ := clerk.Find(p, `#ds button[formaction$="/again"]`).Attr("formaction")
	f := clerk.Form(p, "#again").To(again)
	to := clerk.Send(f)
	if twice := clerk.Send(f); twice != to {
		t.Errorf("the second press led to %s", twice)
	}
	p = wait(t, clerk, to, "#ds", "Từ chối, đã gửi lại")
	if got := clerk.Find(p, "#ds tr[data-row]").Length(); got != 2 {
		t.Errorf("%d envelopes, want the refused one and the new one", got)
	}
	if got := clerk.Find(clerk.Open("/deliveries?list=02"), "#ds tr[data-row]").Length(); got != 0 {
		t.Error("a refusal that was answered is still listed")
	}

	wait(t, clerk, "/deliveries?list=01", "#ds", "01-CV/VPTU")
	if got := clerk.Find(clerk.Open("/deliveries?list=late"), "#ds tr[data-row]").Length(); got != 0 {
		t.Error("late at once")
	}
	s.Clock.Set(s.Clock.Now().Add(5 * time.Hour))
	if got := clerk.Text(clerk.Open("/deliveries"), "#ds tr[data-row]"); !strings.Contains(got, "Ban Tuyên giáo") {
		t.Errorf("not registered for five hours: %q", got)
	}

	receipts, _ := clerk.Find(p, "#ds a[data-open]").First().Attr("href")
	p = wait(t, clerk, receipts, "[data-receipt='2']", "Từ chối")
	if got := clerk.Text(p, "[data-receipt='1'] pre"); !strings.Contains(got, "— ") {
		t.Errorf("the receipt carries no signature line: %q", got)
	}
	clerk.Rejected(f.Press("_once", "new"), http.StatusConflict) // resent already
	clerk.Refused("/deliveries/"+strings.Repeat("0", 36), http.StatusNotFound)
	s.As("tranvanan").Refused("/deliveries", http.StatusForbidden)
}

func TestLateAndPages(t *testing.T) {
	s := apptest.Start(t)
	clerk, admin := s.As("phamthuylinh"), s.As("quantri")
	p := clerk.Open("/deliveries")
	if got := clerk.Text(p, `.seg__item[aria-current]`); got != "Chưa nhận quá 4 giờ 0" {
		t.Errorf("first list %q", got)
	}
	if got := clerk.Text(clerk.Open("/deliveries/incidents"), ".empty__title"); got != "Chưa có sự cố nào." {
		t.Errorf("incidents %q", got)
	}
	if clerk.Find(clerk.Open("/deliveries/peers"), "#peer").Length() != 0 {
		t.Error("the clerk may change the address book")
	}
	back := admin.Rejected(admin.Form(admin.Open("/deliveries/peers"), "#peer").Set("code", "Z1").Set("name", "Cơ quan bạn"), http.StatusUnprocessableEntity)
	if admin.Text(back, "#f-address-error") == "" {
		t.Error("a peer without address is kept")
	}
	admin.Send(admin.Form(back, "#peer").Set("address", "ban.example.vn:8443"))
	if got := admin.Text(admin.Open("/deliveries/peers"), "#peer, .table"); !strings.Contains(got, "Cơ quan bạn") {
		t.Errorf("address book %q", got)
	}
	if got := s.As("tranvanan").Find(s.As("tranvanan").Open("/drafts/new"), `[name=to][value=Z1]`).Length(); got != 1 {
		t.Error("a peer is no recipient that a draft can choose")
	}
}

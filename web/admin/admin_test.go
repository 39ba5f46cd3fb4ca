package admin_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"software.sslmate.com/src/go-pkcs12"

	"congvan/cmd/congvan/app/apptest"
)

// keyFile is a PKCS#12 file of a self-made certificate that ends on a day.
func keyFile(t *testing.T, name string, until time.Time) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: name}, NotBefore: until.AddDate(-1, 0, 0), NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	p12, err := pkcs12.Modern.Encode(key, cert, nil, "mat-khau")
	if err != nil {
		t.Fatal(err)
	}
	return p12
}

func TestKeys(t *testing.T) {
	s := apptest.Start(t)
	admin := s.As("quantri")
	file := keyFile(t, "Lê Hoàng Minh", s.Clock.Now().AddDate(0, 0, 20))
	form := admin.Form(admin.Open("/admin/keys"), ".panel form").Set("person", s.City.Leader.Person.String()).Set("pin", apptest.PIN)
	back := admin.Rejected(form.Attach("p12", "khoa.p12", file).Set("password", "sai"), http.StatusUnprocessableEntity)
	if got := admin.Text(back, "#f-password-error"); !strings.Contains(got, "mã PIN không đúng hoặc tệp hỏng") {
		t.Errorf("wrong password: %q", got)
	}
	if strings.Contains(string(back.Body), apptest.PIN) {
		t.Error("the PIN comes back in the page")
	}
	form = admin.Form(admin.Open("/admin/keys"), ".panel form").Set("person", s.City.Leader.Person.String())
	back = admin.Rejected(form.Attach("p12", "khoa.p12", file).Set("password", "mat-khau").Set("pin", "12"), http.StatusUnprocessableEntity)
	if admin.Text(back, "#f-pin-error") == "" {
		t.Error("a short PIN is taken")
	}
	form = admin.Form(admin.Open("/admin/keys"), ".panel form").Set("person", s.City.Leader.Person.String())
	admin.Send(form.Attach("p12", "khoa.p12", file).Set("password", "mat-khau").Set("pin", apptest.PIN))

	p := admin.Open("/admin/keys")
	if got := admin.Text(p, ".table tbody"); !strings.Contains(got, "Lê Hoàng Minh") || !strings.Contains(got, "Còn 20 ngày") {
		t.Errorf("keys %q, want the end announced", got)
	}
	if got := admin.Text(admin.Open("/admin"), ".tile--soon, .tile"); !strings.Contains(got, "1 Khoá cần gia hạn") && !strings.Contains(got, "1Khoá cần gia hạn") {
		t.Errorf("overview %q", got)
	}
	leader := s.As("lehoangminh")
	if got := leader.Text(leader.Open("/signing"), ".msg"); !strings.Contains(got, "còn 20 ngày") {
		t.Errorf("the signer is not warned: %q", got)
	}
	revoke, ok := admin.Find(p, `a[href$="/revoke"]`).Attr("href")
	if !ok {
		t.Fatal("no way to revoke")
	}
	admin.Send(admin.Form(admin.Open(revoke), "form.stack"))
	if got := admin.Text(admin.Open("/admin/keys"), ".is-void"); !strings.Contains(got, "Đã thu hồi") {
		t.Errorf("revoked: %q", got)
	}
	for _, path := range []string{"/admin", "/admin/keys", "/admin/roots", "/admin/registers", "/admin/operations", "/admin/health"} {
		admin.Open(path)
		s.As("tranvanan").Refused(path, http.StatusForbidden)
	}
}

func TestRegisters(t *testing.T) {
	s := apptest.Start(t)
	admin := s.As("quantri")
	open := `form[action="/admin/registers"]`
	back := admin.Rejected(admin.Form(admin.Open("/admin/registers"), open), http.StatusUnprocessableEntity)
	if admin.Text(back, "#f-name-error") == "" {
		t.Error("a register without a name is opened")
	}
	admin.Send(admin.Form(back, open).Set("name", "Sổ đơn thư").Set("kind", "incoming"))
	p := admin.Open("/admin/registers")
	if got := admin.Text(p, ".table"); !strings.Contains(got, "Sổ đơn thư") {
		t.Errorf("registers %q", got)
	}
	id, _ := admin.Find(p, `#f-register option:contains("Sổ đơn thư")`).Attr("value")
	admin.Send(admin.Form(p, `form[action="/admin/registers/first"]`).Set("register", id).Set("first", "151"))
	admin.Send(admin.Form(admin.Open("/admin/registers"), "#close").Press("close", id))
	if got := admin.Text(admin.Open("/admin/registers"), ".table"); !strings.Contains(got, "Đã đóng") {
		t.Errorf("registers %q", got)
	}
}

func TestDelegation(t *testing.T) {
	s := apptest.Start(t)
	chief, head := s.As("vodinhloc"), s.As("nguyenthuha")
	p := chief.Open("/delegations")
	form := func() string { return `form[action="/delegations"]` }
	back := chief.Rejected(chief.Form(p, form()).Set("until", "25/11/2026"), http.StatusUnprocessableEntity)
	if got := chief.Text(back, "#f-to-error"); got != "Chọn người xử lý thay." {
		t.Errorf("without a person: %q", got)
	}
	back = chief.Rejected(chief.Form(back, form()).Set("to", s.City.Head.Person.String()).Set("until", "20/11/2026"), http.StatusUnprocessableEntity)
	if chief.Text(back, "#f-until-error, .summary") == "" {
		t.Error("days that are over are taken")
	}
	chief.Send(chief.Form(back, form()).Set("until", "25/11/2026").Set("reason", "đi công tác"))
	if got := chief.Text(chief.Open("/delegations"), ".table tbody"); !strings.Contains(got, "Nguyễn Thu Hà") || !strings.Contains(got, "Đang hiệu lực") {
		t.Errorf("given: %q", got)
	}
	p = head.Open("/delegations")
	if got := head.Text(p, ".table tbody"); !strings.Contains(got, "Chánh Văn phòng") {
		t.Errorf("the delegate sees %q", got)
	}
	if got := head.Text(p, ".header"); !strings.Contains(got, "Chánh Văn phòng") {
		t.Errorf("the delegate cannot take the post: %q", got)
	}
	revoke, _ := chief.Find(chief.Open("/delegations"), `button[formaction$="/revoke"]`).Attr("formaction")
	chief.Send(chief.Form(chief.Open("/delegations"), "#revoke").To(revoke))
	if got := head.Text(head.Open("/delegations"), ".table tbody"); !strings.Contains(got, "Đã thôi") {
		t.Errorf("revoked: %q", got)
	}
	s.As("tranvanan").Rejected(s.As("tranvanan").Form(s.As("tranvanan").Open("/delegations"), "#revoke").To(revoke), http.StatusForbidden)
}

func TestCongress(t *testing.T) {
	s := apptest.Start(t)
	admin := s.As("quantri")
	form := `form[action="/admin/registers/congress"]`
	back := admin.Rejected(admin.Form(admin.Open("/admin/registers"), form).Set("code", "2025-2030").Set("opens", "01/10/2025"), http.StatusUnprocessableEntity)
	if got := admin.Text(back, "#f-closes-error"); got == "" {
		t.Error("a congress without its last day is kept")
	}
	if got := admin.Form(back, form).Get("code"); got != "2025-2030" {
		t.Errorf("what was typed is gone: %q", got)
	}
	admin.Send(admin.Form(back, form).Set("closes", "03/10/2025"))
	if got := admin.Text(admin.Open("/admin/registers"), ".table"); !strings.Contains(got, "2025-2030") || !strings.Contains(got, "03/10/2025") {
		t.Errorf("terms %q", got)
	}
}

// The page of the server is for administrators alone, names every part in words,
// and lists the slowest statements by name.
func TestHealth(t *testing.T) {
	s := apptest.Start(t)
	admin := s.As("quantri")
	p := admin.Open("/admin/health")
	for _, part := range []string{"Cơ sở dữ liệu", "Kho tệp", "Dung lượng đĩa", "Việc nền", "Việc nền lỗi", "Nhật ký", "Chương trình đọc tệp", "Tốc độ truy vấn", "Khoá của cơ quan"} {
		row := admin.Find(p, "#health tbody tr").FilterFunction(func(_ int, r *goquery.Selection) bool {
			return strings.TrimSpace(r.Find("td, th").First().Text()) == part
		})
		if row.Length() != 1 || row.Find(".tag").Length() != 1 {
			t.Errorf("%d rows for %s", row.Length(), part)
		}
	}
	if got := admin.Text(p, "#slow tbody"); !strings.Contains(got, "Account.") && !strings.Contains(got, "Session.") && !strings.Contains(got, "Job.") {
		t.Errorf("slowest statements %q", got)
	}
	for _, login := range []string{"vodinhloc", "lehoangminh", "phamthuylinh"} {
		s.As(login).Refused("/admin/health", http.StatusForbidden)
	}
}

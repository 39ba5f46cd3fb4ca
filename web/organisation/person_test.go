package organisation_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"net/http"
	"strings"
	"testing"

	"congvan/cmd/congvan/app/apptest"
	"congvan/platform/store/storetest"
)

const newPassword = "mot cum vai tu kho doan"

// signsIn reports whether a login with a password leads in.
func signsIn(t *testing.T, s *apptest.Server, login, password string) bool {
	t.Helper()
	b := s.As("quantri")
	b.Send(b.Form(b.Open("/"), `form[action="/logout"]`))
	a, err := b.Submit(context.Background(), b.Form(b.Open("/login"), "form").Set("account", login).Set("password", password))
	if err != nil {
		t.Fatal(err)
	}
	return a.Location != ""
}

func TestAccountOfAPerson(t *testing.T) {
	s := apptest.Start(t)
	admin, clerk := s.As("quantri"), s.As("phamthuylinh")
	linh := person(t, admin, "Phạm Thùy Linh")

	admin.Send(admin.Form(admin.Open(linh+"/password"), "#edit").Set("password", newPassword).Set("again", newPassword))
	if got := clerk.Refused("/", http.StatusOK); !strings.Contains(got.URL.Path, "/login") {
		t.Errorf("after the reset the old session is at %s", got.URL)
	}
	if signsIn(t, s, "phamthuylinh", storetest.Password) || !signsIn(t, s, "phamthuylinh", newPassword) {
		t.Error("the new password does not count, or the old one does")
	}

	admin.Send(admin.Form(admin.Open(linh), "#account").To(linh + "/disable"))
	if got := row(t, admin, "Văn thư"); !strings.Contains(got, "Đã khoá") {
		t.Errorf("a locked account: %q", got)
	}
	if signsIn(t, s, "phamthuylinh", newPassword) {
		t.Error("a locked account signs in")
	}
	admin.Send(admin.Form(admin.Open(linh), "#account").To(linh + "/enable"))
	if !signsIn(t, s, "phamthuylinh", newPassword) {
		t.Error("an unlocked account does not sign in")
	}

	admin.Send(admin.Form(admin.Open(linh+"/rename"), "#edit").Set("name", "Phạm Thuỳ Linh"))
	if got := row(t, admin, "Văn thư"); !strings.Contains(got, "Phạm Thuỳ Linh") {
		t.Errorf("a corrected name: %q", got)
	}
	admin.Refused("/organisation/people/"+s.City.OtherClerk.Person.String(), http.StatusNotFound)
	s.As("vodinhloc").Refused(linh, http.StatusForbidden)
}

func TestOwnPassword(t *testing.T) {
	s := apptest.Start(t)
	head := s.As("nguyenthuha")
	other := s.As("nguyenthuha")
	head.Send(head.Form(head.Open("/account/password"), "#edit").
		Set("old", storetest.Password).Set("password", newPassword).Set("again", newPassword))
	if got := head.Open("/tasks"); got.URL.Path != "/tasks" {
		t.Errorf("the session that changed the password is at %s", got.URL)
	}
	if got := other.Refused("/tasks", http.StatusOK); got.URL.Path != "/login" {
		t.Errorf("another session is at %s", got.URL)
	}
	if !signsIn(t, s, "nguyenthuha", newPassword) {
		t.Error("the new password does not count")
	}
}

func TestTheLastAdministratorStays(t *testing.T) {
	s := apptest.Start(t)
	admin := s.As("quantri")
	var to string
	p := admin.Open("/organisation")
	links := admin.Find(p, `a[href^="/organisation/posts/"]`)
	for i := range links.Length() {
		if strings.TrimSpace(links.Eq(i).Text()) == "Quản trị hệ thống" {
			to = links.Eq(i).AttrOr("href", "")
		}
	}
	if to == "" {
		t.Fatal("the tree does not lead to the administrator's post")
	}
	for _, back := range []string{
		admin.Text(admin.Rejected(admin.Form(admin.Open(to+"/relieve"), "#edit"), 422), ".summary"),
		admin.Text(admin.Rejected(admin.Form(admin.Open(to), "#edit").Set("roles", "archivist"), 422), ".summary"),
	} {
		if !strings.Contains(back, "quản trị hệ thống cuối cùng") {
			t.Errorf("got %q", back)
		}
	}
	f := admin.Form(admin.Open(to+"/appoint"), "#edit").Set("name", "Lê Bình").Set("replace", "1")
	if got := admin.Text(admin.Rejected(f, 422), ".summary"); !strings.Contains(got, "chưa đăng nhập được") {
		t.Errorf("a successor without an account: %q", got)
	}
	if b := admin.Find(admin.Open(person(t, admin, "Lương Công Trí")), "#account"); b.Length() != 0 {
		t.Error("the administrator may lock the own account")
	}
	admin.Send(newcomer(admin.Form(admin.Open(to+"/appoint"), "#edit").Set("replace", "1"), "Lê Bình", "binh.le"))
	s.As("binh.le").Open("/organisation")
	if got := admin.Refused("/organisation", http.StatusOK); got.URL.Path != "/login" {
		t.Errorf("the predecessor is at %s", got.URL)
	}
}

func TestPostsAndUnitsEnd(t *testing.T) {
	s := apptest.Start(t)
	admin := s.As("quantri")
	const since, yesterday = "02/11/2026", "22/11/2026"
	room := admin.Send(admin.Form(admin.Open("/organisation/units/new"), "#edit").Set("name", "Phòng Lễ tân").Set("from", since))
	p := admin.Open("/organisation/posts/new?unit=" + strings.TrimPrefix(room, "/organisation/units/"))
	to := admin.Send(admin.Form(p, "#edit").Set("title", "Lễ tân viên").Set("roles", "specialist").Set("from", since))
	to = strings.TrimSuffix(to, "/appoint")
	admin.Send(newcomer(admin.Form(admin.Open(to+"/appoint"), "#edit"), "Lê Bình", "binh.le").Set("from", since))
	if got := admin.Text(admin.Rejected(admin.Form(admin.Open(to+"/close"), "#edit"), 422), ".msg"); !strings.Contains(got, "Lê Bình") {
		t.Errorf("closing a held post: %q", got)
	}
	if got := admin.Text(admin.Rejected(admin.Form(admin.Open(to+"/relieve"), "#edit").Set("last", "01/01/2020"), 422), ".summary"); !strings.Contains(got, "Phân công này từ ngày") {
		t.Errorf("an end before the beginning: %q", got)
	}
	admin.Send(admin.Form(admin.Open(to+"/relieve"), "#edit").Set("last", yesterday))
	if got := row(t, admin, "Lễ tân viên"); !strings.Contains(got, "Khuyết") {
		t.Errorf("a relieved post: %q", got)
	}
	if got := admin.Text(admin.Rejected(admin.Form(admin.Open(room+"/close"), "#edit"), 422), ".msg"); !strings.Contains(got, "Lễ tân viên") {
		t.Errorf("closing a unit with a post: %q", got)
	}
	admin.Send(admin.Form(admin.Open(to), "#edit").Set("title", "Lễ tân").Set("from", "09/11/2026"))
	admin.Send(admin.Form(admin.Open(room), "#edit").Set("name", "Phòng Lễ tân, Đối ngoại").Set("from", "09/11/2026"))
	admin.Send(admin.Form(admin.Open(to+"/close"), "#edit").Set("last", yesterday))
	admin.Send(admin.Form(admin.Open(room+"/close"), "#edit").Set("last", yesterday))
	if got := admin.Text(admin.Open("/organisation"), ".body"); strings.Contains(got, "Lễ tân") {
		t.Error("a closed unit is still in the tree")
	}
	admin.Refused(to, http.StatusNotFound)
}

// root makes a self-signed certificate; ca says whether it may issue.
func root(t *testing.T, ca bool) *x509.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "CA thử nghiệm"}, IsCA: ca, BasicConstraintsValid: true,
		NotBefore: storetest.Monday().AddDate(0, -1, 0), NotAfter: storetest.Monday().AddDate(5, 0, 0), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	if c, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTrustedRoots(t *testing.T) {
	s := apptest.Start(t)
	admin := s.As("quantri")
	c := root(t, true)
	asPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
	for name, data := range map[string][]byte{
		"Không đọc được chứng thư": []byte("không phải chứng thư"),
		"không quá 64 KB":          make([]byte, 65<<10),
		"đúng một chứng thư":       append(append([]byte(nil), asPEM...), asPEM...),
		"có khoá riêng":            pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")}),
		"của người dùng":           root(t, false).Raw,
	} {
		f := admin.Form(admin.Open("/organisation/roots"), "#edit").Attach("certificate", "root.pem", data)
		if got := admin.Text(admin.Rejected(f, 422), ".summary"); !strings.Contains(got, name) {
			t.Errorf("got %q, want %q", got, name)
		}
	}
	for _, data := range [][]byte{asPEM, c.Raw} {
		f := admin.Form(admin.Open("/organisation/roots"), "#edit").Attach("certificate", "root.pem", data)
		confirm := admin.Rejected(f, http.StatusOK)
		sum := sha256.Sum256(c.Raw)
		shown := strings.ReplaceAll(admin.Text(confirm, ".body"), " ", "")
		if !strings.Contains(shown, strings.ToUpper(hex.EncodeToString(sum[:]))) {
			t.Fatalf("the confirmation lacks the fingerprint: %q", shown)
		}
		if got := admin.Text(admin.Rejected(admin.Form(confirm, "#edit"), 422), ".summary"); !strings.Contains(got, "Đối chiếu vân tay") {
			t.Errorf("without the tick: %q", got)
		}
		if string(data) == string(asPEM) {
			continue // only looked at
		}
		admin.Send(admin.Form(confirm, "#edit").Set("checked", "1"))
	}
	all, err := s.App.Roots.List(context.Background())
	if err != nil || len(all) != 1 || !all[0].Equal(c) {
		t.Fatalf("trusted: %d, %v", len(all), err)
	}
	f := admin.Form(admin.Open("/organisation/roots"), "#edit").Attach("certificate", "root.pem", asPEM)
	if got := admin.Text(admin.Rejected(f, 422), ".summary"); !strings.Contains(got, "đã được tin cậy") {
		t.Errorf("twice: %q", got)
	}
	other := s.As("quantri.btg")
	if n := other.Find(other.Open("/organisation/roots"), "#edit").Length(); n != 0 {
		t.Error("another agency's administrator is offered the form")
	}
	s.As("phamthuylinh").Refused("/organisation/roots", http.StatusForbidden)
	s.As("phamthuylinh").Refused("/organisation/terms", http.StatusForbidden)
}

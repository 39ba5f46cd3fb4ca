package organisation_test

import (
	"net/http"
	"strings"
	"testing"

	"congvan/cmd/congvan/app/apptest"
	"congvan/e2e/client"
	"congvan/platform/store/storetest"
)

// unit adds a unit and gives the address of its page.
func unit(t *testing.T, b apptest.Browser, name string) string {
	t.Helper()
	return b.Send(b.Form(b.Open("/organisation/units/new"), "#edit").Set("name", name))
}

// post adds a post, in the unit that a page belongs to or outside, and gives the
// address of the page that appoints its holder.
func post(t *testing.T, b apptest.Browser, unit, title, role string) string {
	t.Helper()
	p := "/organisation/posts/new"
	if unit != "" {
		p += "?unit=" + strings.TrimPrefix(unit, "/organisation/units/")
	}
	return b.Send(b.Form(b.Open(p), "#edit").Set("title", title).Set("roles", role))
}

// newcomer fills in somebody new with an account.
func newcomer(f *client.Form, name, login string) *client.Form {
	return f.Set("name", name).Set("login", login).Set("password", storetest.Password).Set("again", storetest.Password)
}

// row is the text of a post's row in the tree.
func row(t *testing.T, b apptest.Browser, title string) string {
	t.Helper()
	out := ""
	p := b.Open("/organisation")
	rows := b.Find(p, "#tree tr[data-row], tr[data-row]")
	for i := range rows.Length() {
		if text := strings.Join(strings.Fields(rows.Eq(i).Text()), " "); strings.HasPrefix(text, title) {
			out = text
		}
	}
	if out == "" {
		t.Fatalf("the tree has no post %q", title)
	}
	return out
}

// link is the address of a person in the tree.
func person(t *testing.T, b apptest.Browser, name string) string {
	t.Helper()
	links := b.Find(b.Open("/organisation"), `a[href^="/organisation/people/"]`)
	for i := range links.Length() {
		if links.Eq(i).Text() == name {
			return links.Eq(i).AttrOr("href", "")
		}
	}
	t.Fatalf("the tree has no %q", name)
	return ""
}

func TestAnOfficeFromItsFounding(t *testing.T) {
	s := apptest.StartFounded(t)
	admin := s.As("quantri")
	if got := admin.Text(admin.Open("/organisation"), ".body"); !strings.Contains(got, "Chưa có người giữ vai: Lãnh đạo cơ quan, Lãnh đạo Văn phòng, Văn thư") || !strings.Contains(got, "Chưa có nhiệm kỳ") {
		t.Errorf("a new office says %q", got)
	}
	general := unit(t, admin, "Phòng Tổng hợp")
	for _, x := range []struct{ unit, title, role, name, login string }{
		{"", "Chánh Văn phòng", "chief_of_office", "Võ Đình Lộc", "loc"},
		{"", "Phó Bí thư", "leader", "Lê Hoàng Minh", "minh"},
		{general, "Trưởng phòng Tổng hợp", "division_head", "Nguyễn Thu Hà", "ha.nguyen"},
		{general, "Chuyên viên", "specialist", "Trần Văn An", "an.tran"},
		{general, "Văn thư", "records_clerk", "Phạm Thùy Linh", "linh.pham"},
	} {
		to := post(t, admin, x.unit, x.title, x.role)
		if got := row(t, admin, x.title); !strings.Contains(got, "Khuyết") {
			t.Errorf("a vacant post: %q", got)
		}
		admin.Send(newcomer(admin.Form(admin.Open(to), "#edit"), x.name, x.login))
		if got := row(t, admin, x.title); !strings.Contains(got, x.name) || !strings.Contains(got, "Đang dùng") {
			t.Errorf("a held post: %q", got)
		}
	}
	admin.Send(admin.Form(admin.Open("/organisation/terms"), "#edit").
		Set("code", "2025-2030").Set("opens", "16/09/2025").Set("closes", "18/09/2025"))
	if n := admin.Find(admin.Open("/organisation"), ".msg").Length(); n != 0 {
		t.Errorf("%d remarks about a complete office", n)
	}

	clerk := s.As("linh.pham")
	if got := clerk.Text(clerk.Open("/"), "header"); !strings.Contains(got, "Phạm Thùy Linh") {
		t.Errorf("the clerk is not signed in: %q", got)
	}
	clerk.Refused("/organisation", http.StatusForbidden)
	clerk.Refused(general, http.StatusForbidden)
	clerk.Open("/registers/incoming")
	s.As("ha.nguyen").Open("/drafts")
}

func TestWrongInputComesBack(t *testing.T) {
	s := apptest.StartFounded(t)
	admin := s.As("quantri")
	for _, x := range []struct {
		page, want string
		set        map[string]string
	}{
		{"/organisation/units/new", "Nhập tên đơn vị", nil},
		{"/organisation/units/new", "Nhập thứ tự là một số", map[string]string{"name": "Phòng", "rank": "đầu"}},
		{"/organisation/units/new", "Nhập ngày", map[string]string{"name": "Phòng", "from": ""}},
		{"/organisation/posts/new", "Chọn ít nhất một vai trò", map[string]string{"title": "Văn thư"}},
		{"/organisation/posts/new", "Chọn vai trò trong danh sách", map[string]string{"title": "Văn thư", "roles": "king"}},
		{"/organisation/terms", "Nhập tên nhiệm kỳ", nil},
		{"/organisation/terms", "không trước ngày khai mạc", map[string]string{"code": "XXIII", "opens": "18/09/2025", "closes": "16/09/2025"}},
		{"/account/password", "ít nhất 10 ký tự", map[string]string{"old": storetest.Password, "password": "ngắn"}},
		{"/account/password", "Hai lần nhập", map[string]string{"old": storetest.Password, "password": "mot cum vai tu", "again": "mot cum khac"}},
		{"/account/password", "Mật khẩu hiện tại không đúng", map[string]string{"old": "nham lan roi do", "password": "mot cum vai tu", "again": "mot cum vai tu"}},
	} {
		f := admin.Form(admin.Open(x.page), "#edit")
		for name, value := range x.set {
			f.Set(name, value)
		}
		back := admin.Rejected(f, http.StatusUnprocessableEntity)
		if got := admin.Text(back, ".summary"); !strings.Contains(got, x.want) {
			t.Errorf("%s %v: got %q, want %q", x.page, x.set, got, x.want)
		}
		if name := x.set["name"]; name != "" && admin.Form(back, "#edit").Get("name") != name {
			t.Errorf("%s: %q is lost", x.page, name)
		}
	}
}

func TestAppointmentChecks(t *testing.T) {
	s := apptest.Start(t)
	admin := s.As("quantri")
	to := post(t, admin, "", "Thư ký", "specialist")
	for _, x := range []struct {
		want   string
		status int
		set    map[string]string
	}{
		{"Chọn người đã có, hoặc nhập họ tên", 422, nil},
		{"để trống họ tên", 422, map[string]string{"person": s.City.Head.Person.String(), "name": "Ai Đó"}},
		{"Tên đăng nhập này đã có người dùng", 409, map[string]string{"name": "Lê Bình", "login": "quantri", "password": storetest.Password, "again": storetest.Password}},
		{"Tên đăng nhập có 3–64 ký tự", 422, map[string]string{"name": "Lê Bình", "password": storetest.Password, "again": storetest.Password}},
		{"đã có tài khoản nguyenthuha", 409, map[string]string{"person": s.City.Head.Person.String(), "login": "hamoi", "password": storetest.Password, "again": storetest.Password}},
	} {
		f := admin.Form(admin.Open(to), "#edit")
		for name, value := range x.set {
			f.Set(name, value)
		}
		back := admin.Rejected(f, x.status)
		if got := admin.Text(back, ".summary"); !strings.Contains(got, x.want) {
			t.Errorf("%v: got %q, want %q", x.set, got, x.want)
		}
		if strings.Contains(string(back.Body), storetest.Password) {
			t.Error("a password came back in the page")
		}
	}
	if got := row(t, admin, "Thư ký"); !strings.Contains(got, "Khuyết") {
		t.Errorf("a refused appointment left %q", got)
	}
	found := admin.Open(to + "?q=thu+ha")
	if got := admin.Find(found, "#f-person option").Length(); got != 2 {
		t.Fatalf("%d choices for “thu ha”, want the blank one and Nguyễn Thu Hà", got)
	}
	admin.Send(admin.Form(found, "#edit"))
	if got := row(t, admin, "Thư ký"); !strings.Contains(got, "Nguyễn Thu Hà") {
		t.Errorf("after the appointment: %q", got)
	}
	f := admin.Form(admin.Open(to), "#edit").Set("name", "Lê Bình")
	if got := admin.Text(admin.Rejected(f, 422), ".summary"); !strings.Contains(got, "đang có người giữ") {
		t.Errorf("a held post: %q", got)
	}
	f = admin.Form(admin.Open(to), "#edit").Set("name", "Lê Bình").Set("replace", "1")
	if got := admin.Text(admin.Rejected(f, 422), ".msg"); !strings.Contains(got, "Kết thúc phân công đó trước") {
		t.Errorf("two successions on one day: %q", got)
	}
	admin.Send(f.Set("from", "24/11/2026"))
	if got := row(t, admin, "Thư ký"); !strings.Contains(got, "Nguyễn Thu Hà") {
		t.Errorf("the day before the succession: %q", got)
	}
	if got := admin.Text(admin.Open(person(t, admin, "Nguyễn Thu Hà")), "table"); !strings.Contains(got, "Thư ký23/11/202623/11/2026Đang giữ") {
		t.Errorf("the predecessor: %q", got)
	}
}

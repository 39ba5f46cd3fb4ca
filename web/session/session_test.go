package session_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"congvan/cmd/congvan/app/apptest"
	"congvan/e2e/client"
	"congvan/platform/store/storetest"
)

// browser is somebody who has not signed in.
func browser(t *testing.T, s *apptest.Server) *client.Client {
	t.Helper()
	c, err := client.New(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func get(t *testing.T, c *client.Client, path string) *client.Answer {
	t.Helper()
	a, err := c.Do(context.Background(), "GET", path, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// signIn fills in the form of a login page and sends it.
func signIn(t *testing.T, c *client.Client, path, account, password string) *client.Answer {
	t.Helper()
	f, err := get(t, c, path).Form("form")
	if err != nil {
		t.Fatal(err)
	}
	a, err := c.Submit(context.Background(), f.Set("account", account).Set("password", password))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestInAndOut(t *testing.T) {
	s := apptest.Start(t)
	c := browser(t, s)
	if a := get(t, c, "/drafts?tab=2"); a.Status != 303 || a.Location != "/login?next=%2Fdrafts%3Ftab%3D2" {
		t.Fatalf("a stranger: %d to %q", a.Status, a.Location)
	}
	before := get(t, c, "/login?next=%2Fdrafts%3Ftab%3D2")
	if before.Header.Get("Cache-Control") != "no-store" {
		t.Error("the login page may be kept")
	}
	a := signIn(t, c, "/login?next=%2Fdrafts%3Ftab%3D2", "tranvanan", storetest.Password)
	if a.Status != 303 || a.Location != "/drafts?tab=2" {
		t.Fatalf("signed in: %d to %q", a.Status, a.Location)
	}
	cookie := a.Header.Get("Set-Cookie")
	for _, want := range []string{"congvan=", "HttpOnly", "SameSite=Lax"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("the cookie lacks %s: %s", want, cookie)
		}
	}
	page := get(t, c, "/drafts")
	if page.Status != 200 || !strings.Contains(string(page.Body), "Trần Văn An") {
		t.Fatalf("drafts: %d", page.Status)
	}
	f, err := page.Form(`form[action="/logout"]`)
	if err != nil {
		t.Fatal(err)
	}
	stolen := &http.Cookie{Name: "congvan", Value: strings.TrimPrefix(strings.Split(cookie, ";")[0], "congvan=")}
	if out, err := c.Submit(context.Background(), f); err != nil || out.Status != 303 || out.Location != "/login" {
		t.Fatalf("signed out: %+v, %v", out, err)
	}
	if a := get(t, c, "/drafts"); a.Status != 303 {
		t.Errorf("after signing out: %d", a.Status)
	}
	q, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+"/drafts", nil)
	if err != nil {
		t.Fatal(err)
	}
	q.AddCookie(stolen)
	r, err := http.DefaultTransport.RoundTrip(q)
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()
	if r.StatusCode != 303 {
		t.Errorf("the cookie of the ended session gets %d", r.StatusCode)
	}
}

func TestWrongPassword(t *testing.T) {
	s := apptest.Start(t)
	c := browser(t, s)
	var says []string
	for _, account := range []string{"tranvanan", "khong.co.ai"} {
		a := signIn(t, c, "/login", account, "sai-mat-khau")
		doc, err := a.Document()
		if err != nil {
			t.Fatal(err)
		}
		if a.Status != 422 || doc.Find(`input[name="account"]`).AttrOr("value", "") != account {
			t.Errorf("%s: %d, the account is not kept", account, a.Status)
		}
		if strings.Contains(string(a.Body), "sai-mat-khau") {
			t.Errorf("%s: the page repeats the password", account)
		}
		says = append(says, strings.Join(strings.Fields(doc.Find(`[role="alert"]`).Text()), " "))
	}
	if says[0] == "" || says[0] != says[1] { // who asks must not learn which accounts there are
		t.Errorf("a wrong password says %q, an unknown account %q", says[0], says[1])
	}
	if a := signIn(t, c, "/login", "tranvanan", storetest.Password); a.Status != 303 || a.Location != "/" {
		t.Errorf("the right one: %d to %q", a.Status, a.Location)
	}
	// Tried too often, even the right one has to wait.
	other := browser(t, s)
	var last *client.Answer
	for range 40 {
		last = signIn(t, other, "/login", "phamthuylinh", "sai-mat-khau")
		if strings.Contains(string(last.Body), "Thử lại sau") || strings.Contains(string(last.Body), "quá nhiều lần") {
			break
		}
	}
	a := signIn(t, other, "/login", "phamthuylinh", storetest.Password)
	if a.Status != 422 || !strings.Contains(string(a.Body), "hử lại") {
		t.Errorf("after many wrong passwords the right one gets %d:\n%s", a.Status, a.Body)
	}
	if a := get(t, other, "/"); a.Status != 303 {
		t.Errorf("and is signed in: %d", a.Status)
	}
}

func TestNoWayToAnotherSite(t *testing.T) {
	s := apptest.Start(t)
	for _, next := range []string{
		"https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "/\t/evil.example/", "/\n/evil.example",
		"/\r/evil.example", "\t//evil.example", "javascript:alert(1)", "evil.example", "/%09/..//evil.example\x00", strings.Repeat("/a", 2000),
	} {
		c := browser(t, s)
		form := url.Values{"next": {next}, "account": {"tranvanan"}, "password": {storetest.Password}}
		a, err := c.Do(context.Background(), "POST", "/login", "application/x-www-form-urlencoded", []byte(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Header.Get("Location"); a.Status != 303 || got != "/" {
			t.Errorf("next=%q leads to %q (%d)", next, got, a.Status)
		}
		if len(next) > 100 {
			continue
		}
		page, err := get(t, c, "/login?next="+url.QueryEscape(next)).Document()
		if err != nil {
			t.Fatal(err)
		}
		if v := page.Find(`input[name="next"]`).AttrOr("value", ""); v != "" {
			t.Errorf("the form keeps next=%q", v)
		}
	}
}

// A form that is too large, or nonsense, is no way in.
func TestLoginIsBounded(t *testing.T) {
	s := apptest.Start(t)
	c := browser(t, s)
	for name, body := range map[string]string{
		"large":    "account=tranvanan&password=" + strings.Repeat("a", 100<<10),
		"nonsense": "%zz=%zz",
		"empty":    "",
	} {
		a, err := c.Do(context.Background(), "POST", "/login", "application/x-www-form-urlencoded", []byte(body))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if a.Status != 422 {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
	a := get(t, c, "/login?account="+strings.Repeat("x", 5000))
	if a.Status != 200 || strings.Contains(string(a.Body), strings.Repeat("x", 65)) {
		t.Errorf("a long account comes back (%d)", a.Status)
	}
}

package page_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"congvan/web/page"
)

func TestWhatWasDoneIsSaidOnce(t *testing.T) {
	s := newSite(t)
	s.handle("POST /act", func(q *page.Request) error { return q.Go("/next", "Đã vào sổ số 12.") })
	s.handle("GET /next", func(q *page.Request) error { return q.Frame(q.Page("Trang sau"), templ.Raw("")) })
	an := s.as("1")
	acted := s.send(an, "POST", "/act", url.Values{})
	if acted.status != 303 {
		t.Fatalf("acted: %d", acted.status)
	}
	said := acted.header.Get("Set-Cookie")
	if !strings.Contains(said, "HttpOnly") || !strings.Contains(said, "SameSite=Lax") {
		t.Errorf("the cookie is %s", said)
	}
	says := func(c *http.Client, headers ...string) bool {
		return strings.Contains(s.send(c, "GET", "/next", nil, headers...).body, "Đã vào sổ số 12.")
	}
	if says(an, "HX-Request", "true") {
		t.Error("a part of a page takes the sentence")
	}
	if !says(an) {
		t.Error("the next page does not say it")
	}
	if says(an) {
		t.Error("it is said twice")
	}
	value, _, _ := strings.Cut(said, ";")
	if binh := s.as("2"); says(binh, "Cookie", cookies(t, s, binh)+"; "+value) {
		t.Error("what one session was told is said in another")
	}
}

// cookies are what a browser holds.
func cookies(t *testing.T, s *site, c *http.Client) string {
	t.Helper()
	u, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, k := range c.Jar.Cookies(u) {
		out = append(out, k.Name+"="+k.Value)
	}
	return strings.Join(out, "; ")
}

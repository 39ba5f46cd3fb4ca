package page_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"congvan/web/page"
)

func TestPagesAreCompressed(t *testing.T) {
	text := strings.Repeat("<p>Về việc triển khai nhiệm vụ</p>", 500)
	mux := http.NewServeMux()
	answer := func(kind string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			_, _ = io.WriteString(w, text)
		}
	}
	mux.HandleFunc("/page", answer("text/html; charset=utf-8"))
	mux.HandleFunc("/file", answer("application/pdf"))
	mux.HandleFunc("/stream", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, "data: 1\n\n")
		if err := http.NewResponseController(w).Flush(); err != nil {
			t.Errorf("flush: %v", err)
		}
	})
	mux.HandleFunc("/gone", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/page", http.StatusSeeOther) })
	server := httptest.NewServer(page.Compressed(mux))
	defer server.Close()
	get := func(path, accepts string) (*http.Response, string) {
		t.Helper()
		q, err := http.NewRequestWithContext(t.Context(), "GET", server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		q.Header.Set("Accept-Encoding", accepts) // by hand: the client leaves the body alone
		r, err := http.DefaultTransport.RoundTrip(q)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return r, string(b)
	}
	for range 3 { // the writers are used again
		r, body := get("/page", "gzip, br")
		if r.Header.Get("Content-Encoding") != "gzip" || r.Header.Get("Vary") != "Accept-Encoding" || len(body) > len(text)/5 {
			t.Errorf("a page: %v, %d bytes", r.Header, len(body))
		}
		z, err := gzip.NewReader(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := io.ReadAll(z); err != nil || string(plain) != text {
			t.Errorf("unpacked: %d bytes, %v", len(plain), err)
		}
	}
	for path, accepts := range map[string]string{"/page": "br", "/file": "gzip", "/stream": "gzip"} {
		if r, body := get(path, accepts); r.Header.Get("Content-Encoding") != "" || body == "" || body[0] == 0x1f {
			t.Errorf("%s for %q: %v", path, accepts, r.Header)
		}
	}
	if r, _ := get("/gone", "gzip"); r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/page" {
		t.Errorf("a redirect: %d %v", r.StatusCode, r.Header)
	}
}

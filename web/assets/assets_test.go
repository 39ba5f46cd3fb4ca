package assets

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
)

func get(t *testing.T, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestServesForGood(t *testing.T) {
	for name, kind := range map[string]string{
		"congvan.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8", "htmx.min.js": "text/javascript; charset=utf-8",
		"icons.svg": "image/svg+xml", "fonts/noto-sans-vietnamese-wght-normal.woff2": "font/woff2",
	} {
		res := get(t, URL(name))
		if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != kind {
			t.Errorf("%s: %d %s", name, res.StatusCode, res.Header.Get("Content-Type"))
		}
		if got := res.Header.Get("Cache-Control"); got != immutable {
			t.Errorf("%s: Cache-Control %q", name, got)
		}
		if got := res.Header.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestOtherReleaseIsNotKept(t *testing.T) {
	res := get(t, Prefix+"000000000000/congvan.css")
	if res.StatusCode != http.StatusOK || res.Header.Get("Cache-Control") != revalidate {
		t.Errorf("%d %q", res.StatusCode, res.Header.Get("Cache-Control"))
	}
}

func TestCompression(t *testing.T) {
	plain, err := io.ReadAll(get(t, URL("congvan.css")).Body)
	if err != nil {
		t.Fatal(err)
	}
	res := get(t, URL("congvan.css"), "Accept-Encoding", "br, gzip;q=0.8")
	if res.Header.Get("Content-Encoding") != "gzip" || res.Header.Get("Vary") != "Accept-Encoding" {
		t.Fatalf("headers %v", res.Header)
	}
	zr, err := gzip.NewReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	unzipped, err := io.ReadAll(zr)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(plain, unzipped) {
		t.Error("compressed and plain differ")
	}
	for _, refused := range []string{"", "br", "gzip;q=0"} {
		if got := get(t, URL("congvan.css"), "Accept-Encoding", refused).Header.Get("Content-Encoding"); got != "" {
			t.Errorf("%q: %s", refused, got)
		}
	}
	if got := get(t, URL("fonts/tinos-latin-400-normal.woff2"), "Accept-Encoding", "gzip").Header.Get("Content-Encoding"); got != "" {
		t.Errorf("a font is compressed twice: %s", got)
	}
}

func TestNotModified(t *testing.T) {
	etag := get(t, URL("app.js")).Header.Get("ETag")
	if got := get(t, URL("app.js"), "If-None-Match", etag).StatusCode; got != http.StatusNotModified {
		t.Errorf("status %d", got)
	}
}

func TestRefuses(t *testing.T) {
	for _, path := range []string{Prefix, Prefix + "x", Prefix + "x/", Prefix + "x/none.css", Prefix + "x/../assets.go", "/assets/x/fonts"} {
		if got := get(t, path).StatusCode; got != http.StatusNotFound {
			t.Errorf("%s: %d", path, got)
		}
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, URL("app.js"), nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

func TestHashFollowsContent(t *testing.T) {
	one, err := newBundle(fstest.MapFS{"a.css": {Data: []byte("a")}, "b.css": {Data: []byte("b")}})
	if err != nil {
		t.Fatal(err)
	}
	two, err := newBundle(fstest.MapFS{"a.css": {Data: []byte("a")}, "b.css": {Data: []byte("c")}})
	if err != nil {
		t.Fatal(err)
	}
	if one.hash == two.hash {
		t.Error("other content, same address")
	}
}

// Budgets of a page: CSS < 25 kB, script < 40 kB, compressed.
func TestBudget(t *testing.T) {
	size := func(names ...string) (sum int) {
		for _, name := range names {
			sum += len(load().files[name].gzipped)
		}
		return sum
	}
	if got := size("congvan.css"); got > 25_000 {
		t.Errorf("stylesheet %d bytes", got)
	}
	if got := size("app.js", "htmx.min.js"); got > 40_000 {
		t.Errorf("scripts %d bytes", got)
	}
}

// The stylesheet refers to its fonts by relative address, so each must be there.
func TestStylesheetFindsItsFiles(t *testing.T) {
	css := string(load().files["congvan.css"].plain)
	found := regexp.MustCompile(`url\(([^")]+)\)`).FindAllStringSubmatch(css, -1)
	if len(found) < 8 {
		t.Fatalf("only %d references", len(found))
	}
	for _, m := range found {
		if _, ok := load().files[m[1]]; !ok {
			t.Errorf("%s is missing", m[1])
		}
	}
}

// Scripts must run under script-src 'self': nothing that evaluates text, apart
// from what htmx keeps behind allowEval.
func TestScriptEvaluatesNothing(t *testing.T) {
	js := string(load().files["app.js"].plain)
	for _, forbidden := range []string{"eval(", "new Function", "innerHTML", "document.write", "setAttribute(\"style\""} {
		if strings.Contains(js, forbidden) {
			t.Errorf("app.js holds %q", forbidden)
		}
	}
}

func TestLicencesAreBeside(t *testing.T) {
	for _, name := range []string{"LICENSE-htmx.txt", "LICENSE-icons.txt", "fonts/LICENSE-noto-sans.txt", "fonts/LICENSE-tinos.txt"} {
		if data, err := os.ReadFile(filepath.Join("static", name)); err != nil || len(data) < 200 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUnknownNamePanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	URL("none.css")
}

package file_test

import (
	"bytes"
	"image/jpeg"
	"io"
	"mime"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path"
	"strings"
	"testing"

	"congvan/cmd/congvan/app/apptest"
	"congvan/office"
	"congvan/office/document"
	"congvan/platform/store/storetest"
	"congvan/web/file"
)

// browser is one person who asks for files with headers of their own.
type browser struct {
	t    *testing.T
	http *http.Client
	base string
}

func signedIn(t *testing.T, s *apptest.Server, login string) browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := browser{t, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, s.URL}
	if login == "" {
		return b
	}
	r, err := b.http.PostForm(s.URL+"/login", url.Values{"account": {login}, "password": {storetest.Password}})
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()
	if r.StatusCode != 303 {
		t.Fatalf("%s cannot sign in: %d", login, r.StatusCode)
	}
	return b
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

func (b browser) get(path string, headers ...string) answer {
	b.t.Helper()
	q, err := http.NewRequestWithContext(b.t.Context(), "GET", b.base+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	r, err := b.http.Do(q)
	if err != nil {
		b.t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{r.StatusCode, r.Header, body}
}

// approved is a server with one approved letter, whose PDF LibreOffice made.
func approved(t *testing.T) (*apptest.Server, document.Document) {
	t.Helper()
	s := apptest.Start(t)
	s.Keys()
	id, err := office.ParseID(path.Base(s.Approved("mời họp giao ban")))
	if err != nil {
		t.Fatal(err)
	}
	var d document.Document
	err = s.App.Store.View(t.Context(), office.SystemActor(s.City.Agency), func(tx office.Tx) error {
		d, _, err = s.App.Documents.ObjectIn(tx, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, d
}

func TestFiles(t *testing.T) {
	s, d := approved(t)
	if len(d.Files) == 0 {
		t.Fatalf("the letter has no files: %+v", d)
	}
	pdf, at := d.Files[0], -1
	for i, f := range d.Files {
		if f.Role == document.MainFile {
			pdf, at = f, i
		}
	}
	if at < 0 {
		t.Fatalf("no main file among %+v", d.Files)
	}
	address := file.URL(d.ID, at, pdf.SHA256)
	author := signedIn(t, s, "tranvanan")

	a := author.get(address)
	if a.status != 200 || office.HashOf(a.body) != pdf.SHA256 || int64(len(a.body)) != pdf.Size {
		t.Fatalf("%d with %d bytes, want the file of %d", a.status, len(a.body), pdf.Size)
	}
	for name, want := range map[string]string{
		"Content-Type": "application/pdf", "X-Content-Type-Options": "nosniff", "Etag": `"` + pdf.SHA256.String() + `"`,
		"Cache-Control": "private, max-age=86400, immutable",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if policy := a.header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "sandbox") || strings.Contains(policy, "script") {
		t.Errorf("policy %q", policy)
	}
	disposition(t, a, "inline", pdf.Name)
	disposition(t, author.get(address+"&download=1"), "attachment", pdf.Name)
	if a := author.get(address, "If-None-Match", `"`+pdf.SHA256.String()+`"`); a.status != 304 || len(a.body) != 0 {
		t.Errorf("what the browser has: %d with %d bytes", a.status, len(a.body))
	}
	if a := author.get(address, "Range", "bytes=0-3"); a.status != 206 || string(a.body) != "%PDF" {
		t.Errorf("a part: %d %q", a.status, a.body)
	}
	for _, other := range []string{strings.Split(address, "?")[0], strings.Split(address, "?")[0] + "?v=0123456789ab"} {
		if a := author.get(other); a.status != 200 || a.header.Get("Cache-Control") != "private, no-cache" {
			t.Errorf("%s: %d, %q: it names another file tomorrow", other, a.status, a.header.Get("Cache-Control"))
		}
	}
	for i, f := range d.Files { // what a browser might run or open with a program is downloaded
		if f.MediaType != "application/pdf" {
			disposition(t, author.get(file.URL(d.ID, i, f.SHA256)), "attachment", f.Name)
		}
	}
	rights(t, s, address, 200)
	nowhere := "/documents/" + d.ID.String() + "/files/"
	for _, p := range []string{nowhere + "99", nowhere + "-1", nowhere + "x", nowhere + "1e9", "/documents/xyz/files/0", "/documents/" + office.ID{1}.String() + "/files/0"} {
		if a := author.get(p); a.status != 404 {
			t.Errorf("%s: %d, want 404", p, a.status)
		}
	}
	pages(t, s, author, d, at)
}

func disposition(t *testing.T, a answer, want, name string) {
	t.Helper()
	kind, params, err := mime.ParseMediaType(a.header.Get("Content-Disposition"))
	if err != nil || kind != want || params["filename"] != name {
		t.Errorf("disposition %q (%v), want %s of %q", a.header.Get("Content-Disposition"), err, want, name)
	}
}

// rights: who takes part in the document gets it; others do not.
func rights(t *testing.T, s *apptest.Server, path string, status int) {
	t.Helper()
	for login, want := range map[string]int{
		"nguyenthuha": status, "vodinhloc": status, "lehoangminh": status, // reviewers and signer
		"dangkimoanh": 403, "quantri": 403, "dongocdiep": 404, // of another agency: there is nothing
		"": 303,
	} {
		a := signedIn(t, s, login).get(path)
		if a.status != want {
			t.Errorf("%q gets %s: %d, want %d", login, path, a.status, want)
		}
		if a.status != status && (bytes.HasPrefix(a.body, []byte("%PDF")) || bytes.HasPrefix(a.body, []byte("\xff\xd8"))) {
			t.Errorf("%q is refused and gets the bytes", login)
		}
	}
}

// pages are drawn by the server.
func pages(t *testing.T, s *apptest.Server, b browser, d document.Document, at int) {
	t.Helper()
	address := file.PageURL(d.ID, at, 1, d.Files[at].SHA256)
	a := b.get(address)
	img, err := jpeg.Decode(bytes.NewReader(a.body))
	if err != nil || a.status != 200 || a.header.Get("Content-Type") != "image/jpeg" {
		t.Fatalf("page 1: %d, %q, %v", a.status, a.header.Get("Content-Type"), err)
	}
	if w, h := img.Bounds().Dx(), img.Bounds().Dy(); w < 900 || w > 1100 || h < 13*w/10 {
		t.Errorf("page 1 is %d × %d", w, h)
	}
	if again := b.get(address); !bytes.Equal(again.body, a.body) {
		t.Error("the second time it is another image")
	}
	if kept := b.get(address, "If-None-Match", a.header.Get("Etag")); kept.status != 304 || a.header.Get("Etag") == "" {
		t.Errorf("what the browser has: %d", kept.status)
	}
	rights(t, s, address, 200)
	base := "/documents/" + d.ID.String() + "/files/" + "0/pages/"
	for _, p := range []string{"0", "-1", "x", "1.5"} {
		if a := b.get(base + p); a.status != 404 {
			t.Errorf("page %s: %d, want 404", p, a.status)
		}
	}
	if a := b.get(base + "99999"); a.status != 422 || a.header.Get("Content-Type") == "image/jpeg" {
		t.Errorf("a page that is not there: %d", a.status)
	}
}

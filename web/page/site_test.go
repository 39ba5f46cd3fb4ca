package page_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/alexedwards/scs/v2"

	"congvan/office"
	"congvan/office/org"
	"congvan/web/page"
	"congvan/web/ui"
)

// site is a small site whose people are whoever signs in at /in/N.
type site struct {
	*page.Site
	t    *testing.T
	mux  *http.ServeMux
	url  string
	log  *safeLog
	gone atomic.Bool // everybody's session has ended
	away atomic.Bool // who asks cannot be found out
}

type safeLog struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *safeLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *safeLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, mux: http.NewServeMux(), log: &safeLog{}}
	now := func() time.Time { return time.Date(2026, 11, 23, 2, 12, 0, 0, time.UTC) }
	s.Site = &page.Site{
		Sessions: scs.New(), Clock: now, Log: slog.New(slog.NewTextHandler(s.log, nil)),
		Limits: page.Limits{Form: 1 << 10, Upload: 4 << 10},
		Identify: func(_ context.Context, k org.Ticket) (page.Identity, error) {
			if s.gone.Load() {
				return page.Identity{}, org.ErrSignedOut
			}
			if s.away.Load() {
				return page.Identity{}, office.Wrap("test", errors.New("the disk is full of secrets"))
			}
			return page.Identity{Actor: office.Actor{Account: k.Account}, Name: "Trần Văn An"}, nil
		},
	}
	s.mux.HandleFunc("GET /in/{n}", func(w http.ResponseWriter, r *http.Request) {
		if err := s.SignIn(r.Context(), office.ID{r.PathValue("n")[0]}, 1); err != nil {
			t.Error(err)
		}
	})
	server := httptest.NewServer(page.Secure(s.Sessions.LoadAndSave(s.mux)))
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *site) handle(pattern string, h page.Handler) { s.Handle(s.mux, pattern, h) }

// as signs somebody in, "1" or "2".
func (s *site) as(n string) *http.Client {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if n != "" {
		s.send(c, "GET", "/in/"+n, nil)
	}
	return c
}

type answer struct {
	status int
	header http.Header
	body   string
}

func (s *site) send(c *http.Client, method, path string, form url.Values, headers ...string) answer {
	s.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
		headers = append(headers, "Content-Type", "application/x-www-form-urlencoded")
	}
	return s.sendBody(c, method, path, body, headers...)
}

func (s *site) sendBody(c *http.Client, method, path string, body io.Reader, headers ...string) answer {
	s.t.Helper()
	q, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	r, err := c.Do(q)
	if err != nil {
		s.t.Error(err)
		return answer{}
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Error(err)
	}
	return answer{r.StatusCode, r.Header, string(b)}
}

func TestStrangersAreSentToTheDoor(t *testing.T) {
	s := newSite(t)
	s.handle("GET /documents/{id}", func(q *page.Request) error { return q.Render(templ.Raw("đây là nội dung")) })
	s.handle("POST /documents/{id}", func(*page.Request) error { t.Error("a stranger acted"); return nil })
	nobody := s.as("")
	if a := s.send(nobody, "GET", "/documents/7?tab=a&b=1", nil); a.status != 303 || a.header.Get("Location") != "/login?next=%2Fdocuments%2F7%3Ftab%3Da%26b%3D1" {
		t.Errorf("%d to %q", a.status, a.header.Get("Location"))
	}
	if a := s.send(nobody, "POST", "/documents/7", url.Values{}); a.status != 303 || a.header.Get("Location") != "/login" {
		t.Errorf("a form: %d to %q", a.status, a.header.Get("Location"))
	}
	if a := s.send(nobody, "GET", "/documents/7", nil, "HX-Request", "true"); a.status != 401 || a.header.Get("HX-Redirect") != "/login" {
		t.Errorf("a part: %d to %q", a.status, a.header.Get("HX-Redirect"))
	}
	an := s.as("1")
	if a := s.send(an, "GET", "/documents/7", nil); a.status != 200 || a.body != "đây là nội dung" || a.header.Get("Cache-Control") != "no-store" {
		t.Errorf("signed in: %+v", a)
	}
	s.away.Store(true)
	if a := s.send(an, "GET", "/documents/7", nil); a.status != 500 || strings.Contains(a.body, "secrets") {
		t.Errorf("when it cannot be found out who asks: %+v", a)
	}
	s.away.Store(false)
	s.gone.Store(true)
	s.send(an, "GET", "/documents/7", nil)
	s.gone.Store(false)
	if a := s.send(an, "GET", "/documents/7", nil); a.status != 303 {
		t.Errorf("the ended session goes on: %+v", a)
	}
}

func TestOnce(t *testing.T) {
	s := newSite(t)
	var acts atomic.Int32
	slow := make(chan struct{})
	s.handle("POST /act", func(q *page.Request) error {
		acts.Add(1)
		<-slow
		return q.Go("/done", "Đã làm")
	})
	one, two := s.as("1"), s.as("2")
	token := url.Values{ui.OnceField: {page.NewOnce()}}
	var wg sync.WaitGroup
	answers := make([]answer, 6)
	for i := range answers {
		wg.Go(func() {
			if i == 5 {
				answers[i] = s.send(one, "POST", "/act", token, "HX-Request", "true")
				return
			}
			answers[i] = s.send(one, "POST", "/act", token)
		})
		if i == 0 { // the others click again while it works
			for acts.Load() == 0 {
				time.Sleep(time.Millisecond)
			}
		}
	}
	time.Sleep(30 * time.Millisecond)
	close(slow)
	wg.Wait()
	if n := acts.Load(); n != 1 {
		t.Errorf("clicked six times, acted %d times", n)
	}
	for i, a := range answers[:5] {
		if a.status != 303 || a.header.Get("Location") != "/done" {
			t.Errorf("click %d: %d to %q", i, a.status, a.header.Get("Location"))
		}
	}
	if a := answers[5]; a.status != 204 || a.header.Get("HX-Redirect") != "/done" {
		t.Errorf("a click through htmx: %d to %q", a.status, a.header.Get("HX-Redirect"))
	}
	s.send(two, "POST", "/act", token) // another person who has the same token
	s.send(one, "POST", "/act", url.Values{ui.OnceField: {page.NewOnce()}})
	s.send(one, "POST", "/act", nil, "Content-Type", "application/x-www-form-urlencoded")
	s.send(one, "POST", "/act", url.Values{ui.OnceField: {strings.Repeat("x", 65)}})
	if n := acts.Load(); n != 5 {
		t.Errorf("acted %d times, want 5", n)
	}
}

// What failed may be sent again, with the same token.
func TestOnceAfterAFailure(t *testing.T) {
	s := newSite(t)
	var n atomic.Int32
	s.handle("POST /act", func(q *page.Request) error {
		switch n.Add(1) {
		case 1:
			return office.Conflict("test", "Có người vừa làm trước.", "Somebody was first.")
		case 2:
			panic(http.ErrAbortHandler)
		}
		return q.Go("/done", "")
	})
	an := s.as("1")
	token := url.Values{ui.OnceField: {"t"}}
	if a := s.send(an, "POST", "/act", token); a.status != 409 {
		t.Errorf("first: %d", a.status)
	}
	r, err := http.NewRequestWithContext(t.Context(), "POST", s.url+"/act", strings.NewReader(token.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if got, err := an.Do(r); err == nil { // torn off
		_ = got.Body.Close()
		t.Errorf("second: %d", got.StatusCode)
	}
	if a := s.send(an, "POST", "/act", token); a.status != 303 {
		t.Errorf("third: %d", a.status)
	}
	if a := s.send(an, "POST", "/act", token); a.status != 303 || n.Load() != 3 {
		t.Errorf("fourth: %d after %d acts", a.status, n.Load())
	}
}

func TestEveryCodeHasItsStatus(t *testing.T) {
	s := newSite(t)
	want := map[office.Code]int{
		office.CodeInvalid: 422, office.CodeSigning: 422, office.CodeNotFound: 404, office.CodeForbidden: 403,
		office.CodeConflict: 409, office.CodeDuplicate: 409, office.CodeTooLarge: 413, office.CodeSecret: 451,
		office.CodeUnavailable: 503, office.CodeInternal: 500,
	}
	s.handle("GET /fail/{code}", func(q *page.Request) error {
		return office.NewError(office.Code(q.R.PathValue("code")), "test", "Câu cho người đọc.", "A sentence for people.")
	})
	s.handle("GET /foreign", func(*page.Request) error { return errors.New("pq: password of table x") })
	an := s.as("1")
	for code, status := range want {
		a := s.send(an, "GET", "/fail/"+string(code), nil)
		if a.status != status || !strings.Contains(a.body, "Câu cho người đọc.") || !strings.Contains(a.body, "<html") {
			t.Errorf("%s: %d\n%.300s", code, a.status, a.body)
		}
		part := s.send(an, "GET", "/fail/"+string(code), nil, "HX-Request", "true")
		if part.status != status || strings.Contains(part.body, "<html") || !strings.Contains(part.body, "Câu cho người đọc.") {
			t.Errorf("%s as a part: %d\n%.300s", code, part.status, part.body)
		}
		if page.FormFault(office.NewError(code, "t", "x", "x")) != (status == 422 || status == 413 || status == 451 || code == office.CodeDuplicate) {
			t.Errorf("%s beside its form: %v", code, status)
		}
	}
	a := s.send(an, "GET", "/foreign", nil)
	if a.status != 500 || strings.Contains(a.body, "pq:") || !strings.Contains(s.log.String(), "pq: password") {
		t.Errorf("a foreign error: %d\n%.300s", a.status, a.body)
	}
	ref := s.log.String()
	ref = ref[strings.LastIndex(ref, "ref=")+4:][:8]
	if !strings.Contains(a.body, ref) {
		t.Errorf("the page does not name %s, under which the log has it", ref)
	}
	a = s.send(an, "GET", "/fail/conflict", nil, "Referer", "https://evil.example/x")
	if strings.Contains(a.body, "evil.example") {
		t.Error("the way back leads to another site")
	}
	if a = s.send(an, "GET", "/fail/conflict", nil, "Referer", s.url+"/drafts?tab=2"); !strings.Contains(a.body, `href="/drafts?tab=2"`) {
		t.Error("no way back to the page before")
	}
}

func TestFaults(t *testing.T) {
	if f := page.FaultsOf(nil); f != nil {
		t.Errorf("faults of nothing: %v", f)
	}
	f := page.FaultsOf(errors.Join(
		office.InvalidField("t", "subject", "Nhập trích yếu.", "x"), office.Invalid("t", "Chung.", "x"),
		office.InvalidField("t", "due", "Chọn hạn.", "x"),
	))
	if len(f) != 3 || f.Of("subject") != "Nhập trích yếu." || f.Of("signer") != "" || f.Message() != "Chung." {
		t.Errorf("%+v", f)
	}
	sum := f.Summary("Chưa lưu", map[string]string{"due": "f-hạn"})
	if len(sum.Errors) != 2 || sum.Errors[0].FieldID != "f-subject" || sum.Errors[1].FieldID != "f-hạn" {
		t.Errorf("%+v", sum)
	}
	if f := page.FaultsOf(errors.New("driver")); len(f) != 1 || f[0].Code != office.CodeInternal || strings.Contains(f[0].Vi, "driver") {
		t.Errorf("a foreign error: %+v", f)
	}
}

func TestFields(t *testing.T) {
	s := newSite(t)
	id := office.ID{0xab, 15: 1}
	s.handle("POST /form/{id}", func(q *page.Request) error {
		path, err := q.PathID("id")
		if err != nil {
			return err
		}
		if got := q.Text("name"); got != "Đà Nẵng" { // trimmed, NFC
			t.Errorf("text %q", got)
		}
		if path != id || q.ID("id2") != id || q.ID("bad") != (office.ID{}) || q.ID("none") != (office.ID{}) {
			t.Error("ids")
		}
		if q.Int("n") != 42 || q.Int("bad") != 0 || q.Int("none") != 0 {
			t.Error("numbers")
		}
		if got := q.Texts("many"); len(got) != 2 || got[1] != "b" {
			t.Errorf("many %v", got)
		}
		return q.Go("/", "")
	})
	an := s.as("1")
	form := url.Values{
		"name": {"  Đà Nẵng "}, "id2": {id.String()}, "bad": {"xyz"}, "n": {" 42 "}, "many": {"a", "b"},
	}
	form.Set("name", "  \u0110a\u0300 Na\u0306\u0303ng ")
	if a := s.send(an, "POST", "/form/"+id.String(), form); a.status != 303 {
		t.Errorf("%d\n%.300s", a.status, a.body)
	}
	for _, path := range []string{"/form/xyz", "/form/" + office.ID{}.String()} {
		if a := s.send(an, "POST", path, form); a.status != 404 {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}

func TestDates(t *testing.T) {
	s := newSite(t)
	s.handle("GET /date", func(q *page.Request) error {
		d, err := q.Date("d")
		if err != nil {
			return err
		}
		return q.Render(templ.Raw(d.String()))
	})
	an := s.as("1")
	for text, want := range map[string]string{
		"23/11/2026": "2026-11-23", "2026-11-23": "2026-11-23", " 1/2/2026 ": "2026-02-01", "": "",
	} {
		if a := s.send(an, "GET", "/date?d="+url.QueryEscape(text), nil); a.status != 200 || a.body != want {
			t.Errorf("%q: %d %q, want %q", text, a.status, a.body, want)
		}
	}
	for _, text := range []string{"30/02/2026", "hôm qua", "2026-13-01", "11/23/2026", "99999/1/1", strings.Repeat("1", 500)} {
		if a := s.send(an, "GET", "/date?d="+url.QueryEscape(text), nil); a.status != 422 || !strings.Contains(a.body, "ví dụ 23/11/2026") {
			t.Errorf("%q: %d", text, a.status)
		}
	}
}

func TestBodiesAreLimited(t *testing.T) {
	s := newSite(t)
	s.handle("POST /up", func(q *page.Request) error {
		name, b, err := q.FileBytes("file")
		if err != nil {
			return err
		}
		if name != "văn bản.pdf" || string(b) != "%PDF" {
			t.Errorf("file %q: %q", name, b)
		}
		return q.Go("/", "")
	})
	an := s.as("1")
	if a := s.send(an, "POST", "/up", url.Values{"x": {strings.Repeat("a", 2<<10)}}); a.status != 413 || !strings.Contains(a.body, "lớn hơn") {
		t.Errorf("a large form: %d\n%.300s", a.status, a.body)
	}
	upload := func(content string) answer {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		p, err := w.CreateFormFile("file", "văn bản.pdf")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(p, content)
		_ = w.Close()
		return s.sendBody(an, "POST", "/up", &b, "Content-Type", w.FormDataContentType())
	}
	if a := upload("%PDF"); a.status != 303 {
		t.Errorf("a small file: %d\n%.300s", a.status, a.body)
	}
	if a := upload(strings.Repeat("a", 5<<10)); a.status != 413 {
		t.Errorf("a large file: %d", a.status)
	}
	a := s.sendBody(an, "POST", "/up", strings.NewReader("nonsense"), "Content-Type", "multipart/form-data; boundary=x")
	if a.status != 422 || !strings.Contains(a.body, "Tải lại trang") {
		t.Errorf("a broken form: %d", a.status)
	}
}

func TestSecure(t *testing.T) {
	s := newSite(t)
	s.handle("POST /act", func(q *page.Request) error { return q.Go("/", "") })
	an := s.as("1")
	a := s.send(an, "GET", "/nowhere", nil)
	for name, want := range map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	policy := a.header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy lacks %q: %s", want, policy)
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") || strings.Contains(policy, "*") {
		t.Errorf("the policy is loose: %s", policy)
	}
	for name, c := range map[string]struct {
		headers []string
		status  int
	}{
		"our own page":       {[]string{"Sec-Fetch-Site", "same-origin"}, 303},
		"a program":          {nil, 303},
		"another site":       {[]string{"Sec-Fetch-Site", "cross-site"}, 403},
		"a sister site":      {[]string{"Sec-Fetch-Site", "same-site"}, 403},
		"an old browser":     {[]string{"Origin", "https://evil.example"}, 403},
		"an old one of ours": {[]string{"Origin", s.url}, 303},
	} {
		if a := s.send(an, "POST", "/act", url.Values{}, c.headers...); a.status != c.status {
			t.Errorf("%s: %d, want %d", name, a.status, c.status)
		}
	}
}

func TestObservedNamesTheRoute(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /documents/{id}", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	var got []string
	var statuses []int
	h := page.Observed(func(pattern, _ string, status int, _ time.Duration) {
		got, statuses = append(got, pattern), append(statuses, status)
	}, mux)
	for _, path := range []string{"/documents/17", "/nowhere"} {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", path, nil))
	}
	if strings.Join(got, ",") != "GET /documents/{id}," || statuses[0] != 418 || statuses[1] != 404 {
		t.Errorf("observed %q %v", got, statuses)
	}
}

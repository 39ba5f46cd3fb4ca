// Package apptest runs the whole server inside a test: real store, real child
// processes, real pages, on a small city whose people can be sent to a browser.
// It is for tests only; their TestMain calls Main, because the server's children
// are copies of the test binary.
package apptest

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"html"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"congvan/cmd/congvan/app"
	"congvan/e2e/client"
	"congvan/office"
	"congvan/office/document"
	"congvan/office/org"
	"congvan/platform/convert"
	"congvan/platform/store/storetest"
)

// Main is TestMain's body.
func Main(m *testing.M) {
	if handled, code := convert.Main(app.Children(), os.Args); handled {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

// Server is a running server with its city.
type Server struct {
	App   *app.App
	City  *storetest.City
	Clock *storetest.Clock
	URL   string
	t     testing.TB
}

// Start serves an office with an open register on an embedded store, on
// storetest.Monday. It ends with the test.
func Start(t testing.TB) *Server {
	t.Helper()
	return start(t, "", (*Server).fill)
}

// StartAt is Start on another database.
func StartAt(t testing.TB, database string) *Server {
	t.Helper()
	return start(t, database, (*Server).fill)
}

// StartFounded serves an agency of the Party as it is right after it was founded:
// with nobody but its administrator, who signs in as “quantri”.
func StartFounded(t testing.TB) *Server {
	t.Helper()
	return start(t, "", (*Server).found)
}

func start(t testing.TB, database string, fill func(*Server)) *Server {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	c := app.DefaultConfig()
	c.Data, c.Listen, c.Exchange.Listen, c.Database = t.TempDir(), "127.0.0.1:0", "", database
	clock := storetest.NewClock(storetest.Monday())
	a, err := app.Open(ctx, c, app.Options{Clock: clock.Now, Log: slog.New(slog.NewTextHandler(logTo(t), nil))})
	if err != nil {
		t.Fatal(err)
	}
	l, err := a.Listen()
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{App: a, Clock: clock, URL: "http://" + l.Web.Addr().String(), t: t}
	fill(s)
	served := make(chan error, 1)
	go func() { served <- a.Serve(ctx, l, app.WebOptions{Brand: "Văn phòng Thành ủy"}) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
		if err := a.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// fill makes the city.
func (s *Server) fill() {
	s.t.Helper()
	s.City = storetest.Office(s.t, s.App.Store)
	for _, clerk := range []office.Actor{s.City.Clerk, s.City.OtherClerk} {
		if _, err := s.App.Documents.OpenRegister(ctx(), clerk, document.Incoming, "Sổ văn bản đến"); err != nil {
			s.t.Fatal(err)
		}
	}
}

// found makes an agency with its administrator.
func (s *Server) found() {
	s.t.Helper()
	_, err := s.App.Org.Found(ctx(), office.SystemActor(office.ID{}), org.FoundInput{
		Agency: org.AgencyFacts{
			Name: "Văn phòng Thành ủy", Code: "A10.01", CodeScheme: org.SchemeOwn, Symbol: "VPTU",
			Kind: org.OfficeOf, RuleSet: org.PartyRules, Place: "Đà Nẵng",
		},
		From: storetest.Since(), PersonName: "Lương Công Trí", Login: "quantri", Password: storetest.Password,
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// logTo keeps warnings out of a quiet test run.
func logTo(t testing.TB) *bytes.Buffer {
	var b bytes.Buffer
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("server: %s", b.String())
		}
	})
	return &b
}

// Browser is one signed-in person.
type Browser struct {
	*client.Client
	t testing.TB
}

// As signs a person of the city in by login.
func (s *Server) As(login string) Browser {
	s.t.Helper()
	c, err := client.New(s.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(c.Close)
	b := Browser{c, s.t}
	f := b.Form(b.Open("/login"), "form")
	b.Send(f.Set("account", login).Set("password", storetest.Password))
	return b
}

func ctx() context.Context { return context.Background() }

// Open opens a page that must answer 200.
func (b Browser) Open(path string) *client.Answer {
	b.t.Helper()
	a, err := b.Page(ctx(), path)
	if err != nil {
		b.t.Fatalf("GET %s: %v", path, err)
	}
	return a
}

// Refused opens a page that must answer with a status, and gives it.
func (b Browser) Refused(path string, status int) *client.Answer {
	b.t.Helper()
	a, err := b.Get(ctx(), path)
	if err != nil {
		b.t.Fatal(err)
	}
	if a.Status != status {
		b.t.Fatalf("GET %s: got %d, want %d", path, a.Status, status)
	}
	return a
}

// Form reads a form of a page.
func (b Browser) Form(a *client.Answer, selector string) *client.Form {
	b.t.Helper()
	f, err := a.Form(selector)
	if err != nil {
		b.t.Fatal(err)
	}
	return f
}

// Send sends a form that must be accepted, and gives where it leads.
func (b Browser) Send(f *client.Form) string {
	b.t.Helper()
	a, err := b.Done(ctx(), f)
	if err != nil {
		b.t.Fatal(err)
	}
	return a.Location
}

// Rejected sends a form that must come back with a status.
func (b Browser) Rejected(f *client.Form, status int) *client.Answer {
	b.t.Helper()
	a, err := b.Submit(ctx(), f)
	if err != nil {
		b.t.Fatal(err)
	}
	if a.Status != status {
		b.t.Fatalf("got %d, want %d", a.Status, status)
	}
	return a
}

// Find selects in a page.
func (b Browser) Find(a *client.Answer, selector string) *goquery.Selection {
	b.t.Helper()
	d, err := a.Document()
	if err != nil {
		b.t.Fatal(err)
	}
	return d.Find(selector)
}

// Text is what a selector shows, its blanks single.
func (b Browser) Text(a *client.Answer, selector string) string {
	b.t.Helper()
	return strings.Join(strings.Fields(b.Find(a, selector).Text()), " ")
}

// Letter is the content of a document as an agency would send it, for uploads.
type Letter struct {
	Code, Agency, Type, Subject string
	Day                         time.Time
	Above                       string // a line at the very top, such as a classification mark
}

// DOCX makes a plain Word file of the letter.
func (l Letter) DOCX(t testing.TB) []byte {
	t.Helper()
	lines := []string{
		l.Above, l.Agency, "*", "Số " + l.Code, "ĐẢNG CỘNG SẢN VIỆT NAM",
		fmt.Sprintf("Đà Nẵng, ngày %02d tháng %02d năm %d", l.Day.Day(), int(l.Day.Month()), l.Day.Year()),
		strings.ToUpper(l.Type), l.Subject, "-----", "Kính gửi: Văn phòng Thành ủy.",
		"Thực hiện chương trình công tác năm 2026, đơn vị báo cáo kết quả như sau.",
		"Nơi nhận:", "- Như trên.", "T/M BAN THƯỜNG VỤ", "BÍ THƯ", "Trần Văn Mẫu",
	}
	var body strings.Builder
	for _, line := range lines {
		if line != "" {
			body.WriteString(`<w:p><w:r><w:t xml:space="preserve">` + html.EscapeString(line) + `</w:t></w:r></w:p>`)
		}
	}
	return zipped(t, map[string]string{
		"[Content_Types].xml": `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels":         `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml":   `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body.String() + `</w:body></w:document>`,
	})
}

func zipped(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"[Content_Types].xml", "_rels/.rels", "word/document.xml"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Sample is a letter that anybody may receive.
func Sample() Letter {
	return Letter{
		Code: "125-BC/ĐU", Agency: "ĐẢNG ỦY XÃ HÒA VANG", Type: "Báo cáo", Subject: "tình hình khắc phục hậu quả mưa lũ",
		Day: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC),
	}
}

// Upload puts a letter into the queue through the clerk's page and gives the
// address of its form.
func (b Browser) Upload(l Letter) string {
	b.t.Helper()
	before := b.queue()
	b.Send(b.Form(b.Open("/arrivals"), "#upload").Attach("files", "van-ban.docx", l.DOCX(b.t)))
	for href := range b.queue() {
		if !before[href] {
			return href
		}
	}
	b.t.Fatal("the upload is not in the queue")
	return ""
}

func (b Browser) queue() map[string]bool {
	b.t.Helper()
	out := map[string]bool{}
	b.Find(b.Open("/arrivals"), "#hang-doi a[data-open]").Each(func(_ int, s *goquery.Selection) {
		out[s.AttrOr("href", "")] = true
	})
	return out
}

// Register enters a letter in the register and gives the address of its page.
func (b Browser) Register(l Letter) string {
	b.t.Helper()
	return b.Send(b.Form(b.Open(b.Upload(l)), "#register").Press("then", "open"))
}

package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// Client is one person at one browser.
type Client struct {
	base *url.URL
	http *http.Client
}

// maxBody bounds an answer.
const maxBody = 64 << 20

// New opens a browser at a server, "http://127.0.0.1:8080".
func New(base string) (*Client, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	return &Client{base: u, http: &http.Client{
		Jar: jar, Timeout: 60 * time.Second,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 4},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// Session is the value of the session's cookie, "" before signing in.
func (c *Client) Session() string {
	for _, k := range c.http.Jar.Cookies(c.base) {
		if k.Name == SessionCookie {
			return k.Value
		}
	}
	return ""
}

// Resume goes on with a session that was opened elsewhere.
func (c *Client) Resume(session string) {
	c.http.Jar.SetCookies(c.base, []*http.Cookie{{Name: SessionCookie, Value: session, Path: "/"}})
}

// SessionCookie is the name of the cookie that holds the session.
const SessionCookie = "congvan"

// Listen opens a stream that ends when ctx does, when the server ends it, or when
// it is closed. Last is the id of the event seen before, "" for none.
func (c *Client) Listen(ctx context.Context, path, last string) (io.ReadCloser, error) {
	u, err := c.base.Parse(path)
	if err != nil {
		return nil, err
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	q.Header.Set("Accept", "text/event-stream")
	if last != "" {
		q.Header.Set("Last-Event-ID", last)
	}
	endless := *c.http
	endless.Timeout = 0
	r, err := endless.Do(q)
	if err != nil {
		return nil, err
	}
	if r.StatusCode != http.StatusOK {
		r.Body.Close()
		return nil, fmt.Errorf("%s answered %d", path, r.StatusCode)
	}
	return r.Body, nil
}

// Close lets go of the connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// MoveTo keeps the session and goes on at another address of the same server: a
// restarted one has another port. Cookies know hosts, not ports.
func (c *Client) MoveTo(base string) error {
	u, err := url.Parse(base)
	if err == nil {
		c.base = u
		c.http.CloseIdleConnections()
	}
	return err
}

// Answer is what came back.
type Answer struct {
	Status   int
	URL      *url.URL
	Header   http.Header
	Location string // where it sends on to, path and query; "" when it does not
	Body     []byte
	doc      *goquery.Document
}

// Do sends one request and does not follow it. A *url.Error says that no whole
// answer came: the server is away.
func (c *Client) Do(ctx context.Context, method, path, contentType string, body []byte) (*Answer, error) {
	h := http.Header{}
	if contentType != "" {
		h.Set("Content-Type", contentType)
	}
	return c.do(ctx, method, path, h, body)
}

// Refresh asks for a part of the page at current again, as htmx does.
func (c *Client) Refresh(ctx context.Context, path, current string) (*Answer, error) {
	u, err := c.base.Parse(current)
	if err != nil {
		return nil, err
	}
	return c.do(ctx, http.MethodGet, path, http.Header{"Hx-Request": {"true"}, "Hx-Current-Url": {u.String()}}, nil)
}

func (c *Client) do(ctx context.Context, method, path string, header http.Header, body []byte) (*Answer, error) {
	u, err := c.base.Parse(path)
	if err != nil {
		return nil, err
	}
	q, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	q.Header = header
	q.Header.Set("Sec-Fetch-Site", "same-origin")
	if method != http.MethodGet {
		q.Header.Set("Origin", c.base.Scheme+"://"+c.base.Host)
	}
	r, err := c.http.Do(q)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	b, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil { // told apart from an answer, as a refused connection is
		return nil, &url.Error{Op: method, URL: path, Err: err}
	}
	if len(b) > maxBody {
		return nil, fmt.Errorf("%s %s: the answer is larger than %d bytes", method, path, maxBody)
	}
	a := &Answer{Status: r.StatusCode, URL: u, Header: r.Header, Body: b}
	if to := r.Header.Get("Location"); to != "" {
		next, err := u.Parse(to)
		if err != nil {
			return nil, err
		}
		a.Location = next.RequestURI()
		if next.Fragment != "" {
			a.Location += "#" + next.Fragment
		}
	}
	return a, nil
}

// maxRedirects bounds a walk from page to page.
const maxRedirects = 5

// Get opens a page and follows where it leads.
func (c *Client) Get(ctx context.Context, path string) (*Answer, error) {
	for range maxRedirects {
		a, err := c.Do(ctx, http.MethodGet, path, "", nil)
		if err != nil || a.Location == "" {
			return a, err
		}
		path = a.Location
	}
	return nil, fmt.Errorf("%s: led on %d times", path, maxRedirects)
}

// Page opens a page that must answer 200.
func (c *Client) Page(ctx context.Context, path string) (*Answer, error) {
	a, err := c.Get(ctx, path)
	if err == nil && a.Status != http.StatusOK {
		err = a.Unexpected()
	}
	return a, err
}

// Document is the answer read as a page.
func (a *Answer) Document() (*goquery.Document, error) {
	if a.doc == nil {
		d, err := goquery.NewDocumentFromReader(bytes.NewReader(a.Body))
		if err != nil {
			return nil, err
		}
		a.doc = d
	}
	return a.doc, nil
}

// Find is the text of the first element of a selector, blanks made one; "" when
// there is none.
func (a *Answer) Find(selector string) string {
	d, err := a.Document()
	if err != nil {
		return ""
	}
	return strings.Join(strings.Fields(d.Find(selector).First().Text()), " ")
}

// Unexpected tells of an answer that nobody wanted, with the words of the page.
func (a *Answer) Unexpected() error {
	words := a.Find("main .summary, main .msg, main .field__error")
	if words == "" {
		words = a.Find("h1")
	}
	err := fmt.Errorf("%s answered %d (%s): %s", a.URL.Path, a.Status, a.Location, words)
	if a.Status == http.StatusServiceUnavailable {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	return err
}

// ErrUnavailable says that the server answered that it cannot work just now.
var ErrUnavailable = errors.New("client: unavailable")

// ErrLogin says that a login was refused.
var ErrLogin = errors.New("client: the login was refused")

// SignIn signs in through the login page.
func (c *Client) SignIn(ctx context.Context, account, password string) error {
	p, err := c.Page(ctx, "/login")
	if err != nil {
		return err
	}
	f, err := p.Form("form:has(input[name=password])")
	if err != nil {
		return err
	}
	a, err := c.Submit(ctx, f.Set("account", account).Set("password", password))
	if err != nil {
		return err
	}
	if a.Status != http.StatusSeeOther {
		return fmt.Errorf("%w: %s: %w", ErrLogin, account, a.Unexpected())
	}
	return nil
}

// Link is the address of the first link of a selector.
func (a *Answer) Link(selector string) (string, error) {
	d, err := a.Document()
	if err != nil {
		return "", err
	}
	href, ok := d.Find(selector).First().Attr("href")
	if !ok {
		return "", fmt.Errorf("%s: no link matches %q", a.URL.Path, selector)
	}
	return href, nil
}

// Stream opens an answer that goes on, such as the live changes of a page, and
// gives its body.
func (c *Client) Stream(ctx context.Context, path string) (io.ReadCloser, error) {
	u, err := c.base.Parse(path)
	if err != nil {
		return nil, err
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	endless := *c.http
	endless.Timeout = 0
	r, err := endless.Do(q)
	if err != nil {
		return nil, err
	}
	if r.StatusCode != http.StatusOK {
		_ = r.Body.Close()
		return nil, fmt.Errorf("%s answered %s", path, r.Status)
	}
	return r.Body, nil
}

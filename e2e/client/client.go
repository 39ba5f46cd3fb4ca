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
	u, err := c.base.Parse(path)
	if err != nil {
		return nil, err
	}
	q, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if contentType != "" {
		q.Header.Set("Content-Type", contentType)
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
	return fmt.Errorf("%s answered %d (%s): %s", a.URL.Path, a.Status, a.Location, words)
}

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

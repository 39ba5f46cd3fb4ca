package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"congvan/e2e/client"
)

// measurePages: how heavy the main screens are as they travel, for a person of the
// largest agency of a town; page by page, then what they all share.
func measurePages(b *bench) error {
	t, err := b.newTown("sqlite", "pages", b.users)
	if err != nil {
		return err
	}
	s, err := b.launch(t.data, "CONGVAN_DATABASE="+t.dsn)
	if err != nil {
		return err
	}
	err = b.pagesOf(s.url, t.sessions[1]) // the chief of office: reads and directs
	if err == nil {
		err = b.pagesOf(s.url, t.sessions[clerkAt])
	}
	if stopped := s.stop(); err == nil {
		err = stopped
	}
	return err
}

// linkOfDocument is the address of a document within a link.
var linkOfDocument = regexp.MustCompile(`^/documents/[0-9a-f-]{36}`)

func (b *bench) pagesOf(base, session string) error {
	c, err := client.New(base)
	if err != nil {
		return err
	}
	defer c.Close()
	c.Resume(session)
	home, err := c.Page(b.ctx, "/")
	if err != nil {
		return err
	}
	d, err := home.Document()
	if err != nil {
		return err
	}
	paths := []string{"/", "/search?" + url.Values{"q": {"nhiệm vụ"}}.Encode(), "/drafts/new"}
	d.Find("nav a[href]").Each(func(_ int, a *goquery.Selection) {
		if href := a.AttrOr("href", ""); len(href) > 1 && href[0] == '/' && href != "/search" {
			paths = append(paths, href)
		}
	})
	register, err := c.Page(b.ctx, "/registers/incoming")
	if err != nil {
		return err
	}
	if list, err := register.Document(); err == nil {
		link := list.Find(`main a[href^="/documents/"]`).First().AttrOr("href", "")
		if doc := linkOfDocument.FindString(link); doc != "" {
			paths = append(paths, doc, doc+"?tab=journal")
		}
	}
	return b.weighPages(base, session, paths, shared(d))
}

// shared are the stylesheet, scripts and fonts that a page names.
func shared(d *goquery.Document) []string {
	var out []string
	d.Find("link[rel=stylesheet], link[rel=preload], script[src]").Each(func(_ int, e *goquery.Selection) {
		out = append(out, e.AttrOr("href", e.AttrOr("src", "")))
	})
	return out
}

// weighPages adds the heaviest page, and once what all share.
func (b *bench) weighPages(base, session string, paths, shared []string) error {
	heaviest, where, whole := 0, "", 0
	for _, p := range paths {
		sent, plain, err := b.weigh(base+p, session)
		if err != nil {
			return err
		}
		fmt.Fprintf(b.out, "  %s: %.1f kB, %.1f kB unpacked\n", strings.Split(p, "?")[0], kB(sent), kB(plain))
		if sent > heaviest {
			heaviest, where, whole = sent, p, plain
		}
	}
	b.add("pages", fmt.Sprintf("the heaviest of %d screens, %s", len(paths), nameOf(where)), fmt.Sprintf("%.1f kB gz", kB(heaviest)),
		fmt.Sprintf("%.1f kB unpacked", kB(whole)), "", "HTML < 50 kB gz")
	sums := map[string]int{}
	for _, p := range shared {
		sent, _, err := b.weigh(base+p, "")
		if err != nil {
			return err
		}
		sums[p[strings.LastIndexByte(p, '.')+1:]] += sent
	}
	for _, k := range []struct{ ext, name, target string }{
		{"css", "stylesheet", "CSS < 25 kB gz"}, {"js", "scripts", "JS < 100 kB gz"}, {"woff2", "fonts, once", "fonts 50 kB once"},
	} {
		b.add("pages", k.name, fmt.Sprintf("%.1f kB", kB(sums[k.ext])), "", "", k.target)
	}
	return nil
}

// nameOf is a path without the id in it.
func nameOf(path string) string {
	return "`" + linkOfDocument.ReplaceAllString(path, "/documents/…") + "`"
}

func kB(n int) float64 { return float64(n) / 1000 }

// weigh counts the bytes of an answer as it travels to a browser, and unpacked.
func (b *bench) weigh(address, session string) (sent, plain int, err error) {
	q, err := http.NewRequestWithContext(b.ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, 0, err
	}
	q.Header.Set("Accept-Encoding", "gzip") // by hand: the client leaves the body alone
	if session != "" {
		q.AddCookie(&http.Cookie{Name: client.SessionCookie, Value: session})
	}
	r, err := http.DefaultTransport.RoundTrip(q)
	if err != nil {
		return 0, 0, err
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return 0, 0, err
	}
	if r.StatusCode != http.StatusOK {
		return 0, 0, fmt.Errorf("%s answered %d", address, r.StatusCode)
	}
	if r.Header.Get("Content-Encoding") != "gzip" {
		return len(body), len(body), nil
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return 0, 0, err
	}
	n, err := io.Copy(io.Discard, z)
	return len(body), int(n), err
}

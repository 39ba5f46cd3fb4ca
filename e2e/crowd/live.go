package crowd

import (
	"bufio"
	"context"
	"encoding/json"
	"html"
	"io"
	"math/rand/v2"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"congvan/e2e/client"
)

// stream is the live connection of a browser, and what it said that the page has
// not asked again for yet.
type stream struct {
	body io.ReadCloser

	mu      sync.Mutex
	changed map[string]bool // guarded by mu; reloadAll stands for everything
	wake    chan struct{}   // holds one when changed is not empty
}

const reloadAll = "*"

func listen(ctx context.Context, b *client.Client) (*stream, error) {
	body, err := b.Listen(ctx, "/live", "")
	return &stream{body: body, changed: map[string]bool{}, wake: make(chan struct{}, 1)}, err
}

// hear reads the stream to its end.
func (p *person) hear() {
	defer p.stream.body.Close()
	lines := bufio.NewScanner(p.stream.body)
	event := ""
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch {
		case name == "event":
			event = value
		case name == "data" && event == "reload":
			p.stream.add(reloadAll)
			p.heard.Add(1)
		case name == "data" && event == "change":
			var said struct{ IDs []string }
			if err := json.Unmarshal([]byte(value), &said); err != nil {
				p.ledger.fail(err)
			}
			p.stream.add(said.IDs...)
			p.heard.Add(1)
		}
	}
}

func (s *stream) add(names ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range names {
		s.changed[n] = true
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *stream) take() map[string]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.changed
	s.changed = map[string]bool{}
	return out
}

// spread is within what time pages ask again after a change.
const spread = 500 * time.Millisecond

// refresh asks for the parts of the page that changed, as its script does.
func (p *person) refresh(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.stream.wake:
		}
		pause(ctx, rand.N(spread)) //nolint:gosec // no secret
		changed := p.stream.take()
		shown := p.shown()
		for _, part := range parts(shown) {
			if !part.touched(changed) {
				continue
			}
			start := time.Now()
			a, err := p.browser.Refresh(ctx, part.href, shown.URL.RequestURI())
			switch {
			case ctx.Err() != nil:
				return
			case err != nil:
				p.ledger.fail(err)
			case a.Status != http.StatusOK && a.Status != http.StatusNotFound && a.Status != http.StatusForbidden:
				p.ledger.fail(a.Unexpected()) // what one may read no more is no failure
			default:
				p.ledger.took(Refresh, time.Since(start))
				p.ledger.size(len(a.Body))
			}
		}
	}
}

// part is an element of a page that follows changes.
type part struct {
	names []string
	href  string
}

func (p part) touched(changed map[string]bool) bool {
	if changed[reloadAll] {
		return true
	}
	for _, n := range p.names {
		if changed[n] {
			return true
		}
	}
	return false
}

var (
	liveTag  = regexp.MustCompile(`<[a-z]+ [^>]*data-live="([^"]*)"[^>]*>`)
	liveHref = regexp.MustCompile(`hx-get="([^"]*)"`)
)

func parts(a *client.Answer) []part {
	var out []part
	for _, m := range liveTag.FindAllSubmatch(a.Body, -1) {
		if href := liveHref.FindSubmatch(m[0]); href != nil {
			out = append(out, part{strings.Fields(html.UnescapeString(string(m[1]))), html.UnescapeString(string(href[1]))})
		}
	}
	return out
}

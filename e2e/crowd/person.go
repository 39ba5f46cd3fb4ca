package crowd

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/PuerkitoBio/goquery"

	"congvan/e2e/client"
)

// person is somebody at a browser with one page open.
type person struct {
	browser *client.Client
	ledger  *ledger
	random  *rand.Rand // of step's goroutine
	home    *client.Answer
	stream  *stream
	heard   atomic.Int64

	lists []string // addresses of the sidebar
	draft string   // address of a draft of one's own, "" before there is one
	count int      // of what was written
	id    int

	mu   sync.Mutex
	page *client.Answer // what the screen shows; guarded by mu
}

func newPerson(ctx context.Context, plan Plan, i int, l *ledger) (*person, error) {
	b, err := client.New(plan.URL)
	if err != nil {
		return nil, err
	}
	b.Resume(plan.Sessions[i])
	p := &person{browser: b, ledger: l, id: i, random: rand.New(rand.NewPCG(plan.Seed, uint64(i)))} //nolint:gosec // the same work each time
	if p.home, err = b.Page(ctx, "/"); err != nil {
		return nil, err
	}
	d, err := p.home.Document()
	if err != nil {
		return nil, err
	}
	d.Find("nav a[href]").Each(func(_ int, a *goquery.Selection) {
		if href := a.AttrOr("href", ""); isList(href) {
			p.lists = append(p.lists, href)
		}
	})
	if len(p.lists) == 0 {
		return nil, errors.New("the sidebar of the first page leads to no list")
	}
	p.page = p.home
	p.stream, err = listen(ctx, b)
	return p, err
}

// isList tells lists of work and documents from the desk, the search page and what
// administrators open.
func isList(href string) bool {
	return slices.ContainsFunc([]string{"/tasks", "/registers/", "/arrivals", "/drafts", "/issuing", "/deliveries", "/signing"}, func(p string) bool {
		return strings.HasPrefix(href, p) && href != "/deliveries/peers"
	})
}

func (p *person) offers(href string) bool { return slices.Contains(p.lists, href) }

// shares of a hundred of what a person does.
const (
	listShare   = 60
	detailShare = 20
	searchShare = 10
)

// step does one thing.
func (p *person) step(ctx context.Context) {
	var err error
	switch n := p.random.IntN(100); {
	case n < listShare:
		err = p.openList(ctx)
	case n < listShare+detailShare:
		err = p.openDetail(ctx)
	case n < listShare+detailShare+searchShare:
		err = p.search(ctx)
	default:
		err = p.write(ctx)
	}
	if err != nil && ctx.Err() == nil {
		p.ledger.fail(err)
	}
}

// open opens a page and leaves it on the screen.
func (p *person) open(ctx context.Context, k Kind, path string) (*client.Answer, error) {
	start := time.Now()
	a, err := p.browser.Page(ctx, path)
	if err != nil {
		return nil, err
	}
	p.ledger.took(k, time.Since(start))
	p.ledger.size(len(a.Body))
	if a.URL.Path == "/login" {
		return nil, fmt.Errorf("%s: the session is over", path)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.page = a
	return a, nil
}

func (p *person) shown() *client.Answer {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.page
}

func (p *person) openList(ctx context.Context) error {
	_, err := p.open(ctx, List, p.lists[p.random.IntN(len(p.lists))])
	return err
}

// openDetail opens a document that the screen shows a link to, or one of another
// list when there is none.
func (p *person) openDetail(ctx context.Context) error {
	links := documents(p.shown())
	for range 3 {
		if len(links) > 0 {
			break
		}
		a, err := p.open(ctx, List, p.lists[p.random.IntN(len(p.lists))])
		if err != nil {
			return err
		}
		links = documents(a)
	}
	if len(links) == 0 {
		return nil // nothing has come to this desk yet
	}
	_, err := p.open(ctx, Detail, links[p.random.IntN(len(links))])
	return err
}

// words are what people look for.
func words() []string {
	return []string{"nhiệm vụ trọng tâm", "trien khai", "đất đai", "hoa xuan", "đê biển", "báo cáo kết quả", "kế hoạch năm", "thành ủy"}
}

func (p *person) search(ctx context.Context) error {
	text := words()[p.random.IntN(len(words()))]
	_, err := p.open(ctx, Search, "/search?"+url.Values{"q": {text}}.Encode())
	return err
}

// send sends a form, counts the act and opens where it leads.
func (p *person) send(ctx context.Context, act string, f *client.Form) (*client.Answer, error) {
	start := time.Now()
	a, err := p.browser.Submit(ctx, f)
	if err != nil {
		return nil, err
	}
	if a.Status == http.StatusConflict {
		p.ledger.conflict() // a colleague was quicker: the page says so
		return nil, nil
	}
	if a.Status != http.StatusSeeOther {
		return nil, fmt.Errorf("%s: %w", act, a.Unexpected())
	}
	p.ledger.took(Write, time.Since(start))
	p.ledger.wrote(act)
	return p.open(ctx, Detail, a.Location)
}

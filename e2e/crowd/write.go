package crowd

import (
	"context"
	"fmt"
	"regexp"

	"github.com/PuerkitoBio/goquery"

	"congvan/e2e/client"
)

// write does what waits for this person: register, direct, accept or complete;
// else a draft is written on.
func (p *person) write(ctx context.Context) error {
	p.count++
	if p.offers("/arrivals") {
		return p.register(ctx)
	}
	if p.offers("/tasks?kind=direct") {
		if done, err := p.direct(ctx); done || err != nil {
			return err
		}
	}
	if done, err := p.work(ctx); done || err != nil {
		return err
	}
	return p.compose(ctx)
}

// note is a text that nobody else writes.
func (p *person) note(what string) string {
	return fmt.Sprintf("%s, người thứ %d, lần %d", what, p.id, p.count)
}

// fill opens a page and reads the form on it.
func (p *person) fill(ctx context.Context, path, selector string) (*client.Answer, *client.Form, error) {
	a, err := p.open(ctx, Form, path)
	if err != nil {
		return nil, nil, err
	}
	f, err := a.Form(selector)
	return a, f, err
}

func (p *person) register(ctx context.Context) error {
	_, f, err := p.fill(ctx, "/arrivals/new", "#register")
	if err != nil {
		return err
	}
	f.Set("issuing_name", "Ban Tổ chức Thành ủy Đà Nẵng").Set("type", "party:BC").Press("then", "open").
		Set("subject", p.note("báo cáo kết quả công tác tháng"))
	if f.Get("issued_date") == "" {
		f.Set("issued_date", f.Get("arrival_date"))
	}
	_, err = p.send(ctx, "register", f)
	return err
}

// direct gives a document that waits for it to a unit or person of the matrix.
func (p *person) direct(ctx context.Context) (done bool, err error) {
	list, err := p.open(ctx, List, "/tasks?kind=direct")
	if err != nil {
		return false, err
	}
	doc, ok := p.one(list)
	if !ok {
		return false, nil
	}
	to := doc + "/direct"
	a, f, err := p.fill(ctx, to, "#direct")
	if err != nil {
		return false, err
	}
	d, err := a.Document()
	if err != nil {
		return false, err
	}
	places := d.Find(`#direct tr[data-name] input[value=lead]`).Map(func(_ int, s *goquery.Selection) string { return s.AttrOr("name", "") })
	if len(places) == 0 {
		return false, fmt.Errorf("%s: the matrix is empty", to)
	}
	f.Set(places[p.random.IntN(len(places))], "lead").Set("days", "5").Set("text", p.note("Tham mưu xử lý"))
	_, err = p.send(ctx, "direct", f)
	return true, err
}

// work accepts a task, or completes one that was accepted.
func (p *person) work(ctx context.Context) (done bool, err error) {
	list, err := p.open(ctx, List, "/tasks")
	if err != nil {
		return false, err
	}
	doc, ok := p.one(list)
	if !ok {
		return false, nil
	}
	a, err := p.open(ctx, Detail, doc)
	if err != nil {
		return false, err
	}
	if f, err := a.Form("#accept"); err == nil {
		_, err = p.send(ctx, "accept", f)
		return true, err
	}
	to, err := a.Link(`a[href^="/tasks/"][href$="/complete"]`)
	if err != nil {
		return false, nil //nolint:nilerr // it waits for somebody else
	}
	_, f, err := p.fill(ctx, to, ".body form")
	if err != nil {
		return false, err
	}
	_, err = p.send(ctx, "complete", f.Set("result", p.note("Đã giải quyết")))
	return true, err
}

// compose begins a draft, and afterwards writes on it.
func (p *person) compose(ctx context.Context) error {
	path, form, act := p.draft+"/fields", "#fields", "save draft"
	if p.draft == "" {
		list, err := p.open(ctx, List, "/drafts")
		if err != nil {
			return err
		}
		form, act = "#new", "draft"
		if path, err = list.Link(`a[href="/drafts/new"]`); err != nil {
			return nil //nolint:nilerr // who writes no drafts has looked at those of others
		}
	}
	_, f, err := p.fill(ctx, path, form)
	if err != nil {
		return err
	}
	a, err := p.send(ctx, act, f.Set("subject", p.note("xây dựng kế hoạch")))
	if err == nil && a != nil && p.draft == "" {
		p.draft = a.URL.Path
	}
	return err
}

// one picks a document of a list.
func (p *person) one(list *client.Answer) (string, bool) {
	links := documents(list)
	if len(links) == 0 {
		return "", false
	}
	return links[p.random.IntN(len(links))], true
}

var documentLink = regexp.MustCompile(`href="(/documents/[0-9a-f-]{36})["/?]`)

// documents are the addresses of documents that a page leads to.
func documents(a *client.Answer) []string {
	var out []string
	seen := map[string]bool{}
	for _, m := range documentLink.FindAllSubmatch(a.Body, -1) {
		if href := string(m[1]); !seen[href] {
			seen[href] = true
			out = append(out, href)
		}
	}
	return out
}

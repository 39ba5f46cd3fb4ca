// Package search is the page of answers to what people type in the search box.
package search

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"congvan/office"
	"congvan/office/search"
	"congvan/web/page"
	"congvan/web/ui"
)

// Searcher answers; search.Service of the office is one.
type Searcher interface {
	Search(ctx context.Context, a office.Actor, in search.Input) (search.Answer, error)
}

// Area is the page of answers.
type Area struct {
	Site   *page.Site
	Search Searcher
}

// Mount adds the page.
func (a Area) Mount(mux *http.ServeMux) { a.Site.Handle(mux, "GET /search", a.search) }

// view is a page of answers.
type view struct {
	head       ui.PageHead
	text       string
	understood string
	hits       []search.Hit
	pager      ui.Foot
	empty      templ.Component
}

func (a Area) search(q *page.Request) error {
	text := q.Text("q")
	v := view{text: text, head: ui.PageHead{Title: "Tìm kiếm"}}
	answer, err := a.Search.Search(q.Ctx(), q.Actor(), search.Input{Text: text, After: search.Cursor(q.Text("after"))})
	if err != nil {
		return err
	}
	v.hits, v.understood = answer.Hits, words(answer.Understood)
	if answer.Next != "" {
		v.pager.Pager.Next = "/search?" + url.Values{"q": {text}, "after": {string(answer.Next)}}.Encode()
	}
	if q.Text("after") != "" {
		v.pager.Pager.Prev = "/search?" + url.Values{"q": {text}}.Encode()
	}
	v.empty = nothing(answer.Understood, text)
	p := q.Page("Tìm kiếm")
	p.Query = text
	return q.Frame(p, body(v))
}

// words says what was understood of the question.
func words(x search.Query) string {
	var parts []string
	if x.Key != "" {
		parts = append(parts, "số, ký hiệu "+strings.ToUpper(x.Key))
	}
	if x.Number != 0 {
		parts = append(parts, "số hoặc số đến "+ui.Number(int(x.Number)))
	}
	for _, p := range x.Phrases {
		parts = append(parts, "cụm từ “"+strings.Join(p, " ")+"”")
	}
	if len(x.Words) > 0 {
		parts = append(parts, "các từ: "+strings.Join(x.Words, ", "))
	}
	return strings.Join(parts, "; ")
}

func nothing(x search.Query, text string) ui.Empty {
	if x.Empty() {
		return ui.Empty{
			Icon: ui.IconSearch, Title: "Nhập số, ký hiệu hoặc từ trong trích yếu.",
			Tip: "Không cần gõ dấu. Đặt “…” quanh cụm từ; gõ 15-TB/TU hoặc số 15 để tìm theo số.",
		}
	}
	e := ui.Empty{Icon: ui.IconSearch, Title: "Không tìm thấy văn bản nào đồng chí được xem.", Fact: "Đã tìm: " + words(x) + "."}
	if len(x.Phrases) > 0 {
		e.Next = &ui.Button{Label: "Tìm các từ rời", Href: "/search?q=" + url.QueryEscape(strings.NewReplacer(`"`, "", "“", "", "”", "").Replace(text))}
		return e
	}
	if len(x.Words) > 1 {
		e.Next = &ui.Button{Label: "Tìm bớt từ", Href: "/search?q=" + url.QueryEscape(strings.Join(strings.Fields(text)[:max(1, len(strings.Fields(text))-1)], " "))}
	}
	return e
}

package ui

import (
	"bytes"
	"context"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

// render draws a component and parses what it wrote.
func render(t *testing.T, c templ.Component, children ...templ.Component) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(source(t, c, children...)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func source(t *testing.T, c templ.Component, children ...templ.Component) []byte {
	t.Helper()
	ctx := context.Background()
	if len(children) > 0 {
		ctx = templ.WithChildren(ctx, Join(children...))
	}
	var out bytes.Buffer
	if err := c.Render(ctx, &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// text is what a person reads, with single spaces, also between elements.
func text(s *goquery.Selection) string {
	var parts []string
	for _, root := range s.Nodes {
		for n := range root.Descendants() {
			if n.Type == html.TextNode {
				parts = append(parts, strings.Fields(n.Data)...)
			}
		}
	}
	return strings.Join(parts, " ")
}

// everything is each kind of page this package can draw.
func everything() map[string]templ.Component {
	return map[string]templ.Component{
		"gallery": Gallery(ThemeDark),
		"login": LoginPage{
			Brand: Brand{Unit: "Văn phòng", Emblem: EmblemParty}, Error: "Tài khoản hoặc mật khẩu không đúng.", Next: "/desk",
			Certificate: "/login/certificate", Help: "Gọi máy lẻ 118", Hints: []LoginHint{{"hanh", "Văn thư"}}, HintSecret: "x",
		},
		"slip": sampleSheet(),
		"wide": Page{Title: "Sổ", Wide: true, LiveURL: "/live", Nav: Nav{Refresh: "/session/nav"}},
	}
}

func sampleSheet() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		slip := HandlingSlip{Signer: "Nguyễn Thị Hạnh", Date: sampleDay(23, 9, 0), Parts: []SlipPart{
			{Title: "1. Ý kiến của lãnh đạo cơ quan", Opinions: []Note{{Who: "Đ/c Huỳnh Bá Trực", Title: "Phó Bí thư", At: sampleDay(20, 17, 5), Text: "Giao Văn phòng."}}, Lines: []SlipLine{{"Chủ trì", "Phòng Tổng hợp", "22/11/2026", "20/11/2026"}}},
			{Title: "3. Đề xuất của người giải quyết"},
		}}
		register := RegisterTable{Columns: []string{"Ngày đến", "Số đến"}, Rows: [][]string{{"20/11/2026", "1199"}}}
		sheet := Sheet{Title: "Phiếu", Heading: "PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN", Motto: []string{"ĐẢNG CỘNG SẢN VIỆT NAM"}, Place: "Đà Nẵng", Date: sampleDay(23, 9, 0), Back: "/"}
		return sheet.Render(templ.WithChildren(ctx, Join(slip, register)), w)
	})
}

// The content security policy forbids inline style, script and handlers.
func TestNothingInline(t *testing.T) {
	for name, c := range everything() {
		doc := render(t, c)
		doc.Find("*").Each(func(_ int, s *goquery.Selection) {
			for _, a := range s.Get(0).Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") {
					t.Errorf("%s: <%s %s=%q>", name, s.Get(0).Data, a.Key, a.Val)
				}
				if strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") {
					t.Errorf("%s: <%s %s=%q>", name, s.Get(0).Data, a.Key, a.Val)
				}
			}
		})
		if n := doc.Find("style").Length(); n != 0 {
			t.Errorf("%s: %d style elements", name, n)
		}
		doc.Find("script").Each(func(_ int, s *goquery.Selection) {
			if s.AttrOr("src", "") == "" || s.Text() != "" {
				t.Errorf("%s: inline script %q", name, s.Text())
			}
		})
	}
}

// Every reference inside a page leads somewhere and no id is doubled.
func TestReferences(t *testing.T) {
	for name, c := range everything() {
		doc := render(t, c)
		ids := map[string]bool{}
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
			id := s.AttrOr("id", "")
			if ids[id] {
				t.Errorf("%s: id %q is doubled", name, id)
			}
			ids[id] = true
		})
		for _, attr := range []string{"for", "form", "list", "aria-controls", "aria-labelledby", "aria-describedby"} {
			doc.Find("[" + attr + "]").Each(func(_ int, s *goquery.Selection) {
				for _, id := range strings.Fields(s.AttrOr(attr, "")) {
					if !ids[id] {
						t.Errorf("%s: %s=%q leads nowhere", name, attr, id)
					}
				}
			})
		}
		doc.Find(".summary a").Each(func(_ int, s *goquery.Selection) {
			if id := strings.TrimPrefix(s.AttrOr("href", ""), "#"); !ids[id] {
				t.Errorf("%s: the error summary links to #%s, which is not there", name, id)
			}
		})
		doc.Find("button:not([type])").Each(func(_ int, s *goquery.Selection) {
			if s.ParentsFiltered("form[method=dialog]").Length() == 0 {
				t.Errorf("%s: button without a type: %q", name, text(s))
			}
		})
		doc.Find("input:not([type=hidden]),select,textarea").Each(func(_ int, s *goquery.Selection) {
			id := s.AttrOr("id", "")
			labelled := s.AttrOr("aria-label", "") != "" || doc.Find(`label[for="`+id+`"]`).Length() > 0
			if !labelled {
				t.Errorf("%s: field %q has no label", name, s.AttrOr("name", id))
			}
		})
	}
}

// What people wrote is shown as text, wherever it goes.
func TestEscaping(t *testing.T) {
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>`
	page := Page{
		Title: evil, Query: evil, Brand: Brand{Unit: evil}, Person: Person{Name: evil, Title: evil, Posts: []Post{{ID: evil, Title: evil}, {}}},
		Delegation: &Delegation{For: evil, Post: evil}, Nav: Nav{Groups: []NavGroup{{Title: evil, Items: []NavItem{{Label: evil, Href: evil}}}}},
		Toasts: []Toast{{Text: evil, UndoAction: evil, Hidden: map[string]string{evil: evil}}},
	}
	content := []templ.Component{
		PageHead{Title: evil, Sub: evil, Crumbs: []Crumb{{Label: evil, Href: evil}}},
		Field{Name: "a", Label: evil, Value: evil, Hint: evil, Error: evil, Placeholder: evil},
		Field{Name: "b", Kind: TextArea, Value: "</textarea>" + evil},
		Field{Name: "c", Kind: SelectField, Options: []Option{{Value: evil, Label: evil}}, Blank: evil},
		Table{Caption: evil, Columns: []Column{{Title: evil, Main: true}}, Groups: Rows(Row{ID: evil, Href: evil, Name: evil, Cells: []templ.Component{Clip(evil)}}), Batch: &Batch{Noun: evil}},
		Items{Groups: []ItemGroup{{Title: evil, Items: []Item{{Title: evil, Href: evil, Meta: evil, Kind: evil}}}}},
		Note{Who: evil, Text: evil},
		Sigs{{Who: evil, Facts: evil}},
		Tree{{Name: evil, When: evil}},
		sampleMatrix(evil),
		Viewer{Label: evil, Pages: []PageImage{{Src: evil, Boxes: []Box{{FieldID: evil}}}}, Files: []ViewerFile{{Name: evil}, {Name: evil}}},
		Msg{Title: evil, Text: evil, Code: evil},
		Empty{Title: evil, Fact: evil},
		Tag{Word: evil},
		Mark{MarkUrgent, evil},
		Light{Word: evil},
		Form{Action: evil, Once: evil, Previous: evil},
		Story{{Text: Text(evil), Note: evil}},
		Struck(evil, evil),
	}
	doc := render(t, page, content...)
	doc.Find("script").Each(func(_ int, s *goquery.Selection) {
		if s.AttrOr("src", "") == "" {
			t.Errorf("a script came in: %q", s.Text())
		}
	})
	if n := doc.Find("[onerror]").Length(); n != 0 {
		t.Errorf("%d handlers came in", n)
	}
	if got := text(doc.Find("h1")); !strings.Contains(got, "<script>") {
		t.Errorf("the title lost its text: %q", got)
	}
}

func TestUnsafeLinkIsRefused(t *testing.T) {
	for _, c := range []templ.Component{Link("javascript:alert(1)", "x"), Button{Label: "x", Href: "javascript:alert(1)"}} {
		if got := string(source(t, c)); strings.Contains(got, "javascript:") {
			t.Errorf("got %s", got)
		}
	}
}

// Tags must close as they open: a parser repairs silently, so count here.
func TestWellFormed(t *testing.T) {
	void := map[string]bool{"meta": true, "link": true, "input": true, "br": true, "hr": true, "img": true, "col": true}
	for name, c := range everything() {
		z := html.NewTokenizer(bytes.NewReader(source(t, c)))
		var open []string
	tokens:
		for {
			switch z.Next() {
			case html.ErrorToken:
				break tokens
			case html.StartTagToken:
				if tag, _ := z.TagName(); !void[string(tag)] {
					open = append(open, string(tag))
				}
			case html.EndTagToken:
				tag, _ := z.TagName()
				if len(open) == 0 || open[len(open)-1] != string(tag) {
					t.Fatalf("%s: </%s> closes %v", name, tag, open)
				}
				open = open[:len(open)-1]
			}
		}
		if len(open) != 0 {
			t.Errorf("%s: left open: %v", name, open)
		}
	}
}

// No "bạn", no English buttons, no exclamation marks.
func TestWords(t *testing.T) {
	forbidden := regexp.MustCompile(`(?i)(^|[^\p{L}])(bạn|ok|submit|cancel|error)([^\p{L}]|$)|!`)
	for name, c := range everything() {
		if got := forbidden.FindString(text(render(t, c).Find("body"))); got != "" {
			t.Errorf("%s says %q", name, got)
		}
	}
}

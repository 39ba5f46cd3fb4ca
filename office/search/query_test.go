package search_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"congvan/office/search"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]search.Query{
		"":                      {},
		"   ":                   {},
		"Kết luận  Thường trực": {Words: []string{"ket", "luan", "thuong", "truc"}},
		"ket luan ket":          {Words: []string{"ket", "luan"}},
		`“thông báo kết luận” quý III`: {Words: []string{"quy", "iii"}, Phrases: [][]string{{"thong", "bao", "ket", "luan"}}},
		`"đất"`:                         {Words: []string{"dat"}},
		`"chưa đóng`:                    {Words: []string{"chua", "dong"}},
		"15-TB/TU":                      {Key: "15-tb-tu"},
		"số:15-TB/TU":                   {Key: "15-tb-tu"},
		"Số: 05-NQ/ĐU":                  {Key: "5-nq-du"},
		"127/QĐ-UBND":                   {Key: "127-qd-ubnd"},
		"30/2020/NĐ-CP":                 {Key: "30-2020-nd-cp"},
		"số 15":                         {Number: 15},
		"so:15":                         {Number: 15},
		"số 15 đất đai":                 {Number: 15, Words: []string{"dat", "dai"}},
		"số liệu 2026":                  {Words: []string{"so", "lieu", "2026"}},
		"ngày 23/11/2026":               {Words: []string{"ngay", "23", "11", "2026"}},
		"15-TB/TU kết luận":             {Key: "15-tb-tu", Words: []string{"ket", "luan"}},
		`a" OR NEAR(b) * ^c : - (d) '`:  {Words: []string{"a", "or", "near", "b", "c", "d"}},
		"số:":                           {Words: []string{"so"}},
		"x'; DROP TABLE document; --":   {Words: []string{"x", "drop", "table", "document"}},
		"header:bí {mật} <-> & | ! \\a": {Words: []string{"header", "bi", "mat", "a"}},
	} {
		if diff := cmp.Diff(want, search.Parse(text)); diff != "" {
			t.Errorf("%q:\n%s", text, diff)
		}
	}
}

func TestParseIsBounded(t *testing.T) {
	q := search.Parse(strings.Repeat("từ khoá khác nhau ", 10_000))
	if len(q.Words) > search.MaxWords {
		t.Errorf("%d words", len(q.Words))
	}
	q = search.Parse(strings.Repeat("ă", 100_000))
	if len(q.Words) != 1 || len(q.Words[0]) > 64 {
		t.Errorf("a word of %d bytes", len(q.Words[0]))
	}
}

func marked(p []search.Piece) string {
	var b strings.Builder
	for _, x := range p {
		if x.Hit {
			b.WriteString("[" + x.Text + "]")
		} else {
			b.WriteString(x.Text)
		}
	}
	return b.String()
}

func TestSnippets(t *testing.T) {
	q := search.Parse("thuong truc")
	if got, want := marked(search.Mark("Kết luận của THƯỜNG TRỰC Thành uỷ", q)), "Kết luận của [THƯỜNG] [TRỰC] Thành uỷ"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	text := strings.Repeat("một hai ba bốn\n", 10) + "Thường\ntrực giao việc" + strings.Repeat(" sau", 100)
	got := marked(search.Snippet(text, q))
	if !strings.HasPrefix(got, "… một hai ba bốn một hai ba bốn [Thường] [trực] giao việc sau") || !strings.HasSuffix(got, "sau …") {
		t.Errorf("%q", got)
	}
	if search.Snippet("không có gì", search.Parse("xyz")) != nil || search.Snippet("", q) != nil {
		t.Error("a snippet of nothing")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`số:15-TB/TU "kết luận" đất`)
	f.Add("\x00\xff\"'")
	f.Fuzz(func(t *testing.T, s string) {
		q := search.Parse(s)
		for _, w := range append(q.Words, flat(q.Phrases)...) {
			if w == "" || len(w) > 64 || !utf8.ValidString(w) || strings.ContainsAny(w, `"'\*:()^-&|!<> `) {
				t.Errorf("word %q of %q", w, s)
			}
		}
		search.Snippet(s, q)
		search.Mark(s, q)
	})
}

func flat(p [][]string) (out []string) {
	for _, x := range p {
		out = append(out, x...)
	}
	return out
}

package search_test

import (
	"net/url"
	"strings"
	"testing"

	"congvan/cmd/congvan/app/apptest"
)

func TestSearch(t *testing.T) {
	s := apptest.Start(t)
	clerk := s.As("phamthuylinh")
	doc := clerk.Register(apptest.Sample())
	for _, q := range []string{"mua lu", "mưa lũ", "125-bc/du", "“hau qua”", "số 125", "chuong trinh cong tac"} {
		p := clerk.Open("/search?q=" + url.QueryEscape(q))
		if got := clerk.Find(p, "[data-open]").AttrOr("href", ""); got != doc {
			t.Errorf("%q finds %q, want %s", q, got, doc)
		}
		if clerk.Text(p, "#hieu") == "" {
			t.Errorf("%q: not said what was understood", q)
		}
	}
	p := clerk.Open("/search?q=mua+lu")
	if got := clerk.Text(p, ".item__title mark"); !strings.Contains(got, "mưa") {
		t.Errorf("highlight %q", got)
	}
	if got := clerk.Text(clerk.Open("/search?q=khong+co+gi+ca"), ".empty"); !strings.Contains(got, "Không tìm thấy") {
		t.Errorf("nothing found: %q", got)
	}
	stranger := s.As("dangkimoanh")
	if got := stranger.Find(stranger.Open("/search?q=mua+lu"), "[data-open]").Length(); got != 0 {
		t.Error("a stranger finds a document")
	}
}

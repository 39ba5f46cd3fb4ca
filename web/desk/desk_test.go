package desk_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"congvan/cmd/congvan/app/apptest"
)

// TestTilesCountWhatTheyLeadTo presses every tile and every number of the sidebar.
func TestTilesCountWhatTheyLeadTo(t *testing.T) {
	s := apptest.Start(t)
	clerk := s.As("phamthuylinh")
	clerk.Register(apptest.Sample())
	waiting := apptest.Sample()
	waiting.Code = "126-BC/ĐU"
	clerk.Upload(waiting)
	for _, login := range []string{"phamthuylinh", "vodinhloc", "lehoangminh", "tranvanan"} {
		b := s.As(login)
		desk := b.Open("/")
		b.Find(desk, ".tile, .sidebar__item:has(.sidebar__count)").Each(func(_ int, link *goquery.Selection) {
			href := link.AttrOr("href", "")
			if strings.HasPrefix(href, "/signing") || strings.HasPrefix(href, "/issuing") {
				return // other areas
			}
			want, err := strconv.Atoi(strings.TrimSpace(link.Find(".tile__n, .sidebar__count").Contents().First().Text()))
			if err != nil {
				t.Errorf("%s: %s has no number: %q", login, href, link.Text())
				return
			}
			if got := b.Find(b.Open(href), "table tr[data-row]").Length(); got != want {
				t.Errorf("%s: %s says %d and shows %d rows", login, href, want, got)
			}
		})
	}
}

func TestDeskOfAnAdministrator(t *testing.T) {
	s := apptest.Start(t)
	admin := s.As("quantri")
	p := admin.Open("/")
	if got := admin.Find(p, `.sidebar__item[href^="/registers"]`).Length(); got != 0 {
		t.Error("the administrator is led to registers")
	}
}

func TestFirstWorkIsOneKeyAway(t *testing.T) {
	s := apptest.Start(t)
	doc := s.As("phamthuylinh").Register(apptest.Sample())
	chief := s.As("vodinhloc")
	p := chief.Open("/")
	if got := chief.Find(p, `a[data-key~="Enter"]`).AttrOr("href", ""); got != doc+"/direct" {
		t.Errorf("Enter leads to %q, want %s/direct", got, doc)
	}
	if got := chief.Find(p, ".item[autofocus]").AttrOr("href", ""); got != doc+"/direct" {
		t.Errorf("the focus is on %q", got)
	}
}

func TestPartsRefresh(t *testing.T) {
	s := apptest.Start(t)
	b := s.As("vodinhloc")
	if got := b.Find(b.Open("/nav"), "nav#nav .sidebar__item").Length(); got < 5 {
		t.Errorf("the sidebar alone has %d lines", got)
	}
}

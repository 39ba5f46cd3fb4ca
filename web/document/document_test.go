package document_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"congvan/cmd/congvan/app/apptest"
)

func TestDetailTabsAndProof(t *testing.T) {
	s := apptest.Start(t)
	clerk := s.As("phamthuylinh")
	doc := clerk.Register(apptest.Sample())
	for tab, want := range map[string]string{
		"": "Chưa có ý kiến chỉ đạo", "?tab=info": "Báo cáo", "?tab=related": "Chưa có văn bản liên quan", "?tab=journal": "vào sổ văn bản, số đến 1",
	} {
		p := clerk.Open(doc + tab)
		if got := clerk.Text(p, ".pane--right"); !strings.Contains(got, want) {
			t.Errorf("%q lacks %q: %q", tab, want, got)
		}
		if got := clerk.Find(p, `.tab[aria-current="page"]`).Length(); got != 1 {
			t.Errorf("%q: %d current tabs", tab, got)
		}
		if live := clerk.Find(p, "#xu-ly").AttrOr("data-live", ""); live != "document:"+strings.TrimPrefix(doc, "/documents/") {
			t.Errorf("live %q", live)
		}
	}
	href, _ := clerk.Find(clerk.Open(doc+"?tab=journal"), ".story a").First().Attr("href")
	if err := s.App.SignHeadNow(t.Context(), s.City.Agency); err != nil {
		t.Fatal(err)
	}
	if got := clerk.Text(clerk.Open(href), ".msg--ok"); !strings.Contains(got, "Mục này có trong nhật ký đã ký") {
		t.Errorf("proof: %q", got)
	}
	clerk.Refused(doc+"/journal/0", http.StatusNotFound) // an entry of another story
}

func TestRegisterFiltersPagesPrints(t *testing.T) {
	s := apptest.Start(t)
	clerk := s.As("phamthuylinh")
	clerk.Register(apptest.Sample())
	other := apptest.Sample()
	other.Code, other.Subject = "77-TTr/ĐU", "đề nghị bổ sung quy hoạch"
	other.Type = "Tờ trình"
	doc := clerk.Register(other)
	for path, want := range map[string]int{
		"/registers/incoming": 2, "/registers/incoming?code=77-ttr": 1, "/registers/incoming?issuer=hoa+vang": 2,
		"/registers/incoming?from=24/11/2026": 0, "/registers/incoming?type=TTr": 1, "/registers/incoming?urgent=1": 0,
		"/registers/incoming?state=cancelled": 0,
	} {
		if got := clerk.Find(clerk.Open(path), "#so tr[data-row]").Length(); got != want {
			t.Errorf("%s: %d rows, want %d", path, got, want)
		}
	}
	clerk.Send(clerk.Form(clerk.Open(doc+"/cancel"), ".body form").Set("reason", "Ghi nhầm sổ"))
	p := clerk.Open("/registers/incoming")
	if got := clerk.Text(p, "#so tr.is-void"); !strings.Contains(got, "huỷ số: Ghi nhầm sổ") {
		t.Errorf("the cancelled row: %q", got)
	}
	sheet := clerk.Open("/registers/incoming/print")
	if got := clerk.Find(sheet, "table.slip thead tr").First().Find("th").Length(); got != 10 {
		t.Errorf("%d columns printed, want the 10 of the book", got)
	}
	var numbers []string
	clerk.Find(sheet, "table.slip tbody tr").Each(func(_ int, r *goquery.Selection) { numbers = append(numbers, r.Find("td").Eq(1).Text()) })
	if strings.Join(numbers, " ") != "1 2" {
		t.Errorf("printed numbers %v, want 1 2", numbers)
	}
	s.As("tranvanan").Refused("/registers/incoming/print", http.StatusForbidden)
	clerk.Refused("/registers/nothing", http.StatusNotFound)
	clerk.Refused("/registers/incoming?from=31/02/2026", http.StatusUnprocessableEntity)
	clerk.Refused("/registers/incoming?after=rubbish", http.StatusUnprocessableEntity)
}

func TestNumbersKeptAndGivenUp(t *testing.T) {
	s := apptest.Start(t)
	clerk := s.As("phamthuylinh")
	p := clerk.Open("/registers/numbers")
	f := clerk.Form(p, "#reserve")
	back := clerk.Rejected(f, http.StatusUnprocessableEntity)
	if got := clerk.Text(back, "#reserve .summary"); !strings.Contains(got, "Chọn dãy số") {
		t.Errorf("without a series: %q", got)
	}
	series := clerk.Find(p, `#f-reserve-series option[value^="register:"]`).AttrOr("value", "")
	clerk.Send(clerk.Form(p, "#reserve").Set("series", series).Set("reason", "Văn bản giấy đang trên đường"))
	p = clerk.Open("/registers/numbers")
	href, _ := clerk.Find(p, `a[href$="/cancel"]`).Attr("href")
	clerk.Send(clerk.Form(clerk.Open(href), ".body form").Set("reason", "Không đến nữa"))
	if got := clerk.Text(clerk.Open("/registers/numbers"), ".is-void"); !strings.Contains(got, "Không đến nữa") {
		t.Errorf("the cancelled number: %q", got)
	}
	if n := clerk.Form(clerk.Open(clerk.Upload(apptest.Sample())), "#register"); n.Get("version") != "1" {
		t.Error("no form")
	}
	doc := clerk.Open(clerk.Register(other()))
	if got := clerk.Text(doc, ".crumb"); !strings.Contains(got, "Số đến 2") {
		t.Errorf("after number 1 was kept aside: %q", got)
	}
	s.As("tranvanan").Refused("/registers/numbers", http.StatusForbidden)
}

func other() apptest.Letter {
	l := apptest.Sample()
	l.Code = "130-BC/ĐU"
	return l
}

func TestSlipAndErasure(t *testing.T) {
	s := apptest.Start(t)
	clerk, chief := s.As("phamthuylinh"), s.As("vodinhloc")
	doc := clerk.Register(apptest.Sample())
	slip := clerk.Open(doc + "/slip")
	if got := clerk.Find(slip, "table.slip").Length(); got != 3 {
		t.Errorf("%d parts of the slip, want 3", got)
	}
	chief.Refused(doc+"/erase", http.StatusOK) // the question; a registered document is kept
	chief.Rejected(chief.Form(chief.Open(doc+"/erase"), ".body form").Set("reason", "Thử"), http.StatusConflict)

	at := clerk.Upload(other())
	upload := strings.Replace(at, "/arrivals/", "/documents/", 1)
	chief.Send(chief.Form(chief.Open(upload+"/erase"), ".body form").Set("reason", "Chủ thể dữ liệu yêu cầu"))
	clerk.Refused(upload, http.StatusNotFound)
}

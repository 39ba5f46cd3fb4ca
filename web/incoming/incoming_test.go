package incoming_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"congvan/cmd/congvan/app/apptest"
	"congvan/platform/store/storetest"
)

func TestUploadRegisterNext(t *testing.T) {
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			database := ""
			if engine == "postgres" {
				database = storetest.PostgresDSN(t)
			}
			s := apptest.StartAt(t, database)
			clerk := s.As("phamthuylinh")
			first := clerk.Upload(apptest.Sample())
			other := apptest.Sample()
			other.Code, other.Subject = "126-BC/ĐU", "công tác dân vận tháng 11"
			second := clerk.Upload(other)

			p := clerk.Open(first)
			f := clerk.Form(p, "#register")
			for name, want := range map[string]string{
				"reference_code": "125-BC/ĐU", "issued_date": "20/11/2026", "type": "party:BC", "arrival_date": "23/11/2026",
				"subject": "tình hình khắc phục hậu quả mưa lũ", "version": "1",
			} {
				if got := f.Get(name); got != want {
					t.Errorf("%s is prefilled %q, want %q", name, got, want)
				}
			}
			if got := clerk.Text(p, ".reserve__no"); got != "1" {
				t.Errorf("proposed number %q, want 1", got)
			}
			if clerk.Find(p, ".field--weak").Length() == 0 || clerk.Find(p, ".field--weak [autofocus]").Length() != 1 {
				t.Error("no doubtful field has the focus")
			}
			to := clerk.Send(f.Press("then", "next"))
			if to != second && to != "/arrivals" {
				t.Errorf("after registering: %s, want the next document %s", to, second)
			}
			if got := clerk.Text(clerk.Open(to), ".toast"); !strings.Contains(got, "Đã vào sổ số 1") {
				t.Errorf("toast %q", got)
			}
			book := clerk.Open("/registers/incoming")
			if got := clerk.Find(book, "#so tr[data-row]").Length(); got != 1 {
				t.Errorf("%d rows in the register, want 1", got)
			}
		})
	}
}

func TestRegisterErrors(t *testing.T) {
	s := apptest.Start(t)
	clerk := s.As("phamthuylinh")
	at := clerk.Upload(apptest.Sample())
	f := clerk.Form(clerk.Open(at), "#register").Set("subject", "").Set("issued_date", "31/02/2026")
	back := clerk.Rejected(f, http.StatusUnprocessableEntity)
	if got := clerk.Find(back, ".summary a").Length(); got < 1 {
		t.Fatal("no error summary")
	}
	clerk.Find(back, ".summary a").Each(func(_ int, a *goquery.Selection) {
		if id := a.AttrOr("href", ""); clerk.Find(back, id).Length() != 1 {
			t.Errorf("the summary leads to %s, which is not there", id)
		}
	})
	if got := clerk.Form(back, "#register").Get("reference_code"); got != "125-BC/ĐU" {
		t.Errorf("the form lost %q", got)
	}
	if !strings.HasPrefix(clerk.Text(back, "title"), "Lỗi: ") {
		t.Error("the title does not say that the form came back")
	}
}

func TestDoubleNeedsReason(t *testing.T) {
	s := apptest.Start(t)
	clerk := s.As("phamthuylinh")
	clerk.Register(apptest.Sample())
	again := clerk.Upload(apptest.Sample())
	queue := clerk.Open("/arrivals")
	if got := clerk.Text(queue, "#hang-doi"); !strings.Contains(got, "Số đến 1") {
		t.Errorf("the queue does not show the double: %q", got)
	}
	back := clerk.Rejected(clerk.Form(clerk.Open(again), "#register"), http.StatusConflict)
	if got := clerk.Text(back, ".msg"); !strings.Contains(got, "Xem số đến 1") {
		t.Errorf("panel %q", got)
	}
	f := clerk.Form(back, "#register").Set("duplicate_reason", "Bản gửi lại có phụ lục").Press("then", "open")
	page := clerk.Open(clerk.Send(f))
	if got := clerk.Text(page, ".msg"); !strings.Contains(got, "Bản gửi lại có phụ lục") {
		t.Errorf("the document does not say why: %q", got)
	}
}

func TestRefuse(t *testing.T) {
	s := apptest.Start(t)
	clerk := s.As("phamthuylinh")
	at := clerk.Upload(apptest.Sample())
	f := clerk.Form(clerk.Open(at+"/refuse"), ".body form")
	if got := clerk.Text(clerk.Rejected(f, http.StatusUnprocessableEntity), ".summary"); !strings.Contains(got, "Nhập lý do") {
		t.Errorf("without a reason: %q", got)
	}
	clerk.Send(f.Set("reason", "Gửi nhầm cơ quan"))
	if got := clerk.Text(clerk.Open("/registers/refused"), "#so"); !strings.Contains(got, "từ chối: Gửi nhầm cơ quan") {
		t.Errorf("refused list: %q", got)
	}
}

func TestMarkedUploadIsHeld(t *testing.T) {
	s := apptest.Start(t)
	clerk := s.As("phamthuylinh")
	secret := apptest.Sample()
	secret.Above = "MẬT"
	f := clerk.Form(clerk.Open("/arrivals"), "#upload").Attach("files", "mat.docx", secret.DOCX(t))
	back := clerk.Rejected(f, http.StatusUnavailableForLegalReasons)
	if got := clerk.Text(back, ".body"); !strings.Contains(got, "Tệp đang tạm giữ ngoài kho") {
		t.Fatalf("not held: %q", got)
	}
	at, _ := clerk.Find(back, `a[href^="/staging/"]`).Attr("href")
	q := clerk.Form(clerk.Open(at), ".body form")
	clerk.Rejected(q.Set("decision", "released"), http.StatusUnprocessableEntity) // no reason
	to := clerk.Send(clerk.Form(clerk.Open(at), ".body form").Set("decision", "purged").Set("reason", "Đúng là văn bản mật"))
	if got := clerk.Find(clerk.Open(to), `a[href^="/staging/"]`).Length(); got != 0 {
		t.Errorf("%d uploads still held", got)
	}
	clerk.Refused(at, http.StatusNotFound)
}

func TestPaperAndCorrection(t *testing.T) {
	s := apptest.Start(t)
	clerk := s.As("phamthuylinh")
	f := clerk.Form(clerk.Open("/arrivals/new"), "#register").
		Set("issuing_name", "Ban Tuyên giáo và Dân vận Thành ủy").Set("reference_code", "15-CV/BTGDVTU").
		Set("issued_date", "19/11/2026").Set("type", "party:CV").Set("subject", "Phối hợp tuyên truyền").Press("then", "open")
	doc := clerk.Send(f)
	info := clerk.Text(clerk.Open(doc+"?tab=info"), ".dl")
	if !strings.Contains(info, "Ban Tuyên giáo và Dân vận Thành ủy · A10.02") {
		t.Errorf("the agency's code was not found: %q", info)
	}
	c := clerk.Form(clerk.Open(doc+"/correct"), "#register").Set("subject", "Phối hợp tuyên truyền đại hội")
	clerk.Rejected(c, http.StatusUnprocessableEntity)
	clerk.Send(clerk.Form(clerk.Open(doc+"/correct"), "#register").Set("subject", "Phối hợp tuyên truyền đại hội").Set("reason", "Gõ thiếu"))
	story := clerk.Text(clerk.Open(doc+"?tab=journal"), ".story")
	if !strings.Contains(story, "sửa trích yếu, lý do: “Gõ thiếu”") {
		t.Errorf("story: %q", story)
	}
}

func TestOnlyTheClerk(t *testing.T) {
	s := apptest.Start(t)
	at := s.As("phamthuylinh").Upload(apptest.Sample())
	specialist := s.As("tranvanan")
	for _, path := range []string{"/arrivals", "/arrivals/new", at, at + "/refuse"} {
		a := specialist.Refused(path, http.StatusForbidden)
		for _, leak := range []string{"125-BC", "HÒA VANG", "mưa lũ"} {
			if strings.Contains(string(a.Body), leak) {
				t.Errorf("%s tells %q to somebody without the right", path, leak)
			}
		}
	}
	s.As("hothimo").Refused(at, http.StatusNotFound) // another agency's clerk
}

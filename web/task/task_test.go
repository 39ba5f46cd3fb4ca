package task_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"congvan/cmd/congvan/app/apptest"
	"congvan/e2e/client"
)

// role gives a row of the matrix a role.
func role(t *testing.T, b apptest.Browser, page *client.Answer, f *client.Form, name, role string) *client.Form {
	t.Helper()
	found := false
	b.Find(page, "[data-matrix] tbody tr").Each(func(_ int, row *goquery.Selection) {
		if strings.Contains(row.AttrOr("data-name", ""), name) && !found {
			found = true
			f.Set(row.Find("input").AttrOr("name", ""), role)
		}
	})
	if !found {
		t.Fatalf("the matrix has no %q", name)
	}
	return f
}

// open gives the address of the act on the document's page that leads to a page
// ending so.
func act(t *testing.T, b apptest.Browser, doc, ending string) string {
	t.Helper()
	href, ok := b.Find(b.Open(doc), `a[href$="/`+ending+`"]`).First().Attr("href")
	if !ok {
		t.Fatalf("%s offers no %s", doc, ending)
	}
	return href
}

func TestProposeAgreeWorkComplete(t *testing.T) {
	s := apptest.Start(t)
	clerk, chief, leader, head, specialist := s.As("phamthuylinh"), s.As("vodinhloc"), s.As("lehoangminh"), s.As("nguyenthuha"), s.As("tranvanan")
	doc := clerk.Register(apptest.Sample())

	p := chief.Open(doc + "/propose")
	f := role(t, chief, p, chief.Form(p, "#propose"), "Phòng Tổng hợp", "lead")
	role(t, chief, p, f, "Đặng Kim Oanh", "coordinate")
	chief.Send(f.Set("days", "5"))

	decide := leader.Open("/tasks?kind=direct")
	if got := leader.Find(decide, "tr[data-row]").Length(); got != 1 {
		t.Fatalf("%d decisions wait for the leader, want 1", got)
	}
	p = leader.Open(doc + "/direct")
	if got := leader.Text(p, ".note blockquote"); got != "Giao Phòng Tổng hợp chủ trì, phối hợp đ/c Đặng Kim Oanh, Chuyên viên; báo cáo trong 5 ngày làm việc." {
		t.Errorf("proposal %q", got)
	}
	leader.Send(leader.Form(p, "#agree"))

	if got := head.Find(head.Open("/"), ".panel .item").Length(); got != 1 {
		t.Errorf("%d things on the head's desk, want 1", got)
	}
	head.Send(head.Form(head.Open(doc), "#accept"))
	to := act(t, head, doc, "hand-on")
	p = head.Open(to)
	head.Send(role(t, head, p, head.Form(p, "#hand"), "Trần Văn An", "lead").Set("text", "Đồng chí dự thảo trả lời"))

	specialist.Send(specialist.Form(specialist.Open(doc), "#accept"))
	done := act(t, specialist, doc, "complete")
	back := specialist.Rejected(specialist.Form(specialist.Open(done), ".body form"), http.StatusUnprocessableEntity)
	if got := specialist.Text(back, ".summary"); !strings.Contains(got, "Nhập kết quả") {
		t.Errorf("without a result: %q", got)
	}
	specialist.Send(specialist.Form(specialist.Open(done), ".body form").Set("result", "Đã có văn bản trả lời"))
	head.Send(head.Form(head.Open(act(t, head, doc, "complete")), ".body form").Set("result", "Phòng đã trả lời"))

	page := clerk.Open(doc)
	if got := clerk.Text(page, ".dl"); !strings.Contains(got, "Đã hoàn thành") {
		t.Errorf("stage: %q", got)
	}
	story := clerk.Text(clerk.Open(doc+"?tab=journal"), ".story")
	for _, want := range []string{
		"Đ/c Phạm Thùy Linh, Văn thư, vào sổ văn bản, số đến 1",
		"Đ/c Võ Đình Lộc, Chánh Văn phòng, đề xuất xử lý văn bản: giao Phòng Tổng hợp chủ trì trong 5 ngày làm việc; phối hợp đ/c Đặng Kim Oanh, Chuyên viên",
		"Đ/c Lê Hoàng Minh, Phó Bí thư Thường trực Thành ủy, cho ý kiến chỉ đạo: giao Phòng Tổng hợp chủ trì",
		"Đ/c Nguyễn Thu Hà, Trưởng phòng Tổng hợp, nhận việc",
		"chuyển đ/c Trần Văn An, Chuyên viên chủ trì",
		"báo hoàn thành “Đã có văn bản trả lời”",
	} {
		if !strings.Contains(story, want) {
			t.Errorf("the story lacks %q:\n%s", want, story)
		}
	}
}

func TestDirectionErrorsAndFiling(t *testing.T) {
	s := apptest.Start(t)
	clerk, chief := s.As("phamthuylinh"), s.As("vodinhloc")
	doc := clerk.Register(apptest.Sample())
	p := chief.Open(doc + "/direct")
	back := chief.Rejected(chief.Form(p, "#direct"), http.StatusUnprocessableEntity)
	if got := chief.Text(back, ".summary"); !strings.Contains(got, "Chọn đơn vị chủ trì") {
		t.Errorf("without a lead: %q", got)
	}
	f := role(t, chief, p, chief.Form(p, "#direct"), "Phòng Tổng hợp", "lead")
	role(t, chief, p, f, "Đặng Kim Oanh", "lead")
	if got := chief.Text(chief.Rejected(f, http.StatusUnprocessableEntity), ".summary"); !strings.Contains(got, "Chỉ chọn một nơi chủ trì") {
		t.Errorf("two leads: %q", got)
	}
	f = role(t, chief, p, chief.Form(p, "#direct"), "Nguyễn Thu Hà", "inform")
	chief.Send(f.Press("file_only", "1"))
	head := s.As("nguyenthuha")
	if got := head.Find(head.Open("/tasks/inform"), "tr[data-row]").Length(); got != 1 {
		t.Fatalf("%d documents to know, want 1", got)
	}
	head.Send(head.Form(head.Open(doc), "#seen"))
	if got := head.Find(head.Open("/tasks/inform"), "tr[data-row]").Length(); got != 0 {
		t.Errorf("%d documents to know after it was seen, want 0", got)
	}
}

func TestTwoDecideAtOnce(t *testing.T) {
	s := apptest.Start(t)
	clerk, chief, leader := s.As("phamthuylinh"), s.As("vodinhloc"), s.As("lehoangminh")
	doc := clerk.Register(apptest.Sample())
	a, b := chief.Open(doc+"/direct"), leader.Open(doc+"/direct")
	slow := role(t, leader, b, leader.Form(b, "#direct"), "Đặng Kim Oanh", "lead")
	chief.Send(role(t, chief, a, chief.Form(a, "#direct"), "Phòng Tổng hợp", "lead"))
	back := leader.Rejected(slow, http.StatusConflict)
	if got := leader.Text(back, ".msg"); !strings.Contains(got, "Đ/c Võ Đình Lộc vừa cho ý kiến văn bản này lúc 09:") {
		t.Errorf("conflict: %q", got)
	}
}

func TestReturnExtendWithdraw(t *testing.T) {
	s := apptest.Start(t)
	clerk, chief, head := s.As("phamthuylinh"), s.As("vodinhloc"), s.As("nguyenthuha")
	doc := clerk.Register(apptest.Sample())
	p := chief.Open(doc + "/direct")
	chief.Send(role(t, chief, p, chief.Form(p, "#direct"), "Phòng Tổng hợp", "lead").Set("due", "30/11/2026"))

	head.Send(head.Form(head.Open(act(t, head, doc, "extension")), ".body form").Set("due", "04/12/2026").Set("reason", "Chờ số liệu"))
	if got := chief.Text(chief.Open("/tasks?group=approve"), "tr[data-row]"); !strings.Contains(got, "Duyệt gia hạn") {
		t.Errorf("the giver's list: %q", got)
	}
	chief.Send(chief.Form(chief.Open(act(t, chief, doc, "decide-extension")), ".body form").Set("decision", "grant").Set("due", "02/12/2026"))
	if got := head.Text(head.Open(doc), ".tree"); !strings.Contains(got, "Hạn 02/12") {
		t.Errorf("tree after the extension: %q", got)
	}
	head.Send(head.Form(head.Open(act(t, head, doc, "return")), ".body form").Set("reason", "Không thuộc nhiệm vụ của phòng"))
	p = chief.Open(doc + "/direct")
	f := role(t, chief, p, chief.Form(p, "#direct"), "Phòng Tổng hợp", "")
	chief.Send(role(t, chief, p, f, "Đặng Kim Oanh", "lead"))
	chief.Send(chief.Form(chief.Open(act(t, chief, doc, "withdraw")), ".body form").Set("reason", "Giao nhầm"))
	story := chief.Text(chief.Open(doc+"?tab=journal"), ".story")
	for _, want := range []string{
		"xin gia hạn đến 04/12/2026, lý do: “Chờ số liệu”", "đồng ý gia hạn đến 02/12/2026",
		"trả lại việc, lý do: “Không thuộc nhiệm vụ của phòng”", "thu hồi việc đã giao đ/c Đặng Kim Oanh, Chuyên viên, lý do: “Giao nhầm”",
	} {
		if !strings.Contains(story, want) {
			t.Errorf("the story lacks %q:\n%s", want, story)
		}
	}
}

func TestStrangersSeeNothing(t *testing.T) {
	s := apptest.Start(t)
	clerk, chief, colleague := s.As("phamthuylinh"), s.As("vodinhloc"), s.As("dangkimoanh")
	doc := clerk.Register(apptest.Sample())
	p := chief.Open(doc + "/direct")
	chief.Send(role(t, chief, p, chief.Form(p, "#direct"), "Phòng Tổng hợp", "lead").Set("due", "30/11/2026"))
	withdraw := act(t, chief, doc, "withdraw")
	for _, path := range []string{doc, doc + "/direct", doc + "/propose", doc + "/slip", doc + "?tab=journal", withdraw} {
		a, err := colleague.Get(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		if a.Status != http.StatusForbidden && a.Status != http.StatusNotFound {
			t.Errorf("%s: %d for a stranger", path, a.Status)
		}
		for _, leak := range []string{"125-BC", "HÒA VANG", "mưa lũ"} {
			if strings.Contains(string(a.Body), leak) {
				t.Errorf("%s tells %q to a stranger", path, leak)
			}
		}
	}
	s.As("nguyenthuha").Refused(doc+"/direct", http.StatusForbidden) // reads it, may not direct
}

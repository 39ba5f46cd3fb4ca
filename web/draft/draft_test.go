package draft_test

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"

	"congvan/cmd/congvan/app/apptest"
)

func TestNewDraft(t *testing.T) {
	s := apptest.Start(t)
	clerk, author := s.As("phamthuylinh"), s.As("tranvanan")
	p := author.Open("/drafts/new")
	for selector, want := range map[string]int{
		`#new [name=kind]`: 2, `#f-type`: 1, `#f-subject[aria-required]`: 1, `#f-signer option[selected]`: 1,
		`[name=to][value="A10.02"]`: 1, `#f-urgency option`: 5, `#f-file[type=file]`: 1,
	} {
		if got := author.Find(p, selector).Length(); got != want {
			t.Errorf("%s: %d, want %d", selector, got, want)
		}
	}
	if got := author.Text(p, "#f-signer option[selected]"); !strings.HasPrefix(got, "Lê Hoàng Minh") {
		t.Errorf("proposed signer %q", got)
	}

	bad := author.Form(p, "#new").Set("subject", "").Set("due_date", "32/13/2026")
	back := author.Rejected(bad, http.StatusUnprocessableEntity)
	if got := author.Text(back, ".summary a"); got == "" {
		t.Error("the form came back without a summary")
	}
	if got := author.Form(back, "#new").Get("due_date"); got != "32/13/2026" {
		t.Errorf("what was typed is gone: %q", got)
	}
	back = author.Rejected(author.Form(p, "#new").Set("subject", ""), http.StatusUnprocessableEntity)
	if got := author.Text(back, "#f-subject-error"); got != "Nhập trích yếu." {
		t.Errorf("error beside the field: %q", got)
	}

	in := clerk.Register(apptest.Sample())
	id := strings.TrimPrefix(in, "/documents/")
	refused := author.Refused("/drafts/new?reply="+id, http.StatusForbidden) // not passed to the author
	if strings.Contains(string(refused.Body), "mưa lũ") {
		t.Error("the refusal tells what the document says")
	}
	chief := s.As("vodinhloc")
	f := chief.Form(chief.Open("/drafts/new?reply="+id), "#new")
	if got := f.Get("subject"); got != "Phúc đáp báo cáo số 125-BC/ĐU" {
		t.Errorf("prefilled subject %q", got)
	}
	if got := f.Get("other"); !strings.Contains(strings.ToLower(got), "hòa vang") {
		t.Errorf("prefilled recipient %q, want the sender", got)
	}
}

func TestSentTwiceMadeOnce(t *testing.T) {
	s := apptest.Start(t)
	author := s.As("tranvanan")
	p := author.Open("/drafts/new")
	first := author.Send(author.Form(p, "#new").Set("subject", "kiểm tra gửi hai lần"))
	if again := author.Send(author.Form(p, "#new").Set("subject", "kiểm tra gửi hai lần")); again != first {
		t.Errorf("the second press led to %s, want %s", again, first)
	}
	if got := author.Find(author.Open("/drafts"), "#ds tr[data-row]").Length(); got != 1 {
		t.Errorf("%d drafts, want 1", got)
	}
}

func TestPreview(t *testing.T) {
	s := apptest.Start(t)
	author := s.As("tranvanan")
	doc := author.Draft("xây dựng kế hoạch năm 2027", "A10.02")
	p := author.Open(doc)
	if got := author.Find(p, `.viewer[aria-busy][hx-trigger=load]`).Length(); got != 1 {
		t.Fatal("a version without preview does not ask for one")
	}
	if a := author.Refused(doc+"/versions/9/docx", http.StatusNotFound); a.Status != http.StatusNotFound {
		t.Error("a version that is not there opens")
	}
	pdf, err := author.Get(context.Background(), doc+"/versions/1/pdf")
	if err != nil || !bytes.HasPrefix(pdf.Body, []byte("%PDF-")) {
		t.Fatalf("no PDF: %v", err)
	}
	p = author.Open(doc)
	src, ok := author.Find(p, ".viewer__page img").Attr("src")
	if !ok {
		t.Fatal("no page is shown")
	}
	img, err := author.Get(context.Background(), src)
	if err != nil || img.Header.Get("Content-Type") != "image/jpeg" || !bytes.HasPrefix(img.Body, []byte{0xff, 0xd8}) {
		t.Errorf("%s is no picture: %v", src, err)
	}
	docx, err := author.Get(context.Background(), doc+"/versions/1/docx")
	if err != nil || !bytes.HasPrefix(docx.Body, []byte("PK")) || !strings.HasPrefix(docx.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the Word file does not come as a download: %v", err)
	}
	s.As("dongocdiep").Refused(doc, http.StatusNotFound) // another agency
}

func TestReviewReturnAndRevise(t *testing.T) {
	s := apptest.Start(t)
	author, head := s.As("tranvanan"), s.As("nguyenthuha")
	doc := author.Draft("tổ chức hội nghị tổng kết", "A10.02")
	if author.Find(author.Open(doc), `button[formaction$="/agree"]`).Length() != 0 {
		t.Error("the author may agree to the own draft")
	}
	author.Act(doc, "submit", "")

	list := head.Open("/drafts?tab=review")
	if got := head.Text(list, "#ds tr[data-row]"); !strings.Contains(got, "tổ chức hội nghị") {
		t.Errorf("to review: %q", got)
	}
	back := head.Rejected(head.ActForm(doc, "return", ""), http.StatusUnprocessableEntity)
	if got := head.Text(back, "#f-text-error"); got != "Nhập lý do trả lại." {
		t.Errorf("error beside the opinion: %q", got)
	}
	stale := head.ActForm(doc, "agree", "")
	head.Act(doc, "return", "Bổ sung kinh phí")
	if got := head.Rejected(stale, http.StatusConflict); !strings.Contains(string(got.Body), "Có người vừa làm trước") {
		t.Error("a second verdict is no conflict")
	}

	p := author.Open(doc)
	if got := author.Text(p, "#tinh-trang .note"); !strings.Contains(got, "Bổ sung kinh phí") {
		t.Errorf("opinions %q", got)
	}
	letter := apptest.Sample().DOCX(t)
	upload := author.Form(p, "#upload").Attach("file", "du-thao.docx", letter).Set("note", "thêm kinh phí")
	author.Send(upload)
	both := author.Rejected(author.Form(p, "#upload").Set("_once", "another").Attach("file", "cua-toi.docx", letter), http.StatusConflict)
	if got := author.Text(both, ".msg"); !strings.Contains(got, "Có hai bản khác nhau") || !strings.Contains(got, "cua-toi.docx") || !strings.Contains(got, "Dự thảo lần 2") {
		t.Errorf("the conflict shows %q, want both versions", got)
	}
	wrong := author.Rejected(author.Form(author.Open(doc), "#upload").Attach("file", "anh.docx", []byte("\x89PNG")), http.StatusUnprocessableEntity)
	if author.Text(wrong, "#f-file-error") == "" {
		t.Error("a file that is no DOCX is not refused beside its field")
	}

	fields := author.Form(author.Open(doc+"/fields"), "#fields")
	if got := fields.Get("subject"); got != "tổ chức hội nghị tổng kết" {
		t.Errorf("subject to edit %q", got)
	}
	author.Send(fields.Set("subject", "tổ chức hội nghị tổng kết năm 2026"))
	author.Act(doc, "submit", "")
	author.Send(author.Form(author.Open(doc+"/take-back"), "form.stack").Set("reason", "cần sửa lại"))
	if got := author.Text(author.Open(doc), ".pagehead"); !strings.Contains(got, "năm 2026") {
		t.Errorf("head %q", got)
	}
}

package ui

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/google/go-cmp/cmp"
)

func words(s *goquery.Selection) []string {
	return s.Map(func(_ int, one *goquery.Selection) string { return text(one) })
}

func TestPage(t *testing.T) {
	p := samplePage("")
	p.Failed, p.LiveURL = true, "/live"
	doc := render(t, p, Text("nội dung"))
	for selector, want := range map[string]string{
		"title": "Lỗi: Thành phần giao diện", ".skip": "Đến nội dung chính", "main": "nội dung",
		".sidebar__item[aria-current]": "Bàn làm việc", ".sidebar__count--late": "9 quá hạn",
		".strip--notice > span": "Đang xử lý thay đ/c Lê Hữu Phước, Chánh Văn phòng, đến hết 27/11/2026 (văn bản hành chính của Văn phòng).",
		".badge":                "3",
	} {
		if got := text(doc.Find(selector).First()); got != want {
			t.Errorf("%s = %q, want %q", selector, got, want)
		}
	}
	for selector, want := range map[string]int{
		`html[lang=vi][data-today="2026-11-23"]`: 1, `body[data-live-url="/live"]`: 1,
		`form[action="/search"][method=get] input[name=q]`: 1, `form[action="/logout"][method=post]`: 1,
		`form[action="/session/post"] button[name=post]`: 3, // two posts and the end of the delegation
		`#toasts[aria-live=polite] form button`:          1, "h1": 0,
	} {
		if got := doc.Find(selector).Length(); got != want {
			t.Errorf("%s: %d, want %d", selector, got, want)
		}
	}
}

func TestCountNeverShowsFalseZero(t *testing.T) {
	doc := render(t, Tiles{{Label: "a", Count: Counting()}, {Label: "b", Count: Over(1000)}, {Label: "c", Count: Exactly(0), Tone: ToneLate}, {Label: "d", Count: Exactly(1234), Tone: ToneLate}})
	want := []string{"đang đếm", "hơn 1.000", "0", "1.234"}
	if diff := cmp.Diff(want, words(doc.Find(".tile__n"))); diff != "" {
		t.Error(diff)
	}
	if got := doc.Find(".tile--late").Length(); got != 1 {
		t.Errorf("%d red tiles, want only the one above 0", got)
	}
}

func TestButtonKeys(t *testing.T) {
	for _, c := range []struct {
		button     Button
		key, label string
	}{
		{Button{Label: "Vào sổ và tiếp", Kind: Primary, Key: "F9"}, "F9 Ctrl+Enter", "F9 Control+Enter"},
		{Button{Label: "Ký", Kind: Primary, Key: "Ctrl+Enter"}, "Ctrl+Enter", "Control+Enter"},
		{Button{Label: "Chuyển", Key: "F8"}, "F8", "F8"},
		{Button{Label: "Trả lại"}, "", ""},
	} {
		b := render(t, c.button).Find("button")
		if got := b.AttrOr("data-key", ""); got != c.key {
			t.Errorf("%s: data-key %q, want %q", c.button.Label, got, c.key)
		}
		if got := b.AttrOr("aria-keyshortcuts", ""); got != c.label {
			t.Errorf("%s: aria-keyshortcuts %q, want %q", c.button.Label, got, c.label)
		}
	}
	if got := render(t, Button{Label: "Ký", Why: "Chưa đọc"}); text(got.Find("body")) != "Chưa đọc Ký" || got.Find("button[disabled]").Length() != 1 {
		t.Errorf("a disabled button shows %q", text(got.Find("body")))
	}
}

func TestActionBarKeepsThreeAndPrimaryLast(t *testing.T) {
	doc := render(t, ActionBar{
		Buttons: []Button{{Label: "Vào sổ", Kind: Primary}, {Label: "Trả lại"}, {Label: "Đôn đốc"}, {Label: "Chuyển"}},
		More:    []Button{{Label: "Thu hồi"}},
	})
	if diff := cmp.Diff([]string{"Đôn đốc", "Chuyển", "Vào sổ"}, words(doc.Find(".actionbar > button"))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Trả lại", "Thu hồi"}, words(doc.Find("details .menu__item"))); diff != "" {
		t.Error(diff)
	}
}

func TestFieldTellsItsError(t *testing.T) {
	f := Field{Name: "subject", Label: "Trích yếu", Kind: TextArea, Value: "a < b", Error: "Nhập trích yếu", Hint: "Không viết tắt", Required: true, MaxLength: 500, Weak: true}
	doc := render(t, Join(Summarize("Chưa vào sổ được", f, Field{Name: "ok"}), f))
	area := doc.Find("textarea#f-subject")
	for attr, want := range map[string]string{
		"name": "subject", "aria-invalid": "true", "aria-required": "true", "aria-describedby": "f-subject-hint f-subject-error", "maxlength": "500",
	} {
		if got := area.AttrOr(attr, ""); got != want {
			t.Errorf("%s = %q, want %q", attr, got, want)
		}
	}
	if area.Text() != "a < b" {
		t.Errorf("value %q", area.Text())
	}
	if got := text(doc.Find(".summary h2")); got != "Chưa vào sổ được: có 1 chỗ cần sửa" {
		t.Errorf("summary says %q", got)
	}
	if a, b := text(doc.Find(".summary a")), text(doc.Find(".field__error")); a != b {
		t.Errorf("summary says %q, field says %q", a, b)
	}
	if doc.Find(".field--weak").Length() != 0 {
		t.Error("a wrong field is drawn as doubtful")
	}
	if got := string(source(t, ErrorSummary{Title: "x"})); got != "" {
		t.Errorf("an empty summary draws %q", got)
	}
}

func TestTable(t *testing.T) {
	doc := render(t, sampleTable())
	if got := doc.Find("tbody tr[data-row]").Length(); got != 7 {
		t.Fatalf("%d rows", got)
	}
	doc.Find("tbody tr[data-row]").Each(func(i int, row *goquery.Selection) {
		if n := row.Find("td").Length(); n != doc.Find("thead th").Length() {
			t.Errorf("row %d has %d cells", i, n)
		}
		if row.Find("a[data-open]").Length() != 1 {
			t.Errorf("row %d has no single link", i)
		}
	})
	for selector, want := range map[string]int{
		"th[scope=col]": 9, `th[aria-sort=descending]`: 1, "tr.is-void input[disabled]": 1, "tr.is-unread": 1,
		`input[data-pick][form=book-batch][name=id]`: 7, `button[form=book-batch][formaction]`: 2, "form#book-batch[method=post]": 1,
		"td.frozen.left80.frozen--last": 7, "tr.group th[scope=rowgroup][colspan='8']": 1, "td[data-label='Hạn']": 7,
	} {
		if got := doc.Find(selector).Length(); got != want {
			t.Errorf("%s: %d, want %d", selector, got, want)
		}
	}
	if got := text(doc.Find(".table__foot")); !strings.Contains(got, "Tổng số văn bản: 1.242") || !strings.Contains(got, "Trang sau") {
		t.Errorf("foot says %q", got)
	}
	if got := doc.Find(`.pager a[aria-disabled]`).AttrOr("href", "none"); got != "none" {
		t.Errorf("a missing page leads to %q", got)
	}
}

func TestEmptyTableShowsNextStep(t *testing.T) {
	doc := render(t, Table{Columns: []Column{{Title: "a"}}, Empty: Empty{Title: "Không còn văn bản chờ vào sổ.", Next: &Button{Label: "Xem sổ hôm nay", Href: "/"}}})
	if doc.Find("table").Length() != 0 || text(doc.Find(".empty a")) != "Xem sổ hôm nay" {
		t.Error(text(doc.Selection))
	}
}

func TestTableWidths(t *testing.T) {
	for n, want := range map[int]int{0: 0, 1: 36, 36: 36, 37: 48, 100: 104, 464: 464, 900: 464} {
		if got := ladder(widths(), n); got != want {
			t.Errorf("ladder(%d) = %d, want %d", n, got, want)
		}
	}
	if got := (Table{Columns: []Column{{Width: 100}, {}}}).minWidth(); got != "tmin480" {
		t.Errorf("min width %s", got)
	}
}

func TestRoutingMatrix(t *testing.T) {
	doc := render(t, sampleMatrix("Chọn đơn vị chủ trì"))
	for selector, want := range map[string]int{
		`input[name="role.th"][value=lead][checked]`: 1, `input[name="role.tc"][value=""][checked]`: 1, `input[checked]`: 4,
		`fieldset#f-route legend`: 1, `input[aria-label="Phòng Quản trị: Phối hợp"]`: 1,
	} {
		if got := doc.Find(selector).Length(); got != want {
			t.Errorf("%s: %d, want %d", selector, got, want)
		}
	}
}

func TestTreeAndStory(t *testing.T) {
	doc := render(t, Join(sampleTree(), sampleStory()))
	if got := doc.Find(".tree ul ul .tree__node").Length(); got != 2 {
		t.Errorf("%d nodes at the third level", got)
	}
	if diff := cmp.Diff([]string{"Thứ Bảy, ngày 21/11/2026", "Thứ Sáu, ngày 20/11/2026"}, words(doc.Find(".story__day"))); diff != "" {
		t.Error(diff)
	}
}

func TestSignatureStateIsSaid(t *testing.T) {
	doc := render(t, sampleSigs())
	want := []string{"Hợp lệ:", "Hợp lệ:", "Không hợp lệ:"}
	if diff := cmp.Diff(want, words(doc.Find(".sig b .sr"))); diff != "" {
		t.Error(diff)
	}
}

func TestDeliveryTable(t *testing.T) {
	doc := render(t, sampleDeliveries())
	cells := words(doc.Find("tbody tr").Eq(2).Find("td"))
	if cells[3] != "23/11 08:30" || cells[4] != "" || !strings.HasPrefix(cells[2], "Từ chối Sai nơi nhận Gửi lại") {
		t.Errorf("refused row: %q", cells)
	}
	if got := words(doc.Find("tbody tr").Eq(1).Find("td"))[5]; got != "Chưa" {
		t.Errorf("a stage not reached says %q", got)
	}
}

func TestViewer(t *testing.T) {
	doc := render(t, Viewer{Label: "Văn bản chính", Download: "/f", Pages: []PageImage{
		{Src: "/p/1", Width: 800, Height: 1131, Boxes: []Box{{X: 1, Y: 2, W: 3, H: 4, FieldID: "f-subject", Weak: true}}}, {Src: "/p/2"},
	}})
	for selector, want := range map[string]int{
		"#trang-1 img[width='800']:not([loading])": 1, "#trang-2 img[loading=lazy][alt='Trang 2']": 1,
		"rect.ocr--weak[data-field=f-subject][x='1']": 1, "a[download][href='/f'][aria-label='Tải về']": 1, "a[href='#trang-2']": 1,
	} {
		if got := doc.Find(selector).Length(); got != want {
			t.Errorf("%s: %d, want %d", selector, got, want)
		}
	}
	if got := text(render(t, Viewer{Missing: "Trang đang được dựng."}).Find(".viewer__none")); got != "Trang đang được dựng." {
		t.Errorf("without pages: %q", got)
	}
}

func TestMessages(t *testing.T) {
	doc := render(t, Join(NoRight("Phòng Tổng hợp"), Conflict("A", "chuyển", "09:12", "/r"), Failure("Chưa ghi được.", "Thử lại.", "X1")))
	want := []string{
		"Đồng chí không có quyền xem văn bản này. Cần xem, liên hệ Phòng Tổng hợp.",
		"Đ/c A vừa chuyển lúc 09:12. Những gì đồng chí nhập vẫn còn ở dưới, chưa ghi. Xem bản mới rồi quyết định. Xem bản mới",
		"Chưa ghi được. Thử lại. Mã để báo lỗi: X1",
	}
	if diff := cmp.Diff(want, words(doc.Find(".msg"))); diff != "" {
		t.Error(diff)
	}
	if got := doc.Find(".msg[role=alert]").Length(); got != 1 {
		t.Errorf("%d alerts, want only the failure", got)
	}
}

func TestFormCarriesItsToken(t *testing.T) {
	doc := render(t, Form{ID: "f", Once: "abc", Multipart: true, EnterNext: true, Hidden: map[string]string{"v": "2"}}, Text("x"))
	if got := doc.Find(`form#f[method=post][enctype="multipart/form-data"][data-enter=next] input[name=_once][value=abc]`).Length(); got != 1 {
		html, _ := doc.Html()
		t.Error(html)
	}
	if doc.Find("form[action]").Length() != 0 || doc.Find("input[name=v][value='2']").Length() != 1 {
		t.Error("action or hidden fields")
	}
}

func TestLoginHidesWhichFieldWasWrong(t *testing.T) {
	doc := render(t, LoginPage{Account: "hanh", Error: "Tài khoản hoặc mật khẩu không đúng.", Next: "/desk"})
	for selector, want := range map[string]int{
		`form[action="/login"] input[name=account][value=hanh][autocomplete=username]`:  1,
		`input[type=password][name=password][autocomplete=current-password][autofocus]`: 1,
		`input[name=next][value="/desk"]`:                                               1, "[aria-invalid]": 0, ".login__hints": 0, `a[href=""]`: 0,
	} {
		if got := doc.Find(selector).Length(); got != want {
			t.Errorf("%s: %d, want %d", selector, got, want)
		}
	}
}

func TestSlip(t *testing.T) {
	doc := render(t, sampleSheet())
	if got := text(doc.Find(".slip td[colspan='4']").First()); got != "Đ/c Huỳnh Bá Trực, Phó Bí thư, 17:05 ngày 20/11/2026: “Giao Văn phòng.”" {
		t.Errorf("opinion: %q", got)
	}
	if got := text(doc.Find(".slip__sign i")); got != "Ngày 23 tháng 11 năm 2026" {
		t.Errorf("date: %q", got)
	}
}

// An icon that is not in the sprite would be an empty square on the page.
func TestIconsAreInTheSprite(t *testing.T) {
	ids := spriteIDs(t)
	for name, c := range everything() {
		render(t, c).Find("use").Each(func(_ int, s *goquery.Selection) {
			_, id, _ := strings.Cut(s.AttrOr("href", ""), "#")
			if !ids[id] {
				t.Errorf("%s: no symbol %q", name, id)
			}
		})
	}
	for _, icon := range iconConstants(t) {
		if !ids["i-"+icon] {
			t.Errorf("no symbol for icon %q", icon)
		}
	}
}

var _ = []templ.Component{
	Button{},
	Menu{},
	Segments{},
	Tag{},
	Light{},
	LightFilter{},
	Mark{},
	Progress{},
	Page{},
	PageHead{},
	ActionBar{},
	Field{},
	Reserve{},
	Choices{},
	Checkbox{},
	ErrorSummary{},
	Form{},
	Panel{},
	Tiles{},
	Items{},
	Tabs{},
	Facts{},
	Empty{},
	Msg{},
	Toast{},
	Table{},
	Tree{},
	RouteChips{},
	Note{},
	Sigs{},
	RoutingMatrix{},
	Story{},
	Viewer{},
	DeliveryTable{},
	LoginPage{},
	Sheet{},
	HandlingSlip{},
	RegisterTable{},
}

package convert_test

import (
	"bytes"
	"image/jpeg"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"congvan/office/format"
	"congvan/platform/convert"
	"congvan/standard/vietnamese"
)

const (
	mm         = 72 / 25.4
	leftEdge   = 30 * mm
	pageWidth  = 210 * mm
	rightEdge  = pageWidth - 15*mm
	textCentre = (leftEdge + rightEdge) / 2
)

// made is a document filled from a template and turned into PDF.
type made struct {
	rules format.RuleSet
	pdf   string
	pages []format.Page
	tools *convert.Tools
}

type request struct {
	kind   format.Kind
	form   format.Form
	code   format.TypeCode
	agency string
	unit   string
	fields map[format.Field]format.Value
}

// longText is long enough to need a second page many times over.
func longText() string {
	return strings.Repeat("Ban Thường vụ Thành ủy yêu cầu các cấp ủy, tổ chức đảng quán triệt và triển khai thực hiện nghiêm túc. ", 3)
}

func makeDocument(t *testing.T, tools *convert.Tools, q request) made {
	t.Helper()
	rules, err := format.Load()
	if err != nil {
		t.Fatal(err)
	}
	r, exact := rules.Find(q.kind, vietnamese.Date{Year: 2026, Month: 11, Day: 23})
	if !exact {
		t.Fatalf("no %s rules for 2026-11-23", q.kind)
	}
	line, err := format.BlankNumberLine(r, q.code, 2, q.agency, q.unit)
	if err != nil {
		t.Fatal(err)
	}
	q.fields[format.FieldNumberLine] = format.Text(line)
	template, err := format.Template(r, q.form)
	if err != nil {
		t.Fatal(err)
	}
	docx, report, err := format.Fill(template, q.fields)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Missing)+len(report.Unknown) > 0 {
		t.Fatalf("fill: missing %v, unknown %v", report.Missing, report.Unknown)
	}
	pdf, err := tools.ToPDF(t.Context(), docx)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.ArtifactDir(), "document.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	words, err := tools.Words(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	m := made{rules: r, pdf: path, tools: tools}
	for _, p := range words {
		page := format.Page{Width: p.Width, Height: p.Height}
		for _, w := range p.Words {
			page.Words = append(page.Words, format.Word{Text: w.Text, XMin: w.XMin, YMin: w.YMin, XMax: w.XMax, YMax: w.YMax})
		}
		m.pages = append(m.pages, page)
	}
	return m
}

// find returns the box of a sequence of words on one page.
func (m made) find(t *testing.T, page int, phrase string) format.Word {
	t.Helper()
	want := strings.Fields(phrase)
	words := m.pages[page-1].Words
	for i := range words {
		box := words[i]
		n := 0
		for n < len(want) && i+n < len(words) && words[i+n].Text == want[n] {
			w := words[i+n]
			box.XMin, box.XMax = min(box.XMin, w.XMin), max(box.XMax, w.XMax)
			n++
		}
		if n == len(want) {
			return box
		}
	}
	t.Fatalf("page %d has no %q; it has %v", page, phrase, texts(words))
	return format.Word{}
}

func texts(words []format.Word) []string {
	var list []string
	for _, w := range words {
		list = append(list, w.Text)
	}
	return list
}

func centre(w format.Word) float64 { return (w.XMin + w.XMax) / 2 }

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if math.Abs(got-want) > tolerance {
		t.Errorf("%s: got %.1f, want %.1f ± %.1f", what, got, want, tolerance)
	}
}

func below(t *testing.T, m made, page int, upper, lower string) {
	t.Helper()
	if u, l := m.find(t, page, upper), m.find(t, page, lower); l.YMin < u.YMin+5 {
		t.Errorf("%q (y %.1f) is not below %q (y %.1f)", lower, l.YMin, upper, u.YMin)
	}
}

func (m made) checkMargins(t *testing.T) {
	t.Helper()
	for i, p := range m.pages {
		for _, w := range p.Words {
			header := w.YMax < 20*mm+2 && i > 0
			if w.XMin < leftEdge-1 || w.XMax > rightEdge+1 || !header && w.YMin < 20*mm-3 || w.YMax > p.Height-20*mm+3 {
				t.Errorf("page %d: %q leaves the margins: %+v", i+1, w.Text, w)
			}
		}
	}
}

// checkFonts holds that all fonts are of Times's widths, embedded and readable.
func (m made) checkFonts(t *testing.T) {
	t.Helper()
	out, err := exec.Command("pdffonts", m.pdf).Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")[2:]
	if len(lines) < 2 {
		t.Errorf("too few fonts:\n%s", out)
	}
	for _, line := range lines {
		f := strings.Fields(line)
		known := strings.Contains(f[0], "LiberationSerif") || strings.Contains(f[0], "Tinos") || strings.Contains(f[0], "TimesNewRoman")
		if embedded := f[len(f)-5]; !known || embedded != "yes" {
			t.Errorf("font %s", line)
		}
	}
}

func (m made) places(t *testing.T) format.Places {
	t.Helper()
	p, err := format.FindPlaces(m.pages)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// lowestInk returns the PDF y of the lowest dark pixel between x0 and x1,
// y0 and y1 (PDF coordinates) of page 1.
func (m made) lowestInk(t *testing.T, x0, x1, y0, y1 float64) float64 {
	t.Helper()
	const dpi = 288
	b, err := m.tools.PageImage(t.Context(), m.pdf, 1, dpi)
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	const scale = dpi / 72.0
	height := m.pages[0].Height
	for y := int((height - y0) * scale); y >= int((height-y1)*scale); y-- {
		for x := int(x0 * scale); x < int(x1*scale); x++ {
			if r, _, _, _ := img.At(x, y).RGBA(); r < 0x6000 {
				return height - float64(y)/scale
			}
		}
	}
	t.Fatal("no ink there")
	return 0
}

func partyNotice() request {
	return request{kind: format.Party, form: format.Named, code: "TB", agency: "TU", fields: map[format.Field]format.Value{
		format.FieldAgencyParent: {},
		format.FieldAgency:       format.Text("Thành ủy Đà Nẵng"),
		format.FieldPlaceDate:    format.BlankPlaceDate("Đà Nẵng"),
		format.FieldTypeName:     format.Text("THÔNG BÁO"),
		format.FieldSubject:      format.Text("kết luận của Ban Thường vụ Thành ủy tại phiên họp tháng 11 năm 2026"),
		format.FieldBody:         format.BodyText("Ngày 20/11/2026, Ban Thường vụ Thành ủy họp và kết luận như sau:", "1. Đồng ý với báo cáo.", "2. Giao Văn phòng Thành ủy theo dõi, đôn đốc."),
		format.FieldRecipients:   format.ListLines("Các ban đảng Thành ủy", "Lưu Văn phòng Thành ủy"),
		format.FieldCapacity:     format.Text("T/M Ban Thường vụ"),
		format.FieldPosition:     format.Text("Phó Bí thư"),
		format.FieldSigner:       format.Text("Nguyễn Văn Ưng"),
	}}
}

func TestForms(t *testing.T) {
	tools := convert.New(convert.Config{})
	t.Cleanup(func() { _ = tools.Close() })
	t.Run("party notice", func(t *testing.T) { checkPartyNotice(t, makeDocument(t, tools, partyNotice())) })
	t.Run("party notice, line of date empty", func(t *testing.T) {
		q := partyNotice()
		q.fields[format.FieldPlaceDate] = format.Value{}
		checkEmptyDate(t, makeDocument(t, tools, q))
	})
	t.Run("party proposal, long", func(t *testing.T) { checkLongProposal(t, tools) })
	t.Run("state decision", func(t *testing.T) { checkStateDecision(t, tools) })
	t.Run("state letter", func(t *testing.T) { checkStateLetter(t, tools) })
	t.Run("party letter", func(t *testing.T) { checkPartyLetter(t, tools) })
}

func checkPartyNotice(t *testing.T, m made) {
	m.checkMargins(t)
	m.checkFonts(t)
	title, agency := m.find(t, 1, "ĐẢNG CỘNG SẢN VIỆT NAM"), m.find(t, 1, "THÀNH ỦY ĐÀ NẴNG")
	near(t, "agency beside the title", agency.YMin, title.YMin, 3)
	near(t, "agency in its column", centre(agency), leftEdge+73*mm/2, 2)
	near(t, "title in its column", centre(title), leftEdge+73*mm+(165-73)*mm/2, 2)
	near(t, "type in the middle", centre(m.find(t, 1, "THÔNG BÁO")), textCentre, 2)
	near(t, "dashes in the middle", centre(m.find(t, 1, "-----")), textCentre, 2)
	below(t, m, 1, "THÀNH ỦY ĐÀ NẴNG", "*")
	below(t, m, 1, "*", "Số")
	below(t, m, 1, "Số", "THÔNG BÁO")
	below(t, m, 1, "THÔNG BÁO", "-----")
	below(t, m, 1, "-----", "Ngày")
	near(t, "first line", m.find(t, 1, "Ngày").XMin, leftEdge+10*mm, 1)
	near(t, "recipients at the left edge", m.find(t, 1, "Nơi nhận:").XMin, leftEdge, 1)
	near(t, "signing beside recipients", m.find(t, 1, "T/M BAN THƯỜNG VỤ").YMin, m.find(t, 1, "Nơi nhận:").YMin, 2)
	near(t, "position under capacity", centre(m.find(t, 1, "PHÓ BÍ THƯ")), centre(m.find(t, 1, "T/M BAN THƯỜNG VỤ")), 1)

	p := m.places(t)
	near(t, "number: width of two digits", p.Number.X1-p.Number.X0, 14+2, 1)
	near(t, "number: size", p.Number.Size, 14, 0)
	near(t, "day: size", p.Day.Size, 14, 0)
	near(t, "number and day on one line", p.Number.Baseline, p.Day.Baseline, 0.3)
	label := m.find(t, 1, "Số")
	ink := m.lowestInk(t, label.XMin, label.XMax, p.Number.Y0, p.Number.Y1)
	near(t, "number stands on the line of its label", p.Number.Baseline, ink, 0.6)
	if d := p.Day; d.X1-d.X0 < 14 || p.Month.X1-p.Month.X0 < 14 || p.Year.X1-p.Year.X0 < 28 || p.Year.X1 > rightEdge {
		t.Errorf("places of the date too narrow or off the page: %+v", p)
	}
	date := (m.find(t, 1, "Đà Nẵng,").XMin + p.Year.X1) / 2
	near(t, "date, once filled, under the title", date, centre(title), 2)
	near(t, "day: two digits and a blank on each side", p.Day.X1-p.Day.X0, 21-2, 1.5)
	position, name := m.find(t, 1, "PHÓ BÍ THƯ"), m.find(t, 1, "Nguyễn Văn Ưng")
	s := p.LeaderSignature
	if top, bottom := m.pages[0].Height-position.YMax, m.pages[0].Height-name.YMin; s.Y1 > top || s.Y0 < bottom || s.Y1-s.Y0 < 20*mm {
		t.Errorf("signature %+v is not between %.0f and %.0f", s, bottom, top)
	}
	near(t, "signature over the name", (s.X0+s.X1)/2, centre(name), 1)
	near(t, "seal covers a third", p.Seal.X1-s.X0, (s.X1-s.X0)/3, 0.1)
	near(t, "seal is 36 mm", p.Seal.X1-p.Seal.X0, 36*mm, 0.1)
}

func checkEmptyDate(t *testing.T, m made) {
	p := m.places(t)
	if !p.Day.IsZero() || p.PlaceDate.IsZero() {
		t.Fatalf("want one place for the whole line, got %+v", p)
	}
	near(t, "date on the number's line", p.PlaceDate.Baseline, p.Number.Baseline, 0.3)
	near(t, "date under the title", (p.PlaceDate.X0+p.PlaceDate.X1)/2, centre(m.find(t, 1, "ĐẢNG CỘNG SẢN VIỆT NAM")), 1)
	for _, w := range m.pages[0].Words {
		y := m.pages[0].Height - w.YMax
		if w.XMax > p.PlaceDate.X0 && y < p.PlaceDate.Y1-4 && y > p.PlaceDate.Y0 && strings.TrimSpace(w.Text) != "" {
			t.Errorf("%q stands where the date goes", w.Text)
		}
	}
}

func checkLongProposal(t *testing.T, tools *convert.Tools) {
	q := partyNotice()
	q.form, q.code = format.Proposal, "TTr"
	q.fields[format.FieldTypeName] = format.Text("TỜ TRÌNH")
	rules, err := format.Load()
	if err != nil {
		t.Fatal(err)
	}
	r, _ := rules.Find(format.Party, vietnamese.Date{Year: 2026, Month: 11, Day: 23})
	q.fields[format.FieldSalutation], q.fields[format.FieldRecipientsTo] = format.Addressees(r, format.Proposal, "Ban Thường vụ Thành ủy")
	var body []string
	for range 17 {
		body = append(body, longText())
	}
	q.fields[format.FieldBody] = format.BodyText(body...)
	m := makeDocument(t, tools, q)
	m.checkMargins(t)
	if len(m.pages) < 2 {
		t.Fatalf("got %d pages, want several", len(m.pages))
	}
	near(t, "one addressee in the middle", centre(m.find(t, 1, "Kính trình: Ban Thường vụ Thành ủy")), textCentre, 2)
	if first := m.pages[0].Words[0]; first.YMin < 18*mm {
		t.Errorf("page 1 has a header: %q", first.Text)
	}
	number := m.find(t, 2, "2")
	near(t, "page number in the middle", centre(number), textCentre, 2)
	near(t, "page number 10 mm from the top", number.YMin, 10*mm, 3)
	last := m.pages[len(m.pages)-1]
	signing := m.find(t, len(m.pages), "Nơi nhận:")
	for _, w := range last.Words {
		if w.YMin > 20*mm-3 && w.YMax < signing.YMin {
			return // some of the body came along
		}
	}
	t.Error("the signing block stands alone on the last page")
}

func stateFields() map[format.Field]format.Value {
	return map[format.Field]format.Value{
		format.FieldAgency:     format.Text("Sở Nội vụ"),
		format.FieldPlaceDate:  format.BlankPlaceDate("Đà Nẵng"),
		format.FieldRecipients: format.ListLines("Như Điều 3", "Lưu: VT, VP"),
		format.FieldCapacity:   format.Text("KT. Giám đốc"),
		format.FieldPosition:   format.Text("Phó Giám đốc"),
		format.FieldSigner:     format.Text("Trần Thị Hòa"),
	}
}

func stateRules(t *testing.T) format.RuleSet {
	t.Helper()
	rules, err := format.Load()
	if err != nil {
		t.Fatal(err)
	}
	r, _ := rules.Find(format.State, vietnamese.Date{Year: 2026, Month: 11, Day: 23})
	return r
}

func checkStateDecision(t *testing.T, tools *convert.Tools) {
	f := stateFields()
	r := stateRules(t)
	f[format.FieldAgencyParent] = format.AgencyName(r, format.AgencyParent, "Ủy ban nhân dân thành phố Đà Nẵng")
	f[format.FieldTypeName] = format.Text("QUYẾT ĐỊNH")
	f[format.FieldSubject] = format.Text(format.SubjectLine(r, format.Decision, "ban hành Quy chế văn thư, lưu trữ"))
	f[format.FieldAuthority] = format.Text("Giám đốc Sở Nội vụ")
	f[format.FieldGrounds] = format.Lines("Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư;", "Theo đề nghị của Chánh Văn phòng Sở.")
	f[format.FieldBody] = format.Value{
		format.Article("Điều 1.", "Ban hành kèm theo Quyết định này Quy chế văn thư, lưu trữ."),
		format.Article("Điều 2.", "Quyết định này có hiệu lực kể từ ngày ký./."),
	}
	m := makeDocument(t, tools, request{kind: format.State, form: format.Decision, code: "QD", agency: "SNV", fields: f})
	m.checkMargins(t)
	m.checkFonts(t)
	title, motto := m.find(t, 1, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), m.find(t, 1, "Độc lập - Tự do - Hạnh phúc")
	near(t, "motto under the title", centre(motto), centre(title), 1)
	parent, agency := m.find(t, 1, "ỦY BAN NHÂN DÂN"), m.find(t, 1, "SỞ NỘI VỤ")
	near(t, "agency under its parent", centre(agency), centre(parent), 1)
	below(t, m, 1, "ỦY BAN NHÂN DÂN", "THÀNH PHỐ ĐÀ NẴNG")
	below(t, m, 1, "THÀNH PHỐ ĐÀ NẴNG", "SỞ NỘI VỤ")
	below(t, m, 1, "SỞ NỘI VỤ", "Số:")
	near(t, "type in the middle", centre(m.find(t, 1, "QUYẾT ĐỊNH")), textCentre, 2)
	below(t, m, 1, "QUYẾT ĐỊNH", "Về việc ban hành Quy chế văn thư, lưu trữ")
	below(t, m, 1, "Về việc ban hành", "GIÁM ĐỐC SỞ NỘI VỤ")
	below(t, m, 1, "GIÁM ĐỐC SỞ NỘI VỤ", "Căn cứ")
	below(t, m, 1, "Căn cứ", "QUYẾT ĐỊNH:")
	below(t, m, 1, "QUYẾT ĐỊNH:", "Điều 1.")
	near(t, "article's first line", m.find(t, 1, "Điều 1.").XMin, leftEdge+12.7*mm, 1)
	p := m.places(t)
	near(t, "number and day on one line", p.Number.Baseline, p.Day.Baseline, 0.3)
	near(t, "number: size", p.Number.Size, 13, 0)
}

func checkStateLetter(t *testing.T, tools *convert.Tools) {
	f := stateFields()
	r := stateRules(t)
	f[format.FieldAgencyParent] = format.Text("UBND thành phố Đà Nẵng")
	f[format.FieldSubject] = format.Text(format.SubjectLine(r, format.Letter, "Về việc góp ý dự thảo Quy chế"))
	f[format.FieldSalutation], f[format.FieldRecipientsTo] = format.Addressees(r, format.Letter, "Các sở, ban, ngành", "Ủy ban nhân dân các xã, phường, đặc khu;")
	f[format.FieldBody] = format.BodyText("Sở Nội vụ đề nghị các cơ quan cho ý kiến trước ngày 30/11/2026./.")
	m := makeDocument(t, tools, request{kind: format.State, form: format.Letter, code: "CV", agency: "SNV", unit: "VP", fields: f})
	m.checkMargins(t)
	below(t, m, 1, "Số:", "V/v góp ý dự thảo Quy chế")
	near(t, "subject in the left column", centre(m.find(t, 1, "V/v góp ý dự thảo Quy chế")), leftEdge+65*mm/2, 2)
	colon, first, second := m.find(t, 1, "gửi:"), m.find(t, 1, "- Các sở,"), m.find(t, 1, "- Ủy")
	near(t, "dashes under the colon", first.XMin, colon.XMax, 5)
	near(t, "dashes in line", first.XMin, second.XMin, 0.5)
	m.find(t, 1, "khu.")
	m.find(t, 1, "/SNV-VP")
	m.places(t)
}

func checkPartyLetter(t *testing.T, tools *convert.Tools) {
	q := partyNotice()
	q.form, q.code, q.agency = format.Letter, "CV", "VPTU"
	delete(q.fields, format.FieldTypeName)
	q.fields[format.FieldAgencyParent] = format.Text("Thành ủy Đà Nẵng")
	q.fields[format.FieldAgency] = format.Text("Văn phòng")
	q.fields[format.FieldSubject] = format.Text("về việc góp ý dự thảo")
	q.fields[format.FieldSalutation] = format.Text("Kính gửi: Đảng ủy phường Hải Châu")
	q.fields[format.FieldRecipientsTo] = format.Value{}
	m := makeDocument(t, tools, q)
	m.checkMargins(t)
	below(t, m, 1, "THÀNH ỦY ĐÀ NẴNG", "VĂN PHÒNG")
	below(t, m, 1, "VĂN PHÒNG", "*")
	below(t, m, 1, "*", "Số")
	below(t, m, 1, "Số", "về việc góp ý dự thảo")
	subject := m.find(t, 1, "về việc góp ý dự thảo")
	near(t, "subject in the left column", centre(subject), leftEdge+73*mm/2, 2)
	near(t, "addressee in the middle", centre(m.find(t, 1, "Kính gửi: Đảng ủy phường Hải Châu")), textCentre, 2)
	m.places(t)
}

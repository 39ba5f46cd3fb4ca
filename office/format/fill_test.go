package format

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// docxWith makes a small DOCX whose body is the given XML.
func docxWith(t testing.TB, body string) []byte {
	t.Helper()
	return zipOf(t, map[string]string{
		"word/document.xml": xmlHead + `<w:document ` + wNamespace + `><w:body>` + body + `</w:body></w:document>`,
	})
}

func zipOf(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, text := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// runs writes each run of a DOCX as [props]text, one line a paragraph.
func runs(t *testing.T, docx []byte) string {
	t.Helper()
	var lines []string
	for _, p := range paragraphs(t, docx) {
		var b strings.Builder
		for _, r := range p.FindElements("./r") {
			if props := r.SelectElement("rPr"); props != nil {
				var tags []string
				for _, e := range props.ChildElements() {
					tags = append(tags, e.Tag)
				}
				fmt.Fprintf(&b, "[%s]", strings.Join(tags, " "))
			}
			for _, e := range r.ChildElements() {
				switch e.Tag {
				case "t":
					b.WriteString(e.Text())
				case "br":
					b.WriteString("⏎")
				case "tab":
					b.WriteString("⇥")
				}
			}
			b.WriteString("|")
		}
		lines = append(lines, b.String())
	}
	return strings.Join(lines, "\n")
}

func TestFill(t *testing.T) {
	run := func(props, text string) string {
		if props != "" {
			props = "<w:rPr>" + props + "</w:rPr>"
		}
		return "<w:r>" + props + `<w:t xml:space="preserve">` + text + "</w:t></w:r>"
	}
	p := func(runs ...string) string { return "<w:p>" + strings.Join(runs, "") + "</w:p>" }
	for _, c := range []struct {
		name, body, want string
		fields           map[Field]Value
	}{
		{"whole", p(run("<w:b/>", "{{a}}")), "[b]chào|", map[Field]Value{"a": Text("chào")}},
		{
			"split over runs", p(run("", "Số {"), run("<w:b/>", "{ a"), run("<w:i/>", "gency }} hết")),
			"Số THÀNH ỦY|[b]|[i] hết|",
			map[Field]Value{"agency": Text("THÀNH ỦY")},
		},
		{
			"two in one run", p(run("", "{{a}} và {{b}}.")), "1 và 2.|",
			map[Field]Value{"a": Text("1"), "b": Text("2")},
		},
		{"value that looks like a placeholder", p(run("", "{{a}}{{b}}")), "{{b}}x|", map[Field]Value{"a": Text("{{b}}"), "b": Text("x")}},
		{
			"several paragraphs", p(run("", "trước {{a}} sau")) + p(run("", "cuối")),
			"trước 1|\n2|\n3 sau|\ncuối|",
			map[Field]Value{"a": Lines("1", "2", "3")},
		},
		{"empty drops the paragraph", p(run("", "{{a}}")) + p(run("", "b")), "b|", map[Field]Value{"a": {}}},
		{"empty inside text", p(run("", "x{{a}}y")), "xy|", map[Field]Value{"a": {}}},
		{
			"bold within", p(run("<w:rFonts/><w:sz/>", "a {{x}} z")),
			"[rFonts sz]a |[rFonts b bCs sz]Điều 1.|[rFonts sz] Nội dung|[rFonts sz] z|",
			map[Field]Value{"x": {Article("Điều 1.", "Nội dung")}},
		},
		{
			"bold before more of the run", p("<w:r><w:t>{{x}}</w:t><w:br/><w:t>đuôi</w:t></w:r>"), "|[b bCs]B|⏎đuôi|",
			map[Field]Value{"x": {{Runs: []Run{{Text: "B", Bold: true}}}}},
		},
		{
			"upright within slanted", p(run("<w:i/>", "{{x}}")), "[i]|[i]a|[i iCs]b|[i]|",
			map[Field]Value{"x": {{Runs: []Run{{Text: "a"}, {Text: "b", Upright: true}}}}},
		},
		{"breaks and tabs", p(run("", "{{a}}")), "1⏎2⇥3|", map[Field]Value{"a": Text("1\n2\t3")}},
		{"markup is text", p(run("", "{{a}}")), "<w:b/>&\x20|", map[Field]Value{"a": Text("<w:b/>&\x20\x00")}},
		{
			"empty in a cell keeps a paragraph", "<w:tbl><w:tr><w:tc>" + p(run("", "{{a}}")) + "</w:tc></w:tr></w:tbl>", "",
			map[Field]Value{"a": {}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			out, report, err := Fill(docxWith(t, c.body), c.fields)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, runs(t, out)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(report.Missing)+len(report.Unknown) > 0 {
				t.Errorf("report: %+v", report)
			}
		})
	}
}

func TestFillReports(t *testing.T) {
	out, report, err := Fill(docxWith(t, `<w:p><w:r><w:t>{{here}} {{gone}}</w:t></w:r></w:p>`),
		map[Field]Value{"here": Text("x"), "extra": Text("y")})
	if err != nil {
		t.Fatal(err)
	}
	want := FillReport{Missing: []Field{"gone"}, Unknown: []Field{"extra"}}
	if diff := cmp.Diff(want, report); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := runs(t, out); got != "x {{gone}}|" {
		t.Errorf("got %q", got)
	}
}

func TestFillKeepsOtherParts(t *testing.T) {
	in := zipOf(t, map[string]string{
		"word/document.xml":   xmlHead + `<w:document ` + wNamespace + `><w:body><w:p><w:r><w:t>{{a}}</w:t></w:r></w:p></w:body></w:document>`,
		"word/header1.xml":    xmlHead + `<w:hdr ` + wNamespace + `><w:p><w:r><w:t>{{a}}</w:t></w:r></w:p></w:hdr>`,
		"word/media/seal.png": "\x89PNG {{a}}",
	})
	out, _, err := Fill(in, map[Field]Value{"a": Text("x")})
	if err != nil {
		t.Fatal(err)
	}
	if got := partOf(t, out, "word/header1.xml").FindElement("//t").Text(); got != "x" {
		t.Errorf("header: got %q", got)
	}
	z, err := zip.NewReader(bytes.NewReader(out), int64(len(out)))
	if err != nil {
		t.Fatal(err)
	}
	b, err := readPart(findFile(t, z, "word/media/seal.png"))
	if err != nil || string(b) != "\x89PNG {{a}}" {
		t.Errorf("image: got %q, %v", b, err)
	}
}

func findFile(t *testing.T, z *zip.Reader, name string) *zip.File {
	t.Helper()
	for _, f := range z.File {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("no part %s", name)
	return nil
}

func TestFillRefusesHostileFiles(t *testing.T) {
	many := map[string]string{}
	for i := range fillMaxParts + 1 {
		many[fmt.Sprint("x", i)] = ""
	}
	for name, c := range map[string]struct {
		docx []byte
		want error
	}{
		"no zip":     {[]byte("hello"), ErrNotDOCX},
		"no XML":     {zipOf(t, map[string]string{"word/document.xml": "<a><b></a>"}), ErrNotDOCX},
		"entities":   {zipOf(t, map[string]string{"word/document.xml": `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`}), ErrNotDOCX},
		"deep":       {docxWith(t, strings.Repeat("<w:tbl>", 5000)+strings.Repeat("</w:tbl>", 5000)), ErrTooLarge},
		"large part": {docxWith(t, strings.Repeat(" ", fillMaxPart+1)), ErrTooLarge},
		"many parts": {zipOf(t, many), ErrTooLarge},
		"growth": {
			docxWith(t, strings.Repeat("<w:p><w:r><w:t>"+strings.Repeat("{{a}}", 100)+"</w:t></w:r></w:p>", 3000)), ErrTooLarge,
		},
	} {
		t.Run(name, func(t *testing.T) {
			if _, _, err := Fill(c.docx, map[Field]Value{"a": Lines("1", "2")}); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestSubjectLine(t *testing.T) {
	party, state := ruleSet(t, "party-2026-05"), ruleSet(t, "state-2020")
	for _, c := range []struct {
		r    RuleSet
		form Form
		in   string
		want string
	}{
		{party, Letter, "Về việc góp ý dự thảo", "về việc góp ý dự thảo"},
		{party, Letter, "Góp ý dự thảo", "về việc góp ý dự thảo"},
		{state, Letter, "v/v góp ý", "V/v góp ý"},
		{state, Letter, "Đà Nẵng đăng cai", "V/v Đà Nẵng đăng cai"},
		{state, Decision, "ban hành Quy chế", "Về việc ban hành Quy chế"},
		{party, Decision, "Về việc thành lập Ban Chỉ đạo", "về thành lập Ban Chỉ đạo"},
		{party, Named, "kết luận của Ban Thường vụ", "kết luận của Ban Thường vụ"},
	} {
		if got := SubjectLine(c.r, c.form, c.in); got != c.want {
			t.Errorf("%s %s %q: got %q, want %q", c.r.Kind, c.form, c.in, got, c.want)
		}
	}
}

func TestAgencyNameBreaksBeforeThePlace(t *testing.T) {
	r := ruleSet(t, "state-2020")
	for in, want := range map[string]string{
		"Sở Nội vụ": "Sở Nội vụ",
		"Ủy ban nhân dân  thành phố Đà Nẵng": "Ủy ban nhân dân\nthành phố Đà Nẵng",
	} {
		got := AgencyName(r, Agency, in)
		if len(got) != 1 || got[0].Runs[0].Text != want {
			t.Errorf("%q: got %+v, want %q", in, got, want)
		}
	}
}

func TestBalancedRoom(t *testing.T) {
	const s = "kết luận của Ban Thường vụ Thành ủy tại phiên họp tháng 11 năm 2026"
	room := textWidth(s, 14, true) * 0.95 // leaves one word on the second line
	balanced := balancedRoom(s, 14, true, room)
	lines, last := wrap(s, 14, true, balanced)
	if lines != 2 || last < balanced/2 {
		t.Errorf("got %d lines, the last %.0f of %.0f pt", lines, last, balanced)
	}
	if got := balancedRoom("ngắn", 14, true, room); got != room {
		t.Errorf("one line: got %.0f, want %.0f", got, room)
	}
}

func FuzzFill(f *testing.F) {
	f.Add(`<w:p><w:r><w:t>{{a}}</w:t></w:r></w:p>`, "x\ny")
	f.Add(`<w:p><w:t>{{a}}</w:t></w:p>`, "x")
	f.Add(`<w:tbl><w:tc><w:p><w:r><w:t>{{</w:t><w:p/><w:t>a}}</w:t></w:r></w:p></w:tc></w:tbl>`, "")
	f.Fuzz(func(t *testing.T, body, value string) {
		fields := map[Field]Value{"a": Lines(strings.Split(value, "\n")...), "b": {Article("B", value)}, "c": {}}
		out, _, err := Fill(docxWith(t, body), fields)
		if err != nil {
			return
		}
		if _, _, err := Fill(out, fields); err != nil {
			t.Errorf("what Fill wrote cannot be filled again: %v", err)
		}
	})
}

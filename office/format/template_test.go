package format

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/beevik/etree"
	"github.com/google/go-cmp/cmp"
)

// partOf reads one part of a DOCX as XML.
func partOf(t *testing.T, docx []byte, name string) *etree.Document {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(b); err != nil {
		t.Fatal(err)
	}
	return doc
}

// paragraphs returns the paragraphs of a DOCX in the order of the page.
func paragraphs(t *testing.T, docx []byte) []*etree.Element {
	t.Helper()
	var list []*etree.Element
	var walk func(e *etree.Element)
	walk = func(e *etree.Element) {
		if e.Tag == "p" {
			list = append(list, e)
		}
		for _, c := range e.ChildElements() {
			walk(c)
		}
	}
	walk(partOf(t, docx, "word/document.xml").Root())
	return list
}

// outline lists style and text of each paragraph in order.
func outline(t *testing.T, docx []byte) []string {
	t.Helper()
	var list []string
	for _, p := range paragraphs(t, docx) {
		_, text := pieces(p)
		if id := styleIDOf(p); id != "" {
			list = append(list, strings.TrimSpace(string(id)+" "+text))
		}
	}
	return list
}

func TestTemplateOutline(t *testing.T) {
	for _, c := range []struct {
		set  string
		form Form
		want string
	}{
		{"party-2026-05", Named, `CvAgencyParent {{agency_parent}}
CvAgency {{agency}}
CvStar *
CvNational ĐẢNG CỘNG SẢN VIỆT NAM
CvRuleFull
CvNumber {{number_line}}
CvPlaceDate {{place_date}}
CvGap
CvTypeName {{type_name}}
CvSubject {{subject}}
CvDashes -----
CvBody {{body}}
CvGap
CvRecipientsTitle Nơi nhận:
CvRecipients {{recipients}}
CvCapacity {{capacity}}
CvPosition {{position}}
CvSigner {{signer}}`},
		{"state-2020", Letter, `CvAgencyParent {{agency_parent}}
CvAgency {{agency}}
CvRulePart
CvNational CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
CvMotto Độc lập - Tự do - Hạnh phúc
CvRuleFull
CvNumber {{number_line}}
CvLetterSubject {{subject}}
CvPlaceDate {{place_date}}
CvGap
CvAddressee {{salutation}}
CvAddresseeItem {{recipients_to}}
CvGap
CvBody {{body}}
CvGap
CvRecipientsTitle Nơi nhận:
CvRecipients {{recipients}}
CvCapacity {{capacity}}
CvPosition {{position}}
CvSigner {{signer}}`},
	} {
		docx, err := Template(ruleSet(t, c.set), c.form)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Split(c.want, "\n"), outline(t, docx)); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", c.set, c.form, diff)
		}
	}
}

// Each placeholder of each form stands in its template exactly once, and the
// same input gives the same bytes.
func TestTemplatesHaveTheirFields(t *testing.T) {
	pattern := regexp.MustCompile(`\{\{([a-z_]+)\}\}`)
	for _, r := range load(t).All() {
		for _, form := range Forms() {
			docx, err := Template(r, form)
			if err != nil {
				t.Fatal(err)
			}
			again, err := Template(r, form)
			if err != nil || !bytes.Equal(docx, again) {
				t.Errorf("%s %s: two runs differ (%v)", r.Code, form, err)
			}
			got := map[Field]int{}
			for _, m := range pattern.FindAllStringSubmatch(strings.Join(outline(t, docx), "\n"), -1) {
				got[Field(m[1])]++
			}
			want := map[Field]int{}
			for _, f := range TemplateFields(form) {
				want[f] = 1
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s %s (-want +got):\n%s", r.Code, form, diff)
			}
		}
	}
}

// Styles carry the sizes and looks of the rules, the section their margins.
func TestTemplateFollowsRules(t *testing.T) {
	for _, r := range load(t).All() {
		docx, err := Template(r, Named)
		if err != nil {
			t.Fatal(err)
		}
		styles := partOf(t, docx, "word/styles.xml")
		for name, c := range r.Layout.Components {
			s := styles.FindElement("//style[@w:styleId='" + string(styleOf(name)) + "']")
			if s == nil {
				t.Errorf("%s: no style for %s", r.Code, name)
				continue
			}
			props := s.SelectElement("rPr")
			size, _ := strconv.ParseFloat(props.SelectElement("sz").SelectAttrValue("w:val", ""), 64)
			if !c.Size.Allows(size / 2) {
				t.Errorf("%s %s: size %.1f is outside %+v", r.Code, name, size/2, c.Size)
			}
			for tag, want := range map[string]bool{"b": c.Bold, "i": c.Italic, "caps": c.Caps} {
				if got := props.SelectElement(tag) != nil; got != want {
					t.Errorf("%s %s: %s is %t, want %t", r.Code, name, tag, got, want)
				}
			}
		}
		section := partOf(t, docx, "word/document.xml").FindElement("//sectPr")
		l := r.Layout
		for attr, m := range map[string]Range{"top": l.Top, "bottom": l.Bottom, "left": l.Left, "right": l.Right} {
			v, _ := strconv.ParseFloat(section.SelectElement("pgMar").SelectAttrValue("w:"+attr, ""), 64)
			if got := v / 20 / 72 * 25.4; got < m.Min-0.05 || got > m.Max+0.05 {
				t.Errorf("%s: margin %s is %.2f mm, want %+v", r.Code, attr, got, m)
			}
		}
		if section.SelectElement("titlePg") == nil {
			t.Errorf("%s: page 1 would print its number", r.Code)
		}
	}
}

// ruleLength is the length of the first rule of a style, in points.
func ruleLength(t *testing.T, docx []byte, style StyleID, column float64) float64 {
	t.Helper()
	for _, p := range paragraphs(t, docx) {
		if styleIDOf(p) == style {
			ind := p.FindElement("./pPr/ind")
			left, _ := strconv.ParseFloat(ind.SelectAttrValue("w:left", ""), 64)
			right, _ := strconv.ParseFloat(ind.SelectAttrValue("w:right", ""), 64)
			return column - (left+right)/20
		}
	}
	t.Fatalf("no rule %s", style)
	return 0
}

func TestRulesHaveTheLengthOfTheirText(t *testing.T) {
	party, state := ruleSet(t, "party-2026-05"), ruleSet(t, "state-2020")
	docx, err := Template(party, Named)
	if err != nil {
		t.Fatal(err)
	}
	right := party.Layout.textWidthOf() - points(party.Layout.LeftColumn)
	if got, want := ruleLength(t, docx, styleRuleFull, right), textWidth(partyTitle, 15, true); got < want-1 || got > want+1 {
		t.Errorf("Party title: rule of %.1f pt under text of %.1f", got, want)
	}
	docx, err = Template(state, Named)
	if err != nil {
		t.Fatal(err)
	}
	docx, _, err = Fill(docx, map[Field]Value{FieldAgency: Text("Sở Giáo dục và Đào tạo")})
	if err != nil {
		t.Fatal(err)
	}
	text := textWidth("SỞ GIÁO DỤC VÀ ĐÀO TẠO", 13, true)
	got := ruleLength(t, docx, styleRulePart, points(state.Layout.LeftColumn))
	if got < text/3 || got > text/2 {
		t.Errorf("State agency: rule of %.1f pt under text of %.1f, want a third to a half", got, text)
	}
}

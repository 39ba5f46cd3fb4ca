package reading

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"congvan/standard/vietnamese"
)

// pieceKind says what a piece of the head of a document is.
type pieceKind byte

const (
	pieceText pieceKind = iota
	pieceCode
	pieceDate
	pieceRule     // a drawn line, asterisks
	pieceNational // national name and motto, the Party's name
	pieceBody     // where the body begins; nothing follows
)

// piece is a part of the head: a line, or the part of a line before or after a
// landmark, for text whose lines were run together.
type piece struct {
	kind  pieceKind
	text  string
	code  Code
	date  vietnamese.Date
	blank bool // an empty line stands before it
}

// patterns are what the head is taken apart with.
type patterns struct {
	dates    *vietnamese.DateReader
	national *regexp.Regexp
	rule     *regexp.Regexp
	number   *regexp.Regexp
	place    *regexp.Regexp
	body     *regexp.Regexp
	bodyIn   *regexp.Regexp
	about    *regexp.Regexp
	markup   *strings.Replacer
}

func newPatterns() *patterns {
	return &patterns{
		dates: vietnamese.NewDateReader(),
		national: regexp.MustCompile(`(?i:c[ộô]ng\s+h(?:òa|oà)\s+xã\s+hội\s+chủ\s+nghĩa\s+việt(?:\s+nam)?)` +
			`|(?i:độc\s+lập\s*[-–—]\s*tự\s+do\s*[-–—]\s*hạnh\s+phúc)|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM`),
		rule:   regexp.MustCompile(`[-_=*–—~]{3,}|^[\s*•]+$`),
		number: regexp.MustCompile(`^[\s*|]*(?:(?:Số|SỐ)\s*[:.]?|(?:Luật|Pháp lệnh|Nghị quyết)\s+số\s*:)\s*`),
		place:  regexp.MustCompile(`^\s*\p{Lu}[\p{L}\s.\-–]{0,40},?\s*$`),
		body: regexp.MustCompile(`^(?:Căn cứ|Kính gửi|Kính trình|KÍNH GỬI|Theo đề nghị|Xét |Thực hiện |Thi hành |Điều \d|` +
			`Chương [IVX\d]|CHƯƠNG [IVX\d]|Phần (?:thứ|[IVX\d])|[IVX]{1,4}\s?[.\-–] |[A-D]\. |\d{1,2}\. |Để |Trong |Ngày \d|Sau khi|` +
			`Trên cơ sở|Qua |Hôm nay|Nhằm |Tiếp theo|Thay mặt|Được sự|Vừa qua|Hiện nay|Để thực hiện|Nơi nhận)`),
		bodyIn: regexp.MustCompile(`\s(?:Căn cứ\s\p{Lu}|Kính gửi|Kính trình|Theo đề nghị|Xét đề nghị|Thực hiện (?:Nghị|Quyết|Chỉ|Kế|Kết|Thông|Công))`),
		about:  regexp.MustCompile(`^(?i:v/v|về\s+việc|v\.v)\b[\s:.]*`),
		markup: strings.NewReplacer("**", "", "\u00ad", "", "\ufeff", ""),
	}
}

// pieces takes the head of a document apart, letterhead columns first.
func (p *patterns) pieces(h letterhead) []piece {
	var out []piece
	add := func(text string, blank bool) bool {
		for _, piece := range p.split(text) {
			piece.blank, blank = blank, false
			out = append(out, piece)
			if piece.kind == pieceBody {
				return false
			}
		}
		return true
	}
	for _, text := range p.joinNumber(h.left) {
		add(text, false)
	}
	if len(h.right) > 0 {
		out = append(out, piece{kind: pieceRule})
		add(strings.Join(h.right, " "), false) // names and date may be broken over lines
	}
	rest := make([]string, 0, len(h.rest))
	for _, l := range h.rest {
		rest = append(rest, l.text())
	}
	blank := false
	for _, text := range p.joinNumber(rest) {
		if text == "" {
			blank = true
			continue
		}
		if !add(text, blank) {
			break
		}
		blank = false
	}
	return out
}

// joinNumber puts “Số:” that stands alone before the line with the number.
func (p *patterns) joinNumber(texts []string) []string {
	var out []string
	held := ""
	for _, text := range texts {
		text = strings.TrimSpace(p.markup.Replace(text))
		if text != "" && len(text) < 10 && strings.TrimSpace(p.number.ReplaceAllString(text, "")) == "" {
			held = text + " "
			continue
		}
		if text != "" {
			text, held = held+text, ""
		}
		out = append(out, text)
	}
	return out
}

// maxPieces bounds how often one line is cut.
const maxPieces = 40

// split cuts one line at its landmarks.
func (p *patterns) split(text string) []piece { return p.cut(text, maxPieces) }

func (p *patterns) cut(text string, budget int) []piece {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return nil
	case budget == 0:
		return []piece{{kind: pieceText, text: text}}
	}
	if p.body.MatchString(text) {
		return []piece{{kind: pieceBody, text: text}}
	}
	if at := p.national.FindStringIndex(text); at != nil {
		return p.around(text, at, piece{kind: pieceNational}, budget)
	}
	if at := p.rule.FindStringIndex(text); at != nil {
		return p.around(text, at, piece{kind: pieceRule}, budget)
	}
	if at := p.number.FindStringIndex(text); at != nil {
		if code, length, ok := leadingCode(text[at[1]:]); ok {
			return p.around(text, []int{at[0], at[1] + length}, piece{kind: pieceCode, code: code}, budget)
		}
	}
	if at, date, ok := p.issueDate(text); ok {
		return append([]piece{{kind: pieceDate, date: date}}, p.cut(text[at:], budget-1)...)
	}
	if at := p.bodyIn.FindStringIndex(text); at != nil {
		return append(p.cut(text[:at[0]], budget-1), piece{kind: pieceBody, text: strings.TrimSpace(text[at[0]:])})
	}
	return []piece{{kind: pieceText, text: text}}
}

func (p *patterns) around(text string, at []int, middle piece, budget int) []piece {
	out := append(p.cut(text[:at[0]], 1), middle)
	return append(out, p.cut(text[at[1]:], budget-1)...)
}

// issueDate reads “Đà Nẵng, ngày 05 tháng 02 năm 2026” at the start of text
// and returns where it ends.
func (p *patterns) issueDate(text string) (end int, date vietnamese.Date, ok bool) {
	head := text
	if len(head) > 300 {
		head = strings.ToValidUTF8(head[:300], "")
	}
	for _, m := range p.dates.FindDates(head) {
		before := head[:m.Start]
		named := strings.HasPrefix(strings.ToLower(head[m.Start:]), "ngày")
		placed := p.place.MatchString(before) && strings.Contains(before, ",")
		ok := (strings.TrimSpace(before) == "" && named || placed) && !goesOn(text[m.End:])
		return m.End, m.Date, ok
	}
	return 0, vietnamese.Date{}, false
}

// goesOn reports that a sentence goes on with text, so that the date before it
// is part of running text.
func goesOn(text string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimSpace(text))
	return unicode.IsLower(first) || strings.ContainsRune(",;.:)]", first)
}

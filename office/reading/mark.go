package reading

import (
	"strings"

	"congvan/standard/vietnamese"
)

// Mark is a secrecy mark printed on a document (component 10a).
type Mark string

// The secrecy marks. The empty Mark is none.
const (
	MarkNone      Mark = ""
	MarkSecret    Mark = "mat"
	MarkTopSecret Mark = "toi_mat"
	MarkUtmost    Mark = "tuyet_mat"
)

// String returns the mark as it is printed, "" for none.
func (m Mark) String() string {
	switch m {
	case MarkSecret:
		return "MẬT"
	case MarkTopSecret:
		return "TỐI MẬT"
	case MarkUtmost:
		return "TUYỆT MẬT"
	}
	return ""
}

// markLines is how many lines with text the place of the mark may be from the
// top.
const markLines = 40

// DetectClassificationMark returns the highest secrecy mark that stands at
// its place: alone in a line or a cell (a stamp's frame and “Độ mật:” aside),
// in capitals, above the body. The same words in running text are none.
func DetectClassificationMark(text string) Mark {
	text = vietnamese.NFC(text)
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
	}
	if !mayBearMark(text) {
		return MarkNone
	}
	p := newPatterns()
	highest, seen := MarkNone, 0
	for _, l := range linesOf(text) {
		if l.blank() {
			continue
		}
		if seen++; seen > markLines || p.body.MatchString(l.text()) {
			break
		}
		for _, c := range append(l.cells, cell{text: l.text()}) {
			highest = max3(highest, p.markIn(c.text))
		}
	}
	return highest
}

// mayBearMark is a quick look for the word that every mark and its label has, in
// capitals or not: most texts have none.
func mayBearMark(text string) bool {
	for _, word := range []string{"Ậ", "mật", "Mật", "mậT", "MậT"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

// markIn reads a mark that is the whole cell, or stands right behind the code.
func (p *patterns) markIn(text string) Mark {
	if m := markOf(text); m != MarkNone {
		return m
	}
	for _, part := range p.split(text) {
		if part.kind == pieceText {
			if m := markOf(part.text); m != MarkNone && hasCode(p.split(text)) {
				return m
			}
		}
	}
	return MarkNone
}

func hasCode(pieces []piece) bool {
	for _, at := range pieces {
		if at.kind == pieceCode {
			return true
		}
	}
	return false
}

func markOf(text string) Mark {
	text = strings.Trim(text, " \t|[](){}*_-–:.•■□")
	if label, rest, found := strings.Cut(text, ":"); found && isSecrecyLabel(label) {
		text = strings.ToUpper(strings.TrimSpace(rest))
	}
	if !isUpper(text) || len(text) > 40 {
		return MarkNone
	}
	switch strings.ReplaceAll(vietnamese.NormalizeTone(text), " ", "") {
	case "MẬT":
		return MarkSecret
	case "TỐIMẬT":
		return MarkTopSecret
	case "TUYỆTMẬT":
		return MarkUtmost
	}
	return MarkNone
}

func isSecrecyLabel(label string) bool {
	switch phraseOf(label) {
	case "độ mật", "mức độ mật", "dấu mật":
		return true
	}
	return false
}

func isMarkLine(text string) bool {
	if markOf(text) != MarkNone {
		return true
	}
	switch phraseOf(text) {
	case "khẩn", "thượng khẩn", "hỏa tốc", "hỏa tốc hẹn giờ", "dự thảo":
		return true
	}
	return false
}

func max3(a, b Mark) Mark {
	rank := map[Mark]int{MarkSecret: 1, MarkTopSecret: 2, MarkUtmost: 3}
	if rank[b] > rank[a] {
		return b
	}
	return a
}

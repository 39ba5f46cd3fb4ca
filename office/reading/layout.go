package reading

import (
	"strings"
	"unicode"

	"congvan/standard/vietnamese"
)

// line is a line of text with its cells: the runs between wide gaps, which is
// how columns look in text extracted with its layout kept.
type line struct {
	cells []cell
}

// cell is a run of text; columns count characters from the left.
type cell struct {
	text       string
	start, end int
}

func (c cell) centre() int { return (c.start + c.end) / 2 }

// gap is the number of spaces that separates two columns.
const gap = 2

// maxLineRunes bounds the work on one line; the rest of it is ignored.
const maxLineRunes = 20_000

func linesOf(text string) []line {
	rows := strings.FieldsFunc(text, func(r rune) bool { return r == '\f' || r == '\v' })
	var lines []line
	for _, page := range rows {
		for row := range strings.SplitSeq(page, "\n") {
			lines = append(lines, line{cellsOf(row)})
		}
	}
	return lines
}

func cellsOf(row string) []cell {
	var cells []cell
	var text []rune
	start, spaces, column := 0, 0, 0
	flush := func(end int) {
		if len(text) > 0 {
			cells = append(cells, cell{string(text), start, end})
			text = text[:0]
		}
	}
	for _, r := range row {
		if column >= maxLineRunes {
			break
		}
		width := 1
		switch {
		case r == '\t':
			width = 8 - column%8
			spaces += max(width, gap)
		case unicode.IsSpace(r):
			spaces++
		default:
			if spaces >= gap {
				flush(column - spaces)
			}
			if len(text) == 0 {
				start = column
			} else if spaces > 0 {
				text = append(text, ' ')
			}
			text = append(text, r)
			spaces = 0
		}
		column += width
	}
	flush(column - spaces)
	return cells
}

// text joins the cells of a line.
func (l line) text() string {
	parts := make([]string, len(l.cells))
	for i, c := range l.cells {
		parts[i] = c.text
	}
	return strings.Join(parts, " ")
}

func (l line) blank() bool { return len(l.cells) == 0 }

// isUpper reports that s has letters and that all of them are capitals.
func isUpper(s string) bool {
	letters := false
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		letters = letters || unicode.IsUpper(r)
	}
	return letters
}

// wordsOf returns the words of s in small letters with tones at one place,
// punctuation dropped. Accents stay: phó is not phố.
func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(vietnamese.NormalizeTone(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// phraseOf returns the words of s joined by single spaces.
func phraseOf(s string) string { return strings.Join(wordsOf(s), " ") }

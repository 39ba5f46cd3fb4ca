package format

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// textWidth returns the width in points of s set in Times New Roman (and the
// fonts made to its widths), upright or bold, at the given size. It is what a
// rule “as long as the text” needs.
func textWidth(s string, size float64, bold bool) float64 {
	total := 0
	for _, r := range s {
		total += advance(r, bold)
	}
	return float64(total) * size / 1000
}

// advance returns the width of one letter in thousandths of its size. Marks
// over and under a letter do not widen it; the horns of ơ and ư do.
func advance(r rune, bold bool) int {
	switch r {
	case 'Đ':
		return 722
	case 'đ':
		return pick(bold, 556, 500)
	case nbspRune:
		return 250
	case '–':
		return 500
	case '…':
		return 1000
	case '“', '”':
		return pick(bold, 500, 444)
	case '‘', '’':
		return 333
	}
	decomposed := norm.NFD.String(string(r))
	base, _ := utf8.DecodeRuneInString(decomposed)
	width := asciiAdvance(base, bold)
	if strings.ContainsRune(decomposed, '\u031b') {
		width += hornAdvance(base, bold)
	}
	return width
}

const nbspRune = '\u00a0'

func pick(bold bool, ifBold, ifNot int) int {
	if bold {
		return ifBold
	}
	return ifNot
}

func hornAdvance(base rune, bold bool) int {
	switch base {
	case 'U':
		return pick(bold, 73, 53)
	case 'u':
		return pick(bold, 44, 41)
	case 'o':
		return pick(bold, 53, 28)
	}
	return 0
}

func asciiAdvance(r rune, bold bool) int {
	if r < ' ' || r > '~' {
		return 500
	}
	if bold {
		return boldAdvances()[r-' ']
	}
	return regularAdvances()[r-' ']
}

func regularAdvances() [95]int {
	return [...]int{
		250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278,
		500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444,
		921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722,
		556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500,
		333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500,
		500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
	}
}

func boldAdvances() [95]int {
	return [...]int{
		250, 333, 555, 500, 500, 1000, 833, 278, 333, 333, 500, 570, 250, 333, 250, 278,
		500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 333, 333, 570, 570, 570, 500,
		930, 722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944, 722, 778,
		611, 778, 722, 556, 667, 722, 722, 1000, 722, 722, 667, 333, 278, 333, 581, 500,
		333, 500, 556, 444, 556, 444, 333, 500, 556, 278, 333, 556, 278, 833, 556, 500,
		556, 556, 444, 389, 333, 556, 500, 722, 500, 500, 444, 394, 220, 394, 520,
	}
}

// wrap breaks s into lines of the given width, word by word, and returns how
// many there are and how wide the last one is, in points.
func wrap(s string, size float64, bold bool, room float64) (lines int, last float64) {
	space := textWidth(" ", size, bold)
	for _, word := range strings.Fields(s) {
		w := textWidth(word, size, bold)
		if lines > 0 && last+space+w <= room {
			last += space + w
			continue
		}
		lines++
		last = w
	}
	return lines, min(last, room)
}

// balancedRoom returns a width, at most room, in which s takes no more lines
// than in room: set in it, centred lines come out of like length and no word
// is left alone on the last.
func balancedRoom(s string, size float64, bold bool, room float64) float64 {
	lines, _ := wrap(s, size, bold, room)
	if lines < 2 {
		return room
	}
	low, high := room/float64(lines)/2, room
	for range 20 {
		middle := (low + high) / 2
		if n, _ := wrap(s, size, bold, middle); n > lines {
			low = middle
		} else {
			high = middle
		}
	}
	return min(room, high*firstLineShare)
}

// firstLineShare lets the first line be a little longer than the others, as
// one would set it by hand.
const firstLineShare = 1.12

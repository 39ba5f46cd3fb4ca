package vietnamese

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NFC returns s in Unicode normalization form C, the form in which text is
// stored and shown. Invalid UTF-8 bytes become U+FFFD.
func NFC(s string) string {
	return norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD"))
}

// Fold returns the accent-free form of s that search uses on every engine:
// lower case, đ as d, no tone or vowel marks, compatibility characters
// (ligatures, full-width letters, no-break spaces) replaced by plain ones,
// soft hyphens and zero-width characters removed. Spellings that differ only
// in tone placement (hoà, hòa) fold to the same text. Fold(Fold(s)) == Fold(s).
func Fold(s string) string {
	if isFoldedASCII(s) {
		return s
	}
	decomposed := norm.NFKD.String(strings.ToValidUTF8(s, "\uFFFD"))
	var b strings.Builder
	b.Grow(len(decomposed))
	for _, r := range decomposed {
		if r, keep := foldRune(r); keep {
			b.WriteRune(r)
		}
	}
	return norm.NFKC.String(b.String())
}

func isFoldedASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 || 'A' <= s[i] && s[i] <= 'Z' {
			return false
		}
	}
	return true
}

// foldRune folds one rune of decomposed text; keep is false for marks and
// invisible characters.
func foldRune(r rune) (folded rune, keep bool) {
	switch {
	case r < 0x80:
		return unicode.ToLower(r), true
	case isCombiningMark(r), isInvisible(r):
		return 0, false
	case isStrokedD(r):
		return 'd', true
	}
	return lowerStable(r), true
}

// lowerStable lower-cases r unless the lower-case form would decompose again,
// which would make folding depend on how often it is applied.
func lowerStable(r rune) rune {
	l := unicode.ToLower(r)
	if l != r && !norm.NFKD.IsNormalString(string(l)) {
		return r
	}
	return l
}

// isStrokedD reports the letter đ and the two characters that older software
// and careless keyboards write in its place (Icelandic eth, African d).
func isStrokedD(r rune) bool {
	switch r {
	case 'đ', 'Đ', 'ð', 'Ð', 'Ɖ', 'ɖ':
		return true
	}
	return false
}

func isCombiningMark(r rune) bool { return 0x0300 <= r && r <= 0x036F }

func isInvisible(r rune) bool {
	switch r {
	case 0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF:
		return true
	}
	return false
}

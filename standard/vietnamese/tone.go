package vietnamese

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// tone is one of the six tones in the order of Vietnamese dictionaries.
type tone byte

const (
	toneLevel   tone = iota // ngang
	toneGrave               // huyền
	toneHook                // hỏi
	toneTilde               // ngã
	toneAcute               // sắc
	toneDotDown             // nặng
)

// toneOfMark returns the tone that a combining mark writes.
func toneOfMark(mark rune) (tone, bool) {
	switch mark {
	case 0x0300:
		return toneGrave, true
	case 0x0309:
		return toneHook, true
	case 0x0303:
		return toneTilde, true
	case 0x0301:
		return toneAcute, true
	case 0x0323:
		return toneDotDown, true
	}
	return toneLevel, false
}

func (t tone) mark() rune {
	return [...]rune{0, 0x0300, 0x0309, 0x0303, 0x0301, 0x0323}[t]
}

// splitTone separates a letter from its tone: ế is ê with the acute tone.
func splitTone(r rune) (letter rune, t tone) {
	if r < 0x80 {
		return r, toneLevel
	}
	var rest []rune
	for _, m := range norm.NFD.String(string(r)) {
		if mt, ok := toneOfMark(m); ok {
			t = mt
			continue
		}
		rest = append(rest, m)
	}
	if t == toneLevel {
		return r, t
	}
	composed := []rune(norm.NFC.String(string(rest)))
	if len(composed) != 1 {
		return r, toneLevel
	}
	return composed[0], t
}

func joinTone(letter rune, t tone) rune {
	if t == toneLevel {
		return letter
	}
	composed := []rune(norm.NFC.String(string([]rune{letter, t.mark()})))
	if len(composed) != 1 {
		return letter
	}
	return composed[0]
}

// NormalizeTone returns s in NFC with the tone mark of each syllable at one
// agreed place, so that hoà and hòa, uỷ and ủy, qúi and quí compare equal. The
// place is the traditional one: on the first vowel of an open oa, oe, uy
// (hòa, khỏe, ủy), on the second when a letter follows (hoàn, huỳnh), never on
// the u of qu or the i of gi. For comparing only; never store it over what a
// person wrote. NormalizeTone(NormalizeTone(s)) == NormalizeTone(s).
func NormalizeTone(s string) string {
	s = NFC(s)
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 }) {
		return s
	}
	runes := []rune(s)
	for start := 0; start < len(runes); {
		if !unicode.IsLetter(runes[start]) {
			start++
			continue
		}
		end := start
		for end < len(runes) && unicode.IsLetter(runes[end]) {
			end++
		}
		placeTone(runes[start:end])
		start = end
	}
	return string(runes)
}

// placeTone moves the tone of one word in place.
func placeTone(word []rune) {
	for i := 0; i+1 < len(word); i++ {
		first, firstTone := splitTone(word[i])
		second, secondTone := splitTone(word[i+1])
		if firstTone != toneLevel && secondTone != toneLevel {
			continue // not a Vietnamese syllable
		}
		t := max(firstTone, secondTone)
		if t == toneLevel {
			continue
		}
		switch wanted(word, i, first, second) {
		case onFirst:
			word[i], word[i+1] = joinTone(first, t), second
		case onSecond:
			word[i], word[i+1] = first, joinTone(second, t)
		}
	}
}

type placement byte

const (
	anywhere placement = iota
	onFirst
	onSecond
)

// wanted says where the tone of the letters first, second at word[i] belongs.
func wanted(word []rune, i int, first, second rune) placement {
	f, s := unicode.ToLower(first), unicode.ToLower(second)
	if i > 0 && isVowel(s) {
		before := unicode.ToLower(word[i-1])
		if before == 'q' && f == 'u' || before == 'g' && f == 'i' && i == 1 {
			return onSecond
		}
	}
	glide := f == 'o' && (s == 'a' || s == 'e') || f == 'u' && s == 'y'
	switch {
	case !glide:
		return anywhere
	case i+2 == len(word):
		return onFirst
	}
	return onSecond
}

func isVowel(r rune) bool { return strings.ContainsRune("aăâeêioôơuưy", r) }

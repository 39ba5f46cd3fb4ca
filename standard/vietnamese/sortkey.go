package vietnamese

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// alphabet lists the letters in Vietnamese order, with f j w z where Latin
// order puts them. The sort weight of a letter is its place here.
const alphabet = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"

const (
	toneBase   = '!' // six tones: '!' … '&', below digits and letters
	digitBase  = '0'
	letterBase = 'A' // 33 letters: 'A' … 'a'
	otherMark  = '~' // other scripts come after everything
)

// SortKey returns the key by which the name of a person is put in order: given
// name (last word), then family name, then middle names; letters in the order
// a ă â b c d đ e ê …, then tones in the order ngang, huyền, hỏi, ngã, sắc,
// nặng, word by word. Keys are printable ASCII for Latin names and are
// compared byte by byte (COLLATE "C", SQLite BINARY). Case, punctuation, tone
// placement and Unicode form do not change the key.
func SortKey(name string) string {
	words := collationWords(name)
	if len(words) > 1 {
		given := words[len(words)-1]
		copy(words[1:], words[:len(words)-1])
		words[0] = given
	}
	return strings.Join(words, "")
}

// CollationKey is SortKey for text that is no person's name (agencies,
// places, subjects): words in their own order. Numbers compare by value:
// “Phường 2” stands before “Phường 10”.
func CollationKey(text string) string {
	return strings.Join(collationWords(text), "")
}

// collationWords returns one key per word: the weights of its letters, then
// its tone. The tone is lower than any weight, so it also ends the word.
func collationWords(s string) []string {
	fields := strings.FieldsFunc(NFC(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '\'' && r != '’'
	})
	words := make([]string, 0, len(fields))
	for _, f := range fields {
		if k := collationWord(f); len(k) > 1 {
			words = append(words, k)
		}
	}
	return words
}

func collationWord(word string) string {
	var b strings.Builder
	wordTone := toneLevel
	runes := []rune(strings.ToLower(word))
	for i := 0; i < len(runes); i++ {
		if isASCIIDigit(runes[i]) {
			i += writeNumber(&b, runes[i:]) - 1
			continue
		}
		letter, t := splitTone(runes[i])
		wordTone = max(wordTone, t)
		writeLetter(&b, letter)
	}
	b.WriteByte(toneBase + byte(wordTone))
	return b.String()
}

func isASCIIDigit(r rune) bool { return '0' <= r && r <= '9' }

// writeNumber writes the digits that open runes so that numbers compare by
// value, and returns how many it read. Past nine digits only the first nine
// places of length count: such numbers compare as text.
func writeNumber(b *strings.Builder, runes []rune) int {
	end := 0
	for end < len(runes) && isASCIIDigit(runes[end]) {
		end++
	}
	digits := strings.TrimLeft(string(runes[:end]), "0")
	b.WriteByte(digitBase + byte(min(len(digits), 9)))
	b.WriteString(digits)
	return end
}

func writeLetter(b *strings.Builder, letter rune) {
	if isStrokedD(letter) {
		letter = 'đ'
	}
	if w, ok := letterWeight(letter); ok {
		b.WriteByte(w)
		return
	}
	// A Latin letter with a foreign mark sorts as the bare letter.
	for _, r := range norm.NFKD.String(string(letter)) {
		if w, ok := letterWeight(unicode.ToLower(r)); ok {
			b.WriteByte(w)
		} else if !unicode.IsMark(r) && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			b.WriteByte(otherMark)
			b.WriteRune(r)
		}
	}
}

func letterWeight(r rune) (byte, bool) {
	place := 0
	for _, a := range alphabet {
		if a == r {
			return letterBase + byte(place), true
		}
		place++
	}
	return 0, false
}

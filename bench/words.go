package main

import (
	"math/rand/v2"
	"strings"
)

// writer makes subjects of invented words, the same for the same seed.
type writer struct{ random *rand.Rand }

// subject holds words of known share: đất đai in every third, hòa xuân in one of
// 20, đê biển in one of 1,000.
func (w *writer) subject(n int) string {
	s := "Về việc " + w.text(8)
	if n%3 == 0 {
		s += " đất đai"
	}
	if n%20 == 0 {
		s += " Hòa Xuân"
	}
	if n%1000 == 0 {
		s += " đê biển"
	}
	return s
}

// text draws words as languages do: few often, many seldom.
func (w *writer) text(words int) string {
	var b strings.Builder
	for range words {
		b.WriteString(word(int(float64(vocabulary) * w.random.Float64() * w.random.Float64() * w.random.Float64())))
		b.WriteByte(' ')
	}
	return strings.TrimSpace(b.String())
}

const vocabulary = 20 * 20 * 8

// word invents the i-th syllable; none has d, so that the words of known share
// are nowhere else.
func word(i int) string {
	heads := []string{"b", "c", "ch", "g", "gi", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "qu", "r", "s", "t", "th", "tr", "v"}
	tails := []string{"a", "an", "ang", "anh", "ao", "at", "ay", "em", "en", "iêm", "iên", "inh", "oan", "oi", "ôn", "ông", "uân", "ung", "ươi", "ương"}
	ends := []string{"", "p", "c", "ng", "n", "m", "o", "i"}
	return heads[i%20] + tails[i/20%20] + ends[i/400%8]
}

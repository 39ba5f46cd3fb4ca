// Package search finds documents by their words and numbers: the grammar of what
// people type, and the answer with snippets. Only what the reader may see is
// found.
//
// It keeps no index of its own: office/document writes the words, platform/store
// keeps them.
package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"congvan/office/document"
	"congvan/standard/vietnamese"
)

// Limits of a query. What is longer is cut, not refused.
const (
	MaxLength = 500 // characters
	MaxWords  = 16
	maxToken  = 64 // bytes of one word
)

// Query is what was understood of the typed text. All of it must hold.
type Query struct {
	Words   []string   // folded, each once
	Phrases [][]string // folded words in this order
	Key     string     // reference key looked up: exact, or the part before a further "-"
	Number  int64      // number or arrival number looked up
}

// Empty reports that nothing to look for was typed.
func (q Query) Empty() bool {
	return len(q.Words) == 0 && len(q.Phrases) == 0 && q.Key == "" && q.Number == 0
}

// Tokens folds a text and parts it into words of letters and digits: the words
// of the index and of queries on both engines.
func Tokens(text string) []string {
	words := strings.FieldsFunc(vietnamese.Fold(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r)
	})
	for i, w := range words {
		words[i] = cutToken(w)
	}
	return words
}

func cutToken(w string) string {
	if len(w) <= maxToken {
		return w
	}
	n := maxToken
	for n > 0 && !utf8.RuneStart(w[n]) {
		n--
	}
	return w[:n]
}

// Parse reads what a person typed. It has no syntax errors: what is no known form
// is words. Known forms:
//
//	kết luận thường vụ      all words, accents optional
//	"thông báo kết luận"    words in this order
//	số:15-TB/TU   số 15     a number, exact
//	15-TB/TU  127/QĐ-UBND   a number, exact
func Parse(text string) Query {
	if utf8.RuneCountInString(text) > MaxLength {
		text = string([]rune(text)[:MaxLength])
	}
	var q Query
	parts := strings.Split(straightQuotes(text), `"`)
	for i, part := range parts {
		if i%2 == 1 && i < len(parts)-1 { // an unclosed quote is no quote
			q.phrase(part)
			continue
		}
		q.plain(part)
	}
	return q
}

func straightQuotes(s string) string {
	return strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`).Replace(s)
}

func (q *Query) phrase(s string) {
	words := Tokens(s)
	switch {
	case len(words) == 1:
		q.word(words[0])
	case len(words) > 1 && len(q.Phrases) < 4:
		q.Phrases = append(q.Phrases, words[:min(len(words), MaxWords)])
	}
}

func (q *Query) word(w string) {
	for _, x := range q.Words {
		if x == w {
			return
		}
	}
	if len(q.Words) < MaxWords {
		q.Words = append(q.Words, w)
	}
}

func (q *Query) plain(s string) {
	fields := strings.Fields(s)
	for i := 0; i < len(fields); i++ {
		f := fields[i]
		label, rest, labelled := cutLabel(f)
		switch {
		case labelled && rest != "":
			q.number(rest)
		case (labelled || label) && i+1 < len(fields) && startsWithDigit(fields[i+1]):
			i++
			q.number(fields[i])
		case looksLikeCode(f):
			q.number(f)
		default:
			for _, w := range Tokens(f) {
				q.word(w)
			}
		}
	}
}

// cutLabel recognises "số:…" and the bare word "số". The accent counts for the
// bare word only when a number follows, which the caller looks at.
func cutLabel(f string) (bare bool, rest string, labelled bool) {
	name, rest, found := strings.Cut(f, ":")
	isNumber := vietnamese.Fold(name) == "so"
	return isNumber && !found, rest, isNumber && found
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// looksLikeCode recognises 15-TB/TU, 127/QĐ-UBND, 30/2020/NĐ-CP: a number, a
// separator, and a letter somewhere after it. Dates have no letters.
func looksLikeCode(f string) bool {
	n := 0
	for n < len(f) && f[n] >= '0' && f[n] <= '9' {
		n++
	}
	if n == 0 || n > 9 || n == len(f) || f[n] != '-' && f[n] != '/' {
		return false
	}
	letter := func(r rune) bool { return unicode.IsLetter(r) }
	return strings.ContainsFunc(f[n:], letter) && strings.ContainsAny(f[n+1:], "/-")
}

func (q *Query) number(s string) {
	s = strings.TrimFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	key := document.ReferenceKey(s)
	n, rest := document.SplitCode(key)
	switch {
	case key == "" || q.Key != "" || q.Number != 0:
	case n > 0 && rest == "":
		q.Number = n
	case startsWithDigit(key):
		q.Key = key
	default:
		for _, w := range Tokens(s) {
			q.word(w)
		}
	}
}

package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"congvan/standard/vietnamese"
)

// Piece is a part of a text; Hit marks a word that was looked for. Pages escape
// the text as any other.
type Piece struct {
	Text string
	Hit  bool
}

// The words of a snippet before and after the first hit.
const (
	wordsBefore = 8
	wordsAfter  = 24
)

// span is a word of a text, by bytes.
type span struct {
	from, to int
	hit      bool
}

// Mark parts a whole text at the words looked for.
func Mark(text string, q Query) []Piece {
	spans, _ := spansOf(text, q.wanted(), -1)
	return pieces(text, 0, len(text), spans)
}

// Snippet gives the surroundings of the first word found; nil when none is there.
func Snippet(text string, q Query) []Piece {
	spans, first := spansOf(text, q.wanted(), wordsAfter)
	if first < 0 {
		return nil
	}
	begin, end := max(0, first-wordsBefore), min(len(spans), first+wordsAfter)
	stop := spans[end-1].to
	if end == len(spans) && len(text)-stop <= 20 { // the full stop
		stop = len(strings.TrimRightFunc(text, unicode.IsSpace))
	}
	out := pieces(text, spans[begin].from, max(stop, spans[end-1].to), spans[begin:end])
	if begin > 0 {
		out = append([]Piece{{Text: "… "}}, out...)
	}
	if end < len(spans) {
		out = append(out, Piece{Text: " …"})
	}
	return out
}

func (q Query) wanted() map[string]bool {
	wanted := map[string]bool{}
	for _, w := range q.Words {
		wanted[w] = true
	}
	for _, p := range q.Phrases {
		for _, w := range p {
			wanted[w] = true
		}
	}
	return wanted
}

// spansOf finds the words of a text and which of them are wanted. first is the
// first wanted one, -1 for none. It stops after more words once one was found,
// unless more is negative.
func spansOf(text string, wanted map[string]bool, more int) (spans []span, first int) {
	first = -1
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !isWordRune(r) {
			i += n
			continue
		}
		from := i
		for i < len(text) && isWordRune(r) {
			i += n
			r, n = utf8.DecodeRuneInString(text[i:])
		}
		w := span{from: from, to: i, hit: wanted[cutToken(vietnamese.Fold(text[from:i]))]}
		spans = append(spans, w)
		if w.hit && first < 0 {
			first = len(spans) - 1
		}
		if first >= 0 && more >= 0 && len(spans) > first+more {
			return spans, first
		}
	}
	return spans, first
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Mn, r)
}

// pieces cuts text[from:to] at the hits and squeezes line breaks.
func pieces(text string, from, to int, spans []span) []Piece {
	var out []Piece
	add := func(s string, hit bool) {
		if s = squeeze(s); s != "" {
			out = append(out, Piece{s, hit})
		}
	}
	last := from
	for _, s := range spans {
		if s.hit {
			add(text[last:s.from], false)
			add(text[s.from:s.to], true)
			last = s.to
		}
	}
	add(text[last:to], false)
	return out
}

func squeeze(s string) string {
	if !strings.ContainsAny(s, "\n\r\t\f") && !strings.Contains(s, "  ") {
		return s
	}
	out := strings.Join(strings.Fields(s), " ")
	if s != "" && unicode.IsSpace(rune(s[0])) {
		out = " " + out
	}
	if n := len(s); n > 0 && unicode.IsSpace(rune(s[n-1])) && strings.TrimSpace(s) != "" {
		out += " "
	}
	return out
}

package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds on the parts of a code.
const (
	maxNumberDigits = 7
	maxPartBytes    = 40
	maxParts        = 5
)

// codeScan reads a reference code from the left. A method that finds nothing
// returns "" or 0 and stays where it is.
type codeScan struct {
	text string
	at   int
}

func (s *codeScan) rest() string { return s.text[s.at:] }

func (s *codeScan) skip(prefix string) bool {
	if !strings.HasPrefix(s.rest(), prefix) {
		return false
	}
	s.at += len(prefix)
	return true
}

func (s *codeScan) spaces(most int) {
	for range most {
		if !s.skip(" ") {
			return
		}
	}
}

// number reads digits and the letter that may follow them: 15a.
func (s *codeScan) number() string {
	text, end := s.rest(), 0
	for end < len(text) && '0' <= text[end] && text[end] <= '9' {
		end++
	}
	if end == 0 || end > maxNumberDigits {
		return ""
	}
	if end < len(text) && ('a' <= text[end] && text[end] <= 'z' || 'A' <= text[end] && text[end] <= 'Z') {
		end++
	}
	s.at += end
	return text[:end]
}

// year reads the year of a law and the slash behind it.
func (s *codeScan) year() int {
	text := s.rest()
	if len(text) < 5 || text[:2] != "19" && text[:2] != "20" {
		return 0
	}
	year := 0
	for _, c := range []byte(text[:4]) {
		if c < '0' || c > '9' {
			return 0
		}
		year = year*10 + int(c-'0')
	}
	before := *s
	s.at += 4
	s.spaces(1)
	if !s.skip("/") {
		*s = before
		return 0
	}
	return year
}

// part reads one abbreviation, which begins with a capital: UBND, TTr, QH15.
func (s *codeScan) part() string {
	text := s.rest()
	if first, _ := utf8.DecodeRuneInString(text); !unicode.IsUpper(first) {
		return ""
	}
	end := strings.IndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '&' && r != '.' })
	if end < 0 {
		end = len(text)
	}
	part := strings.TrimRight(text[:end], ".&")
	if len(part) > maxPartBytes {
		return ""
	}
	s.at += len(part)
	return part
}

// parts reads abbreviations joined by hyphens, with a space on one side of a
// hyphen at most: SNV-VP.
func (s *codeScan) parts() string {
	joined := s.part()
	for n := 1; joined != "" && n < maxParts; n++ {
		before := *s
		spaced := s.skip(" ")
		if !s.skip("-") {
			*s = before
			break
		}
		if !spaced {
			s.spaces(1)
		}
		next := s.part()
		if next == "" {
			*s = before
			break
		}
		joined += "-" + next
	}
	return joined
}

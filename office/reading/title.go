package reading

import (
	"slices"
	"strings"
	"unicode"
)

// maxSubject bounds a subject in bytes; a longer one swallowed the body.
const maxSubject = 1500

// title finds the printed type name among the pieces and collects the subject
// below it.
func (p *patterns) title(pieces []piece, agency string) (name, subject string) {
	for i, at := range pieces {
		if at.kind != pieceText {
			continue
		}
		name, rest, ok := titleType(at.text)
		if ok && !strings.HasPrefix(rest, ":") {
			return name, p.subjectAfter(rest, pieces[i+1:], agency)
		}
	}
	return "", ""
}

// subjectAfter joins the lines of the subject until the body, a rule or the
// line of the issuing authority.
func (p *patterns) subjectAfter(first string, pieces []piece, agency string) string {
	var lines []string
	if first != "" {
		lines = append(lines, first)
	}
	for _, next := range pieces {
		if next.kind != pieceText || len(lines) > 0 && !continues(lines[len(lines)-1], next) || isAuthority(lines, next.text, agency) {
			break
		}
		lines = append(lines, next.text)
	}
	subject := cutAuthority(bounded(strings.Join(lines, " ")), agency)
	if m := p.about.FindString(subject); strings.HasPrefix(strings.ToLower(m), "v") && strings.Contains(m, "/") {
		subject = subject[len(m):]
	}
	return tidySubject(subject)
}

// continues reports that next goes on with the subject whose last line is
// before. Body text begins with a capital and runs to a full stop.
func continues(before string, next piece) bool {
	text := next.text
	first, _ := firstLetter(text)
	switch {
	case open(before) || unicode.IsLower(first):
		return true
	case isUpper(before):
		return isUpper(text)
	case next.blank, isUpper(text):
		return false
	}
	return !strings.ContainsAny(text[len(text)-1:], ".;:") && len([]rune(text)) < 90
}

func firstLetter(s string) (rune, bool) {
	for _, r := range s {
		if unicode.IsLetter(r) {
			return r, true
		}
	}
	return 0, false
}

// isAuthority reports that text is the line of the issuing authority under
// the subject: CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH.
func isAuthority(lines []string, text, agency string) bool {
	return len(lines) > 0 && !open(lines[len(lines)-1]) && isUpper(text) && namesAuthority(wordsOf(text), agency)
}

// heads are the posts that issue in their own name.
func heads() []string {
	return []string{
		"chủ tịch", "bộ trưởng", "tổng cục trưởng", "cục trưởng", "giám đốc", "tổng giám đốc", "thống đốc", "chánh án", "viện trưởng",
		"hiệu trưởng", "thủ tướng", "chủ nhiệm", "tổng thanh tra", "bí thư", "trưởng ban", "chánh văn phòng", "chi cục trưởng",
	}
}

// namesAuthority reports that words are the agency's name or its beginning,
// with or without the post of its head.
func namesAuthority(words []string, agency string) bool {
	name := wordsOf(agency)
	if len(name) == 0 {
		return false
	}
	for _, h := range heads() {
		post := strings.Fields(h)
		if len(words) > len(post) && slices.Equal(words[:len(post)], post) && beginning(words[len(post):], name) {
			return true
		}
	}
	return beginning(words, name)
}

func beginning(words, name []string) bool {
	return len(words) >= min(2, len(name)) && len(words) <= len(name) && slices.Equal(words, name[:len(words)])
}

// cutAuthority takes the authority off the end of a subject in capitals that
// was run together with it.
func cutAuthority(subject, agency string) string {
	if !isUpper(subject) {
		return subject
	}
	words := strings.Fields(subject)
	for i := 2; i < len(words); i++ {
		before := wordsOf(words[i-1])
		if len(before) > 0 && slices.Contains(links(), before[len(before)-1]) {
			continue
		}
		if namesAuthority(wordsOf(strings.Join(words[i:], " ")), agency) {
			return strings.Join(words[:i], " ")
		}
	}
	return subject
}

// letterSubject finds “V/v …” of a letter without a printed type.
func (p *patterns) letterSubject(pieces []piece) string {
	for i, at := range pieces {
		if at.kind != pieceText || !p.about.MatchString(at.text) {
			continue
		}
		lines := []string{p.about.ReplaceAllString(at.text, "")}
		for _, next := range pieces[i+1:] {
			if next.kind != pieceText || next.blank && !open(lines[len(lines)-1]) {
				break
			}
			lines = append(lines, next.text)
		}
		return tidySubject(strings.Join(lines, " "))
	}
	return ""
}

func tidySubject(s string) string {
	s = strings.Join(strings.Fields(bounded(s)), " ")
	return strings.TrimSpace(strings.TrimRight(s, " .;-–_*"))
}

func bounded(s string) string {
	if len(s) > maxSubject {
		return strings.ToValidUTF8(s[:maxSubject], "")
	}
	return s
}

package reading

import (
	"slices"
	"strings"
	"unicode"
)

// The signature block is looked for around “Nơi nhận”.
const (
	linesBeforeRecipients = 8
	linesAfterRecipients  = 70
	maxSigners            = 12
	maxWords              = 400 // of one line
)

// signers reads the persons named under a document.
func signers(lines []line) []Signer {
	from, to := signatureZone(lines)
	s := signerScan{}
	for _, text := range columnsApart(lines[from:to]) {
		if s.ended || len(s.found) >= maxSigners {
			break
		}
		s.take(text)
	}
	return s.found
}

// signatureZone returns the lines that may hold the signature block: around
// the first list of recipients, or the end of the text when there is none.
func signatureZone(lines []line) (from, to int) {
	for i, l := range lines {
		for _, c := range l.cells {
			if strings.HasPrefix(strings.TrimLeft(c.text, "*_ |"), "Nơi nhận") {
				return max(0, i-linesBeforeRecipients), min(len(lines), i+linesAfterRecipients)
			}
		}
	}
	return max(0, len(lines)-40), len(lines)
}

// columnsApart returns the cells of a block column by column: everything that
// stands in the right half, then the rest, when the block has columns.
func columnsApart(lines []line) []string {
	var left, right []string
	for _, l := range lines {
		for i, c := range l.cells {
			if i > 0 || c.start >= 30 {
				right = append(right, c.text)
			} else {
				left = append(left, c.text)
			}
		}
	}
	return append(right, left...)
}

// signerScan collects positions in capitals until a name follows.
type signerScan struct {
	pending [][]string // lines of authority and position
	idle    int        // lines since the last of them
	found   []Signer
	ended   bool
}

func (s *signerScan) take(text string) {
	words := strings.Fields(strings.NewReplacer("*", " ", "|", " ", "(Đã ký)", " ", "(đã ký)", " ", "(Đã ký, đóng dấu)", " ").Replace(text))
	words = words[:min(len(words), maxWords)]
	if s.isEnd(words) {
		s.ended = true
		return
	}
	if len(s.pending) > 0 && s.name(words) {
		return
	}
	start := blockStart(words)
	if start < 0 {
		s.continued(words)
		return
	}
	end := start
	for end < len(words) && isUpperWord(words[end]) {
		end++
	}
	if start > 0 {
		s.pending = nil // run together with other text: a block of its own
	}
	s.pending = append(s.pending, words[start:end])
	s.idle = 0
	s.name(words[end:])
}

// continued takes a line in capitals as part of a longer position, and gives
// up a position that no name follows.
func (s *signerScan) continued(words []string) {
	if len(s.pending) == 0 {
		return
	}
	if len(words) > 0 && s.idle == 0 && isUpper(strings.Join(words, " ")) {
		s.pending = append(s.pending, words)
		return
	}
	s.idle++
	if s.idle > 12 {
		s.pending, s.idle = nil, 0
	}
}

// isEnd reports that an annex begins.
func (s *signerScan) isEnd(words []string) bool {
	if len(words) == 0 || len(s.found) == 0 {
		return false
	}
	first := strings.ToUpper(strings.Join(words[:min(2, len(words))], " "))
	return strings.HasPrefix(first, "PHỤ LỤC") || strings.HasPrefix(first, "BIỂU ") || strings.HasPrefix(first, "MẪU ") || words[0] == "Điều"
}

// name takes the name that opens words, after its position.
func (s *signerScan) name(words []string) bool {
	words = withoutRank(words)
	end := 0
	for end < len(words) && end < 6 && isNameWord(words[end]) {
		end++
	}
	if end < 2 {
		return false
	}
	rest := words[end:]
	if len(rest) > 0 && !isUpperWord(rest[0]) && !strings.HasPrefix(rest[0], "(") && !strings.HasPrefix(rest[0], "[") {
		return false // running text
	}
	position := positionOf(s.pending)
	s.pending = nil
	if position == "" {
		return false
	}
	s.found = append(s.found, Signer{Name: strings.Join(words[:end], " "), Position: position})
	s.ended = len(rest) > 0 && blockStart(rest) < 0
	return true
}

// withoutRank drops a military rank or a learned title before a name.
func withoutRank(words []string) []string {
	for len(words) > 2 {
		first, second := words[0], words[1]
		switch {
		case strings.HasSuffix(first, ".") && len([]rune(first)) <= 8:
			words = words[1:] // PGS.TS., ThS.
		case slices.Contains([]string{"Đại", "Thượng", "Trung", "Thiếu"}, first) && slices.Contains([]string{"tướng", "tá", "úy", "uý"}, second):
			words = words[2:]
		default:
			return words
		}
	}
	return words
}

// isNameWord reports a word written like part of a name: Nguyễn, A, Y-Bliêng.
func isNameWord(w string) bool {
	runes := []rune(w)
	if !unicode.IsUpper(runes[0]) {
		return false
	}
	for i, r := range runes[1:] {
		afterHyphen := runes[i] == '-'
		if !unicode.IsLower(r) && r != '-' && !(afterHyphen && unicode.IsUpper(r)) {
			return false
		}
	}
	return true
}

func isUpperWord(w string) bool {
	return isUpper(w) || strings.Trim(w, ",-–&/.") == ""
}

// authorityMarks open the right by which someone signs.
func authorityMarks() []string {
	return []string{"TM.", "T/M", "KT.", "K/T", "TL.", "T/L", "TUQ.", "T/U", "TUN.", "Q."}
}

func isAuthorityMark(w string) bool {
	return slices.ContainsFunc(authorityMarks(), func(m string) bool { return w == m || strings.HasPrefix(w, m) })
}

// positions are the beginnings of positions.
func positions() []string {
	return []string{
		"phó", "thứ trưởng", "bộ trưởng", "chủ tịch", "bí thư", "tổng bí thư", "chánh", "giám đốc", "tổng giám đốc", "chủ nhiệm",
		"trưởng", "hiệu trưởng", "viện trưởng", "cục trưởng", "tổng cục trưởng", "chi cục trưởng", "vụ trưởng", "đội trưởng", "tổ trưởng",
		"thủ tướng", "thống đốc", "tổng thanh tra", "tổng kiểm toán", "thường trực", "ủy viên", "chỉ huy trưởng", "chính ủy", "tư lệnh",
		"quyền", "kế toán trưởng", "thư ký", "chủ trì", "chủ tọa", "người ghi", "đại diện", "tổng thư ký", "hạt trưởng", "thường vụ",
	}
}

// positionAt reports that a position begins at words[i], and how many words
// its fixed beginning has.
func positionAt(words []string, i int) (length int, ok bool) {
	if i > 0 {
		switch strings.Join(wordsOf(words[i-1]), "") {
		case "ban", "đoàn": // Ban Bí thư, Đoàn Chủ tịch: bodies, no posts
			return 0, false
		}
	}
	for _, p := range positions() {
		n := len(strings.Fields(p))
		if n > length && i+n <= len(words) && phraseOf(strings.Join(words[i:i+n], " ")) == p {
			length, ok = n, true
		}
	}
	return length, ok
}

// blockStart returns where a signature block in capitals begins in words, -1
// if nowhere.
func blockStart(words []string) int {
	for i, w := range words {
		if !isUpperWord(w) {
			continue
		}
		if isAuthorityMark(w) {
			return i
		}
		if _, ok := positionAt(words, i); ok && isUpper(w) && len([]rune(w)) > 1 {
			return i
		}
	}
	return -1
}

// positionOf takes from the lines of authority and position the position: PHÓ
// CHỦ TỊCH of “TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH”, also when
// these lines were run together.
func positionOf(lines [][]string) string {
	after, run := lines, []string(nil)
	for i, l := range lines {
		if words := separateMarks(l); lastMark(words) >= 0 {
			after, run = lines[i+1:], words
		}
	}
	var words []string
	for _, l := range after {
		words = append(words, l...)
	}
	if run == nil {
		return joinWords(words)
	}
	if len(words) == 0 {
		words = run[lastMark(run)+1:]
		if n, ok := positionAt(words, 0); ok {
			words = words[n:] // the post or the body acted for
		} else if len(words) > 0 {
			words = words[1:]
		}
	}
	for i := range words {
		if _, ok := positionAt(words, i); ok || words[i] == "Q." {
			return joinWords(words[i:])
		}
	}
	return joinWords(words)
}

// lastMark returns the place of the last mark of authority, -1 if none. “Q.”
// belongs to the position.
func lastMark(words []string) int {
	for i := len(words) - 1; i >= 0; i-- {
		if words[i] != "Q." && isAuthorityMark(words[i]) {
			return i
		}
	}
	return -1
}

// separateMarks splits “KT.CHỦ” into “KT.” and “CHỦ”.
func separateMarks(words []string) []string {
	var out []string
	for _, w := range words {
		for _, m := range authorityMarks() {
			if rest, found := strings.CutPrefix(w, m); found && rest != "" {
				out = append(out, m)
				w = strings.TrimLeft(rest, ".")
				break
			}
		}
		if w == "T/M." || w == "K/T." || w == "T/L." {
			w = strings.TrimRight(w, ".")
		}
		if w != "" {
			out = append(out, w)
		}
	}
	return out
}

func joinWords(words []string) string {
	return strings.Trim(strings.Join(words, " "), " ,-–")
}

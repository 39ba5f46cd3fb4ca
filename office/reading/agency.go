package reading

import (
	"slices"
	"strings"
	"unicode/utf8"

	"congvan/standard/vietnamese"
)

// agencyHeads are the words with which the names of agencies begin.
// A line of the letterhead that opens otherwise continues the line above.
func agencyHeads() []string {
	return []string{
		"ban", "bộ", "tổng cục", "cục", "vụ", "sở", "ủy ban", "ubnd", "hđnd", "hội đồng", "văn phòng", "thành ủy", "tỉnh ủy",
		"đảng ủy", "huyện ủy", "quận ủy", "thị ủy", "đảng bộ", "đảng đoàn", "chi bộ", "đoàn", "trường", "viện", "trung tâm",
		"chi cục", "phòng", "công ty", "tổng công ty", "tập đoàn", "chính phủ", "thủ tướng", "quốc hội", "tòa án", "mặt trận",
		"liên đoàn", "hội", "thanh tra", "ngân hàng", "đại học", "bệnh viện", "kho bạc", "bảo hiểm", "công an",
		"thường trực", "kiểm toán", "chủ tịch nước", "học viện", "tổng liên đoàn", "công đoàn", "đại hội", "tổ công tác", "tiểu ban",
	}
}

// innerOrgans are names that say nothing without the agency above them.
func innerOrgans() []string {
	return []string{
		"văn phòng", "ban tổ chức", "ban tuyên giáo", "ban tuyên giáo và dân vận", "ban dân vận", "ban nội chính", "ủy ban kiểm tra",
		"ban thường vụ", "ban chấp hành", "thường trực", "ban xây dựng đảng", "ban kiểm tra", "thanh tra", "ban cán sự đảng",
		"hội đồng nhân dân", "thường trực hội đồng nhân dân", "cơ quan ủy ban kiểm tra",
	}
}

// A letterhead is short: longer lines, or more of them, are something else.
const (
	maxAgencyLines = 12
	maxAgencyLine  = 300 // bytes
)

// agencyOf names the issuer from the lines of the letterhead over the code:
// the agency above it, then itself. The code's notation, which abbreviates
// the issuer, decides between readings.
func agencyOf(lines []string, code Code) string {
	names := agencyNames(lines[max(0, len(lines)-maxAgencyLines):])
	if len(names) == 0 {
		return ""
	}
	last := names[len(names)-1]
	candidates := []string{last}
	if len(names) > 1 {
		above := names[len(names)-2]
		if slices.Contains(innerOrgans(), phraseOf(last)) {
			return last + " " + above
		}
		candidates = append(candidates, last+" "+above, above+" "+last)
	}
	candidates = append(candidates, tails(last)...)
	notation, _, _ := strings.Cut(code.Agency, "-")
	for _, c := range candidates {
		if notation != "" && abbreviates(notation, c) {
			return c
		}
	}
	return last
}

// agencyNames joins the lines that continue a name.
func agencyNames(lines []string) []string {
	var names []string
	for _, l := range lines {
		if len(names) == 0 || opensAgency(l) && !open(names[len(names)-1]) {
			names = append(names, l)
			continue
		}
		names[len(names)-1] += " " + l
	}
	return names
}

func opensAgency(text string) bool {
	folded := phraseOf(text) + " "
	return slices.ContainsFunc(agencyHeads(), func(head string) bool { return strings.HasPrefix(folded, head+" ") })
}

// open reports that a name cannot end where the line ends.
func open(name string) bool {
	words := wordsOf(name)
	return len(words) > 0 && (slices.Contains(links(), words[len(words)-1]) || strings.HasSuffix(name, ",") || strings.HasSuffix(name, "-"))
}

// links are words that bind what follows to what stands before.
func links() []string {
	return []string{"của", "và", "tại", "cho", "do", "từ", "về", "với", "là", "thuộc", "bởi", "đến", "trong", "vào", "trên", "theo", "các", "giữa", "đối"}
}

// tails returns the ends of name that could be names themselves, for
// letterheads whose lines were run together: BỘ TÀI CHÍNH TỔNG CỤC HẢI QUAN.
func tails(name string) []string {
	words := strings.Fields(name)
	var out []string
	for i := 1; i+1 < len(words); i++ {
		if tail := strings.Join(words[i:], " "); opensAgency(tail) {
			out = append(out, tail)
		}
	}
	return out
}

// abbreviates reports that the letters of notation begin the words of name:
// TCHQ and Tổng cục Hải quan, VPTU and Văn phòng Thành ủy Đà Nẵng.
func abbreviates(notation, name string) bool {
	var initials strings.Builder
	for _, w := range wordsOf(vietnamese.Fold(name)) {
		first, _ := utf8.DecodeRuneInString(w)
		initials.WriteRune(first)
	}
	return strings.HasPrefix(initials.String(), vietnamese.Fold(notation))
}

package reading

import (
	"slices"
	"strings"

	"congvan/standard/vietnamese"
)

// agencyHeads are the words with which the names of agencies begin, folded.
// A line of the letterhead that opens otherwise continues the line above.
func agencyHeads() []string {
	return []string{
		"ban", "bo", "tong cuc", "cuc", "vu", "so", "uy ban", "ubnd", "hdnd", "hoi dong", "van phong", "thanh uy", "tinh uy",
		"dang uy", "huyen uy", "quan uy", "thi uy", "dang bo", "dang doan", "chi bo", "doan", "truong", "vien", "trung tam",
		"chi cuc", "phong", "cong ty", "tong cong ty", "tap doan", "chinh phu", "thu tuong", "quoc hoi", "toa an", "mat tran",
		"lien doan", "hoi", "thanh tra", "ngan hang", "dai hoc", "benh vien", "kho bac", "bao hiem", "cong an", "bo chi huy",
		"thuong truc", "kiem toan", "chu tich nuoc", "hoc vien", "tong lien doan", "cong doan", "dai hoi", "to cong tac", "tieu ban",
	}
}

// innerOrgans are names that say nothing without the agency above them.
func innerOrgans() []string {
	return []string{
		"van phong", "ban to chuc", "ban tuyen giao", "ban tuyen giao va dan van", "ban dan van", "ban noi chinh", "uy ban kiem tra",
		"ban thuong vu", "ban chap hanh", "thuong truc", "ban xay dung dang", "ban kiem tra", "thanh tra", "ban can su dang", "hoi dong nhan dan",
		"thuong truc hoi dong nhan dan", "co quan uy ban kiem tra",
	}
}

// agencyOf names the issuer from the lines of the letterhead over the code:
// the agency above it, then itself. The code's notation, which abbreviates
// the issuer, decides between readings.
func agencyOf(lines []string, code Code) string {
	names := agencyNames(lines)
	if len(names) == 0 {
		return ""
	}
	last := names[len(names)-1]
	candidates := []string{last}
	if len(names) > 1 {
		above := names[len(names)-2]
		if slices.Contains(innerOrgans(), strings.Join(foldWords(last), " ")) {
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
	folded := strings.Join(foldWords(text), " ") + " "
	return slices.ContainsFunc(agencyHeads(), func(head string) bool { return strings.HasPrefix(folded, head+" ") })
}

// open reports that a name cannot end where the line ends.
func open(name string) bool {
	words := foldWords(name)
	return len(words) > 0 && (slices.Contains(links(), words[len(words)-1]) || strings.HasSuffix(name, ",") || strings.HasSuffix(name, "-"))
}

// links are words that bind what follows to what stands before, folded.
func links() []string {
	return []string{"cua", "va", "tai", "cho", "do", "tu", "ve", "voi", "la", "thuoc", "boi", "den", "trong", "vao", "tren", "theo", "cac", "va", "giua", "doi"}
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
	for _, w := range foldWords(name) {
		initials.WriteByte(w[0])
	}
	return strings.HasPrefix(initials.String(), vietnamese.Fold(notation))
}

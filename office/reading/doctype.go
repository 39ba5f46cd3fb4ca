package reading

import (
	"strings"

	"congvan/standard/vietnamese"
)

// docType is a type of document with the symbols that codes print for it.
type docType struct {
	name   string
	symbol string // "" when codes carry none
	party  bool   // the symbol is also the Party's
}

// docTypes lists the types of Party and State documents. Where two types
// print one symbol, the more frequent stands first; only the printed title
// tells them apart.
func docTypes() []docType {
	return []docType{
		{"Nghị quyết", "NQ", true},
		{"Quyết định", "QĐ", true},
		{"Quy định", "QyĐ", false},
		{"Quy định", "QĐ", true},
		{"Chỉ thị", "CT", true},
		{"Kết luận", "KL", true},
		{"Quy chế", "QC", true},
		{"Thông tri", "TT", true},
		{"Hướng dẫn", "HD", true},
		{"Thông báo", "TB", true},
		{"Thông cáo", "TC", true},
		{"Tuyên bố", "", true},
		{"Lời kêu gọi", "LKG", true},
		{"Chiến lược", "CL", true},
		{"Báo cáo", "BC", true},
		{"Kế hoạch", "KH", true},
		{"Quy hoạch", "QH", true},
		{"Chương trình", "CTr", true},
		{"Đề án", "ĐA", true},
		{"Phương án", "PA", true},
		{"Dự án", "DA", true},
		{"Tờ trình", "TTr", true},
		{"Công văn", "CV", true},
		{"Biên bản", "BB", true},
		{"Hợp đồng", "HĐ", false},
		{"Công điện", "CĐ", false},
		{"Bản ghi nhớ", "BGN", false},
		{"Bản thỏa thuận", "BTT", false},
		{"Giấy ủy quyền", "GUQ", false},
		{"Giấy mời", "GM", true},
		{"Giấy giới thiệu", "GGT", true},
		{"Giấy nghỉ phép", "GNP", false},
		{"Phiếu gửi", "PG", false},
		{"Phiếu chuyển", "PC", false},
		{"Phiếu báo", "PB", false},
		{"Luật", "", false},
		{"Pháp lệnh", "", false},
		{"Lệnh", "L", false},
		{"Nghị định", "NĐ", false},
		{"Thông tư liên tịch", "TTLT", false},
		{"Thông tư", "TT", false},
		{"Nghị quyết liên tịch", "NQLT", false},
	}
}

// typeBySymbol returns the type that a symbol most often means in a scheme.
// The State prints TT for thông tư and QĐ for quyết định only.
func typeBySymbol(symbol string, scheme Scheme) (string, bool) {
	for _, t := range docTypes() {
		if t.symbol == "" || !strings.EqualFold(t.symbol, symbol) {
			continue
		}
		if scheme == SchemeParty && t.party || scheme != SchemeParty && t.name != "Thông tri" {
			return t.name, true
		}
	}
	return "", false
}

// titleType returns the longest type name that opens text in capitals, and
// what follows it. “QUYẾT ĐỊNH:” is the enacting line, not a title.
func titleType(text string) (name, rest string, ok bool) {
	words := strings.Fields(text)
	best := 0
	for _, t := range docTypes() {
		n := len(strings.Fields(t.name))
		if n <= best || n > len(words) {
			continue
		}
		head := strings.Join(words[:n], " ")
		if isUpper(head) && strings.EqualFold(vietnamese.NormalizeTone(head), t.name) {
			name, best = t.name, n
		}
	}
	if best == 0 {
		return "", "", false
	}
	return name, strings.Join(words[best:], " "), true
}

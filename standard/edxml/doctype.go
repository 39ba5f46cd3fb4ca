package edxml

import (
	"strconv"

	"congvan/standard/vietnamese"
)

// UnknownTypeCode is sent for a type that the list lacks, as công văn is the
// nearest to “a document” in general. The name travels in TypeName.
const UnknownTypeCode = "18"

// typeNames is the list of administrative documents of QCVN 102 amendment
// 1:2022; the code of a type is its place, counted from 1.
func typeNames() []string {
	return []string{
		"Nghị quyết", "Quyết định", "Chỉ thị", "Quy chế", "Quy định", "Thông cáo", "Thông báo", "Hướng dẫn",
		"Chương trình", "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo", "Biên bản", "Tờ trình", "Hợp đồng",
		"Công văn", "Công điện", "Bản ghi nhớ", "Bản cam kết", "Bản thỏa thuận", "Giấy chứng nhận",
		"Giấy ủy quyền", "Giấy mời", "Giấy giới thiệu",
	}
}

// TypeCode returns the code of DocumentType.Type for the name of a type, case,
// tone placement and accents aside; known is false, and the code
// UnknownTypeCode, for a type without one, as some of the Party's.
func TypeCode(name string) (code string, known bool) {
	folded := vietnamese.Fold(name)
	for i, n := range typeNames() {
		if vietnamese.Fold(n) == folded {
			return strconv.Itoa(i + 1), true
		}
	}
	return UnknownTypeCode, false
}

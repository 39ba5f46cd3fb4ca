package reading_test

import (
	"testing"

	"congvan/office/reading"
)

func TestParseReferenceCode(t *testing.T) {
	tests := []struct {
		in, want, typeName string
		code               reading.Code
	}{
		{"15-TB/TU", "15-TB/TU", "Thông báo", reading.Code{Scheme: reading.SchemeParty, Number: "15", Type: "TB", Agency: "TU"}},
		{"Số 05-NQ/ĐU", "05-NQ/ĐU", "Nghị quyết", reading.Code{Scheme: reading.SchemeParty, Number: "05", Type: "NQ", Agency: "ĐU"}},
		{"14514-CV/VPTW", "14514-CV/VPTW", "Công văn", reading.Code{Scheme: reading.SchemeParty, Number: "14514", Type: "CV", Agency: "VPTW"}},
		{"Số: 119 - KH / TU", "119-KH/TU", "Kế hoạch", reading.Code{Scheme: reading.SchemeParty, Number: "119", Type: "KH", Agency: "TU"}},
		{"7-TTr/BTCTU", "7-TTr/BTCTU", "Tờ trình", reading.Code{Scheme: reading.SchemeParty, Number: "7", Type: "TTr", Agency: "BTCTU"}},
		{"24-BS/UBKTTU", "24-BS/UBKTTU", "", reading.Code{Scheme: reading.SchemeParty, Number: "24", Type: "BS", Agency: "UBKTTU"}},
		{"Số: 1234/QĐ-UBND", "1234/QĐ-UBND", "Quyết định", reading.Code{Scheme: reading.SchemeState, Number: "1234", Type: "QĐ", Agency: "UBND"}},
		{"15a/QyĐ-BNV", "15a/QyĐ-BNV", "Quy định", reading.Code{Scheme: reading.SchemeState, Number: "15a", Type: "QyĐ", Agency: "BNV"}},
		{"123/SNV-VP", "123/SNV-VP", "Công văn", reading.Code{Scheme: reading.SchemeState, Number: "123", Agency: "SNV-VP"}},
		{"88/UBND", "88/UBND", "Công văn", reading.Code{Scheme: reading.SchemeState, Number: "88", Agency: "UBND"}},
		{"01/2015/NĐ-CP", "01/2015/NĐ-CP", "Nghị định", reading.Code{Scheme: reading.SchemeLaw, Number: "01", Year: 2015, Type: "NĐ", Agency: "CP"}},
		{"02/2019/TT-BNV", "02/2019/TT-BNV", "Thông tư", reading.Code{Scheme: reading.SchemeLaw, Number: "02", Year: 2019, Type: "TT", Agency: "BNV"}},
		{"31/2024/QH15", "31/2024/QH15", "Luật", reading.Code{Scheme: reading.SchemeLaw, Number: "31", Year: 2024, Agency: "QH15"}},
		{"03/2020/TTLT-BTC-BNV", "03/2020/TTLT-BTC-BNV", "Thông tư liên tịch", reading.Code{Scheme: reading.SchemeLaw, Number: "03", Year: 2020, Type: "TTLT", Agency: "BTC-BNV"}},
		{"15-TB/TU\u0300", "15-TB/TÙ", "Thông báo", reading.Code{Scheme: reading.SchemeParty, Number: "15", Type: "TB", Agency: "TÙ"}},
	}
	for _, tt := range tests {
		got, ok := reading.ParseReferenceCode(tt.in)
		if !ok || got != tt.code {
			t.Errorf("ParseReferenceCode(%q) = %+v, %v, want %+v", tt.in, got, ok, tt.code)
			continue
		}
		if got.String() != tt.want || got.TypeName() != tt.typeName {
			t.Errorf("%q: String %q, TypeName %q, want %q, %q", tt.in, got, got.TypeName(), tt.want, tt.typeName)
		}
	}
	for _, bad := range []string{"", "15", "TB/TU", "05/02/2026", "15-TB", "Số    /QĐ-UBND", "số 15-TB/TU, ngày 23", "15-tb/tu", "12345678/QĐ-UBND"} {
		if got, ok := reading.ParseReferenceCode(bad); ok {
			t.Errorf("ParseReferenceCode(%q) = %+v, want none", bad, got)
		}
	}
}

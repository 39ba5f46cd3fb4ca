package vietnamese_test

import (
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"congvan/standard/vietnamese"
)

func TestFold(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"letters and tones", "Đường Nguyễn Hữu Thọ, quận Cẩm Lệ", "duong nguyen huu tho, quan cam le"},
		{"tone placement", "Hoà Khỏe Thuỷ", "hoa khoe thuy"},
		{"decomposed input", norm.NFD.String("Ủy ban Hòa Vang"), "uy ban hoa vang"},
		{"eth in place of đ", "Ðà Nẵng", "da nang"},
		{"ligature and no-break space", "eﬃcient\u00a0Số", "efficient so"},
		{"soft hyphen and zero width", "Đà\u00ad \u200bNẵng", "da nang"},
		{"codes stay", "15-TB/TU", "15-tb/tu"},
		{"ascii", "already plain", "already plain"},
		{"empty", "", ""},
		{"invalid bytes", "Đ\xff", "d\uFFFD"},
	}
	for _, tt := range tests {
		if got := vietnamese.Fold(tt.in); got != tt.want {
			t.Errorf("%s: Fold(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

func TestFoldCoversEveryVietnameseLetter(t *testing.T) {
	rows := map[string]string{
		"aàảãáạăằẳẵắặâầẩẫấậ": "a", "eèẻẽéẹêềểễếệ": "e", "iìỉĩíị": "i",
		"oòỏõóọôồổỗốộơờởỡớợ": "o", "uùủũúụưừửữứự": "u", "yỳỷỹýỵ": "y", "đĐ": "d",
	}
	for letters, want := range rows {
		for _, r := range letters {
			if got := vietnamese.Fold(string(r)); got != want {
				t.Errorf("Fold(%q) = %q, want %q", r, got, want)
			}
		}
	}
}

func TestNormalizeTone(t *testing.T) {
	tests := []struct{ in, want string }{
		{"hoà", "hòa"},
		{"hòa", "hòa"},
		{"HOÀ", "HÒA"},
		{"khoẻ", "khỏe"},
		{"Uỷ ban", "Ủy ban"},
		{"thuý", "thúy"},
		{"hòan", "hoàn"},
		{"ngòai", "ngoài"},
		{"hùynh", "huỳnh"},
		{"qúy", "quý"},
		{"quỹ", "quỹ"},
		{"qủa", "quả"},
		{"gía", "giá"},
		{"già", "già"},
		{"gìn", "gìn"},
		{"hoá đơn và thoả thuận", "hóa đơn và thỏa thuận"},
		{"xuân hoè", "xuân hòe"},
		{"đoàn", "đoàn"},
		{"thủy", "thủy"},
		{"của", "của"},
		{"mía", "mía"},
		{"plain", "plain"},
		{"15-TB/TU", "15-TB/TU"},
	}
	for _, tt := range tests {
		if got := vietnamese.NormalizeTone(tt.in); got != tt.want {
			t.Errorf("NormalizeTone(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Đà Nẵng", "İstanbul", "ﬁ½Å", "ẞ", "\u0301", "한글", "ᾳ", "\xc3("} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := vietnamese.Fold(s)
		if !utf8.ValidString(once) {
			t.Fatalf("Fold(%q) is not UTF-8", s)
		}
		if twice := vietnamese.Fold(once); twice != once {
			t.Fatalf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
		tone := vietnamese.NormalizeTone(s)
		if again := vietnamese.NormalizeTone(tone); again != tone {
			t.Fatalf("NormalizeTone(%q) = %q, again %q", s, tone, again)
		}
		if a, b := vietnamese.Fold(tone), vietnamese.Fold(vietnamese.NFC(s)); a != b {
			t.Fatalf("moving tones of %q changed its folding: %q, %q", s, a, b)
		}
	})
}

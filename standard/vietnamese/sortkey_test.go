package vietnamese_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"congvan/standard/vietnamese"
)

func TestSortKeyOrdersPeople(t *testing.T) {
	want := []string{
		"Phạm Thị Ái", "Lê Văn An", "Nguyễn Văn An", "Trần Ánh", "Võ Ẩn",
		"Đỗ Bình", "Hồ Cường", "Lê Dũng", "Lê Đạt", "Ông Hà", "Bùi Hạ", "Cao Thị Hạ",
		"Mai Khánh", "Lê Nam", "Lê Oanh", "Lê Ơn", "Trần Thị Quyên", "Lê Tú", "Lê Tư", "Lê Uyên", "Lê Ước", "Lê Yến",
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortStableFunc(got, func(a, b string) int {
		ka, kb := vietnamese.SortKey(a), vietnamese.SortKey(b)
		return slices.Compare([]byte(ka), []byte(kb))
	})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestSortKeySecondaryOrderIsTones(t *testing.T) {
	names := []string{"Lê Ma", "Lê Mà", "Lê Mả", "Lê Mã", "Lê Má", "Lê Mạ", "Lê Mai"}
	for i := 1; i < len(names); i++ {
		if a, b := vietnamese.SortKey(names[i-1]), vietnamese.SortKey(names[i]); a >= b {
			t.Errorf("%s (%q) must stand before %s (%q)", names[i-1], a, names[i], b)
		}
	}
}

func TestSortKeyIgnoresWhatDoesNotOrder(t *testing.T) {
	want := vietnamese.SortKey("Nguyễn Thị Hòa")
	for _, same := range []string{"NGUYỄN THỊ HÒA", "  Nguyễn  Thị Hoà ", norm.NFD.String("Nguyễn Thị Hòa"), "Nguyễn-Thị Hòa."} {
		if got := vietnamese.SortKey(same); got != want {
			t.Errorf("SortKey(%q) = %q, want %q", same, got, want)
		}
	}
	for _, r := range want {
		if r < 0x21 || r > 0x7e {
			t.Errorf("key %q holds %q, want printable ASCII", want, r)
		}
	}
}

func TestCollationKeyOrdersTexts(t *testing.T) {
	want := []string{
		"Ban Tổ chức", "Đảng ủy phường 2", "Đảng ủy phường 10", "Đảng ủy phường An Hải", "Đảng ủy phường An Khê",
		"Đảng ủy xã Hòa Vang", "Thành ủy", "Ủy ban", "東京",
	}
	for i := 1; i < len(want); i++ {
		if a, b := vietnamese.CollationKey(want[i-1]), vietnamese.CollationKey(want[i]); a >= b {
			t.Errorf("%s (%q) must stand before %s (%q)", want[i-1], a, want[i], b)
		}
	}
	if got := vietnamese.CollationKey(" - "); got != "" {
		t.Errorf("CollationKey of punctuation = %q, want empty", got)
	}
}

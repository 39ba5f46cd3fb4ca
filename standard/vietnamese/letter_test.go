package vietnamese_test

import (
	"testing"

	"congvan/standard/vietnamese"
)

func TestFirstLetter(t *testing.T) {
	for _, tt := range []struct{ in, upper, lower string }{
		{"đ/c Lê Văn An", "Đ/c Lê Văn An", "đ/c Lê Văn An"},
		{"Đã xem", "Đã xem", "đã xem"},
		{"ứng dụng", "Ứng dụng", "ứng dụng"},
		{"PHÒNG", "PHÒNG", "pHÒNG"},
		{"15-TB/TU", "15-TB/TU", "15-TB/TU"},
		{"", "", ""},
		{"\xff", "\xff", "\xff"},
	} {
		if got := vietnamese.UpperFirst(tt.in); got != tt.upper {
			t.Errorf("UpperFirst(%q) = %q, want %q", tt.in, got, tt.upper)
		}
		if got := vietnamese.LowerFirst(tt.in); got != tt.lower {
			t.Errorf("LowerFirst(%q) = %q, want %q", tt.in, got, tt.lower)
		}
	}
}

package reading_test

import (
	"strings"
	"testing"

	"congvan/office/reading"
)

func TestDetectClassificationMark(t *testing.T) {
	tests := []struct {
		name, text string
		want       reading.Mark
	}{
		{"none", partyNotice, reading.MarkNone},
		{"under the code, columns", strings.Replace(partyNotice, "\n\n    ", "\n        MẬT\n\n    ", 1), reading.MarkSecret},
		{"own paragraph", strings.Replace(stateDecision, "Số: 1234/QĐ-UBND\n", "Số: 1234/QĐ-UBND\nTỐI MẬT\n", 1), reading.MarkTopSecret},
		{"beside the date", strings.Replace(partyNotice, "          *            ", "      TUYỆT MẬT        ", 1), reading.MarkUtmost},
		{"behind the code", strings.Replace(stateDecision, "Số: 1234/QĐ-UBND", "Số: 1234/QĐ-UBND MẬT", 1), reading.MarkSecret},
		{"with a label", "Độ mật: Tối mật\n" + stateDecision, reading.MarkTopSecret},
		{"in a frame, spaced", "[ T U Y Ệ T   M Ậ T ]\n" + stateDecision, reading.MarkUtmost},
		{"the highest counts", "MẬT\nTỐI MẬT\n" + stateDecision, reading.MarkTopSecret},
		{"subject about secrecy", strings.Replace(stateDecision, "Đề án vườn ươm", "danh mục bí mật nhà nước độ MẬT", 1), reading.MarkNone},
		{"word in the body", strings.Replace(stateDecision, "Điều 1. Phê duyệt Đề án.", "Điều 1.\nMẬT\nTài liệu MẬT.", 1), reading.MarkNone},
		{"no capitals", "Mật\n" + stateDecision, reading.MarkNone},
		{"empty", "", reading.MarkNone},
	}
	for _, tt := range tests {
		if got := reading.DetectClassificationMark(tt.text); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
	if got, want := reading.MarkUtmost.String(), "TUYỆT MẬT"; got != want {
		t.Errorf("String = %q, want %q", got, want)
	}
}

// A mark does not hide the other fields.
func TestReadWithMark(t *testing.T) {
	marked := strings.Replace(stateDecision, "Số: 1234/QĐ-UBND\n", "MẬT\nSố: 1234/QĐ-UBND\n", 1)
	if got, want := summaryOf(marked).Agency, "ỦY BAN NHÂN DÂN TỈNH SÔNG MƠ"; got != want {
		t.Errorf("agency = %q, want %q", got, want)
	}
}

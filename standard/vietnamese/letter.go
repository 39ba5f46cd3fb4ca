package vietnamese

import (
	"unicode"
	"unicode/utf8"
)

// UpperFirst begins a sentence with s: “đ/c Lê Văn An” becomes “Đ/c Lê Văn An”.
// Only the first letter changes.
func UpperFirst(s string) string { return changeFirst(s, unicode.ToUpper) }

// LowerFirst puts s inside a sentence: “Đã xem” becomes “đã xem”. Only the first
// letter changes.
func LowerFirst(s string) string { return changeFirst(s, unicode.ToLower) }

func changeFirst(s string, change func(rune) rune) string {
	first, size := utf8.DecodeRuneInString(s)
	if changed := change(first); changed != first {
		return string(changed) + s[size:]
	}
	return s
}

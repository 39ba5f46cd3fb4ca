package pades

import (
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"congvan/standard/pades/pdf"
)

// decodeText reads a text string (ISO 32000-2, 7.9.2.2): UTF-16BE or UTF-8
// with a mark, else PDFDocEncoding, whose letters are those of Latin-1.
func decodeText(s pdf.String) string {
	b := string(s)
	switch {
	case strings.HasPrefix(b, "\xfe\xff"):
		units := make([]uint16, 0, len(b)/2)
		for i := 2; i+1 < len(b); i += 2 {
			units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
		}
		return string(utf16.Decode(units))
	case strings.HasPrefix(b, "\xef\xbb\xbf"):
		return strings.ToValidUTF8(b[3:], "\ufffd")
	}
	runes := make([]rune, 0, len(b))
	for i := range len(b) {
		runes = append(runes, rune(b[i]))
	}
	return string(runes)
}

// encodeText writes a text string, as ASCII where that is enough.
func encodeText(s string) pdf.String {
	ascii := true
	for i := range len(s) {
		ascii = ascii && s[i] < utf8.RuneSelf && s[i] >= ' '
	}
	if ascii {
		return pdf.String(s)
	}
	out := []byte{0xfe, 0xff}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u>>8), byte(u))
	}
	return pdf.String(out)
}

// parseDate reads a PDF date (ISO 32000-2, 7.9.4).
func parseDate(o pdf.Object) (time.Time, bool) {
	s, ok := o.(pdf.String)
	if !ok {
		return time.Time{}, false
	}
	d := strings.TrimPrefix(decodeText(s), "D:")
	d = strings.ReplaceAll(d, "'", "")
	if i := strings.IndexAny(d, "+-Z"); i >= 0 && d[i] == 'Z' {
		d = d[:i+1]
	}
	for _, layout := range []string{"20060102150405-0700", "20060102150405Z", "20060102150405", "200601021504", "20060102"} {
		if t, err := time.Parse(layout, d); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// formatDate writes a PDF date with its offset from UTC.
func formatDate(t time.Time) pdf.String {
	s := t.Format("20060102150405-0700")
	n := len(s)
	return pdf.String("D:" + s[:n-2] + "'" + s[n-2:] + "'")
}

package format

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"congvan/standard/vietnamese"
)

// LongDate is the line of place and date of a document that is dated already:
// “Đà Nẵng, ngày 05 tháng 02 năm 2026”.
func LongDate(place string, d vietnamese.Date) Value {
	return Text(vietnamese.FormatLongDate(place, d))
}

// BlankPlaceDate is that line before issuing, with blanks for three form
// fields of two, two and four digits: “Đà Nẵng, ngày     tháng     năm       ”.
// Places then gives Day, Month and Year. An empty Value leaves the whole line
// to one form field; Places gives PlaceDate either way.
func BlankPlaceDate(place string) Value {
	// Slanted blanks come out wider in LibreOffice; upright ones have the
	// width of digits.
	blank := func(blanks int) Run { return Run{Text: strings.Repeat(nbsp, blanks), Upright: true} }
	return Value{{Runs: []Run{
		{Text: place + ", ngày"}, blank(6), {Text: "tháng"}, blank(6), {Text: "năm"}, blank(9),
	}}}
}

// AgencyName is the name of an agency for the head of a document. A name too
// long for its column is broken before the place in it (“ỦY BAN NHÂN DÂN”,
// “THÀNH PHỐ ĐÀ NẴNG”) rather than inside one. c is Agency or AgencyParent.
func AgencyName(r RuleSet, c ComponentName, name string) Value {
	name = strings.Join(strings.Fields(name), " ")
	look := r.Layout.Components[c]
	upper := strings.ToUpper(name)
	if textWidth(upper, look.Size.Use, look.Bold) <= points(r.Layout.LeftColumn) {
		return Text(name)
	}
	if len(upper) == len(name) { // so that places in one are places in the other
		for _, place := range []string{" THÀNH PHỐ ", " TỈNH ", " PHƯỜNG ", " ĐẶC KHU ", " XÃ ", " VÀ "} {
			if i := strings.Index(upper, place); i > 0 {
				return Text(name[:i] + "\n" + name[i+1:])
			}
		}
	}
	return Text(name)
}

// SubjectLine gives the subject the opening that its form wants: “V/v …” or
// “về việc …” in a công văn, “Về việc …” or “về …” in a decision; any opening
// that it has already is taken off first. Other forms print it as it is.
func SubjectLine(r RuleSet, form Form, subject string) string {
	subject = strings.TrimSpace(subject)
	switch form {
	case Letter:
		return r.Grammar.LetterPrefix + " " + lowerFirst(bareSubject(subject))
	case Decision:
		bare := bareSubject(subject)
		if r.Kind == Party {
			return r.Grammar.NamedPrefix + " " + lowerFirst(bare)
		}
		return r.Grammar.NamedPrefix + " " + lowerFirst(bare)
	}
	return subject
}

// bareSubject takes “V/v”, “Về việc”, “về” off the front.
func bareSubject(s string) string {
	lower := strings.ToLower(s)
	for _, opening := range []string{"v/v", "về việc", "về"} {
		if strings.HasPrefix(lower, opening+" ") {
			return strings.TrimSpace(s[len(opening):])
		}
	}
	return s
}

// lowerFirst lowers a capital that only opened a sentence: one followed by a
// small letter in a word that stands alone. Names (two capitals in a row, as
// in “Đà Nẵng”, or all capitals) stay.
func lowerFirst(s string) string {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 1 && startsUpper(words[1]) {
		return s
	}
	first, size := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[size:]); unicode.IsUpper(second) {
		return s
	}
	return string(unicode.ToLower(first)) + s[size:]
}

func startsUpper(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}

// Addressees makes the two values of “Kính gửi” (Party tờ trình: “Kính
// trình”): one name on the same line, several on lines of their own under the
// colon (NĐ 30/2020, Phụ lục I, II.9).
func Addressees(r RuleSet, form Form, names ...string) (salutation, list Value) {
	word := r.Grammar.AddresseeWord
	if form == Proposal {
		word = r.Grammar.ProposalWord
	}
	switch len(names) {
	case 0:
		return Value{}, Value{}
	case 1:
		return Text(word + ": " + strings.TrimRight(names[0], ";., ")), Value{}
	}
	list = ListLines(names...)
	for i := range list {
		list[i].Style = StyleAddresseeItem
	}
	return Value{{Runs: []Run{{Text: word + ":"}}, Style: StyleAddresseeHead}}, list
}

// ListLines makes the lines of a list of recipients: “- A;” … “- Z.”
func ListLines(names ...string) Value {
	var v Value
	for i, n := range names {
		end := ";"
		if i == len(names)-1 {
			end = "."
		}
		n = strings.TrimSpace(strings.TrimPrefix(strings.TrimRight(strings.TrimSpace(n), ";., "), "-"))
		v = append(v, Paragraph{Runs: []Run{{Text: "- " + n + end}}})
	}
	return v
}

package document

import (
	"strconv"
	"strings"

	"congvan/office"

	"congvan/standard/vietnamese"
)

// maxNumberDigits bounds the number part of a code: numbers run a whole term.
const maxNumberDigits = 9

// ReferenceKey folds a code for looking up: no accents, no leading zeros, no
// "Số", one separator. `Số 05-NQ/ĐU`, `5-nq/đu` and the `05/NQ/ĐU` that a State
// system makes of it (regulations.md §4.1) have one key.
func ReferenceKey(code string) string {
	words := strings.FieldsFunc(strings.TrimSpace(vietnamese.Fold(code)), func(r rune) bool {
		switch r {
		case '-', '/', '–', '—', '‑', '.', ':', ' ', '\t', '\n', '\r', '\u00a0':
			return true
		}
		return false
	})
	if len(words) > 1 && words[0] == "so" {
		words = words[1:]
	}
	if len(words) > 0 && isDigits(words[0]) {
		words[0] = trimZeros(words[0])
	}
	return strings.Join(words, "-")
}

// SplitCode parts a code into its number and its notation: `15-TB/TU` gives 15
// and `TB/TU`, `127/QĐ-UBND` gives 127 and `QĐ-UBND`. Number 0 means that the
// code does not begin with one; the notation is then the whole code.
func SplitCode(code string) (number int64, notation string) {
	code = strings.TrimSpace(code)
	for _, prefix := range []string{"Số", "số", "SỐ"} {
		code = strings.TrimLeft(strings.TrimPrefix(code, prefix), ": \t")
	}
	n := 0
	for n < len(code) && code[n] >= '0' && code[n] <= '9' {
		n++
	}
	if n == 0 || n > maxNumberDigits {
		return 0, code
	}
	number, err := strconv.ParseInt(code[:n], 10, 64)
	if err != nil {
		return 0, code
	}
	return number, strings.TrimLeft(code[n:], "-–/ ")
}

func isDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

func trimZeros(s string) string {
	if t := strings.TrimLeft(s, "0"); t != "" {
		return t
	}
	return "0"
}

// nameKey folds an agency's name for finding doubles.
func nameKey(name string) string {
	return strings.Join(strings.Fields(vietnamese.Fold(name)), " ")
}

// Keys are the derived columns that look-ups use.
type Keys struct {
	Reference, Issuing string
	Box                Box
}

// Keys computes the derived columns.
func (d Document) Keys() Keys {
	return Keys{Reference: ReferenceKey(d.ReferenceCode), Issuing: nameKey(d.IssuingName), Box: d.Box()}
}

// Listed is what the rows of a document's readers repeat of it: the place in
// lists and what lists are filtered by.
type Listed struct {
	Box      Box
	SortKey  int64
	State    State
	TypeCode string
	Urgent   bool   // above Thường
	Issuing  string // the issuing agency's name, folded
	Register office.ID
	Day      office.Date // of arrival, or of issue for what goes out
}

// Listed computes what readers' rows repeat.
func (d Document) Listed() Listed {
	l := Listed{
		Box: d.Box(), SortKey: d.SortKey, State: d.State, TypeCode: d.TypeCode, Urgent: d.Urgency > 0,
		Issuing: nameKey(d.IssuingName), Register: d.Register, Day: d.IssuedDate,
	}
	if l.Box == IncomingBox || l.Box == QueueBox {
		l.Day = d.ArrivalDate
	}
	return l
}

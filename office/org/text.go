package org

import (
	"fmt"
	"strings"
	"unicode"

	"congvan/office"
	"congvan/standard/vietnamese"
)

// Limits of what people type, in characters.
const (
	maxName   = 250
	maxCode   = 64
	maxSymbol = 30
	maxReason = 1000
	maxRank   = 1_000_000
)

// field is one line of text in a form.
type field struct {
	op, name string // for the error
	label    string // Vietnamese, as the form calls it
	max      int    // characters
	optional bool
}

// clean gives the text in NFC, on one line, without space around it.
func (f field) clean(s string) (string, error) {
	if len(s) > 8*f.max {
		return "", f.tooLong()
	}
	s = strings.Join(strings.Fields(vietnamese.NFC(s)), " ")
	switch {
	case s == "" && !f.optional:
		return "", office.InvalidField(f.op, f.name, "Nhập "+f.label+".", "Fill in "+f.name+".")
	case len([]rune(s)) > f.max:
		return "", f.tooLong()
	}
	for _, r := range s {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return "", office.InvalidField(f.op, f.name,
				"Có ký tự lạ trong "+f.label+". Gõ lại.", "There are stray characters in "+f.name+". Type it again.")
		}
	}
	return s, nil
}

func (f field) tooLong() error {
	return office.InvalidField(f.op, f.name,
		fmt.Sprintf("Rút ngắn %s: tối đa %d ký tự.", f.label, f.max),
		fmt.Sprintf("Shorten %s: at most %d characters.", f.name, f.max))
}

// checkDay refuses days that no office works with.
func checkDay(op, name string, d office.Date) error {
	if d.Valid() && d.Year >= 1930 && d.Year <= 2999 {
		return nil
	}
	return office.InvalidField(op, name, "Chọn một ngày có thật, theo dạng ngày/tháng/năm.",
		"Choose a real day, as day/month/year.")
}

func checkRank(op string, rank int) error {
	if rank >= 0 && rank <= maxRank {
		return nil
	}
	return office.InvalidField(op, "rank", fmt.Sprintf("Thứ tự phải từ 0 đến %d.", maxRank),
		fmt.Sprintf("The rank must be from 0 to %d.", maxRank))
}

// shortDay writes a day as people read it.
func shortDay(d office.Date) string { return vietnamese.FormatShortDate(d) }

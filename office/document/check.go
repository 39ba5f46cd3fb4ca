package document

import (
	"strings"
	"unicode/utf8"

	"congvan/office"
	"congvan/standard/vietnamese"
)

// FieldErrors are all the faults of a form at once, in the order of its fields.
// errors.As finds the first as *office.Error; forms show each beside its field.
type FieldErrors []*office.Error

func (e FieldErrors) Error() string {
	parts := make([]string, len(e))
	for i, x := range e {
		parts[i] = x.Field + ": " + x.En
	}
	return strings.Join(parts, "; ")
}

// Unwrap gives every fault.
func (e FieldErrors) Unwrap() []error {
	out := make([]error, len(e))
	for i, x := range e {
		out[i] = x
	}
	return out
}

// checks collects the faults of a form.
type checks struct{ found FieldErrors }

func (c *checks) err() error {
	if len(c.found) == 0 {
		return nil
	}
	return c.found
}

func (c *checks) that(ok bool, op, field, vi, en string) {
	if !ok {
		c.found = append(c.found, office.InvalidField(op, field, vi, en))
	}
}

// clean makes a text NFC without control characters and outer blanks.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case r < 0x20 || r == 0x7f:
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(vietnamese.NFC(s))
}

// text cleans a text that must be there and not longer than max characters.
func (c *checks) text(op, field string, s *string, limit int, vi, en string) {
	c.optional(op, field, s, limit)
	c.that(*s != "", op, field, vi, en)
}

// optional cleans a text that may be missing.
func (c *checks) optional(op, field string, s *string, limit int) {
	*s = clean(*s)
	if utf8.RuneCountInString(*s) > limit {
		c.found = append(c.found, tooLong(op, field, limit))
	}
}

func tooLong(op, field string, limit int) *office.Error {
	n := itoa(int64(limit))
	return office.InvalidField(op, field, "Nhập không quá "+n+" ký tự.", "Enter at most "+n+" characters.")
}

// reason cleans a reason that an act demands.
func (c *checks) reason(op string, s *string) {
	c.text(op, "reason", s, 1000, "Nhập lý do.", "Enter the reason.")
}

func needReason(op string, s *string) error {
	var c checks
	c.reason(op, s)
	return c.err()
}

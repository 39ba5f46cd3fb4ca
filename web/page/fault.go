package page

import (
	"errors"

	"congvan/office"
	"congvan/web/ui"
)

// Faults are what an error says about the fields of a form.
type Faults []*office.Error

// FaultsOf gives every fault within err: one, or all that a form's check
// collected. Without a fault of ours it gives the made-up error of ErrorOf.
func FaultsOf(err error) Faults {
	if err == nil {
		return nil
	}
	var many interface{ Unwrap() []error }
	if errors.As(err, &many) {
		var out Faults
		for _, e := range many.Unwrap() {
			out = append(out, FaultsOf(e)...)
		}
		if len(out) > 0 {
			return out
		}
	}
	return Faults{ErrorOf(err)}
}

// Of gives the message for a field, "" when it is right.
func (f Faults) Of(field string) string {
	for _, e := range f {
		if e.Field == field {
			return e.Vi
		}
	}
	return ""
}

// Message is the first fault that belongs to no field, "" when there is none.
func (f Faults) Message() string {
	for _, e := range f {
		if e.Field == "" {
			return e.Vi
		}
	}
	return ""
}

// Summary lists the faults above a form. elements gives the id of a field's
// element where it is not "f-" + its name.
func (f Faults) Summary(title string, elements map[string]string) ui.ErrorSummary {
	s := ui.ErrorSummary{Title: title}
	for _, e := range f {
		if e.Field == "" {
			continue
		}
		id, ok := elements[e.Field]
		if !ok {
			id = "f-" + e.Field
		}
		s.Errors = append(s.Errors, ui.FieldError{FieldID: id, Text: e.Vi})
	}
	return s
}

// FormFault reports whether the error belongs beside its form, and not on a page
// of its own: the input can be corrected and sent again.
func FormFault(err error) bool {
	switch office.CodeOf(err) {
	case office.CodeInvalid, office.CodeDuplicate, office.CodeTooLarge, office.CodeSecret, office.CodeSigning:
		return true
	}
	return false
}

package pades

// TextFields names the text fields of a form, in the order of the file, so that a
// caller can tell which of the fields it prepares a document has. Errors: *Error.
func TextFields(data []byte) ([]string, error) {
	e, err := newEditor(data)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, f := range e.form.all {
		if fillable(f) {
			out = append(out, f.name)
		}
	}
	return out, nil
}

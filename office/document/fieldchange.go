package document

import (
	"bytes"
	"encoding/json"
	"sort"
)

// FieldChange is one field before and after, by the name it has in the canonical
// encoding.
type FieldChange struct {
	Field  string          `json:"field"`
	Before json.RawMessage `json:"before"`
	After  json.RawMessage `json:"after"`
}

// Changes compares two states of a document field by field, in order of names.
// What every change touches (version, changed_at) is left out.
func Changes(before, after Document) []FieldChange {
	a, b := fieldsOf(before), fieldsOf(after)
	var out []FieldChange
	for name, v := range b {
		if name != "version" && name != "changed_at" && !bytes.Equal(a[name], v) {
			out = append(out, FieldChange{name, a[name], v})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Field < out[j].Field })
	return out
}

func fieldsOf(d Document) map[string]json.RawMessage {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(d.Canonical().JSON, &m); err != nil {
		panic("document: canonical encoding is not JSON: " + err.Error())
	}
	return m
}

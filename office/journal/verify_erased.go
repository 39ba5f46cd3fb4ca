package journal

import (
	"fmt"

	"congvan/office"
)

// erasures are entries whose payload is gone, under the index of the entry that
// says it erased them, until that one was met.
type erasures map[int64][]Entry

// by takes out what an erasing entry erased: earlier entries of its own object.
func (r erasures) by(e Entry) {
	var rest []Entry
	for _, old := range r[e.Index] {
		if old.Object != e.Object || old.Kind != e.Kind {
			rest = append(rest, old)
		}
	}
	if delete(r, e.Index); len(rest) > 0 {
		r[e.Index] = rest
	}
}

const notErased = "its payload is gone and no act erased it"

// unerased names the entries whose payload no act erased, whatever their row says:
// else blanking an object's last entry would let its rows be changed at will.
func (c *checker) unerased(agency office.ID, r erasures) {
	for _, entries := range r {
		for _, e := range entries {
			c.problem(Problem{
				Agency: agency, Code: "entry_changed", Kind: e.Kind, Object: e.Object.String(), Index: e.Index,
				Message: fmt.Sprintf("journal entry %d (%s): %s", e.Index, e.Act, notErased),
			})
		}
	}
}

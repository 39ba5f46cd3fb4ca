package journal

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"congvan/office"
)

// of reports whether a head speaks of an agency's journal. The code in the origin
// is what the agency had when the head was signed.
func (h Head) of(agency office.ID) bool {
	return strings.HasPrefix(h.Origin, originPrefix) && strings.HasSuffix(h.Origin, "/"+agency.String())
}

// witnessed gives the outside heads of an agency's journal, smallest first.
func (c *checker) witnessed(agency office.ID) []Head {
	var out []Head
	for _, h := range c.Witnessed {
		if h.of(agency) {
			out = append(out, h)
		}
	}
	slices.SortStableFunc(out, func(a, b Head) int { return cmp.Compare(a.Size, b.Size) })
	return out
}

// witness compares an outside head with the tree when it has grown to the head's
// size, whether or not the store still holds that head: who rewrites history would
// rewrite that too.
func (c *checker) witness(agency office.ID, h Head, tree *Range) {
	c.report.Witnessed++
	fork := func(why string) {
		c.problem(Problem{
			Agency: agency, Code: "fork", Index: h.Size,
			Message: fmt.Sprintf("a witness holds a head of %d entries of %s: %s", h.Size, h.Origin, why),
		})
	}
	switch {
	case h.Size == 0:
	case h.Size != tree.Size():
		fork(fmt.Sprintf("the journal has only %d", tree.Size()))
	case h.Root != tree.Root():
		fork("its entries give another root, the journal forked or was rewritten")
	}
}

// strangers names outside heads of journals that are not here at all.
func (c *checker) strangers(agencies []office.ID) {
	for _, h := range c.Witnessed {
		if !slices.ContainsFunc(agencies, h.of) {
			c.problem(Problem{
				Code: "fork", Index: h.Size,
				Message: fmt.Sprintf("a witness holds a head of %d entries of %s: this journal is not here", h.Size, h.Origin),
			})
		}
	}
}

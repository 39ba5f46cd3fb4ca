package signing

import (
	"strings"

	"congvan/office"
	"congvan/web/page"
)

// The session remembers which states of documents were opened here, so that
// nobody signs what was never on the screen. A document that changed since has
// another version and counts as unread.
const (
	sessionRead = "signing.read"
	maxRead     = 500
)

func mark(id office.ID, version int) string { return id.String() + "@" + itoa(version) }

// readSet is what the session has seen.
func readSet(q *page.Request) map[string]bool {
	out := map[string]bool{}
	for _, m := range strings.Fields(q.Site.Sessions.GetString(q.Ctx(), sessionRead)) {
		out[m] = true
	}
	return out
}

// remember notes states as read, the newest maxRead of them.
func remember(q *page.Request, marks ...string) {
	known := strings.Fields(q.Site.Sessions.GetString(q.Ctx(), sessionRead))
	have := readSet(q)
	for _, m := range marks {
		if !have[m] {
			known, have[m] = append(known, m), true
		}
	}
	if len(known) > maxRead {
		known = known[len(known)-maxRead:]
	}
	q.Site.Sessions.Put(q.Ctx(), sessionRead, strings.Join(known, " "))
}

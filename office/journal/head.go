package journal

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"congvan/office"
)

// Head is what an agency's journal was at some moment.
type Head struct {
	Origin string // Origin(agency code): names the log in the signed note
	Size   int64
	Root   tlog.Hash
}

const originPrefix = "congvan/journal/"

// Origin is the first line of a head's note: which journal it speaks of. The
// agency's id is part of it, so that two agencies never share one.
func Origin(code string, agency office.ID) string {
	return originPrefix + strings.ReplaceAll(code, "\n", " ") + "/" + agency.String()
}

// text is the note's body: origin, size, root, as in C2SP tlog-checkpoint.
func (h Head) text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", h.Origin, h.Size, h.Root.String())
}

// SignHead signs a head with the agency's service key.
func SignHead(h Head, s note.Signer) (string, error) {
	b, err := note.Sign(&note.Note{Text: h.text()}, s)
	if err != nil {
		return "", fmt.Errorf("journal.SignHead: %w", err)
	}
	return string(b), nil
}

// ParseHead reads a head's note without judging its signature.
func ParseHead(signed string) (Head, error) {
	text, _, ok := strings.Cut(signed, "\n\n")
	lines := strings.Split(text, "\n")
	var h Head
	if !ok || len(signed) > 4096 || len(lines) < 3 {
		return h, fmt.Errorf("journal.ParseHead: not a head")
	}
	h.Origin = lines[0]
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return h, fmt.Errorf("journal.ParseHead: size %q", lines[1])
	}
	h.Size = size
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return h, fmt.Errorf("journal.ParseHead: %w", err)
	}
	h.Root = root
	return h, nil
}

// OpenHead reads a head's note and checks that one of the keys signed it.
func OpenHead(signed string, v ...note.Verifier) (Head, error) {
	if len(signed) > 4096 {
		return Head{}, fmt.Errorf("journal.OpenHead: too long")
	}
	if _, err := note.Open([]byte(signed), note.VerifierList(v...)); err != nil {
		return Head{}, fmt.Errorf("journal.OpenHead: %w", err)
	}
	return ParseHead(signed)
}

// SignedHead is a head as stored.
type SignedHead struct {
	Agency office.ID
	Size   int64
	At     time.Time
	Note   string
}

// Witness is another agency's head as it reached this one.
type Witness struct {
	Agency     office.ID // who keeps it
	Origin     string
	Size       int64
	Root       tlog.Hash
	Note       string
	ReceivedAt time.Time
	Fork       bool // contradicts an earlier head of the same origin
}

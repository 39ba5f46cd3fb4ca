package exchange

import (
	"fmt"
	"strings"
	"time"

	"congvan/office"
)

// instantLayout is how instants travel: UTC, whole microseconds, fixed width.
const instantLayout = "2006-01-02T15:04:05.000000Z"

// quoted writes a text as one JSON string, so that a line stays a line.
func quoted(s string) string { return string(office.Canonical("", s).JSON) }

// lines reads "key value" lines in a fixed order and keeps the first error.
type lines struct {
	rest []string
	err  error
}

func newLines(text string, most int) *lines {
	if len(text) > most {
		return &lines{err: fmt.Errorf("%d bytes, at most %d", len(text), most)}
	}
	body, ok := strings.CutSuffix(text, "\n")
	if !ok {
		return &lines{err: fmt.Errorf("does not end in a line break")}
	}
	return &lines{rest: strings.Split(body, "\n")}
}

// next takes the line that must begin with key and gives its value.
func (l *lines) next(key string) string {
	if l.err != nil {
		return ""
	}
	if len(l.rest) == 0 {
		l.err = fmt.Errorf("line %q is missing", key)
		return ""
	}
	got, value, _ := strings.Cut(l.rest[0], " ")
	if got != key {
		l.err = fmt.Errorf("line %q where %q should be", clip(got), key)
		return ""
	}
	l.rest = l.rest[1:]
	return value
}

// more reports whether the next line begins with key.
func (l *lines) more(key string) bool {
	return l.err == nil && len(l.rest) > 0 && strings.HasPrefix(l.rest[0], key+" ")
}

func (l *lines) fail(key string, err error) {
	if l.err == nil && err != nil {
		l.err = fmt.Errorf("line %q: %v", key, err) // another package's words for people do not fit here
	}
}

func (l *lines) text(key string) string {
	var s string
	v := l.next(key)
	if l.err == nil {
		l.fail(key, unquote(v, &s))
	}
	return s
}

func (l *lines) id(key string) office.ID {
	v := l.next(key)
	if l.err != nil || v == "-" {
		return office.ID{}
	}
	id, err := office.ParseID(v)
	l.fail(key, err)
	return id
}

func (l *lines) hash(key string) office.Hash {
	v := l.next(key)
	if l.err != nil {
		return office.Hash{}
	}
	h, err := office.ParseHash(v)
	l.fail(key, err)
	return h
}

func (l *lines) time(key string) time.Time {
	v := l.next(key)
	if l.err != nil {
		return time.Time{}
	}
	t, err := time.Parse(instantLayout, v)
	l.fail(key, err)
	return t
}

func (l *lines) end() error {
	if l.err == nil && len(l.rest) > 0 {
		l.err = fmt.Errorf("line %q too many", clip(l.rest[0]))
	}
	return l.err
}

// idOrDash writes an ID, the zero ID as "-".
func idOrDash(id office.ID) string {
	if id.Zero() {
		return "-"
	}
	return id.String()
}

// clip keeps hostile input out of messages at full length.
func clip(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return s
}

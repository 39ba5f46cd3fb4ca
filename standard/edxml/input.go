package edxml

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// maxTag bounds one start tag, so that a tag of a million attributes is
// refused before the decoder has built them.
const maxTag = 64 << 10

// input hands the XML decoder UTF-8 text within the limits. err is the first
// limit broken or read error; it is kept here because the decoder may report
// its own error in place of it.
type input struct {
	src       io.Reader
	remaining int64
	inTag     bool
	first     bool // at the first byte after '<'
	quote     byte
	tagLength int
	utf16     bool
	err       error
}

// newInput prepares r: byte order mark, UTF-16, and what limits tolerates.
// junk is the number of stray bytes that were skipped.
func newInput(r io.Reader, limits Limits) (in *input, junk int, err error) {
	in = &input{remaining: limits.MaxBytes}
	buffered := bufio.NewReader(&limited{r, in})
	head, _ := buffered.Peek(4)
	switch {
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		_, _ = buffered.Discard(3)
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		in.utf16 = true
		in.src = unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder().Reader(buffered)
		return in, 0, in.err
	}
	in.src = buffered
	if limits.Tolerate.Base64Envelope && looksBase64(buffered) {
		in.src = base64.NewDecoder(base64.StdEncoding, buffered)
		return in, 0, in.err
	}
	return in, skipJunk(buffered, limits.Tolerate.LeadingJunk), in.err
}

// looksBase64 reports that the message opens with base64 of “<”.
func looksBase64(r *bufio.Reader) bool {
	head, _ := r.Peek(8)
	plain := make([]byte, base64.StdEncoding.DecodedLen(len(head)))
	n, err := base64.StdEncoding.Decode(plain, head)
	return err == nil && n > 0 && plain[0] == '<'
}

func skipJunk(r *bufio.Reader, most int) int {
	head, _ := r.Peek(min(most, 1024) + 1)
	if at := bytes.IndexByte(head, '<'); at > 0 {
		_, _ = r.Discard(at)
		return at
	}
	return 0
}

// limited counts the raw bytes of the message.
type limited struct {
	r  io.Reader
	in *input
}

func (l *limited) Read(p []byte) (int, error) {
	if l.in.remaining <= 0 {
		var one [1]byte
		if n, err := l.r.Read(one[:]); n == 0 {
			return 0, err
		}
		l.in.fail("message above the size limit")
		return 0, l.in.err
	}
	if int64(len(p)) > l.in.remaining {
		p = p[:l.in.remaining]
	}
	n, err := l.r.Read(p)
	l.in.remaining -= int64(n)
	if err != nil && !errors.Is(err, io.EOF) && l.in.err == nil {
		l.in.err = fmt.Errorf("edxml: read: %w", err)
	}
	return n, err
}

func (in *input) fail(detail string) {
	if in.err == nil {
		in.err = &Error{Code: CodeTooLarge, Detail: detail}
	}
}

// Read implements io.Reader and watches the length of tags.
func (in *input) Read(p []byte) (int, error) {
	if in.err != nil {
		return 0, in.err
	}
	n, err := in.src.Read(p)
	for _, c := range p[:n] {
		in.watch(c)
	}
	if in.err != nil {
		return 0, in.err
	}
	return n, err
}

func (in *input) watch(c byte) {
	if !in.inTag {
		if c == '<' {
			in.inTag, in.first, in.quote, in.tagLength = true, true, 0, 0
		}
		return
	}
	in.tagLength++
	switch {
	case in.first && c == '!': // comment or CDATA: bounded by the message
		in.inTag = false
	case in.quote == 0 && (c == '"' || c == '\''):
		in.quote = c
	case in.quote == c:
		in.quote = 0
	case in.quote == 0 && c == '>':
		in.inTag = false
	case in.tagLength > maxTag:
		in.fail(fmt.Sprintf("tag above %d bytes", maxTag))
	}
	in.first = false
}

// charsetReader serves the declared encodings that exist in practice.
func (in *input) charsetReader(label string, r io.Reader) (io.Reader, error) {
	switch lowerASCII(label) {
	case "utf-8", "us-ascii", "ascii":
		return r, nil
	case "utf-16":
		if in.utf16 {
			return r, nil
		}
	case "iso-8859-1", "windows-1252":
		return charmap.Windows1252.NewDecoder().Reader(r), nil
	case "windows-1258":
		return charmap.Windows1258.NewDecoder().Reader(r), nil
	}
	return nil, fmt.Errorf("encoding %.40q does not fit the message", label)
}

func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

package exchange

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"congvan/office/journal"
)

// maxHolds bounds how many heads a peer may ask proofs for at once.
const maxHolds = 8

const attestType = "congvan/attest/1"

// Attest is what every message between agencies carries beside its purpose
// (decision 2, witnesses): the writer's newest signed head, proofs that it
// extends the heads the reader said it holds, and which of the reader's heads
// the writer holds and wants proofs from.
type Attest struct {
	Head   string // signed note; "" when the writer has signed none yet
	Proofs []Proof
	Holds  []int64 // sizes of the reader's heads
}

// Proof is a consistency proof from the tree of size Older to that of Head.
type Proof struct {
	Older  int64
	Hashes tlog.TreeProof
}

// Text writes the attest: holds, proofs, a blank line, the head.
func (a Attest) Text() string {
	var b strings.Builder
	b.WriteString(attestType + "\nholds " + sizesText(a.Holds) + "\n")
	for _, p := range a.Proofs {
		fmt.Fprintf(&b, "proof %d", p.Older)
		for _, h := range p.Hashes {
			b.WriteByte(' ')
			b.WriteString(base64.StdEncoding.EncodeToString(h[:]))
		}
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
	b.WriteString(a.Head)
	return b.String()
}

// ParseAttest reads an attest; the head's signature is not judged.
func ParseAttest(text string) (Attest, error) {
	top, head, ok := strings.Cut(text, "\n\n")
	if !ok || len(text) > maxSmallPart {
		return Attest{}, fmt.Errorf("exchange.ParseAttest: malformed")
	}
	l := newLines(top+"\n", maxSmallPart)
	l.next(attestType)
	a := Attest{Head: head}
	var err error
	a.Holds, err = parseSizes(l.next("holds"))
	l.fail("holds", err)
	for l.more("proof") {
		p, err := parseProof(l.next("proof"))
		l.fail("proof", err)
		if a.Proofs = append(a.Proofs, p); len(a.Proofs) > maxHolds {
			l.fail("proof", fmt.Errorf("more than %d", maxHolds))
		}
	}
	if err := l.end(); err != nil {
		return Attest{}, fmt.Errorf("exchange.ParseAttest: %w", err)
	}
	return a, nil
}

func parseProof(line string) (Proof, error) {
	part := strings.Split(line, " ")
	older, err := strconv.ParseInt(part[0], 10, 64)
	if err != nil || older < 0 || len(part) > journal.MaxProof+1 {
		return Proof{}, fmt.Errorf("malformed")
	}
	p := Proof{Older: older}
	for _, s := range part[1:] {
		raw, err := base64.StdEncoding.DecodeString(s)
		if err != nil || len(raw) != tlog.HashSize {
			return Proof{}, fmt.Errorf("hash %q", clip(s))
		}
		p.Hashes = append(p.Hashes, tlog.Hash(raw))
	}
	return p, nil
}

func sizesText(sizes []int64) string {
	if len(sizes) == 0 {
		return "-"
	}
	words := make([]string, len(sizes))
	for i, n := range sizes {
		words[i] = strconv.FormatInt(n, 10)
	}
	return strings.Join(words, " ")
}

func parseSizes(s string) ([]int64, error) {
	if s == "-" || s == "" {
		return nil, nil
	}
	words := strings.Split(s, " ")
	if len(words) > maxHolds {
		return nil, fmt.Errorf("more than %d sizes", maxHolds)
	}
	out := make([]int64, len(words))
	for i, w := range words {
		n, err := strconv.ParseInt(w, 10, 64)
		if err != nil || n < 1 {
			return nil, fmt.Errorf("size %q", clip(w))
		}
		out[i] = n
	}
	return out, nil
}

package reading

import (
	"regexp"
)

// headLines is how far from the top the letterhead, the title and the
// beginning of the body are looked for.
const headLines = 90

// letterhead is the two columns over the title, each read downwards, and the
// lines below them.
type letterhead struct {
	left, right []string
	rest        []line
}

// splitLetterhead takes the two columns apart. Text without columns (DOCX
// paragraphs) has everything in rest.
func splitLetterhead(lines []line, national *regexp.Regexp) letterhead {
	lines = lines[:min(len(lines), headLines)]
	at, right, ok := nationalCell(lines, national)
	if !ok {
		return letterhead{rest: lines}
	}
	left, ok := leftCentre(lines, at, right)
	if !ok {
		return letterhead{rest: lines}
	}
	h := letterhead{}
	split := columnSplit{left: left, right: right.centre()}
	for i, l := range lines {
		if split.ends(l, i > at) {
			h.rest = lines[i:]
			break
		}
		for _, c := range l.cells {
			if split.isLeft(c) {
				h.left = append(h.left, c.text)
			} else {
				h.right = append(h.right, c.text)
			}
		}
	}
	return h
}

// nationalCell finds the cell of the national name or the Party's, when it
// stands in a right-hand column.
func nationalCell(lines []line, national *regexp.Regexp) (at int, c cell, ok bool) {
	for i, l := range lines[:min(len(lines), 30)] {
		for _, c := range l.cells {
			if c.start >= 12 && national.MatchString(c.text) {
				return i, c, true
			}
		}
	}
	return 0, cell{}, false
}

// leftCentre returns the centre of the left column, from the nearest line that
// has a cell wholly left of the right one.
func leftCentre(lines []line, at int, right cell) (int, bool) {
	for _, offset := range []int{0, 1, -1, 2, -2, 3, -3} {
		i := at + offset
		if i < 0 || i >= len(lines) || len(lines[i].cells) == 0 {
			continue
		}
		if c := lines[i].cells[0]; c.end < right.start && c.centre() < right.centre()-12 && len(c.text) > 2 {
			return c.centre(), true
		}
	}
	return 0, false
}

// columnSplit holds the centres of the two columns.
type columnSplit struct{ left, right int }

func (s columnSplit) isLeft(c cell) bool {
	return abs(c.centre()-s.left) <= abs(c.centre()-s.right)
}

// ends reports that l no longer belongs to the letterhead: one cell in the
// middle of the page, or one that reaches over both columns.
func (s columnSplit) ends(l line, below bool) bool {
	if !below || len(l.cells) != 1 {
		return false
	}
	c := l.cells[0]
	if c.start < s.left && c.end > s.right {
		return true
	}
	middle := abs(c.centre() - (s.left+s.right)/2)
	return middle < abs(c.centre()-s.left) && middle < abs(c.centre()-s.right)
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

package format

import (
	"cmp"
	"math"
	"slices"
)

// findSigning finds the room between position and name in the block beside
// the last “Nơi nhận”: the widest gap between two lines there.
func (p *Places) findSigning(pages []Page) error {
	for i, page := range slices.Backward(pages) {
		top, ok := recipientsTop(page)
		if !ok {
			continue
		}
		lines := signingLines(page, top)
		above, below, ok := widestGap(lines)
		if !ok {
			return ErrNoSignaturePlace
		}
		centre := (below.x0 + below.x1) / 2
		y1 := page.Height - above.y1 - signatureMargin
		y0 := page.Height - below.y0 + signatureMargin
		half := math.Min(signatureWidth/2, page.Width-centre-signatureMargin)
		p.LeaderSignature = Rect{Page: i + 1, X0: centre - half, X1: centre + half, Y0: y0, Y1: y1}
		p.Seal = sealOver(p.LeaderSignature)
		return nil
	}
	return ErrNoSignaturePlace
}

// sealOver places the seal so that it covers a third of the signature from
// the left, both on one middle line.
func sealOver(s Rect) Rect {
	right := s.X0 + (s.X1-s.X0)/3
	middle := (s.Y0 + s.Y1) / 2
	return Rect{Page: s.Page, X0: right - sealSize, X1: right, Y0: middle - sealSize/2, Y1: middle + sealSize/2}
}

// recipientsTop returns the top of the last line that opens with “Nơi nhận”.
func recipientsTop(page Page) (top float64, ok bool) {
	for _, w := range page.Words {
		if w.Text != "Nơi" || w.XMin > page.Width/3 {
			continue
		}
		for _, n := range page.Words {
			if (n.Text == "nhận:" || n.Text == "nhận") && sameLine(w, n) && n.XMin > w.XMin && (!ok || w.YMin > top) {
				top, ok = w.YMin, true
			}
		}
	}
	return top, ok
}

// textLine is a line of the signing block, y downward.
type textLine struct{ x0, x1, y0, y1 float64 }

// signingLines gathers the words right of the middle and not above top.
func signingLines(page Page, top float64) []textLine {
	words := slices.Clone(page.Words)
	slices.SortFunc(words, func(a, b Word) int { return cmp.Compare(a.YMin, b.YMin) })
	var lines []textLine
	for _, w := range words {
		if w.XMin < page.Width*0.42 || w.YMin < top-4 {
			continue
		}
		if n := len(lines); n > 0 && w.YMin < (lines[n-1].y0+lines[n-1].y1)/2 {
			l := &lines[n-1]
			l.x0, l.x1 = math.Min(l.x0, w.XMin), math.Max(l.x1, w.XMax)
			l.y1 = math.Max(l.y1, w.YMax)
			continue
		}
		lines = append(lines, textLine{w.XMin, w.XMax, w.YMin, w.YMax})
	}
	return lines
}

// widestGap returns the lines around the widest gap, which must have room for
// a signature.
func widestGap(lines []textLine) (above, below textLine, ok bool) {
	const least = 40 // points
	widest := float64(least)
	for i := 1; i < len(lines); i++ {
		if gap := lines[i].y0 - lines[i-1].y1; gap > widest {
			widest, above, below, ok = gap, lines[i-1], lines[i], true
		}
	}
	return above, below, ok
}

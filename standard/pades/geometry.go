package pades

import "congvan/standard/pades/pdf"

// Rect is a rectangle in PDF points, origin at the lower left of the page as
// it is stored (before /Rotate).
type Rect struct{ X0, Y0, X1, Y1 float64 }

// Width in points.
func (r Rect) Width() float64 { return r.X1 - r.X0 }

// Height in points.
func (r Rect) Height() float64 { return r.Y1 - r.Y0 }

// Empty tells whether nothing can be seen in it.
func (r Rect) Empty() bool { return r.Width() <= 0 || r.Height() <= 0 }

func (r Rect) array() pdf.Array {
	return pdf.Array{pdf.Num(r.X0), pdf.Num(r.Y0), pdf.Num(r.X1), pdf.Num(r.Y1)}
}

func readRect(v resolver, o pdf.Object) (r Rect, ok bool) {
	a := v.Array(o)
	if len(a) != 4 {
		return r, false
	}
	var c [4]float64
	for i := range a {
		n, _ := v.Resolve(a[i])
		if c[i], ok = pdf.Float(n); !ok {
			return r, false
		}
	}
	return Rect{min(c[0], c[2]), min(c[1], c[3]), max(c[0], c[2]), max(c[1], c[3])}, true
}

// Align places text in its field.
type Align int

// As /Q counts them.
const (
	Left Align = iota
	Center
	Right
)

// Color is red, green, blue from 0 to 1; the zero value is black.
type Color struct{ R, G, B float64 }

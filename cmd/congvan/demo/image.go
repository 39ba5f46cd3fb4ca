package demo

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"math/rand/v2"

	"golang.org/x/image/vector"
)

// signatureImage draws an invented handwritten signature: blue ink on nothing
// (NĐ 30/2020, Phụ lục I: blue, PNG, transparent). Every seed writes another.
func signatureImage(seed uint64) ([]byte, error) {
	r := rand.New(rand.NewPCG(seed, 7))
	const w, h = 360, 200
	p := pen{r: vector.NewRasterizer(w, h), width: 3.2}
	x, y := 30.0, 120.0
	points := [][2]float64{{x, y}}
	for range 9 + r.IntN(5) {
		x += 18 + r.Float64()*16
		y = 100 + (r.Float64()-0.5)*130*math.Max(0.25, 1-x/400)
		points = append(points, [2]float64{x, y})
	}
	p.curve(points)
	p.curve([][2]float64{{60, 168}, {160, 150 + r.Float64()*15}, {280, 140}, {340, 112 + r.Float64()*20}})
	return p.png(w, h, color.NRGBA{0x1a, 0x3f, 0xb0, 0xff})
}

// sealImage draws the demo's round seal: red rings and a star on nothing. It is
// nobody's seal.
func sealImage() ([]byte, error) {
	const size = 420
	p := pen{r: vector.NewRasterizer(size, size), width: 7}
	c := size / 2.0
	p.circle(c, c, c-8)
	p.width = 3
	p.circle(c, c, c-58)
	p.width = 2
	p.circle(c, c, c-20)
	for i := range 28 { // where a real seal has its words
		a := 2 * math.Pi * float64(i) / 28
		p.width = 6
		r1, r2 := c-30, c-48
		p.line(c+r1*math.Cos(a), c+r1*math.Sin(a), c+r2*math.Cos(a), c+r2*math.Sin(a))
	}
	p.star(c, c, c-90)
	return p.png(size, size, color.NRGBA{0xd0, 0x10, 0x18, 0xe0})
}

// pen strokes lines of a width into a rasterizer.
type pen struct {
	r     *vector.Rasterizer
	width float64
}

func (p *pen) line(x1, y1, x2, y2 float64) {
	dx, dy := x2-x1, y2-y1
	n := math.Hypot(dx, dy)
	if n == 0 {
		return
	}
	ox, oy := -dy/n*p.width/2, dx/n*p.width/2
	p.polygon([][2]float64{{x1 + ox, y1 + oy}, {x2 + ox, y2 + oy}, {x2 - ox, y2 - oy}, {x1 - ox, y1 - oy}})
	p.dot(x2, y2)
}

func (p *pen) polygon(points [][2]float64) {
	p.r.MoveTo(float32(points[0][0]), float32(points[0][1]))
	for _, q := range points[1:] {
		p.r.LineTo(float32(q[0]), float32(q[1]))
	}
	p.r.ClosePath()
}

func (p *pen) dot(x, y float64) {
	var points [][2]float64
	for i := range 12 {
		a := -2 * math.Pi * float64(i) / 12 // the same turn as the lines, so that coverage adds
		points = append(points, [2]float64{x + p.width/2*math.Cos(a), y + p.width/2*math.Sin(a)})
	}
	p.polygon(points)
}

// curve strokes a smooth line through points (Catmull–Rom).
func (p *pen) curve(points [][2]float64) {
	at := func(i int) [2]float64 { return points[min(max(i, 0), len(points)-1)] }
	last := points[0]
	for i := range len(points) - 1 {
		a, b, c, d := at(i-1), at(i), at(i+1), at(i+2)
		for k := 1; k <= 16; k++ {
			t := float64(k) / 16
			next := [2]float64{spline(a[0], b[0], c[0], d[0], t), spline(a[1], b[1], c[1], d[1], t)}
			p.line(last[0], last[1], next[0], next[1])
			last = next
		}
	}
}

func spline(a, b, c, d, t float64) float64 {
	return 0.5 * (2*b + (c-a)*t + (2*a-5*b+4*c-d)*t*t + (3*b-a-3*c+d)*t*t*t)
}

func (p *pen) circle(cx, cy, radius float64) {
	const steps = 180
	for i := range steps {
		a, b := 2*math.Pi*float64(i)/steps, 2*math.Pi*float64(i+1)/steps
		p.line(cx+radius*math.Cos(a), cy+radius*math.Sin(a), cx+radius*math.Cos(b), cy+radius*math.Sin(b))
	}
}

func (p *pen) star(cx, cy, radius float64) {
	var points [][2]float64
	for i := range 10 {
		r := radius
		if i%2 == 1 {
			r *= 0.382
		}
		a := -math.Pi/2 - 2*math.Pi*float64(i)/10
		points = append(points, [2]float64{cx + r*math.Cos(a), cy + r*math.Sin(a)})
	}
	p.polygon(points)
}

func (p *pen) png(w, h int, c color.NRGBA) ([]byte, error) {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	p.r.Draw(img, img.Bounds(), image.NewUniform(c), image.Point{})
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}

package pades

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"image"

	"golang.org/x/image/draw"

	"congvan/standard/pades/pdf"
	"congvan/standard/pades/serif"
)

// Appearance is what a visible signature shows: an image that keeps its
// proportions and transparency, lines of text, or both (the image at the
// left). Sizes are in points.
type Appearance struct {
	Image    image.Image
	Lines    []string
	FontSize float64 // 0 means 9; made smaller if the lines do not fit
	Bold     bool
	Italic   bool
	Color    Color
}

// Limits on appearances.
const (
	maxLines     = 40
	maxPixels    = 50_000_000
	dotsPerInch  = 300 // an image is stored no finer than this
	imageShare   = 0.4 // of the width, when there is text too
	lineSpacing  = 1.15
	pointPerInch = 72
)

// draw makes the appearance stream of r.
func (e *editor) draw(a *Appearance, r Rect) (pdf.Ref, error) {
	if len(a.Lines) > maxLines {
		return pdf.Ref{}, refuse(ErrLimit, "Khung chữ ký có quá nhiều dòng.", "The appearance has too many lines.", nil)
	}
	var b bytes.Buffer
	resources := pdf.Dict{}
	text := Rect{0, 0, r.Width(), r.Height()}
	if a.Image != nil {
		box := text
		if len(a.Lines) > 0 {
			box.X1 *= imageShare
			text.X0 = box.X1 + 2
		}
		ref, place, err := e.image(a.Image, box)
		if err != nil {
			return pdf.Ref{}, err
		}
		resources["XObject"] = pdf.Dict{"Im": ref}
		fmt.Fprintf(&b, "q %s 0 0 %s %s %s cm /Im Do Q\n", num(place.Width()), num(place.Height()), num(place.X0), num(place.Y0))
	}
	if len(a.Lines) > 0 {
		if err := e.lines(&b, a, text, resources); err != nil {
			return pdf.Ref{}, err
		}
	}
	return e.Add(&pdf.Stream{Dict: formXObject(r, resources), Data: b.Bytes()}), nil
}

// lines writes the text from the top, in the largest size that fits.
func (e *editor) lines(b *bytes.Buffer, a *Appearance, r Rect, resources pdf.Dict) error {
	face := serif.Face{Bold: a.Bold, Italic: a.Italic}
	var runes []rune
	for _, l := range a.Lines {
		runes = append(runes, []rune(l)...)
	}
	t, err := e.typeface(face, runes)
	if err != nil {
		return err
	}
	lines := make([]string, len(a.Lines))
	size := a.FontSize
	if size <= 0 {
		size = 9
	}
	for i, l := range a.Lines {
		if lines[i], err = printable(t.Font, l); err != nil {
			return err
		}
		if w := t.Width(lines[i], size); w > r.Width() {
			size *= r.Width() / w
		}
	}
	if h := size * lineSpacing * float64(len(lines)); h > r.Height() {
		size *= r.Height() / h
	}
	resources["Font"] = pdf.Dict{resourceName(face): t.ref}
	fmt.Fprintf(b, "BT\n/%s %s Tf\n%s %s %s rg\n%s TL\n%s %s Td\n", resourceName(face), num(size),
		num(a.Color.R), num(a.Color.G), num(a.Color.B), num(size*lineSpacing),
		num(r.X0), num(r.Y1-t.Em(t.Ascent)*size/1000))
	for i, l := range lines {
		if i > 0 {
			b.WriteString("T*\n")
		}
		b.WriteString(showText(l) + "\n")
	}
	b.WriteString("ET\n")
	return nil
}

// image embeds a picture and tells where in box it goes.
func (e *editor) image(src image.Image, box Rect) (pdf.Ref, Rect, error) {
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	if w <= 0 || h <= 0 || w > maxPixels/h {
		return pdf.Ref{}, box, refuse(ErrImage, "Ảnh chữ ký hoặc con dấu trống hay quá lớn.", "The image is empty or too large.", nil)
	}
	scale := min(box.Width()/float64(w), box.Height()/float64(h))
	pw, ph := float64(w)*scale, float64(h)*scale
	x, y := box.X0+(box.Width()-pw)/2, box.Y0+(box.Height()-ph)/2
	place := Rect{x, y, x + pw, y + ph}
	if finest := int(pw*dotsPerInch/pointPerInch) + 1; w > finest {
		h = max(1, h*finest/w)
		w = finest
	}
	small := image.NewNRGBA(image.Rect(0, 0, w, h))
	if w == src.Bounds().Dx() {
		draw.Draw(small, small.Bounds(), src, src.Bounds().Min, draw.Src)
	} else {
		draw.ApproxBiLinear.Scale(small, small.Bounds(), src, src.Bounds(), draw.Src, nil)
	}
	return e.embedImage(small), place, nil
}

// embedImage stores colour and transparency as two streams; colour under a
// fully transparent pixel is dropped.
func (e *editor) embedImage(m *image.NRGBA) pdf.Ref {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	rgb, alpha := make([]byte, 0, 3*w*h), make([]byte, 0, w*h)
	opaque := true
	for i := 0; i+3 < len(m.Pix); i += 4 {
		p := m.Pix[i : i+4]
		if p[3] == 0 {
			rgb = append(rgb, 255, 255, 255)
		} else {
			rgb = append(rgb, p[0], p[1], p[2])
		}
		alpha = append(alpha, p[3])
		opaque = opaque && p[3] == 255
	}
	base := func(space pdf.Name) pdf.Dict {
		return pdf.Dict{
			"Type": pdf.Name("XObject"), "Subtype": pdf.Name("Image"), "Width": pdf.Int(w), "Height": pdf.Int(h),
			"ColorSpace": space, "BitsPerComponent": pdf.Int(8),
		}
	}
	d := base("DeviceRGB")
	if !opaque {
		d["SMask"] = e.Add(deflated(base("DeviceGray"), alpha, zlib.BestSpeed))
	}
	return e.Add(deflated(d, rgb, zlib.BestSpeed))
}

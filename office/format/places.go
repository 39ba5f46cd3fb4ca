package format

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strings"
)

// Word is a word of a PDF page with its box in points, origin at the top left
// of the page, y downward, as text extraction gives it.
type Word struct {
	Text                   string
	XMin, YMin, XMax, YMax float64
}

// Page is a page of a PDF: its size in points and its words.
type Page struct {
	Width, Height float64
	Words         []Word
}

// Rect is a place on a page for a form field: points, origin at the bottom
// left, y upward, as PDF wants it. Page counts from 1; 0 means no place.
type Rect struct {
	Page           int
	X0, Y0, X1, Y1 float64
}

// IsZero reports that there is no such place.
func (r Rect) IsZero() bool { return r.Page == 0 }

// TextPlace is a place for one line of text: the rectangle, the line on which
// letters stand (PDF y) and the size and slant of the type around it.
type TextPlace struct {
	Rect
	Baseline float64
	Size     float64
	Italic   bool
}

// Places are where form fields and signatures of a document go. Number takes
// the running number alone (“05”), centred. Either PlaceDate takes the whole
// line of place and date, centred; or, when that line is printed with blanks,
// Day, Month and Year take its numbers, centred, and PlaceDate is the line's
// box. Day, Month and Year are zero otherwise; all four are when the document
// is dated already. A field's text must not be padded: the blanks are as wide
// as the digits.
type Places struct {
	Number           TextPlace
	PlaceDate        TextPlace
	Day, Month, Year TextPlace
	LeaderSignature  Rect // between position and name (NĐ 30/2020, Phụ lục I, II.7)
	Seal             Rect // real size, over the left third of the signature (II.8)
}

// Sizes of images, in points.
const (
	sealSize        = 36 * 72 / 25.4 // mm across, the usual seal
	signatureWidth  = 50 * 72 / 25.4
	signatureMargin = 3.0
)

// timesAscent is how far Times reaches above its baseline, to its size.
const timesAscent = 0.891

// Errors of FindPlaces.
var (
	ErrNoNumberPlace    = errors.New("format: no line “Số …” with a blank on the first page")
	ErrNoSignaturePlace = errors.New("format: no “Nơi nhận” with a signing block beside it")
)

// FindPlaces finds the places in a PDF made from one of our templates that was
// filled with BlankNumberLine, and with BlankPlaceDate or an empty place_date.
func FindPlaces(pages []Page) (Places, error) {
	if len(pages) == 0 {
		return Places{}, ErrNoNumberPlace
	}
	var p Places
	if err := p.findHead(pages[0]); err != nil {
		return Places{}, err
	}
	if err := p.findSigning(pages); err != nil {
		return Places{}, err
	}
	return p, nil
}

// findHead finds the first line “Số” and, on the same line, place and date.
func (p *Places) findHead(page Page) error {
	label, symbol, ok := numberWords(page)
	if !ok {
		return ErrNoNumberPlace
	}
	p.Number = textPlace(page, 1, label, label.XMax+quarter*sizeOf(label)-1, symbol.XMin+1, false)
	return p.findDate(page, label)
}

// numberWords returns “Số” and the word after the blank: “-TB/TU”, “/QĐ-SNV”.
// The blank may reach us as part of either word.
func numberWords(page Page) (label, symbol Word, ok bool) {
	for _, w := range page.Words {
		if strings.Trim(w.Text, ": "+nbsp) != "Số" || w.XMin > page.Width/2 || w.YMin > page.Height/3 {
			continue
		}
		for _, s := range page.Words {
			text := strings.TrimLeft(s.Text, nbsp+" ")
			opens := strings.HasPrefix(text, "-") || strings.HasPrefix(text, "/")
			if opens && sameLine(w, s) && s.XMin > w.XMin && s.XMin < page.Width/2 {
				return w, s, s.XMin-w.XMax > 4
			}
		}
	}
	return Word{}, Word{}, false
}

func sameLine(a, b Word) bool {
	return math.Abs((a.YMin+a.YMax)-(b.YMin+b.YMax))/2 < (a.YMax-a.YMin)/2
}

// textPlace makes the place on w's line from x0 to x1. The size is that of w
// by its width, the baseline that of w by its box.
func textPlace(page Page, number int, w Word, x0, x1 float64, italic bool) TextPlace {
	size := sizeOf(w)
	baseline := page.Height - w.YMin - ascentOf(w, size)*size
	return TextPlace{
		Rect:     Rect{Page: number, X0: x0, X1: x1, Y0: baseline - 0.3*size, Y1: baseline + size},
		Baseline: baseline, Size: size, Italic: italic,
	}
}

// sizeOf returns the size of type of a word by its width, to half a point.
func sizeOf(w Word) float64 {
	unit := textWidth(strings.Trim(w.Text, nbsp+" "), 1, false)
	if unit == 0 {
		return math.Round((w.YMax-w.YMin)/1.3*2) / 2
	}
	return math.Round((w.XMax-w.XMin)/unit*2) / 2
}

// ascentOf returns how far the word's box reaches above the baseline, to its
// size. Extractors take the box from the font (0.891 above, 0.216 below) or,
// as poppler does with subsets, a standard one (0.95 above, 0.35 below).
func ascentOf(w Word, size float64) float64 {
	if height := (w.YMax - w.YMin) / size; math.Abs(height-1.3) < 0.08 {
		return 0.95
	}
	return timesAscent
}

// quarter is the width of a blank in Times, to its size.
const quarter = 0.25

// findDate finds the line of place and date: by its words, or, when it is
// empty, as the room right of the number under the title of State or Party.
func (p *Places) findDate(page Page, label Word) error {
	var line []Word
	for _, w := range page.Words {
		if w.XMin > page.Width*0.4 && math.Abs(w.YMin-label.YMin) < (label.YMax-label.YMin) && strings.Trim(w.Text, nbsp+" ") != "" {
			line = append(line, w)
		}
	}
	slices.SortFunc(line, func(a, b Word) int { return cmp.Compare(a.XMin, b.XMin) })
	if day, month, year, ok := dateWords(line); ok {
		p.Day = textPlace(page, 1, day, day.XMax+1, month.XMin-1, true)
		p.Month = textPlace(page, 1, month, month.XMax+1, year.XMin-1, true)
		p.Year = textPlace(page, 1, year, year.XMax+quarter*p.Day.Size-1, year.XMax+(2+quarter)*p.Day.Size+1, true)
		p.PlaceDate = textPlace(page, 1, day, line[0].XMin, p.Year.X1, true)
		return nil
	}
	if len(line) > 0 {
		return nil // dated already
	}
	centre, half, ok := titleSpan(page)
	if !ok {
		return ErrNoNumberPlace
	}
	p.PlaceDate = textPlace(page, 1, label, centre-half, centre+half, true)
	p.PlaceDate.Size = 14 // of both kinds; the empty line says nothing
	return nil
}

// dateWords returns “ngày”, “tháng”, “năm” of a line with nothing between them.
func dateWords(line []Word) (day, month, year Word, ok bool) {
	found := map[string]Word{}
	for _, w := range line {
		if strings.ContainsAny(w.Text, "0123456789") {
			return Word{}, Word{}, Word{}, false
		}
		found[strings.Trim(w.Text, nbsp+" ,")] = w
	}
	day, ok1 := found["ngày"]
	month, ok2 := found["tháng"]
	year, ok3 := found["năm"]
	ok = ok1 && ok2 && ok3 && month.XMin-day.XMax > 6 && year.XMin-month.XMax > 6
	return day, month, year, ok
}

// titleSpan returns the middle of the title at the top right (“ĐẢNG …”,
// “CỘNG …” to “NAM”) and half the width that a line under it may take.
func titleSpan(page Page) (centre, half float64, ok bool) {
	for _, first := range page.Words {
		if first.Text != "ĐẢNG" && first.Text != "CỘNG" || first.XMin < page.Width*0.3 || first.YMin > page.Height/5 {
			continue
		}
		for _, last := range page.Words {
			if last.Text == "NAM" && sameLine(first, last) && last.XMin > first.XMin {
				centre = (first.XMin + last.XMax) / 2
				return centre, math.Min((last.XMax-first.XMin)/2+40, page.Width-centre-20), true
			}
		}
	}
	return 0, 0, false
}

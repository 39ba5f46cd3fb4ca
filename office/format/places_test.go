package format

import (
	"errors"
	"testing"
)

// head makes the words of a page as text extraction gives them: 14 pt type in
// boxes of 1.3 times its size.
func head(number ...string) Page {
	p := Page{Width: 595, Height: 842}
	x := 120.0
	for _, s := range append([]string{"Số"}, number...) {
		w := textWidth(s, 14, false)
		p.Words = append(p.Words, Word{Text: s, XMin: x, XMax: x + w, YMin: 100, YMax: 118.2})
		x += w + 31.5 // a blank of two digits between two spaces of text
	}
	return p
}

func TestFindPlacesErrors(t *testing.T) {
	noSigning := head("-TB/TU")
	noSigning.Words = append(noSigning.Words, Word{Text: "ĐẢNG", XMin: 300, XMax: 350, YMin: 60, YMax: 78}, Word{Text: "NAM", XMin: 450, XMax: 500, YMin: 60, YMax: 78})
	for name, c := range map[string]struct {
		pages []Page
		want  error
	}{
		"no page":          {nil, ErrNoNumberPlace},
		"empty page":       {[]Page{{Width: 595, Height: 842}}, ErrNoNumberPlace},
		"number printed":   {[]Page{head("15-TB/TU")}, ErrNoNumberPlace},
		"no signing block": {[]Page{noSigning}, ErrNoSignaturePlace},
	} {
		if _, err := FindPlaces(c.pages); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestNumberPlaceFitsItsDigits(t *testing.T) {
	var p Places
	page := head("-TB/TU")
	page.Words = append(page.Words, Word{Text: "Đà", XMin: 320, XMax: 335, YMin: 100, YMax: 118.2})
	if err := p.findHead(page); err != nil {
		t.Fatal(err)
	}
	label, symbol := page.Words[0], page.Words[1]
	if p.Number.Size != 14 || p.Number.X0 < label.XMax || p.Number.X1 > symbol.XMin+1 {
		t.Errorf("got %+v between %.1f and %.1f", p.Number, label.XMax, symbol.XMin)
	}
	if want := 842 - 100 - 0.95*14; p.Number.Baseline < want-0.01 || p.Number.Baseline > want+0.01 {
		t.Errorf("baseline %.2f, want %.2f", p.Number.Baseline, want)
	}
}

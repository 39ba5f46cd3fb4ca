package convert

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
)

// Word is a word of a page with the box around it, in points, origin at the
// top left of the page, y downward. Line numbers words of one line alike.
type Word struct {
	Text                   string
	Line                   int
	XMin, YMin, XMax, YMax float64
}

// Page is a page of a PDF, its size in points and its words in reading order.
type Page struct {
	Width, Height float64
	Words         []Word
}

const maxWords = 2_000_000

// Words returns the words of the PDF at path with their places.
func (t *Tools) Words(ctx context.Context, path string) ([]Page, error) {
	ctx, end, err := t.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	input, dir, remove, err := t.pdfInput(path)
	if err != nil {
		return nil, err
	}
	defer remove()
	out, err := t.program(ctx, dir, t.config.ReaderLimits, t.config.PDFToText, "pdftotext", poppler,
		"-bbox-layout", "-enc", "UTF-8", "-l", strconv.Itoa(t.config.MaxPages), input, "-")
	if err = popplerError(err); err != nil {
		return nil, err
	}
	pages, err := parseWords(bytes.NewReader(out))
	if err != nil {
		return nil, newError(Broken, "words", err)
	}
	return pages, nil
}

// parseWords reads what poppler wrote: XHTML of page, flow, block, line, word.
func parseWords(r io.Reader) ([]Page, error) {
	d := xml.NewDecoder(r)
	d.Strict = false // titles with odd bytes come through unescaped
	d.Entity = xml.HTMLEntity
	var pages []Page
	line, count := 0, 0
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return pages, nil
		}
		if err != nil {
			return nil, err
		}
		start, ok := t.(xml.StartElement)
		if !ok {
			continue
		}
		switch start.Name.Local {
		case "page":
			pages = append(pages, Page{Width: number(start, "width"), Height: number(start, "height")})
		case "line":
			line++
		case "word":
			if count++; count > maxWords {
				return nil, errors.New("too many words")
			}
			var text string
			if err := d.DecodeElement(&text, &start); err != nil {
				return nil, err
			}
			if len(pages) == 0 {
				return nil, errors.New("a word outside a page")
			}
			p := &pages[len(pages)-1]
			p.Words = append(p.Words, Word{
				Text: text, Line: line,
				XMin: number(start, "xMin"), YMin: number(start, "yMin"),
				XMax: number(start, "xMax"), YMax: number(start, "yMax"),
			})
		}
	}
}

func number(e xml.StartElement, name string) float64 {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			v, _ := strconv.ParseFloat(a.Value, 64)
			return v
		}
	}
	return 0
}

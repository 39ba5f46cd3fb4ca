package convert

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// docxText returns the text of a document part: one line a paragraph, in
// order. A table row whose cells hold one paragraph each is one line with tabs
// between the cells; other rows give the paragraphs of each cell in turn.
// Deleted and moved-away text, field codes and fallback drawings are left out.
func docxText(r io.Reader) (text string, dde bool, err error) {
	d := xml.NewDecoder(r)
	w := &docxWalk{}
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", false, newError(Broken, docxChild, err)
		}
		if err := w.token(t); err != nil {
			return "", false, err
		}
	}
	return strings.Join(w.lines, "\n") + "\n", w.dde, nil
}

// docxWalk holds the state between tokens.
type docxWalk struct {
	lines []string
	size  int
	depth int
	skip  int // depth at which a left-out element began, 0: none
	paras []*strings.Builder
	rows  []docxRow
	inT   bool
	code  bool // inside a field code
	dde   bool
}

// docxRow is a table row being read.
type docxRow struct{ cells [][]string }

func (w *docxWalk) token(t xml.Token) error {
	switch t := t.(type) {
	case xml.Directive:
		// Word writes no DTD; entities are only ever an attack.
		return newError(Broken, docxChild, errors.New("document type declaration"))
	case xml.StartElement:
		if w.depth++; w.depth > docxMaxDepth {
			return newError(Broken, docxChild, errors.New("elements nested too deeply"))
		}
		if w.skip == 0 {
			w.start(t.Name.Local)
		}
	case xml.EndElement:
		if w.skip == 0 {
			w.end(t.Name.Local)
		} else if w.skip == w.depth {
			w.skip = 0
		}
		w.depth--
	case xml.CharData:
		if w.skip == 0 && w.inT {
			return w.write(string(t))
		}
		if w.skip == 0 && w.code && strings.Contains(strings.ToUpper(string(t)), "DDE") {
			w.dde = true
		}
	}
	return nil
}

func (w *docxWalk) start(name string) {
	switch name {
	case "p":
		w.paras = append(w.paras, &strings.Builder{})
	case "t":
		w.inT = true
	case "instrText":
		w.code = true
	case "tab", "ptab":
		_ = w.write("\t")
	case "br", "cr":
		_ = w.write("\n")
	case "noBreakHyphen":
		_ = w.write("-")
	case "tr":
		w.rows = append(w.rows, docxRow{})
	case "tc":
		if n := len(w.rows); n > 0 {
			w.rows[n-1].cells = append(w.rows[n-1].cells, nil)
		}
	case "Fallback", "moveFrom", "del", "pPr", "rPr", "tblPr", "sectPr":
		w.skip = w.depth
	}
}

func (w *docxWalk) end(name string) {
	switch name {
	case "t":
		w.inT = false
	case "instrText":
		w.code = false
	case "p":
		if n := len(w.paras); n > 0 {
			line := w.paras[n-1].String()
			w.paras = w.paras[:n-1]
			w.addLine(line)
		}
	case "tr":
		if n := len(w.rows); n > 0 {
			row := w.rows[n-1]
			w.rows = w.rows[:n-1]
			w.addRow(row)
		}
	}
}

func (w *docxWalk) write(s string) error {
	if w.size += len(s); w.size > docxMaxText {
		return newError(TooLarge, docxChild, errors.New("too much text"))
	}
	if n := len(w.paras); n > 0 {
		w.paras[n-1].WriteString(s)
	}
	return nil
}

// addLine puts a finished paragraph into the cell it is in, or the text.
func (w *docxWalk) addLine(line string) {
	w.size++
	if n := len(w.rows); n > 0 {
		if c := len(w.rows[n-1].cells); c > 0 {
			cell := &w.rows[n-1].cells[c-1]
			*cell = append(*cell, line)
			return
		}
	}
	w.lines = append(w.lines, line)
}

func (w *docxWalk) addRow(row docxRow) {
	single := true
	for _, c := range row.cells {
		single = single && len(c) <= 1
	}
	if single {
		cells := make([]string, len(row.cells))
		for i, c := range row.cells {
			cells[i] = strings.Join(c, "")
		}
		w.addLine(strings.Join(cells, "\t"))
		return
	}
	for _, c := range row.cells {
		for _, line := range c {
			w.addLine(line)
		}
	}
}

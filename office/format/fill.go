package format

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/beevik/etree"
)

// Limits on a template to fill.
const (
	fillMaxParts  = 2_000
	fillMaxPart   = 16 << 20 // bytes of one part, unpacked
	fillMaxTotal  = 128 << 20
	fillMaxDepth  = 200 // nested elements
	fillMaxTokens = 2_000_000
	fillMaxGrowth = 64 << 20
)

// Errors of Fill, wrapped with detail.
var (
	ErrNotDOCX  = errors.New("not a DOCX")
	ErrTooLarge = errors.New("DOCX over the limits")
)

// FillReport says which placeholders of the template had no value and were
// left as they are, and which values had no placeholder.
type FillReport struct {
	Missing []Field
	Unknown []Field
}

// Fill replaces the {{name}} placeholders of a DOCX, in the text, headers and
// footers, also where Word has split them over several runs. The look of the
// run in which a placeholder begins is kept. In our own templates names and
// subjects are balanced over their lines and rules fitted to the text above. Everything else in the file stays as it is.
func Fill(docx []byte, fields map[Field]Value) ([]byte, FillReport, error) {
	z, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		return nil, FillReport{}, fmt.Errorf("format: %w: %w", ErrNotDOCX, err)
	}
	if len(z.File) > fillMaxParts {
		return nil, FillReport{}, fmt.Errorf("format: %w: %d parts", ErrTooLarge, len(z.File))
	}
	f := filler{fields: fields, used: map[Field]bool{}, missing: map[Field]bool{}}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	total := 0
	for _, part := range orderForFill(z.File) {
		data, err := readPart(part)
		if err != nil {
			return nil, FillReport{}, err
		}
		if total += len(data); total > fillMaxTotal {
			return nil, FillReport{}, fmt.Errorf("format: %w: unpacks to too much", ErrTooLarge)
		}
		if part.Name == "word/styles.xml" {
			if f.styles, err = readStyles(data); err != nil {
				return nil, FillReport{}, err
			}
		}
		if isTextPart(part.Name) {
			if data, err = f.part(data); err != nil {
				return nil, FillReport{}, err
			}
		}
		if err := writePart(w, part, data); err != nil {
			return nil, FillReport{}, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, FillReport{}, fmt.Errorf("format: %w", err)
	}
	return out.Bytes(), f.report(), nil
}

// orderForFill puts the styles before the texts that need them, and keeps the
// content types first, where readers look for them.
func orderForFill(files []*zip.File) []*zip.File {
	rank := func(f *zip.File) int {
		switch f.Name {
		case "[Content_Types].xml":
			return 0
		case "_rels/.rels":
			return 1
		case "word/styles.xml":
			return 2
		}
		return 3
	}
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b *zip.File) int { return rank(a) - rank(b) })
	return files
}

func readPart(f *zip.File) ([]byte, error) {
	if f.UncompressedSize64 > fillMaxPart && isTextPart(f.Name) || f.UncompressedSize64 > fillMaxTotal {
		return nil, fmt.Errorf("format: %w: %.80q", ErrTooLarge, f.Name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("format: %w: %w", ErrNotDOCX, err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, fillMaxTotal))
	if err != nil {
		return nil, fmt.Errorf("format: %w: %w", ErrNotDOCX, err)
	}
	return data, nil
}

func writePart(w *zip.Writer, from *zip.File, data []byte) error {
	part, err := w.CreateHeader(&zip.FileHeader{Name: from.Name, Method: zip.Deflate})
	if err == nil {
		_, err = part.Write(data)
	}
	if err != nil {
		return fmt.Errorf("format: %w", err)
	}
	return nil
}

func isTextPart(name string) bool {
	rest, ok := strings.CutPrefix(name, "word/")
	return ok && strings.HasSuffix(rest, ".xml") &&
		(rest == "document.xml" || strings.HasPrefix(rest, "header") || strings.HasPrefix(rest, "footer"))
}

// filler carries the state of one Fill.
type filler struct {
	fields        map[Field]Value
	styles        map[StyleID]runLook
	used, missing map[Field]bool
	grown         int // rough bytes of XML that values have added
}

func (f *filler) report() FillReport {
	var r FillReport
	for name := range f.missing {
		r.Missing = append(r.Missing, name)
	}
	for name := range f.fields {
		if !f.used[name] {
			r.Unknown = append(r.Unknown, name)
		}
	}
	slices.Sort(r.Missing)
	slices.Sort(r.Unknown)
	return r
}

// part fills one XML part.
func (f *filler) part(data []byte) ([]byte, error) {
	doc, err := parseXML(data)
	if err != nil {
		return nil, err
	}
	for _, p := range doc.FindElements("//p") {
		if p.Space == "w" {
			if err := f.paragraph(p); err != nil {
				return nil, err
			}
		}
	}
	f.fit(doc)
	out, err := doc.WriteToBytes()
	if err != nil {
		return nil, fmt.Errorf("format: %w", err)
	}
	return out, nil
}

// parseXML reads a part after a look at its shape: no document type, no depth
// or number of elements that a document has no use for.
func parseXML(data []byte) (*etree.Document, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	depth, tokens := 0, 0
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("format: %w: %w", ErrNotDOCX, err)
		}
		tokens++
		switch t.(type) {
		case xml.Directive:
			return nil, fmt.Errorf("format: %w: document type declaration", ErrNotDOCX)
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		if depth > fillMaxDepth || tokens > fillMaxTokens {
			return nil, fmt.Errorf("format: %w: too deep or too many elements", ErrTooLarge)
		}
	}
	doc := etree.NewDocument()
	doc.ReadSettings.PreserveCData = true
	if err := doc.ReadFromBytes(data); err != nil {
		return nil, fmt.Errorf("format: %w: %w", ErrNotDOCX, err)
	}
	return doc, nil
}

func placeholderPattern() *regexp.Regexp {
	return regexp.MustCompile(`\{\{\s*([a-z][a-z0-9_]{0,63})\s*\}\}`)
}

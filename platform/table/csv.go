package table

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"congvan/office"
)

// sample is how much of a CSV is looked at to find its separator, in bytes.
const sample = 64 << 10

type csvReader struct {
	file   *os.File
	window *window
	csv    *csv.Reader
	limits Limits
	row    int // number of the last row
	line   int // of the file, on which the last row ended
}

// newCSV reads UTF-8 with or without a byte order mark, and UTF-16 with one. The
// separator (comma, semicolon, tab) is what the first lines share; a first line
// "sep=;", which Excel understands, decides it.
func newCSV(f *os.File, l Limits) (Reader, error) {
	w := &window{left: l.Record}
	text := transform.NewReader(f, unicode.BOMOverride(transform.Nop))
	w.r = text
	head := bufio.NewReaderSize(w, sample)
	start, err := head.Peek(sample)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, office.Wrap("table.newCSV", err)
	}
	if bytes.IndexByte(start, 0) >= 0 {
		return nil, office.Invalid("table.newCSV",
			"Tệp không phải CSV dạng chữ. Lưu lại thành CSV (UTF-8) hoặc XLSX.", "The file is no text. Save it as CSV (UTF-8) or XLSX.")
	}
	r := &csvReader{file: f, window: w, limits: l}
	comma := separator(start)
	if first, _, _ := bytes.Cut(start, []byte("\n")); len(first) < 10 && bytes.HasPrefix(first, []byte("sep=")) && len(bytes.TrimSpace(first)) == 5 {
		comma = rune(first[4])
		if _, err := head.ReadString('\n'); err != nil {
			return nil, office.Wrap("table.newCSV", err)
		}
		r.row, r.line = 1, 0
	}
	r.csv = csv.NewReader(head)
	r.csv.Comma, r.csv.FieldsPerRecord, r.csv.LazyQuotes = comma, -1, true
	return r, nil
}

// separator is the character of , ; and tab that most lines have equally often,
// outside quotes.
func separator(text []byte) rune {
	best, bestScore := ',', 0
	for _, c := range []rune{',', ';', '\t'} {
		seen := map[int]int{} // how often in a line: how many lines
		n, quoted := 0, false
		for _, b := range text {
			switch {
			case b == '"':
				quoted = !quoted
			case quoted:
			case b == '\n':
				seen[n]++
				n = 0
			case rune(b) == c:
				n++
			}
		}
		seen[n]++
		score := 0
		for times, lines := range seen {
			if times > 0 {
				score = max(score, lines*1000+times)
			}
		}
		if score > bestScore {
			best, bestScore = c, score
		}
	}
	return best
}

func (r *csvReader) Next() (int, []string, error) {
	r.window.left = r.limits.Record
	cells, err := r.csv.Read()
	switch {
	case errors.Is(err, io.EOF):
		return 0, nil, io.EOF
	case errors.Is(err, errRecord):
		return 0, nil, office.Invalid("table.Next",
			fmt.Sprintf("Từ dòng %d trở đi có một ô không khép dấu ngoặc kép. Sửa dấu ngoặc kép rồi chạy lại.", r.row+1),
			fmt.Sprintf("From row %d on a quote is not closed. Mend it and run this again.", r.row+1))
	case err != nil:
		return 0, nil, office.Wrap("table.Next", err)
	}
	// encoding/csv passes over empty lines, a spreadsheet counts them.
	first, _ := r.csv.FieldPos(0)
	last, _ := r.csv.FieldPos(len(cells) - 1)
	r.row += first - r.line
	r.line = last + strings.Count(cells[len(cells)-1], "\n")
	if r.row > r.limits.Rows {
		return 0, nil, tooMany(r.limits.Rows)
	}
	if err := r.limits.check(cells); err != nil {
		return r.row, cells, err
	}
	return r.row, cells, nil
}

// Date implements Reader: a CSV holds days as people write them.
func (r *csvReader) Date(string) (office.Date, bool) { return office.Date{}, false }

func (r *csvReader) Close() error { return r.file.Close() }

package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
)

// writer builds small files for the tests, table by table.
type writer struct {
	bytes.Buffer
	at map[int]int
}

func newWriter() *writer {
	w := &writer{at: map[int]int{}}
	w.WriteString("%PDF-1.7\n")
	return w
}

func (w *writer) obj(num int, body string) {
	w.at[num] = w.Len()
	fmt.Fprintf(w, "%d 0 obj\n%s\nendobj\n", num, body)
}

// table writes a cross-reference table of the objects written so far, forgets
// them, and ends the revision. It returns the offset of the table.
func (w *writer) table(trailer string) int {
	start := w.Len()
	w.WriteString("xref\n")
	for num, off := range w.at {
		fmt.Fprintf(w, "%d 1\n%010d 00000 n\r\n", num, off)
	}
	w.at = map[int]int{}
	fmt.Fprintf(w, "trailer\n<<%s>>\nstartxref\n%d\n%%%%EOF\n", trailer, start)
	return start
}

func deflate(b []byte) string {
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	_, _ = z.Write(b)
	_ = z.Close()
	return out.String()
}

func stream(dict, data string) string {
	return fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", dict, len(data), data)
}

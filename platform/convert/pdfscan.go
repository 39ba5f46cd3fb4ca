package convert

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"errors"
	"io"
	"os"
)

const pdfScanChild = "scan-pdf"

// Limits on the scan of object streams.
const (
	pdfMaxObjStm      = 8 << 20  // bytes of one, unpacked
	pdfMaxObjStmTotal = 64 << 20 // bytes of all
)

// pdfReport is what the child found by names in the file's dictionaries.
type pdfReport struct {
	Findings []Finding `json:"findings"`
	Encrypt  bool      `json:"encrypt"`
}

// scanPDFChild looks through the PDF at args[0] for names of things that act
// by themselves. It reads the file as bytes, in order, object streams unpacked,
// so that no structure error can hide a name from it.
func scanPDFChild(args []string, _ io.Reader, stdout io.Writer) error {
	if len(args) != 1 {
		return newError(Internal, pdfScanChild, errors.New("want one path"))
	}
	data, err := os.ReadFile(args[0])
	if err != nil {
		return newError(Internal, pdfScanChild, err)
	}
	return json.NewEncoder(stdout).Encode(scanPDF(data))
}

func scanPDF(data []byte) pdfReport {
	s := &pdfScan{seen: map[string]bool{}}
	s.file(data)
	return pdfReport{Encrypt: s.encrypt, Findings: findingsInOrder(s.seen, PDFJavaScript, PDFLaunch, PDFRichMedia,
		PDFSubmit, PDFOpenAction, PDFAutoAction, PDFAttachment, PDFXFA)}
}

type pdfScan struct {
	seen     map[string]bool
	encrypt  bool
	unpacked int64
}

// file scans dictionaries and unpacks object streams; other streams are skipped.
func (s *pdfScan) file(data []byte) {
	for len(data) > 0 {
		i := bytes.Index(data, []byte("stream"))
		if i < 0 {
			s.names(data)
			return
		}
		s.names(data[:i])
		dict := data[:i]
		if o := bytes.LastIndex(dict, []byte("obj")); o >= 0 {
			dict = dict[o:]
		}
		body := data[i+len("stream"):]
		end := bytes.Index(body, []byte("endstream"))
		next := body
		if end < 0 {
			next = nil
		} else {
			next = body[end+len("endstream"):]
			body = body[:end]
		}
		if bytes.Contains(dict, []byte("ObjStm")) {
			s.objectStream(dict, body)
		} else if end < 0 {
			s.names(body)
		}
		data = next
	}
}

func (s *pdfScan) objectStream(dict, body []byte) {
	if !bytes.Contains(dict, []byte("/Filter")) {
		s.names(body)
		return
	}
	room := min(pdfMaxObjStm, pdfMaxObjStmTotal-s.unpacked)
	z, err := zlib.NewReader(bytes.NewReader(bytes.TrimLeft(body, "\r\n")))
	if err != nil || room <= 0 {
		return
	}
	plain, _ := io.ReadAll(io.LimitReader(z, room)) // a cut stream is scanned as far as it goes
	s.unpacked += int64(len(plain))
	s.names(plain)
}

// names looks at each /Name in b.
func (s *pdfScan) names(b []byte) {
	for {
		i := bytes.IndexByte(b, '/')
		if i < 0 {
			return
		}
		name, rest := pdfName(b[i+1:])
		b = rest
		switch name {
		case "JavaScript", "JS":
			s.seen[PDFJavaScript] = true
		case "Launch":
			s.seen[PDFLaunch] = true
		case "RichMedia", "Flash":
			s.seen[PDFRichMedia] = true
		case "SubmitForm", "ImportData":
			s.seen[PDFSubmit] = true
		case "OpenAction":
			// An array is a place to open at, which every writer sets.
			if t := bytes.TrimLeft(rest, " \t\r\n\f\x00"); len(t) > 0 && t[0] != '[' {
				s.seen[PDFOpenAction] = true
			}
		case "AA":
			s.seen[PDFAutoAction] = true
		case "EmbeddedFile", "EmbeddedFiles":
			s.seen[PDFAttachment] = true
		case "XFA":
			s.seen[PDFXFA] = true
		case "Encrypt":
			s.encrypt = true
		}
	}
}

// pdfName reads a name after its slash, #xx resolved, at most 64 bytes of it.
func pdfName(b []byte) (name string, rest []byte) {
	var out []byte
	i := 0
	for i < len(b) && len(out) < 64 && !bytes.ContainsRune([]byte("\x00\t\n\f\r ()<>[]{}/%"), rune(b[i])) {
		c := b[i]
		if c == '#' && i+2 < len(b) {
			if hi, lo := unhex(b[i+1]), unhex(b[i+2]); hi >= 0 && lo >= 0 {
				c = byte(hi<<4 | lo)
				i += 2
			}
		}
		out = append(out, c)
		i++
	}
	return string(out), b[i:]
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

package table

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"

	"congvan/office"
)

// The parser ends silently where a sheet's XML is broken, so the rows after that
// would be lost. What the bytes call the last row is held against what was read.

// rowTag is the beginning of a row's element, with or without a prefix.
var rowTag = regexp.MustCompile(`^<(?:\w+:)?row(?:\s[^<>]*)?/?>$`)

var rowNumber = regexp.MustCompile(`\sr\s*=\s*["'](\d+)["']`)

// countRows gives the number of the last row of the sheet at a place among all.
func (r *xlsxReader) countRows(at int) (int, error) {
	info, err := r.file.Stat()
	if err != nil {
		return 0, office.Wrap("table.countRows", err)
	}
	z, err := zip.NewReader(r.file, info.Size())
	if err != nil {
		return 0, broken(err)
	}
	name, err := sheetPart(z, at)
	if err != nil {
		return 0, broken(err)
	}
	part, err := z.Open(name)
	if err != nil {
		return 0, broken(err)
	}
	defer part.Close()
	last, err := lastRow(part)
	if err != nil {
		return 0, broken(err)
	}
	return last, nil
}

// lastRow reads a sheet's bytes: the greatest number of a row; a row without one
// follows the row before it.
func lastRow(part io.Reader) (int, error) {
	last := 0
	s := bufio.NewScanner(part)
	s.Buffer(make([]byte, 0, 64<<10), 64<<20)
	s.Split(splitTags)
	for s.Scan() {
		tag := s.Bytes()
		if !bytes.Contains(tag, []byte("row")) || !rowTag.Match(tag) {
			continue
		}
		last++
		if m := rowNumber.FindSubmatch(tag); m != nil {
			n, err := strconv.Atoi(string(m[1]))
			if err != nil {
				return 0, fmt.Errorf("row %s", m[1])
			}
			last = n
		}
	}
	return last, s.Err()
}

// splitTags gives what stands between < and >, both included.
func splitTags(data []byte, end bool) (int, []byte, error) {
	i := bytes.IndexByte(data, '>')
	if i < 0 {
		if end {
			return len(data), nil, nil
		}
		return 0, nil, nil
	}
	return i + 1, data[max(0, bytes.LastIndexByte(data[:i], '<')) : i+1], nil
}

// sheetPart finds the part that holds a sheet, by the workbook's relations.
func sheetPart(z *zip.Reader, at int) (string, error) {
	var book struct {
		Sheets []struct {
			Attr []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	if err := readXML(z, "xl/workbook.xml", &book); err != nil {
		return "", err
	}
	if err := readXML(z, "xl/_rels/workbook.xml.rels", &relations); err != nil {
		return "", err
	}
	if at >= len(book.Sheets) {
		return "", errors.New("the workbook does not name its sheets")
	}
	for _, a := range book.Sheets[at].Attr {
		for _, rel := range relations.Relationship {
			if a.Name.Local == "id" && a.Name.Space != "" && rel.ID == a.Value {
				if strings.HasPrefix(rel.Target, "/") {
					return strings.TrimPrefix(rel.Target, "/"), nil
				}
				return path.Join("xl", rel.Target), nil
			}
		}
	}
	return "", errors.New("a sheet has no part")
}

func readXML(z *zip.Reader, name string, into any) error {
	f, err := z.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return xml.NewDecoder(io.LimitReader(f, 8<<20)).Decode(into)
}

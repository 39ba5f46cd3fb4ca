// Package table reads the rows of CSV and XLSX files, one after the other, within
// limits on rows, columns, cells and what a file unpacks to.
//
// It knows nothing of what the columns mean: that is office/legacy. It writes
// nothing.
package table

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"congvan/office"
)

// Limits bound what is read of a file; the zero value means the defaults.
type Limits struct {
	Rows     int   // default 5,000,000
	Columns  int   // default 256
	Cell     int   // bytes of one cell; default 2 MB, what is kept of a text
	Record   int64 // bytes of one row as it stands in a CSV; default 16 MB
	Unpacked int64 // bytes of all parts of an XLSX; default 4 GB
}

func (l Limits) withDefaults() Limits {
	or := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	or(&l.Rows, 5_000_000)
	or(&l.Columns, 256)
	or(&l.Cell, 2<<20)
	if l.Record <= 0 {
		l.Record = 16 << 20
	}
	if l.Unpacked <= 0 {
		l.Unpacked = 4 << 30
	}
	return l
}

// Reader gives the rows of one table. It is not safe for concurrent use.
type Reader interface {
	// Next gives the next row with its number as a spreadsheet shows it, from 1.
	// Rows without any text may be passed over. Texts are trimmed and valid UTF-8.
	// The end is io.EOF. An error with row > 0 is that row's alone (*office.Error,
	// CodeInvalid): the rows after it can be read. Any other error ends the reading.
	Next() (row int, cells []string, err error)
	// Date reads a cell that holds a day as the spreadsheet's number of days.
	Date(cell string) (office.Date, bool)
	Close() error
}

// Known reports whether a file's name says that it is a table.
func Known(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv", ".tsv", ".txt", ".xlsx", ".xlsm":
		return true
	}
	return false
}

// Open opens a CSV (.csv, .tsv, .txt) or a sheet of an XLSX (.xlsx, .xlsm); sheet
// "" is the first. Errors: office.CodeNotFound, CodeInvalid, CodeTooLarge.
func Open(path, sheet string, l Limits) (Reader, error) {
	const op = "table.Open"
	f, err := os.Open(path)
	if err != nil {
		return nil, office.NotFound(op,
			fmt.Sprintf("Không mở được tệp %s. Kiểm tra đường dẫn và quyền đọc.", path),
			fmt.Sprintf("Cannot open %s. Check the path and the permissions.", path))
	}
	var r Reader
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv", ".tsv", ".txt":
		r, err = newCSV(f, l.withDefaults())
	case ".xlsx", ".xlsm":
		r, err = newXLSX(f, sheet, l.withDefaults())
	default:
		err = office.Invalid(op,
			fmt.Sprintf("Tệp %s không phải bảng CSV hoặc XLSX. Mở bằng Excel hoặc LibreOffice rồi lưu thành .xlsx hoặc .csv (UTF-8).", filepath.Base(path)),
			fmt.Sprintf("%s is no CSV or XLSX table. Save it as .xlsx or .csv (UTF-8).", filepath.Base(path)))
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return r, nil
}

// tooMany is the error of a table that has more rows than the limit.
func tooMany(limit int) error {
	return office.NewError(office.CodeTooLarge, "table.Next",
		fmt.Sprintf("Bảng có hơn %d dòng. Tách thành nhiều tệp rồi nhập từng tệp.", limit),
		fmt.Sprintf("The table has more than %d rows. Split it.", limit))
}

// check trims the cells of a row and holds them against the limits.
func (l Limits) check(cells []string) error {
	const op = "table.Next"
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) > l.Columns {
		return office.Invalid(op,
			fmt.Sprintf("Dòng có %d cột, nhiều nhất là %d. Kiểm tra dấu phân cách và dấu ngoặc kép.", len(cells), l.Columns),
			fmt.Sprintf("The row has %d columns; %d are allowed. Check separators and quotes.", len(cells), l.Columns))
	}
	for i, c := range cells {
		if len(c) > l.Cell {
			return office.Invalid(op,
				fmt.Sprintf("Ô ở cột %d dài hơn %d KB. Rút ngắn, hoặc kiểm tra dấu ngoặc kép.", i+1, l.Cell>>10),
				fmt.Sprintf("The cell in column %d is longer than %d kB. Shorten it, or check the quotes.", i+1, l.Cell>>10))
		}
		if !utf8.ValidString(c) || strings.ContainsRune(c, utf8.RuneError) {
			return office.Invalid(op,
				fmt.Sprintf("Ô ở cột %d không phải chữ Unicode (UTF-8). Lưu lại tệp bằng mã UTF-8.", i+1),
				fmt.Sprintf("The cell in column %d is not UTF-8. Save the file as UTF-8.", i+1))
		}
		cells[i] = strings.TrimSpace(c)
	}
	return nil
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// errRecord is what a CSV row that is too long to be one gives.
var errRecord = errors.New("record too long")

// window passes bytes on until one record has used up its allowance.
type window struct {
	r    io.Reader
	left int64
}

func (w *window) Read(p []byte) (int, error) {
	if w.left <= 0 {
		return 0, errRecord
	}
	n, err := w.r.Read(p[:min(int64(len(p)), w.left)])
	w.left -= int64(n)
	return n, err
}

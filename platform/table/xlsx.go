package table

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"congvan/office"
	"congvan/standard/vietnamese"
)

// inMemory is how large a part of an XLSX may be before it goes to a temporary
// file, in bytes.
const inMemory = 16 << 20

type xlsxReader struct {
	file     *os.File
	book     *excelize.File
	rows     *excelize.Rows
	limits   Limits
	row      int
	last     int // the last row that the sheet says it has; 0: not known
	date1904 bool
}

func newXLSX(f *os.File, sheet string, l Limits) (_ Reader, err error) {
	defer recovered(&err)
	if err := checkUnpacked(f, l); err != nil {
		return nil, err
	}
	book, err := excelize.OpenFile(f.Name(), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: l.Unpacked, UnzipXMLSizeLimit: min(inMemory, l.Unpacked),
	})
	if err != nil {
		return nil, broken(err)
	}
	r := &xlsxReader{file: f, book: book, limits: l}
	if err := r.open(sheet); err != nil {
		return nil, errors.Join(err, book.Close())
	}
	return r, nil
}

func (r *xlsxReader) open(sheet string) error {
	sheets := r.book.GetSheetList()
	if sheet == "" && len(sheets) > 0 {
		sheet = sheets[0]
	}
	at, err := r.book.GetSheetIndex(sheet)
	if err != nil || at < 0 {
		return office.Invalid("table.Open",
			fmt.Sprintf("Tệp không có trang tính “%s”. Các trang: %s.", sheet, strings.Join(sheets, ", ")),
			fmt.Sprintf("There is no sheet %q. There are: %s.", sheet, strings.Join(sheets, ", ")))
	}
	if props, err := r.book.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		r.date1904 = *props.Date1904
	}
	if r.last, err = r.countRows(at); err != nil {
		return err
	}
	if r.rows, err = r.book.Rows(sheet); err != nil {
		return broken(err)
	}
	return nil
}

// checkUnpacked refuses a file that says it unpacks to more than the limit; that
// a part does not lie about its size archive/zip makes sure of.
func checkUnpacked(f *os.File, l Limits) error {
	info, err := f.Stat()
	if err != nil {
		return office.Wrap("table.Open", err)
	}
	z, err := zip.NewReader(f, info.Size())
	if err != nil {
		return broken(err)
	}
	var total uint64
	for _, part := range z.File {
		total += part.UncompressedSize64
		if part.UncompressedSize64 > uint64(l.Unpacked) || total > uint64(l.Unpacked) {
			return office.NewError(office.CodeTooLarge, "table.Open",
				fmt.Sprintf("Tệp XLSX bung ra hơn %d MB. Tách thành nhiều tệp, hoặc lưu thành CSV.", l.Unpacked>>20),
				fmt.Sprintf("The XLSX unpacks to more than %d MB. Split it, or save it as CSV.", l.Unpacked>>20))
		}
	}
	return nil
}

func (r *xlsxReader) Next() (_ int, _ []string, err error) {
	defer recovered(&err)
	for r.rows.Next() {
		r.row++
		if r.row > r.limits.Rows {
			return 0, nil, tooMany(r.limits.Rows)
		}
		cells, err := r.rows.Columns()
		if err != nil {
			return 0, nil, broken(err)
		}
		if blank(cells) {
			continue
		}
		if err := r.limits.check(cells); err != nil {
			return r.row, cells, err
		}
		return r.row, cells, nil
	}
	if err := r.rows.Error(); err != nil {
		return 0, nil, broken(err)
	}
	if r.row < r.last {
		return 0, nil, broken(fmt.Errorf("the sheet has %d rows, %d could be read", r.last, r.row))
	}
	return 0, nil, io.EOF
}

// Date implements Reader: days since the beginning of 1900 (or 1904), as
// spreadsheets count them.
func (r *xlsxReader) Date(cell string) (office.Date, bool) {
	n, err := strconv.ParseFloat(cell, 64)
	if err != nil || math.IsNaN(n) || n < 1 || n >= 2_958_466 {
		return office.Date{}, false
	}
	t, err := excelize.ExcelDateToTime(math.Floor(n), r.date1904)
	if err != nil {
		return office.Date{}, false
	}
	d, err := vietnamese.NewDate(t.Year(), t.Month(), t.Day())
	return d, err == nil
}

func (r *xlsxReader) Close() error {
	return errors.Join(r.rows.Close(), r.book.Close(), r.file.Close())
}

// recovered turns a panic of the parser on a malformed file into an error.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = broken(fmt.Errorf("%v", p))
	}
}

func broken(err error) error {
	if office.CodeOf(err) != office.CodeInternal {
		return err
	}
	return &office.Error{
		Code: office.CodeInvalid, Op: "table.xlsx", Err: err,
		Vi: "Tệp XLSX bị hỏng hoặc có mật khẩu nên không đọc hết được. Mở bằng Excel hoặc LibreOffice, lưu lại rồi chạy lại.",
		En: "The XLSX is broken or encrypted and cannot be read to its end. Open it in a spreadsheet, save it and run this again.",
	}
}

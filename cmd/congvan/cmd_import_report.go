package main

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"congvan/office"
	"congvan/office/legacy"
)

// importOutcome is what an import came to.
type importOutcome struct {
	Source   string        `json:"source"`
	SHA256   office.Hash   `json:"sha256"`
	DryRun   bool          `json:"dry_run"`
	Complete bool          `json:"complete"` // read to its end
	Totals   legacy.Totals `json:"totals"`
	Unknown  []string      `json:"unknown_columns"`
	Reasons  []reasonCount `json:"reasons"`
	Report   string        `json:"report,omitempty"`
	Mend     string        `json:"mend,omitempty"`
}

// reasonCount says how often a reason was given for a column.
type reasonCount struct {
	Column string `json:"column"`
	Reason string `json:"reason"`
	Rows   int    `json:"rows"`
}

const (
	maxFirst   = 20   // rejected rows shown
	maxReasons = 2000 // different reasons counted; reasons may quote values
)

// importReport writes rejected rows as they come.
type importReport struct {
	header legacy.Header
	first  []legacy.Fault
	counts map[reasonCount]int

	rows *reportFile // reasons; nil when not wanted
	mend *reportFile // the rows themselves; nil when not wanted
	json bool
	n    int // faults written to rows
}

// reportFile is a CSV or JSON file for people and spreadsheets.
type reportFile struct {
	file *os.File
	text *bufio.Writer
	csv  *csv.Writer
}

func createReport(path string) (*reportFile, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, office.Invalid("congvan.createReport",
			fmt.Sprintf("Không ghi được %s. Kiểm tra đường dẫn và quyền ghi.", path), fmt.Sprintf("Cannot write %s.", path))
	}
	text := bufio.NewWriter(f)
	return &reportFile{f, text, csv.NewWriter(text)}, nil
}

func (f *reportFile) close() error {
	if f == nil {
		return nil
	}
	f.csv.Flush()
	return errors.Join(f.csv.Error(), f.text.Flush(), f.file.Close())
}

// byteOrderMark makes spreadsheets read a CSV as UTF-8.
const byteOrderMark = "\ufeff"

func newImportReport(path, mend string) (*importReport, error) {
	r := &importReport{counts: map[reasonCount]int{}, json: strings.EqualFold(filepath.Ext(path), ".json")}
	var err error
	if path != "" {
		if r.rows, err = createReport(path); err != nil {
			return nil, err
		}
		open := `{"rejected": [`
		if !r.json {
			open = byteOrderMark
		}
		_, err = r.rows.text.WriteString(open)
		if err == nil && !r.json {
			err = r.rows.csv.Write([]string{"Dòng", "Cột", "Giá trị", "Lý do và cách sửa", "Trường", "Mã lỗi"})
		}
	}
	if err == nil && mend != "" {
		if r.mend, err = createReport(mend); err == nil {
			_, err = r.mend.text.WriteString(byteOrderMark)
		}
	}
	return r, err
}

// understood takes note of the columns.
func (r *importReport) understood(h legacy.Header) {
	r.header = h
	if r.mend != nil {
		_ = r.mend.csv.Write(h.Names) // an error stays and comes out in close
	}
}

// reject writes a rejected row.
func (r *importReport) reject(x legacy.Refusal) error {
	for _, f := range x.Faults {
		if len(r.first) < maxFirst {
			r.first = append(r.first, f)
		}
		k := reasonCount{Column: f.Column, Reason: f.Reason}
		if _, known := r.counts[k]; known || len(r.counts) < maxReasons {
			r.counts[k]++
		}
		if err := r.write(f); err != nil {
			return err
		}
	}
	if r.mend == nil {
		return nil
	}
	for len(x.Cells) < len(r.header.Names) {
		x.Cells = append(x.Cells, "")
	}
	return r.mend.csv.Write(x.Cells)
}

func (r *importReport) write(f legacy.Fault) error {
	if r.rows == nil {
		return nil
	}
	r.n++
	if !r.json {
		return r.rows.csv.Write([]string{strconv.Itoa(f.Row), tame(f.Column), tame(f.Value), tame(f.Reason), string(f.Field), string(f.Code)})
	}
	b, err := json.Marshal(f)
	if err != nil {
		return err
	}
	between := "\n"
	if r.n > 1 {
		between = ",\n"
	}
	_, err = r.rows.text.WriteString(between + string(b))
	return err
}

// tame keeps a spreadsheet from computing what somebody else wrote.
func tame(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// reasons lists the reasons given, the most frequent first.
func (r *importReport) reasons() []reasonCount {
	out := make([]reasonCount, 0, len(r.counts))
	for k, n := range r.counts {
		k.Rows = n
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b reasonCount) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Reason, b.Reason))
	})
	return out[:min(len(out), maxFirst)]
}

// finish ends the report with what the import came to.
func (r *importReport) finish(out importOutcome) error {
	if r.rows == nil || !r.json {
		return nil
	}
	b, err := json.Marshal(out)
	if err == nil {
		_, err = r.rows.text.WriteString("\n],\n\"outcome\": " + string(b) + "}\n")
	}
	return err
}

// Close writes what is left to the disk.
func (r *importReport) Close() error { return errors.Join(r.rows.close(), r.mend.close()) }

// print tells people what became of the source.
func (o importOutcome) print(w io.Writer, first []legacy.Fault) {
	t := o.Totals
	if len(o.Unknown) > 0 {
		fmt.Fprintf(w, "Cột không nhận: %s\n", strings.Join(o.Unknown, ", "))
	}
	if len(o.Reasons) > 0 {
		fmt.Fprintln(w, "Lý do từ chối:")
		for _, x := range o.Reasons {
			fmt.Fprintf(w, "  %6d  %s: %s\n", x.Rows, x.Column, x.Reason)
		}
		fmt.Fprintln(w, "Các dòng đầu tiên bị từ chối:")
		for _, f := range first {
			fmt.Fprintf(w, "  dòng %d, %s “%s”: %s\n", f.Row, f.Column, f.Value, f.Reason)
		}
	}
	verb := "Đã nhận"
	if o.DryRun {
		verb = "Chạy thử, chưa ghi gì: sẽ nhận"
	}
	fmt.Fprintf(w, "%s %d văn bản; %d đã có từ lần nhập trước; từ chối %d; tổng cộng %d dòng.\n", verb, t.Taken, t.Already, t.Rejected, t.Rows)
	if !o.Complete {
		fmt.Fprintln(w, "Dừng giữa chừng. Chạy lại đúng lệnh này để làm tiếp.")
	}
	if t.Rejected > 0 && o.Report == "" && o.Mend == "" {
		fmt.Fprintln(w, "Thêm --report FILE.csv để có danh sách đầy đủ, --mend FILE.csv để có các dòng này mà sửa rồi nhập.")
	}
}

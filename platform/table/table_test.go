package table

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"congvan/office"
)

type readRow struct {
	Row   int
	Cells []string
}

// readAll reads a table to its end; bad holds the rows that could not be read.
func readAll(t *testing.T, r Reader) (rows []readRow, bad map[int]string, err error) {
	t.Helper()
	bad = map[int]string{}
	for {
		n, cells, err := r.Next()
		switch {
		case errors.Is(err, io.EOF):
			return rows, bad, nil
		case err != nil && n > 0:
			bad[n] = err.Error()
		case err != nil:
			return rows, bad, err
		default:
			rows = append(rows, readRow{n, append([]string{}, cells...)})
		}
	}
}

func file(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t *testing.T, path string, l Limits) Reader {
	t.Helper()
	r, err := Open(path, "", l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func TestCSV(t *testing.T) {
	utf16 := func(s string) string {
		var b bytes.Buffer
		b.WriteString("\xff\xfe")
		for _, r := range s {
			b.WriteByte(byte(r))
			b.WriteByte(byte(r >> 8))
		}
		return b.String()
	}
	want := []readRow{{1, []string{"Số đến", "Trích yếu"}}, {2, []string{"1", "Về việc đê, kè"}}}
	for name, c := range map[string]struct {
		text string
		want []readRow
	}{
		"comma":           {"Số đến,Trích yếu\n1,\"Về việc đê, kè\"\n", want},
		"semicolon":       {"Số đến;Trích yếu\r\n1;Về việc đê, kè\r\n", want},
		"tab, no newline": {"Số đến\tTrích yếu\n1\tVề việc đê, kè", want},
		"byte order mark": {"\ufeffSố đến,Trích yếu\n1,\"Về việc đê, kè\"\n", want},
		"UTF-16":          {utf16("Số đến\tTrích yếu\r\n1\tVề việc đê, kè\r\n"), want},
		"sep=": {"sep=;\nSố đến;Trích yếu\n1;Về việc đê, kè\n", []readRow{
			{2, want[0].Cells}, {3, want[1].Cells},
		}},
		"rows as a spreadsheet counts them": {"a,b\n\n\"hai\ndòng\",\"x\ny\"\n\nc,d\n", []readRow{
			{1, []string{"a", "b"}}, {3, []string{"hai\ndòng", "x\ny"}}, {5, []string{"c", "d"}},
		}},
		"a quote inside": {"a,b\nVề \"việc\" này,2\n", []readRow{{1, []string{"a", "b"}}, {2, []string{`Về "việc" này`, "2"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, bad, err := readAll(t, open(t, file(t, "bang.csv", []byte(c.text)), Limits{}))
			if err != nil || len(bad) > 0 {
				t.Fatal(err, bad)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCSVRowsThatCannotBeReadAreNamed(t *testing.T) {
	text := "a,b\n1,\xe1\xba\n2," + strings.Repeat("x", 200) + "\n3,4,5,6,7,8\n4,tốt\n"
	got, bad, err := readAll(t, open(t, file(t, "bang.csv", []byte(text)), Limits{Cell: 100, Columns: 5}))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]readRow{{1, []string{"a", "b"}}, {5, []string{"4", "tốt"}}}, got); diff != "" {
		t.Error(diff)
	}
	for row, says := range map[int]string{2: "UTF-8", 3: "longer", 4: "6 columns"} {
		if !strings.Contains(bad[row], says) {
			t.Errorf("row %d: %q does not say %q", row, bad[row], says)
		}
	}
}

func TestCSVRefuses(t *testing.T) {
	open3 := strings.Repeat("1,2\n", 3)
	for name, c := range map[string]struct {
		text string
		l    Limits
		code office.Code
	}{
		"a quote that never ends": {"a,b\n1,\"" + strings.Repeat("x,y\n", 100_000), Limits{Record: 100_000}, office.CodeInvalid},
		"too many rows":           {open3, Limits{Rows: 2}, office.CodeTooLarge},
	} {
		_, _, err := readAll(t, open(t, file(t, "bang.csv", []byte(c.text)), c.l))
		if office.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, path := range map[string]string{
		"bytes, no text": file(t, "bang.csv", []byte("a,b\n\x00\x01\x02\n")),
		"no zip":         file(t, "bang.xlsx", []byte("a,b\n")),
		"another kind":   file(t, "bang.pdf", []byte("%PDF")),
		"not there":      filepath.Join(t.TempDir(), "bang.csv"),
	} {
		if r, err := Open(path, "", Limits{}); err == nil {
			t.Errorf("%s: opened as %T", name, r)
		}
	}
}

// workbook writes an XLSX with a second sheet.
func workbook(t *testing.T, fill func(f *excelize.File)) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	if _, err := f.NewSheet("Trang hai"); err != nil {
		t.Fatal(err)
	}
	if err := f.SetSheetRow("Trang hai", "A1", &[]any{"khác"}); err != nil {
		t.Fatal(err)
	}
	fill(f)
	path := filepath.Join(t.TempDir(), "bang.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func set(t *testing.T, f *excelize.File, cell string, values ...any) {
	t.Helper()
	if err := f.SetSheetRow("Sheet1", cell, &values); err != nil {
		t.Fatal(err)
	}
}

func TestXLSX(t *testing.T) {
	path := workbook(t, func(f *excelize.File) {
		set(t, f, "A1", "Số đến", "Ngày đến", "Trích yếu")
		set(t, f, "A3", 12, 46058, " Về việc đê biển ")
		style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellStyle("Sheet1", "B3", "B3", style); err != nil {
			t.Fatal(err)
		}
		set(t, f, "A7", "13", "05/02/2026", "")
	})
	r := open(t, path, Limits{})
	got, _, err := readAll(t, r)
	if err != nil {
		t.Fatal(err)
	}
	want := []readRow{
		{1, []string{"Số đến", "Ngày đến", "Trích yếu"}},
		{3, []string{"12", "46058", "Về việc đê biển"}},
		{7, []string{"13", "05/02/2026"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if d, ok := r.Date("46058"); !ok || d.String() != "2026-02-05" {
		t.Errorf("46058 is %s", d)
	}
	for _, cell := range []string{"", "0", "-3", "1e9", "NaN", "hôm qua"} {
		if d, ok := r.Date(cell); ok {
			t.Errorf("%q is %s", cell, d)
		}
	}
	second, err := Open(path, "Trang hai", Limits{})
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if got, _, err := readAll(t, second); err != nil || len(got) != 1 || got[0].Cells[0] != "khác" {
		t.Errorf("the second sheet: %v, %v", got, err)
	}
	if _, err := Open(path, "Trang ba", Limits{}); err == nil || !strings.Contains(err.Error(), "Trang hai") {
		t.Errorf("a sheet that is not there: %v", err)
	}
}

// repack writes a workbook again with other bytes in its first sheet.
func repack(t *testing.T, path string, change func(sheet []byte) []byte) string {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if part.Name == "xl/worksheets/sheet1.xml" {
			b = change(b)
		}
		p, err := w.Create(part.Name)
		if err == nil {
			_, err = p.Write(b)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file(t, "bang.xlsx", out.Bytes())
}

// A sheet that is broken in its middle must not look like a short one.
func TestXLSXBrokenInTheMiddle(t *testing.T) {
	path := workbook(t, func(f *excelize.File) {
		for n := 1; n <= 50; n++ {
			set(t, f, fmt.Sprintf("A%d", n), fmt.Sprintf("dòng %d", n), n)
		}
	})
	whole, _, err := readAll(t, open(t, repack(t, path, func(b []byte) []byte { return b }), Limits{}))
	if err != nil || len(whole) != 50 {
		t.Fatalf("%d rows, %v", len(whole), err)
	}
	for name, change := range map[string]func([]byte) []byte{
		"a character that XML does not know": func(b []byte) []byte {
			return bytes.Replace(b, []byte(`<v>30</v>`), []byte("<v>30&#x1;</v>"), 1)
		},
		"a tag that nobody closes": func(b []byte) []byte {
			return bytes.Replace(b, []byte(`</row><row r="31"`), []byte(`</c></row><row r="31"`), 1)
		},
	} {
		r, err := Open(repack(t, path, change), "", Limits{})
		if err == nil {
			_, _, err = readAll(t, r)
			_ = r.Close()
		}
		if office.CodeOf(err) != office.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestXLSXLimits(t *testing.T) {
	path := workbook(t, func(f *excelize.File) {
		set(t, f, "A1", "a", "b")
		set(t, f, "A2", strings.Repeat("dài ", 100))
		set(t, f, "A3", 1, 2, 3, 4, 5, 6)
		set(t, f, "A4", "tốt")
	})
	got, bad, err := readAll(t, open(t, path, Limits{Cell: 200, Columns: 5}))
	if err != nil || len(got) != 2 || len(bad) != 2 || bad[2] == "" || bad[3] == "" {
		t.Errorf("%v, bad %v, %v", got, bad, err)
	}
	if _, err := Open(path, "", Limits{Unpacked: 1000}); office.CodeOf(err) != office.CodeTooLarge {
		t.Errorf("a bomb: %v", err)
	}
	if _, _, err := readAll(t, open(t, path, Limits{Rows: 3})); office.CodeOf(err) != office.CodeTooLarge {
		t.Errorf("too many rows: %v", err)
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("Số đến;Trích yếu\n1;\"x\ny\"\n"))
	f.Add([]byte("\xff\xfea\x00\n\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := Open(file(t, "bang.csv", b), "", Limits{Record: 1 << 16})
		if err != nil {
			return
		}
		defer r.Close()
		last := 0
		for {
			n, _, err := r.Next()
			if n == 0 && err != nil {
				return
			}
			if n <= last {
				t.Fatalf("row %d after %d", n, last)
			}
			last = n
		}
	})
}

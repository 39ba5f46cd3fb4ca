package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"congvan/office/journal"
	"congvan/office/legacy"
)

// oldOffice is a fresh office and the folder of an older system: an XLSX and files.
func oldOffice(t *testing.T) (data, source string) {
	t.Helper()
	data, source = t.TempDir(), t.TempDir()
	congvan(t, []string{"CONGVAN_PASSWORD=" + initPassword}, initArgs(data)...).wantCode(t, 0)
	for name, content := range map[string][]byte{
		"quet/tot.pdf": smallPDF(""), "quet/macro.pdf": smallPDF("/OpenAction <</S /JavaScript /JS (app.alert\\(1\\))>>"),
		"quet/tot.txt": []byte("không dùng đến: tệp đã có chữ"), "~$so.xlsx": []byte("x"),
	} {
		path := filepath.Join(source, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f := excelize.NewFile()
	defer f.Close()
	for n, row := range [][]any{
		{"SỔ VĂN BẢN ĐẾN NĂM 2024"},
		{"Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu", "Ngày văn bản", "Tên loại", "Trích yếu", "Tệp", "Nơi lưu"},
		{45357, 1, "Sở Nội vụ", "1/SNV-VP", 45355, "Công văn", "Về việc thứ nhất", `quet\tot.pdf`, "tủ 1"},
		{45357, 2, "Sở Nội vụ", "2/SNV-VP", 45355, "Công văn", "Về việc thứ hai", "quet/macro.pdf"},
		{45357, 3, "Sở Nội vụ", "3/SNV-VP", 45355, "Công văn", "Về việc thứ ba", "khong-co.pdf"},
		{45357, 4, "Sở Nội vụ", "4/SNV-VP", 45355, "Công văn", "Về việc thứ tư", "../" + filepath.Base(data) + "/congvan.db"},
		{},
		{45357, "=5", "Sở Nội vụ", "5/SNV-VP", 45355, "Công văn", "Về việc thứ năm"},
		{45357, 6, "Sở Nội vụ", "6/SNV-VP", 45355, "Công văn", "Về việc thứ sáu"},
	} {
		if err := f.SetSheetRow("Sheet1", "A"+string(rune('1'+n)), &row); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SaveAs(filepath.Join(source, "so.xlsx")); err != nil {
		t.Fatal(err)
	}
	return data, source
}

type importJSON struct {
	Complete bool
	Totals   legacy.Totals
	Unknown  []string `json:"unknown_columns"`
	Rejected []legacy.Fault
	Outcome  struct{ Totals legacy.Totals }
}

func TestImportFolder(t *testing.T) {
	t.Parallel()
	data, source := oldOffice(t)
	report, mend := filepath.Join(t.TempDir(), "r.json"), filepath.Join(t.TempDir(), "m.csv")
	args := []string{"import", "--data", data, "--as", "quantri", "--text", "--json", "--report", report, "--mend", mend, source}
	for _, c := range []struct {
		name string
		more []string
		want legacy.Totals
	}{
		{"dry run", []string{"--dry-run"}, legacy.Totals{Rows: 6, Taken: 2, Rejected: 4}},
		{"import", nil, legacy.Totals{Rows: 6, Taken: 2, Rejected: 4, Batches: 1}},
		{"again", nil, legacy.Totals{Rows: 6, Already: 2, Rejected: 4}},
	} {
		r := congvan(t, nil, append(args, c.more...)...)
		r.wantCode(t, exitBad)
		var out, file importJSON
		r.decode(t, &out)
		if out.Totals != c.want || !out.Complete || strings.Join(out.Unknown, "") != "Nơi lưu" {
			t.Errorf("%s: %+v", c.name, out)
		}
		b, err := os.ReadFile(report)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b, &file); err != nil {
			t.Fatalf("%s: the report is no JSON: %v\n%s", c.name, err, b)
		}
		if diff := cmp.Diff(out.Rejected, file.Rejected); diff != "" || file.Outcome.Totals != c.want {
			t.Errorf("%s: report and screen differ: %s", c.name, diff)
		}
		var got []string
		for _, f := range file.Rejected {
			got = append(got, strings.Join([]string{string(rune('0' + f.Row)), f.Column, f.Value}, " "))
		}
		want := []string{"4 Tệp quet/macro.pdf", "5 Tệp khong-co.pdf", "6 Tệp ../" + filepath.Base(data) + "/congvan.db", "8 Số đến =5"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	b, err := os.ReadFile(mend)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(b), byteOrderMark))).ReadAll()
	if err != nil || len(rows) != 5 || rows[0][0] != "Ngày đến" || rows[1][0] != "06/03/2024" || rows[4][1] != "=5" {
		t.Fatalf("rows to mend: %v, %v", rows, err)
	}
	// Mended, without the files.
	mended := strings.Replace(string(b), "=5", "5", 1)
	path := write(t, "sua.csv", []byte(mended))
	r := congvan(t, nil, "import", "--data", data, "--as", "quantri", "--agency", "A10.01", path)
	r.wantCode(t, 0)
	if !strings.Contains(r.stdout, "Đã nhận 4 văn bản") || !strings.Contains(r.stdout, "Cột không nhận: Tệp, Nơi lưu") {
		t.Errorf("for people: %s", r.stdout)
	}
	r = congvan(t, nil, "journal", "verify", "--data", data, "--json")
	r.wantCode(t, 0)
	var proof journal.Report
	if r.decode(t, &proof); !proof.OK || proof.Files != 1 {
		t.Errorf("journal verify: %+v", proof)
	}
}

func TestImportForPeople(t *testing.T) {
	t.Parallel()
	data, source := oldOffice(t)
	report := filepath.Join(t.TempDir(), "r.csv")
	r := congvan(t, nil, "import", "--data", data, "--as", "quantri", "--dry-run", "--report", report, source)
	r.wantCode(t, exitBad)
	for _, says := range []string{"Chạy thử", "sẽ nhận 2 văn bản", "từ chối 4", "dòng 8, Số đến “=5”", "Cột không nhận: Nơi lưu"} {
		if !strings.Contains(r.stdout, says) {
			t.Errorf("does not say %q:\n%s", says, r.stdout)
		}
	}
	b, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(b), byteOrderMark))).ReadAll()
	if err != nil || len(rows) != 5 || rows[4][0] != "8" || rows[4][2] != "'=5" {
		t.Errorf("report: %v, %v", rows, err)
	}
}

func TestImportColumns(t *testing.T) {
	t.Parallel()
	r := congvan(t, nil, "import", "--columns")
	r.wantCode(t, 0)
	if !strings.Contains(r.stdout, "arrival_number") || !strings.Contains(r.stdout, "“Số đến”") {
		t.Error(r.stdout)
	}
	path := write(t, "x.csv", []byte("Số đến;Ngày đến;Trích yếu;Nơi nhận;Cột lạ\n1;1/1/2024;x;y;z\n"))
	r = congvan(t, nil, "import", "--columns", "--json", "--map", "Nơi nhận=note", path)
	r.wantCode(t, 0)
	var out struct {
		Source []struct{ Column, Field string }
	}
	r.decode(t, &out)
	var got []string
	for _, m := range out.Source {
		got = append(got, m.Column+"="+m.Field)
	}
	if diff := cmp.Diff([]string{"Số đến=arrival_number", "Ngày đến=arrival_date", "Trích yếu=subject", "Nơi nhận=note", "Cột lạ="}, got); diff != "" {
		t.Error(diff)
	}
}

func TestImportRefuses(t *testing.T) {
	t.Parallel()
	data, source := oldOffice(t)
	congvan(t, nil, "import", "--data", data, source).wantCode(t, exitUsage)
	congvan(t, nil, "import", "--data", data, "--as", "quantri").wantCode(t, exitUsage)
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"unknown login":             {[]string{"--as", "khongco", source}, "khongco"},
		"another agency":            {[]string{"--as", "quantri", "--agency", "A99", source}, "A99"},
		"no such source":            {[]string{"--as", "quantri", filepath.Join(source, "x.csv")}, "x.csv"},
		"a folder without a table":  {[]string{"--as", "quantri", filepath.Join(source, "quet")}, "--files"},
		"a sheet that is not there": {[]string{"--as", "quantri", "--sheet", "Năm 2030", source}, "Sheet1"},
		"a report that cannot be":   {[]string{"--as", "quantri", "--report", filepath.Join(source, "no", "r.csv"), source}, "r.csv"},
	} {
		r := congvan(t, nil, append([]string{"import", "--data", data}, c.args...)...)
		r.wantCode(t, exitBad)
		if !strings.Contains(r.stderr, c.says) {
			t.Errorf("%s: %q does not say %q", name, r.stderr, c.says)
		}
	}
}

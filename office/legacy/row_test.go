package legacy

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/format"
)

type noSerials struct{}

func (noSerials) Next() (int, []string, error)    { return 0, nil, nil }
func (noSerials) Date(string) (office.Date, bool) { return office.Date{}, false }

func newRowReader(tb testing.TB, names ...string) *rowReader {
	tb.Helper()
	formats, err := format.Load()
	if err != nil {
		tb.Fatal(err)
	}
	return &rowReader{
		values: newValues(office.Date{Year: 2026, Month: 11, Day: 23}), table: noSerials{}, header: readHeader(names, nil), usual: document.Incoming,
		formats: formats, ruleSet: format.Party, registers: map[string]office.ID{}, types: map[string]map[string]format.Type{},
	}
}

func TestHeader(t *testing.T) {
	for name, c := range map[string]struct {
		header, fields string
		by             map[string]Field
	}{
		"register of incoming documents, NĐ 30/2020": {
			"Ngày đến|Số đến|Tác giả|Số, ký hiệu|Ngày tháng|Tên loại và trích yếu nội dung|Đơn vị hoặc người nhận|Ngày chuyển|Ký nhận|Ghi chú",
			"arrival_date arrival_number issuing_name reference_code issued_date type_subject - - - note", nil,
		},
		"register of outgoing documents": {
			"Số, ký hiệu văn bản|Ngày tháng văn bản|Tên loại và trích yếu nội dung văn bản|Người ký|Nơi nhận văn bản|Đơn vị, người nhận bản lưu|Số lượng bản|Ghi chú",
			"reference_code issued_date type_subject signer_name - - copies note", nil,
		},
		"sổ is no số, capitals, brackets, tone placement": {
			"SỔ|SỐ|Ký hiệu|NGÀY BAN HÀNH (dd/mm/yyyy)|Tên loại|Trích yếu|Độ khẩn|Độ mật|Số tờ|Hạn xử lý|Chức vụ",
			"register number notation issued_date type subject urgency classification pages due_date signer_position", nil,
		},
		"without accents": {"So den|Ngay den|So ky hieu|Trich yeu|Ngay van ban", "arrival_number arrival_date reference_code subject issued_date", nil},
		"English":         {"Arrival number|Arrival date|Reference code|Issued date|Issuing agency|Subject|File", "arrival_number arrival_date reference_code issued_date issuing_name subject file", nil},
		"nội dung is the subject where there is no other": {"Ngày ký|Nội dung", "issued_date subject", nil},
		"else it is the text":                             {"Ngày ký|Nội dung|Trích yếu", "issued_date text subject", nil},
		"a column twice":                                  {"Trích yếu|Trích yếu|", "subject - -", nil},
		"by hand": {
			"VB_TRICHYEU|Số đến|Nơi nhận|Ghi chú", "subject - note note",
			map[string]Field{"vb_trichyeu": SubjectField, "Số đến": "", "Nơi nhận": NoteField, "Ghi chú": NoteField},
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := readHeader(strings.Split(c.header, "|"), c.by)
			var got []string
			for _, f := range h.Fields {
				if f == "" {
					f = "-"
				}
				got = append(got, string(f))
			}
			if diff := cmp.Diff(strings.Fields(c.fields), got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if err := CheckMap(map[string]Field{"x": "nonsense"}); err == nil {
		t.Error("a field that is none was taken")
	}
}

// Every name that is printed for a field must lead to it.
func TestEveryColumnNameIsUnderstood(t *testing.T) {
	for _, c := range Columns() {
		for _, name := range c.Names {
			h := readHeader([]string{name}, nil)
			if h.Fields[0] != c.Field && !(c.Field == TextField && name == "Nội dung") {
				t.Errorf("%q is %s, want %s", name, h.Fields[0], c.Field)
			}
		}
	}
}

func TestRow(t *testing.T) {
	r := newRowReader(t, "Ngày đến", "Số đến", "Tác giả", "Số", "Ký hiệu", "Ngày văn bản", "Tên loại và trích yếu", "Độ khẩn", "Số tờ", "Hạn", "Người ký")
	l, _, faults := r.read(7, []string{"6/3/2024 08:15", "1.234", "Sở Nội vụ", "56", "SNV-VP", "ngày 04 tháng 3 năm 2024", "Công văn về việc đê biển", "HỎA TỐC", "3 tờ", "2024-04-01", "Lê Thị Hoà"})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	want := document.Legacy{Row: 7, Kind: document.Incoming, Arrival: 1234, Form: document.Form{
		ArrivalDate: office.Date{Year: 2024, Month: 3, Day: 6}, IssuedDate: office.Date{Year: 2024, Month: 3, Day: 4},
		DueDate: office.Date{Year: 2024, Month: 4, Day: 1}, IssuingName: "Sở Nội vụ", ReferenceCode: "56/SNV-VP",
		RuleSet: "state", TypeCode: "CV", TypeName: "Công văn", Subject: "Về việc đê biển", Urgency: office.Express, Pages: 3,
		Signer: document.Signer{Name: "Lê Thị Hoà"},
	}}
	if diff := cmp.Diff(want, l); diff != "" {
		t.Error(diff)
	}
}

func TestRowNamesEveryFault(t *testing.T) {
	r := newRowReader(t, "Ngày đến", "Số đến", "Sổ", "Ngày văn bản", "Trích yếu", "Độ khẩn", "Độ mật", "Số tờ", "Loại sổ", "Toàn văn")
	_, _, faults := r.read(7, []string{"31/02/2024", "12a", "Sổ lạ", "hôm qua", "x", "rất gấp", "hơi mật", "-3", "ngang", "Số: 5-BC/TU\n\nMẬT\n\nBáo cáo"})
	var got []string
	for _, e := range faults {
		got = append(got, e.Field)
		if e.Vi == "" || e.En == "" {
			t.Errorf("%s: no words", e.Field)
		}
	}
	// A row of an unknown kind is not asked for the register of incoming ones.
	want := "kind arrival_number arrival_date issued_date urgency classification pages text"
	if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
		t.Error(diff)
	}
	_, _, faults = r.read(8, []string{"", "", "Sổ lạ", "1/1/2024", "x"})
	if len(faults) != 2 || faults[0].Field != "arrival_date" || faults[1].Field != "register" {
		t.Errorf("%v", faults)
	}
}

func TestDates(t *testing.T) {
	v := newValues(office.Date{Year: 2026, Month: 11, Day: 23})
	for text, want := range map[string]string{
		"05/02/2026": "2026-02-05", "5-2-2026": "2026-02-05", "5.2.2026": "2026-02-05", "2026-02-05": "2026-02-05",
		"2026-02-05T00:00:00": "2026-02-05", "2026-02-05 00:00:00.000": "2026-02-05", "05/02/2026 8:30:00 SA": "2026-02-05",
		"ngày 05 tháng 02 năm 2026": "2026-02-05", "Đà Nẵng, ngày 05 tháng 02 năm 2026": "2026-02-05",
		"05/02/26": "2026-02-05", "05/02/27": "1927-02-05", "5/2/99": "1999-02-05", "": "",
		"31/02/2026": "!", "13/13/2026": "!", "5/2": "!", "2026": "!", "46058": "!", "05/02/2026 và 06/02/2026": "!",
	} {
		d, err := v.date(noSerials{}, IssuedDateField, text)
		got := d.String()
		if err != nil {
			got = "!"
		}
		if got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	v := newValues(office.Date{})
	for text, want := range map[string]int64{
		"": 0, "15": 15, "015": 15, "15.0": 15, "1.234": 1234, "1,234,567": 1234567, "1.2E3": 1200, "3 tờ": 3,
		"-1": -1, "12a": -1, "1.5": -1, "2/3": -1, "9999999999": -1, "NaN": -1, "mười": -1,
	} {
		n, err := v.number(PagesField, text)
		if err != nil {
			n = -1
		}
		if n != want {
			t.Errorf("%q is %d, want %d", text, n, want)
		}
	}
}

func TestTypes(t *testing.T) {
	r := newRowReader(t, "Số, ký hiệu", "Tên loại", "Tên loại và trích yếu", "Ngày văn bản", "Ngày đến")
	for name, c := range map[string]struct{ code, kind, both, want string }{
		"by name":                           {"15-TB/TU", "Thông báo", "Kết luận của Thường trực", "party TB Thông báo|Kết luận của Thường trực"},
		"by symbol":                         {"15-TB/TU", "TB", "Kết luận", "party TB Thông báo|Kết luận"},
		"opens the subject":                 {"12/QĐ-UBND", "", "QUYẾT ĐỊNH: ban hành quy chế", "state QD Quyết định|Ban hành quy chế"},
		"the longest name":                  {"12-CTr/TU", "", "Chương trình hành động", "party CTr Chương trình|Hành động"},
		"by the code":                       {"127/QĐ-UBND", "", "Về việc khen thưởng", "state QD Quyết định|Về việc khen thưởng"},
		"a type that the rules do not know": {"5/X", "Thư riêng", "Chúc mừng", "  Thư riêng|Chúc mừng"},
		"a type and nothing else":           {"12-BC/TU", "", "Báo cáo", "party BC Báo cáo|Báo cáo"},
	} {
		l, _, faults := r.read(1, []string{c.code, c.kind, c.both, "4/3/2024", "5/3/2024"})
		f := l.Form
		if got := f.RuleSet + " " + f.TypeCode + " " + f.TypeName + "|" + f.Subject; got != c.want || len(faults) > 0 {
			t.Errorf("%s: %q, want %q (%v)", name, got, c.want, faults)
		}
	}
}

// BenchmarkRow reads a row of an incoming register with a text of 180 words.
func BenchmarkRow(b *testing.B) {
	r := newRowReader(b, "Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu", "Ngày tháng VB", "Tên loại và trích yếu nội dung", "Độ khẩn", "Toàn văn")
	text := strings.Repeat("triển khai nhiệm vụ trọng tâm ", 30)
	cells := []string{"16/03/2024", "1234", "Sở Nội vụ", "56/SNV-VP", "15/3/2024", "Công văn về việc đê điều, phòng chống thiên tai", "Khẩn", text}
	for b.Loop() {
		if _, _, faults := r.read(1, cells); len(faults) > 0 {
			b.Fatal(faults)
		}
	}
}

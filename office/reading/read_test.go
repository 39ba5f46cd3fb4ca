package reading_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"congvan/office/reading"
)

// summary is what the tests compare: everything but the text itself.
type summary struct {
	Code, Date, Agency, Type, Subject string
	Signers                           []reading.Signer
}

func summaryOf(text string) summary {
	f := reading.Read(text)
	s := summary{Code: f.ReferenceCode, Agency: f.IssuingAgency, Type: f.DocumentType, Subject: f.Subject, Signers: f.Signers}
	if f.IssuedDate != nil {
		s.Date = f.IssuedDate.String()
	}
	return s
}

const partyNotice = `
   THÀNH ỦY SÔNG MƠ                       ĐẢNG CỘNG SẢN VIỆT NAM
          *                               ______________________
     Số 15-TB/TU                     Sông Mơ, ngày 23 tháng 11 năm 2026

                                THÔNG BÁO
        kết luận của Ban Thường vụ Thành ủy tại phiên họp ngày
               20 tháng 11 năm 2026 về chuyển đổi số
                                  -----
    Ngày 20 tháng 11 năm 2026, Ban Thường vụ Thành ủy đã họp. Thực hiện
Nghị quyết số 99-NQ/TW, ngày 01 tháng 02 năm 2025 của Bộ Chính trị.

Nơi nhận:                                     T/M BAN THƯỜNG VỤ
- Như trên;                                      PHÓ BÍ THƯ
- Lưu Văn phòng Thành ủy.

                                                (đã ký)

                                               Lê Văn Mẫu
`

const partyLetter = `
   THÀNH ỦY SÔNG MƠ
      VĂN PHÒNG                           ĐẢNG CỘNG SẢN VIỆT NAM
          *
   Số 205-CV/VPTU                    Sông Mơ, ngày 05 tháng 02 năm 2026
Về việc góp ý dự thảo báo cáo
  sơ kết công tác năm 2026

                     Kính gửi: - Ban Tổ chức Thành ủy,
                               - Các đảng ủy trực thuộc.
    Căn cứ Kế hoạch số 3-KH/TU, ngày 02/01/2026.
Nơi nhận:                                  K/T CHÁNH VĂN PHÒNG
- Như trên;                                PHÓ CHÁNH VĂN PHÒNG
                                             Trần Thị Thử
`

const stateLetter = `
     ỦY BAN NHÂN DÂN                CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT
    THÀNH PHỐ SÔNG MƠ                             NAM
        SỞ NỘI VỤ                       Độc lập - Tự do - Hạnh phúc
         _______                           ___________________
      Số: 123/SNV-VP                 Sông Mơ, ngày 05 tháng 3 năm 2026
  V/v triển khai kế hoạch
    tuyển dụng công chức
                     Kính gửi: Ủy ban nhân dân các xã, phường.
    Thực hiện ý kiến của lãnh đạo.
Nơi nhận:                                      KT. GIÁM ĐỐC
- Như trên;                                    PHÓ GIÁM ĐỐC

- Lưu: VT.
                                            ThS. Phạm Văn Ví Dụ
`

const stateDecision = `
ỦY BAN NHÂN DÂN
TỈNH SÔNG MƠ
-------
Số: 1234/QĐ-UBND
CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập – Tự do – Hạnh phúc
Sông Mơ, ngày 12 tháng 10 năm 2026
QUYẾT ĐỊNH
Về việc phê duyệt Đề án vườn ươm của Ủy ban nhân dân tỉnh
CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH SÔNG MƠ
Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;
QUYẾT ĐỊNH:
Điều 1. Phê duyệt Đề án.
Nơi nhận:
- Như Điều 3;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Nguyễn Thị Hư Cấu
PHỤ LỤC
Kèm theo Quyết định số 1234/QĐ-UBND ngày 12 tháng 10 năm 2026
KT. GIÁM ĐỐC
PHÓ GIÁM ĐỐC
Người Khác Hẳn
`

// runTogether is how pages copied from the web look.
const runTogether = `Quyết định 77/QĐ-TCTN năm 2024
BỘ THỬ NGHIỆM TỔNG CỤC TÀI NGUYÊN -------
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc ---------------
Số:
77/QĐ-TCTN Hà Nội, ngày 31 tháng 7 năm 2024 QUYẾT ĐỊNH BAN HÀNH QUY CHẾ LÀM VIỆC CỦA TỔNG CỤC TÀI NGUYÊN TỔNG CỤC TRƯỞNG TỔNG CỤC TÀI NGUYÊN Căn cứ Luật Thử ngày 01 tháng 01 năm 2020;
Điều 1. Ban hành Quy chế.
Nơi nhận:
- Lưu: VT, TH (3b) KT. TỔNG CỤC TRƯỞNG PHÓ TỔNG CỤC TRƯỞNG Hồ Kỳ Minh QUY CHẾ LÀM VIỆC
`

const minutes = `
     CHI BỘ THÔN THỬ                     ĐẢNG CỘNG SẢN VIỆT NAM
            *
      Số 02-BB/CB                   Hòa Mơ, ngày 03 tháng 5 năm 2026

                             BIÊN BẢN
                   Sinh hoạt chi bộ tháng 5 năm 2026

  Hôm nay, chi bộ họp.

   NGƯỜI GHI BIÊN BẢN                          CHỦ TRÌ HỘI NGHỊ

       Vũ Thị Ghi                                Đặng Văn Chủ
`

const lawText = `QUỐC HỘI
Luật số: 31/2099/QH19
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
LUẬT
THỬ NGHIỆM
Căn cứ Hiến pháp;
`

func TestRead(t *testing.T) {
	tests := []struct {
		name, text string
		want       summary
	}{
		{"party notice, columns", partyNotice, summary{
			"15-TB/TU", "2026-11-23", "THÀNH ỦY SÔNG MƠ", "Thông báo",
			"kết luận của Ban Thường vụ Thành ủy tại phiên họp ngày 20 tháng 11 năm 2026 về chuyển đổi số",
			[]reading.Signer{{Name: "Lê Văn Mẫu", Position: "PHÓ BÍ THƯ"}},
		}},
		{"party letter, columns", partyLetter, summary{
			"205-CV/VPTU", "2026-02-05", "VĂN PHÒNG THÀNH ỦY SÔNG MƠ", "Công văn", "góp ý dự thảo báo cáo sơ kết công tác năm 2026",
			[]reading.Signer{{Name: "Trần Thị Thử", Position: "PHÓ CHÁNH VĂN PHÒNG"}},
		}},
		{"state letter, national name broken", stateLetter, summary{
			"123/SNV-VP", "2026-03-05", "SỞ NỘI VỤ", "Công văn", "triển khai kế hoạch tuyển dụng công chức",
			[]reading.Signer{{Name: "Phạm Văn Ví Dụ", Position: "PHÓ GIÁM ĐỐC"}},
		}},
		{"state decision, paragraphs", stateDecision, summary{
			"1234/QĐ-UBND", "2026-10-12", "ỦY BAN NHÂN DÂN TỈNH SÔNG MƠ", "Quyết định", "Về việc phê duyệt Đề án vườn ươm của Ủy ban nhân dân tỉnh",
			[]reading.Signer{{Name: "Nguyễn Thị Hư Cấu", Position: "PHÓ CHỦ TỊCH"}},
		}},
		{"lines run together", runTogether, summary{
			"77/QĐ-TCTN", "2024-07-31", "TỔNG CỤC TÀI NGUYÊN", "Quyết định", "BAN HÀNH QUY CHẾ LÀM VIỆC CỦA TỔNG CỤC TÀI NGUYÊN",
			[]reading.Signer{{Name: "Hồ Kỳ Minh", Position: "PHÓ TỔNG CỤC TRƯỞNG"}},
		}},
		{"minutes, two signers", minutes, summary{
			"02-BB/CB", "2026-05-03", "CHI BỘ THÔN THỬ", "Biên bản", "Sinh hoạt chi bộ tháng 5 năm 2026",
			[]reading.Signer{{Name: "Đặng Văn Chủ", Position: "CHỦ TRÌ HỘI NGHỊ"}, {Name: "Vũ Thị Ghi", Position: "NGƯỜI GHI BIÊN BẢN"}},
		}},
		{"law", lawText, summary{"31/2099/QH19", "", "QUỐC HỘI", "Luật", "THỬ NGHIỆM", []reading.Signer{}}},
		{
			"no letterhead",
			"Kết luận số 88-KL/TW\n\nBộ Thử đã ban hành Kết luận số 88-KL/TW (ngày 22/12/2024) của Ban Bí thư về công tác thử nghiệm trong tình hình mới.\n",
			summary{"88-KL/TW", "2024-12-22", "Ban Bí thư", "Kết luận", "về công tác thử nghiệm trong tình hình mới", []reading.Signer{}},
		},
		{
			"running text that only cites",
			"Báo cáo tình hình.\nThực hiện Kế hoạch số 15-KH/TU ngày 01/02/2026 của Ban Thường vụ về đổi mới,\nngày 05 tháng 02 năm 2026, cơ quan đã họp.\n",
			summary{Signers: []reading.Signer{}},
		},
		{"draft without number", strings.Replace(partyLetter, "205-CV/VPTU", "     -CV/VPTU", 1), summary{
			"", "2026-02-05", "VĂN PHÒNG THÀNH ỦY SÔNG MƠ", "Công văn", "góp ý dự thảo báo cáo sơ kết công tác năm 2026",
			[]reading.Signer{{Name: "Trần Thị Thử", Position: "PHÓ CHÁNH VĂN PHÒNG"}},
		}},
		{"empty", "", summary{Signers: []reading.Signer{}}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, summaryOf(tt.text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestReadPositions(t *testing.T) {
	tests := []struct{ block, want string }{
		{"T/M ĐẢNG ỦY\nBÍ THƯ", "BÍ THƯ"},
		{"T/M BAN BÍ THƯ\nTHƯỜNG TRỰC BAN BÍ THƯ", "THƯỜNG TRỰC BAN BÍ THƯ"},
		{"T/L BAN THƯỜNG VỤ\nCHÁNH VĂN PHÒNG", "CHÁNH VĂN PHÒNG"},
		{"T/M THƯỜNG TRỰC THÀNH ỦY PHÓ BÍ THƯ", "PHÓ BÍ THƯ"},
		{"TM. ỦY BAN NHÂN DÂN KT.CHỦ TỊCH PHÓ CHỦ TỊCH", "PHÓ CHỦ TỊCH"},
		{"TUQ. GIÁM ĐỐC\nTRƯỞNG PHÒNG TỔNG HỢP", "TRƯỞNG PHÒNG TỔNG HỢP"},
		{"T/M BAN CHẤP HÀNH ĐẢNG BỘ\nTHÀNH PHỐ SÔNG MƠ\nPHÓ BÍ THƯ THƯỜNG TRỰC", "PHÓ BÍ THƯ THƯỜNG TRỰC"},
		{"BỘ TRƯỞNG, CHỦ NHIỆM", "BỘ TRƯỞNG, CHỦ NHIỆM"},
		{"Q. GIÁM ĐỐC", "Q. GIÁM ĐỐC"},
		{"K/T TRƯỞNG BAN\nPHÓ TRƯỞNG BAN THƯỜNG TRỰC", "PHÓ TRƯỞNG BAN THƯỜNG TRỰC"},
	}
	for _, tt := range tests {
		got := reading.Read("Nơi nhận:\n- Như trên;\n- Lưu VT.\n" + tt.block + "\n\n(Đã ký)\n\nThiếu tướng Lê Thị Mẫu\n").Signers
		want := []reading.Signer{{Name: "Lê Thị Mẫu", Position: tt.want}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.block, diff)
		}
	}
}

func TestFieldsJSON(t *testing.T) {
	text, err := json.Marshal(reading.Read(""))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"reference_code":"","issued_date":null,"issuing_agency":"","document_type":"","subject":"","signers":[],"assignments":[],"text":""}`
	if string(text) != want {
		t.Errorf("JSON = %s, want %s", text, want)
	}
	f := reading.Read(partyNotice)
	text, err = json.Marshal(f.IssuedDate)
	if err != nil || string(text) != `"2026-11-23"` {
		t.Errorf("issued_date = %s, %v", text, err)
	}
}

func TestReadIsQuickOnHostileText(t *testing.T) {
	for name, text := range map[string]string{
		"rules":      strings.Repeat("--- ", 100_000),
		"capitals":   "Nơi nhận\n" + strings.Repeat("BÍ ", 400_000),
		"gaps":       strings.Repeat("a  ", 700_000),
		"titles":     strings.Repeat("QUYẾT ĐỊNH ", 100_000),
		"lines":      strings.Repeat("Nơi nhận\n", 200_000),
		"dates":      strings.Repeat("Hà Nội, ngày 01 tháng 01 năm 2026 ", 50_000),
		"agency":     "ỦY BAN\nSố: 1/QĐ-UB\nQUYẾT ĐỊNH\n" + strings.Repeat("ỦY BAN\n", 300_000),
		"one agency": strings.Repeat("BAN ", 300_000) + "\nSố: 1/QĐ-UB\n",
	} {
		start := time.Now()
		reading.Read(text)
		reading.DetectClassificationMark(text)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s: took %s", name, took)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{partyNotice, partyLetter, stateDecision, runTogether, minutes, lawText, "\f\t Số:\n1-A/B"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := reading.Read(s)
		if got.Signers == nil || got.Assignments == nil {
			t.Fatal("lists must not be nil")
		}
		if got.ReferenceCode != "" {
			if _, ok := reading.ParseReferenceCode(got.ReferenceCode); !ok {
				t.Fatalf("code %q does not parse", got.ReferenceCode)
			}
		}
		reading.DetectClassificationMark(s)
	})
}

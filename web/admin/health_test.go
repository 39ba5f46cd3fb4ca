package admin

import (
	"errors"
	"strings"
	"testing"
	"time"

	"congvan/office/signing"
)

// well is a server on which all is well.
func well() Server {
	return Server{
		Engine: "sqlite", Answer: 400 * time.Microsecond, InUse: 1, Most: 9, DiskFree: 50_000_000_000, DiskSize: 100_000_000_000,
		Tools: []Tool{{Name: "pdftotext", Version: "22.12"}}, Slowest: []Slow{{"Document.Page", 3, time.Millisecond, 5 * time.Millisecond}},
	}
}

func TestFindingsSayWhatIsWrongAndWhatToDo(t *testing.T) {
	for _, f := range well().findings() {
		if f.grade != good || f.do != "" || f.says == "" {
			t.Errorf("all is well, and yet: %+v", f)
		}
	}
	for name, c := range map[string]struct {
		change func(*Server)
		part   string
		grade  grade
		says   string
	}{
		"slow database":     {func(s *Server) { s.Answer = 2 * time.Second }, "Cơ sở dữ liệu", attention, "2,0 giây"},
		"no connection":     {func(s *Server) { s.InUse = 9 }, "Cơ sở dữ liệu", attention, "9/9 kết nối"},
		"cannot write":      {func(s *Server) { s.Write = errors.New("read-only") }, "Kho tệp", bad, "Không ghi được"},
		"files away":        {func(s *Server) { s.FilesAway = errors.New("refused") }, "Kho tệp", bad, "S3 không trả lời"},
		"little room":       {func(s *Server) { s.DiskFree = 9_400_000_000 }, "Dung lượng đĩa", attention, "9,4 GB"},
		"no room":           {func(s *Server) { s.DiskFree = 1_000_000 }, "Dung lượng đĩa", bad, "1,0 MB"},
		"queue waits":       {func(s *Server) { s.Due, s.Oldest = 1200, 12*time.Minute }, "Việc nền", attention, "1.200 việc: 1.200 đến lượt"},
		"queue stands":      {func(s *Server) { s.Due, s.Oldest = 1, 3*time.Hour }, "Việc nền", bad, "đã chờ 3 giờ"},
		"failing":           {func(s *Server) { s.Later, s.Failing = 3, 2 }, "Việc nền lỗi", attention, "2 việc đã lỗi"},
		"heads wait":        {func(s *Server) { s.Unsigned, s.UnsignedFor = 4, 2*time.Minute }, "Nhật ký", attention, "4 cơ quan chưa được ký từ 2 phút"},
		"heads unsigned":    {func(s *Server) { s.Unsigned, s.UnsignedFor = 4, 72*time.Hour }, "Nhật ký", bad, "3 ngày"},
		"program missing":   {func(s *Server) { s.Tools[0].Fix = "Cài bằng lệnh: apt-get install poppler-utils" }, "Chương trình đọc tệp", bad, "Thiếu: pdftotext"},
		"a slow statement":  {func(s *Server) { s.Slowest[0].Max = 1500 * time.Millisecond }, "Tốc độ truy vấn", attention, "1,5 giây"},
		"a burst of heads":  {func(s *Server) { s.Unsigned, s.UnsignedFor = 4, time.Second }, "Nhật ký", good, "đã ký"},
		"nothing asked yet": {func(s *Server) { s.Slowest = nil }, "Tốc độ truy vấn", good, "Chưa có"},
	} {
		s := well()
		c.change(&s)
		for _, f := range s.findings() {
			switch {
			case f.part != c.part && f.grade != good:
				t.Errorf("%s: %+v too", name, f)
			case f.part == c.part && (f.grade != c.grade || !strings.Contains(f.says, c.says) || (f.do == "") != (c.grade == good)):
				t.Errorf("%s: %+v, want grade %d and %q", name, f, c.grade, c.says)
			}
		}
	}
}

// One package may hold several programs: it is named once.
func TestWhatToInstallIsSaidOnce(t *testing.T) {
	const fix = "Cài bằng lệnh: apt-get install poppler-utils"
	f := Server{Tools: []Tool{{Name: "pdftotext", Fix: fix}, {Name: "pdfinfo", Fix: fix}}}.tools()
	if f.says != "Thiếu: pdftotext, pdfinfo." || f.do != fix+"." {
		t.Errorf("%+v", f)
	}
}

func TestKeysThatEndAreTold(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		service time.Time
		key     time.Time
		grade   grade
		says    string
	}{
		"all hold":            {now.AddDate(1, 0, 0), now.AddDate(1, 0, 0), good, "Không khoá nào"},
		"no service key yet":  {time.Time{}, now.AddDate(1, 0, 0), good, "Không khoá nào"},
		"a person's key ends": {now.AddDate(1, 0, 0), now.AddDate(0, 0, 9), attention, "1 khoá ký"},
		"service key ends":    {now.AddDate(0, 0, 9), now.AddDate(1, 0, 0), attention, "còn 9 ngày"},
		"service key ended":   {now.AddDate(0, 0, -1), now.AddDate(0, 0, 9), bad, "đã hết hạn"},
	} {
		f := keysFinding(validity{until: c.service, now: now}, []signing.Key{{NotAfter: c.key}})
		if f.grade != c.grade || !strings.Contains(f.says, c.says) {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

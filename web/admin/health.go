package admin

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"congvan/office/access"
	"congvan/office/signing"
	"congvan/web/page"
	"congvan/web/ui"
)

// Server is how the server stands, as the page of the server shows it.
type Server struct {
	Started time.Time
	Engine  string        // "sqlite", "postgres"
	Answer  time.Duration // how long the database took to answer
	InUse   int           // connections
	Most    int           // that may be open
	Write   error         // why nothing can be written to the data folder; nil: it can
	// FilesAway is why the S3 service of files cannot be used; nil when it can, or
	// when files lie in the data folder.
	FilesAway error

	DiskFree, DiskSize uint64 // bytes

	Due, Later, Running, Failing int           // background work; Failing is part of the others
	Oldest                       time.Duration // how long the oldest due job has been due

	Unsigned    int // journals whose newest entries stand under no signed head
	UnsignedFor time.Duration

	Tools    []Tool
	ToolsAt  time.Time // when they were looked at
	Streams  int       // open live pages
	Slowest  []Slow    // statements lately, slowest first
	SlowFrom time.Duration
}

// Tool is a program that reads or converts files. Fix, in Vietnamese, is "" when it
// is there.
type Tool struct{ Name, Version, Fix string }

// Slow is how a statement did lately.
type Slow struct {
	Statement string // Go name
	Runs      int
	Mean, Max time.Duration
}

// grade is how well a part stands.
type grade int

const (
	good grade = iota
	attention
	bad
)

func (g grade) tag() ui.Tag {
	switch g {
	case bad:
		return ui.Tag{Word: "Hỏng", Tone: ui.ToneLate, Icon: ui.IconWarning}
	case attention:
		return ui.Tag{Word: "Cần xem", Tone: ui.ToneSoon, Icon: ui.IconWarning}
	}
	return ui.Tag{Word: "Tốt", Tone: ui.ToneOK, Icon: ui.IconCheck}
}

// finding is one part of the server: how it stands and what to do, "" when nothing.
type finding struct {
	part  string
	grade grade
	says  string
	do    string
	href  string // where it is done; "" on the server itself
}

// What makes a part worth a look, and what makes it bad.
const (
	slowAnswer = 500 * time.Millisecond
	lateQueue  = 5 * time.Minute
	stuckQueue = 30 * time.Minute
	lateHeads  = time.Minute
	stuckHeads = 10 * time.Minute
	littleDisk = 10_000_000_000 // bytes
	leastDisk  = 2_000_000_000
	slowRun    = time.Second // of a statement
)

// findings judges each part of the server, in the order of the page.
func (s Server) findings() []finding {
	return []finding{
		s.database(), s.files(), s.disk(), s.queue(), s.failing(), s.heads(), s.tools(), s.statements(),
	}
}

func (s Server) database() finding {
	engine := map[string]string{"sqlite": "SQLite", "postgres": "PostgreSQL"}[s.Engine]
	f := finding{part: "Cơ sở dữ liệu", says: engine + " trả lời sau " + millis(s.Answer) + "; đang dùng " + ui.Number(s.InUse) + "/" + ui.Number(s.Most) + " kết nối."}
	if s.Answer > slowAnswer || s.Most > 1 && s.InUse >= s.Most {
		f.grade, f.do = attention, "Xem máy chủ cơ sở dữ liệu có quá tải, ổ đĩa có chậm không."
	}
	return f
}

func (s Server) files() finding {
	if s.Write != nil {
		return finding{
			part: "Kho tệp", grade: bad, says: "Không ghi được vào thư mục dữ liệu.",
			do: "Kiểm tra ổ đĩa còn chỗ và quyền ghi của tài khoản chạy congvan.",
		}
	}
	if s.FilesAway != nil {
		return finding{
			part: "Kho tệp", grade: bad, says: "Kho tệp S3 không trả lời: chưa nhận và chưa mở được tệp, phần còn lại vẫn chạy.",
			do: "Kiểm tra dịch vụ S3, đường mạng và khoá truy cập trong mục [files] của congvan.toml.",
		}
	}
	return finding{part: "Kho tệp", says: "Ghi được."}
}

func (s Server) disk() finding {
	f := finding{part: "Dung lượng đĩa", says: "Còn " + ui.Bytes(int64(s.DiskFree)) + " trên " + ui.Bytes(int64(s.DiskSize)) + "."}
	const do = "Dọn hoặc mở rộng ổ đĩa của thư mục dữ liệu. Thư mục derived có thể xoá, hệ thống tự tạo lại."
	switch {
	case s.DiskFree < leastDisk:
		f.grade, f.do = bad, do
	case s.DiskFree < littleDisk:
		f.grade, f.do = attention, do
	}
	return f
}

func (s Server) queue() finding {
	f := finding{part: "Việc nền", says: "Không có việc nào chờ."}
	if n := s.Due + s.Later + s.Running; n > 0 {
		f.says = ui.Number(n) + " việc: " + ui.Number(s.Due) + " đến lượt, " + ui.Number(s.Running) + " đang làm, " + ui.Number(s.Later) + " hẹn giờ."
	}
	if s.Due > 0 && s.Oldest >= time.Minute {
		f.says += " Việc cũ nhất đã chờ " + span(s.Oldest) + "."
	}
	const do = "Xem máy chủ có quá tải không; nếu chạy nhiều máy, xem có máy nào dừng."
	switch {
	case s.Oldest > stuckQueue:
		f.grade, f.do = bad, do
	case s.Oldest > lateQueue:
		f.grade, f.do = attention, do
	}
	return f
}

func (s Server) failing() finding {
	if s.Failing == 0 {
		return finding{part: "Việc nền lỗi", says: "Không có."}
	}
	return finding{
		part: "Việc nền lỗi", grade: attention, says: ui.Number(s.Failing) + " việc đã lỗi và đang chờ làm lại.",
		do: "Xem lỗi gần nhất của từng việc", href: "/admin/operations",
	}
}

func (s Server) heads() finding {
	f := finding{part: "Nhật ký", says: "Mọi việc đã ghi đều có đầu nhật ký đã ký."}
	if s.Unsigned == 0 || s.UnsignedFor < lateHeads {
		return f
	}
	f.grade, f.says = attention, "Nhật ký của "+ui.Number(s.Unsigned)+" cơ quan chưa được ký từ "+span(s.UnsignedFor)+" trước. Không mất gì, nhưng gói tin phải chờ."
	f.do = "Tìm dòng “sign heads” trong nhật ký máy chủ; thường do một khoá trong thư mục keys không đọc được."
	if s.UnsignedFor > stuckHeads {
		f.grade = bad
	}
	return f
}

func (s Server) tools() finding {
	f := finding{part: "Chương trình đọc tệp"}
	var there, missing, fixes []string
	for _, t := range s.Tools {
		if t.Fix == "" {
			there = append(there, t.Name)
			continue
		}
		missing, fixes = append(missing, t.Name), append(fixes, t.Fix)
	}
	if len(missing) == 0 {
		f.says = "Có đủ: " + strings.Join(there, ", ") + "."
		return f
	}
	f.grade, f.says, f.do = bad, "Thiếu: "+strings.Join(missing, ", ")+".", strings.Join(slices.Compact(fixes), "; ")+"."
	return f
}

func (s Server) statements() finding {
	f := finding{part: "Tốc độ truy vấn", says: "Chưa có câu lệnh nào gần đây."}
	if len(s.Slowest) == 0 {
		return f
	}
	worst := s.Slowest[0]
	f.says = "Câu lệnh chậm nhất gần đây mất " + millis(worst.Max) + "."
	if worst.Max > slowRun {
		f.grade, f.do = attention, "Xem bảng bên dưới; nếu lặp lại, gửi tên câu lệnh cho đơn vị hỗ trợ."
	}
	return f
}

// keysFinding judges the agency's own keys: the service key, people's and the seal.
func keysFinding(service validity, keys []signing.Key) finding {
	f := finding{part: "Khoá của cơ quan", says: "Không khoá nào sắp hết hạn."}
	n := ending(keys, service.now)
	if n > 0 {
		f.grade, f.says, f.do, f.href = attention, ui.Number(n)+" khoá ký đã hoặc sắp hết hạn (trong "+itoa(soonDays)+" ngày).", "Xem và gia hạn khoá", "/admin/keys"
	}
	switch {
	case service.until.IsZero(): // made by itself when it is first needed
	case service.until.Before(service.now):
		f.grade, f.says, f.do, f.href = bad, "Khoá dịch vụ đã hết hạn: cơ quan không gửi và nhận liên thông được.", "Thay khoá dịch vụ theo hướng dẫn trong docs/operate/keys.md.", ""
	case service.days() <= soonDays:
		f.grade, f.says = attention, "Khoá dịch vụ còn "+itoa(service.days())+" ngày."
		f.do, f.href = "Thay khoá dịch vụ theo hướng dẫn trong docs/operate/keys.md.", ""
	}
	return f
}

// millis writes a short duration: "0,4 ms", "38 ms", "1,2 giây".
func millis(d time.Duration) string {
	comma := func(format string, v float64) string { return strings.Replace(fmt.Sprintf(format, v), ".", ",", 1) }
	switch ms := float64(d) / float64(time.Millisecond); {
	case ms < 0.1:
		return "dưới 0,1 ms"
	case ms < 10:
		return comma("%.1f ms", ms)
	case ms < 1000:
		return comma("%.0f ms", ms)
	default:
		return comma("%.1f giây", ms/1000)
	}
}

// span writes a longer duration in its largest unit: "3 phút", "5 giờ", "2 ngày".
func span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return ui.Number(int(d/time.Second)) + " giây"
	case d < time.Hour:
		return ui.Number(int(d/time.Minute)) + " phút"
	case d < 48*time.Hour:
		return ui.Number(int(d/time.Hour)) + " giờ"
	}
	return ui.Number(int(d/(24*time.Hour))) + " ngày"
}

// health is the page of the server: every part in words, and what to do.
func (a Area) health(q *page.Request) error {
	if err := q.Require(access.ReadServer); err != nil {
		return err
	}
	s, err := a.Server(q.Ctx())
	if err != nil {
		return err
	}
	keys, err := a.Signing.Keys(q.Ctx(), q.Actor())
	if err != nil {
		return err
	}
	service := validity{now: q.Now()}
	if k, err := a.ServiceKeys.ServiceKey(q.Actor().Agency); err == nil {
		service.until = k.Certificate().NotAfter
	}
	all := append(s.findings(), keysFinding(service, keys))
	v := healthView{
		head: ui.PageHead{Title: "Máy chủ", Crumbs: crumbs("Máy chủ"), Sub: verdict(all) + " · cập nhật " + ui.Clock(q.Now())},
		all:  findingTable(all), slow: slowTable(s.Slowest),
		note: "Nhiều nhất " + span(s.SlowFrom) + " gần đây, trên máy này",
		facts: ui.Facts{
			{Label: "Chạy liên tục", Value: ui.Text(span(time.Since(s.Started)))},
			{Label: "Trang đang mở", Value: ui.Text(ui.Number(s.Streams))},
			{Label: "Chương trình", Value: ui.Text(versions(s.Tools))},
			{Label: "Xem chương trình lúc", Value: ui.Text(ui.Clock(s.ToolsAt))},
		},
	}
	return q.Frame(q.Page("Máy chủ"), healthPage(v))
}

// healthView is the page of the server.
type healthView struct {
	head  ui.PageHead
	all   ui.Table
	slow  ui.Table
	note  string
	facts ui.Facts
}

// verdict says in one sentence how the server stands.
func verdict(all []finding) string {
	n := map[grade]int{}
	for _, f := range all {
		n[f.grade]++
	}
	switch {
	case n[bad] > 0:
		return ui.Number(n[bad]) + " phần hỏng, cần xử lý ngay"
	case n[attention] > 0:
		return "Máy chủ chạy được, " + ui.Number(n[attention]) + " phần cần xem"
	}
	return "Máy chủ chạy tốt"
}

// findingTable lists the parts, worst first.
func findingTable(all []finding) ui.Table {
	slices.SortStableFunc(all, func(a, b finding) int { return cmp.Compare(b.grade, a.grade) })
	t := ui.Table{
		Attrs: templ.Attributes{"id": "health"}, Caption: "Tình trạng từng phần", Wrap: true,
		Columns: []ui.Column{
			{Title: "Phần", Width: 208, Main: true},
			{Title: "Tình trạng", Width: 112, OnPhone: true},
			{Title: "Chi tiết, việc cần làm", OnPhone: true},
		},
	}
	var rows []ui.Row
	for _, f := range all {
		rows = append(rows, ui.Row{Cells: []templComponent{ui.Text(f.part), f.grade.tag(), told(f)}})
	}
	t.Groups = ui.Rows(rows...)
	return t
}

func slowTable(all []Slow) ui.Table {
	t := ui.Table{
		Attrs: templ.Attributes{"id": "slow"}, Caption: "Câu lệnh chậm nhất gần đây",
		Columns: []ui.Column{
			{Title: "Câu lệnh", Main: true},
			{Title: "Lâu nhất", Width: 112, Kind: ui.NumberColumn, OnPhone: true},
			{Title: "Trung bình", Width: 112, Kind: ui.NumberColumn, OnPhone: true},
			{Title: "Số lần", Width: 112, Kind: ui.NumberColumn, OnPhone: true},
		},
		Empty: ui.Empty{Icon: ui.IconGauge, Title: "Chưa có câu lệnh nào gần đây.", Small: true},
	}
	var rows []ui.Row
	for _, s := range all {
		rows = append(rows, ui.Row{Cells: []templComponent{
			ui.Text(s.Statement), ui.Text(millis(s.Max)), ui.Text(millis(s.Mean)), ui.Text(ui.Number(s.Runs)),
		}})
	}
	t.Groups = ui.Rows(rows...)
	return t
}

func versions(all []Tool) string {
	var out []string
	for _, t := range all {
		if t.Fix == "" && t.Version != "" {
			out = append(out, t.Version)
		}
	}
	return strings.Join(out, " · ")
}

package ui

import (
	"time"

	"github.com/a-h/templ"
)

// Samples for the gallery: invented people, example figures, one fixed day.

func sampleDay(day, hour, minute int) time.Time {
	return time.Date(2026, time.November, day, hour, minute, 0, 0, zone())
}

// samplePage is the shell of a records clerk with two posts.
func samplePage(theme Theme) Page {
	return Page{
		Title: "Thành phần giao diện", Theme: theme, Today: sampleDay(23, 9, 12),
		Brand: Brand{Unit: "Văn phòng Thành ủy Đà Nẵng", Emblem: EmblemParty},
		Person: Person{Name: "Trần Minh Khôi", Title: "Phó Chánh Văn phòng", Posts: []Post{
			{ID: "1", Title: "Phó Chánh Văn phòng", Unit: "Văn phòng Thành ủy", Current: true},
			{ID: "2", Title: "Ủy viên Ban biên tập", Unit: "Tổ biên tập văn kiện"},
		}},
		Delegation: &Delegation{For: "Lê Hữu Phước, Chánh Văn phòng", Until: sampleDay(27, 0, 0), Scope: "văn bản hành chính của Văn phòng", Post: "1"},
		Notices:    Notices{Href: "#", Count: 3},
		Nav:        sampleNav(),
		Toasts:     []Toast{{Text: "Đã giao 96-KH/UBKTTU cho Phòng Tổng hợp.", UndoAction: "#", Sticky: true}},
	}
}

func sampleNav() Nav {
	return Nav{Groups: []NavGroup{
		{Items: []NavItem{{Label: "Bàn làm việc", Href: "#", Icon: IconDesk, Current: true}}},
		{Title: "Văn bản đến", Items: []NavItem{
			{Label: "Chờ vào sổ", Href: "#", Icon: IconInbox, Count: Exactly(14)},
			{Label: "Phân loại, bút phê", Href: "#", Icon: IconDirect, Count: Exactly(20)},
			{Label: "Sổ văn bản đến", Href: "#", Icon: IconBook},
			{Label: "Đang xử lý", Href: "#", Icon: IconProcess, Count: Over(1000)},
		}},
		{Title: "Văn bản đi", Items: []NavItem{
			{Label: "Dự thảo chờ duyệt", Href: "#", Icon: IconFile, Count: Exactly(4)},
			{Label: "Chờ ký số", Href: "#", Icon: IconSign, Count: Counting()},
			{Label: "Sổ văn bản đi", Href: "#", Icon: IconSend},
			{Label: "Giao nhận liên thông", Href: "#", Icon: IconLink, Count: Exactly(7)},
		}},
		{Title: "Chỉ đạo", Items: []NavItem{
			{Label: "Việc được giao", Href: "#", Icon: IconTasks},
			{Label: "Theo dõi chỉ đạo", Href: "#", Icon: IconTarget, Count: Exactly(9), Late: true},
		}},
	}}
}

func sampleTable() Table {
	row := func(no, subject string, mark Mark, light Light, state Tag, agency, code, receiver string) Row {
		return Row{ID: no, Name: "số " + no, Href: "#" + no, Cells: []templ.Component{
			Text(no), Join(mark, Text(subject)), light, state, Clip(agency), Text(code), Text("20/11/2026"), Clip(receiver),
		}}
	}
	waiting := Tag{Word: "Chờ chuyển", Tone: ToneSoon, Icon: IconClock}
	working := Tag{Word: "Đang xử lý", Tone: ToneInfo, Icon: IconProcess}
	handled := Tag{Word: "Đã xử lý", Tone: ToneOK, Icon: IconCheck}
	rows := []Row{
		row("1242", "Báo cáo tiến độ giải phóng mặt bằng đường Vành đai phía Tây 2", Mark{}, Light{Signal: SignalOnTrack, Word: "30/11/2026"}, waiting, "UBND thành phố", "418/BC-UBND", "Chưa có"),
		row("1240", "Tờ trình xin chủ trương đầu tư trụ sở làm việc Đảng ủy phường", Mark{MarkUrgent, "Khẩn"}, Light{Signal: SignalSoon, Word: "Còn 5 giờ"}, working, "Đảng ủy phường Hải Châu", "48-TTr/ĐU", "Phòng Quản trị"),
		row("1239", "Báo cáo tình hình khắc phục hậu quả mưa lũ trên địa bàn xã Hòa Vang từ ngày 16 đến ngày 20/11/2026 và đề nghị hỗ trợ khẩn cấp lương thực, nước sạch", Mark{MarkExpress, "Hoả tốc"}, Light{Signal: SignalLate, Word: "Quá hạn 1 ngày"}, working, "Đảng ủy xã Hòa Vang", "125-BC/ĐU", "Phòng Tổng hợp"),
		row("1238", "Kế hoạch giám sát chuyên đề việc thực hiện quy chế làm việc", Mark{}, Light{Signal: SignalExtension}, working, "Ủy ban Kiểm tra Thành ủy", "96-KH/UBKTTU", "Phòng Tổng hợp"),
		row("1235", "", Mark{}, Light{Signal: SignalNone}, Tag{Word: "Đã huỷ số", Icon: IconClose}, "Ban Nội chính Thành ủy", "88-BC/BNCTU", ""),
		row("1232", "Giấy mời dự lễ kỷ niệm 80 năm Ngày Toàn quốc kháng chiến", Mark{}, Light{Signal: SignalDone}, handled, "Bộ Chỉ huy Quân sự thành phố", "77/GM-BCH", "Đ/c Trần Minh Khôi"),
		row("1231", "Báo cáo sơ kết một năm sắp xếp chi bộ thôn, khu phố", Mark{}, Light{Signal: SignalDoneLate}, handled, "Ban Tuyên giáo và Dân vận Thành ủy", "142-BC/ĐU", "Phòng Tổng hợp"),
	}
	rows[0].Unread = true
	rows[2].Selected, rows[3].Selected = true, true
	rows[4].Void, rows[4].NoPick = true, true
	rows[4].Cells[1] = Struck("Báo cáo công tác nội chính quý III", "huỷ số: ghi trùng số 1229")
	return Table{
		ID: "book", Caption: "Sổ đăng ký văn bản đến",
		Columns: []Column{
			{Title: "Số đến", Width: 80, Kind: NumberColumn, Frozen: true, OnPhone: true, SortHref: "#", Sorted: Descending},
			{Title: "Tên loại và trích yếu", Width: 464, Frozen: true, Main: true},
			{Title: "Hạn", Width: 144, OnPhone: true},
			{Title: "Trạng thái", Width: 128, OnPhone: true},
			{Title: "Tác giả", Width: 208, OnPhone: true},
			{Title: "Số, ký hiệu", Width: 128},
			{Title: "Ngày VB", Width: 96, Kind: DateColumn},
			{Title: "Đơn vị, người nhận", Width: 176},
		},
		Groups: []RowGroup{{
			Title: "Ngày đến 23/11/2026", Note: "thứ Hai · 42 văn bản, số 1201 đến số 1242", Rows: rows,
			Lights: []Light{{Signal: SignalLate, Word: "1 quá hạn"}, {Signal: SignalSoon, Word: "1 sắp đến hạn"}}, Link: &Button{Label: "Hiện 35 văn bản còn lại", Href: "#"},
		}},
		Toolbar: FilterText("q", "Số, ký hiệu, trích yếu", ""),
		Batch: &Batch{Noun: "văn bản", Buttons: []Button{
			{Label: "Chuyển", Icon: IconSend, Kind: Primary, Key: "F8", Action: "#"},
			{Label: "In phiếu giải quyết", Icon: IconPrint, Action: "#"},
		}},
		Foot: &Foot{Noun: "văn bản", Total: Exactly(1242), Note: "Huỷ số vẫn hiện, kèm lý do", Pager: Pager{Next: "#", Range: "Dòng 1–50"}},
	}
}

func sampleItems() Items {
	return Items{Groups: []ItemGroup{
		{Title: "Quá hạn · 2", Items: []Item{
			{Title: "Tờ trình đề nghị bổ sung quy hoạch cán bộ Đảng ủy phường Sơn Trà", Href: "#", Meta: "29-TTr/ĐU · Đảng ủy phường Sơn Trà", Light: &Light{Signal: SignalLate, Word: "Quá 2 ngày"}, Kind: "Bút phê"},
			{Title: "Xin ý kiến dự thảo Đề án sắp xếp tổ chức bên trong các ban đảng", Href: "#", Unread: true, Mark: Mark{MarkUrgent, "Khẩn"}, Meta: "312-CV/BTCTU · Ban Tổ chức Thành ủy", Light: &Light{Signal: SignalLate, Word: "Quá 1 ngày"}, Kind: "Bút phê"},
		}},
		{Title: "Hôm nay, 23/11 · 2", Items: []Item{
			{Title: "Báo cáo tình hình khắc phục hậu quả mưa lũ trên địa bàn xã Hòa Vang", Href: "#", Unread: true, Mark: Mark{MarkExpress, "Hoả tốc"}, Meta: "125-BC/ĐU · Đảng ủy xã Hòa Vang", Light: &Light{Signal: SignalSoon, Word: "11:00"}, Kind: "Bút phê"},
			{Title: "Giấy mời hội nghị giao ban Thường trực với bí thư đảng ủy các phường, xã", Href: "#", Meta: "Dự thảo lần 1 · Phòng Tổng hợp", Light: &Light{Signal: SignalSoon, Word: "14:00"}, Kind: "Ký số"},
		}},
	}}
}

func sampleWaiting() Items {
	return Items{Narrow: true, Groups: []ItemGroup{{Items: []Item{
		{Title: "Góp ý dự thảo Quy chế phối hợp giữa các ban", Href: "#", Meta: "14/18 đơn vị đã góp ý", Light: &Light{Signal: SignalSoon, Word: "Còn 1 ngày"}},
		{Title: "Số liệu phát triển đảng viên quý IV", Href: "#", Meta: "Ban Tổ chức Thành ủy", Light: &Light{Signal: SignalOnTrack, Word: "26/11/2026"}},
	}}}}
}

func sampleFields() []Field {
	return []Field{
		{Name: "book", Label: "Sổ", Kind: SelectField, Options: []Option{{Value: "vb", Label: "Văn bản đến năm 2026"}}, Span: 6},
		{Name: "arrived", Label: "Ngày đến", Kind: DateField, Value: "23/11/2026", Span: 3},
		{Name: "agency", Label: "Cơ quan gửi", Value: "Đảng ủy xã Hòa Vang", Confidence: HighConfidence, Required: true, Options: []Option{{Value: "Đảng ủy xã Hòa Vang"}, {Value: "Đảng ủy phường Hải Châu"}}},
		{Name: "code", Label: "Số, ký hiệu", Value: "127-BC/ĐU", Confidence: HighConfidence, Span: 4},
		{Name: "issued", Label: "Ngày văn bản", Kind: DateField, Value: "22/11/2026", Confidence: MidConfidence, Weak: true, Span: 4},
		{Name: "type", Label: "Loại văn bản", Kind: SelectField, Options: []Option{{Value: "BC", Label: "Báo cáo"}}, Confidence: HighConfidence, Span: 4},
		{Name: "subject", Label: "Trích yếu", Kind: TextArea, Required: true, Error: "Nhập trích yếu", Hint: "Như ghi trên văn bản, không viết tắt."},
		{Name: "due", Label: "Hạn giải quyết", Value: "23/11/2026 17:00", Hint: "Theo độ khẩn: trong ngày", Span: 5},
		{Name: "file", Label: "Tệp kèm theo", Kind: FileField, Accept: ".pdf", Span: 7},
	}
}

func sampleTree() Tree {
	late := Light{Signal: SignalLate, Word: "Quá hạn 1 ngày"}
	return Tree{
		{Role: RoleLead, Name: "Phòng Tổng hợp", Unit: true, Light: late, When: "Hạn 22/11", Children: []TreeNode{
			{Role: RoleLead, Name: "Võ Đình Lộc, trưởng phòng", Light: late, When: "20/11 17:20", Children: []TreeNode{
				{Role: RoleHandle, Name: "Phạm Quốc Bảo", Light: late, When: "21/11 08:05"},
				{Role: RoleCoordinate, Name: "Lê Thị Thu Thảo", Light: Light{Signal: SignalDone, Word: "Đã góp ý"}, When: "21/11 15:40"},
			}},
		}},
		{Role: RoleCoordinate, Name: "Phòng Tài chính Đảng", Unit: true, Light: Light{Signal: SignalExtension, Word: "Xin hạn 24/11"}, When: "22/11 09:30"},
		{Role: RoleInform, Name: "Đ/c Lê Hữu Phước", Unit: true, Light: Light{Signal: SignalNone, Word: "Đã xem"}, When: "20/11 18:02"},
	}
}

func sampleSigs() Sigs {
	return Sigs{
		{State: SigValid, Who: "Đoàn Ngọc Diệp, Phó Trưởng ban", At: sampleDay(19, 15, 42), Facts: "Chứng thư của Ban Cơ yếu Chính phủ, còn hạn đến 14/03/2028"},
		{State: SigValid, Seal: true, Who: "Dấu cơ quan: Ban Tổ chức Thành ủy", At: sampleDay(19, 15, 50), Facts: "Sau khi ký: chỉ thêm số, ngày và dấu; nội dung không thay đổi"},
		{State: SigBroken, Who: "Nguyễn Văn An", At: sampleDay(18, 10, 5), Facts: "Nội dung bị sửa sau khi ký, từ trang 2"},
	}
}

func sampleStory() Story {
	return Story{
		{At: sampleDay(21, 8, 5), Icon: IconProcess, Text: Text("Đ/c Võ Đình Lộc giao đ/c Phạm Quốc Bảo xử lý"), Note: "Đồng chí Bảo dự thảo, đồng chí Thảo góp ý"},
		{At: sampleDay(20, 17, 5), Icon: IconDirect, Text: Text("Đ/c Huỳnh Bá Trực cho ý kiến chỉ đạo")},
		{At: sampleDay(20, 8, 3), Icon: IconBook, Text: Join(Text("Đ/c Nguyễn Thị Hạnh vào sổ số"), Link("#", "1199"))},
	}
}

func sampleDeliveries() DeliveryTable {
	full := [stageCount]time.Time{sampleDay(23, 8, 30), sampleDay(23, 8, 31), sampleDay(23, 8, 52), sampleDay(23, 9, 0)}
	return DeliveryTable{
		ID: "delivery", Batch: &Batch{Noun: "đơn vị", Buttons: []Button{{Label: "Nhắc", Icon: IconUrge, Kind: Primary, Key: "F8", Action: "#"}}},
		Rows: []Delivery{
			{ID: "1", Agency: "Đảng ủy phường Hải Châu", Href: "#", At: full, Arrival: "881"},
			{ID: "2", Agency: "Ban Tuyên giáo và Dân vận Thành ủy", Href: "#", At: [stageCount]time.Time{sampleDay(23, 8, 30), sampleDay(23, 8, 31)}},
			{ID: "3", Agency: "Đảng ủy xã Hòa Vang", Href: "#", At: [stageCount]time.Time{sampleDay(23, 8, 30)}, End: &Tag{Word: "Từ chối", Tone: ToneLate, Icon: IconClose}, Reason: "Sai nơi nhận", Retry: &Button{Label: "Gửi lại", Size: Small, Href: "#"}},
		},
		Foot: &Foot{Noun: "đơn vị", Total: Exactly(3)},
	}
}

func sampleMatrix(failed string) RoutingMatrix {
	return RoutingMatrix{ID: "f-route", Label: "Chuyển xử lý", Error: failed, Rows: []MatrixRow{
		{ID: "th", Name: "Phòng Tổng hợp", Role: RoleLead, Note: "12 việc đang làm"},
		{ID: "qt", Name: "Phòng Quản trị", Role: RoleCoordinate},
		{ID: "tc", Name: "Phòng Tài chính Đảng"},
		{ID: "lhp", Name: "Đ/c Lê Hữu Phước", Note: "Chánh Văn phòng", Role: RoleInform},
	}}
}

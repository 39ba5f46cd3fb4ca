package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// writerOfTexts composes subjects and texts in the words of offices. Some words
// stand in most documents, fields of work in a few in a hundred, places in one of
// a hundred and names of people in one of thousands.
type writerOfTexts struct{ r *rand.Rand }

func (w writerOfTexts) pick(list []string) string { return list[w.r.IntN(len(list))] }

// field draws a field of work: the first ones often, the last ones seldom.
func (w writerOfTexts) field() string {
	all := fieldsOfWork()
	return all[int(float64(len(all))*w.r.Float64()*w.r.Float64())]
}

func (w writerOfTexts) place() string {
	phuong, xa, _ := wardNames()
	if w.r.IntN(3) == 0 {
		return "phường " + w.pick(phuong)
	}
	return "xã " + w.pick(xa)
}

func (w writerOfTexts) person() string {
	woman := w.r.IntN(5) < 2
	return w.pick(familyNames()) + " " + w.pick(middleNames(woman)) + " " + w.pick(givenNames(woman))
}

func (w writerOfTexts) date() string {
	return fmt.Sprintf("%02d/%02d/%d", 1+w.r.IntN(28), 1+w.r.IntN(12), 2021+w.r.IntN(6))
}

func (w writerOfTexts) fill(pattern string) string {
	var b strings.Builder
	for {
		before, rest, more := strings.Cut(pattern, "{")
		b.WriteString(before)
		if !more {
			return b.String()
		}
		slot, after, _ := strings.Cut(rest, "}")
		switch slot {
		case "việc":
			b.WriteString(w.field())
		case "nơi":
			b.WriteString(w.place())
		case "người":
			b.WriteString(w.person())
		case "ngày":
			b.WriteString(w.date())
		case "số":
			fmt.Fprint(&b, 2+w.r.IntN(900))
		case "năm":
			fmt.Fprint(&b, 2021+w.r.IntN(6))
		}
		pattern = after
	}
}

func (w writerOfTexts) subject() string { return w.fill(w.pick(subjects())) }

// text composes a text of so many sentences after the subject.
func (w writerOfTexts) text(subject string, sentences int) string {
	var b strings.Builder
	b.WriteString(subject)
	for range sentences {
		b.WriteString(". ")
		b.WriteString(w.fill(w.pick(sentencesOfOffices())))
	}
	b.WriteString(".")
	return b.String()
}

func subjects() []string {
	return []string{
		"về việc triển khai {việc} trên địa bàn {nơi}", "về việc báo cáo kết quả {việc} năm {năm}", "xin ý kiến về {việc} tại {nơi}",
		"kế hoạch {việc} năm {năm}", "kết luận hội nghị về {việc}", "đề nghị phối hợp thực hiện {việc} tại {nơi}",
		"tình hình {việc} quý và phương hướng thời gian tới", "về việc kiểm tra, giám sát {việc}", "tăng cường lãnh đạo, chỉ đạo {việc}",
		"trả lời kiến nghị của ông {người}, {nơi} về {việc}", "góp ý dự thảo quy định về {việc}", "cử cán bộ tham dự hội nghị về {việc}",
		"phân công nhiệm vụ {việc}", "điều chỉnh chỉ tiêu {việc} năm {năm}", "về việc giải quyết đơn của bà {người}",
	}
}

func sentencesOfOffices() []string {
	return []string{
		"Căn cứ chương trình công tác năm {năm}, cơ quan đã xây dựng kế hoạch {việc} và trân trọng đề nghị nghiên cứu, cho ý kiến",
		"Thời gian qua, cấp ủy, chính quyền {nơi} đã tập trung lãnh đạo, chỉ đạo thực hiện {việc}, đạt được những kết quả tích cực",
		"Đến nay đã hoàn thành {số} nhiệm vụ, còn {số} nhiệm vụ đang thực hiện theo đúng tiến độ đề ra",
		"Yêu cầu các cơ quan, đơn vị báo cáo kết quả trước ngày {ngày} để tổng hợp, trình cấp có thẩm quyền xem xét",
		"Giao đồng chí {người} chủ trì, phối hợp với các đơn vị liên quan tham mưu {việc}",
		"Khó khăn chủ yếu là nguồn lực còn hạn chế, công tác phối hợp giữa các ngành chưa thường xuyên",
		"Trong {số} hồ sơ tiếp nhận có {số} hồ sơ liên quan đến {việc} tại {nơi}",
		"Đề nghị Ủy ban nhân dân {nơi} rà soát, bổ sung số liệu và chịu trách nhiệm về tính chính xác",
		"Hội nghị thống nhất đánh giá {việc} còn chậm so với yêu cầu và đề ra {số} giải pháp trọng tâm",
		"Tổng kinh phí thực hiện là {số} triệu đồng, trong đó ngân sách địa phương bảo đảm theo phân cấp",
		"Quá trình thực hiện nếu có vướng mắc, các đơn vị kịp thời phản ánh về cơ quan thường trực để được hướng dẫn",
		"Nhân dân {nơi} đồng tình với chủ trương {việc}, kiến nghị đẩy nhanh tiến độ trong năm {năm}",
		"Ban Thường vụ giao Văn phòng theo dõi, đôn đốc và báo cáo định kỳ hằng quý",
		"Công tác kiểm tra, giám sát được tăng cường, kịp thời chấn chỉnh những thiếu sót trong {việc}",
		"Trường hợp của ông {người} đã được xem xét, giải quyết theo đúng quy định của pháp luật",
		"Các tổ chức chính trị - xã hội tham gia tuyên truyền, vận động đoàn viên, hội viên hưởng ứng {việc}",
		"Nội dung này được thực hiện từ ngày {ngày} và thay thế văn bản trước đây về {việc}",
		"Kết quả khảo sát tại {nơi} cho thấy {số} phần trăm hộ gia đình được tiếp cận dịch vụ",
	}
}

func fieldsOfWork() []string {
	return []string{
		"xây dựng Đảng", "chuyển đổi số", "cải cách hành chính", "đầu tư công", "quản lý đất đai", "bảo vệ môi trường",
		"phát triển du lịch", "an sinh xã hội", "giảm nghèo bền vững", "xây dựng nông thôn mới", "phòng, chống thiên tai",
		"quốc phòng địa phương", "bảo đảm an ninh trật tự", "công tác cán bộ", "công tác dân vận", "tiếp công dân",
		"phòng, chống tham nhũng", "thực hành tiết kiệm", "quy hoạch đô thị", "giải phóng mặt bằng", "nhà ở xã hội",
		"an toàn giao thông", "an toàn thực phẩm", "phòng cháy, chữa cháy", "giáo dục mầm non", "y tế cơ sở", "bảo hiểm y tế",
		"đào tạo nghề", "thu hút đầu tư", "hỗ trợ doanh nghiệp", "phát triển thủy sản", "trồng rừng", "cấp nước sạch",
		"xử lý rác thải", "chỉnh trang đô thị", "bảo tồn di sản", "lễ hội văn hóa", "thể dục thể thao", "thông tin cơ sở",
		"thi đua, khen thưởng", "văn thư, lưu trữ", "bí mật nhà nước", "công nghệ thông tin", "khoa học và công nghệ",
		"đối ngoại nhân dân", "biên giới và hải đảo", "dân tộc và tôn giáo", "bình đẳng giới", "trẻ em", "người cao tuổi",
		"người có công", "hợp tác xã", "khuyến nông", "khai thác khoáng sản", "hồ chứa nước", "đê kè ven biển", "cảng cá",
		"nghĩa trang liệt sĩ", "chợ truyền thống", "quảng cáo ngoài trời",
	}
}

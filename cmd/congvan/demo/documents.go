package demo

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/format"
	"congvan/office/task"
	"congvan/standard/pades"
	"congvan/standard/vietnamese"
)

// sample is a kind of letter that offices send each other.
type sample struct {
	typ     string // type code of both rule sets
	subject string
	text    []string
	lead    string // unit that gets it
	days    int    // working days
}

func samples() []sample {
	return []sample{
		{"CV", "xin ý kiến dự thảo Đề án sắp xếp tổ chức bên trong cơ quan", []string{"Thực hiện chương trình công tác năm 2026, cơ quan đã xây dựng dự thảo Đề án sắp xếp tổ chức bên trong và trân trọng đề nghị Văn phòng nghiên cứu, cho ý kiến bằng văn bản.", "Ý kiến tham gia xin gửi về trước ngày 30/11/2026 để tổng hợp, hoàn thiện."}, "Phòng Tổng hợp", 5},
		{"BC", "tình hình khắc phục hậu quả mưa lũ trên địa bàn", []string{"Trong tháng 11/2026, trên địa bàn xảy ra hai đợt mưa lớn gây ngập cục bộ; cấp ủy đã chỉ đạo huy động lực lượng tại chỗ khắc phục hậu quả, sớm ổn định đời sống Nhân dân.", "Đến nay giao thông đã thông suốt; việc hỗ trợ các hộ bị thiệt hại đang được rà soát, thực hiện đúng đối tượng."}, "Phòng Tổng hợp", 3},
		{"TTr", "xin chủ trương đầu tư, sửa chữa trụ sở làm việc", []string{"Trụ sở hiện nay xuống cấp, diện tích không bảo đảm sau khi sắp xếp đơn vị hành chính.", "Kính đề nghị xem xét, cho chủ trương để triển khai các bước tiếp theo theo quy định."}, "Phòng Tài chính Đảng", 7},
		{"KH", "giám sát chuyên đề việc thực hiện quy chế làm việc", []string{"Giám sát việc xây dựng và thực hiện quy chế làm việc của cấp ủy cơ sở năm 2026.", "Thời gian thực hiện trong quý IV năm 2026; báo cáo kết quả trước ngày 20/12/2026."}, "Phòng Tổng hợp", 10},
		{"CV", "đề nghị cung cấp số liệu phục vụ báo cáo tổng kết năm", []string{"Để phục vụ báo cáo tổng kết công tác năm 2026, đề nghị cung cấp số liệu về công tác văn thư, lưu trữ và chuyển đổi số.", "Số liệu xin gửi trước ngày 05/12/2026."}, "Phòng Văn thư - Lưu trữ", 4},
		{"TB", "kết luận hội nghị giao ban công tác tháng 11", []string{"Hội nghị thống nhất đánh giá các nhiệm vụ trọng tâm tháng 11 cơ bản hoàn thành đúng tiến độ.", "Các đơn vị tập trung hoàn thành chỉ tiêu năm, chuẩn bị tốt nội dung hội nghị tổng kết."}, "Phòng Tổng hợp", 5},
		{"BC", "kết quả chuyển đổi số trong cơ quan đảng quý IV", []string{"Tỷ lệ văn bản điện tử có ký số gửi, nhận qua mạng đạt 96%; hồ sơ công việc được lập trên môi trường điện tử đạt 82%.", "Khó khăn chủ yếu là thiết bị ở cơ sở chưa đồng bộ."}, "Phòng Cơ yếu - Công nghệ thông tin", 5},
		{"CV", "cử cán bộ tham gia lớp bồi dưỡng nghiệp vụ văn phòng cấp ủy", []string{"Lớp bồi dưỡng dự kiến tổ chức trong hai ngày, trước ngày 15/12/2026.", "Đề nghị cử cán bộ tham gia đúng thành phần và gửi danh sách về để tổng hợp."}, "Phòng Quản trị", 3},
		{"TTr", "đề nghị bổ sung quy hoạch cán bộ", []string{"Căn cứ tiêu chuẩn, điều kiện và nhu cầu công tác, tập thể đã thống nhất đề nghị bổ sung quy hoạch.", "Kính trình xem xét, quyết định."}, "Phòng Tổng hợp", 7},
		{"CV", "góp ý dự thảo Quy chế phối hợp giữa các ban đảng", []string{"Cơ quan cơ bản thống nhất với bố cục và nội dung dự thảo Quy chế.", "Đề nghị bổ sung quy định về thời hạn trả lời và trách nhiệm của đơn vị phối hợp."}, "Phòng Tổng hợp", 2},
	}
}

// Documents lays n documents into the office's queue and registers: made by other
// agencies in correct form, most of them signed, received as any upload is,
// registered and directed. The same seed gives the same documents.
func Documents(ctx context.Context, c *City, ca *CA, n int, seed uint64) (int, error) {
	m := maker{city: c, ca: ca, r: rand.New(rand.NewPCG(seed, 2)), now: c.App.Clock()}
	rules, err := format.Load()
	if err != nil {
		return 0, err
	}
	m.rules = rules
	for i := range n {
		if err := m.one(ctx, i, n); err != nil {
			return i, fmt.Errorf("demo: document %d: %w", i+1, err)
		}
	}
	return n, nil
}

type maker struct {
	city  *City
	ca    *CA
	rules format.Rules
	r     *rand.Rand
	now   time.Time
}

// one makes a document; the last fifth stays in the queue, the fifth before waits
// for a direction.
func (m *maker) one(ctx context.Context, i, n int) error {
	s := samples()[i%len(samples())]
	from := m.sender()
	issued := vietnamese.DateOf(m.now).AddDays(-m.r.IntN(9))
	pdf, err := m.pdf(ctx, from, s, 20+m.r.IntN(900), issued)
	if err != nil {
		return err
	}
	o := m.city.Staffs[OfficeCode]
	clerk := o.First(office.RecordsClerk)
	app := m.city.App
	taken, err := app.Documents.Receive(ctx, clerk, document.ReceiveInput{Files: []document.Upload{{
		Name: fmt.Sprintf("van-ban-%03d.pdf", i+1), File: bytes.NewReader(pdf),
	}}})
	if err != nil || i >= n-n/5 {
		return err
	}
	d, err := app.Documents.Detail(ctx, clerk, taken.Document)
	if err != nil {
		return err
	}
	form := document.FormOf(d.Document)
	form.ArrivalDate, form.IssuingCode, form.IssuingName = office.Date{}, from.Agency.Code, from.Agency.Name
	form.Urgency = []office.Urgency{office.Normal, office.Normal, office.Normal, office.Urgent, office.Express}[m.r.IntN(5)]
	if _, err := app.Documents.Register(ctx, clerk, taken.Document, d.Document.Version, form); err != nil || i >= n-2*(n/5) {
		return err
	}
	return m.direct(ctx, o, taken.Document, s)
}

// sender picks an agency with people, never the office itself.
func (m *maker) sender() *Staff {
	for {
		code := m.city.Order[m.r.IntN(len(m.city.Order))]
		if code != OfficeCode {
			return m.city.Staffs[code]
		}
	}
}

func (m *maker) direct(ctx context.Context, o *Staff, doc office.ID, s sample) error {
	chief := o.ByRole[office.ChiefOfOffice][1]
	var open task.Task
	err := m.city.App.Store.View(ctx, office.SystemActor(o.ID), func(tx office.Tx) error {
		tasks, err := m.city.App.Tasks.TasksIn(tx, doc)
		for _, t := range tasks {
			if t.Kind == task.Direct && t.Open() {
				open = t
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	due := task.Due{WorkingDays: s.days}
	if m.r.IntN(3) == 0 {
		due = task.Due{Date: vietnamese.DateOf(m.now)} // some are due today
	}
	_, err = m.city.App.Tasks.Direct(ctx, chief, task.DirectInput{
		Task: task.Ref{ID: open.ID, Version: open.Version}, Text: "Giao " + s.lead + " chủ trì tham mưu, báo cáo đúng hạn.",
		Routing: task.Routing{
			Lead:   &task.Assignment{To: task.Holder{Kind: task.Unit, ID: o.Units[s.lead]}, Due: due},
			Inform: []task.Holder{{Kind: task.Person, ID: o.First(office.Archivist).Person}},
		},
	})
	return err
}

// pdf makes a document of another agency: filled template, converted, and signed
// with the agency's name four times out of five.
func (m *maker) pdf(ctx context.Context, from *Staff, s sample, number int, issued office.Date) ([]byte, error) {
	docx, err := m.docx(from, s, letterhead{date: issued, number: number})
	if err != nil {
		return nil, err
	}
	pdf, err := m.city.App.Tools.ToPDF(ctx, docx)
	if err != nil || m.r.IntN(5) == 0 {
		return pdf, err
	}
	key, chain, err := m.ca.Issue(from.Agency.Name, from.Agency.Name, false)
	if err != nil {
		return nil, err
	}
	return pades.Sign(pdf, pades.SignRequest{
		Field: "dau_co_quan", Time: m.now.In(vietnamese.Location()), Key: key, Chain: chain, Reason: "Phát hành văn bản",
	})
}

// letterhead is what stands at the top: number and date, or number 0 and room
// for both.
type letterhead struct {
	date   office.Date
	number int
}

func (m *maker) docx(from *Staff, s sample, head letterhead) ([]byte, error) {
	ag := from.Agency
	set, _ := m.rules.Find(format.Kind(ag.RuleSet), head.date)
	t, ok := set.Type(format.TypeCode(s.typ))
	if !ok {
		return nil, fmt.Errorf("no type %s in %s", s.typ, set.Code)
	}
	unit := unitSymbol(ag)
	var line string
	var err error
	date := format.BlankPlaceDate(placeOf(ag))
	if head.number > 0 {
		line, err = format.NumberLine(set, t.Code, head.number, ag.Symbol, unit...)
		date = format.LongDate(placeOf(ag), head.date)
	} else {
		line, err = format.BlankNumberLine(set, t.Code, 4, ag.Symbol, unit...)
	}
	if err != nil {
		return nil, err
	}
	parent := ""
	if p := m.city.Staffs[ag.Parent]; p != nil {
		parent = p.Agency.Name
	}
	to := m.city.Staffs[OfficeCode].Agency.Name
	salutation, list := format.Addressees(set, t.Form, to)
	leader := from.First(office.Leader)
	values := map[format.Field]format.Value{}
	for _, f := range format.TemplateFields(t.Form) {
		values[f] = format.Value{}
	}
	for f, v := range map[format.Field]format.Value{
		format.FieldAgencyParent: format.AgencyName(set, format.AgencyParent, parent),
		format.FieldAgency:       format.AgencyName(set, format.Agency, ag.Name),
		format.FieldNumberLine:   format.Text(line),
		format.FieldPlaceDate:    date,
		format.FieldTypeName:     format.Text(t.Printed),
		format.FieldSubject:      format.Text(format.SubjectLine(set, t.Form, s.subject)),
		format.FieldSalutation:   salutation,
		format.FieldRecipientsTo: list,
		format.FieldBody:         format.BodyText(s.text...),
		format.FieldRecipients:   format.ListLines("Như trên", "Lưu: Văn phòng"),
		format.FieldPosition:     format.Text(headTitle(ag)),
		format.FieldSigner:       format.Text(from.Names[leader.Person]),
	} {
		if _, wanted := values[f]; wanted {
			values[f] = v
		}
	}
	blank, err := format.Template(set, t.Form)
	if err != nil {
		return nil, err
	}
	docx, _, err := format.Fill(blank, values)
	return docx, err
}

// unitSymbol is what a State office prints behind its symbol; Party offices none.
func unitSymbol(ag Agency) []string {
	if ag.RuleSet == "party" {
		return nil
	}
	return []string{"VP"}
}

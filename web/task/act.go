package task

import (
	"strconv"

	tasks "congvan/office/task"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

func (a Area) accept(q *page.Request) error {
	s, err := a.find(q)
	if err != nil {
		return err
	}
	r, _ := ref(q)
	if err := a.Tasks.Accept(q.Ctx(), q.Actor(), r); err != nil {
		return err
	}
	return q.Go(show.DocumentURL(s.doc.ID), "Đã nhận việc.")
}

// ask draws a question about the task of the address.
func (a Area) ask(q *page.Request, x page.Question, failed error) error {
	s, err := a.find(q)
	if err != nil {
		return err
	}
	version := strconv.Itoa(s.task.Version)
	if failed != nil {
		version = q.Text("version")
	}
	x.Crumbs = docHead(s.doc, x.Title).Crumbs
	x.About = append(ui.Facts{
		{Label: "Văn bản", Value: ui.Text(show.Join(show.Code(s.doc.ReferenceCode, s.doc.ArrivalNumber), show.Subject(s.doc.TypeName, s.doc.Subject)))},
	}, x.About...)
	if s.task.Text != "" {
		x.About = append(x.About, ui.Fact{Label: "Nội dung giao", Value: ui.Text(s.task.Text)})
	}
	if !s.task.Due.IsZero() {
		x.About = append(x.About, ui.Fact{Label: "Hạn", Value: ui.Text(show.Day(s.task.Due))})
	}
	x.Hidden = map[string]string{"version": version}
	x.Cancel = show.DocumentURL(s.doc.ID)
	return q.Ask(x, failed)
}

// done answers an act on a task: the question again, with its faults, or back to
// the document.
func (a Area) done(q *page.Request, err error, x page.Question, said string) error {
	if page.FormFault(err) {
		return a.ask(q, x, err)
	}
	if err != nil {
		return err
	}
	s, err := a.find(q)
	if err != nil { // the act took the document away from this desk
		return q.Go("/tasks", said)
	}
	return q.Go(show.DocumentURL(s.doc.ID), said)
}

func reasonField(label string) ui.Field {
	return ui.Field{Name: "reason", Label: label, Kind: ui.TextArea, Rows: 3, Required: true, MaxLength: tasks.MaxText}
}

func returning() page.Question {
	return page.Question{
		Title: "Trả lại việc", Text: "Việc trở về người giao; những gì đã giao tiếp bên dưới kết thúc theo.",
		Fields: []ui.Field{reasonField("Lý do trả lại")}, Button: ui.Button{Label: "Trả lại", Icon: ui.IconUndo},
	}
}

func (a Area) returnForm(q *page.Request) error { return a.ask(q, returning(), nil) }

func (a Area) giveBack(q *page.Request) error {
	r, err := ref(q)
	if err == nil {
		err = a.Tasks.Return(q.Ctx(), q.Actor(), r, q.Text("reason"))
	}
	return a.done(q, err, returning(), "Đã trả lại việc.")
}

func withdrawing() page.Question {
	return page.Question{
		Title: "Thu hồi việc đã giao", Text: "Việc và những gì giao tiếp bên dưới kết thúc; người giữ thấy lý do.",
		Fields: []ui.Field{reasonField("Lý do thu hồi")}, Button: ui.Button{Label: "Thu hồi", Kind: ui.Danger, Icon: ui.IconUndo},
	}
}

func (a Area) withdrawForm(q *page.Request) error { return a.ask(q, withdrawing(), nil) }

func (a Area) withdraw(q *page.Request) error {
	r, err := ref(q)
	if err == nil {
		err = a.Tasks.Withdraw(q.Ctx(), q.Actor(), r, q.Text("reason"))
	}
	return a.done(q, err, withdrawing(), "Đã thu hồi việc.")
}

func extending() page.Question {
	return page.Question{
		Title: "Xin gia hạn", Text: "Hạn cũ vẫn tính cho đến khi người giao trả lời.",
		Fields: []ui.Field{
			{Name: "due", Label: "Hạn mới", Kind: ui.DateField, Required: true, Span: 4},
			reasonField("Lý do xin gia hạn"),
		},
		Button: ui.Button{Label: "Gửi xin gia hạn", Icon: ui.IconClock},
	}
}

func (a Area) extensionForm(q *page.Request) error { return a.ask(q, extending(), nil) }

func (a Area) askExtension(q *page.Request) error {
	r, err := ref(q)
	if err != nil {
		return err
	}
	due, err := q.Date("due")
	if err == nil {
		err = a.Tasks.AskExtension(q.Ctx(), q.Actor(), tasks.AskExtensionInput{Task: r, Due: due, Reason: q.Text("reason")})
	}
	return a.done(q, err, extending(), "Đã gửi xin gia hạn.")
}

// deciding asks the giver; the request stands above the fields.
func (a Area) deciding(q *page.Request) (page.Question, error) {
	s, err := a.find(q)
	if err != nil {
		return page.Question{}, err
	}
	t := s.task
	return page.Question{
		Title: "Duyệt gia hạn",
		About: ui.Facts{
			{Label: "Xin đến", Value: ui.Strong(show.Day(t.ExtensionDue))},
			{Label: "Lý do", Value: ui.Text(t.ExtensionReason)},
		},
		Fields: []ui.Field{
			{Name: "decision", Label: "Quyết định", Kind: ui.SelectField, Span: 4, Options: []ui.Option{{Value: "grant", Label: "Đồng ý"}, {Value: "refuse", Label: "Không đồng ý"}}},
			{Name: "due", Label: "Hạn mới", Kind: ui.DateField, Value: show.Day(t.ExtensionDue), Span: 4},
			{Name: "answer", Label: "Trả lời", Kind: ui.TextArea, Hint: "Bắt buộc khi không đồng ý.", MaxLength: tasks.MaxText},
		},
		Button: ui.Button{Label: "Ghi quyết định", Icon: ui.IconCheck},
	}, nil
}

func (a Area) decideForm(q *page.Request) error {
	x, err := a.deciding(q)
	if err != nil {
		return err
	}
	return a.ask(q, x, nil)
}

func (a Area) decideExtension(q *page.Request) error {
	x, err := a.deciding(q)
	if err != nil {
		return err
	}
	r, _ := ref(q)
	in := tasks.DecideExtensionInput{Task: r, Grant: q.Text("decision") == "grant", Answer: q.Text("answer")}
	if in.Grant {
		in.Due, err = q.Date("due")
	}
	if err == nil {
		err = a.Tasks.DecideExtension(q.Ctx(), q.Actor(), in)
	}
	return a.done(q, err, x, "Đã ghi quyết định gia hạn.")
}

func completing() page.Question {
	return page.Question{
		Title: "Báo hoàn thành",
		Fields: []ui.Field{
			{Name: "result", Label: "Kết quả xử lý", Kind: ui.TextArea, Rows: 4, Hint: "Nêu kết quả; nếu có văn bản trả lời, ghi số, ký hiệu.", MaxLength: tasks.MaxText},
		},
		Button: ui.Button{Label: "Hoàn thành", Icon: ui.IconCheck},
	}
}

func (a Area) completeForm(q *page.Request) error {
	x := completing()
	s, err := a.find(q)
	if err != nil {
		return err
	}
	x.Fields[0].Required = s.task.Role == tasks.Lead
	return a.ask(q, x, nil)
}

func (a Area) complete(q *page.Request) error {
	s, err := a.find(q)
	if err != nil {
		return err
	}
	r, _ := ref(q)
	err = a.Tasks.Complete(q.Ctx(), q.Actor(), tasks.CompleteInput{Task: r, Result: q.Text("result"), Product: s.task.Product})
	said := "Đã báo hoàn thành."
	if s.task.Role == tasks.Inform {
		said = "Đã xem."
	}
	return a.done(q, err, completing(), said)
}

// handing is what a page needs to hand a task on.
func (a Area) drawHandOn(q *page.Request, r tasks.Routing, text string, failed error) error {
	s, err := a.find(q)
	if err != nil {
		return err
	}
	d, err := a.Documents.Detail(q.Ctx(), q.Actor(), s.doc.ID)
	if err != nil {
		return err
	}
	all, err := a.choices(q)
	if err != nil {
		return err
	}
	version := strconv.Itoa(s.task.Version)
	if failed != nil {
		version = q.Text("version")
	}
	v := route{
		title: "Chuyển xử lý", head: docHead(s.doc, "Chuyển xử lý"), detail: d, here: q.R.URL.Path,
		form:   ui.Form{ID: "hand", Once: page.NewOnce(), Hidden: map[string]string{"version": version}, Class: "stack stack--12"},
		matrix: matrix(all, r, "", handHint(s.task)),
		fields: dueFields(q, r, text, "Nội dung giao"),
		bar: ui.ActionBar{Hint: "Đồng chí vẫn giữ việc đến khi xong.", Buttons: []ui.Button{
			{Label: "Chuyển", Icon: ui.IconSend, Kind: ui.Primary, Key: "F8", Form: "hand"},
			{Label: "Thôi", Href: show.DocumentURL(s.doc.ID)},
		}},
	}
	if s.task.Kind == tasks.Direct {
		v.bar.Hint = ""
	}
	return v.finish(q, failed)
}

func handHint(t tasks.Task) string {
	switch {
	case t.Kind == tasks.Direct:
		return "Chọn một người ở cột Chủ trì để xin ý kiến."
	case t.Role == tasks.Coordinate:
		return "Việc phối hợp chỉ giao tiếp ở cột Phối hợp."
	case t.Role == tasks.Inform:
		return "Văn bản để biết chỉ chuyển tiếp ở cột Để biết."
	}
	return "Chọn một người chủ trì; người phối hợp tuỳ việc. Bỏ trống hạn thì theo hạn chung."
}

func (a Area) handOnForm(q *page.Request) error {
	s, err := a.find(q)
	if err != nil {
		return err
	}
	var r tasks.Routing
	if !s.task.Due.IsZero() && s.task.Due.Compare(show.Today(q.Now())) >= 0 && s.task.Kind == tasks.Handle {
		r.Lead = &tasks.Assignment{Due: tasks.Due{Date: s.task.Due}}
	}
	return a.drawHandOn(q, r, "", nil)
}

func (a Area) handOn(q *page.Request) error {
	s, err := a.find(q)
	if err != nil {
		return err
	}
	all, err := a.choices(q)
	if err != nil {
		return err
	}
	r, _ := ref(q)
	in := tasks.HandOnInput{Task: r, Text: q.Text("text")}
	if in.Routing, err = readRouting(q, all); err == nil {
		err = a.Tasks.HandOn(q.Ctx(), q.Actor(), in)
	}
	if page.FormFault(err) {
		return a.drawHandOn(q, in.Routing, in.Text, err)
	}
	if err != nil {
		return err
	}
	return q.Go(show.DocumentURL(s.doc.ID), "Đã chuyển việc.")
}

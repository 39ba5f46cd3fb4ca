package draft

import (
	"errors"

	"congvan/office"
	"congvan/office/draft"
	"congvan/office/task"
	"congvan/web/page"
	"congvan/web/ui"
)

// answer ends an act: on to the next page, or back to the draft with its faults.
func (a Area) answer(q *page.Request, err error, to, done, title string) error {
	if err == nil {
		return q.Go(to, done)
	}
	if !page.FormFault(err) && office.CodeOf(err) != office.CodeUnavailable {
		return err
	}
	v, again := a.load(q)
	if again != nil {
		return again
	}
	v.faults, v.title, v.text = page.FaultsOf(err), title, q.Text("text")
	return q.FailForm(err, a.frame(q, v), showPage(v))
}

// seen is the review step that the page showed.
func seen(q *page.Request) task.Ref {
	return task.Ref{ID: q.ID("task"), Version: q.Int("task_version")}
}

func (a Area) submit(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	err = a.Drafts.Submit(q.Ctx(), q.Actor(), draft.SubmitInput{Document: id, Version: q.Int("version")})
	return a.answer(q, err, address(id), "Đã trình dự thảo.", "Chưa trình được")
}

func (a Area) agree(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	err = a.Drafts.Agree(q.Ctx(), q.Actor(), draft.AgreeInput{
		Document: id, Version: q.Int("version"), Task: seen(q), Text: q.Text("text"),
	})
	return a.answer(q, err, address(id), "Đã đồng ý và chuyển bước tiếp theo.", "Chưa ghi được ý kiến")
}

func (a Area) comment(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	err = a.Drafts.Comment(q.Ctx(), q.Actor(), id, q.Int("version"), q.Text("text"))
	return a.answer(q, err, address(id), "Đã gửi góp ý.", "Chưa gửi được góp ý")
}

func (a Area) giveBack(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	err = a.Drafts.Return(q.Ctx(), q.Actor(), draft.ReturnInput{
		Document: id, Version: q.Int("version"), Task: seen(q), Reason: q.Text("text"),
	})
	return a.answer(q, err, "/drafts?tab=review", "Đã trả lại dự thảo cho người soạn.", "Chưa trả lại được")
}

func (a Area) regenerate(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	_, err = a.Drafts.Regenerate(q.Ctx(), q.Actor(), id, q.Int("version"))
	return a.answer(q, err, address(id), "Đã tạo phiên bản mới từ mẫu với thông tin hiện tại.", "Chưa tạo lại được")
}

// upload stores a new version. When somebody was faster, the page shows both.
func (a Area) upload(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	files, err := q.Files("file")
	if err != nil {
		return err
	}
	for _, f := range files {
		defer f.Close()
	}
	if len(files) == 0 {
		err = office.InvalidField("web.draft.upload", "file", "Chọn tệp .docx để tải lên.", "Choose a .docx file.")
	} else {
		_, err = a.Drafts.UploadVersion(q.Ctx(), q.Actor(), draft.UploadInput{
			Document: id, Seen: q.Int("version"), Name: files[0].Name, File: files[0].File, Note: q.Text("note"),
		})
	}
	if err == nil {
		return q.Go(address(id), "Đã tải lên phiên bản mới.")
	}
	var both *draft.VersionConflict
	if !errors.As(err, &both) && !page.FormFault(err) {
		return err
	}
	v, again := a.load(q)
	if again != nil {
		return again
	}
	if both != nil {
		v.theirs, v.my = both, files[0].Name
	} else {
		v.file = page.ErrorOf(err).Vi
		v.title, v.faults = "Chưa tải lên được", page.FaultsOf(err)
	}
	return q.FailForm(err, a.frame(q, v), showPage(v))
}

func (a Area) takeBackForm(q *page.Request) error { return a.askTakeBack(q, nil) }

func (a Area) askTakeBack(q *page.Request, wrong error) error {
	v, err := a.load(q)
	if err != nil {
		return err
	}
	return q.Ask(page.Question{
		Title:  "Thu hồi dự thảo",
		Crumbs: []ui.Crumb{{Label: "Dự thảo", Href: "/drafts"}, {Label: clip(v.Document.Subject), Href: v.address()}, {Label: "Thu hồi"}},
		Text:   "Dự thảo trở về người soạn; các bước duyệt bắt đầu lại khi trình lần sau.",
		Fields: []ui.Field{{Name: "reason", Label: "Lý do thu hồi", Kind: ui.TextArea, Required: true, MaxLength: draft.MaxComment}},
		Button: ui.Button{Label: "Thu hồi", Key: "F9", Icon: ui.IconUndo}, Cancel: v.address(),
	}, wrong)
}

func (a Area) takeBack(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	err = a.Drafts.TakeBack(q.Ctx(), q.Actor(), id, q.Text("reason"))
	if err != nil && page.FormFault(err) {
		return a.askTakeBack(q, err)
	}
	if err != nil {
		return err
	}
	return q.Go(address(id), "Đã thu hồi dự thảo.")
}

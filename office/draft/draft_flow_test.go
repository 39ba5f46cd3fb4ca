package draft_test

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/draft"
	"congvan/office/org"
	"congvan/office/task"
)

func TestAnswerIsPrefilled(t *testing.T) {
	each(t, func(d *desk) {
		in, work := d.incoming()
		f, err := d.drafts.Prefill(ctx(), d.Specialist, in.ID, "")
		d.must(err)
		want(d.t, "recipients", f.Recipients, []document.Recipient{{Code: "A10.09", Name: "Ban Tổ chức Thành ủy", Channel: document.ByExchange}})
		want(d.t, "signer", f.Signer, document.Signer{Name: "Lê Hoàng Minh", Position: "Phó Bí thư Thường trực Thành ủy"})
		want(d.t, "subject", f.Subject, "Phúc đáp công văn số 312-CV/BTCTU")
		want(d.t, "unit", f.Unit, d.General)

		doc, err := d.drafts.Create(ctx(), d.Specialist, draft.CreateInput{Kind: document.Outgoing, Fields: f, Task: work.ID})
		d.must(err)
		want(d.t, "reply to", doc.ReplyTo, in.ID)
		text := d.text(doc.ID)
		for _, words := range []string{
			"VPTU", "Kính gửi: Ban Tổ chức Thành ủy", "Lê Hoàng Minh",
			"Phúc đáp công văn số 312-CV/BTCTU, ngày 19/11/2026 của Ban Tổ chức Thành ủy",
		} {
			if !strings.Contains(text, words) {
				d.t.Errorf("the draft does not say %q:\n%s", words, text)
			}
		}
		if strings.Contains(text, "{{") {
			d.t.Errorf("a placeholder was left:\n%s", text)
		}
		_, err = d.drafts.Create(ctx(), d.Chief, draft.CreateInput{Kind: document.Outgoing, Fields: f, Task: work.ID})
		d.refused(err, office.CodeForbidden, "đang giữ việc") // somebody else's work
		// The work shows its draft, and counts as accepted.
		p, err := d.tasks.Work(ctx(), d.Specialist, task.Filter{}, task.Cursor{}, 10)
		d.must(err)
		want(d.t, "draft in the list", p.Lines[0].Product, doc.ID)
		want(d.t, "its state", p.Lines[0].DraftState, document.Draft)
		want(d.t, "accepted", p.Lines[0].Accepted.Set(), true)
		want(d.t, "author holds it", d.holders(doc.ID), []string{"đ/c Trần Văn An, Chuyên viên"})
	})
}

// text is what the newest DOCX of a draft says.
func (d *desk) text(doc office.ID) string {
	d.t.Helper()
	b := d.content(d.drafts.DOCX(ctx(), d.Specialist, doc, 0))
	x, err := d.documents.Inspector.Inspect(ctx(), "draft.docx", bytes.NewReader(b), int64(len(b)))
	d.must(err)
	return x.Text
}

func TestReviewToApproval(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.letter(office.ID{})
		d.must(d.drafts.Submit(ctx(), d.Specialist, draft.SubmitInput{Document: doc.ID, Version: 1}))
		want(d.t, "head has it", d.holders(doc.ID), []string{"Phòng Tổng hợp"})
		p := d.page(d.Head, doc.ID)
		want(d.t, "the head's step", p.Mine, true)
		want(d.t, "chain", states(p), []draft.StepState{draft.StepOpen, draft.StepWaiting})
		want(d.t, "author may not upload now", d.page(d.Specialist, doc.ID).MayUpload, false)
		d.refused(d.agree(d.Specialist, doc.ID, 1), office.CodeForbidden, "")
		d.must(d.agree(d.Head, doc.ID, 1))
		p = d.page(d.Chief, doc.ID)
		want(d.t, "chain", states(p), []draft.StepState{draft.StepDone, draft.StepOpen})
		want(d.t, "who agreed", p.Chain[0].PersonName, "đ/c Nguyễn Thu Hà")
		progress, err := d.tasks.Progress(ctx(), d.Specialist, doc.ID)
		d.must(err)
		want(d.t, "next after the chief", progress.Names, []string{"đ/c Lê Hoàng Minh, Phó Bí thư Thường trực Thành ủy"})

		d.must(d.agree(d.Chief, doc.ID, 1))
		p = d.page(d.Specialist, doc.ID)
		want(d.t, "state", p.Document.State, document.Approved)
		want(d.t, "chain", states(p), []draft.StepState{draft.StepDone, draft.StepDone})
		main, ok := p.Document.Main()
		want(d.t, "main file", ok && main.MediaType == "application/pdf" && main.Size > 1000, true)
		sign := d.open(doc.ID, task.Sign)
		want(d.t, "signer", sign.Holder.ID, d.Leader.Post)
		lines, err := d.tasks.Work(ctx(), d.Leader, task.Filter{Kind: task.Sign}, task.Cursor{}, 10)
		d.must(err)
		want(d.t, "leader's queue", len(lines.Lines), 1)
	})
}

func states(p draft.Page) []draft.StepState {
	var out []draft.StepState
	for _, s := range p.Chain {
		out = append(out, s.State)
	}
	return out
}

func TestReturnedDraftGoesThroughTheChainAnew(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.letter(office.ID{})
		submit := func(version int) {
			d.t.Helper()
			d.must(d.drafts.Submit(ctx(), d.Specialist, draft.SubmitInput{Document: doc.ID, Version: version}))
		}
		submit(1)
		d.must(d.agree(d.Head, doc.ID, 1))
		back := draft.ReturnInput{Document: doc.ID, Version: 1, Task: ref(d.open(doc.ID, task.Review))}
		d.refused(d.drafts.Return(ctx(), d.Chief, back), office.CodeInvalid, "lý do")
		back.Reason = "Bổ sung căn cứ"
		d.refused(d.drafts.Return(ctx(), d.Head, back), office.CodeForbidden, "bước này")
		d.must(d.drafts.Return(ctx(), d.Chief, back))

		want(d.t, "author has it", d.holders(doc.ID), []string{"đ/c Trần Văn An, Chuyên viên"})
		revise := d.open(doc.ID, task.Review)
		want(d.t, "task", revise.Step, string(draft.Revise))
		want(d.t, "why", revise.Text, "Bổ sung căn cứ")
		p := d.page(d.Specialist, doc.ID)
		want(d.t, "chain", states(p), []draft.StepState{draft.StepWaiting, draft.StepWaiting})
		want(d.t, "comments", []draft.Verdict{p.Comments[0].Verdict, p.Comments[1].Verdict}, []draft.Verdict{draft.Agreed, draft.Return})

		v, err := d.drafts.UploadVersion(ctx(), d.Specialist, draft.UploadInput{
			Document: doc.ID, Seen: 1, Name: "sua.docx", File: d.edited(doc.ID, "lần 2"), Note: "đã bổ sung",
		})
		d.must(err)
		want(d.t, "version", v.Number, 2)
		submit(2)
		want(d.t, "head again", d.holders(doc.ID), []string{"Phòng Tổng hợp"})
		d.refused(d.agree(d.Head, doc.ID, 1), office.CodeConflict, "phiên bản mới nhất")
		d.must(d.agree(d.Head, doc.ID, 2))
		d.must(d.agree(d.Chief, doc.ID, 2))

		// The leader refuses to sign: the draft is a draft again.
		d.must(d.drafts.Return(ctx(), d.Leader, draft.ReturnInput{
			Document: doc.ID, Task: ref(d.open(doc.ID, task.Sign)), Reason: "Chưa ban hành",
		}))
		p = d.page(d.Specialist, doc.ID)
		want(d.t, "state", p.Document.State, document.Draft)
		want(d.t, "chain", states(p), []draft.StepState{draft.StepWaiting, draft.StepWaiting})
	})
}

func TestReviewersOwnDraftSkipsTheirStep(t *testing.T) {
	each(t, func(d *desk) {
		doc, err := d.drafts.Create(ctx(), d.Head, draft.CreateInput{
			Kind: document.Internal, Fields: document.DraftFields{TypeCode: "TB", Subject: "Lịch trực"},
		})
		d.must(err)
		d.must(d.drafts.Submit(ctx(), d.Head, draft.SubmitInput{Document: doc.ID, Version: 1}))
		step := d.open(doc.ID, task.Review)
		want(d.t, "first step", step.Step, string(draft.InitialForm))

		own, err := d.drafts.Create(ctx(), d.Chief, draft.CreateInput{
			Kind: document.Internal, Fields: document.DraftFields{TypeCode: "TB", Subject: "Phân công"},
		})
		d.must(err)
		d.must(d.drafts.Submit(ctx(), d.Chief, draft.SubmitInput{Document: own.ID, Version: 1}))
		want(d.t, "nobody else to ask", d.page(d.Chief, own.ID).Document.State, document.Approved)
	})
}

func TestAgencysOwnChain(t *testing.T) {
	each(t, func(d *desk) {
		_, err := d.Org.SetRule(ctx(), d.Admin, org.SetRuleInput{
			Kind: draft.RuleChain, Code: "CV", From: office.Date{Year: 2026, Month: 1, Day: 1},
			Body: draft.Chain{Steps: []draft.Step{{Step: draft.Approve, By: "signer", Days: 2}}},
		})
		d.must(err)
		doc := d.letter(office.ID{})
		d.must(d.drafts.Submit(ctx(), d.Specialist, draft.SubmitInput{Document: doc.ID, Version: 1}))
		step := d.open(doc.ID, task.Review)
		want(d.t, "step", step.Step, string(draft.Approve))
		want(d.t, "by", step.Holder.ID, d.Leader.Post)
		want(d.t, "due", step.Due, office.Date{Year: 2026, Month: 11, Day: 26}) // over the holiday
	})
}

func TestUploadRefuses(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.letter(office.ID{})
		upload := func(a office.Actor, b []byte) error {
			_, err := d.drafts.UploadVersion(ctx(), a, draft.UploadInput{Document: doc.ID, Seen: 1, Name: "a.docx", File: bytes.NewReader(b)})
			return err
		}
		d.refused(upload(d.Specialist, []byte("%PDF-1.7 …")), office.CodeInvalid, "Word .docx")
		d.refused(upload(d.Specialist, []byte("PK\x03\x04 cut off")), office.CodeInvalid, "hỏng")
		d.refused(upload(d.Specialist, make([]byte, draft.MaxDOCX+1)), office.CodeTooLarge, "30 MB")
		d.refused(upload(d.Colleague, []byte("PK\x03\x04")), office.CodeForbidden, "người soạn")
		d.refused(upload(d.OtherSpecialist, []byte("PK\x03\x04")), office.CodeNotFound, "")
		want(d.t, "versions", len(d.page(d.Specialist, doc.ID).Versions), 1)
	})
}

func TestTwoUploadsAtOnce(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.letter(office.ID{})
		const n = 4
		errs := make([]error, n)
		files := make([]string, n)
		var wg sync.WaitGroup
		for i := range n {
			files[i] = strings.Repeat("x", i+1)
			file := d.edited(doc.ID, files[i])
			wg.Add(1)
			go func() {
				defer wg.Done()
				_, errs[i] = d.drafts.UploadVersion(ctx(), d.Specialist, draft.UploadInput{Document: doc.ID, Seen: 1, Name: "a.docx", File: file})
			}()
		}
		wg.Wait()
		ok := 0
		for _, err := range errs {
			var conflict *draft.VersionConflict
			switch {
			case err == nil:
				ok++
			case errors.As(err, &conflict):
				d.refused(err, office.CodeConflict, "đ/c Trần Văn An đã tải lên phiên bản 2")
				want(d.t, "theirs", conflict.Theirs.Number, 2)
				want(d.t, "mine is another file", conflict.Mine != conflict.Theirs.DOCX && !conflict.Mine.Zero(), true)
			default:
				d.t.Errorf("not a version conflict: %v", err)
			}
		}
		want(d.t, "uploads", ok, 1)
		want(d.t, "versions", len(d.page(d.Specialist, doc.ID).Versions), 2)
	})
}

func TestTwoReviewersAtOnce(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.letter(office.ID{})
		d.must(d.drafts.Submit(ctx(), d.Specialist, draft.SubmitInput{Document: doc.ID, Version: 1}))
		seen := ref(d.open(doc.ID, task.Review))
		d.must(d.agree(d.Head, doc.ID, 1))
		err := d.drafts.Return(ctx(), d.Head, draft.ReturnInput{Document: doc.ID, Version: 1, Task: seen, Reason: "nghĩ lại"})
		d.refused(err, office.CodeConflict, "Đ/c Nguyễn Thu Hà vừa")
		err = d.drafts.Agree(ctx(), d.Head, draft.AgreeInput{Document: doc.ID, Version: 1, Task: seen})
		d.refused(err, office.CodeConflict, "đã có người quyết định")
	})
}

func TestTakeBackAndComment(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.letter(office.ID{})
		d.refused(d.drafts.TakeBack(ctx(), d.Specialist, doc.ID, "sửa"), office.CodeConflict, "không còn đang duyệt")
		d.must(d.drafts.Submit(ctx(), d.Specialist, draft.SubmitInput{Document: doc.ID, Version: 1}))
		d.must(d.drafts.Comment(ctx(), d.Head, doc.ID, 1, "Rõ thời hạn hơn", "Thêm nơi nhận"))
		d.refused(d.drafts.Comment(ctx(), d.Colleague, doc.ID, 1, "ngoài việc"), office.CodeForbidden, "")
		p := d.page(d.Specialist, doc.ID)
		want(d.t, "comments", len(p.Comments), 2)
		want(d.t, "in the step", p.Comments[0].Step, draft.InitialContent)

		d.refused(d.drafts.TakeBack(ctx(), d.Head, doc.ID, "không phải của tôi"), office.CodeForbidden, "")
		d.must(d.drafts.TakeBack(ctx(), d.Specialist, doc.ID, "Sửa số liệu"))
		want(d.t, "open review", d.page(d.Specialist, doc.ID).Review == nil, true)
		want(d.t, "author has it", d.holders(doc.ID), []string{"đ/c Trần Văn An, Chuyên viên"})
	})
}

func TestPreviewIsMadeOnceAndKept(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.letter(office.ID{})
		pdf := d.content(d.drafts.Preview(ctx(), d.Specialist, doc.ID, 1))
		if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
			d.t.Fatalf("the preview begins with %.8q", pdf)
		}
		d.drafts.Converter = nil // a second one would panic
		again := d.content(d.drafts.Preview(ctx(), d.Specialist, doc.ID, 0))
		want(d.t, "same bytes", bytes.Equal(pdf, again), true)
		_, err := d.drafts.Preview(ctx(), d.Colleague, doc.ID, 1)
		d.refused(err, office.CodeForbidden, "")
	})
}

func TestRegenerateAfterChangingFields(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.letter(office.ID{})
		f := draft.FieldsOf(doc)
		f.Subject = "góp ý Quy chế phối hợp"
		// The first version's file changed the document once more after it was made.
		doc, err := d.drafts.UpdateFields(ctx(), d.Specialist, doc.ID, d.page(d.Specialist, doc.ID).Document.Version, f)
		d.must(err)
		_, err = d.drafts.Regenerate(ctx(), d.Specialist, doc.ID, 1)
		d.must(err)
		if text := d.text(doc.ID); !strings.Contains(text, "Quy chế phối hợp") {
			d.t.Errorf("the new version says:\n%s", text)
		}
	})
}

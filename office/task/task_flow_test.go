package task_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congvan/office"
	"congvan/office/task"
)

func asOffice(err error, e **office.Error) bool { return errors.As(err, e) }

func want[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s: %s", what, d)
	}
}

func TestRegisteredDocumentHasAnOwner(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.register("Xin ý kiến Đề án", office.Normal)
		urgent := d.register("Báo cáo khẩn", office.Urgent)

		want(d.t, "stage", d.stage(doc.ID), task.StageDirection)
		want(d.t, "holders", d.holders(doc.ID), []string{"Lãnh đạo Văn phòng"})
		// 24/11 is Vietnamese Culture Day.
		want(d.t, "normal is due", d.only(doc.ID, d.role(office.ChiefOfOffice)).Due, d.date("2026-11-25"))
		want(d.t, "urgent is due", d.only(urgent.ID, d.role(office.ChiefOfOffice)).Due, d.date("2026-11-23"))

		want(d.t, "chief's list", d.subjects(d.Chief, task.Filter{Kind: task.Direct}), []string{"Báo cáo khẩn", "Xin ý kiến Đề án"})
		want(d.t, "clerk waits for", d.subjects(d.Clerk, task.Filter{Group: task.GroupWaiting}), []string{"Báo cáo khẩn", "Xin ý kiến Đề án"})
		want(d.t, "leader's list", d.subjects(d.Leader, task.Filter{}), []string{})
	})
}

func TestProposalAcceptedUnchanged(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.register("Xin ý kiến Đề án", office.Normal)
		r := task.Routing{
			Lead:       &task.Assignment{To: unit(d.General), Due: task.Due{WorkingDays: 5}},
			Coordinate: []task.Assignment{{To: person(d.Colleague.Person), Due: task.Due{WorkingDays: 3}}},
			Inform:     []task.Holder{{Kind: task.Post, ID: d.Archivist.Post}},
		}
		note, err := d.tasks.Propose(ctx(), d.Chief, task.ProposeInput{
			Task: ref(d.only(doc.ID, d.role(office.ChiefOfOffice))), Text: "Kính trình đồng chí cho ý kiến", Routing: r,
		})
		d.must(err)
		p, err := d.tasks.Progress(ctx(), d.Leader, doc.ID)
		d.must(err)
		want(d.t, "holder", p.Holders[0].Name, "Lãnh đạo cơ quan")
		want(d.t, "next", p.Names, []string{"Phòng Tổng hợp"})

		d.at("2026-11-24")
		open := d.only(doc.ID, d.role(office.Leader))
		given, err := d.tasks.AcceptProposal(ctx(), d.Leader, ref(open), note.ID)
		d.must(err)
		want(d.t, "routing", given.Routing, r)
		want(d.t, "accepts", given.Proposal, note.ID)

		f := d.file(doc.ID)
		want(d.t, "notes", len(f.Notes), 2)
		want(d.t, "sentence", f.Notes[0].Sentence,
			"Giao Phòng Tổng hợp chủ trì, phối hợp đ/c Đặng Kim Oanh; báo cáo trong 5 ngày làm việc; để biết: đ/c Huỳnh Quốc Bảo, Lưu trữ viên.")
		// Working days count from the day of the direction, not of the proposal.
		want(d.t, "lead due", d.only(doc.ID, d.General).Due, d.date("2026-12-01"))
		want(d.t, "coordinator due", d.only(doc.ID, d.Colleague.Person).Due, d.date("2026-11-27"))
		want(d.t, "stage", d.stage(doc.ID), task.StageAssigned)
		want(d.t, "events", d.events, []task.Event{task.EventAssigned})
		want(d.t, "informed", d.subjects(d.Archivist, task.Filter{Group: task.GroupInform}), []string{"Xin ý kiến Đề án"})
		want(d.t, "informed is no work", d.subjects(d.Archivist, task.Filter{}), []string{})
		_, err = d.tasks.File(ctx(), d.Colleague, doc.ID) // a reader row came with the task
		d.must(err)
		_, err = d.tasks.File(ctx(), d.OtherLeader, doc.ID)
		d.refused(err, office.CodeNotFound, "Không tìm thấy")
	})
}

func TestAcceptingAReplacedProposalIsAConflict(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.register("Xin ý kiến Đề án", office.Normal)
		propose := func(on task.Ref, text string) task.Note {
			n, err := d.tasks.Propose(ctx(), d.Chief, task.ProposeInput{Task: on, Text: text, Routing: lead(unit(d.General), task.Due{})})
			d.must(err)
			return n
		}
		old := propose(ref(d.only(doc.ID, d.role(office.ChiefOfOffice))), "lần một")
		seen := d.only(doc.ID, d.role(office.Leader))
		propose(ref(seen), "lần hai") // the chief thinks again while the leader has the page open

		_, err := d.tasks.AcceptProposal(ctx(), d.Leader, ref(seen), old.ID)
		d.refused(err, office.CodeConflict, "vừa đổi đề xuất")
		_, err = d.tasks.Direct(ctx(), d.Leader, task.DirectInput{Task: ref(seen), Routing: lead(unit(d.General), task.Due{})})
		d.refused(err, office.CodeConflict, "Tải lại trang")
	})
}

func TestFromUnitToPersonAndBack(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.register("Xin ý kiến Đề án", office.Normal)
		top := d.direct(doc.ID)
		d.refused(d.tasks.Accept(ctx(), d.Specialist, ref(top)), office.CodeForbidden, "trưởng phòng")
		d.refused(d.tasks.Accept(ctx(), d.Colleague, ref(top)), office.CodeForbidden, "đang giữ việc")
		d.must(d.tasks.Accept(ctx(), d.Head, ref(top)))
		want(d.t, "stage", d.stage(doc.ID), task.StageInProgress)

		below := d.handOn(d.only(doc.ID, d.General))
		want(d.t, "due comes from above", below.Due, top.Due)
		want(d.t, "holders", d.holders(doc.ID), []string{"đ/c Trần Văn An"})
		p, err := d.tasks.Progress(ctx(), d.Leader, doc.ID)
		d.must(err)
		want(d.t, "next", p.Names, []string{"Phòng Tổng hợp"})
		want(d.t, "head's work", d.subjects(d.Head, task.Filter{}), []string{})
		want(d.t, "head waits for", d.subjects(d.Head, task.Filter{Group: task.GroupWaiting}), []string{"Xin ý kiến Đề án"})

		d.at("2026-11-30") // the due date
		d.refused(d.tasks.Complete(ctx(), d.Specialist, task.CompleteInput{Task: ref(below)}), office.CodeInvalid, "kết quả")
		d.must(d.tasks.Complete(ctx(), d.Specialist, task.CompleteInput{Task: ref(below), Result: "Đã góp ý bằng văn bản"}))
		want(d.t, "to confirm", d.subjects(d.Head, task.Filter{Group: task.GroupApprove}), []string{"Xin ý kiến Đề án"})

		d.at("2026-12-02") // confirmed late, handed in on time
		d.must(d.tasks.Complete(ctx(), d.Head, task.CompleteInput{Task: ref(d.only(doc.ID, d.General)), Result: "Đồng ý"}))
		want(d.t, "stage", d.stage(doc.ID), task.StageCompleted)
		want(d.t, "holders", d.holders(doc.ID), []string{})
		want(d.t, "events", d.events, []task.Event{task.EventAssigned, task.EventStarted, task.EventCompleted})
		tree := d.file(doc.ID).Tasks
		want(d.t, "light", tree[0].Below[0].Status.Vi, "Xong đúng hạn")
		want(d.t, "depth", tree[0].Below[0].Below[0].HolderName, "đ/c Trần Văn An")
	})
}

func TestLeadEndsTheCoordinators(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.register("Xin ý kiến Đề án", office.Normal)
		r := lead(person(d.Specialist.Person), task.Due{WorkingDays: 5})
		r.Coordinate = []task.Assignment{{To: person(d.Colleague.Person)}}
		_, err := d.tasks.Direct(ctx(), d.Leader, task.DirectInput{Task: ref(d.only(doc.ID, d.role(office.ChiefOfOffice))), Routing: r})
		d.must(err)
		d.must(d.tasks.Complete(ctx(), d.Specialist, task.CompleteInput{Task: ref(d.only(doc.ID, d.Specialist.Person)), Result: "xong"}))
		want(d.t, "coordinator's work", d.subjects(d.Colleague, task.Filter{}), []string{})
		want(d.t, "coordinator's task", d.file(doc.ID).Tasks[0].Below[1].Status.Workflow, task.Withdrawn)
	})
}

func TestReturnGoesBackToTheGiver(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.register("Xin ý kiến Đề án", office.Normal)
		top := d.direct(doc.ID)
		below := d.handOn(top)

		d.refused(d.tasks.Return(ctx(), d.Specialist, ref(below), "  "), office.CodeInvalid, "lý do")
		d.must(d.tasks.Return(ctx(), d.Specialist, ref(below), "Không đúng chuyên môn"))
		want(d.t, "holders after the person", d.holders(doc.ID), []string{"Phòng Tổng hợp"})
		want(d.t, "head's work", d.subjects(d.Head, task.Filter{}), []string{"Xin ý kiến Đề án"})

		d.must(d.tasks.Return(ctx(), d.Head, ref(d.only(doc.ID, d.General)), "Việc của Ban Tổ chức"))
		want(d.t, "holders after the unit", d.holders(doc.ID), []string{"đ/c Võ Đình Lộc, Chánh Văn phòng"})
		want(d.t, "stage", d.stage(doc.ID), task.StageDirection)
		back := d.only(doc.ID, d.Chief.Post)
		want(d.t, "reason", back.Text, "Việc của Ban Tổ chức")

		_, err := d.tasks.Direct(ctx(), d.Chief, task.DirectInput{Task: ref(back), FileOnly: true, Text: "Lưu để biết"})
		d.must(err)
		want(d.t, "stage", d.stage(doc.ID), task.StageCompleted)
	})
}

func TestChangingADirectionKeepsWhoStays(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.register("Xin ý kiến Đề án", office.Normal)
		top := d.direct(doc.ID)
		below := d.handOn(top)
		r := lead(unit(d.General), task.Due{WorkingDays: 9})
		r.Coordinate = []task.Assignment{{To: person(d.Colleague.Person)}}
		_, err := d.tasks.Direct(ctx(), d.Leader, task.DirectInput{Task: ref(d.only(doc.ID, d.General)), Text: "Thêm phối hợp", Routing: r})
		d.must(err)
		now := d.only(doc.ID, d.General)
		want(d.t, "the same task", now.ID, top.ID)
		want(d.t, "new date", now.Due, d.date("2026-12-07"))
		want(d.t, "first date", now.FirstDue, top.Due)
		want(d.t, "the person goes on", d.only(doc.ID, d.Specialist.Person).ID, below.ID)

		_, err = d.tasks.Direct(ctx(), d.Leader, task.DirectInput{Task: ref(now), Routing: lead(person(d.Colleague.Person), task.Due{})})
		d.must(err)
		want(d.t, "the old lead's work", d.subjects(d.Head, task.Filter{}), []string{})
		want(d.t, "the old person's work", d.subjects(d.Specialist, task.Filter{}), []string{})
		want(d.t, "holders", d.holders(doc.ID), []string{"đ/c Đặng Kim Oanh"})
	})
}

func TestWithdrawGoesBackToTheGiver(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.register("Xin ý kiến Đề án", office.Normal)
		top := d.direct(doc.ID)
		d.handOn(top)
		top = d.only(doc.ID, d.General)
		d.refused(d.tasks.Withdraw(ctx(), d.Head, ref(top), "nhầm"), office.CodeForbidden, "người giao việc")
		d.must(d.tasks.Withdraw(ctx(), d.Chief, ref(top), "Giao nhầm phòng"))
		want(d.t, "specialist's work", d.subjects(d.Specialist, task.Filter{}), []string{})
		want(d.t, "holders", d.holders(doc.ID), []string{"đ/c Võ Đình Lộc, Chánh Văn phòng"})
	})
}

func TestExtension(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.register("Xin ý kiến Đề án", office.Normal)
		top := d.direct(doc.ID) // due 01/12
		below := d.handOn(top)
		later := d.date("2026-12-03")
		ask := func(a office.Actor, t task.Task) error {
			return d.tasks.AskExtension(ctx(), a, task.AskExtensionInput{Task: ref(t), Due: later, Reason: "Chờ số liệu"})
		}
		d.must(ask(d.Specialist, below))
		below = d.only(doc.ID, d.Specialist.Person)
		d.refused(ask(d.Specialist, below), office.CodeConflict, "Đã xin gia hạn")
		want(d.t, "head decides", d.subjects(d.Head, task.Filter{Group: task.GroupApprove}), []string{"Xin ý kiến Đề án"})
		grant := task.DecideExtensionInput{Task: ref(below), Grant: true}
		d.refused(d.tasks.DecideExtension(ctx(), d.Specialist, grant), office.CodeForbidden, "người giao việc")
		d.refused(d.tasks.DecideExtension(ctx(), d.Head, grant), office.CodeInvalid, "01/12/2026")

		d.must(ask(d.Head, d.only(doc.ID, d.General)))
		top = d.only(doc.ID, d.General)
		d.must(d.tasks.DecideExtension(ctx(), d.Chief, task.DecideExtensionInput{Task: ref(top), Grant: true, Due: d.date("2026-12-02")}))
		top = d.only(doc.ID, d.General)
		want(d.t, "granted day", top.Due, d.date("2026-12-02"))
		want(d.t, "first day stays", top.FirstDue, d.date("2026-12-01"))
		d.refused(d.tasks.DecideExtension(ctx(), d.Head, task.DecideExtensionInput{Task: ref(below)}), office.CodeInvalid, "lý do")
		d.must(d.tasks.DecideExtension(ctx(), d.Head, task.DecideExtensionInput{Task: ref(below), Answer: "Cần đúng hạn"}))
		want(d.t, "refused", d.only(doc.ID, d.Specialist.Person).Due, d.date("2026-12-01"))

		node := d.file(doc.ID).Tasks[0].Below[0]
		want(d.t, "extensions", len(node.Extensions), 1)
		want(d.t, "granted", node.Extensions[0].Granted, true)
		p, err := d.tasks.Work(ctx(), d.Chief, task.Filter{Group: task.GroupWaiting}, task.Cursor{}, 10)
		d.must(err)
		want(d.t, "count in the list", p.Lines[0].Extensions, 1)
	})
}

func TestTwoDecideAtOnce(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.register("Xin ý kiến Đề án", office.Normal)
		seen := ref(d.only(doc.ID, d.role(office.ChiefOfOffice)))
		d.direct(doc.ID)
		_, err := d.tasks.Direct(ctx(), d.Leader, task.DirectInput{Task: seen, Routing: lead(person(d.Colleague.Person), task.Due{})})
		d.refused(err, office.CodeConflict, "Đ/c Võ Đình Lộc vừa cho ý kiến văn bản này lúc 09:12")
	})
}

func TestManyDecideAtTheVerySameMoment(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.register("Xin ý kiến Đề án", office.Normal)
		seen := ref(d.only(doc.ID, d.role(office.ChiefOfOffice)))
		const n = 8
		errs := make([]error, n)
		var wg sync.WaitGroup
		for i := range n {
			wg.Add(1)
			go func() {
				defer wg.Done()
				_, errs[i] = d.tasks.Direct(ctx(), d.Chief, task.DirectInput{Task: seen, Routing: lead(unit(d.General), task.Due{})})
			}()
		}
		wg.Wait()
		ok := 0
		for _, err := range errs {
			if err == nil {
				ok++
				continue
			}
			d.refused(err, office.CodeConflict, "Đ/c Võ Đình Lộc vừa cho ý kiến")
		}
		want(d.t, "directions", ok, 1)
		want(d.t, "notes", len(d.file(doc.ID).Notes), 1)
		d.only(doc.ID, d.General)
	})
}

func TestWhoMayDirect(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.register("Xin ý kiến Đề án", office.Normal)
		in := task.DirectInput{Task: ref(d.only(doc.ID, d.role(office.ChiefOfOffice))), Routing: lead(unit(d.General), task.Due{})}
		for _, a := range []office.Actor{d.Clerk, d.Head, d.Specialist, d.Admin} {
			_, err := d.tasks.Direct(ctx(), a, in)
			d.refused(err, office.CodeForbidden, "")
		}
		_, err := d.tasks.Direct(ctx(), d.OtherLeader, in)
		d.refused(err, office.CodeNotFound, "")
		in.Routing = task.Routing{Coordinate: []task.Assignment{{To: unit(d.General)}}}
		_, err = d.tasks.Direct(ctx(), d.Chief, in)
		d.refused(err, office.CodeInvalid, "Chọn đơn vị chủ trì")
		in.Routing = lead(unit(d.Administration), task.Due{}) // nobody heads it
		_, err = d.tasks.Direct(ctx(), d.Chief, in)
		d.refused(err, office.CodeInvalid, "Phòng Quản trị")
	})
}

func TestReturnedCoordinationIsDecidedByTheGiver(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.register("Xin ý kiến Đề án", office.Normal)
		r := lead(unit(d.General), task.Due{WorkingDays: 5})
		r.Coordinate = []task.Assignment{{To: person(d.Colleague.Person)}}
		_, err := d.tasks.Direct(ctx(), d.Chief, task.DirectInput{Task: ref(d.only(doc.ID, d.role(office.ChiefOfOffice))), Routing: r})
		d.must(err)
		d.must(d.tasks.Return(ctx(), d.Colleague, ref(d.only(doc.ID, d.Colleague.Person)), "Không có số liệu"))
		want(d.t, "the lead goes on", d.holders(doc.ID), []string{"Phòng Tổng hợp"})
		back := d.only(doc.ID, d.Chief.Post)
		want(d.t, "role", back.Role, task.Coordinate)
		_, err = d.tasks.Direct(ctx(), d.Chief, task.DirectInput{Task: ref(back), FileOnly: true})
		d.refused(err, office.CodeInvalid, "Thu hồi")

		r.Coordinate = []task.Assignment{{To: person(d.Specialist.Person)}} // somebody else; the lead is named again
		lead := d.only(doc.ID, d.General)
		_, err = d.tasks.Direct(ctx(), d.Chief, task.DirectInput{Task: ref(back), Routing: r})
		d.must(err)
		want(d.t, "the same lead", d.only(doc.ID, d.General).ID, lead.ID)
		d.only(doc.ID, d.Specialist.Person)
	})
}

func TestDecisionIsPassedOnWhole(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.register("Xin ý kiến Đề án", office.Normal)
		d.must(d.tasks.HandOn(ctx(), d.Chief, task.HandOnInput{
			Task:    ref(d.only(doc.ID, d.role(office.ChiefOfOffice))),
			Routing: lead(task.Holder{Kind: task.Post, ID: d.Leader.Post}, task.Due{}), Text: "Kính chuyển đồng chí",
		}))
		want(d.t, "stage", d.stage(doc.ID), task.StageDirection)
		want(d.t, "holders", d.holders(doc.ID), []string{"đ/c Lê Hoàng Minh, Phó Bí thư Thường trực Thành ủy"})
		// The leader sends it back: the chief decides after all.
		d.must(d.tasks.Return(ctx(), d.Leader, ref(d.only(doc.ID, d.Leader.Post)), "Chánh Văn phòng quyết định"))
		want(d.t, "holders", d.holders(doc.ID), []string{"đ/c Võ Đình Lộc, Chánh Văn phòng"})
	})
}

func TestOtherPackagesTasksAreTheirs(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.register("Xin ý kiến Đề án", office.Normal)
		var given task.Task
		give := func(tx office.Tx) (err error) {
			given, err = d.tasks.GiveIn(tx, task.GiveInput{
				Kind: task.Issue, Document: doc.ID, Holder: task.HolderOfRole(d.Agency, office.RecordsClerk), Due: task.Due{WorkingDays: 1},
			})
			return err
		}
		d.must(d.store.Act(ctx(), d.Chief, give))
		d.refused(d.tasks.Complete(ctx(), d.Clerk, task.CompleteInput{Task: ref(given), Result: "x"}), office.CodeInvalid, "phát hành")
		closeIt := func(a office.Actor) error {
			return d.store.Act(ctx(), a, func(tx office.Tx) error {
				_, err := d.tasks.CloseIn(tx, task.CloseInput{Task: ref(given), Act: "document.issue"})
				return err
			})
		}
		d.refused(closeIt(d.Specialist), office.CodeForbidden, "văn thư")
		d.must(closeIt(d.Clerk))
		d.refused(closeIt(d.Clerk), office.CodeConflict, "Phạm Thùy Linh")
	})
}

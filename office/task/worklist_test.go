package task_test

import (
	"fmt"
	"testing"

	"congvan/office"
	"congvan/office/org"
	"congvan/office/task"
)

// give has the Chief of Office give the specialist work due on a day.
func (d *desk) give(subject string, due task.Due, u office.Urgency) office.ID {
	d.t.Helper()
	doc := d.register(subject, u)
	_, err := d.tasks.Direct(ctx(), d.Chief, task.DirectInput{
		Task: ref(d.only(doc.ID, d.role(office.ChiefOfOffice))), Routing: lead(person(d.Specialist.Person), due),
	})
	d.must(err)
	return doc.ID
}

func TestGroupsOfTheWorkList(t *testing.T) {
	each(t, func(d *desk) {
		on := func(s string) task.Due { return task.Due{Date: d.date(s)} }
		d.give("hôm nay", on("2026-11-23"), office.Normal)
		d.give("mai", on("2026-11-24"), office.Normal)
		d.give("mai, khẩn", on("2026-11-24"), office.Urgent)
		d.give("chủ nhật", on("2026-11-29"), office.Normal)
		d.give("thứ hai sau", on("2026-11-30"), office.Normal)
		d.give("không hạn", task.Due{}, office.Normal)

		group := func(g task.Group) []string { return d.subjects(d.Specialist, task.Filter{Group: g}) }
		want(d.t, "overdue", group(task.GroupOverdue), []string{})
		want(d.t, "today", group(task.GroupToday), []string{"hôm nay"})
		want(d.t, "week", group(task.GroupWeek), []string{"mai, khẩn", "mai", "chủ nhật"})
		want(d.t, "later", group(task.GroupLater), []string{"thứ hai sau", "không hạn"})

		d.at("2026-11-24")
		want(d.t, "overdue tomorrow", group(task.GroupOverdue), []string{"hôm nay"})
		want(d.t, "today tomorrow", group(task.GroupToday), []string{"mai, khẩn", "mai"})
		all := []string{"hôm nay", "mai, khẩn", "mai", "chủ nhật", "thứ hai sau", "không hạn"}
		want(d.t, "all", group(task.GroupAll), all)
		p, err := d.tasks.Work(ctx(), d.Specialist, task.Filter{Group: task.GroupOverdue}, task.Cursor{}, 10)
		d.must(err)
		want(d.t, "light", p.Lines[0].Status.Vi, "Quá hạn 1 ngày")
		want(d.t, "giver", p.Lines[0].GiverName, "đ/c Võ Đình Lộc")
	})
}

func TestPagesOfTheWorkList(t *testing.T) {
	each(t, func(d *desk) {
		var all []string
		for i := range 7 {
			due := task.Due{WorkingDays: i/2 + 1}
			if i == 6 {
				due = task.Due{} // comes last
			}
			name := fmt.Sprintf("việc %d", i)
			d.give(name, due, office.Normal)
			all = append(all, name)
		}
		var got []string
		var after task.Cursor
		for {
			p, err := d.tasks.Work(ctx(), d.Specialist, task.Filter{}, after, 2)
			d.must(err)
			for _, l := range p.Lines {
				got = append(got, l.Doc.Subject)
			}
			if after = p.Next; after.Zero() {
				break
			}
		}
		want(d.t, "pages", got, all)
	})
}

func TestStalled(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.give("việc dở", task.Due{WorkingDays: 2}, office.Normal)
		d.documents.AfterRegister = nil // a document from before there was work
		lost := d.register("không ai giữ", office.Normal)
		d.documents.AfterRegister = d.tasks.AfterRegister

		d.at("2026-11-24")
		var holding office.ID
		d.must(d.store.Act(ctx(), d.Admin, func(tx office.Tx) error {
			people, err := d.Org.PeopleIn(tx, tx.Today())
			for _, m := range people {
				if m.Person == d.Specialist.Person {
					holding = m.Holding
				}
			}
			return err
		}))
		d.must(d.Org.EndHolding(ctx(), d.Admin, org.EndHoldingInput{ID: holding, Last: d.date("2026-11-23")}))

		all, err := d.tasks.Stalled(ctx(), d.Chief)
		d.must(err)
		want(d.t, "stalled", len(all), 2)
		want(d.t, "unheld", all[0].Doc.ID, lost.ID)
		want(d.t, "gone", all[1].Doc.ID, doc)
		want(d.t, "said", all[1].Vi, "Đ/c Trần Văn An đang giữ việc nhưng hiện không có người. Thu hồi rồi giao lại.")
		_, err = d.tasks.Stalled(ctx(), d.Specialist)
		d.refused(err, office.CodeForbidden, "")

		d.must(d.tasks.Assign(ctx(), d.Chief, lost.ID, task.HolderOfRole(d.Agency, office.Leader)))
		d.must(d.tasks.Withdraw(ctx(), d.Chief, ref(d.only(doc, d.Specialist.Person)), "Người cũ đã chuyển công tác"))
		all, err = d.tasks.Stalled(ctx(), d.Chief)
		d.must(err)
		want(d.t, "after", len(all), 0)
	})
}

package task_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/journal"
	"congvan/office/task"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
	"congvan/standard/vietnamese"
)

// desk is a small office with documents and work on a real store.
type desk struct {
	*storetest.City
	t         *testing.T
	clock     *storetest.Clock
	store     *store.Store
	documents *document.Service
	tasks     *task.Service
	events    []task.Event
}

// each runs f in the office on every engine. The clock stands at Monday
// 23/11/2026, 09:12.
func each(t *testing.T, f func(d *desk)) {
	t.Helper()
	clock := storetest.NewClock(storetest.Monday())
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(storetest.Monday())
		d := &desk{City: storetest.Office(t, s), t: t, clock: clock, store: s}
		rules, err := document.LoadRules()
		d.must(err)
		d.documents = &document.Service{Acts: s, Store: store.Documents{}, Index: s.Index(), Rules: rules}
		d.tasks = &task.Service{
			Acts: s, Store: store.Tasks{}, Documents: d.documents, Directory: d.Org, Rules: d.Org,
			Progressed: func(_ office.Tx, _ office.ID, e task.Event) error {
				d.events = append(d.events, e)
				return nil
			},
		}
		d.documents.AfterRegister = d.tasks.AfterRegister
		_, err = d.documents.OpenRegister(ctx(), d.Clerk, document.Incoming, "Sổ văn bản đến")
		d.must(err)
		f(d)
		d.verify()
	})
}

func ctx() context.Context { return context.Background() }

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// refused checks an error's code and that its message has the words.
func (d *desk) refused(err error, code office.Code, words string) {
	d.t.Helper()
	if office.CodeOf(err) != code || !strings.Contains(message(err), words) {
		d.t.Fatalf("got %s %q, want %s with %q", office.CodeOf(err), message(err), code, words)
	}
}

// register enters a document on paper, which gives it its first owner.
func (d *desk) register(subject string, u office.Urgency) document.Document {
	d.t.Helper()
	doc, err := d.documents.RegisterPaper(ctx(), d.Clerk, document.Form{
		RuleSet: "party", TypeCode: "CV", ReferenceCode: "312-CV/BTCTU", IssuedDate: d.date("2026-11-19"),
		IssuingCode: "A10.09", IssuingName: "Ban Tổ chức Thành ủy", Subject: subject, Urgency: u, DuplicateReason: "thử",
	})
	d.must(err)
	return doc
}

func (d *desk) date(s string) office.Date {
	d.t.Helper()
	v, err := vietnamese.ParseDate(s)
	d.must(err)
	return v
}

// file gives the tree as a leader sees it, who may read everything registered.
func (d *desk) file(doc office.ID) task.File {
	d.t.Helper()
	f, err := d.tasks.File(ctx(), d.Leader, doc)
	d.must(err)
	return f
}

// only finds the one open task of a holder on a document.
func (d *desk) only(doc, holder office.ID) task.Task {
	d.t.Helper()
	var found []task.Task
	d.must(d.store.View(ctx(), d.Leader, func(tx office.Tx) error {
		all, err := d.tasks.TasksIn(tx, doc)
		for _, t := range all {
			if t.Holder.ID == holder && t.Open() {
				found = append(found, t)
			}
		}
		return err
	}))
	if len(found) != 1 {
		d.t.Fatalf("%d open tasks of that holder, want 1", len(found))
	}
	return found[0]
}

func (d *desk) role(r office.Role) office.ID { return office.RoleID(d.Agency, r) }

func ref(t task.Task) task.Ref { return task.Ref{ID: t.ID, Version: t.Version} }

func unit(id office.ID) task.Holder   { return task.Holder{Kind: task.Unit, ID: id} }
func person(id office.ID) task.Holder { return task.Holder{Kind: task.Person, ID: id} }

// lead is a routing with a lead only.
func lead(h task.Holder, due task.Due) task.Routing {
	return task.Routing{Lead: &task.Assignment{To: h, Due: due}}
}

// direct has the Chief of Office give the document to Phòng Tổng hợp in 5 working
// days, and gives the lead's task.
func (d *desk) direct(doc office.ID) task.Task {
	d.t.Helper()
	_, err := d.tasks.Direct(ctx(), d.Chief, task.DirectInput{
		Task: ref(d.only(doc, d.role(office.ChiefOfOffice))), Text: "Xử lý theo quy định",
		Routing: lead(unit(d.General), task.Due{WorkingDays: 5}),
	})
	d.must(err)
	return d.only(doc, d.General)
}

// handOn has the head give the lead's task to the specialist.
func (d *desk) handOn(t task.Task) task.Task {
	d.t.Helper()
	d.must(d.tasks.HandOn(ctx(), d.Head, task.HandOnInput{
		Task: ref(t), Routing: lead(person(d.Specialist.Person), task.Due{}),
	}))
	return d.only(t.Document, d.Specialist.Person)
}

// subjects lists what a group of somebody's list holds, in order.
func (d *desk) subjects(a office.Actor, f task.Filter) []string {
	d.t.Helper()
	p, err := d.tasks.Work(ctx(), a, f, task.Cursor{}, task.MaxPage)
	d.must(err)
	out := []string{}
	for _, l := range p.Lines {
		out = append(out, l.Doc.Subject)
	}
	counts, err := d.tasks.Counts(ctx(), a, f)
	d.must(err)
	if counts[0].N != len(out) || counts[0].More {
		d.t.Errorf("the tile of %q says %+v, the list has %d rows", f.Group, counts[0], len(out))
	}
	return out
}

func (d *desk) stage(doc office.ID) task.Stage {
	d.t.Helper()
	p, err := d.tasks.Progress(ctx(), d.Leader, doc)
	d.must(err)
	return p.Stage
}

// holders names who holds a document now.
func (d *desk) holders(doc office.ID) []string {
	d.t.Helper()
	p, err := d.tasks.Progress(ctx(), d.Leader, doc)
	d.must(err)
	out := []string{}
	for _, h := range p.Holders {
		out = append(out, h.Name)
	}
	return out
}

// verify holds the journal against the rows: what the acts recorded is what the
// store reads back.
func (d *desk) verify() {
	d.t.Helper()
	v := journal.Verifier{Acts: d.store, Store: store.Journal{}, Kinds: []journal.Kind{
		{Name: task.KindTask, States: store.Tasks{}.TaskStates},
		{Name: task.KindNote, States: store.Tasks{}.NoteStates},
		{Name: task.KindExtension, States: store.Tasks{}.ExtensionStates},
	}}
	r, err := v.Verify(ctx())
	d.must(err)
	ours := []office.Kind{task.KindTask, task.KindNote, task.KindExtension}
	for _, p := range r.Problems {
		if slices.Contains(ours, p.Kind) {
			d.t.Errorf("journal: %s %s %s: %s", p.Code, p.Kind, p.Object, p.Message)
		}
	}
}

func message(err error) string {
	var e *office.Error
	if asOffice(err, &e) {
		return e.Vi
	}
	if err == nil {
		return ""
	}
	return err.Error()
}

// nextDay moves the clock to 09:12 of a day.
func (d *desk) at(day string) {
	d.t.Helper()
	d.clock.Set(d.date(day).Start().Add(9*time.Hour + 12*time.Minute))
}

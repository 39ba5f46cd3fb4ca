package draft_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/draft"
	"congvan/office/format"
	"congvan/office/journal"
	"congvan/office/task"
	"congvan/platform/blob"
	"congvan/platform/convert"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
	"congvan/standard/vietnamese"
)

// TestMain lets the test binary act as the limited child that reads DOCX.
func TestMain(m *testing.M) {
	if handled, code := convert.Main(nil, os.Args); handled {
		os.Exit(code)
	}
	os.Exit(m.Run())
}

// inspector reads with the real tools, as the program does.
type inspector struct{ tools *convert.Tools }

func (i inspector) Inspect(ctx context.Context, name string, file io.ReadSeeker, _ int64) (document.Inspection, error) {
	x, err := i.tools.Text(ctx, name, file)
	switch convert.CodeOf(err) {
	case "":
	case convert.Broken:
		return document.Inspection{Problem: document.Broken}, nil
	case convert.Encrypted:
		return document.Inspection{Problem: document.Encrypted}, nil
	default:
		return document.Inspection{}, err
	}
	out := document.Inspection{MediaType: "application/pdf", Pages: x.Pages, Text: vietnamese.NFC(x.Content), Verdict: document.NoVerdict}
	if x.Kind == convert.KindDOCX {
		out.MediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	}
	for _, f := range x.Findings {
		out.Findings = append(out.Findings, document.Finding{Code: f.Code, Vi: f.Vi, En: f.En, Hostile: f.Severity == convert.Danger})
	}
	return out, nil
}

// desk is a small office that drafts, on a real store with real tools.
type desk struct {
	*storetest.City
	t         *testing.T
	store     *store.Store
	documents *document.Service
	tasks     *task.Service
	drafts    *draft.Service
	clock     *storetest.Clock
}

func each(t *testing.T, f func(d *desk)) {
	t.Helper()
	tools := convert.New(convert.Config{})
	t.Cleanup(func() { _ = tools.Close() })
	clock := storetest.NewClock(storetest.Monday())
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(storetest.Monday())
		d := newDesk(t, s, tools)
		d.clock = clock
		f(d)
		d.verify()
	})
}

func newDesk(t *testing.T, s *store.Store, tools *convert.Tools) *desk {
	d := &desk{City: storetest.Office(t, s), t: t, store: s}
	rules, err := document.LoadRules()
	d.must(err)
	blobs, err := blob.Open(t.TempDir())
	d.must(err)
	d.documents = &document.Service{
		Acts: s, Store: store.Documents{}, Index: s.Index(), Rules: rules, Blobs: blobs, Inspector: inspector{tools},
	}
	d.tasks = &task.Service{Acts: s, Store: store.Tasks{}, Documents: d.documents, Directory: d.Org, Rules: d.Org}
	d.documents.AfterRegister = d.tasks.AfterRegister
	formats, err := format.Load()
	d.must(err)
	d.drafts = &draft.Service{
		Acts: s, Store: store.Drafts{}, Documents: d.documents, Tasks: d.tasks, Directory: draft.People{Service: d.Org},
		Rules: d.Org, Formats: formats, Blobs: blobs, Converter: tools,
	}
	d.tasks.NextStep = d.drafts.NextStep
	_, err = d.documents.OpenRegister(ctx(), d.Clerk, document.Incoming, "Sổ văn bản đến")
	d.must(err)
	return d
}

func ctx() context.Context { return context.Background() }

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) refused(err error, code office.Code, words string) {
	d.t.Helper()
	var e *office.Error
	if office.CodeOf(err) != code || !errors.As(err, &e) || !strings.Contains(e.Vi, words) {
		d.t.Fatalf("got %v, want %s with %q", err, code, words)
	}
}

func want[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s: %s", what, d)
	}
}

// letter makes the specialist's answer, signed by the leader.
func (d *desk) letter(reply office.ID) document.Document {
	d.t.Helper()
	doc, err := d.drafts.Create(ctx(), d.Specialist, draft.CreateInput{
		Kind: document.Outgoing, Fields: document.DraftFields{TypeCode: "CV", Subject: "góp ý Đề án", ReplyTo: reply},
	})
	d.must(err)
	return doc
}

// incoming registers a document that the specialist has to handle.
func (d *desk) incoming() (document.Document, task.Task) {
	d.t.Helper()
	doc, err := d.documents.RegisterPaper(ctx(), d.Clerk, document.Form{
		RuleSet: "party", TypeCode: "CV", ReferenceCode: "312-CV/BTCTU",
		IssuedDate:  office.Date{Year: 2026, Month: 11, Day: 19},
		IssuingCode: "A10.09", IssuingName: "Ban Tổ chức Thành ủy", Subject: "Xin ý kiến dự thảo Đề án",
	})
	d.must(err)
	_, err = d.tasks.Direct(ctx(), d.Chief, task.DirectInput{
		Task: ref(d.open(doc.ID, task.Direct)),
		Routing: task.Routing{Lead: &task.Assignment{
			To: task.Holder{Kind: task.Person, ID: d.Specialist.Person}, Due: task.Due{WorkingDays: 5},
		}},
	})
	d.must(err)
	return doc, d.open(doc.ID, task.Handle)
}

// open finds the one open task of a kind on a document.
func (d *desk) open(doc office.ID, k task.Kind) task.Task {
	d.t.Helper()
	var found []task.Task
	d.must(d.store.View(ctx(), d.Leader, func(tx office.Tx) error {
		all, err := d.tasks.TasksIn(tx, doc)
		for _, t := range all {
			if t.Kind == k && t.Open() {
				found = append(found, t)
			}
		}
		return err
	}))
	if len(found) != 1 {
		d.t.Fatalf("%d open tasks of kind %s, want 1", len(found), k)
	}
	return found[0]
}

func ref(t task.Task) task.Ref { return task.Ref{ID: t.ID, Version: t.Version} }

func (d *desk) page(a office.Actor, doc office.ID) draft.Page {
	d.t.Helper()
	p, err := d.drafts.View(ctx(), a, doc)
	d.must(err)
	return p
}

func (d *desk) agree(a office.Actor, doc office.ID, version int) error {
	return d.drafts.Agree(ctx(), a, draft.AgreeInput{Document: doc, Version: version, Task: ref(d.open(doc, task.Review)), Text: "Nhất trí"})
}

func (d *desk) content(c draft.Content, err error) []byte {
	d.t.Helper()
	d.must(err)
	defer c.File.Close()
	b, err := io.ReadAll(c.File)
	d.must(err)
	if int64(len(b)) != c.Size {
		d.t.Errorf("%d bytes, said %d", len(b), c.Size)
	}
	return b
}

// edited is the newest version as the author would send it back: the same DOCX
// with one byte more behind each file, a comment of the zip.
func (d *desk) edited(doc office.ID, mark string) io.ReadSeeker {
	d.t.Helper()
	b := d.content(d.drafts.DOCX(ctx(), d.Specialist, doc, 0))
	end := bytes.LastIndex(b, []byte("PK\x05\x06"))
	out := append([]byte{}, b[:end+20]...)
	out = append(out, byte(len(mark)), 0)
	return bytes.NewReader(append(out, mark...))
}

func (d *desk) names(tasks []task.Held) []string {
	var out []string
	for _, h := range tasks {
		out = append(out, h.Name)
	}
	return out
}

func (d *desk) holders(doc office.ID) []string {
	d.t.Helper()
	p, err := d.tasks.Progress(ctx(), d.Specialist, doc)
	d.must(err)
	return d.names(p.Holders)
}

func (d *desk) verify() {
	d.t.Helper()
	ours := []office.Kind{draft.KindVersion, draft.KindComment, task.KindTask}
	v := journal.Verifier{Acts: d.store, Store: store.Journal{}, Kinds: []journal.Kind{
		{Name: draft.KindVersion, States: store.Drafts{}.VersionStates},
		{Name: draft.KindComment, States: store.Drafts{}.CommentStates},
		{Name: task.KindTask, States: store.Tasks{}.TaskStates},
	}}
	r, err := v.Verify(ctx())
	d.must(err)
	for _, p := range r.Problems {
		if slices.Contains(ours, p.Kind) {
			d.t.Errorf("journal: %s %s %s: %s", p.Code, p.Kind, p.Object, p.Message)
		}
	}
}

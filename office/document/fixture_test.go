package document_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/journal"
	"congvan/platform/blob"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

// fixture is an agency with an open register, on one engine.
type fixture struct {
	*document.Service
	*storetest.City
	t        *testing.T
	store    *store.Store
	blobs    *blob.Dir
	clock    *storetest.Clock
	register document.Register
}

// each runs f on both engines, on the Monday on which tests begin.
func each(t *testing.T, f func(t *testing.T, x *fixture)) {
	t.Helper()
	clocks := map[string]*storetest.Clock{}
	for _, engine := range []string{"sqlite", "postgres"} {
		clocks[engine] = storetest.NewClock(storetest.Monday())
	}
	open := map[string]func(*testing.T, office.Clock) *store.Store{"sqlite": storetest.SQLite, "postgres": storetest.Postgres}
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			f(t, newFixture(t, open[engine](t, clocks[engine].Now), clocks[engine]))
		})
	}
}

func newFixture(t *testing.T, s *store.Store, clock *storetest.Clock) *fixture {
	t.Helper()
	rules, err := document.LoadRules()
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	x := &fixture{t: t, store: s, blobs: blobs, clock: clock, City: storetest.Office(t, s)}
	x.Service = &document.Service{
		Acts: s, Store: store.Documents{}, Index: s.Index(), Rules: rules, Blobs: blobs, Inspector: plainInspector{},
		Folder: blob.StagingFolder{Root: t.TempDir()}, NewID: randomID,
		Limits: document.Limits{FileBytes: 1 << 20, Files: 3},
	}
	x.register, err = x.OpenRegister(t.Context(), x.Clerk, document.Incoming, "Sổ văn bản đến")
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func randomID() office.ID {
	var id office.ID
	if _, err := rand.Read(id[:]); err != nil {
		panic(err)
	}
	return id
}

// plainInspector inspects the test's own file format: lines "name: value", a
// blank line, text. The real one, with its child processes, is wired in cmd.
type plainInspector struct{}

func (plainInspector) Inspect(_ context.Context, _ string, file io.ReadSeeker, _ int64) (document.Inspection, error) {
	b, err := io.ReadAll(file)
	if err != nil {
		return document.Inspection{}, err
	}
	x := document.Inspection{MediaType: "text/plain", Pages: 1, Verdict: document.NoVerdict}
	head, text, ok := strings.Cut(string(b), "\n\n")
	if !ok {
		return document.Inspection{Problem: document.Broken}, nil
	}
	x.Text = text
	for line := range strings.Lines(head) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch name {
		case "code":
			x.Fields.ReferenceCode = value
		case "subject":
			x.Fields.Subject = value
		case "problem":
			x.Problem = document.Problem(value)
		case "mark":
			x.Mark = office.Secret
		case "macro":
			x.Findings = append(x.Findings, document.Finding{Code: "macro", Vi: "Có macro", En: "Macros", Hostile: true})
		case "verdict":
			x.Verdict, x.Report = document.Verdict(value), json.RawMessage(`{"signatures": []}`)
		}
	}
	return x, nil
}

func file(name, content string) document.Upload {
	return document.Upload{Name: name, File: bytes.NewReader([]byte(content))}
}

// form is a filled-in form; n makes documents differ.
func form(n int) document.Form {
	return document.Form{
		RuleSet: "party", TypeCode: "TB", ReferenceCode: fmt.Sprintf("%02d-TB/TU", n),
		IssuedDate: office.Date{Year: 2026, Month: time.November, Day: 20}, IssuingName: "Thành ủy Đà Nẵng",
		Subject: fmt.Sprintf("Kết luận của Thường trực về việc thứ %d", n), Pages: 2,
		Signer: document.Signer{Name: "Nguyễn Văn Bình", Position: "Phó Bí thư", Capacity: "T/M"},
	}
}

// receive uploads a file into the queue and gives the document.
func (x *fixture) receive(content string) document.Document {
	x.t.Helper()
	got, err := x.Receive(x.t.Context(), x.Clerk, document.ReceiveInput{Files: []document.Upload{file("van-ban.pdf", content)}})
	if err != nil {
		x.t.Fatal(err)
	}
	return x.get(got.Document)
}

func (x *fixture) get(id office.ID) document.Document {
	x.t.Helper()
	d, err := x.Detail(x.t.Context(), x.Clerk, id)
	if err != nil {
		x.t.Fatal(err)
	}
	return d.Document
}

func (x *fixture) paper(n int) document.Document {
	x.t.Helper()
	d, err := x.RegisterPaper(x.t.Context(), x.Clerk, form(n))
	if err != nil {
		x.t.Fatal(err)
	}
	return d
}

// signed makes an outgoing document that waits for its number.
func (x *fixture) signed(typeCode, body string) document.Document {
	x.t.Helper()
	var d document.Document
	x.act(x.Specialist, func(tx office.Tx) (err error) {
		d, err = x.CreateOutgoingIn(tx, document.Outgoing, document.DraftFields{
			TypeCode: typeCode, Body: body, Subject: "Về chương trình công tác", SignerPost: x.Leader.Post,
		}, "draft.create")
		if err != nil {
			return err
		}
		if _, err = x.SetStateIn(tx, d.ID, document.Draft, document.Approved, "draft.agree", nil); err != nil {
			return err
		}
		d, err = x.SetStateIn(tx, d.ID, document.Approved, document.Signed, "document.sign", nil)
		return err
	})
	return d
}

func (x *fixture) number(id office.ID) document.Document {
	x.t.Helper()
	var d document.Document
	x.act(x.Clerk, func(tx office.Tx) (err error) {
		d, err = x.AllocateIn(tx, id, 0)
		return err
	})
	return d
}

func (x *fixture) act(a office.Actor, f func(tx office.Tx) error) {
	x.t.Helper()
	if err := x.store.Act(x.t.Context(), a, f); err != nil {
		x.t.Fatal(err)
	}
}

func (x *fixture) view(a office.Actor, f func(tx office.Tx) error) {
	x.t.Helper()
	if err := x.store.View(x.t.Context(), a, f); err != nil {
		x.t.Fatal(err)
	}
}

// verify holds every journalled document, number and file against the journal.
func (x *fixture) verify() journal.Report {
	x.t.Helper()
	var s store.Documents
	v := journal.Verifier{
		Acts: x.store, Store: store.Journal{},
		Kinds: []journal.Kind{
			{Name: document.ObjectKind, States: s.DocumentStates},
			{Name: document.RegisterKind, States: s.RegisterStates},
			{Name: document.SeriesObject, States: s.SeriesStates},
			{Name: document.NumberObject, States: s.NumberStates},
			{Name: document.CongressObject, States: s.CongressStates},
			{Name: document.StagingObject, States: s.StagingStates},
			{Name: document.ImportObject, States: s.ImportStates},
		},
		Files: journal.Files{List: s.FileHashes, Check: x.blobs.Check},
	}
	report, err := v.Verify(x.t.Context())
	if err != nil {
		x.t.Fatal(err)
	}
	mine := report
	mine.Problems = nil
	for _, p := range report.Problems {
		if p.Code != "kind_unknown" { // the organisation's own objects
			mine.Problems = append(mine.Problems, p)
		}
	}
	return mine
}

func (x *fixture) verified() {
	x.t.Helper()
	if r := x.verify(); len(r.Problems) > 0 {
		x.t.Errorf("journal verify: %+v", r.Problems)
	}
}

func wantCode(t *testing.T, err error, want office.Code) *office.Error {
	t.Helper()
	if got := office.CodeOf(err); got != want {
		t.Fatalf("error %v has code %q, want %q", err, got, want)
	}
	var e *office.Error
	errors.As(err, &e)
	return e
}

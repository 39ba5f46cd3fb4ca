package legacy_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/format"
	"congvan/office/journal"
	"congvan/office/legacy"
	"congvan/office/search"
	"congvan/platform/blob"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
	"congvan/platform/table"
)

// fixture is an agency with two registers, on one engine.
type fixture struct {
	*storetest.City
	legacy.Importer
	t     *testing.T
	store *store.Store
	blobs *blob.Dir
}

func each(t *testing.T, f func(t *testing.T, x *fixture)) {
	t.Helper()
	clock := storetest.NewClock(storetest.Monday())
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		rules, err := document.LoadRules()
		if err != nil {
			t.Fatal(err)
		}
		blobs, err := blob.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		x := &fixture{City: storetest.Office(t, s), t: t, store: s, blobs: blobs}
		x.Importer = legacy.Importer{
			Documents: &document.Service{
				Acts: s, Store: store.Documents{}, Index: s.Index(), Rules: rules, Blobs: blobs, Inspector: firstLine{},
				Folder: blob.StagingFolder{Root: t.TempDir()}, NewID: randomID,
			},
			Formats: rules.Formats, RuleSet: format.Party, Clock: clock.Now, Workers: 3,
		}
		for _, name := range []string{"Sổ văn bản đến", "Sổ đến đơn thư"} {
			if _, err := x.Documents.OpenRegister(t.Context(), x.Clerk, document.Incoming, name); err != nil {
				t.Fatal(err)
			}
		}
		f(t, x)
	})
}

func randomID() office.ID {
	var id office.ID
	_, _ = rand.Read(id[:])
	return id
}

// firstLine inspects by a file's first line: what the parsers of real files find is
// tested where they are wired.
type firstLine struct{}

func (firstLine) Inspect(_ context.Context, _ string, f io.ReadSeeker, _ int64) (document.Inspection, error) {
	b, err := io.ReadAll(f)
	line, text, _ := strings.Cut(string(b), "\n")
	x := document.Inspection{MediaType: "application/pdf", Pages: 2, Text: text, Verdict: document.NoVerdict}
	switch line {
	case "secret":
		x.Mark = office.Secret
	case "broken":
		x.Problem = document.Broken
	case "hostile":
		x.Findings = []document.Finding{{Code: "macro", Hostile: true}}
	}
	return x, err
}

// outcome is what an import told.
type outcome struct {
	totals legacy.Totals
	faults []string // "row field"
	rows   [][]string
}

// run imports a CSV; stop ends it after so many batches (0: never).
func (x *fixture) run(text string, in legacy.Input, stop int) (outcome, error) {
	x.t.Helper()
	path := filepath.Join(x.t.TempDir(), "cu.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		x.t.Fatal(err)
	}
	rows, err := table.Open(path, "", table.Limits{})
	if err != nil {
		x.t.Fatal(err)
	}
	defer rows.Close()
	ctx, cancel := context.WithCancel(x.t.Context())
	defer cancel()
	var out outcome
	in.Source, in.Table = "cu.csv "+office.HashOf([]byte(text)).String(), rows
	if in.Kind == "" {
		in.Kind = document.Incoming
	}
	in.Reject = func(r legacy.Refusal) error {
		out.rows = append(out.rows, r.Cells)
		for _, f := range r.Faults {
			out.faults = append(out.faults, fmt.Sprint(f.Row, " ", f.Field))
			if f.Reason == "" || f.ReasonEn == "" || f.Column == "" {
				x.t.Errorf("fault without words: %+v", f)
			}
		}
		return nil
	}
	batches := 0
	in.Progress = func(legacy.Totals) {
		if batches++; batches == stop {
			cancel()
		}
	}
	out.totals, err = x.Import(ctx, x.Clerk, in)
	return out, err
}

func (x *fixture) must(text string, in legacy.Input) outcome {
	x.t.Helper()
	out, err := x.run(text, in, 0)
	if err != nil {
		x.t.Fatal(err)
	}
	return out
}

// subjects counts the documents of the incoming register by subject.
func (x *fixture) subjects() map[string]int {
	x.t.Helper()
	got := map[string]int{}
	err := x.store.View(x.t.Context(), x.Clerk, func(tx office.Tx) error {
		return store.Documents{}.DocumentStates(tx, x.Agency, func(_ office.ID, s office.State) error {
			_, rest, _ := bytes.Cut(s.JSON, []byte(`"subject":"`))
			subject, _, _ := bytes.Cut(rest, []byte(`"`))
			got[string(subject)]++
			return nil
		})
	})
	if err != nil {
		x.t.Fatal(err)
	}
	return got
}

// verified lets the journal prove what was imported.
func (x *fixture) verified() {
	x.t.Helper()
	var s store.Documents
	v := journal.Verifier{
		Acts: x.store, Store: store.Journal{},
		Kinds: []journal.Kind{
			{Name: document.ObjectKind, States: s.DocumentStates},
			{Name: document.RegisterKind, States: s.RegisterStates},
			{Name: document.ImportObject, States: s.ImportStates},
		},
		Files: journal.Files{List: s.FileHashes, Check: x.blobs.Check},
	}
	r, err := v.Verify(x.t.Context())
	if err != nil {
		x.t.Fatal(err)
	}
	for _, p := range r.Problems {
		if p.Code != "kind_unknown" { // the organisation's own objects
			x.t.Errorf("journal verify: %+v", p)
		}
	}
}

const head = "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN\n\nNgày đến,Số đến,Tác giả,\"Số, ký hiệu\",Ngày tháng,Tên loại và trích yếu nội dung,Người nhận,Sổ\n(1),(2),(3),(4),(5),(6),(7),(8)\n"

// register writes n rows from row 5 on; change may alter one, by its number from 1.
func register(n int, change func(i int, cells []string)) string {
	var b strings.Builder
	b.WriteString(head)
	for i := 1; i <= n; i++ {
		cells := []string{"6/3/2024", fmt.Sprint(i), "Sở Nội vụ", fmt.Sprintf("%d/SNV-VP", i), "4/3/2024", fmt.Sprintf("Công văn về việc thứ %d", i), "", ""}
		if change != nil {
			change(i, cells)
		}
		b.WriteString(strings.Join(cells, ",") + "\n")
	}
	return b.String()
}

func TestImportStoppedAndGoneOn(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		const n = 2300
		text := register(n, func(i int, cells []string) {
			switch i {
			case 10:
				cells[0] = "31/02/2024"
			case 20:
				cells[1] = "19" // twice in one batch
			case 1500:
				cells[1] = "30" // twice in two batches
			case 1600:
				cells[3] = "40/SNV-VP" // code, issuer and date of row 44
			case 2200:
				cells[5], cells[2] = "", ""
			case 2201:
				cells[7] = "Sổ lạ"
			case 2202:
				cells[7] = "sổ đến đơn thư"
			}
		})
		want := []string{"14 arrival_date", "24 arrival_number", "1504 arrival_number", "1604 reference_code", "2204 issuing_name", "2204 type_subject", "2205 register"}
		dry := x.must(text, legacy.Input{DryRun: true})
		if len(x.subjects()) > 0 {
			t.Error("the dry run wrote documents")
		}
		// A dry run finds doubles between batches by itself and says so of the code.
		if diff := cmp.Diff([]string{want[0], want[1], "1504 reference_code", want[3], want[4], want[5], want[6]}, dry.faults); diff != "" {
			t.Errorf("dry run: %s", diff)
		}
		first, err := x.run(text, legacy.Input{}, 1)
		if !errors.Is(err, context.Canceled) || first.totals.Batches != 1 || first.totals.Taken != 998 {
			t.Fatalf("stopped: %+v, %v", first.totals, err)
		}
		second := x.must(text, legacy.Input{})
		if got, want := second.totals, (legacy.Totals{Rows: n, Taken: n - 998 - 6, Already: 998, Rejected: 6, Batches: 2}); got != want {
			t.Errorf("gone on: %+v, want %+v", got, want)
		}
		third := x.must(text, legacy.Input{})
		if got, want := third.totals, (legacy.Totals{Rows: n, Already: n - 6, Rejected: 6}); got != want {
			t.Errorf("once more: %+v, want %+v", got, want)
		}
		for name, got := range map[string]outcome{"gone on": second, "once more": third} {
			if diff := cmp.Diff(want, got.faults); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
			if got := len(got.rows); got != 6 {
				t.Errorf("%s: %d rows to mend", name, got)
			}
		}
		subjects := x.subjects()
		for i := 1; i <= n; i++ {
			taken := 1
			switch i {
			case 10, 20, 1500, 1600, 2200, 2201:
				taken = 0
			}
			if got := subjects[fmt.Sprintf("Về việc thứ %d", i)]; got != taken {
				t.Errorf("row %d is there %d times, want %d", i, got, taken)
			}
		}
		// The rejected rows, mended, are a source of their own.
		mended := head
		for n, r := range third.rows {
			r[0], r[1], r[2], r[3], r[5], r[7] = "7/3/2024", fmt.Sprint(5000+n), "Sở Nội vụ", fmt.Sprintf("%d/SNV-VP", 5000+n), "Công văn đã sửa", ""
			mended += strings.Join(r, ",") + "\n"
		}
		if out := x.must(mended, legacy.Input{}); out.totals.Taken != 6 {
			t.Errorf("mended: %+v %v", out.totals, out.faults)
		}
		x.verified()
	})
}

func TestImportWithFiles(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		dir := t.TempDir()
		for name, content := range map[string]string{
			"tot.pdf": "ok\nnội dung đê biển", "quet.pdf": "ok\n", "quet.txt": "\ufeffChữ nhận dạng: hồ chứa nước",
			"mat.pdf": "secret\nx", "hong.pdf": "broken\nx", "macro.pdf": "hostile\nx", "quetmat.pdf": "ok\n", "quetmat.txt": "Số: 5-BC/TU\n\nTỐI MẬT\n\nBáo cáo",
		} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		root, err := os.OpenRoot(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer root.Close()
		files := []string{"tot.pdf", "quet.pdf", "mat.pdf", "hong.pdf", "macro.pdf", "khongco.pdf", "quetmat.pdf", ""}
		text := strings.Replace(register(len(files), func(i int, cells []string) { cells[6] = files[i-1] }), "Người nhận", "Tên tệp", 1)
		want := []string{"7 file", "8 file", "9 file", "10 file", "11 text"}
		in := legacy.Input{Files: folder{root}, Sidecar: true, DryRun: true}
		if dry := x.must(text, in); cmp.Diff(want, dry.faults) != "" || dry.totals.Taken != 3 {
			t.Errorf("dry run: %+v %v", dry.totals, dry.faults)
		}
		stored := func() (n int) {
			err := x.store.View(t.Context(), x.Clerk, func(tx office.Tx) error {
				return store.Documents{}.FileHashes(tx, x.Agency, func(office.Hash) error {
					n++
					return nil
				})
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := stored(); n != 0 {
			t.Errorf("the dry run stored %d files", n)
		}
		in.DryRun = false
		out := x.must(text, in)
		if diff := cmp.Diff(want, out.faults); diff != "" || out.totals.Taken != 3 {
			t.Errorf("%+v %s", out.totals, diff)
		}
		if n := stored(); n != 2 {
			t.Errorf("%d files stored, want those of the two documents", n)
		}
		for words, want := range map[string]int{"de bien": 1, "ho chua": 1} {
			var found []search.Found
			err := x.store.View(t.Context(), x.Clerk, func(tx office.Tx) (err error) {
				found, err = store.Search{}.Find(tx, search.Find{
					Query: search.Query{Words: strings.Fields(words)}, Principals: x.Clerk.Principals, Limit: 10,
				})
				return err
			})
			if err != nil || len(found) != want {
				t.Errorf("%q finds %d documents, want %d: %v", words, len(found), want, err)
			}
		}
		x.verified()
	})
}

// folder opens files of a folder.
type folder struct{ root *os.Root }

func (f folder) Open(name string) (io.ReadSeekCloser, error) {
	file, err := f.root.Open(name)
	if err != nil {
		return nil, office.NotFound("folder", "Không có tệp.", "No such file.")
	}
	return file, nil
}

func TestImportRefuses(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		for name, c := range map[string]struct {
			text string
			in   legacy.Input
			code office.Code
			says string
		}{
			"no header":            {"1,2,3\n4,5,6\n", legacy.Input{}, office.CodeInvalid, "--columns"},
			"no subject":           {"Số đến,Ngày đến,Ngày ký\n1,2,3\n", legacy.Input{}, office.CodeInvalid, "subject"},
			"no day of arrival":    {"Số đến,Trích yếu,Ngày ký\n1,2,3\n", legacy.Input{}, office.CodeInvalid, "arrival_date"},
			"an unknown register":  {register(1, nil), legacy.Input{Register: "Sổ lạ"}, office.CodeInvalid, "Sổ lạ"},
			"a field that is none": {register(1, nil), legacy.Input{Map: map[string]legacy.Field{"x": "y"}}, office.CodeInvalid, "\"y\""},
		} {
			if _, err := x.run(c.text, c.in, 0); office.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %v", name, err)
			}
		}
		x.Clerk = x.Specialist
		if _, err := x.run(register(1, nil), legacy.Input{}, 0); office.CodeOf(err) != office.CodeForbidden {
			t.Errorf("a specialist: %v", err)
		}
	})
}

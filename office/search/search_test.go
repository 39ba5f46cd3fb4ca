package search_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/search"
	"congvan/platform/blob"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

// wholeText inspects a file as nothing but text.
type wholeText struct{}

func (wholeText) Inspect(_ context.Context, _ string, f io.ReadSeeker, _ int64) (document.Inspection, error) {
	b, err := io.ReadAll(f)
	return document.Inspection{MediaType: "text/plain", Pages: 1, Text: string(b)}, err
}

type fixture struct {
	*search.Service
	*storetest.City
	t         *testing.T
	store     *store.Store
	documents *document.Service
}

func each(t *testing.T, f func(t *testing.T, x *fixture)) {
	t.Helper()
	storetest.EachAt(t, storetest.NewClock(storetest.Monday()).Now, func(t *testing.T, s *store.Store) {
		rules, err := document.LoadRules()
		if err != nil {
			t.Fatal(err)
		}
		blobs, err := blob.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		x := &fixture{
			Service: &search.Service{Acts: s, Store: s.Search()}, City: storetest.Office(t, s), t: t, store: s,
			documents: &document.Service{
				Acts: s, Store: store.Documents{}, Index: s.Index(), Rules: rules, Blobs: blobs, Inspector: wholeText{},
				Folder: blob.StagingFolder{Root: t.TempDir()}, NewID: func() (id office.ID) {
					_, _ = rand.Read(id[:])
					return id
				},
			},
		}
		if _, err := x.documents.OpenRegister(t.Context(), x.Clerk, document.Incoming, "Sổ đến"); err != nil {
			t.Fatal(err)
		}
		f(t, x)
	})
}

// add registers a document; text "" means on paper.
func (x *fixture) add(code, subject, text string) document.Document {
	x.t.Helper()
	f := document.Form{
		RuleSet: "party", TypeCode: "TB", ReferenceCode: code, Subject: subject, IssuingName: "Ban Tổ chức Thành uỷ",
		IssuedDate: office.Date{Year: 2026, Month: 11, Day: 2}, Signer: document.Signer{Name: "Trần Thị Đào"},
	}
	var d document.Document
	var err error
	if text == "" {
		d, err = x.documents.RegisterPaper(x.t.Context(), x.Clerk, f)
	} else {
		var got document.Taken
		got, err = x.documents.Receive(x.t.Context(), x.Clerk, document.ReceiveInput{
			Files: []document.Upload{{Name: "a.txt", File: bytes.NewReader([]byte(text))}},
		})
		if err == nil {
			d, err = x.documents.Register(x.t.Context(), x.Clerk, got.Document, 1, f)
		}
	}
	if err != nil {
		x.t.Fatal(err)
	}
	return d
}

// find gives the arrival numbers of the answers, newest first, over all pages.
func (x *fixture) find(a office.Actor, text string) (numbers []int64) {
	x.t.Helper()
	in := search.Input{Text: text, Limit: 3}
	for range 100 {
		got, err := x.Search(x.t.Context(), a, in)
		if err != nil {
			x.t.Fatalf("%q: %v", text, err)
		}
		for _, h := range got.Hits {
			numbers = append(numbers, h.Row.ArrivalNumber)
		}
		if got.Next == "" {
			return numbers
		}
		in.After = got.Next
	}
	x.t.Fatal("the answers do not end")
	return nil
}

func TestSearch(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		x.add("15-TB/TU", "Kết luận của Thường trực Thành uỷ về đất đai", "")
		x.add("127/QĐ-UBND", "Quy hoạch khu đô thị Hòa Xuân", "Căn cứ Luật Đất đai; xét đề nghị của Giám đốc Sở Nông nghiệp.")
		x.add("15-TB/BTCTU", "Công tác cán bộ", "Thường vụ kết luận như sau: giao các đơn vị trực thuộc.")
		x.add("3-GM/TU", "Mời họp", "")
		for text, want := range map[string][]int64{
			"đất đai": {2, 1}, "dat dai": {2, 1}, "DAT ĐAI": {2, 1},
			"kết luận": {3, 1}, `"kết luận của"`: {1}, `"thường vụ kết luận"`: {3}, `"luận kết"`: nil,
			"hoà xuân": {2}, "hòa xuân": {2}, "hoa xuan do thi": {2},
			"15-TB/TU": {1}, "số 15-tb/tu": {1}, "15/TB/TU": {1}, "15-TB": {3, 1}, "số:15-TB": {3, 1}, "số 15": {3, 1}, "số 3": {4, 3},
			"127/QĐ-UBND": {2}, "15-TB/TU đất": {1}, "15-TB/TU họp": nil, "số 15 cán bộ": {3},
			"trần thị đào": {4, 3, 2, 1}, "ban tổ chức": {4, 3, 2, 1}, "giám đốc sở": {2}, "không có": nil, "": nil,
		} {
			if got := x.find(x.Clerk, text); !slices.Equal(got, want) {
				t.Errorf("%q finds %v, want %v", text, got, want)
			}
		}
		got, err := x.Search(t.Context(), x.Clerk, search.Input{Text: "nông nghiệp"})
		if err != nil || len(got.Hits) != 1 || marked(got.Hits[0].Snippet) != "… đai; xét đề nghị của Giám đốc Sở [Nông] [nghiệp]." {
			t.Errorf("snippet: %+v, %v", got.Hits, err)
		}
	})
}

func TestSearchShowsOnlyWhatTheReaderMaySee(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		var docs []document.Document
		for n := range 10 {
			docs = append(docs, x.add(fmt.Sprintf("%d-TB/TU", 15+n), "Chung một chủ đề", ""))
		}
		for _, a := range []office.Actor{x.Specialist, x.OtherClerk} {
			for _, q := range []string{"chủ đề", "số 15", "15-TB/TU"} {
				if got := x.find(a, q); len(got) != 0 {
					t.Errorf("%q shows %v", q, got)
				}
			}
		}
		if err := x.store.Act(t.Context(), x.Clerk, func(tx office.Tx) error {
			return x.documents.GrantIn(tx, docs[4].ID, x.Specialist.Post)
		}); err != nil {
			t.Fatal(err)
		}
		if got := x.find(x.Specialist, "chủ đề"); !slices.Equal(got, []int64{5}) {
			t.Errorf("the specialist finds %v", got)
		}
		if got := x.find(x.Leader, "chủ đề"); len(got) != 10 || got[0] != 10 || got[9] != 1 {
			t.Errorf("the leader finds %v", got)
		}
		if _, err := x.Search(t.Context(), x.Admin, search.Input{Text: "chủ đề"}); office.CodeOf(err) != office.CodeForbidden {
			t.Errorf("the administrator: %v", err)
		}
		if _, err := x.Search(t.Context(), x.Clerk, search.Input{Text: "a", After: "!"}); office.CodeOf(err) != office.CodeInvalid {
			t.Errorf("cursor: %v", err)
		}
	})
}

func TestCorrectedWordsAreFoundAnew(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		d := x.add("1-TB/TU", "Sai chính tả", "Nội dung")
		f := document.FormOf(d)
		f.Subject = "Đúng chính tả"
		if _, err := x.documents.Correct(t.Context(), x.Clerk, d.ID, d.Version, f, "Gõ nhầm"); err != nil {
			t.Fatal(err)
		}
		if got := x.find(x.Clerk, "sai"); len(got) != 0 {
			t.Errorf("old words: %v", got)
		}
		if got := x.find(x.Clerk, "đúng nội dung"); len(got) != 1 {
			t.Errorf("new words: %v", got)
		}
	})
}

// Nothing a person types is syntax of an engine.
func TestInjection(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		x.add("1-TB/TU", "Bình thường", "Chữ 'trong' \"ngoặc\" và \\ dấu & | ! <-> * : ( )")
		for _, text := range []string{
			`"`, `""`, `"" OR 1`, `a" OR "b`, `NEAR(a b)`, `a AND`, `NOT a`, `*`, `a*`, `^a`, `header : a`, `-`, `(`, `)`, `a:*`,
			`'; DROP TABLE document; --`, `\`, `a\`, `a & b | !c <-> d`, `:*`, `''`, `'a':1A`, "\x00", "a\x00b", "\xff\xfe",
			strings.Repeat("(", 400), strings.Repeat(`"a b" `, 80), "số:'", `số:"`, "số:%", "1-_%/%", "số 99999999999999999999",
			"số:999999999-X/Y", "15-" + strings.Repeat("x/", 200), "🙂", "a🙂b",
		} {
			if _, err := x.Search(t.Context(), x.Clerk, search.Input{Text: text}); err != nil {
				t.Errorf("%.40q: %v", text, err)
			}
		}
		if got := x.find(x.Clerk, "trong ngoặc"); len(got) != 1 {
			t.Errorf("finds %v", got)
		}
	})
}

// A text beyond PostgreSQL's limits is still kept and found by its beginning.
func TestHugeText(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		var b strings.Builder
		b.WriteString("Mở đầu hiếm hoi\n")
		for i := range 200_000 {
			fmt.Fprintf(&b, "w%dx ", i)
		}
		x.add("1-TB/TU", "Rất dài", b.String())
		for _, text := range []string{`"mở đầu hiếm hoi"`, "w500x", "rất dài"} {
			if got := x.find(x.Clerk, text); len(got) != 1 {
				t.Errorf("%q finds %v", text, got)
			}
		}
	})
}

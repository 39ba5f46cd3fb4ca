package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// threeRevisions changes object 2 twice.
func threeRevisions() (data []byte, ends []int64) {
	w := newWriter()
	w.obj(1, "<</Type /Catalog /V 2 0 R>>")
	w.obj(2, "(one)")
	prev := w.table("/Size 3 /Root 1 0 R")
	ends = append(ends, int64(w.Len()))
	for _, v := range []string{"(two)", "(three)"} {
		w.obj(2, v)
		prev = w.table(fmt.Sprintf("/Size 3 /Root 1 0 R /Prev %d", prev))
		ends = append(ends, int64(w.Len()))
	}
	return w.Bytes(), ends
}

func TestRevisions(t *testing.T) {
	data, ends := threeRevisions()
	f, err := Open(data)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []String{"one", "two", "three"} {
		v, ok := f.At(ends[i])
		if !ok || v.Revision() != i {
			t.Fatalf("revision %d: %v %v", i, v, ok)
		}
		if got, err := v.Resolve(v.Root()["V"]); err != nil || got != want {
			t.Errorf("revision %d: got %v, %v", i, got, err)
		}
	}
	if v, ok := f.At(ends[1] - 20); ok && v.Revision() != 0 {
		t.Error("a cut inside a revision passed for that revision")
	}
	a, _ := f.At(ends[0])
	if got := f.Last().Changed(a); !cmp.Equal(got, []int{2}) {
		t.Errorf("changed %v", got)
	}
	if f.Last().SameEntry(a, 2) || !f.Last().SameEntry(a, 1) {
		t.Error("same entries are told wrong")
	}
}

// modern is a file with an object stream and a cross-reference stream that
// uses the PNG "up" predictor.
func modern(t testing.TB) []byte {
	t.Helper()
	w := newWriter()
	body := "<</Type /Catalog /V 2 0 R>> (packed)"
	head := fmt.Sprintf("1 0 2 %d ", strings.Index(body, "(packed)"))
	w.obj(3, stream(fmt.Sprintf("/Type /ObjStm /N 2 /First %d /Filter /FlateDecode", len(head)), deflate([]byte(head+body))))
	start := w.Len()
	rows := [][]byte{{0, 0, 0, 0}, {2, 0, 3, 0}, {2, 0, 3, 1}, {1, byte(w.at[3] >> 8), byte(w.at[3]), 0}, {1, byte(start >> 8), byte(start), 0}}
	var coded []byte
	prev := make([]byte, 4)
	for _, r := range rows {
		coded = append(coded, 2)
		for i := range r {
			coded = append(coded, r[i]-prev[i])
		}
		prev = r
	}
	w.obj(4, stream("/Type /XRef /Size 5 /Root 1 0 R /W [1 2 1] /Filter /FlateDecode /DecodeParms <</Predictor 12 /Columns 4>>", deflate(coded)))
	fmt.Fprintf(w, "startxref\n%d\n%%%%EOF\n", start)
	return w.Bytes()
}

func TestXRefStream(t *testing.T) {
	f, err := Open(modern(t))
	if err != nil {
		t.Fatal(err)
	}
	v := f.Last()
	if got, err := v.Resolve(v.Root()["V"]); err != nil || got != String("packed") {
		t.Errorf("got %v, %v", got, err)
	}
	if _, ok := v.Offset(2); ok {
		t.Error("a packed object has no offset")
	}
	u, err := f.NewUpdate()
	if err != nil {
		t.Fatal(err)
	}
	u.Set(Ref{2, 0}, String("changed"))
	added := u.Add(Dict{"K": Name("V")})
	out, _ := u.Bytes(0)
	g, err := Open(out)
	if err != nil {
		t.Fatal(err)
	}
	if kind := g.Sections()[1].Kind; kind != XRefStream {
		t.Errorf("kind %v", kind)
	}
	if got, _ := g.Last().Get(Ref{2, 0}); got != String("changed") {
		t.Errorf("got %v", got)
	}
	if got, _ := g.Last().Get(added); !cmp.Equal(got, Object(Dict{"K": Name("V")})) {
		t.Errorf("got %v", got)
	}
	if !bytes.HasPrefix(out, f.Data()) {
		t.Error("earlier bytes changed")
	}
}

func TestHybrid(t *testing.T) {
	build := func(conflict bool) []byte {
		w := newWriter()
		w.obj(1, "<</Type /Catalog /V 2 0 R>>")
		w.obj(2, "(plain)")
		w.obj(5, "(hidden)")
		hidden := w.at[5]
		delete(w.at, 5)
		at := w.Len()
		num := 5
		if conflict {
			num = 2
		}
		rows := string([]byte{1, byte(hidden >> 8), byte(hidden), 0})
		w.obj(4, stream(fmt.Sprintf("/Type /XRef /Size 6 /Root 1 0 R /W [1 2 1] /Index [%d 1]", num), rows))
		w.table(fmt.Sprintf("/Size 6 /Root 1 0 R /XRefStm %d", at))
		return w.Bytes()
	}
	f, err := Open(build(false))
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := f.Last().Get(Ref{5, 0}); got != String("hidden") || f.Sections()[0].Conflict {
		t.Errorf("got %v, conflict %v", got, f.Sections()[0].Conflict)
	}
	u, err := f.NewUpdate()
	if err != nil {
		t.Fatal(err)
	}
	u.Set(Ref{2, 0}, String("new"))
	out, _ := u.Bytes(0)
	g, err := Open(out)
	if err != nil {
		t.Fatal(err)
	}
	for num, want := range map[int]Object{2: String("new"), 5: String("hidden")} {
		if got, err := g.Last().Get(Ref{num, 0}); err != nil || got != want {
			t.Errorf("after an update, object %d: %v, %v", num, got, err)
		}
	}
	if f, err = Open(build(true)); err != nil || !f.Sections()[0].Conflict {
		t.Errorf("conflict not seen: %v", err)
	}
	if _, err := f.NewUpdate(); !errors.Is(err, ErrMalformed) {
		t.Errorf("an ambiguous file was extended: %v", err)
	}
}

func TestOpenRefuses(t *testing.T) {
	loop := newWriter()
	loop.obj(1, "<<>>")
	loop.table(fmt.Sprintf("/Size 2 /Root 1 0 R /Prev %d", loop.Len()))
	bomb := newWriter()
	start := bomb.Len()
	bomb.obj(1, stream("/Type /XRef /Size 9 /W [1 1 1] /Filter /FlateDecode", deflate(make([]byte, maxInflated+1000))))
	fmt.Fprintf(bomb, "startxref\n%d\n%%%%EOF\n", start)
	many := newWriter()
	many.obj(1, "<<>>")
	prev := many.table("/Size 2 /Root 1 0 R")
	for range maxRevisions {
		prev = many.table(fmt.Sprintf("/Size 2 /Root 1 0 R /Prev %d", prev))
	}
	for _, c := range []struct {
		name string
		data []byte
		want error
	}{
		{"empty", nil, ErrMalformed},
		{"no header", []byte("startxref\n0\n%%EOF"), ErrMalformed},
		{"no startxref", []byte("%PDF-1.4\n"), ErrMalformed},
		{"outside", []byte("%PDF-1.4\nstartxref\n99999\n%%EOF"), ErrMalformed},
		{"loop", loop.Bytes(), ErrMalformed},
		{"bomb", bomb.Bytes(), ErrLimit},
		{"revisions", many.Bytes(), ErrRevisions},
		{"huge subsection", []byte("%PDF-1.4\nxref\n0 8000000\ntrailer<<>>\nstartxref\n9\n%%EOF"), ErrMalformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			begin := time.Now()
			if _, err := Open(c.data); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if d := time.Since(begin); d > 10*time.Second {
				t.Errorf("took %v", d)
			}
		})
	}
}

// A reference that leads back to itself ends.
func TestReferenceLoop(t *testing.T) {
	w := newWriter()
	w.obj(1, "2 0 R")
	w.obj(2, "1 0 R")
	w.obj(3, "<</Length 3 0 R>>\nstream\nx\nendstream")
	w.table("/Size 4 /Root 1 0 R")
	f, err := Open(w.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Last().Resolve(Ref{1, 0}); !errors.Is(err, ErrLimit) {
		t.Errorf("got %v", err)
	}
	if _, err := f.Last().Get(Ref{3, 0}); !errors.Is(err, ErrLimit) {
		t.Errorf("got %v", err)
	}
}

func TestWrongLength(t *testing.T) {
	w := newWriter()
	w.obj(1, "<</Length 1>>\nstream\nabc\nendstream")
	w.obj(2, "<</Length 3>>\nstream\nabc\nendstream")
	w.table("/Size 3 /Root 1 0 R")
	f, err := Open(w.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for num, want := range map[int]string{1: "abc\n", 2: "abc"} {
		o, err := f.Last().Get(Ref{num, 0})
		if st, ok := o.(*Stream); err != nil || !ok || string(st.Data) != want {
			t.Errorf("object %d: %v, %v", num, o, err)
		}
	}
}

func TestSpans(t *testing.T) {
	w := newWriter()
	w.obj(1, "<</A (x) /B <</C <4142>>>>>")
	w.table("/Size 2 /Root 1 0 R")
	f, err := Open(w.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	v := f.Last()
	off, _ := v.Offset(1)
	outer, ok := v.Spans(off)
	if !ok {
		t.Fatal("no spans")
	}
	inner, ok := v.SpansOf(outer["B"])
	if got := string(w.Bytes()[inner["C"].Start:inner["C"].End]); !ok || got != "<4142>" {
		t.Errorf("got %q", got)
	}
}

func FuzzOpen(f *testing.F) {
	data, _ := threeRevisions()
	f.Add(data)
	f.Add(modern(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Open(data)
		if err != nil {
			return
		}
		for _, v := range []*View{file.Last(), {f: file, rev: 0, limit: int64(len(data))}} {
			for num := range min(v.Size(), 50) {
				_, _ = v.Get(Ref{num, 0})
				_ = v.Duplicate(num)
			}
		}
		if u, err := file.NewUpdate(); err == nil {
			u.Add(Dict{})
			out, _ := u.Bytes(0)
			if _, err := Open(out); err != nil {
				t.Fatalf("the update cannot be read: %v", err)
			}
		}
	})
}

package telemetry_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	span "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"congvan/office"
	"congvan/platform/job"
	"congvan/platform/store"
	"congvan/platform/telemetry"
)

// open is an embedded store that tells seen.
func open(t testing.TB, seen store.Observer, change ...func(*store.Config)) *store.Store {
	t.Helper()
	c := store.Config{DSN: filepath.Join(t.TempDir(), "test.db"), Observe: seen}
	for _, f := range change {
		f(&c)
	}
	s, err := store.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// books is a service as the office has them.
type books struct{ acts office.Acts }

var errTorn = office.Invalid("books.Tear", "Sách rách.", "The book is torn.")

func (b books) Lend(ctx context.Context) error { return b.act(ctx, nil) }
func (b books) Tear(ctx context.Context) error { return b.act(ctx, errTorn) }

func (b books) act(ctx context.Context, err error) error {
	return b.acts.Act(ctx, office.SystemActor(office.ID{1}), func(tx office.Tx) error {
		tx.Enqueue(office.Job{Kind: "book.remind"})
		return err
	})
}

func (b books) List(ctx context.Context) error {
	done := make(chan error)
	go func() {
		done <- b.acts.View(ctx, office.Actor{System: true}, func(tx office.Tx) error {
			_, _, err := store.Journal{}.Unsigned(tx)
			return err
		})
	}()
	return <-done
}

func metrics(t testing.TB, seen *telemetry.Telemetry) string {
	t.Helper()
	w := httptest.NewRecorder()
	seen.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Body.String()
}

func want(t *testing.T, text string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("no line %q", line)
		}
	}
}

func TestUseCasesAreNamedByTheirMethods(t *testing.T) {
	seen := telemetry.New()
	b := books{open(t, seen)}
	for range 2 {
		if err := b.Lend(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Tear(t.Context()); !errors.Is(err, errTorn) {
		t.Fatal(err)
	}
	if err := b.List(t.Context()); err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.List(gone); err == nil {
		t.Fatal("read for nobody")
	}
	want(t, metrics(t, seen),
		`congvan_usecase_total{outcome="ok",usecase="telemetry_test.books.Lend"} 2`,
		`congvan_usecase_total{outcome="invalid",usecase="telemetry_test.books.Tear"} 1`,
		`congvan_usecase_total{outcome="ok",usecase="telemetry_test.books.List"} 1`,
		`congvan_usecase_total{outcome="cancelled",usecase="telemetry_test.books.List"} 1`,
		`congvan_usecase_seconds_count{kind="act",usecase="telemetry_test.books.Lend"} 2`,
		`congvan_usecase_seconds_count{kind="view",usecase="telemetry_test.books.List"} 2`,
		`congvan_statement_seconds_count{statement="Job.Insert"} 2`,
	)
	if top := seen.Slowest(1); len(top) != 1 || top[0].Max <= 0 || top[0].Runs < 1 {
		t.Errorf("slowest %+v", top)
	}
}

func TestEndsOfWork(t *testing.T) {
	seen := telemetry.New()
	seen.Job("a", time.Second, nil)
	seen.Job("a", time.Second, job.Snooze{For: time.Minute})
	seen.Job("a", time.Second, errTorn)
	seen.Job("a", time.Second, errors.New("anything"))
	seen.Child("pdftotext", time.Second, nil)
	seen.Put(12, time.Second, nil)
	seen.Request("", "GET", 404, time.Second)
	seen.Request("GET /documents/{id}", "GET", 200, time.Second)
	want(t, metrics(t, seen),
		`congvan_job_total{kind="a",outcome="ok"} 1`, `congvan_job_total{kind="a",outcome="waits"} 1`,
		`congvan_job_total{kind="a",outcome="invalid"} 1`, `congvan_job_total{kind="a",outcome="internal"} 1`,
		`congvan_child_total{outcome="ok",program="pdftotext"} 1`, `congvan_file_put_bytes_total 12`,
		`congvan_request_seconds_count{route="none",status="404"} 1`,
		`congvan_request_seconds_count{route="GET /documents/{id}",status="200"} 1`,
	)
}

func TestState(t *testing.T) {
	seen := telemetry.New()
	s := telemetry.State{
		Queue: []store.Depth{{Kind: "k", Due: 3, Later: 2, Running: 1, Failing: 4, Oldest: time.Minute}}, Unsigned: 2, Age: 90 * time.Second,
		Streams: 7, Pools: open(t, nil).Pools(), DiskFree: 10, DiskSize: 20,
	}
	var err error
	seen.Watch(func(context.Context) (telemetry.State, error) { return s, err })
	want(t, metrics(t, seen),
		`congvan_database_up 1`, `congvan_queue_jobs{kind="k",state="due"} 3`, `congvan_queue_jobs{kind="k",state="later"} 2`,
		`congvan_queue_jobs{kind="k",state="running"} 1`, `congvan_queue_jobs{kind="k",state="failing"} 4`,
		`congvan_queue_oldest_seconds{kind="k"} 60`, `congvan_journal_unsigned 2`, `congvan_journal_unsigned_seconds 90`,
		`congvan_live_streams 7`, `congvan_disk_free_bytes 10`, `congvan_database_connections{pool="write",state="max"} 1`,
	)
	err = errors.New("away")
	if got := metrics(t, seen); !strings.Contains(got, "congvan_database_up 0\n") || strings.Contains(got, "congvan_queue_jobs") {
		t.Error("an absent database is not told")
	}
}

// What people write must never come into the log, the metrics or the traces.
func TestStatementsAreNamedWithoutTheirArguments(t *testing.T) {
	const secret = "bi-mat-cua-nguoi-dung"
	var log bytes.Buffer
	seen, spans := telemetry.New(), receiver(t)
	if err := seen.Trace(t.Context(), spans.url); err != nil {
		t.Fatal(err)
	}
	s := open(t, seen, func(c *store.Config) {
		c.Slow, c.Log = time.Nanosecond, slog.New(slog.NewTextHandler(&log, nil))
	})
	err := s.Act(t.Context(), office.SystemActor(office.ID{1}), func(tx office.Tx) error {
		tx.Enqueue(office.Job{Kind: "book.remind", Key: secret, Payload: secret})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	failed := s.Act(t.Context(), office.SystemActor(office.ID{1}), func(tx office.Tx) error {
		return office.Invalid("test", secret, secret)
	})
	if failed == nil {
		t.Fatal("no error")
	}
	if err := seen.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), "msg=\"slow statement\" name=Job.Insert ms=") {
		t.Errorf("not logged by name:\n%s", log.String())
	}
	for place, text := range map[string]string{"the log": log.String(), "the metrics": metrics(t, seen), "the traces": spans.text()} {
		if strings.Contains(text, secret) {
			t.Errorf("%s holds what was written:\n%s", place, text)
		}
	}
}

// received is an OTLP/HTTP receiver.
type received struct {
	url   string
	mu    sync.Mutex
	spans []*span.Span // guarded by mu
}

func receiver(t *testing.T) *received {
	t.Helper()
	out := &received{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		var m collector.ExportTraceServiceRequest
		if err != nil || r.URL.Path != "/v1/traces" || proto.Unmarshal(b, &m) != nil {
			t.Errorf("received %s %s: %v", r.Method, r.URL, err)
		}
		out.mu.Lock()
		defer out.mu.Unlock()
		for _, rs := range m.GetResourceSpans() {
			for _, ss := range rs.GetScopeSpans() {
				out.spans = append(out.spans, ss.GetSpans()...)
			}
		}
		w.Header().Set("Content-Type", "application/x-protobuf")
	}))
	t.Cleanup(s.Close)
	out.url = s.URL + "/v1/traces"
	return out
}

func (r *received) text() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var b strings.Builder
	for _, s := range r.spans {
		b.WriteString(s.String() + "\n")
	}
	return b.String()
}

func (r *received) named(t *testing.T, name string) *span.Span {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	var found *span.Span
	for _, s := range r.spans {
		if s.GetName() == name {
			found = s
		}
	}
	if found == nil {
		t.Fatalf("no span %q", name)
	}
	return found
}

func (r *received) jobOf(s *span.Span) string {
	attributes := s.GetAttributes()
	for _, e := range s.GetEvents() {
		attributes = append(attributes, e.GetAttributes()...)
	}
	for _, a := range attributes {
		if a.GetKey() == "congvan.job.id" {
			return a.GetValue().GetStringValue()
		}
	}
	return ""
}

// A request holds its use case, that its statements; the run of a job begins a
// trace of its own and bears the id that the act noted; a call knows its run.
func TestTrace(t *testing.T) {
	seen, spans := telemetry.New(), receiver(t)
	if err := seen.Trace(t.Context(), spans.url); err != nil {
		t.Fatal(err)
	}
	s := open(t, seen)
	b := books{s}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /books/{id}", func(_ http.ResponseWriter, r *http.Request) {
		if err := b.Lend(r.Context()); err != nil {
			t.Error(err)
		}
	})
	r := httptest.NewRequest("POST", "/books/secret-id", nil)
	r.Header.Set("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	seen.Traced(mux).ServeHTTP(httptest.NewRecorder(), r)
	if r.Pattern != "POST /books/{id}" {
		t.Errorf("pattern %q is lost", r.Pattern)
	}
	if err := b.Tear(t.Context()); err == nil {
		t.Fatal("no error")
	}
	ran := make(chan struct{})
	work := seen.Workers(map[string]job.Worker{"book.remind": func(ctx context.Context, _ job.Claimed) error {
		defer close(ran)
		_, end := seen.Call(ctx, "exchange.https package")
		end(nil)
		return errors.New("nobody home")
	}})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		runner := job.Runner{Queue: store.Jobs{S: s}, Workers: work, Owner: "test", Log: slog.New(slog.DiscardHandler)}
		runner.Run(ctx)
	}()
	<-ran
	cancel()
	<-ended
	if err := seen.Close(t.Context()); err != nil {
		t.Fatal(err)
	}

	request, act := spans.named(t, "POST /books/{id}"), spans.named(t, "telemetry_test.books.Lend")
	insert, run, call := spans.named(t, "Job.Insert"), spans.named(t, "book.remind"), spans.named(t, "exchange.https package")
	if request.GetKind() != span.Span_SPAN_KIND_SERVER || len(request.GetParentSpanId()) != 0 {
		t.Errorf("the request: %s", request)
	}
	for _, c := range []struct{ child, parent *span.Span }{{act, request}, {call, run}} {
		if !bytes.Equal(c.child.GetParentSpanId(), c.parent.GetSpanId()) || !bytes.Equal(c.child.GetTraceId(), c.parent.GetTraceId()) {
			t.Errorf("%s does not stand below %s", c.child, c.parent)
		}
	}
	if len(insert.GetParentSpanId()) == 0 || insert.GetEndTimeUnixNano() < insert.GetStartTimeUnixNano() || len(insert.GetAttributes()) != 0 {
		t.Errorf("the statement: %s", insert)
	}
	if id := spans.jobOf(act); id == "" || id != spans.jobOf(run) {
		t.Errorf("the act asked for job %q, the run has %q", id, spans.jobOf(run))
	}
	if bytes.Equal(run.GetTraceId(), act.GetTraceId()) || run.GetStatus().GetCode() != span.Status_STATUS_CODE_ERROR {
		t.Errorf("the run: %s", run)
	}
	if torn := spans.named(t, "telemetry_test.books.Tear"); torn.GetStatus().GetMessage() != "invalid" {
		t.Errorf("the failed act: %s", torn)
	}
	if all := spans.text(); strings.Contains(all, "secret-id") || strings.Contains(all, "nobody home") || strings.Contains(all, "0af7651916cd43dd") {
		t.Errorf("spans tell too much:\n%s", all)
	}
}

// BenchmarkAct shows what being seen costs an act: alone, with metrics, and with
// traces that go nowhere.
func BenchmarkAct(b *testing.B) {
	traced := telemetry.New()
	if err := traced.Trace(b.Context(), "http://127.0.0.1:1/v1/traces"); err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		seen store.Observer
	}{{"unseen", nil}, {"metrics", telemetry.New()}, {"traces", traced}} {
		b.Run(c.name, func(b *testing.B) {
			books := books{open(b, c.seen)}
			b.ReportAllocs()
			for b.Loop() {
				if err := books.Lend(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Being counted, and not traced, costs an act at most a tenth of its allocations.
func TestSeeingIsCheap(t *testing.T) {
	allocations := func(seen store.Observer) float64 {
		b := books{open(t, seen)}
		return testing.AllocsPerRun(50, func() {
			if err := b.Lend(context.Background()); err != nil {
				t.Fatal(err)
			}
		})
	}
	alone, counted := allocations(nil), allocations(telemetry.New())
	if counted > alone*1.1 {
		t.Errorf("%.0f allocations an act, %.0f when counted", alone, counted)
	}
	t.Logf("%.0f allocations an act, %.0f when counted", alone, counted)
}

// Package telemetry counts, times and traces what a server does: use cases,
// statements, jobs, requests, child processes, and the state it stands in. Names
// are Go names, routes and kinds; never ids, names of agencies, or anything that
// people wrote, so the number of series has a bound that the source code sets.
//
// It is not the journal: it proves nothing, and may be lost with the process.
package telemetry

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"congvan/office"
	"congvan/platform/convert"
	"congvan/platform/job"
)

// Telemetry is what one server process knows about itself. It is safe for
// concurrent use; it implements store.Observer.
type Telemetry struct {
	registry *prometheus.Registry
	names    names
	slow     slowest
	tracer   trace.Tracer // nil: nothing is traced
	flush    func(context.Context) error

	useCases    *prometheus.HistogramVec
	useCaseEnds *prometheus.CounterVec
	statements  *prometheus.HistogramVec
	jobs        *prometheus.HistogramVec
	jobEnds     *prometheus.CounterVec
	requests    *prometheus.HistogramVec
	children    *prometheus.HistogramVec
	childEnds   *prometheus.CounterVec
	puts        *prometheus.HistogramVec
	putBytes    prometheus.Counter
}

// New makes the telemetry of a server that traces nothing yet.
func New() *Telemetry {
	histogram := func(name, help string, from float64, labels ...string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: name, Help: help, Buckets: prometheus.ExponentialBuckets(from, 3, 9),
		}, labels)
	}
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	t := &Telemetry{
		registry:    prometheus.NewRegistry(),
		useCases:    histogram("congvan_usecase_seconds", "Acts and views by the Go name of the method that opened them.", 0.001, "usecase", "kind"),
		useCaseEnds: counter("congvan_usecase_total", "Acts and views by Go name and outcome: ok, cancelled, or the code of the error.", "usecase", "outcome"),
		statements:  histogram("congvan_statement_seconds", "Statements by Go name, with reading their rows.", 0.0003, "statement"),
		jobs:        histogram("congvan_job_seconds", "Runs of background jobs by kind.", 0.003, "kind"),
		jobEnds:     counter("congvan_job_total", "Runs of background jobs by kind and outcome: ok, waits, cancelled, or the code of the error.", "kind", "outcome"),
		requests:    histogram("congvan_request_seconds", "Requests by route and status.", 0.001, "route", "status"),
		children:    histogram("congvan_child_seconds", "Child processes that read and convert files, by program.", 0.003, "program"),
		childEnds:   counter("congvan_child_total", "Child processes by program and outcome: ok, or why not; timeout, memory and too_large were stopped at a limit.", "program", "outcome"),
		puts:        histogram("congvan_file_put_seconds", "Files put into the store, by outcome.", 0.001, "outcome"),
		putBytes:    prometheus.NewCounter(prometheus.CounterOpts{Name: "congvan_file_put_bytes_total", Help: "Bytes of files put into the store."}),
	}
	t.registry.MustRegister(t.useCases, t.useCaseEnds, t.statements, t.jobs, t.jobEnds, t.requests, t.children, t.childEnds,
		t.puts, t.putBytes, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return t
}

// outcome sorts ends by what an operator can do about them.
func outcome(err error) string {
	var waits job.Snooze
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &waits):
		return "waits"
	case errors.Is(err, context.Canceled):
		return "cancelled" // who asked went away, or the server stops
	}
	return string(office.CodeOf(err))
}

// Begin names the use case that asks for an act or a view and times it.
func (t *Telemetry) Begin(ctx context.Context, kind string) (context.Context, func(error)) {
	name, start := t.names.caller(), time.Now()
	var span trace.Span = noop.Span{}
	if t.tracer != nil {
		ctx, span = t.tracer.Start(ctx, name, trace.WithAttributes(attribute.String("congvan.kind", kind)))
	}
	return ctx, func(err error) {
		t.useCases.WithLabelValues(name, kind).Observe(time.Since(start).Seconds())
		t.useCaseEnds.WithLabelValues(name, outcome(err)).Inc()
		end(span, err)
	}
}

// Statement times a statement.
func (t *Telemetry) Statement(ctx context.Context, name string, start time.Time, d time.Duration) {
	t.statements.WithLabelValues(name).Observe(d.Seconds())
	t.slow.add(name, start.Add(d), d)
	if t.tracer != nil {
		_, span := t.tracer.Start(ctx, name, trace.WithTimestamp(start), trace.WithSpanKind(trace.SpanKindClient))
		span.End(trace.WithTimestamp(start.Add(d)))
	}
}

// Enqueued notes a job's id in the span of the act that asked for it: the span of
// the job's run bears the same id.
func (t *Telemetry) Enqueued(ctx context.Context, kind string, id office.ID) {
	if t.tracer != nil {
		trace.SpanFromContext(ctx).AddEvent("job enqueued", trace.WithAttributes(
			attribute.String("congvan.job.kind", kind), attribute.String("congvan.job.id", id.String())))
	}
}

// Job is told of every run of a job.
func (t *Telemetry) Job(kind string, d time.Duration, err error) {
	t.jobs.WithLabelValues(kind).Observe(d.Seconds())
	t.jobEnds.WithLabelValues(kind, outcome(err)).Inc()
}

// Request is told of every answered request.
func (t *Telemetry) Request(pattern, _ string, status int, d time.Duration) {
	t.requests.WithLabelValues(route(pattern), strconv.Itoa(status)).Observe(d.Seconds())
}

// route is a pattern as a label; addresses that no page has are one.
func route(pattern string) string {
	if pattern == "" {
		return "none"
	}
	return pattern
}

// Child is told of every child process that worked on a file.
func (t *Telemetry) Child(program string, d time.Duration, err error) {
	t.children.WithLabelValues(program).Observe(d.Seconds())
	ended := "ok"
	if err != nil {
		ended = string(convert.CodeOf(err))
	}
	t.childEnds.WithLabelValues(program, ended).Inc()
}

// Put is told of every file put into the store.
func (t *Telemetry) Put(bytes int64, d time.Duration, err error) {
	t.puts.WithLabelValues(outcome(err)).Observe(d.Seconds())
	t.putBytes.Add(float64(bytes))
}

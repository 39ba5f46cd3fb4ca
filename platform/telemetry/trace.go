package telemetry

import (
	"context"
	"net/http"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"congvan/office"
	"congvan/platform/job"
)

// Trace sends spans to an OTLP/HTTP receiver at endpoint, a whole URL:
// "http://127.0.0.1:4318/v1/traces". The standard variables say the rest: headers,
// certificates, sampler (OTEL_EXPORTER_OTLP_*, OTEL_TRACES_SAMPLER),
// OTEL_RESOURCE_ATTRIBUTES. Call it before the server works, Close in the end.
func (t *Telemetry) Trace(ctx context.Context, endpoint string) error {
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(endpoint))
	if err != nil {
		return office.Invalid("telemetry.Trace", "Cấu hình trace.endpoint không đúng: "+err.Error(), "Configuration trace.endpoint is wrong: "+err.Error())
	}
	about, err := resource.New(ctx,
		resource.WithAttributes(attribute.String("service.name", "congvan")), resource.WithTelemetrySDK(), resource.WithFromEnv())
	if err != nil {
		return office.Wrap("telemetry.Trace", err)
	}
	p := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(about))
	t.tracer, t.flush = p.Tracer("congvan"), p.Shutdown
	return nil
}

// Close sends what spans are left.
func (t *Telemetry) Close(ctx context.Context) error {
	if t.flush == nil {
		return nil
	}
	return t.flush(ctx)
}

// start begins a span; without tracing it costs nothing and gives one that is none.
func (t *Telemetry) start(ctx context.Context, name string, o ...trace.SpanStartOption) (context.Context, trace.Span) {
	if t.tracer == nil {
		return ctx, noop.Span{}
	}
	return t.tracer.Start(ctx, name, o...)
}

// end ends a span. Of an error it tells the code alone: messages may hold what
// people wrote.
func end(span trace.Span, err error) {
	if !span.IsRecording() {
		return
	}
	if err != nil {
		span.SetStatus(codes.Error, outcome(err))
	}
	span.End()
}

// Traced gives every request a span named by its route. The trace begins here:
// what a browser says about its own is not believed.
func (t *Telemetry) Traced(h http.Handler) http.Handler {
	if t.tracer == nil {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, span := t.start(r.Context(), "request", trace.WithNewRoot(), trace.WithSpanKind(trace.SpanKindServer))
		defer span.End()
		in := r.WithContext(ctx)
		h.ServeHTTP(w, in)
		r.Pattern = in.Pattern
		span.SetName(route(in.Pattern))
	})
}

// Workers gives every run of a job a span that bears the job's id, as the span of
// the act that enqueued it does.
func (t *Telemetry) Workers(all map[string]job.Worker) map[string]job.Worker {
	if t.tracer == nil {
		return all
	}
	out := make(map[string]job.Worker, len(all))
	for kind, work := range all {
		out[kind] = func(ctx context.Context, j job.Claimed) (err error) {
			ctx, span := t.start(ctx, kind, trace.WithNewRoot(), trace.WithSpanKind(trace.SpanKindConsumer), trace.WithAttributes(
				attribute.String("congvan.job.id", j.ID.String()), attribute.Int("congvan.job.attempts", j.Attempts)))
			defer func() { end(span, err) }()
			return work(ctx, j)
		}
	}
	return out
}

// Call gives an outgoing call a span: "exchange.https package". The trace is not
// told to the other side.
func (t *Telemetry) Call(ctx context.Context, name string) (context.Context, func(error)) {
	ctx, span := t.start(ctx, name, trace.WithSpanKind(trace.SpanKindClient))
	return ctx, func(err error) { end(span, err) }
}

package app

import (
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"congvan/office"
)

// Metrics counts what the server does.
type Metrics struct {
	registry *prometheus.Registry
	acts     *prometheus.HistogramVec
	jobs     *prometheus.HistogramVec
	requests *prometheus.HistogramVec
}

func newMetrics() *Metrics {
	histogram := func(name, help string, labels ...string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: name, Help: help, Buckets: prometheus.ExponentialBuckets(0.001, 2.5, 12),
		}, labels)
	}
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		acts:     histogram("congvan_transaction_seconds", "Acts and views by outcome.", "kind", "outcome"),
		jobs:     histogram("congvan_job_seconds", "Background jobs by kind and outcome.", "kind", "outcome"),
		requests: histogram("congvan_request_seconds", "Requests by route and status.", "route", "status"),
	}
	m.registry.MustRegister(m.acts, m.jobs, m.requests)
	return m
}

func outcome(err error) string {
	if err == nil {
		return "ok"
	}
	return string(office.CodeOf(err))
}

func (m *Metrics) act(kind string, d time.Duration, err error) {
	m.acts.WithLabelValues(kind, outcome(err)).Observe(d.Seconds())
}

func (m *Metrics) job(kind string, d time.Duration, err error) {
	m.jobs.WithLabelValues(kind, outcome(err)).Observe(d.Seconds())
}

func (m *Metrics) request(pattern, _ string, status int, d time.Duration) {
	if pattern == "" {
		pattern = "none"
	}
	m.requests.WithLabelValues(pattern, strconv.Itoa(status)).Observe(d.Seconds())
}

func (m *Metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

func newLog(c Log, w io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Level)); err != nil {
		level = slog.LevelInfo
	}
	o := &slog.HandlerOptions{Level: level}
	if c.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

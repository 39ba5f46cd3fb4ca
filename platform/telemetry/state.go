package telemetry

import (
	"context"
	"database/sql"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"congvan/platform/store"
)

// State is how a server stands at one moment.
type State struct {
	Queue         []store.Depth
	Unsigned      int           // journals that have grown past their newest signed head
	UnsignedSince time.Time     // of the oldest entry among them; zero without one
	Age           time.Duration // since then
	Streams       int           // open live pages of this process
	Pools         map[string]sql.DBStats
	DiskFree      uint64 // bytes that the data folder may still take
	DiskSize      uint64
}

// Watch makes the metrics show the state that read tells when they are asked for.
// While read fails the database counts as away and the rest of the state is left out.
func (t *Telemetry) Watch(read func(context.Context) (State, error)) {
	t.registry.MustRegister(watcher{read})
}

// Handler answers with all metrics, for Prometheus.
func (t *Telemetry) Handler() http.Handler {
	return promhttp.HandlerFor(t.registry, promhttp.HandlerOpts{})
}

// Gatherer gives all metrics.
func (t *Telemetry) Gatherer() prometheus.Gatherer { return t.registry }

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

var (
	databaseUp     = describe("congvan_database_up", "1 when the database answers.")
	queueJobs      = describe("congvan_queue_jobs", "Background jobs by kind and state: due, later, running; failing counts those of all three that failed at least once. Nodes on one database all tell the same.", "kind", "state")
	queueOldest    = describe("congvan_queue_oldest_seconds", "How long the oldest due job of a kind has been due.", "kind")
	unsigned       = describe("congvan_journal_unsigned", "Journals that have grown past their newest signed head.")
	unsignedAge    = describe("congvan_journal_unsigned_seconds", "How long the oldest entry without a signed head waits for it; 0 without one.")
	streams        = describe("congvan_live_streams", "Open live pages of this process.")
	connections    = describe("congvan_database_connections", "Connections of a pool: in_use, idle, and the most it may open.", "pool", "state")
	connectionWait = describe("congvan_database_waits_total", "Acts and views that had to wait for a connection.", "pool")
	connectionTime = describe("congvan_database_wait_seconds_total", "Time they waited.", "pool")
	diskFree       = describe("congvan_disk_free_bytes", "Room left for the data folder.")
	diskSize       = describe("congvan_disk_size_bytes", "Size of the file system of the data folder.")
)

// readTime is how long reading the state may take.
const readTime = 3 * time.Second

type watcher struct {
	read func(context.Context) (State, error)
}

func (w watcher) Describe(c chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		databaseUp, queueJobs, queueOldest, unsigned, unsignedAge, streams, connections, connectionWait, connectionTime, diskFree, diskSize,
	} {
		c <- d
	}
}

func (w watcher) Collect(c chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		c <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	ctx, cancel := context.WithTimeout(context.Background(), readTime)
	defer cancel()
	s, err := w.read(ctx)
	if err != nil {
		gauge(databaseUp, 0)
		return
	}
	gauge(databaseUp, 1)
	for _, q := range s.Queue {
		gauge(queueJobs, float64(q.Due), q.Kind, "due")
		gauge(queueJobs, float64(q.Later), q.Kind, "later")
		gauge(queueJobs, float64(q.Running), q.Kind, "running")
		gauge(queueJobs, float64(q.Failing), q.Kind, "failing")
		gauge(queueOldest, q.Oldest.Seconds(), q.Kind)
	}
	gauge(unsigned, float64(s.Unsigned))
	gauge(unsignedAge, s.Age.Seconds())
	gauge(streams, float64(s.Streams))
	for name, p := range s.Pools {
		gauge(connections, float64(p.InUse), name, "in_use")
		gauge(connections, float64(p.Idle), name, "idle")
		gauge(connections, float64(p.MaxOpenConnections), name, "max")
		c <- prometheus.MustNewConstMetric(connectionWait, prometheus.CounterValue, float64(p.WaitCount), name)
		c <- prometheus.MustNewConstMetric(connectionTime, prometheus.CounterValue, p.WaitDuration.Seconds(), name)
	}
	gauge(diskFree, float64(s.DiskFree))
	gauge(diskSize, float64(s.DiskSize))
}

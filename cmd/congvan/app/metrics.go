package app

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"golang.org/x/sys/unix"

	"congvan/office"
	"congvan/office/exchange"
	"congvan/platform/store"
	"congvan/platform/telemetry"
)

// openTelemetry begins to count, and to trace when the configuration names where to.
func (a *App) openTelemetry(ctx context.Context) error {
	a.Telemetry = telemetry.New()
	a.Telemetry.Watch(a.State)
	if a.Config.Trace.Endpoint == "" {
		return nil
	}
	return a.Telemetry.Trace(ctx, a.Config.Trace.Endpoint)
}

// State reads how the server stands: what metrics show, and the page for
// administrators.
func (a *App) State(ctx context.Context) (telemetry.State, error) {
	var s telemetry.State
	var err error
	if s.Queue, err = (store.Jobs{S: a.Store}).Depths(ctx); err != nil {
		return s, err
	}
	err = a.Store.View(ctx, office.Actor{System: true}, func(tx office.Tx) (err error) {
		s.Unsigned, s.UnsignedSince, err = store.Journal{}.Unsigned(tx)
		if s.Unsigned > 0 {
			s.Age = tx.Now().Sub(s.UnsignedSince)
		}
		return err
	})
	if err != nil {
		return s, err
	}
	s.Streams, s.Pools = a.Tail.Listeners(), a.Store.Pools()
	s.DiskFree, s.DiskSize, err = DiskRoom(a.Config.Data)
	return s, err
}

// DiskRoom tells how many bytes the file system of a path may still take, and how
// many it has in all.
func DiskRoom(path string) (free, size uint64, err error) {
	var st unix.Statfs_t
	if err := unix.Statfs(path, &st); err != nil {
		return 0, 0, office.Wrap("app.DiskRoom", err)
	}
	return st.Bavail * uint64(st.Bsize), st.Blocks * uint64(st.Bsize), nil
}

// serveMetrics answers Prometheus on its own listener until ctx ends.
func (a *App) serveMetrics(ctx context.Context, l net.Listener) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", a.Telemetry.Handler())
	s := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, WriteTimeout: time.Minute, MaxHeaderBytes: 16 << 10}
	stop := context.AfterFunc(ctx, func() { _ = s.Close() })
	defer stop()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// tracedTransport gives outgoing calls a span. The other side is not told of the
// trace: it is a server of another agency, and the id would let it (and whoever
// reads its logs) tell which of its packages came from one act here, and when.
// What both sides need to find a package again, its envelope's id, travels signed
// in the manifest.
type tracedTransport struct {
	exchange.Transport
	name exchange.TransportName
	to   *telemetry.Telemetry
}

func (t tracedTransport) Send(ctx context.Context, p exchange.Peer, pack io.Reader) (_ []byte, err error) {
	ctx, end := t.to.Call(ctx, "exchange."+string(t.name)+" package")
	defer func() { end(err) }()
	return t.Transport.Send(ctx, p, pack)
}

func (t tracedTransport) SendReceipt(ctx context.Context, p exchange.Peer, notice []byte) (_ []byte, err error) {
	ctx, end := t.to.Call(ctx, "exchange."+string(t.name)+" receipt")
	defer func() { end(err) }()
	return t.Transport.SendReceipt(ctx, p, notice)
}

package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"congvan/office"
	"congvan/office/exchange"
	"congvan/platform/store"
	"congvan/platform/transport"
)

// stopTime is how long running requests may take to end.
const stopTime = 20 * time.Second

func (a *App) transports(s *exchange.Service) map[exchange.TransportName]exchange.Transport {
	return map[exchange.TransportName]exchange.Transport{
		exchange.Loopback: tracedTransport{transport.Loopback{Receiver: s, Keys: a.Keys, Locate: a.locate}, exchange.Loopback, a.Telemetry},
		exchange.HTTPS:    tracedTransport{transport.NewHTTPS(a.Keys, s.Trust, a.Clock, 0), exchange.HTTPS, a.Telemetry},
	}
}

// locate finds an agency of the deployment by its organ code.
func (a *App) locate(ctx context.Context, code string) (office.ID, error) {
	var id office.ID
	err := a.Store.View(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		at, err := store.Organisation{}.AgencyByCode(tx, code, tx.Today())
		id = at.ID
		return err
	})
	return id, err
}

// Listeners are the open sockets of a server.
type Listeners struct {
	Web      net.Listener
	Exchange net.Listener // nil: receives nothing from other servers
	Metrics  net.Listener // nil: metrics can be read nowhere
}

// Listen opens the sockets that the configuration names.
func (a *App) Listen() (Listeners, error) {
	var l Listeners
	var err error
	if l.Web, err = listen(a.Config.Listen); err != nil {
		return l, err
	}
	for address, to := range map[string]*net.Listener{a.Config.Exchange.Listen: &l.Exchange, a.Config.Metrics.Listen: &l.Metrics} {
		if address == "" {
			continue
		}
		if *to, err = listen(address); err != nil {
			l.close()
			return l, err
		}
	}
	return l, nil
}

func (l Listeners) close() {
	for _, open := range []net.Listener{l.Web, l.Exchange, l.Metrics} {
		if open != nil {
			_ = open.Close()
		}
	}
}

func listen(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, &office.Error{
			Code: office.CodeUnavailable, Op: "app.Listen", Err: err,
			Vi: fmt.Sprintf("Không mở được cổng %s. Cổng đang có chương trình khác dùng? Chọn cổng khác bằng --listen.", address),
			En: fmt.Sprintf("Cannot listen on %s. Is another program using it? Choose another with --listen.", address),
		}
	}
	return l, nil
}

// Serve answers until ctx ends, says so on the health page for as long as the
// configuration wants, then lets running requests finish and gives running jobs
// back.
func (a *App) Serve(ctx context.Context, l Listeners, o WebOptions) error {
	unlock, err := lockData(a.Config.Data)
	if err != nil {
		return err
	}
	defer unlock()
	if err := a.prepareFolder(); err != nil {
		return err
	}
	done, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	handler := a.handler(o, done.Done())
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 5 * time.Minute,
		WriteTimeout: 5 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
	defer context.AfterFunc(ctx, func() {
		a.drain(server)
		cancel()
	})()
	var jobs sync.WaitGroup
	jobs.Go(func() { a.runJobs(done) })
	g, gctx := errgroup.WithContext(done)
	g.Go(func() error {
		err := server.Serve(l.Web)
		if errors.Is(err, http.ErrServerClosed) {
			return nil
		}
		return err
	})
	if l.Exchange != nil {
		s := &transport.Server{Receiver: a.Exchange, Keys: a.Keys, Log: a.Log}
		g.Go(func() error { return s.Serve(gctx, l.Exchange) })
	}
	if l.Metrics != nil {
		g.Go(func() error { return a.serveMetrics(gctx, l.Metrics) })
	}
	g.Go(func() error {
		<-gctx.Done()
		cancel() // ends live streams and jobs
		stop, end := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer end()
		return server.Shutdown(stop)
	})
	err = g.Wait()
	cancel()
	jobs.Wait()
	return err
}

// drain tells the health page that the server is about to stop and goes on serving
// until a balancer has noticed. Connections are not kept for a next request.
func (a *App) drain(server *http.Server) {
	a.draining.Store(true)
	server.SetKeepAlivesEnabled(false)
	time.Sleep(time.Duration(a.Config.Stop.DrainSeconds) * time.Second)
}

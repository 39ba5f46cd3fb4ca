package app

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"congvan/office"
	"congvan/platform/telemetry"
	"congvan/web/admin"
)

// slowShown is how many statements the page of the server lists.
const slowShown = 8

// toolsFor is how long what Doctor said of the programs is shown again: it starts
// each of them.
const toolsFor = 10 * time.Minute

// server gives how the server stands for the page of administrators.
func (a *App) server() func(context.Context) (admin.Server, error) {
	started, tools := time.Now(), &seenTools{}
	return func(ctx context.Context) (admin.Server, error) {
		before := time.Now()
		if err := a.Store.Ping(ctx); err != nil {
			return admin.Server{}, office.Wrap("app.server", err)
		}
		s := admin.Server{Started: started, Engine: a.Store.Engine(), Answer: time.Since(before), Write: a.writable(), FilesAway: a.FilesAway(ctx), SlowFrom: telemetry.Lately}
		now, err := a.State(ctx)
		if err != nil {
			return s, err
		}
		s.DiskFree, s.DiskSize, s.Streams = now.DiskFree, now.DiskSize, now.Streams
		s.Unsigned, s.UnsignedFor = now.Unsigned, now.Age
		for _, p := range now.Pools {
			s.InUse, s.Most = s.InUse+p.InUse, s.Most+p.MaxOpenConnections
		}
		for _, q := range now.Queue {
			s.Due, s.Later, s.Running, s.Failing = s.Due+q.Due, s.Later+q.Later, s.Running+q.Running, s.Failing+q.Failing
			s.Oldest = max(s.Oldest, q.Oldest)
		}
		for _, slow := range a.Telemetry.Slowest(slowShown) {
			s.Slowest = append(s.Slowest, admin.Slow(slow))
		}
		s.Tools, s.ToolsAt = tools.look(ctx, a)
		return s, nil
	}
}

// writable tries to write to the data folder; nothing stays behind.
func (a *App) writable() error {
	f, err := os.CreateTemp(a.Config.Data, ".congvan-health-")
	if err != nil {
		return err
	}
	_, err = f.WriteString("ok")
	return errors.Join(err, f.Close(), os.Remove(f.Name()))
}

// seenTools remembers what Doctor said.
type seenTools struct {
	mu  sync.Mutex
	at  time.Time    // guarded by mu
	all []admin.Tool // guarded by mu
}

func (s *seenTools) look(ctx context.Context, a *App) ([]admin.Tool, time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := a.Clock(); s.all == nil || now.Sub(s.at) > toolsFor {
		s.at, s.all = now, nil
		for _, t := range a.Tools.Doctor(context.WithoutCancel(ctx)) {
			s.all = append(s.all, admin.Tool{Name: t.Name, Version: t.Version, Fix: t.Fix})
		}
	}
	return s.all, s.at
}

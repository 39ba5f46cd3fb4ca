package app

import (
	"context"
	"encoding/json"
	"os"
	"strconv"
	"sync"
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/exchange"
	"congvan/platform/job"
	"congvan/platform/store"
)

// runJobs does background work until ctx ends, then waits for what is running.
func (a *App) runJobs(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	host, _ := os.Hostname()
	runner := func(workers map[string]job.Worker, width int) {
		r := job.Runner{
			Queue: store.Jobs{S: a.Store}, Workers: a.Telemetry.Workers(workers), Owner: host + "/" + strconv.Itoa(os.Getpid()), Width: width,
			Log: a.Log, Observe: a.Telemetry.Job,
		}
		wg.Go(func() { r.Run(ctx) })
	}
	if err := (store.Jobs{S: a.Store}).Release(ctx); err != nil && ctx.Err() == nil {
		a.Log.Error("release jobs", "error", err)
	}
	runner(a.senders(), sendWidth)
	runner(a.workers(), 0)
	wg.Go(func() { a.Tail.Run(ctx) })
	wg.Go(func() { a.signHeads(ctx) })
	wg.Go(func() {
		job.Every(ctx, a.Log, "collect files", time.Hour, func(ctx context.Context) error {
			return a.collect(ctx)
		})
	})
	wg.Go(func() { job.Every(ctx, a.Log, "sweep staging", time.Hour, a.sweepStaging) })
	wg.Go(func() {
		if err := a.Tools.Warm(ctx); err != nil && ctx.Err() == nil {
			a.Log.Warn("LibreOffice is not ready; drafts get no PDF until it is", "error", err)
		}
	})
}

// collect lets go of files that nothing refers to, agency by agency.
func (a *App) collect(ctx context.Context) error {
	var agencies []office.ID
	err := a.Store.View(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		var err error
		agencies, err = store.Journal{}.Agencies(tx)
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range agencies {
		if _, err := a.Documents.Collect(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// headDelay gathers a burst of acts under one head.
const headDelay = 500 * time.Millisecond

// signHeads keeps every journal under a signed head, soon after each commit.
func (a *App) signHeads(ctx context.Context) {
	for ctx.Err() == nil {
		changed := a.Store.Changed()
		if err := a.Heads.SignAll(ctx); err != nil && ctx.Err() == nil {
			a.Log.Error("sign heads", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
		case <-time.After(time.Minute): // other nodes' commits
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(headDelay):
		}
	}
}

// sendWidth is how many messages leave at once. They mostly wait: for the other
// server and for the disk, which then serves several of them together.
const sendWidth = 16

// senders are the workers that wait for other servers; one that is slow or away
// does not hold up the others' work.
func (a *App) senders() map[string]job.Worker {
	return map[string]job.Worker{
		exchange.JobDeliver: func(ctx context.Context, j job.Claimed) error {
			var p exchange.DeliverJob
			if err := json.Unmarshal(j.Payload, &p); err != nil {
				return err
			}
			return a.Exchange.Deliver(ctx, j.Agency, p.Envelope)
		},
		exchange.JobReceipt: func(ctx context.Context, j job.Claimed) error {
			var p exchange.ReceiptJob
			if err := json.Unmarshal(j.Payload, &p); err != nil {
				return err
			}
			return a.Exchange.PushReceipt(ctx, j.Agency, p.Receipt)
		},
	}
}

func (a *App) workers() map[string]job.Worker {
	return map[string]job.Worker{
		document.ClearStagingJob: func(ctx context.Context, j job.Claimed) error {
			var p document.StagedID
			if err := json.Unmarshal(j.Payload, &p); err != nil {
				return err
			}
			return a.Documents.ClearStaging(ctx, p)
		},
		document.DropFileJob: func(ctx context.Context, j job.Claimed) error {
			var p document.DroppedFile
			if err := json.Unmarshal(j.Payload, &p); err != nil {
				return err
			}
			return a.Documents.DropFile(ctx, p)
		},
	}
}

// FailingJobs lists background work that keeps failing, for the operations page.
func (a *App) FailingJobs(ctx context.Context) ([]store.Stuck, int, error) {
	return store.Jobs{S: a.Store}.Failing(ctx, 100)
}

// SignHeadNow signs an agency's newest head at once.
func (a *App) SignHeadNow(ctx context.Context, agency office.ID) error {
	_, err := a.Heads.Sign(ctx, agency)
	return err
}

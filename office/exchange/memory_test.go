package exchange_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"congvan/office/exchange"
	"congvan/platform/store/storetest"
)

// TestLargeFileIsStreamed: neither side holds an attachment in memory. Both run
// in this process, so the peak is that of sender and receiver together.
func TestLargeFileIsStreamed(t *testing.T) {
	w := newWorld(t, storetest.SQLite)
	const size, most = 96 << 20, 24 << 20
	sent := w.city.issue(pdf(size), w.ward.party)
	runtime.GC()
	stop, peak := make(chan bool), make(chan uint64)
	go func() {
		var top uint64
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			top = max(top, m.HeapInuse)
			select {
			case <-stop:
				peak <- top
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	err := w.city.service.Deliver(context.Background(), w.city.agency, w.city.only(sent).Envelope.ID)
	close(stop)
	top := <-peak
	check(t, err)
	if got := w.city.only(sent).Envelope; got.Status != exchange.Arrived {
		t.Fatalf("status %q: %s", got.Status, got.LastError)
	}
	if top > most {
		t.Errorf("heap grew to %d MiB for a package of %d MiB, want at most %d", top>>20, size>>20, most>>20)
	}
}

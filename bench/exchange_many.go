package main

import (
	"fmt"
	"runtime/debug"
	"time"

	"congvan/office/document"
	"congvan/office/exchange"
	"congvan/platform/transport"
)

// agencies is how many take the document that goes to many.
const agencies = 300

// toMany: one document of 100 kB to 300 agencies of one deployment, each with its
// own journal, files, key and receipt.
func (b *bench) toMany(engine string) error {
	hall, err := b.newSide(engine, "hall", exchange.Party{Code: "H20", Name: "Văn phòng Tỉnh ủy"})
	if err != nil {
		return err
	}
	hall.service.Transports[exchange.Loopback] = transport.Loopback{Receiver: hall.service, Keys: hall.ring, Locate: hall.service.Locate}
	var to []exchange.Party
	for i := range agencies {
		p := exchange.Party{Code: fmt.Sprintf("H20.%03d", i+1), Name: fmt.Sprintf("Đảng ủy xã số %d", i+1)}
		if err := hall.found(b.ctx, newID(), p); err != nil {
			return err
		}
		to = append(to, p)
	}
	if err := b.issue(hall, 1, packageBytes, to...); err != nil {
		return err
	}
	did, err := b.costs(agencies, func() error { return b.deliverAll(hall, agencies) })
	if err != nil {
		return err
	}
	if err := b.checkArrived(hall, agencies, 1); err != nil {
		return err
	}
	b.add("exchange", fmt.Sprintf("%s: one document of 100 kB to %d agencies of the deployment, from queue to the last receipt", engine, agencies),
		short(did.took)+"; "+did.String(), "", "", "≤ 3 s")
	return nil
}

// largestBytes is the size of the largest message.
const largestBytes = 150_000_000

// largest: how much memory one large message takes, sender and receiver together.
func (b *bench) largest(from, to *side) error {
	from.documents.Limits = document.Limits{FileBytes: largestBytes}
	to.documents.Limits = from.documents.Limits
	if err := b.issue(from, 1, largestBytes, to.party); err != nil {
		return err
	}
	peak, grew, err := memoryPeak(func() error { return b.deliverAll(from, 1) })
	if err != nil {
		return err
	}
	if err := b.checkArrived(to, b.packages+1, b.packages+1); err != nil {
		return err
	}
	b.add("exchange", fmt.Sprintf("%s: one file of %d MB, memory of the process, both servers in it", from.engine, largestBytes/1_000_000),
		fmt.Sprintf("%.0f MB, %.1f MB more than before", float64(peak)/1e6, float64(grew)/1e6), fmt.Sprintf("%d MB the message", largestBytes/1_000_000),
		fmt.Sprintf("%.2f ×", float64(peak)/largestBytes), "≤ 1.2 ×")
	return nil
}

// memoryPeak gives the most memory this process held while f ran, in bytes, and
// how much more that was than before.
func memoryPeak(f func() error) (peak, grew int64, err error) {
	debug.FreeOSMemory() // what earlier work left
	before := held()
	stop, top := make(chan bool), make(chan int64)
	go func() {
		most := before
		for {
			most = max(most, held())
			select {
			case <-stop:
				top <- most
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	err = f()
	close(stop)
	peak = <-top
	return peak, peak - before, err
}

// held is this process's resident memory in bytes.
func held() int64 { return int64(kilobytes(field("/proc/self/status", "VmRSS"))) << 10 }

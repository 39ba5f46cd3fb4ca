package exchange_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congvan/office"
	"congvan/office/exchange"
)

// Each number of the overview has exactly its rows behind it.
func TestByStatus(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		list := func(s exchange.Status) []office.ID {
			t.Helper()
			all, err := w.city.service.ByStatus(context.Background(), w.city.clerk, s)
			check(t, err)
			o, err := w.city.service.Overview(context.Background(), w.city.clerk)
			check(t, err)
			if int64(len(all)) != o.Counts[s] {
				t.Errorf("%d envelopes %s, counted %d", len(all), s, o.Counts[s])
			}
			var out []office.ID
			for _, e := range all {
				out = append(out, e.ID)
			}
			return out
		}
		sent := w.city.issue(pdf(100), w.ward.party)
		first := w.city.only(sent).Envelope.ID
		if diff := cmp.Diff([]office.ID{first}, list(exchange.Queued)); diff != "" {
			t.Errorf("queued (-want +got):\n%s", diff)
		}
		w.city.work()
		w.ward.status(w.ward.arrived()[0], exchange.Refused, "Gửi nhầm")
		w.ward.work()
		if diff := cmp.Diff([]office.ID{first}, list(exchange.Refused)); diff != "" {
			t.Errorf("refused (-want +got):\n%s", diff)
		}
		again, err := w.city.service.Resend(context.Background(), w.city.clerk, first)
		check(t, err)
		w.city.work()
		if got := list(exchange.Refused); got != nil {
			t.Errorf("replaced, and still listed: %v", got)
		}
		if diff := cmp.Diff([]office.ID{again.ID}, list(exchange.Arrived)); diff != "" {
			t.Errorf("arrived (-want +got):\n%s", diff)
		}
		if _, err := w.city.service.ByStatus(context.Background(), w.city.clerk, "99"); office.CodeOf(err) != office.CodeInvalid {
			t.Errorf("an unknown status: %v", err)
		}
		if _, err := w.city.service.ByStatus(context.Background(), office.Actor{}, exchange.Queued); office.CodeOf(err) != office.CodeForbidden {
			t.Errorf("for nobody: %v", err)
		}
	})
}

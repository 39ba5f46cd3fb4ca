package telemetry

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSlowestForgets(t *testing.T) {
	var s slowest
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	s.add("Old.One", at, time.Second)
	s.add("Some.List", at, 10*time.Millisecond)
	s.add("Some.List", at.Add(window), 30*time.Millisecond)
	want := []Slow{{"Old.One", 1, time.Second, time.Second}, {"Some.List", 2, 20 * time.Millisecond, 30 * time.Millisecond}}
	if got := s.top(at.Add(window), 5); !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	if got := s.top(at.Add(window), 1); !cmp.Equal(got, want[:1]) {
		t.Error(cmp.Diff(want[:1], got))
	}
	want = []Slow{{"Some.List", 1, 30 * time.Millisecond, 30 * time.Millisecond}}
	if got := s.top(at.Add(2*window), 5); !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	if got := s.top(at.Add(10*window), 5); len(got) != 0 {
		t.Errorf("long after: %v", got)
	}
}

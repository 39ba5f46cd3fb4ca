package telemetry

import (
	"cmp"
	"slices"
	"sync"
	"time"
)

// Slow is how a statement did lately.
type Slow struct {
	Statement string // Go name
	Runs      int
	Mean      time.Duration
	Max       time.Duration
}

// window is what "lately" means: between one and two of it.
const window = 15 * time.Minute

// Lately is the longest time that Slowest looks back.
const Lately = 2 * window

// slowest remembers the durations of statements of this window and the one before.
type slowest struct {
	mu          sync.Mutex
	since       time.Time           // when now began
	now, before map[string]*seconds // by statement
}

type seconds struct {
	runs     int
	all, max time.Duration
}

func (s *slowest) add(name string, at time.Time, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn(at)
	v := s.now[name]
	if v == nil {
		v = &seconds{}
		s.now[name] = v
	}
	v.runs++
	v.all += d
	v.max = max(v.max, d)
}

// turn begins a new window when the present one is over.
func (s *slowest) turn(at time.Time) {
	switch age := at.Sub(s.since); {
	case s.now == nil || age >= 2*window:
		s.before, s.now, s.since = nil, map[string]*seconds{}, at
	case age >= window:
		s.before, s.now, s.since = s.now, map[string]*seconds{}, at
	}
}

// top gives the n statements with the longest single run lately, slowest first.
func (s *slowest) top(at time.Time, n int) []Slow {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn(at)
	sums := map[string]seconds{}
	for _, part := range []map[string]*seconds{s.before, s.now} {
		for name, v := range part {
			t := sums[name]
			sums[name] = seconds{t.runs + v.runs, t.all + v.all, max(t.max, v.max)}
		}
	}
	out := make([]Slow, 0, len(sums))
	for name, v := range sums {
		out = append(out, Slow{name, v.runs, v.all / time.Duration(v.runs), v.max})
	}
	slices.SortFunc(out, func(a, b Slow) int {
		return cmp.Or(cmp.Compare(b.Max, a.Max), cmp.Compare(a.Statement, b.Statement))
	})
	return out[:min(n, len(out))]
}

// Slowest gives the n statements of this process with the longest single run in
// the last quarter to half of an hour, slowest first.
func (t *Telemetry) Slowest(n int) []Slow { return t.slow.top(time.Now(), n) }

package ui

// Count is a number that people check against the list behind it. It is exact
// up to 1.000, above that "hơn 1.000" on tile and list alike, and while it is
// not known it is a grey bar, never a false 0. The zero value shows nothing.
type Count struct {
	n     int
	state countState
}

type countState uint8

const (
	countNone countState = iota
	countExact
	countOver
	countPending
)

// Exactly is a known number.
func Exactly(n int) Count { return Count{n: n, state: countExact} }

// Over is "hơn n": counting stopped there.
func Over(n int) Count { return Count{n: n, state: countOver} }

// Counting is a number still being counted.
func Counting() Count { return Count{state: countPending} }

// Known reports whether there is a number to show.
func (c Count) Known() bool { return c.state == countExact || c.state == countOver }

// Zero reports an exact 0.
func (c Count) Zero() bool { return c.state == countExact && c.n == 0 }

// String is the number as people read it, "" while unknown.
func (c Count) String() string {
	switch c.state {
	case countExact:
		return Number(c.n)
	case countOver:
		return "hơn " + Number(c.n)
	default:
		return ""
	}
}

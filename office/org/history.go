package org

import (
	"time"

	"congvan/office"
)

// Version is what was true of a thing from a day on.
type Version[T any] struct {
	From       office.Date `json:"from"`
	To         office.Date `json:"to"` // its last day; zero while open
	RecordedAt time.Time   `json:"recorded_at"`
	Facts      T           `json:"facts"`
}

// History is every version of a thing, by (From, RecordedAt). Nothing is ever
// taken out of it: a correction is a version of the same day, recorded later.
type History[T any] []Version[T]

// On gives what was true on a day. ok is false when the thing was not there.
func (h History[T]) On(day office.Date) (facts T, ok bool) {
	v, ok := h.version(day)
	return v.Facts, ok
}

func (h History[T]) version(day office.Date) (Version[T], bool) {
	for i := len(h) - 1; i >= 0; i-- {
		if !h[i].From.After(day) {
			v := h[i]
			return v, v.To.IsZero() || !v.To.Before(day)
		}
	}
	return Version[T]{}, false
}

// revise gives the version that makes facts true from a day on. A planned end
// and later versions stay.
func (h History[T]) revise(now time.Time, from office.Date, facts T) (Version[T], bool) {
	cur, ok := h.version(from)
	if !ok {
		return Version[T]{}, false
	}
	return Version[T]{From: from, To: cur.To, RecordedAt: h.recorded(now, from), Facts: facts}, true
}

// close gives the versions that end the thing with a day: the version of that
// day with an end, and every later one voided.
func (h History[T]) close(now time.Time, last office.Date) ([]Version[T], bool) {
	cur, ok := h.version(last)
	if !ok {
		return nil, false
	}
	cur.To, cur.RecordedAt = last, h.recorded(now, cur.From)
	out := []Version[T]{cur}
	for i, v := range h {
		if !v.From.After(last) || i+1 < len(h) && h[i+1].From == v.From {
			continue
		}
		v.To, v.RecordedAt = v.From.AddDays(-1), h.recorded(now, v.From)
		out = append(out, v)
	}
	return out, true
}

// recorded is now, or just after what was recorded last for the day, so that the
// newer of two versions always wins.
func (h History[T]) recorded(now time.Time, from office.Date) time.Time {
	for _, v := range h {
		if v.From == from && !v.RecordedAt.Before(now) {
			now = v.RecordedAt.Add(time.Microsecond)
		}
	}
	return now
}

// SuccessionKind says how a successor came about.
type SuccessionKind string

// The kinds of succession.
const (
	Merge  SuccessionKind = "merge"  // sáp nhập, hợp nhất
	Split  SuccessionKind = "split"  // chia, tách
	Rename SuccessionKind = "rename" // lập lại dưới tên khác
)

// Valid reports whether k is one of the three.
func (k SuccessionKind) Valid() bool { return k == Merge || k == Split || k == Rename }

// Succession: from a day on, To has the rights of From. It is kept, and
// journalled, with From: who hands over decides, not who gains.
type Succession struct {
	From       office.ID      `json:"from"`
	To         office.ID      `json:"to"`
	Kind       SuccessionKind `json:"kind"`
	On         office.Date    `json:"on"`
	RecordedAt time.Time      `json:"recorded_at"`
}

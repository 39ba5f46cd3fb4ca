package org

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"congvan/office"
	"congvan/standard/vietnamese"
)

// Throttle says how many wrong sign-ins a login and an address may make before
// they wait, and how long: First, doubled with each further failure up to Longest.
// Addresses have more room, for a whole office may share one.
type Throttle struct {
	LoginFree   int
	AddressFree int
	First       time.Duration
	Longest     time.Duration
	Forget      time.Duration // failures this old no longer count
}

// DefaultThrottle lets a guesser try about a hundred passwords a day on a login.
func DefaultThrottle() Throttle {
	return Throttle{LoginFree: 5, AddressFree: 50, First: time.Minute, Longest: 15 * time.Minute, Forget: time.Hour}
}

func (t Throttle) orDefault() Throttle {
	if t == (Throttle{}) {
		return DefaultThrottle()
	}
	return t
}

// wait is how long to wait after a number of failures.
func (t Throttle) wait(failures, free int) time.Duration {
	if failures < free {
		return 0
	}
	d := t.First
	for i := free; i < failures && d < t.Longest; i++ {
		d *= 2
	}
	return min(d, t.Longest)
}

// Failures is how often a subject failed to sign in.
type Failures struct {
	Subject     string
	Count       int
	LockedUntil time.Time
	LastAt      time.Time
}

// subject is a login or an address with what it is allowed.
type subject struct {
	key  string
	free int
}

func (t Throttle) subjects(login, address string) []subject {
	var out []subject
	if login != "" {
		out = append(out, subject{"login:" + login, t.LoginFree})
	}
	return append(out, subject{"address:" + addressKey(address), t.AddressFree})
}

// addressKey is the address, of IPv6 the /64 network: one subscriber has as many
// addresses as he likes in it. A port is dropped.
func addressKey(s string) string {
	a, err := netip.ParseAddr(s)
	if err != nil {
		withPort, err := netip.ParseAddrPort(s)
		if err != nil {
			return "unknown"
		}
		a = withPort.Addr()
	}
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	network, err := a.Prefix(64)
	if err != nil {
		return "unknown"
	}
	return network.String()
}

// attempt counts a sign-in as failed before the password is looked at, so that
// guesses made at the same time cannot slip past; succeed takes it back. When a
// subject is locked nothing is counted and the error says until when.
func (s *Service) attempt(ctx context.Context, login, address string) error {
	t := s.Throttle.orDefault()
	return s.Acts.Act(ctx, office.Actor{}, func(tx office.Tx) error {
		for _, sub := range t.subjects(login, address) {
			f, err := s.Store.CountFailure(tx, sub.key, tx.Now().Add(-t.Forget))
			if err != nil {
				return err
			}
			if f.LockedUntil.After(tx.Now()) {
				return locked(tx, sub, f.LockedUntil)
			}
			if d := t.wait(f.Count, sub.free); d > 0 {
				if err := s.Store.LockSubject(tx, sub.key, tx.Now().Add(d)); err != nil {
					return err
				}
			}
		}
		// A lock may outlast Forget; what is older than both is of no use.
		return s.Store.DropFailures(tx, tx.Now().Add(-t.Forget-t.Longest))
	})
}

// succeed takes back what attempt counted.
func (s *Service) succeed(tx office.Tx, login, address string) error {
	for _, sub := range s.Throttle.orDefault().subjects(login, address) {
		forgive := s.Store.Uncount
		if strings.HasPrefix(sub.key, "login:") {
			forgive = s.Store.ClearFailures
		}
		if err := forgive(tx, sub.key); err != nil {
			return err
		}
	}
	return nil
}

func locked(tx office.Tx, sub subject, until time.Time) error {
	until = until.Add(time.Minute - 1).In(vietnamese.Location()) // the minute that is surely over
	clock := until.Format("15:04")
	if vietnamese.DateOf(until) != tx.Today() {
		clock += " ngày " + shortDay(vietnamese.DateOf(until))
	}
	what := "Tên đăng nhập này"
	if strings.HasPrefix(sub.key, "address:") {
		what = "Máy hoặc mạng này"
	}
	return &office.Error{
		Code: office.CodeForbidden, Op: "org.SignIn", Err: ErrThrottled,
		Vi: fmt.Sprintf("%s đã đăng nhập sai nhiều lần nên tạm khoá. Thử lại sau %s, hoặc nhờ quản trị hệ thống đặt lại mật khẩu.", what, clock),
		En: fmt.Sprintf("Too many failed attempts to sign in. Try again after %s, or ask the system administrator to reset the password.", until.Format("15:04")),
	}
}

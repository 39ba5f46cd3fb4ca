package org

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"congvan/office"
)

func TestPasswords(t *testing.T) {
	p := NewPasswords(rand.Reader, 1)
	ctx := context.Background()
	s, err := p.Hash(ctx, "mật khẩu dài")
	if err != nil {
		t.Fatal(err)
	}
	again, err := p.Hash(ctx, "mật khẩu dài")
	if err != nil || again == s {
		t.Errorf("two hashes are the same: no salt (%v)", err)
	}
	for password, want := range map[string]bool{"mật khẩu dài": true, "mật khẩu dai": false, "": false} {
		ok, weak, err := p.Check(ctx, s, password)
		if err != nil || ok != want || weak {
			t.Errorf("%q: got %v, weak %v, %v", password, ok, weak, err)
		}
	}
	if got := fmt.Sprintf("%v %s %+v %#v", s, s, s, s); strings.Contains(got, "argon2") {
		t.Errorf("a secret prints as %s", got)
	}
}

// Rows may hold anything: nothing matches, nothing eats the machine.
func TestHostileHashes(t *testing.T) {
	p := NewPasswords(rand.Reader, 1)
	for _, s := range []Secret{
		"", "x", "$$$$$", "plain text",
		"$argon2id$v=19$m=4294967295,t=4294967295,p=255$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=0,t=0,p=0$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=16$m=47104,t=2,p=1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2i$v=19$m=47104,t=2,p=1$AAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=47104,t=2,p=1$$",
		"$argon2id$v=19$m=47104,t=2,p=1$%%%$%%%",
		Secret(strings.Repeat("$argon2id", 1000)),
	} {
		start := time.Now()
		ok, _, err := p.Check(context.Background(), s, "")
		if err != nil || ok {
			t.Errorf("%.40q: got %v, %v", string(s), ok, err)
		}
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%.40q took %s", string(s), d)
		}
	}
}

// Only so many hashes at once, and a queue that ends.
func TestPasswordsAreLimited(t *testing.T) {
	p := NewPasswords(rand.Reader, 2)
	release := make(chan struct{})
	var group sync.WaitGroup
	var mu sync.Mutex
	running, most := 0, 0
	for range 2 + maxWaiting {
		group.Go(func() {
			err := p.compute(context.Background(), func() {
				mu.Lock()
				running++
				most = max(most, running)
				mu.Unlock()
				<-release
				mu.Lock()
				running--
				mu.Unlock()
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	for len(p.waiting) < 2+maxWaiting {
		time.Sleep(time.Millisecond)
	}
	_, err := p.Hash(context.Background(), "một người nữa")
	if office.CodeOf(err) != office.CodeUnavailable {
		t.Errorf("one too many: %v", err)
	}
	close(release)
	group.Wait()
	if most != 2 {
		t.Errorf("%d at once, want 2", most)
	}
}

func TestWait(t *testing.T) {
	th := DefaultThrottle()
	for failures, want := range map[int]time.Duration{
		0: 0, 4: 0, 5: time.Minute, 6: 2 * time.Minute, 8: 8 * time.Minute, 9: 15 * time.Minute, 1 << 40: 15 * time.Minute,
	} {
		if got := th.wait(failures, th.LoginFree); got != want {
			t.Errorf("after %d failures: %s, want %s", failures, got, want)
		}
	}
}

func TestAddressKey(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.1":           "192.0.2.1",
		"192.0.2.1:80":        "192.0.2.1",
		"::ffff:192.0.2.1":    "192.0.2.1",
		"2001:db8:1:2:3::4":   "2001:db8:1:2::/64",
		"[2001:db8:1:2::9]:1": "2001:db8:1:2::/64",
		"fe80::1%eth0":        "fe80::/64",
		"":                    "unknown",
		"@":                   "unknown",
		"not an address":      "unknown",
	} {
		if got := addressKey(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func BenchmarkHash(b *testing.B) {
	p := NewPasswords(rand.Reader, 1)
	for b.Loop() {
		if _, err := p.Hash(context.Background(), "mật khẩu dài"); err != nil {
			b.Fatal(err)
		}
	}
}

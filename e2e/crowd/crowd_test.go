package crowd_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"congvan/e2e/client"
	"congvan/e2e/crowd"
	"congvan/e2e/server"
	"congvan/platform/store/storetest"
)

const password = "congvan-demo" // of everyone in the demo city

// The people of the demo city who come: the office first, then those of wards.
func logins() (office, wards []string) {
	office = strings.Fields(`thuongtruc lanhdao phochanhvp truongphong chuyenvien chuyenvien11 truongphong2 chuyenvien2 chuyenvien12
		truongphong3 chuyenvien3 chuyenvien13 truongphong4 chuyenvien4 chuyenvien14 truongphong5 vanthu vanthu2 luutru`)
	for _, ward := range strings.Fields(`haichau hoacuong thanhkhe ankhe anhai sontra nguhanhson haivan`) {
		for _, who := range strings.Fields(`lanhdao chanhvp chuyenvien vanthu`) {
			wards = append(wards, who+".danguyphuong"+ward)
		}
	}
	return office, wards
}

func TestFiftyPeopleAtWork(t *testing.T) {
	program := server.Build(t)
	t.Run("sqlite", func(t *testing.T) { atWork(t, program, nil, nil) })
	t.Run("postgres", func(t *testing.T) {
		dsn := storetest.PostgresDSN(t)
		atWork(t, program, []string{"CONGVAN_DATABASE=" + dsn}, []string{"--database", dsn})
	})
}

func atWork(t *testing.T, program string, environ, demo []string) {
	data := t.TempDir()
	args := append([]string{"demo", "--data", data, "--listen", "127.0.0.1:0", "--documents", "10", "--exit", "--json"}, demo...)
	if _, err := server.Run(t, program, nil, args...); err != nil {
		t.Fatal(err)
	}
	p := server.Start(t, program, environ, "serve", "--data", data, "--listen", "127.0.0.1:0")
	office, wards := logins()
	all := append(office, wards...)
	sessions, err := crowd.SignIn(t.Context(), p.URL, all, password)
	if err != nil {
		t.Fatal(err)
	}
	plan := crowd.Plan{URL: p.URL, Sessions: sessions, Think: time.Second, Work: 5 * time.Second, Seed: 1}
	c, err := crowd.Open(t.Context(), plan)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	works(t, c.Work(t.Context()))
	first := memory(t, p.PID())
	works(t, c.Work(t.Context()))
	if second := memory(t, p.PID()); second > first+100_000 {
		t.Errorf("the server held %d kB after a while and %d kB after as long again", first, second)
	}
	tells(t, c, p.URL, len(office))

	// One person's page is closed by the server only; nobody closes it here.
	if err := p.Stop(30 * time.Second); err != nil {
		t.Errorf("stop: %v", err)
	}
	for end := time.Now().Add(10 * time.Second); c.Ended() < len(all); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d of %d live streams outlived the server", len(all)-c.Ended(), len(all))
		}
	}
}

// works checks that everything was done and nothing went wrong.
func works(t *testing.T, r crowd.Report) {
	t.Helper()
	if r.Failures > 0 {
		t.Fatalf("%d errors:\n%s", r.Failures, strings.Join(r.Errors, "\n"))
	}
	for _, k := range crowd.Kinds() {
		if len(r.Times[k]) == 0 {
			t.Errorf("no %s", k)
		}
	}
	t.Logf("written: %v, %d conflicts, %d refreshed", r.Written, r.Conflicts, len(r.Times[crowd.Refresh]))
}

// tells registers one document in the office and waits until every live page of
// the office has heard of it, and no other.
func tells(t *testing.T, c *crowd.Crowd, url string, office int) {
	t.Helper()
	quiet(c)
	before := c.Heard()
	clerk, err := client.New(url)
	if err != nil {
		t.Fatal(err)
	}
	defer clerk.Close()
	if err := clerk.SignIn(t.Context(), "vanthu", password); err != nil {
		t.Fatal(err)
	}
	a, err := clerk.Page(t.Context(), "/arrivals/new")
	if err != nil {
		t.Fatal(err)
	}
	f, err := a.Form("#register")
	if err != nil {
		t.Fatal(err)
	}
	f.Set("issuing_name", "Ban Tổ chức Thành ủy Đà Nẵng").Set("issued_date", "02/11/2026").Set("type", "party:BC").Set("subject", "báo cáo đột xuất")
	if _, err := clerk.Done(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	deaf := func() (n int) {
		for i, h := range c.Heard()[:office] {
			if h == before[i] {
				n++
			}
		}
		return n
	}
	for end := time.Now().Add(10 * time.Second); deaf() > 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d of %d live pages did not hear of the document", deaf(), office)
		}
	}
	for i, h := range c.Heard()[office:] {
		if h != before[office+i] {
			t.Errorf("person %d of another agency heard of it", office+i)
		}
	}
}

// quiet waits until nothing has been told for a while: background work goes on
// after the last act.
func quiet(c *crowd.Crowd) {
	last, since := fmt.Sprint(c.Heard()), time.Now()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if now := fmt.Sprint(c.Heard()); now != last {
			last, since = now, time.Now()
		}
		if time.Since(since) > time.Second {
			return
		}
	}
}

// memory is what a process holds, in kB.
func memory(t *testing.T, pid int) int {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("/proc", fmt.Sprint(pid), "status"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(b), "VmRSS:")
	var kb int
	if _, err := fmt.Sscanf(strings.TrimSpace(rest), "%d kB", &kb); err != nil {
		t.Fatal(err)
	}
	return kb
}

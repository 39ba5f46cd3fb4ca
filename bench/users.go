package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"congvan/e2e/crowd"
)

// think is how long a person looks at a page, on average.
const think = 10 * time.Second

// measureUsers: everybody signed in, each with a live page, working for a while
// from another process; beside it the stylesheet by the same server.
func measureUsers(b *bench) error {
	for _, engine := range b.engines {
		if err := b.usersOn(engine); err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return nil
}

func (b *bench) usersOn(engine string) error {
	t, err := b.newTown(engine, "users", b.users)
	if err != nil {
		return err
	}
	s, err := b.launch(t.data, "CONGVAN_DATABASE="+t.dsn)
	if err != nil {
		return err
	}
	return errors.Join(b.usersAt(t, s), s.stop())
}

// settle is how long a server may rest before its memory is looked at.
const settle = 5 * time.Second

func (b *bench) usersAt(t *town, s *running) error {
	plan := crowd.Plan{URL: s.url, Sessions: t.sessions, Think: think, Work: b.work, Seed: 1}
	if err := crowd.Visit(b.ctx, plan); err != nil { // the memory that pages take while they are drawn
		return err
	}
	time.Sleep(settle)
	before := memoryOf(s.pid)
	w, err := b.gather(plan)
	if err != nil {
		return err
	}
	time.Sleep(settle)
	open := memoryOf(s.pid)
	meter := b.meter(t.engine, s.pid, w.cmd.Process.Pid)
	r, err := w.work()
	used := meter.read()
	if err := errors.Join(err, w.end()); err != nil {
		return err
	}
	b.usersReport(t, r, used)
	b.add("users", fmt.Sprintf("%s: memory of the server with %d live pages open, idle", t.engine, len(t.sessions)),
		fmt.Sprintf("%d MB, %.0f kB a session", open/1000, float64(open-before)/float64(len(t.sessions))),
		fmt.Sprintf("%d MB before them", before/1000), "", "")
	b.add("users", t.engine+": … the most it held while they worked", fmt.Sprintf("%d MB", kilobytes(field(fmt.Sprintf("/proc/%d/status", s.pid), "VmHWM"))/1000), "", "", "")
	if r.Failures > 0 {
		return fmt.Errorf("%d requests went wrong:\n%s", r.Failures, strings.Join(r.Errors, "\n"))
	}
	return nil
}

func (b *bench) usersReport(t *town, r crowd.Report, used usage) {
	what := fmt.Sprintf("%s: %d people, think time %s, for %s", t.engine, len(t.sessions), think, b.work)
	static := times(r.Times[crowd.Static])
	requests := 0
	for _, k := range crowd.Kinds() {
		requests += len(r.Times[k])
		if k == crowd.Static {
			continue
		}
		own, target := times(r.Times[k]), "p95 ≤ 200 ms"
		if k == crowd.Refresh {
			target = ""
		}
		b.add("users", fmt.Sprintf("%s: %d × %s", what, len(own), k), own.String(), static.String()+" stylesheet",
			fmt.Sprintf("p95 %.0f ms more", (own.p95()-static.p95()).Seconds()*1000), target)
		what = t.engine + ": …"
	}
	b.add("users", t.engine+": … requests, errors, acts", fmt.Sprintf("%s, %d errors, %d acts, %d times a colleague was quicker; %s",
		perSecond(rate(requests, b.work)), r.Failures, len(r.Times[crowd.Write]), r.Conflicts, counted(r.Written)), "", "", "no error")
	b.add("users", t.engine+": … processor time a request", used.each(requests),
		used.String(), "", "")
}

// counted lists acts by name with their number.
func counted(acts map[string]int) string {
	var out []string
	for _, name := range []string{"register", "direct", "accept", "complete", "draft", "save draft"} {
		out = append(out, fmt.Sprintf("%s %d", name, acts[name]))
	}
	return strings.Join(out, ", ")
}

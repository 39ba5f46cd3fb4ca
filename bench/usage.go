package main

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"congvan/platform/store/storetest"
)

// memoryOf is what a process holds, in kB.
func memoryOf(pid int) int { return kilobytes(field(fmt.Sprintf("/proc/%d/status", pid), "VmRSS")) }

// usage is the processor time that was used for a while, by whom.
type usage struct {
	wall, server, database, load, machine time.Duration
}

// each is the processor time of one request.
func (u usage) each(requests int) string {
	one := func(d time.Duration) string { return short(d / time.Duration(max(1, requests))) }
	if u.database == 0 {
		return one(u.server)
	}
	return one(u.server) + " server, " + one(u.database) + " database"
}

// String tells how full the machine was, in processors.
func (u usage) String() string {
	busy := func(d time.Duration) string { return fmt.Sprintf("%.2f", d.Seconds()/u.wall.Seconds()) }
	return fmt.Sprintf("processors busy: server %s, database %s, load %s, others %s",
		busy(u.server), busy(u.database), busy(u.load), busy(max(0, u.machine-u.server-u.database-u.load)))
}

// meter reads processor time from /proc.
type meter struct {
	start                  time.Time
	server, load, database int // process ids; 0 when there is none
	before                 usage
}

func (b *bench) meter(engine string, server, load int) *meter {
	m := &meter{start: time.Now(), server: server, load: load}
	if engine == "postgres" {
		m.database = b.postmaster()
	}
	m.before = m.now()
	return m
}

func (m *meter) now() usage {
	return usage{server: timeOf(m.server), load: timeOf(m.load), database: familyTime(m.database), machine: machineTime()}
}

func (m *meter) read() usage {
	u := m.now()
	return usage{
		wall: time.Since(m.start), server: u.server - m.before.server, load: u.load - m.before.load,
		database: u.database - m.before.database, machine: u.machine - m.before.machine,
	}
}

// tick is the unit of times under /proc: Linux fixes USER_HZ at 100.
const tick = 10 * time.Millisecond

// stat reads the fields of /proc/PID/stat behind the name, the state first.
func stat(pid int) []string {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil
	}
	return strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
}

// sum adds fields up, in ticks.
func sum(fields []string, at ...int) time.Duration {
	var all time.Duration
	for _, i := range at {
		if i < len(fields) {
			n, _ := strconv.ParseInt(fields[i], 10, 64)
			all += time.Duration(n) * tick
		}
	}
	return all
}

// Places in what stat gives: parent, then user and system time of the process,
// and of the children that it has waited for.
const (
	statParent, statUser, statSystem, statChildUser, statChildSystem = 1, 11, 12, 13, 14
)

func timeOf(pid int) time.Duration { return sum(stat(pid), statUser, statSystem) }

// familyTime is the time of a process and of its children, those that ended included.
func familyTime(pid int) time.Duration {
	if pid == 0 {
		return 0
	}
	all := sum(stat(pid), statUser, statSystem, statChildUser, statChildSystem)
	others, _ := filepath.Glob("/proc/[0-9]*")
	for _, path := range others {
		child, _ := strconv.Atoi(filepath.Base(path))
		if f := stat(child); len(f) > statSystem && f[statParent] == strconv.Itoa(pid) {
			all += sum(f, statUser, statSystem)
		}
	}
	return all
}

// machineTime is the time that all processors were not idle.
func machineTime() time.Duration {
	const user, nice, system, irq, soft = 1, 2, 3, 6, 7
	return sum(strings.Fields(firstWords("/proc/stat", 8)), user, nice, system, irq, soft)
}

// postmaster is the process that PostgreSQL's backends come from; 0 when it is not
// on this machine.
func (b *bench) postmaster() int {
	db, err := sql.Open("pgx", strings.Replace(os.Getenv(storetest.EnvPostgres), "%s", "postgres", 1))
	if err != nil {
		return 0
	}
	defer db.Close()
	var backend int
	if err := db.QueryRowContext(b.ctx, `SELECT pg_backend_pid()`).Scan(&backend); err != nil {
		return 0
	}
	f := stat(backend)
	if len(f) <= statParent {
		return 0
	}
	parent, _ := strconv.Atoi(f[statParent])
	return parent
}

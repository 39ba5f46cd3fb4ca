package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// machine is what the figures rest on.
type machine struct {
	cpu, memory, system, load, disk, fsync, sqlite, postgres, commit string
}

func (b *bench) machine() machine {
	m := machine{
		cpu:    fmt.Sprintf("%d × %s", runtime.NumCPU(), field("/proc/cpuinfo", "model name")),
		memory: field("/proc/meminfo", "MemTotal") + " of memory",
		system: runtime.GOOS + "/" + runtime.GOARCH + ", " + runtime.Version(),
		load:   firstWords("/proc/loadavg", 3),
		disk:   output("stat", "-f", "-c", "%T", b.dir),
		commit: output("git", "describe", "--always", "--dirty"),
	}
	m.fsync = b.probe()
	m.sqlite, m.postgres = b.versions()
	return m
}

// probe times what a durable commit cannot do without.
func (b *bench) probe() string {
	f, err := os.Create(filepath.Join(b.dir, "probe"))
	if err != nil {
		return "?"
	}
	defer f.Close()
	page := make([]byte, 4096)
	var t times
	err = repeat(500*time.Millisecond, func() error {
		if _, err := f.WriteAt(page, 0); err != nil {
			return err
		}
		return f.Sync()
	}, &t)
	if err != nil {
		return "?"
	}
	return t.String()
}

// field reads “name : value” of a file under /proc.
func field(path, name string) string {
	all, _ := os.ReadFile(path)
	for line := range bytes.Lines(all) {
		k, v, ok := bytes.Cut(line, []byte(":"))
		if ok && string(bytes.TrimSpace(k)) == name {
			return string(bytes.TrimSpace(v))
		}
	}
	return "?"
}

func firstWords(path string, n int) string {
	all, _ := os.ReadFile(path)
	words := strings.Fields(string(all))
	return strings.Join(words[:min(n, len(words))], " ")
}

func output(name string, args ...string) string {
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		return "?"
	}
	return strings.TrimSpace(string(out))
}

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"
)

// The table stands between these marks; what people wrote around it stays.
const (
	beginMark = "<!-- bench: begin (written by make bench BENCH=-write) -->"
	endMark   = "<!-- bench: end -->"
)

// report writes the table with the conditions it was taken under.
func report(at time.Time, m machine, o options, rows []row) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Taken %s at commit %s.\n\n", at.Format("2006-01-02 15:04 -0700"), m.commit)
	fmt.Fprintf(&b, "- Machine: %s; %s; %s; load %s when it ended.\n", m.cpu, m.memory, m.system, m.load)
	fmt.Fprintf(&b, "- Disk: %s; a 4 kB write with fsync takes %s (median / p95).\n", m.disk, m.fsync)
	fmt.Fprintf(&b, "- SQLite %s. PostgreSQL %s.\n", m.sqlite, dash(m.postgres))
	fmt.Fprintf(&b, "- Each measurement runs %s, we and the reference in turns; times are median / p95 as the caller sees them.\n\n", o.slice)
	b.WriteString("| Part | Work | We | Reference | Ratio | Target |\n|---|---|---|---|---|---|\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", r.part, r.work, r.ours, dash(r.reference), dash(r.ratio), dash(r.target))
	}
	return b.String()
}

// writeReport puts the table into a file, between its marks.
func writeReport(path, table string) error {
	old, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		old, err = []byte("# Performance\n\n"), nil
	}
	if err != nil {
		return err
	}
	before, rest, found := bytes.Cut(old, []byte(beginMark))
	var after []byte
	if found {
		if _, after, found = bytes.Cut(rest, []byte(endMark)); !found {
			return fmt.Errorf("%s has no %q", path, endMark)
		}
	} else {
		after = []byte("\n")
	}
	text := string(before) + beginMark + "\n" + table + endMark + string(after)
	return os.WriteFile(path, []byte(text), 0o644) //nolint:gosec // a page of the documentation
}

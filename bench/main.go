// Command bench measures the office against references in one run on one
// machine: bare RSA, pdfsig, bare durable commits, the bare SQL of a page, raw
// HTTPS. It prints times, references and ratios, and with -write keeps the table
// in docs/performance.md.
//
// It is not a test: nothing here fails because a machine is slow. It does fail
// when what was measured is wrong: a number given twice, a document not found.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"time"
)

// options are what the command line chooses.
type options struct {
	parts    []string
	engines  []string
	sizes    []int         // documents of the cities for list and search, smallest first
	keep     string        // where cities are kept for the next run
	slice    time.Duration // how long each measurement runs, references not counted
	packages int
	users    int
	work     time.Duration // how long the users work
	binary   string
	dir      string
	write    string
}

// part is one measured piece of work.
type part struct {
	name string
	run  func(*bench) error
}

func parts() []part {
	return []part{
		{"sign", measureSign},
		{"verify", measureVerify},
		{"register", measureRegister},
		{"import", measureImport},
		{"list", measureList},
		{"search", measureSearch},
		{"exchange", measureExchange},
		{"start", measureStart},
		{"users", measureUsers},
		{"pages", measurePages},
	}
}

func names() string {
	var all []string
	for _, p := range parts() {
		all = append(all, p.name)
	}
	return strings.Join(all, ",")
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	if len(os.Args) == 2 && os.Args[1] == crowdCommand {
		err := crowdProcess(ctx, os.Stdin, os.Stdout)
		stop()
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench crowd:", err)
			os.Exit(1)
		}
		return
	}
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	o, profile, err := parse(args)
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp(o.dir, "congvan-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	o.dir = scratch
	if o.keep == "" {
		o.keep = scratch
	}
	b := &bench{options: o, ctx: ctx, out: out}
	defer b.close()
	if profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	at := time.Now()
	for _, p := range parts() {
		if !slices.Contains(o.parts, p.name) {
			continue
		}
		fmt.Fprintf(out, "%s …\n", p.name)
		if err := p.run(b); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	m := b.machine()
	fmt.Fprintf(out, "\n%s", report(at, m, o, b.rows))
	if o.write == "" {
		return nil
	}
	return writeReport(o.write, report(at, m, o, b.rows))
}

func parse(args []string) (options, string, error) {
	var o options
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	only := f.String("part", names(), "parts to run, separated by commas")
	engines := f.String("engine", "sqlite,postgres", "databases to run on; postgres wants CONGVAN_TEST_POSTGRES (scripts/with-postgres)")
	sizes := f.String("documents", "10000", "documents of the cities for list and search, smallest first: 10000,1000000 for the record")
	f.StringVar(&o.keep, "keep", "", "folder in which made cities are kept for the next run; their PostgreSQL databases stay on its server")
	seconds := f.Float64("seconds", 3, "how long each measurement runs")
	f.IntVar(&o.packages, "packages", 400, "packages that exchange carries")
	f.IntVar(&o.users, "users", 1000, "people who are signed in at once, for users")
	f.DurationVar(&o.work, "work", 20*time.Second, "how long they work; 5m for the record")
	f.StringVar(&o.binary, "binary", "bin/congvan", "the built program, for start")
	f.StringVar(&o.dir, "dir", "", "folder on the disk to measure; default the system's temporary folder")
	write := f.Bool("write", false, "keep the table in docs/performance.md")
	profile := f.String("cpuprofile", "", "write a CPU profile of the run to this file")
	if err := f.Parse(args); err != nil {
		return o, "", err
	}
	o.parts, o.engines = strings.Split(*only, ","), strings.Split(*engines, ",")
	for _, p := range o.parts {
		if !slices.ContainsFunc(parts(), func(x part) bool { return x.name == p }) {
			return o, "", fmt.Errorf("no part %q; there are %s", p, names())
		}
	}
	for _, e := range o.engines {
		if e != "sqlite" && e != "postgres" {
			return o, "", fmt.Errorf("no engine %q; there are sqlite and postgres", e)
		}
	}
	for _, s := range strings.Split(*sizes, ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1000 {
			return o, "", fmt.Errorf("documents %q: a number from 1000 on", s)
		}
		o.sizes = append(o.sizes, n)
	}
	o.slice = time.Duration(*seconds * float64(time.Second))
	if o.slice < 100*time.Millisecond || o.packages < 10 || o.users < 20 || o.work < 5*time.Second {
		return o, "", errors.New("too little to measure: at least 0.1 s, 10 packages, 20 users who work 5 s")
	}
	if *write {
		o.write = "docs/performance.md"
	}
	return o, *profile, nil
}

// Command congvan is the paperless office in one binary: the server, the demo
// city and the tools of the trade. All wiring is here and no rules are.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"congvan/office"
	"congvan/platform/convert"
)

var version = "dev" // set by the linker

// Exit codes: 0 done, 1 the answer is no or the input is bad, 2 wrong use.
const (
	exitBad   = 1
	exitUsage = 2
)

type cli struct {
	Serve   serveCmd   `cmd:"" help:"Run the server."`
	Demo    demoCmd    `cmd:"" help:"Run a demo city, and play the main job once with --play."`
	Init    initCmd    `cmd:"" help:"Make the first agency and administrator of a real office."`
	Import  importCmd  `cmd:"" help:"Bring in the documents of an older system: CSV, XLSX or a folder."`
	Verify  verifyCmd  `cmd:"" help:"Judge the signatures of a PDF."`
	Sign    signCmd    `cmd:"" help:"Sign a PDF with a key file (PAdES B-B)."`
	Read    readCmd    `cmd:"" help:"Read the header fields and text of a PDF or DOCX."`
	Search  searchCmd  `cmd:"" help:"Search an office's documents as one of its people."`
	Edxml   edxmlCmd   `cmd:"" help:"National exchange packages (QCVN 102)."`
	Fold    foldCmd    `cmd:"" help:"Print the accent-free form of a text."`
	Journal journalCmd `cmd:"" help:"The journal of acts."`
	Doctor  doctorCmd  `cmd:"" help:"Say what is missing on this machine and how to get it."`

	Version kong.VersionFlag `help:"Print the version."`
}

// env is what commands take from outside, so that tests can give their own.
type env struct {
	ctx    context.Context
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	getenv func(string) string
	// environ lists the whole environment: service keys may be in it.
	environ func() []string
}

// exitError ends the program with a code; the message, if any, was printed.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit %d", int(e)) }

func main() {
	if handled, code := convert.Main(children(), os.Args); handled {
		os.Exit(code)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	e := &env{ctx: ctx, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv, environ: os.Environ}
	code := run(e, os.Args[1:])
	stop()
	os.Exit(code)
}

// run parses the arguments and runs one command; it gives the exit code.
func run(e *env, args []string) int {
	var c cli
	parser, err := kong.New(&c, kong.Name("congvan"), kong.Bind(e), kong.Vars{"version": version},
		kong.Description("The paperless office of a Party committee and the agencies around it."),
		kong.Writers(e.stdout, e.stderr), kong.UsageOnError())
	if err != nil {
		fmt.Fprintln(e.stderr, err)
		return exitUsage
	}
	k, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(e.stderr, "congvan: %v\n", err)
		return exitUsage
	}
	return exitCode(e, k.Run(e))
}

// exitCode prints what went wrong, in words that say the fix.
func exitCode(e *env, err error) int {
	var exit exitError
	var own *office.Error
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return int(exit)
	case errors.As(err, &own):
		fmt.Fprintf(e.stderr, "congvan: %s\n%s\n", own.Vi, own.En)
		if own.Err != nil {
			fmt.Fprintf(e.stderr, "(%v)\n", own)
		}
		return exitBad
	}
	fmt.Fprintf(e.stderr, "congvan: %v\n", err)
	return exitBad
}

// environment lists the whole environment; none in tests that give none.
func (e *env) environment() []string {
	if e.environ == nil {
		return nil
	}
	return e.environ()
}

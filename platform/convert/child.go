package convert

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// childArgument is the hidden first argument of a program that acts as a child.
const childArgument = "__child"

// ChildFunc does the work of a child process: it reads stdin, writes stdout.
// An *Error it returns reaches the parent whole; any other error becomes Broken.
type ChildFunc func(args []string, stdin io.Reader, stdout io.Writer) error

// Main runs this process as a child if args (as os.Args) say so: it sets the
// limits on itself, does the work and reports handled; the caller then exits
// with code. A program calls it before anything else in main, a test binary in
// TestMain. The package's own children are always known; children adds more.
func Main(children map[string]ChildFunc, args []string) (handled bool, code int) {
	if len(args) < 4 || args[1] != childArgument {
		return false, 0
	}
	name, rest := args[2], args[4:]
	limits, err := decodeLimits(args[3])
	if err != nil {
		return true, report(newError(Internal, name, err))
	}
	if name == execChild {
		return true, report(execProgram(limits, rest))
	}
	work := ownChild(name)
	if work == nil {
		work = children[name]
	}
	if work == nil {
		return true, report(newError(Internal, name, errors.New("no such child")))
	}
	if err := limits.apply(); err != nil {
		return true, report(newError(Internal, name, err))
	}
	return true, report(runChildFunc(work, rest))
}

func ownChild(name string) ChildFunc {
	switch name {
	case docxChild:
		return readDOCXChild
	case pdfScanChild:
		return scanPDFChild
	}
	return nil
}

func runChildFunc(work ChildFunc, args []string) error {
	out := bufio.NewWriterSize(os.Stdout, 64<<10)
	if err := work(args, os.Stdin, out); err != nil {
		return err
	}
	return out.Flush()
}

// childReport is an Error on its way to the parent, one line on stderr.
type childReport struct {
	Code   Code   `json:"code"`
	Op     string `json:"op"`
	Vi     string `json:"vi"`
	En     string `json:"en"`
	Detail string `json:"detail,omitempty"`
}

// reportExit tells the parent that stderr ends with a childReport.
const reportExit = 70

func report(err error) int {
	if err == nil {
		return 0
	}
	var e *Error
	if !errors.As(err, &e) {
		e = newError(codeOfErrno(err), "child", err)
	}
	r := childReport{Code: e.Code, Op: e.Op, Vi: e.Vi, En: e.En}
	if e.Err != nil {
		r.Detail = e.Err.Error()
	}
	line, err := json.Marshal(r)
	if err != nil {
		return 1
	}
	fmt.Fprintf(os.Stderr, "\n%s\n", line)
	return reportExit
}

// codeOfErrno knows the limits that a child meets as an error of the system.
func codeOfErrno(err error) Code {
	switch {
	case errors.Is(err, syscall.EFBIG):
		return TooLarge
	case errors.Is(err, syscall.ENOMEM):
		return Memory
	}
	return Broken
}

const execChild = "exec"

// execProgram sets the limits and becomes the program args[0].
func execProgram(l Limits, args []string) error {
	if len(args) == 0 {
		return newError(Internal, execChild, errors.New("no program"))
	}
	if err := l.apply(); err != nil {
		return newError(Internal, args[0], err)
	}
	err := syscall.Exec(args[0], args, os.Environ())
	return newError(Internal, args[0], err)
}

// RunChild starts this program again as the child called name and returns what
// it writes. stdin may be nil. Errors are *Error: the child's own, or Timeout,
// Memory, TooLarge (output), Broken (it crashed), Internal.
func RunChild(ctx context.Context, l Limits, name string, args []string, stdin io.Reader) ([]byte, error) {
	dir, err := os.MkdirTemp("", "congvan-child-")
	if err != nil {
		return nil, newError(Internal, name, err)
	}
	defer os.RemoveAll(dir)
	return runChildIn(ctx, dir, l, name, args, stdin)
}

// childMark is set in the environment of every child.
const childMark = "CONGVAN_CHILD"

// ownProgram returns the path of this program, to be started as a child. A
// child starts no children: it only gets here in a program, such as a test
// binary, that forgot to call Main and would go on starting itself.
func ownProgram() (string, error) {
	if os.Getenv(childMark) != "" {
		return "", errors.New("this program does not call convert.Main first")
	}
	return os.Executable()
}

func runChildIn(ctx context.Context, dir string, l Limits, name string, args []string, stdin io.Reader) ([]byte, error) {
	exe, err := ownProgram()
	if err != nil {
		return nil, newError(Internal, name, err)
	}
	argv := append([]string{exe, childArgument, name, l.encode()}, args...)
	out, _, err := runProcess(ctx, process{op: name, argv: argv, dir: dir, stdin: stdin, limits: l})
	return out, err
}

// runProgramIn runs an external program under the limits by way of the shim.
func runProgramIn(ctx context.Context, dir string, l Limits, argv []string, stdin io.Reader) (stdout, stderr []byte, err error) {
	exe, err := ownProgram()
	if err != nil {
		return nil, nil, newError(Internal, argv[0], err)
	}
	full := append([]string{exe, childArgument, execChild, l.encode()}, argv...)
	return runProcess(ctx, process{op: argv[0], argv: full, dir: dir, stdin: stdin, limits: l})
}

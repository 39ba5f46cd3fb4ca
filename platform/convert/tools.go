package convert

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

// Config says where programs are and how far they may go. The zero value finds
// programs on PATH and takes the default limits.
type Config struct {
	PDFToText, PDFToPPM, PDFInfo string // poppler
	Soffice                      string // LibreOffice's soffice.bin
	Python                       string // a Python 3 that has the uno module

	TempDir      string // parent of private directories, default os.TempDir()
	MaxInput     int64  // bytes of an input file, default 100 MB
	MaxPages     int    // pages of a PDF that are read, default 2,000
	ReaderLimits Limits // default DefaultLimits()
	Readers      int    // readings at once, default one a processor, at least 2

	Offices           int    // warm LibreOffice processes, default 1
	OfficeRecycle     int    // conversions before a LibreOffice is replaced, default 200
	OfficeLimits      Limits // Wall is for one conversion; default 30 s, 1 GB
	OfficeStartSecond int    // seconds a LibreOffice may take to start, default 30

	Now func() time.Time // default time.Now

	// Observe is told of every child process that worked on a file, and of every
	// conversion by LibreOffice; err is an *Error or nil. May be nil.
	Observe func(program string, d time.Duration, err error)
}

// Tools converts files. It is safe for use by several goroutines. Close ends
// its processes.
type Tools struct {
	config  Config
	readers chan struct{}
	office  *officePool
}

// The places of programs on Debian.
const (
	debianSoffice = "/usr/lib/libreoffice/program/soffice.bin"
	debianPython  = "/usr/bin/python3"
)

// New prepares tools; nothing is started and nothing need be installed yet. A
// missing program shows in Doctor and as ToolMissing when it is needed.
func New(c Config) *Tools {
	c.PDFToText = locate(c.PDFToText, "pdftotext")
	c.PDFToPPM = locate(c.PDFToPPM, "pdftoppm")
	c.PDFInfo = locate(c.PDFInfo, "pdfinfo")
	c.Python = locate(c.Python, debianPython)
	if c.Soffice == "" {
		c.Soffice = findSoffice()
	}
	c.TempDir = orDefault(c.TempDir, os.TempDir())
	c.MaxInput = orDefault(c.MaxInput, 100<<20)
	c.MaxPages = orDefault(c.MaxPages, 2000)
	c.ReaderLimits = orDefault(c.ReaderLimits, DefaultLimits())
	c.Readers = orDefault(c.Readers, max(2, runtime.NumCPU()))
	c.Offices = orDefault(c.Offices, 1)
	c.OfficeRecycle = orDefault(c.OfficeRecycle, 200)
	c.OfficeLimits = orDefault(c.OfficeLimits, defaultOfficeLimits())
	c.OfficeStartSecond = orDefault(c.OfficeStartSecond, 30)
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Tools{config: c, readers: make(chan struct{}, c.Readers), office: newOfficePool(c)}
}

func orDefault[T comparable](v, standard T) T {
	var zero T
	if v == zero {
		return standard
	}
	return v
}

// locate returns the absolute path of a program, "" if there is none.
func locate(configured, name string) string {
	if configured != "" {
		name = configured
	}
	found, err := exec.LookPath(name)
	if err != nil {
		return ""
	}
	found, err = filepath.Abs(found)
	if err != nil {
		return ""
	}
	return found
}

// findSoffice looks for soffice.bin, which is run directly: the shell script
// around it would leave its child behind when killed.
func findSoffice() string {
	candidates := []string{debianSoffice}
	if script := locate("", "soffice"); script != "" {
		if real, err := filepath.EvalSymlinks(script); err == nil {
			candidates = append(candidates, filepath.Join(filepath.Dir(real), "soffice.bin"))
		}
	}
	for _, c := range candidates {
		if found := locate(c, ""); found != "" {
			return found
		}
	}
	return ""
}

// Close ends all child processes and removes their directories.
func (t *Tools) Close() error { return t.office.close() }

// privateDir makes a directory that only this user can read.
func (t *Tools) privateDir() (dir string, remove func(), err error) {
	dir, err = os.MkdirTemp(t.config.TempDir, "congvan-")
	if err != nil {
		return "", nil, newError(Internal, "temporary directory", err)
	}
	return dir, func() { _ = os.RemoveAll(dir) }, nil
}

// begin waits for its turn, so that many uploads at once do not take all the
// memory, and gives the children of one reading one deadline together. end
// must be called.
func (t *Tools) begin(ctx context.Context) (within context.Context, end func(), err error) {
	select {
	case t.readers <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, newError(Timeout, "waiting for a reader", ctx.Err())
	}
	cancel := context.CancelFunc(func() {})
	if t.config.ReaderLimits.Wall > 0 {
		ctx, cancel = context.WithTimeout(ctx, t.config.ReaderLimits.Wall)
	}
	return ctx, func() { cancel(); <-t.readers }, nil
}

// keepInput copies r into dir under a name of our own, held to MaxInput.
func (t *Tools) keepInput(dir string, r io.Reader) (path string, err error) {
	path = filepath.Join(dir, "input")
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", newError(Internal, "input", err)
	}
	n, err := io.Copy(f, io.LimitReader(r, t.config.MaxInput+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return "", newError(Internal, "input", err)
	}
	if n > t.config.MaxInput {
		return "", newError(TooLarge, "input", nil)
	}
	return path, nil
}

// program runs an external reader, or says what to install.
func (t *Tools) program(ctx context.Context, dir string, l Limits, path, name, debian string, args ...string) ([]byte, error) {
	if path == "" {
		return nil, missingTool(name, name, debian)
	}
	start := time.Now()
	out, _, err := runProgramIn(ctx, dir, l, append([]string{path}, args...), nil)
	t.observe(name, start, err)
	return out, err
}

// child runs one of our own readers on a file.
func (t *Tools) child(ctx context.Context, dir, name, input string) ([]byte, error) {
	start := time.Now()
	out, err := runChildIn(ctx, dir, t.config.ReaderLimits, name, []string{input}, nil)
	t.observe(name, start, err)
	return out, err
}

func (t *Tools) observe(program string, start time.Time, err error) {
	if t.config.Observe != nil {
		t.config.Observe(program, time.Since(start), err)
	}
}

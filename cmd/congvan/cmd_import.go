package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	"golang.org/x/term"

	"congvan/cmd/congvan/app"
	"congvan/office"
	"congvan/office/document"
	"congvan/office/format"
	"congvan/office/legacy"
)

type importCmd struct {
	Config   string            `help:"Configuration file." type:"path"`
	Data     string            `help:"Folder of everything the server keeps."`
	Agency   string            `help:"Code of the agency, when who imports has posts in several."`
	As       string            `help:"Login of who imports: a records clerk or administrator of the agency."`
	Kind     string            `help:"Kind of the rows that say none." enum:"incoming,outgoing,internal" default:"incoming"`
	Register string            `help:"Register of the incoming rows that name none; the first open one when not given."`
	Sheet    string            `help:"Sheet of an XLSX; the first when not given."`
	Files    string            `help:"Folder of the files that rows name; that of the table when SOURCE is a folder." type:"path"`
	Text     bool              `help:"Take the text of a scan from NAME.txt beside it."`
	Map      map[string]string `help:"What a column is, as \"Column=field\"; \"Column=\" leaves it out. May be given again." mapsep:"none"`
	Columns  bool              `help:"Print the names of columns that are understood, and how those of SOURCE are."`
	DryRun   bool              `help:"Say what would be taken and rejected; write nothing."`
	Report   string            `help:"Write every rejected row with its reasons to this file (.csv or .json)." type:"path"`
	Mend     string            `help:"Write the rejected rows as they stand to this CSV, to be mended and imported." type:"path"`
	JSON     bool              `help:"Print JSON."`
	Source   string            `arg:"" optional:"" help:"A CSV or XLSX table, or a folder with one and the files that it names."`
}

// Run imports; it exits 1 when rows were rejected. It may run beside a server, and
// again after it was stopped: what was taken is passed over.
func (c *importCmd) Run(e *env) error {
	if !c.Columns && (c.As == "" || c.Source == "") {
		fmt.Fprintln(e.stderr, "congvan: import wants --as LOGIN and SOURCE (congvan import --help)")
		return exitError(exitUsage)
	}
	var err error
	if c.Columns {
		err = c.columns(e)
	} else {
		err = c.run(e)
	}
	if err != nil && c.JSON && !errors.As(err, new(exitError)) {
		return e.fail(err)
	}
	return err
}

func (c *importCmd) run(e *env) (err error) {
	a, err := openOffice(e, c.Config, c.Data)
	if err != nil {
		return err
	}
	defer a.Close()
	actor, err := a.ActorAt(e.ctx, c.As, c.Agency)
	if err != nil {
		return err
	}
	source, err := openSource(c.Source, c.Sheet, c.Files)
	if err != nil {
		return err
	}
	defer source.Close()
	report, err := newImportReport(c.Report, c.Mend)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, report.Close()) }()
	return c.read(e, a, actor, source, report)
}

// read imports the source and tells what became of it.
func (c *importCmd) read(e *env, a *app.App, actor office.Actor, source *importSource, report *importReport) error {
	rules, err := a.RuleSetOf(e.ctx, actor.Agency)
	if err != nil {
		return err
	}
	i := legacy.Importer{
		Documents: a.Documents, Formats: a.Documents.Rules.Formats, RuleSet: format.Kind(rules), Clock: a.Clock, Workers: runtime.GOMAXPROCS(0),
	}
	var files legacy.Files
	if source.files != nil {
		files = source.files
	}
	tell := newProgress(e.stderr, c.JSON)
	totals, failed := i.Import(e.ctx, actor, legacy.Input{
		Source: source.name(c.Kind, c.Sheet), Table: source.table, Files: files, Kind: document.Kind(c.Kind), Register: c.Register,
		Map: fieldMap(c.Map), Sidecar: c.Text, DryRun: c.DryRun,
		Understood: report.understood, Reject: report.reject, Progress: tell.show,
	})
	tell.end()
	out := importOutcome{
		Source: source.base, SHA256: source.sum, DryRun: c.DryRun, Totals: totals, Complete: failed == nil,
		Unknown: report.header.Unknown(), Reasons: report.reasons(), Report: c.Report, Mend: c.Mend,
	}
	if err := report.finish(out); err != nil {
		return errors.Join(failed, err)
	}
	if failed != nil && !errors.Is(failed, context.Canceled) {
		if totals.Batches > 0 && !c.JSON {
			fmt.Fprintf(e.stderr, "Đã nhận %d dòng trước khi dừng. Sửa lỗi dưới đây rồi chạy lại đúng lệnh này để làm tiếp.\n", totals.Taken)
		}
		return failed
	}
	if err := c.print(e, out, report); err != nil {
		return err
	}
	if totals.Rejected > 0 || failed != nil {
		return exitError(exitBad)
	}
	return nil
}

func (c *importCmd) print(e *env, out importOutcome, report *importReport) error {
	if c.JSON {
		return e.printJSON(struct {
			importOutcome
			Rejected []legacy.Fault `json:"rejected"` // the first of them
		}{out, report.first})
	}
	out.print(e.stdout, report.first)
	return nil
}

func fieldMap(by map[string]string) map[string]legacy.Field {
	out := map[string]legacy.Field{}
	for name, field := range by {
		out[name] = legacy.Field(field)
	}
	return out
}

// columns prints the names of columns, and what those of a table are taken for.
func (c *importCmd) columns(e *env) error {
	type match struct {
		Column string       `json:"column"`
		Field  legacy.Field `json:"field"`
	}
	var found []match
	if c.Source != "" {
		source, err := openSource(c.Source, c.Sheet, c.Files)
		if err != nil {
			return err
		}
		defer source.Close()
		header, err := legacy.ReadHeader(source.table, fieldMap(c.Map))
		if err != nil {
			return err
		}
		for i, name := range header.Names {
			found = append(found, match{name, header.Fields[i]})
		}
	}
	if c.JSON {
		return e.printJSON(struct {
			Fields []legacy.Column `json:"fields"`
			Source []match         `json:"source"`
		}{legacy.Columns(), found})
	}
	for _, m := range found {
		field := string(m.Field)
		if field == "" {
			field = "(không nhận)"
		}
		fmt.Fprintf(e.stdout, "%-20s %s\n", field, m.Column)
	}
	if c.Source != "" {
		return nil
	}
	for _, x := range legacy.Columns() {
		fmt.Fprintf(e.stdout, "%-20s %s\n", x.Field, x.Holds)
		for _, n := range x.Names {
			fmt.Fprintf(e.stdout, "%-20s   “%s”\n", "", n)
		}
	}
	return nil
}

// progress shows how far an import is: one line over and over at a terminal, else a
// line now and then.
type progress struct {
	out      io.Writer
	terminal bool
	start    time.Time
	shown    time.Time
}

func newProgress(out io.Writer, quiet bool) *progress {
	p := &progress{out: out, start: time.Now(), shown: time.Now()}
	if f, ok := out.(*os.File); ok {
		p.terminal = term.IsTerminal(int(f.Fd()))
	}
	if quiet {
		p.out = nil
	}
	return p
}

func (p *progress) show(t legacy.Totals) {
	pause := 5 * time.Second
	if p.terminal {
		pause = 500 * time.Millisecond
	}
	if p.out == nil || time.Since(p.shown) < pause {
		return
	}
	p.shown = time.Now()
	line := fmt.Sprintf("%d dòng: nhận %d, đã có %d, từ chối %d; %.0f dòng/giây", t.Rows, t.Taken, t.Already, t.Rejected,
		float64(t.Rows)/time.Since(p.start).Seconds())
	if p.terminal {
		fmt.Fprintf(p.out, "\r%s\x1b[K", line)
		return
	}
	fmt.Fprintln(p.out, line)
}

func (p *progress) end() {
	if p.out != nil && p.terminal {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
}

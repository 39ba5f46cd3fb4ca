package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"

	"congvan/cmd/congvan/app"
	"congvan/office"
	"congvan/office/journal"
)

type journalCmd struct {
	Verify journalVerifyCmd `cmd:"" help:"Recompute every journal and compare it with today's rows and files."`
}

type journalVerifyCmd struct {
	Config  string `help:"Configuration file." type:"path"`
	Data    string `help:"Folder of everything the server keeps."`
	Witness string `help:"File of signed heads kept elsewhere, one note after the other, to compare with." type:"existingfile"`
	JSON    bool   `help:"Print JSON."`
}

// Run verifies; it exits 1 when something was changed behind the product's back.
func (c *journalVerifyCmd) Run(e *env) error {
	err := c.run(e)
	if err != nil && c.JSON && !errors.As(err, new(exitError)) {
		return e.fail(err)
	}
	return err
}

func (c *journalVerifyCmd) run(e *env) error {
	cfg, err := app.LoadConfig(c.Config, c.Data, e.getenv)
	if err != nil {
		return err
	}
	if err := haveData(cfg); err != nil {
		return err
	}
	heads, err := readHeads(c.Witness)
	if err != nil {
		return err
	}
	a, err := app.Open(e.ctx, cfg, app.Options{Environ: e.environment()})
	if err != nil {
		return err
	}
	defer a.Close()
	r, err := a.VerifyJournal(e.ctx, heads)
	if err != nil {
		return err
	}
	if c.JSON {
		if err := e.printJSON(r); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(e.stdout, "%d cơ quan, %d mục nhật ký, %d đối tượng, %d tệp, %d đầu đã ký\n", r.Agencies, r.Entries, r.Objects, r.Files, r.Heads)
		for _, p := range r.Problems {
			fmt.Fprintln(e.stdout, p.Message)
		}
		if r.OK {
			fmt.Fprintln(e.stdout, "Khớp: không có gì bị sửa.")
		}
	}
	if !r.OK {
		return exitError(exitBad)
	}
	return nil
}

// readHeads reads signed heads, separated by lines of "---".
func readHeads(path string) ([]journal.Head, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var heads []journal.Head
	var b strings.Builder
	add := func() error {
		if strings.TrimSpace(b.String()) == "" {
			return nil
		}
		h, err := journal.ParseHead(b.String())
		if err != nil {
			return office.Invalid("congvan.readHeads",
				"Tệp "+path+" không đúng dạng: cần các đầu nhật ký đã ký, cách nhau bằng dòng ---.",
				"The file "+path+" is malformed: want signed heads, separated by lines of ---.")
		}
		b.Reset()
		heads = append(heads, h)
		return nil
	}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if lines.Text() == "---" {
			if err := add(); err != nil {
				return nil, err
			}
			continue
		}
		b.WriteString(lines.Text() + "\n")
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return heads, add()
}

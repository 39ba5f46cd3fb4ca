package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"congvan/cmd/congvan/app"
	"congvan/office"
	"congvan/standard/pades"
)

type verifyCmd struct {
	File  string `arg:"" help:"The PDF."`
	Roots string `placeholder:"DIR" help:"Trusted root certificates: a folder of PEM or DER files, or one file. Without it nothing is trusted."`
	JSON  bool   `help:"Print JSON."`
}

// Run prints the verdict. It fails only when the file or the roots cannot be
// read: a broken file is a verdict.
func (c *verifyCmd) Run(e *env) error {
	r, err := c.verify(e)
	switch {
	case err != nil && c.JSON:
		return e.fail(err)
	case err != nil:
		return err
	case c.JSON:
		return e.printJSON(r)
	}
	return printReport(e.stdout, r)
}

func (c *verifyCmd) verify(e *env) (pades.Report, error) {
	v := app.Verifier{Now: time.Now}
	if c.Roots != "" {
		roots, err := readRoots(c.Roots)
		if err != nil {
			return pades.Report{}, err
		}
		v.Roots = roots.list
	}
	f, size, err := openRegular(c.File)
	if err != nil {
		return pades.Report{}, err
	}
	defer f.Close()
	return v.Verify(e.ctx, f, size)
}

// openRegular opens a file of known size.
func openRegular(path string) (io.ReadCloser, int64, error) {
	f, err := os.Open(path)
	if err == nil {
		var info os.FileInfo
		if info, err = f.Stat(); err == nil && info.Mode().IsRegular() {
			return f, info.Size(), nil
		}
		f.Close()
	}
	return nil, 0, &office.Error{
		Code: office.CodeNotFound, Op: "congvan.openRegular", Err: err,
		Vi: fmt.Sprintf("Không mở được tệp %s. Kiểm tra đường dẫn và quyền đọc.", path),
		En: fmt.Sprintf("Cannot open %s. Check the path and the permissions.", path),
	}
}

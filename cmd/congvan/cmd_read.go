package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"congvan/cmd/congvan/app"
	"congvan/office/reading"
	"congvan/platform/convert"
)

type readCmd struct {
	File string `arg:"" help:"A PDF, DOCX or UTF-8 text file."`
	JSON bool   `help:"Print JSON."`
}

// maxReadText is how much text a file may have, in bytes: some five thousand
// pages. More is a bomb.
const maxReadText = 16 << 20

// maxReadTime is how long reading may take altogether.
const maxReadTime = 9500 * time.Millisecond

// readOut is what --json prints: the fields, and what the file is.
type readOut struct {
	reading.Fields
	Kind     convert.Kind      `json:"kind"`
	Pages    int               `json:"pages"`
	Mark     reading.Mark      `json:"classification_mark"`
	Findings []convert.Finding `json:"findings"`
}

func (c *readCmd) Run(e *env) error {
	out, err := c.read(e)
	switch {
	case err != nil && c.JSON:
		return e.fail(err)
	case err != nil:
		return app.ConversionError("congvan.read", err)
	case c.JSON:
		return e.printJSON(out)
	}
	return printFields(e.stdout, out)
}

func (c *readCmd) read(e *env) (readOut, error) {
	f, _, err := openRegular(c.File)
	if err != nil {
		return readOut{}, err
	}
	defer f.Close()
	ctx, cancel := context.WithTimeout(e.ctx, maxReadTime)
	defer cancel()
	limits := convert.DefaultLimits()
	limits.Output = maxReadText
	tools := convert.New(convert.Config{ReaderLimits: limits})
	defer tools.Close()
	text, err := tools.Text(ctx, filepath.Base(c.File), f)
	if err != nil {
		return readOut{}, err
	}
	done := make(chan readOut, 1)
	go func() { done <- understand(text) }() // ends with the program if it is too slow
	select {
	case out := <-done:
		return out, nil
	case <-ctx.Done():
		return readOut{}, tooSlow()
	}
}

func understand(text convert.Text) readOut {
	out := readOut{
		Fields: reading.Read(text.Content), Kind: text.Kind, Pages: text.Pages,
		Mark: reading.DetectClassificationMark(text.Content), Findings: text.Findings,
	}
	if out.Findings == nil {
		out.Findings = []convert.Finding{}
	}
	return out
}

func tooSlow() error {
	return &convert.Error{
		Code: convert.Timeout, Op: "congvan.read",
		Vi: "Đọc tệp quá thời gian cho phép nên đã dừng. Hãy xuất lại tệp gọn hơn.",
		En: "Reading the file took too long and was stopped. Export it in a simpler form.",
	}
}

func printFields(w io.Writer, r readOut) error {
	p := &printer{w: w}
	p.line("Số, ký hiệu: %s", orDash(r.ReferenceCode))
	date := ""
	if r.IssuedDate != nil {
		date = fmt.Sprintf("%02d/%02d/%04d", r.IssuedDate.Day, int(r.IssuedDate.Month), r.IssuedDate.Year)
	}
	p.line("Ngày ban hành: %s", orDash(date))
	p.line("Cơ quan ban hành: %s", orDash(r.IssuingAgency))
	p.line("Loại văn bản: %s", orDash(r.DocumentType))
	p.line("Trích yếu: %s", orDash(r.Subject))
	for _, s := range r.Signers {
		p.line("Người ký: %s", strings.Join(nonEmpty(s.Name, s.Position), ", "))
	}
	if r.Mark != reading.MarkNone {
		p.line("Dấu độ mật: %s", r.Mark)
	}
	for _, f := range r.Findings {
		p.line("Cảnh báo: %s", f.Vi)
	}
	p.line("\n%s", r.Text)
	return p.err
}

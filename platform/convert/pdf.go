package convert

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"strconv"
	"strings"
)

const poppler = "poppler-utils" // the Debian package of the PDF programs

func (t *Tools) pdfText(ctx context.Context, dir, input string) (Text, error) {
	info, err := t.pdfInfo(ctx, dir, input)
	if err != nil {
		return Text{}, err
	}
	scan, err := t.pdfScan(ctx, dir, input)
	if err != nil {
		return Text{}, err
	}
	out, err := t.program(ctx, dir, t.config.ReaderLimits, t.config.PDFToText, "pdftotext", poppler,
		"-layout", "-enc", "UTF-8", "-l", strconv.Itoa(t.config.MaxPages), input, "-")
	if err = popplerError(err); err != nil {
		return Text{}, err
	}
	text := Text{
		Kind: KindPDF, Content: strings.ToValidUTF8(string(out), "\ufffd"), Pages: info.pages,
		Encrypted: info.encrypted || scan.Encrypt, Findings: scan.Findings,
	}
	text.addPDFNotes(info, t.config.MaxPages)
	return text, nil
}

// addPDFNotes adds what pdfinfo knows and the scan does not.
func (text *Text) addPDFNotes(info pdfInfo, maxPages int) {
	has := func(code string) bool {
		for _, f := range text.Findings {
			if f.Code == code {
				return true
			}
		}
		return false
	}
	if info.javaScript && !has(PDFJavaScript) {
		text.Findings = append(text.Findings, newFinding(PDFJavaScript))
	}
	if text.Encrypted {
		text.Findings = append(text.Findings, newFinding(PDFEncrypted))
	}
	if info.pages > maxPages {
		text.Findings = append(text.Findings, newFinding(PDFManyPages))
	}
}

type pdfInfo struct {
	pages                 int
	encrypted, javaScript bool
}

func (t *Tools) pdfInfo(ctx context.Context, dir, input string) (pdfInfo, error) {
	out, err := t.program(ctx, dir, t.config.ReaderLimits, t.config.PDFInfo, "pdfinfo", poppler, input)
	if err = popplerError(err); err != nil {
		return pdfInfo{}, err
	}
	var info pdfInfo
	lines := bufio.NewScanner(bytes.NewReader(out))
	for lines.Scan() {
		key, value, _ := strings.Cut(lines.Text(), ":")
		value = strings.TrimSpace(value)
		switch key {
		case "Pages":
			info.pages, _ = strconv.Atoi(value)
		case "Encrypted":
			info.encrypted = strings.HasPrefix(value, "yes")
		case "JavaScript":
			info.javaScript = value == "yes"
		}
	}
	return info, nil
}

func (t *Tools) pdfScan(ctx context.Context, dir, input string) (pdfReport, error) {
	out, err := t.child(ctx, dir, pdfScanChild, input)
	if err != nil {
		return pdfReport{}, err
	}
	var r pdfReport
	if err := json.Unmarshal(out, &r); err != nil {
		return pdfReport{}, newError(Internal, pdfScanChild, err)
	}
	return r, nil
}

// popplerError knows poppler's way of asking for a password.
func popplerError(err error) error {
	var exit *exitError
	if errors.As(err, &exit) && strings.Contains(exit.stderr, "ncorrect password") {
		return newError(Encrypted, "pdf", exit)
	}
	return err
}

// PageImage draws one page of the PDF at path (pages count from 1) as a JPEG.
// dpi is held to 36 … 300, the longer side to 5,000 pixels.
func (t *Tools) PageImage(ctx context.Context, path string, page, dpi int) ([]byte, error) {
	if page < 1 {
		return nil, newError(Broken, "page image", errors.New("pages count from 1"))
	}
	ctx, end, err := t.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	input, dir, remove, err := t.pdfInput(path)
	if err != nil {
		return nil, err
	}
	defer remove()
	size, err := t.pageSize(ctx, dir, input, page)
	if err != nil {
		return nil, err
	}
	dpi = max(36, min(dpi, 300))
	args := []string{"-jpeg", "-jpegopt", "quality=85", "-f", strconv.Itoa(page), "-l", strconv.Itoa(page)}
	if longest := max(size.width, size.height); longest*float64(dpi)/72 > maxImageSide {
		args = append(args, "-scale-to", strconv.Itoa(maxImageSide))
	} else {
		args = append(args, "-r", strconv.Itoa(dpi))
	}
	out, err := t.program(ctx, dir, t.config.ReaderLimits, t.config.PDFToPPM, "pdftoppm", poppler, append(args, input)...)
	if err = popplerError(err); err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(out, []byte{0xff, 0xd8}) {
		return nil, newError(Broken, "page image", errors.New("no such page, or nothing drawn"))
	}
	return out, nil
}

const maxImageSide = 5_000 // pixels

type pageSize struct{ width, height float64 }

// pageSize asks for the size of a page in points before anything is drawn.
func (t *Tools) pageSize(ctx context.Context, dir, input string, page int) (pageSize, error) {
	n := strconv.Itoa(page)
	out, err := t.program(ctx, dir, t.config.ReaderLimits, t.config.PDFInfo, "pdfinfo", poppler, "-f", n, "-l", n, input)
	if err = popplerError(err); err != nil {
		return pageSize{}, err
	}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line) // Page    1 size: 595.3 x 841.9 pts (A4)
		if len(f) >= 6 && f[0] == "Page" && f[2] == "size:" && f[4] == "x" {
			w, err1 := strconv.ParseFloat(f[3], 64)
			h, err2 := strconv.ParseFloat(f[5], 64)
			if err1 == nil && err2 == nil && w > 0 && h > 0 {
				return pageSize{w, h}, nil
			}
		}
	}
	return pageSize{}, newError(Broken, "page image", errors.New("no such page, or a page without size"))
}

// pdfInput copies the file at path into a private directory, so that the child
// never sees our storage, and checks that it claims to be a PDF.
func (t *Tools) pdfInput(path string) (input, dir string, remove func(), err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", "", nil, newError(Internal, "open", err)
	}
	defer f.Close()
	dir, remove, err = t.privateDir()
	if err != nil {
		return "", "", nil, err
	}
	input, err = t.keepInput(dir, f)
	if err == nil {
		var kind Kind
		if kind, err = kindOf(input, path); err == nil && kind != KindPDF {
			err = newError(Unsupported, "open", errors.New("not a PDF"))
		}
	}
	if err != nil {
		remove()
		return "", "", nil, err
	}
	return input, dir, remove, nil
}

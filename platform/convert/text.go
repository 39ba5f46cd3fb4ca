package convert

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// Kind is what a file is, by its bytes and not by its name.
type Kind string

// The kinds of files that are read.
const (
	KindPDF  Kind = "pdf"
	KindDOCX Kind = "docx"
	KindTXT  Kind = "txt"
)

// Text is what a file says. Content is UTF-8 with "\n" line ends; pages of a
// PDF end with "\f". Pages is 0 where the format does not say.
type Text struct {
	Kind      Kind
	Content   string
	Pages     int
	Encrypted bool // protected, yet readable without a password
	Findings  []Finding
}

// Text reads a PDF, DOCX or plain text file. name is for messages only. The
// errors are *Error of any code.
func (t *Tools) Text(ctx context.Context, name string, r io.Reader) (Text, error) {
	ctx, end, err := t.begin(ctx)
	if err != nil {
		return Text{}, err
	}
	defer end()
	dir, remove, err := t.privateDir()
	if err != nil {
		return Text{}, err
	}
	defer remove()
	input, err := t.keepInput(dir, r)
	if err != nil {
		return Text{}, err
	}
	kind, err := kindOf(input, name)
	if err != nil {
		return Text{}, err
	}
	switch kind {
	case KindPDF:
		return t.pdfText(ctx, dir, input)
	case KindDOCX:
		return t.docxText(ctx, dir, input)
	default:
		return plainText(input)
	}
}

// TextFile is Text for a file on disk.
func (t *Tools) TextFile(ctx context.Context, path string) (Text, error) {
	f, err := os.Open(path)
	if err != nil {
		return Text{}, newError(Internal, "open", err)
	}
	defer f.Close()
	return t.Text(ctx, filepath.Base(path), f)
}

// kindOf looks at the first bytes of the file.
func kindOf(path, name string) (Kind, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", newError(Internal, "open", err)
	}
	defer f.Close()
	head := make([]byte, 64<<10)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		if errors.Is(err, io.EOF) {
			return "", newError(Broken, "open", errors.New("empty file"))
		}
		return "", newError(Internal, "open", err)
	}
	return kindOfBytes(head[:n], name)
}

// ole2Magic opens the containers of .doc, .xls and of encrypted DOCX.
const ole2Magic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

func kindOfBytes(head []byte, name string) (Kind, error) {
	switch {
	case bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")):
		return KindPDF, nil
	case bytes.HasPrefix(head, []byte("PK")):
		return KindDOCX, nil
	case bytes.HasPrefix(head, []byte(ole2Magic)):
		if bytes.Contains(head, utf16le("EncryptedPackage")) {
			return "", newError(Encrypted, "open", nil)
		}
		e := newError(Unsupported, "open", errors.New("OLE2 container"))
		e.Vi = "Tệp Word đời cũ (.doc) chưa đọc được. Hãy lưu lại dạng DOCX hoặc PDF."
		e.En = "Old Word files (.doc) are not read. Save as DOCX or PDF."
		return "", e
	case strings.EqualFold(filepath.Ext(name), ".pdf"), strings.EqualFold(filepath.Ext(name), ".docx"):
		return "", newError(Broken, "open", fmt.Errorf("%.40q has another kind of content", filepath.Ext(name)))
	case strings.EqualFold(filepath.Ext(name), ".txt"):
		return KindTXT, nil
	}
	return "", newError(Unsupported, "open", nil)
}

func utf16le(s string) []byte {
	var b []byte
	for _, c := range []byte(s) {
		b = append(b, c, 0)
	}
	return b
}

func (t *Tools) docxText(ctx context.Context, dir, input string) (Text, error) {
	r, err := t.docxReport(ctx, dir, input)
	if err != nil {
		return Text{}, err
	}
	return Text{Kind: KindDOCX, Content: r.Text, Findings: r.Findings}, nil
}

func (t *Tools) docxReport(ctx context.Context, dir, input string) (docxReport, error) {
	out, err := t.child(ctx, dir, docxChild, input)
	if err != nil {
		return docxReport{}, err
	}
	var r docxReport
	if err := json.Unmarshal(out, &r); err != nil {
		return docxReport{}, newError(Internal, docxChild, err)
	}
	return r, nil
}

// maxPlainText bounds a text file, which is read in this process: there is
// nothing in it to parse.
const maxPlainText = 16 << 20

func plainText(path string) (Text, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Text{}, newError(Internal, "text", err)
	}
	if info.Size() > maxPlainText {
		return Text{}, newError(TooLarge, "text", nil)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return Text{}, newError(Internal, "text", err)
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if !utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0 {
		e := newError(Unsupported, "text", errors.New("not UTF-8"))
		e.Vi = "Tệp văn bản không dùng mã Unicode UTF-8. Hãy lưu lại với mã UTF-8."
		e.En = "The text file is not UTF-8. Save it again as UTF-8."
		return Text{}, e
	}
	return Text{Kind: KindTXT, Content: strings.ReplaceAll(string(b), "\r\n", "\n")}, nil
}

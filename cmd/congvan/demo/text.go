package demo

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// writeText puts an author's text where a template leaves “…”: what a specialist
// does in a word processor before uploading the next version.
func writeText(docx []byte, texts ...string) ([]byte, error) {
	in, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		b, err := io.ReadAll(r)
		_ = r.Close()
		if err != nil {
			return nil, err
		}
		if f.Name == "word/document.xml" {
			if b, err = replaceBlank(b, texts); err != nil {
				return nil, err
			}
		}
		to, err := w.Create(f.Name)
		if err != nil {
			return nil, err
		}
		if _, err := to.Write(b); err != nil {
			return nil, err
		}
	}
	err = w.Close()
	return out.Bytes(), err
}

// replaceBlank repeats the paragraph that holds the last “…” of the body, once
// for each text; other blanks of the body are dropped.
func replaceBlank(doc []byte, texts []string) ([]byte, error) {
	s := string(doc)
	const blank = ">…<"
	at := strings.LastIndex(s, blank)
	start := strings.LastIndex(s[:max(at, 0)], "<w:p>")
	if alt := strings.LastIndex(s[:max(at, 0)], "<w:p "); alt > start {
		start = alt
	}
	if at < 0 || start < 0 {
		return nil, fmt.Errorf("demo: the draft has no blank to write into")
	}
	end := at + strings.Index(s[at:], "</w:p>") + len("</w:p>")
	paragraph := s[start:end]
	var b strings.Builder
	for _, t := range texts {
		var escaped bytes.Buffer
		if err := xml.EscapeText(&escaped, []byte(t)); err != nil {
			return nil, err
		}
		b.WriteString(strings.Replace(paragraph, blank, ">"+escaped.String()+"<", 1))
	}
	out := s[:start] + b.String() + s[end:]
	for {
		at := strings.Index(out, blank)
		if at < 0 {
			return []byte(out), nil
		}
		start := strings.LastIndex(out[:at], "<w:p")
		for start >= 0 && out[start+4] != '>' && out[start+4] != ' ' {
			start = strings.LastIndex(out[:start], "<w:p")
		}
		end := at + strings.Index(out[at:], "</w:p>") + len("</w:p>")
		out = out[:start] + out[end:]
	}
}

package app

import (
	"context"
	"os"
	"path/filepath"

	"congvan/office"
	"congvan/office/format"
	"congvan/office/signing"
	"congvan/platform/convert"
)

// Words finds the words of a PDF and their places, for preparing a draft.
type Words struct {
	Tools *convert.Tools
}

var _ signing.Words = Words{}

// Words implements signing.Words. Errors: office.CodeInvalid or CodeTooLarge for a
// file that cannot be read, CodeUnavailable when the tool is away.
func (w Words) Words(ctx context.Context, pdf []byte) ([]format.Page, error) {
	const op = "app.Words"
	dir, err := os.MkdirTemp("", "congvan-words-") // 0700
	if err != nil {
		return nil, office.Wrap(op, err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "draft.pdf")
	if err := os.WriteFile(path, pdf, 0o600); err != nil {
		return nil, office.Wrap(op, err)
	}
	pages, err := w.Tools.Words(ctx, path)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, ConversionError(op, err)
	}
	out := make([]format.Page, len(pages))
	for i, p := range pages {
		out[i] = format.Page{Width: p.Width, Height: p.Height, Words: make([]format.Word, len(p.Words))}
		for j, x := range p.Words {
			out[i].Words[j] = format.Word{Text: x.Text, XMin: x.XMin, YMin: x.YMin, XMax: x.XMax, YMax: x.YMax}
		}
	}
	return out, nil
}

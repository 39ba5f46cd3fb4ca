package office

import (
	"context"
	"io"
)

// ReadWhile reads from r until ctx ends; from then on every read fails with the
// context's error.
func ReadWhile(ctx context.Context, r io.Reader) io.Reader { return &whileReader{ctx, r} }

type whileReader struct {
	ctx context.Context
	r   io.Reader
}

func (w *whileReader) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.r.Read(p)
}

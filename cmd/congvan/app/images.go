package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"congvan/office"
	"congvan/platform/blob"
	"congvan/platform/convert"
)

// images draws pages and keeps them beside the files: they can be rebuilt.
type images struct {
	blobs blob.Store
	tools *convert.Tools
	dir   string
	mu    sync.Mutex
	busy  map[string]chan struct{} // a page being drawn; guarded by mu
}

// pageDPI gives about 1,000 pixels across an A4 page.
const pageDPI = 120

func newImages(a *App) *images {
	return &images{
		blobs: a.Blobs, tools: a.Tools, dir: filepath.Join(a.Config.Data, "derived", "pages"),
		busy: map[string]chan struct{}{},
	}
}

// Page draws page n of a PDF, once: whoever asks meanwhile waits for it.
func (m *images) Page(ctx context.Context, agency office.ID, h office.Hash, n int) ([]byte, error) {
	path := filepath.Join(m.dir, agency.String(), h.String()[:2], fmt.Sprintf("%s-%d.jpg", h, n))
	for {
		b, err := os.ReadFile(path)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return b, err
		}
		wait, mine := m.enter(path)
		if mine {
			defer m.leave(path)
			return m.draw(ctx, agency, h, n, path)
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (m *images) enter(path string) (wait chan struct{}, mine bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if ch := m.busy[path]; ch != nil {
		return ch, false
	}
	m.busy[path] = make(chan struct{})
	return nil, true
}

func (m *images) leave(path string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	close(m.busy[path])
	delete(m.busy, path)
}

func (m *images) draw(ctx context.Context, agency office.ID, h office.Hash, n int, path string) ([]byte, error) {
	const op = "app.images.draw"
	src, _, err := m.blobs.Open(ctx, agency, h)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	tmp, err := os.CreateTemp("", "congvan-page-*.pdf")
	if err != nil {
		return nil, office.Wrap(op, err)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	if _, err := io.Copy(tmp, src); err != nil {
		return nil, office.Wrap(op, err)
	}
	img, err := m.tools.PageImage(ctx, tmp.Name(), n, pageDPI)
	if err != nil {
		return nil, ConversionError(op, err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, office.Wrap(op, err)
	}
	part := path + ".part"
	if err := os.WriteFile(part, img, 0o600); err != nil {
		return nil, office.Wrap(op, err)
	}
	return img, office.Wrap(op, os.Rename(part, path))
}

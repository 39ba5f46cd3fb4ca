package convert

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// defaultOfficeLimits: one conversion may take 30 s by the clock; LibreOffice
// is replaced when it holds more than 512 MB.
func defaultOfficeLimits() Limits {
	return Limits{Memory: 512 << 20, Wall: 30 * time.Second, File: 256 << 20}
}

// maxPDF bounds what LibreOffice may make of a document.
const maxPDF = 100 << 20

// ToPDF converts a DOCX by a warm LibreOffice: fonts embedded, tagged, macros
// never run, links never followed. A hostile DOCX is refused before it gets
// there. Only the first call, and one after a crash, waits for a start.
func (t *Tools) ToPDF(ctx context.Context, docx []byte) ([]byte, error) {
	if int64(len(docx)) > t.config.MaxInput {
		return nil, newError(TooLarge, "to pdf", nil)
	}
	if kind, err := kindOfBytes(docx, ".docx"); err != nil {
		return nil, err
	} else if kind != KindDOCX {
		return nil, newError(Unsupported, "to pdf", errors.New("not a DOCX"))
	}
	dir, remove, err := t.privateDir()
	if err != nil {
		return nil, err
	}
	defer remove()
	input, err := t.keepInput(dir, bytes.NewReader(docx))
	if err != nil {
		return nil, err
	}
	if err := t.inspect(ctx, dir, input); err != nil {
		return nil, err
	}
	start := time.Now()
	pdf, err := t.office.convert(ctx, docx)
	t.observe("libreoffice", start, err)
	return pdf, err
}

// inspect reads the DOCX as Text would, for its errors only.
func (t *Tools) inspect(ctx context.Context, dir, input string) error {
	ctx, end, err := t.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	_, err = t.docxReport(ctx, dir, input)
	return err
}

// Warm starts the LibreOffice processes ahead of the first conversion.
func (t *Tools) Warm(ctx context.Context) error { return t.office.warm(ctx) }

// officePool keeps the warm LibreOffice processes. slots holds one entry for
// each: a listener, or nil where one must be started; whoever took an entry
// puts one back.
type officePool struct {
	config  Config
	slots   chan *listener
	ending  context.Context
	end     context.CancelFunc
	running sync.WaitGroup
	closing sync.Once
	swept   sync.Once
}

func newOfficePool(c Config) *officePool {
	p := &officePool{config: c, slots: make(chan *listener, c.Offices)}
	p.ending, p.end = context.WithCancel(context.Background())
	for range c.Offices {
		p.slots <- nil
	}
	return p
}

var errClosed = errors.New("convert: closed")

func (p *officePool) take(ctx context.Context) (*listener, error) {
	if p.ending.Err() != nil {
		return nil, newError(Internal, "libreoffice", errClosed)
	}
	select {
	case l := <-p.slots:
		return l, nil
	case <-ctx.Done():
		return nil, newError(Timeout, "libreoffice", ctx.Err())
	case <-p.ending.Done():
		return nil, newError(Internal, "libreoffice", errClosed)
	}
}

// convert runs one conversion. If the LibreOffice at hand turns out to be dead
// from before, or dies, a fresh one tries once more.
func (p *officePool) convert(ctx context.Context, docx []byte) ([]byte, error) {
	l, err := p.take(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { p.giveBack(l) }()
	for attempt := 0; ; attempt++ {
		if l, err = p.alive(ctx, l); err != nil {
			return nil, err
		}
		pdf, err := p.convertOn(ctx, l, docx)
		if err == nil || !errors.Is(err, errListenerDied) || attempt > 0 || ctx.Err() != nil {
			return pdf, err
		}
	}
}

func (p *officePool) convertOn(ctx context.Context, l *listener, docx []byte) ([]byte, error) {
	in, out := filepath.Join(l.dir, "in.docx"), filepath.Join(l.dir, "out.pdf")
	defer func() { _, _ = os.Remove(in), os.Remove(out) }()
	if err := os.WriteFile(in, docx, 0o600); err != nil {
		return nil, newError(Internal, "libreoffice", err)
	}
	ctx, cancel := context.WithTimeout(ctx, p.config.OfficeLimits.Wall)
	defer cancel()
	defer context.AfterFunc(p.ending, cancel)()
	if err := l.ask(ctx, in, out); err != nil {
		return nil, err
	}
	info, err := os.Stat(out)
	if err != nil {
		return nil, newError(Broken, "libreoffice", err)
	}
	if info.Size() > maxPDF {
		return nil, newError(TooLarge, "libreoffice", nil)
	}
	pdf, err := os.ReadFile(out)
	if err != nil {
		return nil, newError(Internal, "libreoffice", err)
	}
	if !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		return nil, newError(Broken, "libreoffice", errors.New("no PDF came out"))
	}
	return pdf, nil
}

// alive returns l if it can still work, else a new listener.
func (p *officePool) alive(ctx context.Context, l *listener) (*listener, error) {
	if l != nil && !l.dead() {
		return l, nil
	}
	if l != nil {
		l.stop()
	}
	p.swept.Do(func() { sweep(p.config.TempDir, p.config.Now()) })
	return startListener(ctx, p.ending, p.config)
}

// giveBack returns l to its slot. A worn-out one is replaced in the background.
func (p *officePool) giveBack(l *listener) {
	if l == nil || l.dead() || l.conversions < p.config.OfficeRecycle {
		p.slots <- l
		return
	}
	p.running.Add(1)
	go func() {
		defer p.running.Done()
		l.stop()
		fresh, err := startListener(p.ending, p.ending, p.config)
		if err != nil {
			fresh = nil // the next conversion tries again and reports
		}
		p.slots <- fresh
	}()
}

func (p *officePool) warm(ctx context.Context) error {
	var taken []*listener
	var err error
	for range p.config.Offices {
		var l *listener
		if l, err = p.take(ctx); err != nil {
			break
		}
		l, err = p.alive(ctx, l)
		taken = append(taken, l)
		if err != nil {
			break
		}
	}
	for _, l := range taken {
		p.slots <- l
	}
	return err
}

// close ends every LibreOffice; conversions under way fail.
func (p *officePool) close() error {
	p.closing.Do(func() {
		p.end()
		for range p.config.Offices {
			if l := <-p.slots; l != nil {
				l.stop()
			}
		}
		p.running.Wait()
	})
	return nil
}

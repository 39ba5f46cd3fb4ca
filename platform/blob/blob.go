// Package blob keeps file bytes by (agency, SHA-256): plain bytes in a folder,
// written once, never changed. What refers to them is platform/store's business.
package blob

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"congvan/office"
)

// Dir is a blob store in a folder: DIR/aa/bb/<agency>-<sha256>. Safe for
// concurrent use, also by several processes on one machine.
type Dir struct {
	root string
}

// Open makes the folder when it is not there.
func Open(root string) (*Dir, error) {
	if err := os.MkdirAll(filepath.Join(root, "tmp"), 0o700); err != nil {
		return nil, fmt.Errorf("blob.Open: %w", err)
	}
	return &Dir{root: root}, nil
}

func (d *Dir) path(agency office.ID, h office.Hash) string {
	x := h.String()
	return filepath.Join(d.root, agency.String(), x[:2], x)
}

// Put stores at most limit bytes and gives their hash and size. The bytes are
// durable when it returns (fsync of file and folder). Putting bytes that are
// there already renews their time, which keeps the collector away.
// Errors: office.CodeTooLarge; CodeUnavailable when the disk is full or away.
func (d *Dir) Put(ctx context.Context, agency office.ID, r io.Reader, limit int64) (office.Hash, int64, error) {
	var h office.Hash
	tmp, err := os.CreateTemp(filepath.Join(d.root, "tmp"), "put-*")
	if err != nil {
		return h, 0, away("blob.Put", err)
	}
	defer os.Remove(tmp.Name()) // after a rename there is nothing left to remove
	defer tmp.Close()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(tmp, sum), io.LimitReader(&ctxReader{ctx, r}, limit+1))
	if err != nil {
		return h, 0, away("blob.Put", err)
	}
	if n > limit {
		return h, 0, office.NewError(office.CodeTooLarge, "blob.Put",
			fmt.Sprintf("Tệp lớn hơn %d MB. Nén hoặc tách tệp rồi gửi lại.", limit>>20),
			fmt.Sprintf("The file is larger than %d MB. Compress or split it and send it again.", limit>>20))
	}
	copy(h[:], sum.Sum(nil))
	if err := d.keep(tmp, agency, h); err != nil {
		return h, 0, away("blob.Put", err)
	}
	return h, n, nil
}

func (d *Dir) keep(tmp *os.File, agency office.ID, h office.Hash) error {
	to := d.path(agency, h)
	if _, err := os.Stat(to); err == nil {
		now := time.Now()
		return os.Chtimes(to, now, now)
	}
	if err := tmp.Sync(); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), to); err != nil {
		return err
	}
	for _, dir := range []string{filepath.Dir(to), filepath.Dir(filepath.Dir(to)), d.root} {
		if err := syncDir(dir); err != nil {
			return err
		}
	}
	return nil
}

func syncDir(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// Open opens stored bytes and tells their size. office.CodeNotFound when they
// are not there.
func (d *Dir) Open(_ context.Context, agency office.ID, h office.Hash) (io.ReadSeekCloser, int64, error) {
	f, err := os.Open(d.path(agency, h))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, office.NotFound("blob.Open", "Không tìm thấy tệp trong kho.", "The file is not in the store.")
	}
	if err != nil {
		return nil, 0, away("blob.Open", err)
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, 0, away("blob.Open", err)
	}
	return f, info.Size(), nil
}

// Delete removes bytes; it is no error when they are not there.
func (d *Dir) Delete(_ context.Context, agency office.ID, h office.Hash) error {
	err := os.Remove(d.path(agency, h))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Check reads stored bytes and reports whether they still have their hash.
// Errors: office.CodeNotFound when they are gone.
func (d *Dir) Check(ctx context.Context, agency office.ID, h office.Hash) (bool, error) {
	f, _, err := d.Open(ctx, agency, h)
	if err != nil {
		return false, err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, &ctxReader{ctx, f}); err != nil {
		return false, away("blob.Check", err)
	}
	return office.Hash(sum.Sum(nil)) == h, nil
}

func away(op string, err error) error {
	if office.CodeOf(err) != office.CodeInternal || errors.Is(err, context.Canceled) {
		return err
	}
	return &office.Error{
		Code: office.CodeUnavailable, Op: op, Err: err,
		Vi: "Kho tệp không ghi hoặc đọc được. Kiểm tra dung lượng đĩa rồi thử lại; chưa có gì bị mất.",
		En: "The file store cannot be written or read. Check the disk and try again; nothing is lost.",
	}
}

// ctxReader stops reading when the context ends.
type ctxReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *ctxReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

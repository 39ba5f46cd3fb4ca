// Package blob keeps file bytes by (agency, SHA-256): plain bytes in a folder, or
// in a bucket that several servers share, written once, never changed. What refers
// to them is platform/store's business.
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
	"sync"
	"time"

	"congvan/office"
)

// Store is what both stores promise, Dir in a folder and S3 in a bucket; their
// methods say more.
type Store interface {
	Put(ctx context.Context, agency office.ID, r io.Reader, limit int64) (office.Hash, int64, error)
	Open(ctx context.Context, agency office.ID, h office.Hash) (io.ReadSeekCloser, int64, error)
	Delete(ctx context.Context, agency office.ID, h office.Hash) error
	Check(ctx context.Context, agency office.ID, h office.Hash) (bool, error)
}

var (
	_ Store = (*Dir)(nil)
	_ Store = (*S3)(nil)
)

// Dir is a blob store in a folder: DIR/aa/bb/<agency>-<sha256>. Safe for
// concurrent use, also by several processes on one machine.
type Dir struct {
	root    string
	durable sync.Map // folders (string) whose entry this process knows to be on the disk
	// Observe is told of every Put; may be nil. Set it before the first.
	Observe func(bytes int64, d time.Duration, err error)
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
// there already renews their time. What Open gave for another agency is not
// copied where the file system can give the same bytes a second name: its hash
// is then taken as it is, so check what you read first.
// Errors: office.CodeTooLarge; CodeUnavailable when the disk is full or away.
func (d *Dir) Put(ctx context.Context, agency office.ID, r io.Reader, limit int64) (office.Hash, int64, error) {
	start := time.Now()
	h, n, err := d.put(ctx, agency, r, limit)
	if d.Observe != nil {
		d.Observe(n, time.Since(start), err)
	}
	return h, n, err
}

func (d *Dir) put(ctx context.Context, agency office.ID, r io.Reader, limit int64) (office.Hash, int64, error) {
	if f, ok := r.(*stored); ok && f.dir == d && f.size <= limit && d.link(f, agency) == nil {
		return f.hash, f.size, nil
	}
	var h office.Hash
	tmp, err := os.CreateTemp(filepath.Join(d.root, "tmp"), "put-*")
	if err != nil {
		return h, 0, away("blob.Put", err)
	}
	defer os.Remove(tmp.Name()) // after a rename there is nothing left to remove
	defer tmp.Close()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(tmp, sum), io.LimitReader(office.ReadWhile(ctx, r), limit+1))
	if err != nil {
		return h, 0, away("blob.Put", err)
	}
	if n > limit {
		return h, 0, tooLarge("blob.Put", limit)
	}
	copy(h[:], sum.Sum(nil))
	if err := d.keep(tmp, agency, h); err != nil {
		return h, 0, away("blob.Put", err)
	}
	return h, n, nil
}

func (d *Dir) keep(tmp *os.File, agency office.ID, h office.Hash) error {
	to := d.path(agency, h)
	if there, err := d.renew(to); there || err != nil {
		return err
	}
	if err := tmp.Sync(); err != nil {
		return err
	}
	return d.place(to, func() error { return os.Rename(tmp.Name(), to) })
}

// link gives stored bytes a second name: these of another agency.
func (d *Dir) link(f *stored, agency office.ID) error {
	from, to := f.Name(), d.path(agency, f.hash)
	if there, err := d.renew(to); there || err != nil {
		return err
	}
	return d.place(to, func() error {
		if err := os.Link(from, to); !errors.Is(err, fs.ErrExist) {
			return err
		}
		return nil // the same bytes came twice at once
	})
}

// renew renews the time of bytes that are there. Whoever put them may not have
// synced their folder yet, so this does.
func (d *Dir) renew(path string) (there bool, err error) {
	now := time.Now()
	err = os.Chtimes(path, now, now)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	return true, err
}

// place makes the folder of a file, the file by make, and both durable.
func (d *Dir) place(path string, make func() error) error {
	folder := filepath.Dir(path)
	if err := d.makeFolder(folder); err != nil {
		return err
	}
	if err := make(); err != nil {
		d.durable.Delete(folder) // perhaps it was taken away: the next put makes it again
		return err
	}
	return syncDir(folder)
}

// makeFolder makes a folder and its parents durable: once a folder and process,
// for whoever made it may have ended before it was.
func (d *Dir) makeFolder(path string) error {
	if _, ok := d.durable.Load(path); ok || path == d.root {
		return nil
	}
	parent := filepath.Dir(path)
	if err := d.makeFolder(parent); err != nil {
		return err
	}
	if err := os.Mkdir(path, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		d.durable.Delete(parent)
		return err
	}
	if err := syncDir(parent); err != nil {
		return err
	}
	d.durable.Store(path, struct{}{})
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

// stored is what Open gives: an open file that knows what it is.
type stored struct {
	*os.File
	dir  *Dir
	hash office.Hash
	size int64
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
	return &stored{f, d, h, info.Size()}, info.Size(), nil
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
	return check(ctx, f, h)
}

// check reads and closes f and compares its hash.
func check(ctx context.Context, f io.ReadCloser, h office.Hash) (bool, error) {
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, office.ReadWhile(ctx, f)); err != nil {
		return false, away("blob.Check", err)
	}
	return office.Hash(sum.Sum(nil)) == h, nil
}

func tooLarge(op string, limit int64) error {
	return office.NewError(office.CodeTooLarge, op,
		fmt.Sprintf("Tệp lớn hơn %d MB. Nén hoặc tách tệp rồi gửi lại.", limit>>20),
		fmt.Sprintf("The file is larger than %d MB. Compress or split it and send it again.", limit>>20))
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

package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"congvan/office"
	"congvan/office/document"
)

// maxManifest bounds the manifest of an upload, in bytes.
const maxManifest = 1 << 20

// StagingFolder keeps uploads held back: Root/<agency>/<id>/{manifest.json,0,1,…}.
// It lies outside store and blobs, so that no backup and no index has them.
// Folders are made when they are needed, for this user only.
type StagingFolder struct {
	Root string
}

var _ document.Folder = StagingFolder{}

// Sweep clears what a crash left of uploads half held or half removed. The server
// calls it once before it serves; no other server may use the folder then.
func (s StagingFolder) Sweep() error {
	return stagingError("blob.StagingFolder.Sweep", os.RemoveAll(s.work()))
}

// work is where uploads are put together and taken apart.
func (s StagingFolder) work() string { return filepath.Join(s.Root, "tmp") }

// workFolder makes a fresh folder there.
func (s StagingFolder) workFolder(name string) (string, error) {
	if err := os.MkdirAll(s.work(), 0o700); err != nil {
		return "", err
	}
	return os.MkdirTemp(s.work(), name)
}

func (s StagingFolder) path(agency, id office.ID) string {
	return filepath.Join(s.Root, agency.String(), id.String())
}

// Hold implements document.Folder: when it returns nil all is on the disk, and
// else nothing is. Errors: office.CodeUnavailable when the disk is full or away.
func (s StagingFolder) Hold(ctx context.Context, agency, id office.ID, manifest []byte, files []io.ReadSeeker) error {
	const op = "blob.StagingFolder.Hold"
	if agency.Zero() || id.Zero() || len(manifest) > maxManifest {
		return office.Wrap(op, errors.New("no id, or a manifest too large"))
	}
	dir, err := s.workFolder("hold-")
	if err != nil {
		return stagingError(op, err)
	}
	defer os.RemoveAll(dir) // after the rename there is nothing left to remove
	if err := fill(ctx, dir, manifest, files); err != nil {
		return stagingError(op, err)
	}
	parent := filepath.Dir(s.path(agency, id))
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return stagingError(op, err)
	}
	if err := os.Rename(dir, s.path(agency, id)); err != nil {
		return stagingError(op, err)
	}
	return stagingError(op, errors.Join(syncDir(parent), syncDir(s.Root)))
}

func fill(ctx context.Context, dir string, manifest []byte, files []io.ReadSeeker) error {
	for n, f := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := writeSynced(filepath.Join(dir, strconv.Itoa(n)), f); err != nil {
			return err
		}
	}
	m, err := os.OpenFile(filepath.Join(dir, manifestName), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = m.Write(manifest)
	if err = errors.Join(err, m.Sync(), m.Close()); err != nil {
		return err
	}
	return syncDir(dir)
}

func writeSynced(path string, r io.ReadSeeker) error {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Sync(), f.Close())
}

// Manifest implements document.Folder. Errors: office.CodeNotFound.
func (s StagingFolder) Manifest(_ context.Context, agency, id office.ID) ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(s.path(agency, id), manifestName))
	return b, heldGone("blob.StagingFolder.Manifest", err)
}

// Open implements document.Folder. Errors: office.CodeNotFound.
func (s StagingFolder) Open(_ context.Context, agency, id office.ID, n int) (io.ReadSeekCloser, error) {
	f, err := os.Open(filepath.Join(s.path(agency, id), strconv.Itoa(n)))
	if err != nil {
		return nil, heldGone("blob.StagingFolder.Open", err)
	}
	return f, nil
}

// Remove implements document.Folder: the upload is gone in one step, its bytes
// right after.
func (s StagingFolder) Remove(_ context.Context, agency, id office.ID) error {
	const op = "blob.StagingFolder.Remove"
	if agency.Zero() || id.Zero() {
		return nil
	}
	from := s.path(agency, id)
	dir, err := s.workFolder("remove-")
	if err != nil {
		return stagingError(op, err)
	}
	err = os.Rename(from, filepath.Join(dir, "upload"))
	if errors.Is(err, fs.ErrNotExist) {
		return stagingError(op, os.Remove(dir))
	}
	if err != nil {
		return stagingError(op, errors.Join(err, os.Remove(dir)))
	}
	return stagingError(op, errors.Join(syncDir(filepath.Dir(from)), os.RemoveAll(dir), syncDir(s.work())))
}

func heldGone(op string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return office.NotFound(op, "Tệp tạm giữ không còn.", "The held upload is gone.")
	}
	return stagingError(op, err)
}

func stagingError(op string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return &office.Error{
		Code: office.CodeUnavailable, Op: op, Err: fmt.Errorf("staging: %w", err),
		Vi: "Không ghi hoặc đọc được thư mục tạm giữ. Kiểm tra dung lượng đĩa rồi gửi lại tệp.",
		En: "The staging folder cannot be written or read. Check the disk and send the file again.",
	}
}

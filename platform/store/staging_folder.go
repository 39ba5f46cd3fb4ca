package store

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"congvan/office"
	"congvan/office/document"
)

// StagingFolder keeps uploads held back in a folder of its own, outside database
// and blob store; backups leave it out. DIR/<agency>/<id>/{manifest,0,1,…}.
type StagingFolder struct{ Root string }

var _ document.Folder = StagingFolder{}

func (s StagingFolder) path(agency, id office.ID) string {
	return filepath.Join(s.Root, agency.String(), id.String())
}

// Hold keeps a manifest and files: the folder gets its name when all are durable.
func (s StagingFolder) Hold(ctx context.Context, agency, id office.ID, manifest []byte, files []io.ReadSeeker) (err error) {
	to := s.path(agency, id)
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return stagingAway(err)
	}
	tmp := to + ".part"
	if err := os.Mkdir(tmp, 0o700); err != nil {
		return stagingAway(err)
	}
	defer os.RemoveAll(tmp) //nolint:errcheck // after the rename there is nothing left
	if err := writeSynced(filepath.Join(tmp, "manifest"), func(w io.Writer) error {
		_, err := w.Write(manifest)
		return err
	}); err != nil {
		return stagingAway(err)
	}
	for n, f := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := writeSynced(filepath.Join(tmp, strconv.Itoa(n)), func(w io.Writer) error {
			_, err := io.Copy(w, f)
			return err
		})
		if err != nil {
			return stagingAway(err)
		}
	}
	return stagingAway(os.Rename(tmp, to))
}

func writeSynced(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Sync(), f.Close())
}

// Manifest reads the manifest. Errors: office.CodeNotFound.
func (s StagingFolder) Manifest(_ context.Context, agency, id office.ID) ([]byte, error) {
	b, err := os.ReadFile(filepath.Join(s.path(agency, id), "manifest"))
	return b, stagingAway(err)
}

// Open opens the nth file. Errors: office.CodeNotFound.
func (s StagingFolder) Open(_ context.Context, agency, id office.ID, n int) (io.ReadSeekCloser, error) {
	f, err := os.Open(filepath.Join(s.path(agency, id), strconv.Itoa(n)))
	if err != nil {
		return nil, stagingAway(err)
	}
	return f, nil
}

// Remove deletes a held upload; it is no error when it is gone.
func (s StagingFolder) Remove(_ context.Context, agency, id office.ID) error {
	if agency.Zero() || id.Zero() {
		return nil
	}
	return stagingAway(os.RemoveAll(s.path(agency, id)))
}

func stagingAway(err error) error {
	const op = "store.StagingFolder"
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return office.NotFound(op, "Tệp tạm giữ không còn.", "The upload is no longer held.")
	}
	return &office.Error{
		Code: office.CodeUnavailable, Op: op, Err: err,
		Vi: "Thư mục tạm giữ không ghi hoặc đọc được. Kiểm tra dung lượng đĩa rồi thử lại; tệp chưa được lưu.",
		En: "The staging folder cannot be written or read. Check the disk and try again; the file was not stored.",
	}
}

package blob

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"congvan/office"
	"congvan/office/document"
)

// S3Staging keeps uploads held back in a bucket of their own, for several servers:
// PREFIX<agency>/<id>/{0,1,…,manifest.json}. The bucket is not the one of files: it
// keeps no earlier versions and no backup has it, for what lies there may be secret.
type S3Staging struct{ s *S3 }

var _ document.Folder = S3Staging{}

// OpenS3Staging is OpenS3 for uploads held back.
func OpenS3Staging(c S3Config) (S3Staging, error) {
	s, err := OpenS3(c)
	return S3Staging{s}, err
}

// Reach asks whether the bucket is there and may be used; the error says the fix.
func (g S3Staging) Reach(ctx context.Context) error { return g.s.Reach(ctx) }

const manifestName = "manifest.json"

func (g S3Staging) folder(agency, id office.ID) string {
	return g.s.c.Prefix + agency.String() + "/" + id.String() + "/"
}

// Hold implements document.Folder: the manifest comes last, and without it nothing
// is held. Errors: office.CodeUnavailable.
func (g S3Staging) Hold(ctx context.Context, agency, id office.ID, manifest []byte, files []io.ReadSeeker) error {
	const op = "blob.S3Staging.Hold"
	folder := g.folder(agency, id)
	for n, f := range files {
		if err := g.holdFile(ctx, op, folder+strconv.Itoa(n), f); err != nil {
			return errors.Join(err, g.clear(context.WithoutCancel(ctx), op, folder))
		}
	}
	return g.s.send(ctx, op, folder+manifestName, section(manifest), office.HashOf(manifest))
}

func section(b []byte) *io.SectionReader {
	return io.NewSectionReader(bytes.NewReader(b), 0, int64(len(b)))
}

func (g S3Staging) holdFile(ctx context.Context, op, name string, f io.ReadSeeker) error {
	tmp, err := spooled(g.s.c.Spool)
	if err != nil {
		return away(op, err)
	}
	defer tmp.Close()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return away(op, err)
	}
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(tmp, sum), office.ReadWhile(ctx, f))
	if err != nil {
		return away(op, err)
	}
	return g.s.send(ctx, op, name, io.NewSectionReader(tmp, 0, n), office.Hash(sum.Sum(nil)))
}

// Manifest implements document.Folder. Errors: office.CodeNotFound.
func (g S3Staging) Manifest(ctx context.Context, agency, id office.ID) ([]byte, error) {
	const op = "blob.S3Staging.Manifest"
	o, err := g.s.open(ctx, op, g.folder(agency, id)+manifestName)
	if err != nil {
		return nil, err
	}
	defer o.Close()
	return io.ReadAll(io.LimitReader(o, 1<<20))
}

// Open implements document.Folder. Errors: office.CodeNotFound.
func (g S3Staging) Open(ctx context.Context, agency, id office.ID, n int) (io.ReadSeekCloser, error) {
	o, err := g.s.open(ctx, "blob.S3Staging.Open", g.folder(agency, id)+strconv.Itoa(n))
	if err != nil {
		return nil, err
	}
	return o, nil
}

// Remove implements document.Folder: the manifest goes first, the bytes right after.
func (g S3Staging) Remove(ctx context.Context, agency, id office.ID) error {
	const op = "blob.S3Staging.Remove"
	if agency.Zero() || id.Zero() {
		return nil
	}
	folder := g.folder(agency, id)
	if err := g.s.remove(ctx, op, folder+manifestName); err != nil {
		return err
	}
	return g.clear(ctx, op, folder)
}

// clear removes everything of a folder.
func (g S3Staging) clear(ctx context.Context, op, folder string) error {
	for o, err := range g.list(ctx, op, folder) {
		if err != nil {
			return err
		}
		if err := g.s.remove(ctx, op, o.Key); err != nil {
			return err
		}
	}
	return nil
}

func (g S3Staging) list(ctx context.Context, op, prefix string) func(yield func(minio.ObjectInfo, error) bool) {
	return func(yield func(minio.ObjectInfo, error) bool) {
		for o := range g.s.core.ListObjectsIter(ctx, g.s.c.Bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
			if !yield(o, g.s.away(op, o.Err)) {
				return
			}
		}
	}
}

// Sweep removes what a crash left of uploads half held or half removed: bytes
// without a manifest, last written before an instant.
func (g S3Staging) Sweep(ctx context.Context, before time.Time) error {
	const op = "blob.S3Staging.Sweep"
	held := map[string]bool{}
	old := map[string]string{} // name → folder
	for o, err := range g.list(ctx, op, g.s.c.Prefix) {
		if err != nil {
			return err
		}
		folder, file := o.Key[:strings.LastIndex(o.Key, "/")+1], o.Key[strings.LastIndex(o.Key, "/")+1:]
		switch {
		case file == manifestName:
			held[folder] = true
		case o.LastModified.Before(before):
			old[o.Key] = folder
		}
	}
	for name, folder := range old {
		if held[folder] {
			continue
		}
		if err := g.s.remove(ctx, op, name); err != nil {
			return err
		}
	}
	return nil
}

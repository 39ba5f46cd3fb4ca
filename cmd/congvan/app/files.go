package app

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"congvan/office"
	"congvan/platform/blob"
)

// openFiles opens the stores of files and of uploads held back: folders, or two
// buckets that several nodes share.
func (a *App) openFiles() error {
	c := a.Config.Files
	if c.Endpoint == "" {
		a.folder = blob.StagingFolder{Root: filepath.Join(a.Config.Data, "staging")}
		d, err := blob.Open(filepath.Join(a.Config.Data, "files"))
		if err != nil {
			return err
		}
		d.Observe = a.Telemetry.Put
		a.Blobs = d
		return nil
	}
	s3 := blob.S3Config{
		Endpoint: c.Endpoint, Region: c.Region, Bucket: c.Bucket, Prefix: c.Prefix,
		AccessKey: c.AccessKey, SecretKey: c.secretKey, Spool: a.spoolDir(),
	}
	if err := os.MkdirAll(s3.Spool, 0o700); err != nil {
		return office.Wrap("app.openFiles", err)
	}
	files, err := blob.OpenS3(s3)
	if err != nil {
		return err
	}
	s3.Bucket = c.StagingBucket
	staging, err := blob.OpenS3Staging(s3)
	if err != nil {
		return err
	}
	files.Observe = a.Telemetry.Put
	a.Blobs, a.folder = files, staging
	return nil
}

// reacher is a store that may be away.
type reacher interface {
	Reach(ctx context.Context) error
}

// FilesAway says what is wrong with the file stores; nil when they can be used.
// Folders are tried by those who write to them.
func (a *App) FilesAway(ctx context.Context) error {
	for _, s := range []any{a.Blobs, a.folder} {
		if s, ok := s.(reacher); ok {
			if err := s.Reach(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// stagingAge is when an upload without a manifest is surely not under way any more.
const stagingAge = 24 * time.Hour

// sweepStaging clears what crashes left in a shared staging bucket.
func (a *App) sweepStaging(ctx context.Context) error {
	if s, ok := a.folder.(blob.S3Staging); ok {
		return s.Sweep(ctx, a.Clock().Add(-stagingAge))
	}
	return nil
}

// prepareFolder clears what a crash left in the data folder, before the one server
// of the folder begins.
func (a *App) prepareFolder() error {
	if s, ok := a.folder.(blob.StagingFolder); ok {
		if err := s.Sweep(); err != nil {
			return err
		}
	}
	return a.sweepSpool()
}

// secretFrom reads a secret from a file that only its owner may read; "" for "".
func secretFrom(key, path string) (string, error) {
	if path == "" {
		return "", nil
	}
	info, err := os.Stat(path)
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		return "", office.Invalid("app.Config",
			"Tệp "+path+" ("+key+") đang mở cho người khác đọc. Chạy: chmod 600 "+path,
			"The file "+path+" ("+key+") can be read by others. Run: chmod 600 "+path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return "", office.Invalid("app.Config",
			"Không đọc được tệp "+path+" ("+key+").", "The file "+path+" ("+key+") cannot be read: "+err.Error())
	}
	return strings.TrimSpace(string(b)), nil
}

package blob_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"congvan/office"
	"congvan/platform/blob"
	"congvan/platform/blob/s3test"
)

// kept is a store and the place where its bytes lie, to look past it.
type kept struct {
	blob.Store
	t    *testing.T
	root string // a file of the store lies somewhere below, named by its hash
	tmp  string // where bytes on their way lie
}

// each runs a test on both stores: they keep the same promises.
func each(t *testing.T, f func(t *testing.T, k kept)) {
	t.Run("folder", func(t *testing.T) {
		root := t.TempDir()
		d, err := blob.Open(root)
		if err != nil {
			t.Fatal(err)
		}
		f(t, kept{d, t, root, filepath.Join(root, "tmp")})
	})
	t.Run("s3", func(t *testing.T) {
		service := s3test.Start(t)
		c := service.Config(s3test.Files)
		s, err := blob.OpenS3(c)
		if err != nil {
			t.Fatal(err)
		}
		f(t, kept{s, t, filepath.Join(service.Root, s3test.Files), c.Spool})
	})
}

// path is the file that holds stored bytes.
func (k kept) path(h office.Hash) string {
	k.t.Helper()
	var path string
	err := filepath.WalkDir(k.root, func(p string, e os.DirEntry, err error) error {
		if err == nil && e.Name() == h.String() {
			path = p
		}
		return err
	})
	if err != nil || path == "" {
		k.t.Fatalf("stored file: %q, %v", path, err)
	}
	return path
}

func (k kept) nothingLeft() {
	k.t.Helper()
	if left, _ := filepath.Glob(filepath.Join(k.tmp, "*")); len(left) != 0 {
		k.t.Errorf("left behind: %v", left)
	}
}

func (k kept) put(agency office.ID, b []byte) office.Hash {
	k.t.Helper()
	h, n, err := k.Put(context.Background(), agency, bytes.NewReader(b), 1<<24)
	if err != nil || h != office.HashOf(b) || n != int64(len(b)) {
		k.t.Fatalf("put: %v %v %v", h, n, err)
	}
	return h
}

func random(t *testing.T, n int) []byte {
	t.Helper()
	b := make([]byte, n)
	if _, err := rand.Read(b); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPutAndOpen(t *testing.T) {
	each(t, func(t *testing.T, k kept) {
		ctx, agency := context.Background(), office.ID{1}
		want := random(t, 300_000)
		var wg sync.WaitGroup
		for range 8 { // the same bytes at once
			wg.Go(func() {
				h, n, err := k.Put(ctx, agency, bytes.NewReader(want), 1<<20)
				if err != nil || h != office.HashOf(want) || n != int64(len(want)) {
					t.Errorf("put: %v %v %v", h, n, err)
				}
			})
		}
		wg.Wait()
		for _, b := range [][]byte{want, {}} {
			f, n, err := k.Open(ctx, agency, k.put(agency, b))
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(f)
			if err != nil || !bytes.Equal(got, b) || n != int64(len(b)) {
				t.Errorf("read back %d bytes, told of %d, %v; want %d", len(got), n, err, len(b))
			}
			if err := f.Close(); err != nil {
				t.Error(err)
			}
		}
		k.nothingLeft()
		if _, _, err := k.Open(ctx, office.ID{2}, office.HashOf(want)); office.CodeOf(err) != office.CodeNotFound {
			t.Errorf("another agency's file: %v, want not_found", err)
		}
	})
}

func TestRanges(t *testing.T) {
	each(t, func(t *testing.T, k kept) {
		want := random(t, 2<<20)
		f, _, err := k.Open(context.Background(), office.ID{1}, k.put(office.ID{1}, want))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		size := int64(len(want))
		if end, err := f.Seek(0, io.SeekEnd); end != size || err != nil {
			t.Errorf("end = %d, %v", end, err)
		}
		for _, at := range []int64{0, 1_500_000, 7, size - 10, size} {
			if _, err := f.Seek(at, io.SeekStart); err != nil {
				t.Fatal(err)
			}
			got := make([]byte, 1000)
			n, err := io.ReadFull(f, got)
			if rest := size - at; rest < 1000 && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) || rest >= 1000 && err != nil {
				t.Errorf("at %d: %v", at, err)
			}
			if !bytes.Equal(got[:n], want[at:at+int64(n)]) {
				t.Errorf("at %d: other bytes", at)
			}
		}
		if _, err := f.Seek(-100, io.SeekCurrent); err != nil {
			t.Error(err)
		}
		if rest, err := io.ReadAll(f); err != nil || !bytes.Equal(rest, want[size-100:]) {
			t.Errorf("the last 100 bytes: %d, %v", len(rest), err)
		}
		if _, err := f.Seek(-1, io.SeekStart); err == nil {
			t.Error("a place before the file was taken")
		}
	})
}

func TestLimit(t *testing.T) {
	each(t, func(t *testing.T, k kept) {
		_, _, err := k.Put(context.Background(), office.ID{1}, strings.NewReader("12345"), 4)
		if office.CodeOf(err) != office.CodeTooLarge {
			t.Errorf("err = %v, want too_large", err)
		}
		k.nothingLeft()
	})
}

// Putting bytes again renews their time, which keeps the collector away.
func TestPutAgainRenews(t *testing.T) {
	each(t, func(t *testing.T, k kept) {
		path := k.path(k.put(office.ID{1}, []byte("văn bản")))
		old := time.Now().Add(-48 * time.Hour)
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
		k.put(office.ID{1}, []byte("văn bản"))
		info, err := os.Stat(path)
		if err != nil || info.ModTime().Before(old.Add(time.Hour)) {
			t.Errorf("last put %v, %v", info.ModTime(), err)
		}
	})
}

func TestCheckFindsChangedAndMissingBytes(t *testing.T) {
	each(t, func(t *testing.T, k kept) {
		ctx, agency := context.Background(), office.ID{1}
		h := k.put(agency, []byte("văn bản"))
		if ok, err := k.Check(ctx, agency, h); !ok || err != nil {
			t.Fatalf("check = %v, %v", ok, err)
		}
		if err := os.WriteFile(k.path(h), []byte("văn bảm"), 0o600); err != nil {
			t.Fatal(err)
		}
		if ok, err := k.Check(ctx, agency, h); ok || err != nil {
			t.Errorf("changed: check = %v, %v", ok, err)
		}
		for range 2 { // the second time it is gone already
			if err := k.Delete(ctx, agency, h); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := k.Check(ctx, agency, h); office.CodeOf(err) != office.CodeNotFound {
			t.Errorf("missing: %v, want not_found", err)
		}
	})
}

package blob_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"congvan/office"
	"congvan/platform/blob"
)

func open(t *testing.T) (*blob.Dir, string) {
	t.Helper()
	root := t.TempDir()
	d, err := blob.Open(root)
	if err != nil {
		t.Fatal(err)
	}
	return d, root
}

// Another agency's copy of stored bytes is a second name of the same file, and
// each name goes by itself.
func TestPutOfStoredBytes(t *testing.T) {
	d, root := open(t)
	ctx, a, b := context.Background(), office.ID{1}, office.ID{2}
	want := bytes.Repeat([]byte("văn bản "), 1000)
	h, _, err := d.Put(ctx, a, bytes.NewReader(want), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	f, size, err := d.Open(ctx, a, h)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for range 2 { // again does no harm
		got, n, err := d.Put(ctx, b, f, 1<<20)
		if err != nil || got != h || n != size {
			t.Fatalf("put: %v %d %v", got, n, err)
		}
	}
	name := func(agency office.ID) os.FileInfo {
		info, err := os.Stat(filepath.Join(root, agency.String(), h.String()[:2], h.String()))
		if err != nil {
			t.Fatal(err)
		}
		return info
	}
	if !os.SameFile(name(a), name(b)) {
		t.Error("the bytes were copied")
	}
	if _, _, err := d.Put(ctx, office.ID{3}, f, size-1); office.CodeOf(err) != office.CodeTooLarge {
		t.Errorf("over the limit: %v", err)
	}
	if err := d.Delete(ctx, a, h); err != nil {
		t.Fatal(err)
	}
	if ok, err := d.Check(ctx, b, h); !ok || err != nil {
		t.Errorf("after the first name went: %v, %v", ok, err)
	}
	other, _ := open(t) // another store takes the bytes, not the name
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if got, _, err := other.Put(ctx, a, f, 1<<20); err != nil || got != h {
		t.Errorf("another store: %v %v", got, err)
	}
}

// A folder that was taken away is made again: a put that fails finds out.
func TestFolderIsMadeAgain(t *testing.T) {
	d, root := open(t)
	ctx, agency := context.Background(), office.ID{1}
	put := func() error {
		_, _, err := d.Put(ctx, agency, strings.NewReader("văn bản"), 100)
		return err
	}
	if err := put(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(root, agency.String())); err != nil {
		t.Fatal(err)
	}
	tries := 1
	for ; put() != nil; tries++ {
		if tries == 3 { // one learns that it is gone, one that its parent is
			t.Fatal("still not there")
		}
	}
}

package blob

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"congvan/office"
)

func ids() (agency, upload office.ID) { return office.ID{1}, office.ID{2} }

// held puts one upload of two files into a fresh folder.
func held(t *testing.T) StagingFolder {
	t.Helper()
	agency, id := ids()
	s := StagingFolder{Root: filepath.Join(t.TempDir(), "staging")}
	main := strings.NewReader("the main file")
	if _, err := main.Seek(5, io.SeekStart); err != nil { // whoever looked at it left it there
		t.Fatal(err)
	}
	err := s.Hold(t.Context(), agency, id, []byte(`{"names":["a","b"]}`), []io.ReadSeeker{main, bytes.NewReader([]byte("annex"))})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStagingKeepsAndGivesBack(t *testing.T) {
	s := held(t)
	agency, id := ids()
	if b, err := s.Manifest(t.Context(), agency, id); err != nil || string(b) != `{"names":["a","b"]}` {
		t.Errorf("manifest %q, %v", b, err)
	}
	for n, want := range []string{"the main file", "annex"} {
		f, err := s.Open(t.Context(), agency, id, n)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if b, err := io.ReadAll(f); err != nil || string(b) != want {
			t.Errorf("file %d: %q, %v", n, b, err)
		}
	}
	for _, n := range []int{-1, 2} {
		if _, err := s.Open(t.Context(), agency, id, n); office.CodeOf(err) != office.CodeNotFound {
			t.Errorf("file %d: %v", n, err)
		}
	}
	if _, err := s.Manifest(t.Context(), office.ID{9}, id); office.CodeOf(err) != office.CodeNotFound {
		t.Errorf("another agency: %v", err)
	}
}

func TestStagingIsForOneUserOnly(t *testing.T) {
	s := held(t)
	err := filepath.WalkDir(s.Root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestStagingRemoves(t *testing.T) {
	s := held(t)
	agency, id := ids()
	for range 2 { // again does no harm
		if err := s.Remove(t.Context(), agency, id); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Open(t.Context(), agency, id, 0); office.CodeOf(err) != office.CodeNotFound {
		t.Errorf("got %v", err)
	}
	noBytes(t, s)
}

// noBytes holds that not one file is left under the folder.
func noBytes(t *testing.T, s StagingFolder) {
	t.Helper()
	err := filepath.WalkDir(s.Root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			t.Errorf("%s is left", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// brokenFile fails in the middle.
type brokenFile struct{ *bytes.Reader }

func (b brokenFile) WriteTo(w io.Writer) (int64, error) {
	n, _ := w.Write([]byte("half"))
	return int64(n), errors.New("the connection broke")
}

func TestStagingHoldsAllOrNothing(t *testing.T) {
	agency, id := ids()
	s := StagingFolder{Root: filepath.Join(t.TempDir(), "staging")}
	files := []io.ReadSeeker{strings.NewReader("whole"), brokenFile{bytes.NewReader([]byte("half and half"))}}
	if err := s.Hold(t.Context(), agency, id, []byte("{}"), files); office.CodeOf(err) != office.CodeUnavailable {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Hold(ctx, agency, id, []byte("{}"), files[:1]); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	noBytes(t, s)
	if _, err := s.Manifest(t.Context(), agency, id); office.CodeOf(err) != office.CodeNotFound {
		t.Errorf("manifest: %v", err)
	}
}

func TestStagingNeverOverwrites(t *testing.T) {
	s := held(t)
	agency, id := ids()
	if err := s.Hold(t.Context(), agency, id, []byte("{}"), nil); err == nil {
		t.Error("a second upload under the same id was taken")
	}
	if b, err := s.Manifest(t.Context(), agency, id); err != nil || !strings.Contains(string(b), "names") {
		t.Errorf("manifest %q, %v", b, err)
	}
	if err := s.Hold(t.Context(), agency, office.ID{}, nil, nil); err == nil {
		t.Error("an upload without id was taken")
	}
}

func TestStagingSweep(t *testing.T) {
	s := held(t)
	agency, id := ids()
	dir, err := s.workFolder("hold-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "0"), []byte("left by a crash"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Sweep(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left: %v", err)
	}
	if _, err := s.Manifest(t.Context(), agency, id); err != nil {
		t.Errorf("the held upload: %v", err)
	}
}

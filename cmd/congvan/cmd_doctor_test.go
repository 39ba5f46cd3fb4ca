package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func doctor(t *testing.T, want int, environ []string, args ...string) health {
	t.Helper()
	r := congvan(t, environ, append([]string{"doctor", "--json"}, args...)...)
	r.wantCode(t, want)
	var h health
	r.decode(t, &h)
	return h
}

func TestDoctorFindsAllHere(t *testing.T) {
	data := filepath.Join(t.TempDir(), "not", "yet")
	h := doctor(t, 0, nil, "--data", data)
	if !h.OK || len(h.Missing) != 0 || len(h.Tools) < 6 {
		t.Errorf("got %+v", h)
	}
	if d := h.Data; d.Path != data || d.Exists || !d.Writable || d.FreeBytes == 0 {
		t.Errorf("data %+v", d)
	}
	if h.Database.Engine != "sqlite" || h.Database.Place != filepath.Join(data, "congvan.db") || !h.Database.OK {
		t.Errorf("database %+v", h.Database)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(filepath.Dir(data)), "*")); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestDoctorSaysWhatIsMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	h := doctor(t, exitBad, nil, "--data", t.TempDir())
	if h.OK || !slices.Contains(h.Missing, "pdftotext") || slices.Contains(h.Missing, "data") {
		t.Errorf("missing %v", h.Missing)
	}
	for _, s := range h.Tools {
		if s.Name == "pdftotext" && !strings.Contains(s.Fix, "apt-get install poppler-utils") {
			t.Errorf("fix %q", s.Fix)
		}
	}
	r := congvan(t, nil, "doctor", "--data", t.TempDir())
	r.wantCode(t, exitBad)
	if !strings.Contains(r.stdout, "✗ pdftotext") || !strings.Contains(r.stdout, "Còn thiếu") {
		t.Errorf("got\n%s", r.stdout)
	}
}

func TestDoctorOnFolders(t *testing.T) {
	file := write(t, "file", []byte("x"))
	h := doctor(t, exitBad, nil, "--data", filepath.Join(file, "data"), "--config", write(t, "congvan.toml", nil))
	if h.Data.Writable || h.Data.Fix == "" || !slices.Equal(h.Missing, []string{"data", "database"}) {
		t.Errorf("below a file: %+v, missing %v", h.Data, h.Missing)
	}
}

func TestDoctorOnPostgreSQL(t *testing.T) {
	h := doctor(t, exitBad, []string{"CONGVAN_DATABASE=postgres://clerk:geheim@127.0.0.1:1/office"}, "--data", t.TempDir())
	d := h.Database
	if d.OK || d.Engine != "postgres" || d.Place != "127.0.0.1:1/office" || strings.Contains(d.Fix, "geheim") || !strings.Contains(d.Fix, "PostgreSQL") {
		t.Errorf("got %+v", d)
	}
	h = doctor(t, exitBad, []string{"CONGVAN_DATABASE=postgres://%zz"}, "--data", t.TempDir())
	if h.Database.OK || h.Database.Fix == "" {
		t.Errorf("malformed: %+v", h.Database)
	}
}

func TestDoctorRefusesBadConfiguration(t *testing.T) {
	conf := write(t, "congvan.toml", []byte("listne = \"x\"\n"))
	r := congvan(t, nil, "doctor", "--json", "--config", conf)
	r.wantCode(t, exitBad)
	var f failure
	if r.decode(t, &f); !strings.Contains(f.Error.Vi, "listne") {
		t.Errorf("got %+v", f)
	}
}

package convert

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// ToolState is what Doctor says of one tool. Path is "" and Fix says what to
// do when it is missing; Fix is "" when all is well.
type ToolState struct {
	Name    string `json:"name"`
	Path    string `json:"path"`
	Version string `json:"version"`
	Package string `json:"package"` // Debian package
	Fix     string `json:"fix"`     // Vietnamese
}

// Doctor looks at each tool that conversion needs.
func (t *Tools) Doctor(ctx context.Context) []ToolState {
	c := t.config
	return []ToolState{
		t.examine(ctx, "pdftotext", c.PDFToText, poppler, "-v"),
		t.examine(ctx, "pdftoppm", c.PDFToPPM, poppler, "-v"),
		t.examine(ctx, "pdfinfo", c.PDFInfo, poppler, "-v"),
		t.examine(ctx, "LibreOffice Writer", c.Soffice, "libreoffice-writer-nogui", "--version"),
		t.examine(ctx, "python3-uno", c.Python, "python3-uno", "-c",
			"import sys, uno; print('Python', sys.version.split()[0], 'with uno')"),
		fontState("/usr/share/fonts", "/usr/local/share/fonts"),
	}
}

func (t *Tools) examine(ctx context.Context, name, path, debian string, args ...string) ToolState {
	s := ToolState{Name: name, Path: path, Package: debian}
	if path != "" {
		dir, remove, err := t.privateDir()
		if err == nil {
			defer remove()
			l := Limits{Memory: 2 << 30, Wall: 10 * time.Second, Output: 1 << 20, File: 1 << 20}
			out, errOut, runErr := runProgramIn(ctx, dir, l, append([]string{path}, args...), nil)
			if s.Version = firstLine(string(out) + string(errOut)); runErr == nil && s.Version != "" {
				return s
			}
		}
		s.Path = ""
	}
	s.Version = ""
	s.Fix = "Cài bằng lệnh: apt-get install " + debian
	return s
}

// fontState looks for the letters that documents are set in: Liberation 2 or
// Tinos, the same widths as Times New Roman with all Vietnamese letters.
func fontState(dirs ...string) ToolState {
	s := ToolState{Name: "Liberation Serif 2 / Tinos", Package: "fonts-liberation2"}
	for _, dir := range dirs {
		_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			name := strings.ToLower(path)
			if err == nil && (strings.Contains(name, "liberation2") && strings.HasSuffix(name, "liberationserif-regular.ttf") ||
				strings.HasSuffix(name, "tinos-regular.ttf")) {
				s.Path, s.Version = path, filepath.Base(path)
				return filepath.SkipAll
			}
			return nil
		})
	}
	if s.Path == "" {
		s.Fix = "Cài bằng lệnh: apt-get install " + s.Package
	}
	return s
}

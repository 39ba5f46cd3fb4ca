package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/text/unicode/norm"

	"congvan/office"
	"congvan/office/legacy"
	"congvan/platform/table"
)

// importSource is a table and, when there are some, the files that it names.
type importSource struct {
	table table.Reader
	files *folderFiles // nil: none
	base  string
	sum   office.Hash
}

// openSource opens a table, or the one table of a folder with the files beside it.
func openSource(path, sheet, files string) (*importSource, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, office.NotFound("congvan.openSource",
			fmt.Sprintf("Không mở được %s. Kiểm tra đường dẫn và quyền đọc.", path), fmt.Sprintf("Cannot open %s.", path))
	}
	if info.IsDir() {
		if files == "" {
			files = path
		}
		if path, err = tableOf(path); err != nil {
			return nil, err
		}
	}
	s := &importSource{base: filepath.Base(path)}
	if s.sum, err = sumOf(path); err != nil {
		return nil, err
	}
	if s.table, err = table.Open(path, sheet, table.Limits{}); err != nil {
		return nil, err
	}
	if files == "" {
		return s, nil
	}
	root, err := os.OpenRoot(files)
	if err != nil {
		return nil, errors.Join(office.NotFound("congvan.openSource",
			fmt.Sprintf("Không mở được thư mục tệp %s.", files), fmt.Sprintf("Cannot open the folder %s.", files)), s.Close())
	}
	s.files = &folderFiles{root}
	return s, nil
}

// tableOf finds the one table of a folder.
func tableOf(dir string) (string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	var found []string
	for _, x := range entries {
		// .txt are texts beside scans; ~$ are locks of spreadsheets.
		if x.Type().IsRegular() && table.Known(x.Name()) && !strings.EqualFold(filepath.Ext(x.Name()), ".txt") && !strings.HasPrefix(x.Name(), "~$") {
			found = append(found, x.Name())
		}
	}
	if len(found) == 1 {
		return filepath.Join(dir, found[0]), nil
	}
	return "", office.Invalid("congvan.tableOf",
		fmt.Sprintf("Thư mục %s cần có đúng một bảng CSV hoặc XLSX, đang có %d: %s. Chỉ thẳng tệp bảng và thêm --files %s.", dir, len(found), strings.Join(found, ", "), dir),
		fmt.Sprintf("The folder %s must have one CSV or XLSX table; it has %d. Name the table, with --files %s.", dir, len(found), dir))
}

func sumOf(path string) (office.Hash, error) {
	f, _, err := openRegular(path)
	if err != nil {
		return office.Hash{}, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return office.Hash{}, fmt.Errorf("read %s: %w", path, err)
	}
	return office.Hash(h.Sum(nil)), nil
}

// name is what the source is known by when it is read again: its bytes, and what of
// them is read as what.
func (s *importSource) name(kind, sheet string) string {
	base := []rune(s.base)
	name := fmt.Sprintf("%s sha256:%s %s", string(base[:min(len(base), 150)]), s.sum, kind)
	if sheet != "" {
		name += " " + sheet
	}
	return name
}

func (s *importSource) Close() error {
	err := s.table.Close()
	if s.files != nil {
		err = errors.Join(err, s.files.root.Close())
	}
	return err
}

// folderFiles opens files within a folder, and none outside it.
type folderFiles struct{ root *os.Root }

var _ legacy.Files = (*folderFiles)(nil)

// Open implements legacy.Files. Names may be written with either slash, and with
// letters composed or not.
func (f *folderFiles) Open(name string) (io.ReadSeekCloser, error) {
	plain := strings.TrimLeft(strings.TrimPrefix(strings.ReplaceAll(strings.TrimSpace(name), `\`, "/"), "./"), "/")
	for _, n := range []string{plain, norm.NFC.String(plain), norm.NFD.String(plain)} {
		info, err := f.root.Stat(n)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil || !info.Mode().IsRegular() {
			break
		}
		file, err := f.root.Open(n)
		if err != nil {
			break
		}
		return file, nil
	}
	return nil, office.NotFound("congvan.folderFiles",
		fmt.Sprintf("Không có tệp “%s” trong thư mục tệp, hoặc không mở được. Kiểm tra tên, hoặc chép tệp vào đó.", name),
		fmt.Sprintf("There is no file %q in the folder, or it cannot be opened.", name))
}

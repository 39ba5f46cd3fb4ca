package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"congvan/cmd/congvan/app"
)

// minFree is how much room the data folder should have, in bytes.
const minFree = 1 << 30

// folderState tells whether a folder can be written, or could be made.
type folderState struct {
	Path      string `json:"path"`
	Exists    bool   `json:"exists"`
	Writable  bool   `json:"writable"`
	FreeBytes uint64 `json:"free_bytes"`
	Fix       string `json:"fix"`
}

// examineFolder writes and removes a file in the folder, or in the nearest folder
// above when it is not there yet; nothing stays behind.
func examineFolder(path string) folderState {
	s := folderState{Path: path}
	at, err := filepath.Abs(path)
	if err != nil {
		s.Fix = "Đường dẫn thư mục dữ liệu sai."
		return s
	}
	s.Path = at
	info, err := os.Stat(at)
	s.Exists = err == nil
	for errors.Is(err, fs.ErrNotExist) && filepath.Dir(at) != at {
		at = filepath.Dir(at)
		info, err = os.Stat(at)
	}
	if err != nil || !info.IsDir() {
		s.Fix = fmt.Sprintf("%s không phải thư mục dùng được. Chọn thư mục khác bằng --data.", at)
		return s
	}
	if f, err := os.CreateTemp(at, ".congvan-doctor-"); err == nil {
		_, err = f.Write([]byte("ok"))
		s.Writable = errors.Join(err, f.Close(), os.Remove(f.Name())) == nil
	}
	if !s.Writable {
		s.Fix = fmt.Sprintf("Không ghi được vào %s. Cấp quyền ghi cho người chạy congvan, hoặc chọn thư mục khác bằng --data.", at)
		return s
	}
	if free, _, err := app.DiskRoom(at); err == nil {
		s.FreeBytes = free
		if s.FreeBytes < minFree {
			s.Fix = fmt.Sprintf("Ổ đĩa của %s chỉ còn %d MB. Dọn để còn ít nhất %d MB.", at, s.FreeBytes>>20, minFree>>20)
		}
	}
	return s
}

// examineSQLite looks at the file of the embedded database and its folder: SQLite
// keeps its log beside the file.
func examineSQLite(c app.Config, data folderState) databaseState {
	s := databaseState{Engine: "sqlite", Place: filepath.Join(data.Path, "congvan.db")}
	folder := data
	if c.Database != "" {
		s.Place = c.Database
		folder = examineFolder(filepath.Dir(c.Database))
	}
	if !folder.Writable {
		s.Fix = folder.Fix
		return s
	}
	f, err := os.OpenFile(s.Place, os.O_RDWR, 0)
	if err == nil {
		err = f.Close()
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.Fix = fmt.Sprintf("Không ghi được tệp cơ sở dữ liệu %s. Kiểm tra quyền của tệp.", s.Place)
	}
	s.OK = s.Fix == ""
	return s
}

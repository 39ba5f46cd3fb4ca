package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"congvan/office"
)

// writeWhole writes a file whole or not at all: under another name in the same
// folder, onto the disk, then renamed. It may replace the file it was made from.
func writeWhole(path string, data []byte) error {
	if err := writeRenamed(path, data); err != nil {
		return &office.Error{
			Code: office.CodeUnavailable, Op: "congvan.writeWhole", Err: err,
			Vi: fmt.Sprintf("Không ghi được %s. Kiểm tra đường dẫn, quyền ghi và dung lượng đĩa.", path),
			En: fmt.Sprintf("Cannot write %s. Check the path, the permissions and the disk.", path),
		}
	}
	return nil
}

func writeRenamed(path string, data []byte) error {
	b := make([]byte, 8)
	if _, err := rand.Read(b); err != nil {
		return err
	}
	dir := filepath.Dir(path)
	temp := filepath.Join(dir, "."+filepath.Base(path)+"."+hex.EncodeToString(b))
	// Not os.CreateTemp: a new file gets the rights that the user's umask gives.
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(temp, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

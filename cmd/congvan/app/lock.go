package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"

	"congvan/office"
)

// lockData makes this process the one server of a data folder until unlock is
// called or the process ends. Commands that only read need no lock.
func lockData(data string) (unlock func(), err error) {
	path := filepath.Join(data, "lock")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("app.lockData: %w", err)
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		_ = f.Close()
		return nil, office.NewError(office.CodeConflict, "app.lockData",
			"Một máy chủ khác đang dùng thư mục "+data+". Dừng máy chủ đó, hoặc chỉ thư mục khác bằng --data.",
			"Another server is using "+data+". Stop it, or name another folder with --data.")
	}
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("app.lockData: %w", err)
	}
	return func() { _ = f.Close() }, nil
}

// spoolDir is where this process lays bytes that nobody has looked at yet.
func (a *App) spoolDir() string {
	return filepath.Join(a.Config.Data, "spool", strconv.Itoa(os.Getpid()))
}

// sweepSpool removes what processes that are gone have left. Only the one server
// of the folder does it.
func (a *App) sweepSpool() error {
	root := filepath.Dir(a.spoolDir())
	entries, err := os.ReadDir(root)
	if err != nil {
		return err
	}
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err == nil && unix.Kill(pid, 0) == nil {
			continue // a command of another process, still at work
		}
		if err := os.RemoveAll(filepath.Join(root, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

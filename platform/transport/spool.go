package transport

import (
	"fmt"
	"os"

	"congvan/office/exchange"
)

// Spool is a folder for bytes that nobody has looked at yet. It implements
// exchange.Spool.
type Spool struct{ dir string }

// OpenSpool makes the folder, or empties what a crash left in it.
func OpenSpool(dir string) (*Spool, error) {
	if err := os.RemoveAll(dir); err != nil {
		return nil, fmt.Errorf("transport.OpenSpool: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("transport.OpenSpool: %w", err)
	}
	return &Spool{dir}, nil
}

// Create makes a file that is gone when it is closed.
func (s *Spool) Create() (exchange.SpoolFile, error) {
	f, err := os.CreateTemp(s.dir, "in-*")
	if err != nil {
		return nil, fmt.Errorf("transport.Spool: %w", err)
	}
	return &spoolFile{f}, nil
}

type spoolFile struct{ *os.File }

func (f *spoolFile) Close() error {
	err := f.File.Close()
	if gone := os.Remove(f.Name()); err == nil {
		err = gone
	}
	return err
}

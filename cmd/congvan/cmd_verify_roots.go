package main

import (
	"context"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"

	"congvan/cmd/congvan/app"
	"congvan/office"
)

// Limits on a folder of roots.
const (
	maxRootFiles = 1000
	maxRootFile  = 1 << 20 // bytes
)

// rootSet are the certificates that --roots names.
type rootSet []*x509.Certificate

func (r rootSet) list(context.Context) ([]*x509.Certificate, error) { return r, nil }

// readRoots reads a file of certificates, or every file of a folder. In a folder,
// files without a certificate are passed over, but at least one must have one.
func readRoots(path string) (rootSet, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, rootsError(path, err)
	}
	if !info.IsDir() {
		certs, err := readRootFile(path)
		if err != nil {
			return nil, rootsError(path, err)
		}
		return certs, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, rootsError(path, err)
	}
	if len(entries) > maxRootFiles {
		return nil, rootsError(path, fmt.Errorf("more than %d files", maxRootFiles))
	}
	var all rootSet
	for _, entry := range entries {
		certs, err := readRootFile(filepath.Join(path, entry.Name()))
		if err == nil {
			all = append(all, certs...)
		}
	}
	if len(all) == 0 {
		return nil, rootsError(path, nil)
	}
	return all, nil
}

func readRootFile(path string) (rootSet, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxRootFile {
		return nil, fmt.Errorf("not a file of at most %d bytes", maxRootFile)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return app.ParseCertificates(b)
}

func rootsError(path string, err error) error {
	return &office.Error{
		Code: office.CodeInvalid, Op: "congvan.readRoots", Field: "roots", Err: err,
		Vi: fmt.Sprintf("Không có chứng thư nào đọc được ở %s. Dùng tệp hoặc thư mục chứa chứng thư PEM hoặc DER.", path),
		En: fmt.Sprintf("There is no readable certificate at %s. Give a file or folder of PEM or DER certificates.", path),
	}
}

package edxml

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// Attachment is one file of a package: its line in edXMLManifest and, in the
// embedded form, its bytes.
type Attachment struct {
	ContentID   string // without “cid:”
	Name        string
	ContentType string
	Description string
	Data        []byte // as transferred, base64 decoded; nil when not embedded
	Problem     string // why Data could not be decoded; "" when all is well
}

// zipNames are the endings of files that are zip archives themselves.
func zipNames() []string {
	return []string{".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".jar", ".epub", ".docm", ".xlsm", ".pptm", ".asice"}
}

// File returns the bytes of the file itself. Some senders zip each file before
// encoding it: when Data is a zip of exactly one entry and Name is not that of
// a zip-based format, the entry is unpacked, at most maxBytes. Otherwise File
// returns Data.
func (a Attachment) File(maxBytes int64) ([]byte, error) {
	if !bytes.HasPrefix(a.Data, []byte("PK\x03\x04")) || slices.Contains(zipNames(), strings.ToLower(path.Ext(a.Name))) {
		return a.Data, nil
	}
	archive, err := zip.NewReader(bytes.NewReader(a.Data), int64(len(a.Data)))
	if err != nil || len(archive.File) != 1 || archive.File[0].FileInfo().IsDir() {
		return a.Data, nil // not the zip it looks like: hand on what was sent
	}
	return unzip(archive.File[0], maxBytes)
}

func unzip(f *zip.File, maxBytes int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("edxml: unpack attachment: %w", err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("edxml: unpack attachment: %w", err)
	}
	if int64(len(data)) > maxBytes {
		return nil, &Error{Code: CodeTooLarge, Detail: fmt.Sprintf("unpacked attachment above %d bytes", maxBytes)}
	}
	return data, nil
}

// normalizeContentID strips the prefix that senders write or leave out.
func normalizeContentID(id string) string {
	if len(id) >= 4 && strings.EqualFold(id[:4], "cid:") {
		return id[4:]
	}
	return id
}

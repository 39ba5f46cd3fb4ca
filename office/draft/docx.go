package draft

import (
	"archive/zip"
	"io"
	"strings"

	"congvan/office"
)

// maxEntries bounds the parts of a DOCX.
const maxEntries = 5000

// lookDOCX reads a file's table of contents before anything else does: it must be
// a zip with a Word document in it and without a macro project. What the parts
// say is looked at later, in a limited child process.
func lookDOCX(op string, file io.ReadSeeker, size int64) error {
	var magic [4]byte
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return office.Wrap(op, err)
	}
	if _, err := io.ReadFull(file, magic[:]); err != nil || string(magic[:]) != "PK\x03\x04" {
		return notDOCX(op)
	}
	at, ok := file.(io.ReaderAt)
	if !ok {
		return nil // the child process looks all the same
	}
	z, err := zip.NewReader(at, size)
	if err != nil || len(z.File) > maxEntries {
		return office.InvalidField(op, "file",
			"Tệp .docx bị hỏng nên không đọc được. Mở bằng Word, lưu lại rồi tải lên.",
			"The .docx is broken. Open it in Word, save it again and upload.")
	}
	word := false
	for _, f := range z.File {
		name := strings.ToLower(f.Name)
		if strings.HasSuffix(name, "vbaproject.bin") {
			return macro(op)
		}
		word = word || strings.TrimPrefix(name, "/") == "word/document.xml"
	}
	if !word {
		return notDOCX(op)
	}
	return nil
}

func notDOCX(op string) error {
	return office.InvalidField(op, "file",
		"Dự thảo phải là tệp Word .docx. Lưu lại tệp dạng .docx rồi tải lên.",
		"A draft must be a Word .docx file. Save it as .docx and upload again.")
}

func macro(op string) error {
	return office.InvalidField(op, "file",
		"Tệp có macro nên không được nhận. Lưu lại dạng .docx không có macro rồi tải lên.",
		"The file carries macros and is refused. Save it as .docx without macros and upload again.")
}

package legacy

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"path"
	"strings"

	"congvan/office"
	"congvan/office/document"
	"congvan/standard/vietnamese"
)

// maxSidecar bounds the text read beside a file, in bytes: what one document may
// have.
const maxSidecar = 1 << 20

// filer looks at the file of a row and keeps it.
type filer struct {
	*run
	ctx   context.Context //nolint:containedctx // of one batch
	check bool            // look only
}

// attach gives a row its file. The bytes go the way of every upload: type, text,
// marks and hostile content are looked at before anything is stored.
func (f filer) attach(x *item) error {
	file, err := f.Files.Open(x.file)
	if err != nil {
		return err
	}
	defer file.Close()
	beside, err := f.sidecar(x)
	if err != nil {
		return err
	}
	upload := document.Upload{Name: path.Base(strings.ReplaceAll(x.file, `\`, "/")), File: file}
	ready, err := f.ready(upload)
	if err != nil {
		return err
	}
	x.legacy.File = &ready
	if x.legacy.Form.Pages == 0 {
		x.legacy.Form.Pages = ready.Inspection.Pages
	}
	if x.legacy.Text == "" && ready.Inspection.Text == "" {
		x.legacy.Text = beside
	}
	return nil
}

func (f filer) ready(u document.Upload) (document.Ready, error) {
	if !f.check {
		kept, err := f.Documents.Prepare(f.ctx, f.actor, []document.Upload{u})
		if err != nil {
			return document.Ready{}, err
		}
		return kept[0], nil
	}
	looked, err := f.Documents.Examine(f.ctx, []document.Upload{u})
	if err != nil {
		return document.Ready{}, err
	}
	if _, err := u.File.Seek(0, io.SeekStart); err != nil {
		return document.Ready{}, err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, u.File); err != nil {
		return document.Ready{}, err
	}
	return document.Ready{Inspection: looked[0].Inspection, File: document.File{
		Role: document.MainFile, SHA256: office.Hash(sum.Sum(nil)), Name: looked[0].Name,
		MediaType: looked[0].Inspection.MediaType, Size: looked[0].Size,
	}}, nil
}

// sidecar reads the text that an older system kept beside a scan: NAME.txt, or
// NAME.pdf.txt; "" when there is none. A text that bears a classification mark is
// the row's fault.
func (f filer) sidecar(x *item) (string, error) {
	if !f.Sidecar {
		return "", nil
	}
	base := strings.TrimSuffix(x.file, path.Ext(x.file))
	for _, name := range []string{base + ".txt", x.file + ".txt"} {
		file, err := f.Files.Open(name)
		if office.CodeOf(err) == office.CodeNotFound {
			continue
		}
		if err != nil {
			return "", err
		}
		b, err := io.ReadAll(io.LimitReader(file, maxSidecar))
		if err := errors.Join(err, file.Close()); err != nil {
			return "", err
		}
		text := vietnamese.NFC(strings.TrimPrefix(strings.ToValidUTF8(string(b), " "), "\ufeff"))
		if e := f.rows.secret(text); e != nil {
			return "", e
		}
		return text, nil
	}
	return "", nil
}

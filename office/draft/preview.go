package draft

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
)

// Content is a file to show or download; the caller closes File.
type Content struct {
	Name      string
	MediaType string
	Size      int64
	SHA256    office.Hash
	File      io.ReadSeekCloser
}

// DOCX opens the file of a version; number 0 means the newest.
func (s *Service) DOCX(ctx context.Context, a office.Actor, doc office.ID, number int) (Content, error) {
	v, err := s.version(ctx, a, doc, number)
	if err != nil {
		return Content{}, err
	}
	f, n, err := s.Blobs.Open(ctx, v.Agency, v.DOCX)
	return Content{Name: versionName(v, ".docx"), MediaType: mediaDOCX, Size: n, SHA256: v.DOCX, File: f}, err
}

// Preview opens the PDF of a version, which is made on first demand and kept;
// number 0 means the newest. office.CodeUnavailable when it cannot be made now.
func (s *Service) Preview(ctx context.Context, a office.Actor, doc office.ID, number int) (Content, error) {
	v, err := s.version(ctx, a, doc, number)
	if err != nil {
		return Content{}, err
	}
	if v.PDF.Zero() {
		if v.PDF, err = s.preview(ctx, a, v); err != nil {
			return Content{}, err
		}
	}
	f, n, err := s.Blobs.Open(ctx, v.Agency, v.PDF)
	return Content{Name: versionName(v, ".pdf"), MediaType: mediaPDF, Size: n, SHA256: v.PDF, File: f}, err
}

// preview makes the PDF outside any act and keeps it beside the version. It is
// derived, so the journal says nothing of it.
func (s *Service) preview(ctx context.Context, a office.Actor, v Version) (office.Hash, error) {
	pdf, err := s.render(ctx, v)
	if err != nil {
		return office.Hash{}, err
	}
	ready, err := s.Documents.Keep(ctx, a, []document.Inspected{{
		Upload: document.Upload{Name: versionName(v, ".pdf"), File: bytes.NewReader(pdf)}, Size: int64(len(pdf)),
		Inspection: document.Inspection{MediaType: mediaPDF, Verdict: document.NoVerdict},
	}})
	if err != nil {
		return office.Hash{}, err
	}
	h := ready[0].File.SHA256
	return h, s.Acts.Act(ctx, a, func(tx office.Tx) error { return s.Store.SetPDF(tx, v.ID, h) })
}

// version finds a version of a draft that the actor may read.
func (s *Service) version(ctx context.Context, a office.Actor, doc office.ID, number int) (Version, error) {
	var v Version
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		_, o, err := s.Documents.RequireReadIn(tx, doc)
		if err != nil {
			return err
		}
		if err := access.Require(a, access.RenderDraft, o); err != nil {
			return err
		}
		all, err := s.Store.VersionsOf(tx, doc)
		if err != nil {
			return err
		}
		for _, x := range all {
			if x.Number == number || number == 0 {
				v = x
			}
		}
		if v.ID.Zero() {
			return office.NotFound("draft.version", "Không có phiên bản này.", "There is no such version.")
		}
		return nil
	})
	return v, err
}

func versionName(v Version, ext string) string {
	return fmt.Sprintf("Du thao lan %d%s", v.Number, ext)
}

func fileName(d document.Document, ext string) string {
	if d.TypeName == "" {
		return "Van ban" + ext
	}
	return d.TypeName + ext
}

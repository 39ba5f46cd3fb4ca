// Package file gives people the files of documents they may read: the bytes as
// they are, and pages drawn by the server. Every request is decided through
// access; what a browser might run is never served as itself.
package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/web/page"
)

// Documents says who may read a document; document.Service is one.
type Documents interface {
	RequireReadIn(tx office.Tx, id office.ID) (document.Document, access.Object, error)
}

// Images draws pages of PDF files.
type Images interface {
	// Page draws page n, from 1, as JPEG.
	Page(ctx context.Context, agency office.ID, h office.Hash, n int) ([]byte, error)
}

// Blobs opens stored bytes.
type Blobs interface {
	Open(ctx context.Context, agency office.ID, h office.Hash) (io.ReadSeekCloser, int64, error)
}

// Area serves files.
type Area struct {
	Site      *page.Site
	Acts      office.Acts
	Documents Documents
	Blobs     Blobs
	Images    Images
}

// Mount adds the addresses.
func (a Area) Mount(mux *http.ServeMux) {
	a.Site.Handle(mux, "GET /documents/{id}/files/{n}", a.bytes)
	a.Site.Handle(mux, "GET /documents/{id}/files/{n}/pages/{page}", a.page)
}

// URL is where the n-th file (from 0) of a document lies; its hash makes the
// address change with the bytes.
func URL(id office.ID, n int, h office.Hash) string {
	return fmt.Sprintf("/documents/%s/files/%d?v=%s", id, n, version(h))
}

// PageURL is where page p (from 1) of a file is drawn.
func PageURL(id office.ID, n, p int, h office.Hash) string {
	return fmt.Sprintf("/documents/%s/files/%d/pages/%d?v=%s", id, n, p, version(h))
}

// find gives a file that the actor may read.
func (a Area) find(q *page.Request) (document.Document, document.File, error) {
	id, err := q.PathID("id")
	if err != nil {
		return document.Document{}, document.File{}, err
	}
	var d document.Document
	err = a.Acts.View(q.Ctx(), q.Actor(), func(tx office.Tx) error {
		d, _, err = a.Documents.RequireReadIn(tx, id)
		return err
	})
	if err != nil {
		return d, document.File{}, err
	}
	n, err := strconv.Atoi(q.R.PathValue("n"))
	if err != nil || n < 0 || n >= len(d.Files) {
		return d, document.File{}, noFile()
	}
	return d, d.Files[n], nil
}

func noFile() error {
	return office.NotFound("file.find", "Văn bản không có tệp này.", "The document has no such file.")
}

// cache lets the reader's own browser keep what an address names by its hash. An
// address without one names whatever the file is today, and is asked for anew.
func cache(q *page.Request, f document.File) string {
	if q.R.FormValue("v") == version(f.SHA256) {
		return "private, max-age=86400, immutable"
	}
	return "private, no-cache"
}

func version(h office.Hash) string { return h.String()[:12] }

func (a Area) bytes(q *page.Request) error {
	d, f, err := a.find(q)
	if err != nil {
		return err
	}
	r, _, err := a.Blobs.Open(q.Ctx(), d.Agency, f.SHA256)
	if err != nil {
		return err
	}
	defer r.Close()
	h := q.W.Header()
	disposition := "attachment"
	if f.MediaType == "application/pdf" && q.R.FormValue("download") == "" {
		disposition = "inline"
	}
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": f.Name}))
	h.Set("Content-Type", mediaType(f.MediaType))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'")
	h.Set("Cache-Control", cache(q, f))
	h.Set("ETag", `"`+f.SHA256.String()+`"`)
	http.ServeContent(q.W, q.R, "", time.Time{}, r)
	return nil
}

// mediaType keeps to types that a browser will not run.
func mediaType(t string) string {
	switch t {
	case "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "text/plain; charset=utf-8":
		return t
	}
	return "application/octet-stream"
}

func (a Area) page(q *page.Request) error {
	d, f, err := a.find(q)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(q.R.PathValue("page"))
	if err != nil || n < 1 || f.MediaType != "application/pdf" {
		return noFile()
	}
	if q.R.Header.Get("If-None-Match") == etag(f, n) {
		q.W.WriteHeader(http.StatusNotModified)
		return nil
	}
	img, err := a.Images.Page(q.Ctx(), d.Agency, f.SHA256, n)
	if err != nil {
		return err
	}
	h := q.W.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Cache-Control", cache(q, f))
	h.Set("ETag", etag(f, n))
	h.Set("Content-Length", strconv.Itoa(len(img)))
	if _, err := q.W.Write(img); err != nil && !errors.Is(err, context.Canceled) {
		q.Site.Log.Debug("page image", "error", err)
	}
	return nil
}

func etag(f document.File, n int) string { return fmt.Sprintf(`"%s-%d"`, f.SHA256.String()[:32], n) }

// Package assets holds the files that pages refer to: one stylesheet, one
// script, htmx, one icon sprite and the fonts, embedded in the binary and
// served under a URL that names their content, so a browser keeps them for
// good and a new release is seen at once.
//
// It is not for files of documents, nor for anything that needs a right to
// be read: everything here is public.
package assets

//go:generate go tool -modfile=../../tools.mod esbuild src/app.ts --bundle --minify --charset=utf8 --target=chrome105,firefox115,safari15.4 --outfile=static/app.js

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// Prefix is where Handler must be mounted.
const Prefix = "/assets/"

// immutable is for addresses that name the content; anything else is asked
// for again each time.
const (
	immutable  = "public, max-age=31536000, immutable"
	revalidate = "no-cache"
)

//go:embed static
var embedded embed.FS

// file is one asset, ready to be written.
type file struct {
	contentType string
	plain       []byte
	gzipped     []byte // nil where it would not be smaller
}

// bundle is every asset under one hash of them all. One hash and not one a
// file, so that a stylesheet may refer to its fonts by relative address.
type bundle struct {
	hash  string
	files map[string]file
}

// load reads the embedded files once; they cannot change while running.
var load = sync.OnceValue(func() bundle {
	static, err := fs.Sub(embedded, "static")
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	b, err := newBundle(static)
	if err != nil {
		panic(err)
	}
	return b
})

func newBundle(static fs.FS) (bundle, error) {
	b := bundle{files: map[string]file{}}
	sum := sha256.New()
	err := fs.WalkDir(static, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		plain, err := fs.ReadFile(static, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(plain))
		sum.Write(plain)
		b.files[name], err = newFile(name, plain)
		return err
	})
	if err != nil {
		return bundle{}, fmt.Errorf("assets: %w", err)
	}
	b.hash = hex.EncodeToString(sum.Sum(nil))[:12]
	return b, nil
}

func newFile(name string, plain []byte) (file, error) {
	f := file{contentType: contentType(name), plain: plain}
	if path.Ext(name) == ".woff2" { // compressed already
		return f, nil
	}
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return file{}, err
	}
	if _, err := w.Write(plain); err != nil {
		return file{}, err
	}
	if err := w.Close(); err != nil {
		return file{}, err
	}
	if out.Len() < len(plain) {
		f.gzipped = out.Bytes()
	}
	return f, nil
}

// contentType is fixed here because the system's own table differs between
// machines, and a stylesheet with the wrong type is refused under nosniff.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	default:
		return "text/plain; charset=utf-8"
	}
}

// URL is the address of an asset, such as URL("congvan.css") =
// "/assets/<hash>/congvan.css". A name that does not exist is a mistake of
// the programmer and panics.
func URL(name string) string {
	b := load()
	if _, ok := b.files[name]; !ok {
		panic("assets: no file " + strconv.Quote(name))
	}
	return Prefix + b.hash + "/" + name
}

// Handler serves the assets below Prefix, compressed where the browser takes
// gzip. During a rolling restart a page of one release may ask a server of
// another: it gets the file it names, but not for keeping.
func Handler() http.Handler {
	return http.HandlerFunc(load().serve)
}

func (b bundle) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, Prefix), "/")
	f, ok := b.files[name]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", revalidate)
	if hash == b.hash {
		h.Set("Cache-Control", immutable)
	}
	body, etag := f.plain, `"`+b.hash+`"`
	if f.gzipped != nil && AcceptsGzip(r) {
		body, etag = f.gzipped, `"`+b.hash+`-gz"`
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("ETag", etag)
	if r.Header.Get("If-None-Match") == etag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the browser went away: nothing to tell
	}
}

// AcceptsGzip reports whether a browser takes gzip.
func AcceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, param, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(coding, "gzip") {
			return strings.TrimSpace(param) != "q=0"
		}
	}
	return false
}

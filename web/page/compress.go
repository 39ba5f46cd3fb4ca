package page

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"

	"congvan/web/assets"
)

// Compressed sends pages as gzip to browsers that take it. Files, pictures and live
// streams go as they are.
func Compressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		if r.Method != http.MethodGet && r.Method != http.MethodPost || !assets.AcceptsGzip(r) {
			next.ServeHTTP(w, r)
			return
		}
		c := &compressor{ResponseWriter: w}
		defer c.close()
		next.ServeHTTP(c, r)
	})
}

// compressor decides when the header is written.
type compressor struct {
	http.ResponseWriter
	decided bool
	gzip    *gzip.Writer // nil: as it is
}

// writers are kept: one takes most of a megabyte to make.
var writers = sync.Pool{New: func() any { //nolint:gochecknoglobals // a pool is shared by its nature
	w, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // the level is right
	return w
}}

func (c *compressor) WriteHeader(status int) {
	if c.decided || status < http.StatusOK {
		c.ResponseWriter.WriteHeader(status)
		return
	}
	c.decided = true
	h := c.Header()
	page := strings.HasPrefix(h.Get("Content-Type"), "text/html")
	if page && h.Get("Content-Encoding") == "" && status != http.StatusNoContent && status != http.StatusNotModified {
		h.Set("Content-Encoding", "gzip")
		h.Del("Content-Length")
		c.gzip = writers.Get().(*gzip.Writer) //nolint:forcetypeassert // nothing else is in the pool
		c.gzip.Reset(c.ResponseWriter)
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *compressor) Write(b []byte) (int, error) {
	if !c.decided {
		c.WriteHeader(http.StatusOK)
	}
	if c.gzip == nil {
		return c.ResponseWriter.Write(b)
	}
	return c.gzip.Write(b)
}

// Unwrap lets streams reach the connection.
func (c *compressor) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c *compressor) close() {
	if c.gzip == nil {
		return
	}
	_ = c.gzip.Close() // the browser went away: nothing to tell
	writers.Put(c.gzip)
	c.gzip = nil
}

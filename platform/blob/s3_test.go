package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"congvan/office"
	"congvan/platform/blob"
	"congvan/platform/blob/s3test"
)

func openS3(t *testing.T, c blob.S3Config) *blob.S3 {
	t.Helper()
	s, err := blob.OpenS3(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// away checks that an error says the service is away, and how to mend it.
func away(t *testing.T, what string, err error, says string) {
	t.Helper()
	var e *office.Error
	if !errors.As(err, &e) || e.Code != office.CodeUnavailable || !strings.Contains(e.Vi, says) {
		t.Errorf("%s: %v, want unavailable with %q", what, err, says)
	}
	if err != nil && strings.Contains(err.Error(), s3test.SecretKey) {
		t.Errorf("%s: the secret key is told: %v", what, err)
	}
}

func TestS3AwaySaysTheFix(t *testing.T) {
	ctx, service := context.Background(), s3test.Start(t)
	good := service.Config(s3test.Files)
	wrongKey, noBucket := good, good
	wrongKey.SecretKey, noBucket.Bucket = "another", "nowhere"
	put := func(c blob.S3Config) error {
		_, _, err := openS3(t, c).Put(ctx, office.ID{1}, strings.NewReader("văn bản"), 100)
		return err
	}
	away(t, "wrong key", put(wrongKey), "[files]")
	away(t, "no bucket", put(noBucket), "nowhere")
	away(t, "no bucket", openS3(t, noBucket).Reach(ctx), "nowhere")
	s := openS3(t, good)
	if err := s.Reach(ctx); err != nil {
		t.Error(err)
	}
	if err := put(good); err != nil {
		t.Fatal(err)
	}
	service.Down()
	start := time.Now()
	away(t, "put while away", put(good), "không trả lời")
	_, _, err := s.Open(ctx, office.ID{1}, office.HashOf([]byte("văn bản")))
	away(t, "open while away", err, "không trả lời")
	if d := time.Since(start); d > 10*time.Second {
		t.Errorf("said so after %s", d)
	}
	service.Up()
	if ok, err := s.Check(ctx, office.ID{1}, office.HashOf([]byte("văn bản"))); !ok || err != nil {
		t.Errorf("back again: %v, %v", ok, err)
	}
}

// Bytes that change on their way are refused by the service.
func TestS3BytesChangedOnTheWay(t *testing.T) {
	service := s3test.Start(t)
	to, err := url.Parse(service.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = r.In.Host
		if r.In.Method == http.MethodPut {
			r.Out.Body = io.NopCloser(io.MultiReader(strings.NewReader("X"), skip(r.In.Body, 1)))
		}
	}}
	front := httptest.NewServer(proxy)
	defer front.Close()
	c := service.Config(s3test.Files)
	c.Endpoint = front.URL
	_, _, err = openS3(t, c).Put(context.Background(), office.ID{1}, strings.NewReader("văn bản"), 100)
	away(t, "changed bytes", err, "Kho tệp S3")
	_, _, err = openS3(t, service.Config(s3test.Files)).Open(context.Background(), office.ID{1}, office.HashOf([]byte("văn bản")))
	if office.CodeOf(err) != office.CodeNotFound {
		t.Errorf("they were kept: %v", err)
	}
}

func skip(r io.Reader, n int64) io.Reader {
	_, _ = io.CopyN(io.Discard, r, n)
	return r
}

func TestS3Configuration(t *testing.T) {
	good := blob.S3Config{Endpoint: "https://s3.example.vn", Bucket: "files", AccessKey: "a", SecretKey: "s"}
	for what, change := range map[string]func(*blob.S3Config){
		"no scheme":  func(c *blob.S3Config) { c.Endpoint = "s3.example.vn" },
		"a path":     func(c *blob.S3Config) { c.Endpoint += "/files" },
		"keys in it": func(c *blob.S3Config) { c.Endpoint = "https://a:s@s3.example.vn" },
		"no bucket":  func(c *blob.S3Config) { c.Bucket = "" },
		"no key":     func(c *blob.S3Config) { c.SecretKey = "" },
	} {
		c := good
		change(&c)
		if _, err := blob.OpenS3(c); office.CodeOf(err) != office.CodeInvalid {
			t.Errorf("%s: %v, want invalid", what, err)
		}
	}
	if _, err := blob.OpenS3(good); err != nil {
		t.Error(err)
	}
}

func TestS3Staging(t *testing.T) {
	ctx, service := context.Background(), s3test.Start(t)
	g, err := blob.OpenS3Staging(service.Config(s3test.Staging))
	if err != nil {
		t.Fatal(err)
	}
	agency, id := office.ID{1}, office.ID{2}
	files := []io.ReadSeeker{strings.NewReader("một"), bytes.NewReader(random(t, 100_000))}
	if _, err := files[0].Seek(2, io.SeekStart); err != nil { // somebody read from it before
		t.Fatal(err)
	}
	if err := g.Hold(ctx, agency, id, []byte(`{"names":[]}`), files); err != nil {
		t.Fatal(err)
	}
	if m, err := g.Manifest(ctx, agency, id); err != nil || string(m) != `{"names":[]}` {
		t.Errorf("manifest %q, %v", m, err)
	}
	f, err := g.Open(ctx, agency, id, 0)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(f); string(b) != "một" || err != nil {
		t.Errorf("file 0: %q, %v", b, err)
	}
	_ = f.Close()
	for range 2 {
		if err := g.Remove(ctx, agency, id); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := g.Manifest(ctx, agency, id); office.CodeOf(err) != office.CodeNotFound {
		t.Errorf("after removing: %v", err)
	}
	if left := objects(t, service); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

// What a crash left half held goes; what is held stays.
func TestS3StagingSweep(t *testing.T) {
	ctx, service := context.Background(), s3test.Start(t)
	g, err := blob.OpenS3Staging(service.Config(s3test.Staging))
	if err != nil {
		t.Fatal(err)
	}
	agency, whole, half := office.ID{1}, office.ID{2}, office.ID{3}
	for _, id := range []office.ID{whole, half} {
		if err := g.Hold(ctx, agency, id, []byte("{}"), []io.ReadSeeker{strings.NewReader("văn bản")}); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(filepath.Join(service.Root, s3test.Staging, agency.String(), half.String(), "manifest.json")); err != nil {
		t.Fatal(err)
	}
	if err := g.Sweep(ctx, time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	if n := len(objects(t, service)); n != 3 {
		t.Errorf("an upload that may be under way was swept: %d objects, want 3", n)
	}
	if err := g.Sweep(ctx, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if left := objects(t, service); len(left) != 2 {
		t.Errorf("left %v, want the two of the whole upload", left)
	}
	if _, err := g.Manifest(ctx, agency, whole); err != nil {
		t.Error(err)
	}
}

func objects(t *testing.T, s *s3test.Service) (names []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(s.Root, s3test.Staging), func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// zeros is n bytes that nobody holds in memory.
func zeros(n int64) io.Reader { return io.LimitReader(zero{}, n) }

type zero struct{}

func (zero) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestS3MemoryIsBounded(t *testing.T) {
	const size = 64 << 20
	s := openS3(t, s3test.Start(t).Config(s3test.Files))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	h, _, err := s.Put(context.Background(), office.ID{1}, zeros(size), size)
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := s.Check(context.Background(), office.ID{1}, h); !ok || err != nil {
		t.Errorf("check = %v, %v", ok, err)
	}
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; n > size/8 {
		t.Errorf("%d kB were allocated for a file of %d kB", n>>10, size>>10)
	}
}

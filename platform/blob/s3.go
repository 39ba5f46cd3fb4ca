package blob

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"congvan/office"
)

// S3Config says where a bucket is and who asks. Keys are never logged.
type S3Config struct {
	Endpoint  string // "https://host[:port]"
	Region    string // "" asks the service
	Bucket    string
	Prefix    string // before every name; "" or "office/"
	AccessKey string
	SecretKey string
	Spool     string // folder for bytes on their way; "" means the system's
}

// S3 is a blob store in a bucket, for several servers: PREFIX<agency>/aa/<sha256>,
// the names that Dir gives, so that a folder may be copied into a bucket as it is.
// Safe for concurrent use.
type S3 struct {
	// Observe is told of every Put; may be nil. Set it before the first.
	Observe func(bytes int64, d time.Duration, err error)

	core minio.Core
	c    S3Config
}

// OpenS3 makes the store and asks nothing of the network yet: a server starts
// while its files are away. Errors: office.CodeInvalid.
func OpenS3(c S3Config) (*S3, error) {
	const op = "blob.OpenS3"
	u, err := url.Parse(c.Endpoint)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.User != nil {
		return nil, office.Invalid(op, "Địa chỉ kho tệp S3 phải có dạng https://máy[:cổng].", "The address of the S3 service must be https://host[:port].")
	}
	if c.Bucket == "" || c.AccessKey == "" || c.SecretKey == "" {
		return nil, office.Invalid(op, "Kho tệp S3 cần tên bucket, access key và secret key.", "The S3 store needs a bucket, an access key and a secret key.")
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(c.AccessKey, c.SecretKey, ""), Secure: u.Scheme == "https",
		Region: c.Region, Transport: s3Transport(), BucketLookup: minio.BucketLookupPath, MaxRetries: 3,
	})
	if err != nil {
		return nil, office.Invalid(op, "Cấu hình kho tệp S3 sai: "+err.Error(), "The configuration of the S3 store is wrong: "+err.Error())
	}
	return &S3{core: minio.Core{Client: client}, c: c}, nil
}

// s3Transport gives up on a silent service within seconds: people wait for it.
func s3Transport() *http.Transport {
	d := net.Dialer{Timeout: 3 * time.Second, KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 10 * time.Second, Interval: 5 * time.Second, Count: 3}}
	return &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: d.DialContext, TLSHandshakeTimeout: 5 * time.Second,
		ResponseHeaderTimeout: 20 * time.Second, MaxIdleConnsPerHost: 32, IdleConnTimeout: time.Minute, DisableCompression: true,
	}
}

func (s *S3) name(agency office.ID, h office.Hash) string {
	x := h.String()
	return s.c.Prefix + agency.String() + "/" + x[:2] + "/" + x
}

// Put is Dir.Put in a bucket. The bytes lie in the spool until their hash is
// known; the service checks what arrives against it. They are durable when the
// service says so. Bytes that are there already are written over with themselves,
// which renews their time.
// Errors: office.CodeTooLarge; CodeUnavailable when spool or service are away.
func (s *S3) Put(ctx context.Context, agency office.ID, r io.Reader, limit int64) (office.Hash, int64, error) {
	start := time.Now()
	h, n, err := s.put(ctx, agency, r, limit)
	if s.Observe != nil {
		s.Observe(n, time.Since(start), err)
	}
	return h, n, err
}

func (s *S3) put(ctx context.Context, agency office.ID, r io.Reader, limit int64) (office.Hash, int64, error) {
	const op = "blob.S3.Put"
	var h office.Hash
	tmp, err := spooled(s.c.Spool)
	if err != nil {
		return h, 0, away(op, err)
	}
	defer tmp.Close()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(tmp, sum), io.LimitReader(office.ReadWhile(ctx, r), limit+1))
	if err != nil {
		return h, 0, away(op, err)
	}
	if n > limit {
		return h, 0, tooLarge(op, limit)
	}
	copy(h[:], sum.Sum(nil))
	if err := s.send(ctx, op, s.name(agency, h), io.NewSectionReader(tmp, 0, n), h); err != nil {
		return h, 0, err
	}
	return h, n, nil
}

// send writes one object in one request, whose bytes must have the hash.
func (s *S3) send(ctx context.Context, op, name string, body *io.SectionReader, h office.Hash) error {
	_, err := s.core.PutObject(ctx, s.c.Bucket, name, body, body.Size(), "", h.String(), minio.PutObjectOptions{
		ContentType:          "application/octet-stream",
		DisableContentSha256: true, // no signature of chunks: that of the whole stands in the request
	})
	return s.away(op, err)
}

// spooled makes a file that is gone when it is closed, or with the process.
func spooled(dir string) (*os.File, error) {
	f, err := os.CreateTemp(dir, "congvan-put-")
	if err != nil {
		return nil, err
	}
	return f, os.Remove(f.Name())
}

// Open opens stored bytes and tells their size; only what is read is fetched.
// Errors: office.CodeNotFound; CodeUnavailable, also while reading.
func (s *S3) Open(ctx context.Context, agency office.ID, h office.Hash) (io.ReadSeekCloser, int64, error) {
	o, err := s.open(ctx, "blob.S3.Open", s.name(agency, h))
	if err != nil {
		return nil, 0, err
	}
	return o, o.size, nil
}

func (s *S3) open(ctx context.Context, op, name string) (*object, error) {
	body, info, _, err := s.core.GetObject(ctx, s.c.Bucket, name, minio.GetObjectOptions{})
	if err != nil {
		return nil, s.away(op, err)
	}
	return &object{s: s, ctx: ctx, name: name, size: info.Size, body: body}, nil
}

// Delete removes bytes; it is no error when they are not there.
func (s *S3) Delete(ctx context.Context, agency office.ID, h office.Hash) error {
	return s.remove(ctx, "blob.S3.Delete", s.name(agency, h))
}

func (s *S3) remove(ctx context.Context, op, name string) error {
	return s.away(op, s.core.RemoveObject(ctx, s.c.Bucket, name, minio.RemoveObjectOptions{}))
}

// Check reads stored bytes and reports whether they still have their hash.
// Errors: office.CodeNotFound when they are gone.
func (s *S3) Check(ctx context.Context, agency office.ID, h office.Hash) (bool, error) {
	f, _, err := s.Open(ctx, agency, h)
	if err != nil {
		return false, err
	}
	return check(ctx, f, h)
}

// Reach asks whether the bucket is there and may be used; the error says the fix.
func (s *S3) Reach(ctx context.Context) error {
	const op = "blob.S3.Reach"
	ok, err := s.core.BucketExists(ctx, s.c.Bucket)
	if err == nil && !ok {
		err = minio.ErrorResponse{Code: minio.NoSuchBucket}
	}
	return s.away(op, err)
}

// away says in words what is wrong with the service; nil stays nil.
func (s *S3) away(op string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) || office.CodeOf(err) != office.CodeInternal {
		return err
	}
	vi, en := "không trả lời. Quản trị kiểm tra dịch vụ S3 và mạng", "does not answer. Check the S3 service and the network"
	switch code := minio.ToErrorResponse(err).Code; code {
	case minio.NoSuchKey:
		return office.NotFound(op, "Không tìm thấy tệp trong kho.", "The file is not in the store.")
	case minio.NoSuchBucket:
		vi, en = "chưa có bucket "+s.c.Bucket+". Quản trị tạo bucket này", "has no bucket "+s.c.Bucket+". Make it"
	case minio.AccessDenied, "InvalidAccessKeyId", "SignatureDoesNotMatch", "AllAccessDisabled":
		vi, en = "không nhận access key và secret key. Quản trị sửa phần [files] của cấu hình", "refuses the access key and secret key. Correct [files] in the configuration"
	case "RequestTimeTooSkewed":
		vi, en = "thấy đồng hồ máy chủ này sai. Quản trị bật đồng bộ giờ (NTP)", "finds this server's clock wrong. Turn time synchronisation (NTP) on"
	case "":
	default:
		vi, en = "báo lỗi "+code, "reports "+code
	}
	return &office.Error{
		Code: office.CodeUnavailable, Op: op, Err: fmt.Errorf("%s/%s: %w", s.c.Endpoint, s.c.Bucket, err),
		Vi: "Kho tệp S3 " + vi + "; tệp này chưa được ghi hoặc đọc, phần còn lại của hệ thống vẫn chạy.",
		En: "The file store (S3) " + en + "; this file was not written or read, everything else goes on.",
	}
}

// object reads one object in ranges: a request for each place that reading begins
// at. It belongs to one goroutine.
type object struct {
	s    *S3
	ctx  context.Context
	name string
	size int64
	at   int64
	body io.ReadCloser // from at on; nil when nothing is asked for yet
}

func (o *object) Read(p []byte) (int, error) {
	const op = "blob.S3.Read"
	if o.at >= o.size {
		return 0, io.EOF
	}
	if o.body == nil {
		var how minio.GetObjectOptions
		if err := how.SetRange(o.at, o.size-1); err != nil {
			return 0, office.Wrap(op, err)
		}
		body, _, _, err := o.s.core.GetObject(o.ctx, o.s.c.Bucket, o.name, how)
		if err != nil {
			return 0, o.s.away(op, err)
		}
		o.body = body
	}
	n, err := o.body.Read(p)
	o.at += int64(n)
	switch {
	case err == nil, errors.Is(err, io.EOF) && o.at == o.size:
		return n, err
	case errors.Is(err, io.EOF):
		err = io.ErrUnexpectedEOF
	}
	return n, o.s.away(op, errors.Join(err, o.drop()))
}

// Seek moves the place; the service is asked when reading goes on.
func (o *object) Seek(offset int64, whence int) (int64, error) {
	to := offset
	switch whence {
	case io.SeekCurrent:
		to += o.at
	case io.SeekEnd:
		to += o.size
	}
	if to < 0 {
		return o.at, fmt.Errorf("blob.S3.Seek: place %d lies before the file", to)
	}
	if to == o.at {
		return to, nil
	}
	o.at = to
	return to, o.drop()
}

func (o *object) Close() error { return o.drop() }

func (o *object) drop() error {
	if o.body == nil {
		return nil
	}
	body := o.body
	o.body = nil
	return body.Close()
}

// Package s3test runs an S3 service (versitygw on a temporary folder) for tests.
// It is for tests only.
package s3test

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"congvan/platform/blob"
)

// The service's keys and buckets.
const (
	AccessKey = "thu-nghiem"
	SecretKey = "khoa-thu-nghiem-s3"
	Files     = "files"
	Staging   = "staging"
)

// Service is a running service. It ends with the test, or the test process.
type Service struct {
	Endpoint string
	Root     string // its folder; a bucket is a folder there, an object a file
	t        testing.TB
	port     string
	cmd      *exec.Cmd
	ended    chan struct{} // closed when the process is gone
}

// Start runs a service with two empty buckets, Files and Staging.
func Start(t testing.TB) *Service {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	s := &Service{Endpoint: "http://127.0.0.1:" + port, Root: t.TempDir(), t: t, port: port}
	for _, bucket := range []string{Files, Staging} {
		if err := os.Mkdir(filepath.Join(s.Root, bucket), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	s.Up()
	t.Cleanup(s.Down)
	return s
}

// Config is how a bucket of the service is reached.
func (s *Service) Config(bucket string) blob.S3Config {
	return blob.S3Config{Endpoint: s.Endpoint, Region: "us-east-1", Bucket: bucket, AccessKey: AccessKey, SecretKey: SecretKey, Spool: s.t.TempDir()}
}

// Up starts the service, again after Down, at the same address.
func (s *Service) Up() {
	s.t.Helper()
	program, err := binary()
	if err != nil {
		s.t.Fatal(err)
	}
	s.cmd = exec.Command(program, "--port", "127.0.0.1:"+s.port, "--quiet", "--keep-alive", "posix", s.Root)
	s.cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY_ID="+AccessKey, "ROOT_SECRET_ACCESS_KEY="+SecretKey)
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	started := make(chan error, 1)
	s.ended = make(chan struct{})
	go func() {
		runtime.LockOSThread() // the death signal follows the thread that started the child
		err := s.cmd.Start()
		started <- err
		if err == nil {
			_ = s.cmd.Wait()
		}
		close(s.ended)
	}()
	if err := <-started; err != nil {
		s.t.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		r, err := http.Get(s.Endpoint)
		if err == nil {
			_ = r.Body.Close()
			return
		}
		if time.Now().After(end) {
			s.t.Fatalf("versitygw does not answer: %v", err)
		}
	}
}

// Down ends the service at once; what it holds stays.
func (s *Service) Down() {
	_ = s.cmd.Process.Kill()
	<-s.ended
}

// binary is the program that scripts/setup put into bin/tools, or one of the path.
func binary() (string, error) {
	if p, err := exec.LookPath("versitygw"); err == nil {
		return p, nil
	}
	dir, err := os.Getwd()
	for err == nil {
		p := filepath.Join(dir, "bin", "tools", "versitygw")
		if _, err := os.Stat(p); err == nil {
			return p, nil
		}
		if dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	return "", fmt.Errorf("versitygw is not in bin/tools; scripts/setup puts it there")
}

package transport_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"congvan/office"
	"congvan/office/exchange"
	"congvan/platform/servicekey"
	"congvan/platform/transport"
)

func now() time.Time { return time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC) }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// host is an agency with a key, which admits one certificate and echoes.
type host struct {
	agency office.ID
	ring   *servicekey.Ring
	key    exchange.ServiceKey
	admits *x509.Certificate
	saw    exchange.Arrival
	answer func(r io.Reader) ([]byte, error)
}

const echo = "đã nhận: "

func newHost(t *testing.T, n byte, code string) *host {
	t.Helper()
	h := &host{agency: office.ID{n}}
	var err error
	h.ring, err = servicekey.Open(t.TempDir(), nil)
	check(t, err)
	h.key, err = h.ring.Create(servicekey.Request{Agency: h.agency, Code: code, Name: code, Now: now()})
	check(t, err)
	h.answer = func(r io.Reader) ([]byte, error) {
		b, err := io.ReadAll(r)
		return append([]byte(echo), b...), err
	}
	return h
}

func (h *host) Receive(_ context.Context, at exchange.Arrival, r io.Reader) ([]byte, error) {
	h.saw = at
	return h.answer(r)
}

func (h *host) TakeReceipt(ctx context.Context, at exchange.Arrival, r io.Reader) ([]byte, error) {
	return h.Receive(ctx, at, r)
}

func (h *host) Admit(_ context.Context, agency office.ID, chain []*x509.Certificate) error {
	if agency != h.agency || h.admits == nil || !chain[0].Equal(h.admits) {
		return errors.New("not admitted")
	}
	return nil
}

func (h *host) serve(t *testing.T, change func(*transport.Server)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	s := &transport.Server{Receiver: h, Keys: h.ring, Log: slog.New(slog.DiscardHandler)}
	if change != nil {
		change(s)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("server: %v", err)
		}
	})
	return l.Addr().String()
}

func (h *host) client() *transport.HTTPS {
	return transport.NewHTTPS(h.ring, exchange.Trust{}, now, 2*time.Second)
}

// peer is how from's address book lists to.
func peer(from, to *host, code, address string) exchange.Peer {
	return exchange.Peer{
		Agency: from.agency, Code: code, Name: "Cơ quan " + code, Transport: exchange.HTTPS, Address: address,
		Certificate: to.key.Certificate().Raw, KeySHA256: exchange.KeyHash(to.key.Certificate()),
	}
}

func TestMutualTLS(t *testing.T) {
	a, b := newHost(t, 1, "A"), newHost(t, 2, "B")
	b.admits = a.key.Certificate()
	p := peer(a, b, "B", b.serve(t, nil))
	c := a.client()
	got, err := c.Send(context.Background(), p, strings.NewReader("gói tin"))
	check(t, err)
	if string(got) != echo+"gói tin" {
		t.Errorf("answer %q", got)
	}
	if b.saw.At != b.agency || len(b.saw.Chain) != 1 || !b.saw.Chain[0].Equal(a.key.Certificate()) {
		t.Errorf("arrival %+v", b.saw)
	}
	got, err = c.SendReceipt(context.Background(), p, []byte("biên nhận"))
	check(t, err)
	if string(got) != echo+"biên nhận" {
		t.Errorf("answer %q", got)
	}
}

func wantAway(t *testing.T, err error, words string) {
	t.Helper()
	var e *office.Error
	if !errors.As(err, &e) || !strings.Contains(e.Vi, words) {
		t.Errorf("error %v, want one that says %q", err, words)
	}
}

func TestWrongCertificates(t *testing.T) {
	a, b, c := newHost(t, 1, "A"), newHost(t, 2, "B"), newHost(t, 3, "C")
	b.admits = a.key.Certificate()
	address := b.serve(t, nil)
	send := func(from *host, p exchange.Peer) error {
		_, err := from.client().Send(context.Background(), p, strings.NewReader("x"))
		return err
	}
	// The server does not know the client.
	wantAway(t, send(c, peer(c, b, "B", address)), "không chấp nhận chứng thư")
	// The client does not know the server: an impostor at the right address.
	wrong := peer(a, b, "B", address)
	wrong.Certificate = c.key.Certificate().Raw
	wantAway(t, send(a, wrong), "không phải chứng thư đã ghi trong sổ địa chỉ")
	// No such agency on that server.
	wantAway(t, send(a, peer(a, b, "Z", address)), "không có cơ quan này")
	// Expired.
	late := transport.NewHTTPS(a.ring, exchange.Trust{}, func() time.Time { return now().AddDate(5, 0, 0) }, 0)
	_, err := late.Send(context.Background(), peer(a, b, "B", address), strings.NewReader("x"))
	wantAway(t, err, "hết hạn")
}

func TestServerWantsTLS13AndACertificate(t *testing.T) {
	a, b := newHost(t, 1, "A"), newHost(t, 2, "B")
	b.admits = a.key.Certificate()
	address := b.serve(t, nil)
	dial := func(c *tls.Config) error {
		c.InsecureSkipVerify, c.ServerName = true, exchange.ServerName("B")
		conn, err := tls.Dial("tcp", address, c)
		if err != nil {
			return err
		}
		defer conn.Close()
		check(t, conn.SetDeadline(time.Now().Add(5*time.Second)))
		_, err = conn.Read(make([]byte, 1)) // TLS 1.3 tells a refused client at the first read
		return err
	}
	var alert *net.OpError
	if err := dial(&tls.Config{}); !errors.As(err, &alert) || alert.Op != "remote error" {
		t.Errorf("without a certificate: %v", err)
	}
	pair, err := a.ring.TLS(a.agency)
	check(t, err)
	if err := dial(&tls.Config{Certificates: []tls.Certificate{pair}, MaxVersion: tls.VersionTLS12}); !errors.As(err, &alert) || alert.Op != "remote error" {
		t.Errorf("TLS 1.2: %v", err)
	}
}

// rude answers with bytes of the test's choice behind a right certificate.
func rude(t *testing.T, h *host, answer http.HandlerFunc) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	pair, err := h.ring.TLS(h.agency)
	check(t, err)
	s := &http.Server{Handler: answer, TLSConfig: &tls.Config{Certificates: []tls.Certificate{pair}}, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	go func() { _ = s.ServeTLS(l, "", "") }()
	t.Cleanup(func() { _ = s.Close() })
	return l.Addr().String()
}

func TestRubbishAnswers(t *testing.T) {
	a, b := newHost(t, 1, "A"), newHost(t, 2, "B")
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		words  string
	}{
		"a web page": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, "<h1>Đăng nhập</h1>")
		}, "không đúng quy cách"},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://127.0.0.1:1/", http.StatusTemporaryRedirect)
		}, "mã 307"},
		"error page": {func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "bad gateway", http.StatusBadGateway) }, "mã 502"},
		"problem that does not fit": {func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusTeapot)
			_, _ = io.WriteString(w, `{"code":"conflict","vi":"x"}`)
		}, "mã 418"},
		"endless": {func(w http.ResponseWriter, _ *http.Request) {
			for range 100 {
				_, _ = w.Write(make([]byte, 64<<10))
			}
		}, "dài quá mức"},
		"cut off": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, "abc")
			panic(http.ErrAbortHandler)
		}, "không kết nối được"},
	} {
		t.Run(name, func(t *testing.T) {
			p := peer(a, b, "B", rude(t, b, c.answer))
			_, err := a.client().Send(context.Background(), p, strings.NewReader("x"))
			wantAway(t, err, c.words)
			if office.CodeOf(err) != office.CodeUnavailable {
				t.Errorf("code %s", office.CodeOf(err))
			}
		})
	}
}

func TestProblemsTravel(t *testing.T) {
	a, b := newHost(t, 1, "A"), newHost(t, 2, "B")
	b.admits = a.key.Certificate()
	p := peer(a, b, "B", b.serve(t, nil))
	for _, code := range []office.Code{
		office.CodeInvalid, office.CodeForbidden, office.CodeConflict, office.CodeTooLarge, office.CodeUnavailable, office.CodeNotFound,
	} {
		b.answer = func(io.Reader) ([]byte, error) {
			return nil, office.NewError(code, "x", "Lý do\x1b[31m ở đây.", "The reason.")
		}
		_, err := a.client().Send(context.Background(), p, bytes.NewReader(make([]byte, 3<<20))) // not read: the answer comes early
		if office.CodeOf(err) != code {
			t.Errorf("%s came as %v", code, err)
		}
		wantAway(t, err, "chưa nhận: Lý do [31m ở đây.")
	}
	b.answer = func(io.Reader) ([]byte, error) { return nil, errors.New("pq: secret detail") }
	_, err := a.client().Send(context.Background(), p, strings.NewReader("x"))
	if office.CodeOf(err) != office.CodeInternal || strings.Contains(err.Error(), "secret detail") {
		t.Errorf("an internal error came as %v", err)
	}
}

func TestLimits(t *testing.T) {
	a, b := newHost(t, 1, "A"), newHost(t, 2, "B")
	b.admits = a.key.Certificate()
	b.answer = func(r io.Reader) ([]byte, error) {
		_, err := io.Copy(io.Discard, r)
		if err != nil {
			err = office.NewError(office.CodeTooLarge, "x", "Quá lớn.", "Too large.")
		}
		return []byte("ok"), err
	}
	p := peer(a, b, "B", b.serve(t, func(s *transport.Server) { s.MaxBytes = 1 << 20 }))
	_, err := a.client().Send(context.Background(), p, bytes.NewReader(make([]byte, 1<<20)))
	check(t, err)
	_, err = a.client().Send(context.Background(), p, bytes.NewReader(make([]byte, 1<<20+1)))
	if office.CodeOf(err) != office.CodeTooLarge {
		t.Errorf("over the limit: %v", err)
	}
	_, err = a.client().SendReceipt(context.Background(), p, make([]byte, exchange.MaxNotice+1))
	if office.CodeOf(err) != office.CodeTooLarge {
		t.Errorf("a receipt over the limit: %v", err)
	}
}

func TestStandingStill(t *testing.T) {
	a, b := newHost(t, 1, "A"), newHost(t, 2, "B")
	b.admits = a.key.Certificate()
	p := peer(a, b, "B", b.serve(t, func(s *transport.Server) { s.Stall = 200 * time.Millisecond }))
	r, w := io.Pipe()
	t.Cleanup(func() { _ = w.Close() })
	go func() { _, _ = w.Write([]byte("begin")) }()
	c := transport.NewHTTPS(a.ring, exchange.Trust{}, now, 300*time.Millisecond)
	start := time.Now()
	_, err := c.Send(context.Background(), p, r)
	if err == nil || time.Since(start) > 10*time.Second {
		t.Errorf("a body that stands still: %v after %s", err, time.Since(start))
	}
}

func TestBusyServer(t *testing.T) {
	a, b := newHost(t, 1, "A"), newHost(t, 2, "B")
	b.admits = a.key.Certificate()
	inside, leave := make(chan bool), make(chan bool)
	b.answer = func(io.Reader) ([]byte, error) {
		inside <- true
		<-leave
		return []byte("ok"), nil
	}
	p := peer(a, b, "B", b.serve(t, func(s *transport.Server) { s.Width = 1 }))
	first := make(chan error, 1)
	go func() {
		_, err := a.client().Send(context.Background(), p, strings.NewReader("x"))
		first <- err
	}()
	<-inside
	_, err := a.client().Send(context.Background(), p, strings.NewReader("x"))
	if office.CodeOf(err) != office.CodeUnavailable {
		t.Errorf("the second: %v", err)
	}
	leave <- true
	check(t, <-first)
}

func TestSpoolLeavesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "spool")
	s, err := transport.OpenSpool(dir)
	check(t, err)
	f, err := s.Create()
	check(t, err)
	_, err = io.WriteString(f, "bytes")
	check(t, err)
	_, err = f.Seek(0, io.SeekStart)
	check(t, err)
	got, err := io.ReadAll(f)
	check(t, err)
	if string(got) != "bytes" {
		t.Errorf("read %q", got)
	}
	check(t, f.Close())
	check(t, os.WriteFile(filepath.Join(dir, "in-crashed"), nil, 0o600))
	_, err = transport.OpenSpool(dir)
	check(t, err)
	left, err := os.ReadDir(dir)
	check(t, err)
	if len(left) != 0 {
		t.Errorf("left: %v", left)
	}
}

package transport

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"sync"
	"time"

	"congvan/office"
	"congvan/office/exchange"
)

const (
	pathPackage = "/exchange/v1/package"
	pathReceipt = "/exchange/v1/receipt"
	typePackage = "application/vnd.congvan.package+tar"
	typeNotice  = "application/vnd.congvan.notice+tar"
)

// TLSKeys gives agencies' certificates with their keys: servicekey.Ring.
type TLSKeys interface {
	TLS(agency office.ID) (tls.Certificate, error)
	ByServerName(name string) (office.ID, bool)
}

// HTTPS pushes messages to servers of other agencies. Make it with NewHTTPS; it
// is safe for concurrent use.
type HTTPS struct {
	keys  TLSKeys
	trust exchange.Trust
	clock office.Clock
	// Stall is how long a transfer may stand still.
	stall time.Duration

	mu      sync.Mutex
	clients map[clientKey]*http.Client // guarded by mu
}

// clientKey is what a connection is trusted for; a change in the address book
// makes a new client.
type clientKey struct {
	from    office.ID
	code    string
	address string
	pinned  office.Hash
}

var _ exchange.Transport = (*HTTPS)(nil)

// NewHTTPS makes the transport. stall is how long a transfer may stand still; 0
// means one minute.
func NewHTTPS(keys TLSKeys, trust exchange.Trust, clock office.Clock, stall time.Duration) *HTTPS {
	if stall == 0 {
		stall = time.Minute
	}
	return &HTTPS{keys: keys, trust: trust, clock: clock, stall: stall, clients: map[clientKey]*http.Client{}}
}

// Send pushes a package.
func (h *HTTPS) Send(ctx context.Context, peer exchange.Peer, pack io.Reader) ([]byte, error) {
	return h.post(ctx, peer, pathPackage, typePackage, pack)
}

// SendReceipt pushes a receipt.
func (h *HTTPS) SendReceipt(ctx context.Context, peer exchange.Peer, notice []byte) ([]byte, error) {
	return h.post(ctx, peer, pathReceipt, typeNotice, bytes.NewReader(notice))
}

// keptConnections is how many connections to one peer stay open between messages:
// as many as one server uses at once.
const keptConnections = 16

// maxClients bounds the connections kept for peers.
const maxClients = 2000

func (h *HTTPS) client(peer exchange.Peer) *http.Client {
	key := clientKey{peer.Agency, peer.Code, peer.Address, peer.KeySHA256}
	h.mu.Lock()
	defer h.mu.Unlock()
	if c, ok := h.clients[key]; ok {
		return c
	}
	if len(h.clients) >= maxClients {
		for _, c := range h.clients {
			c.CloseIdleConnections()
		}
		h.clients = map[clientKey]*http.Client{}
	}
	c := h.newClient(peer)
	h.clients[key] = c
	return c
}

func (h *HTTPS) newClient(peer exchange.Peer) *http.Client {
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext:            (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
			TLSHandshakeTimeout:    10 * time.Second,
			ResponseHeaderTimeout:  2 * time.Minute, // the peer looks at the files before it answers
			IdleConnTimeout:        time.Minute,     // less than the server's
			MaxIdleConnsPerHost:    keptConnections,
			MaxResponseHeaderBytes: 16 << 10,
			TLSClientConfig: &tls.Config{
				MinVersion: tls.VersionTLS13,
				ServerName: exchange.ServerName(peer.Code),
				GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
					c, err := h.keys.TLS(peer.Agency)
					return &c, err
				},
				// The web's authorities and host names mean nothing here:
				// VerifyConnection judges the certificate by the address book.
				InsecureSkipVerify: true, //nolint:gosec // see above
				VerifyConnection: func(s tls.ConnectionState) error {
					return h.trust.Check(peer, s.PeerCertificates, h.clock())
				},
			},
		},
	}
}

func (h *HTTPS) post(ctx context.Context, peer exchange.Peer, path, media string, body io.Reader) ([]byte, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	watch := newWatch(body, h.stall, cancel)
	defer watch.stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "https://"+peer.Address+path, watch)
	if err != nil {
		return nil, away(peer, "địa chỉ trong sổ địa chỉ không đúng", err)
	}
	req.Header.Set("Content-Type", media)
	res, err := h.client(peer).Do(req)
	if err != nil {
		return nil, unreachable(peer, err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, exchange.MaxNotice+1))
	if err != nil {
		return nil, unreachable(peer, err)
	}
	if len(answer) > exchange.MaxNotice {
		return nil, away(peer, "câu trả lời dài quá mức", fmt.Errorf("over %d bytes", exchange.MaxNotice))
	}
	if res.StatusCode != http.StatusOK {
		return nil, refusal(peer, res.StatusCode, answer)
	}
	if media, _, err := mime.ParseMediaType(res.Header.Get("Content-Type")); err != nil || media != typeNotice {
		return nil, away(peer, "câu trả lời không đúng quy cách", fmt.Errorf("content type %q", media))
	}
	return answer, nil
}

// unreachable puts a failed connection into words.
func unreachable(peer exchange.Peer, err error) error {
	var own *office.Error
	var timeout net.Error
	switch {
	case errors.As(err, &own): // Trust.Check, or our own key is missing
		return own
	case isAlert(err):
		return away(peer, "máy chủ bên kia không chấp nhận chứng thư của cơ quan ta, hoặc không có cơ quan này; liên hệ để họ kiểm tra sổ địa chỉ", err)
	case errors.Is(err, context.Canceled):
		return away(peer, "đường truyền đứng quá lâu hoặc bị dừng", err)
	case errors.As(err, &timeout) && timeout.Timeout():
		return away(peer, "quá thời gian chờ", err)
	}
	return away(peer, "không kết nối được", err)
}

// isAlert reports whether the other side ended the handshake: crypto/tls gives
// an alert it received as a net.OpError of this Op.
func isAlert(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "remote error"
}

func away(peer exchange.Peer, vi string, err error) error {
	return &office.Error{
		Code: office.CodeUnavailable, Op: "transport.HTTPS", Err: err,
		Vi: "Chưa gửi được tới “" + peer.Name + "” (" + peer.Address + "): " + vi + ". Hệ thống sẽ tự gửi lại.",
		En: "Not delivered to " + peer.Code + " at " + peer.Address + " yet; it will be tried again.",
	}
}

// watch cancels a transfer whose body stands still.
type watch struct {
	r     io.Reader
	timer *time.Timer
	stall time.Duration
}

func newWatch(r io.Reader, stall time.Duration, cancel func()) *watch {
	return &watch{r, time.AfterFunc(stall, cancel), stall}
}

// Read passes bytes on. Once the body has ended the wait for the answer has its
// own limit (ResponseHeaderTimeout).
func (w *watch) Read(p []byte) (int, error) {
	w.timer.Reset(w.stall)
	n, err := w.r.Read(p)
	if err != nil {
		w.timer.Stop()
	}
	return n, err
}

func (w *watch) stop() { w.timer.Stop() }

package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"congvan/office"
	"congvan/office/exchange"
)

// Admitting is a Receiver that judges connections before it reads: exchange.Service.
type Admitting interface {
	Receiver
	Admit(ctx context.Context, agency office.ID, chain []*x509.Certificate) error
}

// Server takes messages from other servers on a listener of its own.
type Server struct {
	Receiver Admitting
	Keys     TLSKeys
	MaxBytes int64         // of one message; 0 means exchange.DefaultLimits and some room
	Width    int           // packages at once; 0 means 32
	Stall    time.Duration // how long a sender may stand still; 0 means one minute
	Log      *slog.Logger
}

// Serve answers on l until ctx ends, then lets running messages finish for at
// most 20 s.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	srv := &http.Server{
		Handler: s.handler(), TLSConfig: s.tlsConfig(),
		ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog:    slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug), // handshakes of strangers
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
		// HTTP/1.1 only: one connection carries one package at a time.
		TLSNextProto: map[string]func(*http.Server, *tls.Conn, http.Handler){},
	}
	stopped := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
		defer cancel()
		stopped <- srv.Shutdown(end)
	})
	err := srv.ServeTLS(l, "", "")
	if !stop() {
		err = errors.Join(<-stopped, notClosed(err))
	}
	return err
}

func notClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// tlsConfig shows the certificate of the agency that is asked for, and wants one
// of a peer of that agency.
func (s *Server) tlsConfig() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS13,
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			agency, ok := s.Keys.ByServerName(hello.ServerName)
			if !ok {
				return nil, errors.New("transport: no such agency here")
			}
			cert, err := s.Keys.TLS(agency)
			if err != nil {
				return nil, err
			}
			return &tls.Config{
				MinVersion:             tls.VersionTLS13,
				Certificates:           []tls.Certificate{cert},
				NextProtos:             []string{"http/1.1"},
				ClientAuth:             tls.RequireAnyClientCert,
				SessionTicketsDisabled: true, // every connection is judged anew
				VerifyConnection: func(c tls.ConnectionState) error {
					return s.Receiver.Admit(hello.Context(), agency, c.PeerCertificates)
				},
			}, nil
		},
	}
}

func (s *Server) handler() http.Handler {
	width := s.Width
	if width == 0 {
		width = 32
	}
	slots := make(chan struct{}, width)
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+pathPackage, func(w http.ResponseWriter, r *http.Request) {
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
		default:
			writeProblem(w, office.NewError(office.CodeUnavailable, "transport.Server",
				"Máy chủ đang nhận nhiều gói tin; hệ thống sẽ gửi lại.", "The server is busy; it will be tried again."))
			return
		}
		s.take(w, r, s.maxBytes(), s.Receiver.Receive)
	})
	mux.HandleFunc("POST "+pathReceipt, func(w http.ResponseWriter, r *http.Request) {
		s.take(w, r, exchange.MaxNotice, s.Receiver.TakeReceipt)
	})
	return mux
}

func (s *Server) maxBytes() int64 {
	if s.MaxBytes > 0 {
		return s.MaxBytes
	}
	return exchange.DefaultLimits().Package + 8<<20
}

type taker func(ctx context.Context, at exchange.Arrival, r io.Reader) ([]byte, error)

func (s *Server) take(w http.ResponseWriter, r *http.Request, limit int64, take taker) {
	agency, ok := s.Keys.ByServerName(r.TLS.ServerName)
	if !ok {
		writeProblem(w, office.NotFound("transport.Server", "Máy chủ này không có cơ quan được hỏi.", "No such agency here."))
		return
	}
	body := &steady{r: http.MaxBytesReader(w, r.Body, limit), control: http.NewResponseController(w), stall: s.stall()}
	at := exchange.Arrival{At: agency, Chain: r.TLS.PeerCertificates}
	answer, err := take(r.Context(), at, body)
	if err != nil {
		s.Log.Warn("exchange: message not accepted", "agency", agency.String(), "from", r.RemoteAddr, "error", err)
		writeProblem(w, err)
		return
	}
	w.Header().Set("Content-Type", typeNotice)
	_, _ = w.Write(answer) // when the client is gone it asks again
}

func (s *Server) stall() time.Duration {
	if s.Stall > 0 {
		return s.Stall
	}
	return time.Minute
}

// steady gives a sender time for each read, not for the whole: a large package
// over a slow line is fine, one that stands still is not.
type steady struct {
	r       io.Reader
	control *http.ResponseController
	stall   time.Duration
}

func (s *steady) Read(p []byte) (int, error) {
	if err := s.control.SetReadDeadline(time.Now().Add(s.stall)); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

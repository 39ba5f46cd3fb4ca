package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/note"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/exchange"
	"congvan/office/journal"
	"congvan/office/org"
	"congvan/platform/job"
	"congvan/platform/servicekey"
	"congvan/platform/store"
	"congvan/platform/transport"
)

// packageBytes is the size of the one file in a package.
const packageBytes = 100_000

// measureExchange: signed packages from one server's queue to the other's
// register over HTTPS, against posts of the same bytes that nobody reads.
func measureExchange(b *bench) error {
	for _, engine := range b.engines {
		if err := b.exchangeOn(engine); err != nil {
			return fmt.Errorf("%s: %w", engine, err)
		}
	}
	return nil
}

func (b *bench) exchangeOn(engine string) error {
	city, err := b.newSide(engine, "city", exchange.Party{Code: "H17.12", Name: "Văn phòng Ủy ban nhân dân thành phố"})
	if err != nil {
		return err
	}
	ward, err := b.newSide(engine, "ward", exchange.Party{Code: "H17.12.03", Name: "Ủy ban nhân dân phường Hòa Xuân"})
	if err != nil {
		return err
	}
	if err := errors.Join(city.knows(b.ctx, ward), ward.knows(b.ctx, city)); err != nil {
		return err
	}
	if err := b.issue(city, b.packages, packageBytes, ward.party); err != nil {
		return err
	}
	did, err := b.costs(b.packages, func() error { return b.deliverAll(city, b.packages) })
	if err != nil {
		return err
	}
	if err := b.checkArrived(ward, b.packages, b.packages); err != nil {
		return err
	}
	raw, err := b.rawPosts(city, b.packages)
	if err != nil {
		return err
	}
	ours, theirs := rate(b.packages, did.took), rate(b.packages, raw)
	b.add("exchange", fmt.Sprintf("%s: %d packages of 100 kB from queue to the other's register, receipts kept, %d at once", engine, b.packages, width),
		perSecond(ours)+"; both sides: "+did.String(), perSecond(theirs)+" raw HTTPS posts of the same bytes, as many at once", share(ours, theirs)+" of the rate", "≥ 300/s")
	return errors.Join(b.largest(city, ward), b.toMany(engine))
}

// width is how many jobs run at once, as in the program.
const width = 16

// side is one server: store, files, service key, listener.
type side struct {
	*bed
	party   exchange.Party
	agency  office.ID
	clerk   office.Actor
	admin   office.Actor
	ring    *servicekey.Ring
	service *exchange.Service
	address string
}

func (b *bench) newSide(engine, name string, p exchange.Party) (*side, error) {
	x, err := b.newBed(engine, name)
	if err != nil {
		return nil, err
	}
	s := &side{bed: x, party: p, agency: newID()}
	person, post := newID(), newID()
	s.clerk = office.Actor{
		Agency: s.agency, Person: person, Account: newID(), Post: post, Roles: []office.Role{office.RecordsClerk},
		Principals: []office.ID{person, post, s.agency, office.RoleID(s.agency, office.RecordsClerk)},
	}
	s.admin = office.Actor{Agency: s.agency, Person: newID(), Account: newID(), Post: newID(), Roles: []office.Role{office.SystemAdmin}}
	if s.ring, err = servicekey.Open(filepath.Join(b.dir, name+engine+"-keys"), nil); err != nil {
		return nil, err
	}
	if err := s.found(b.ctx, s.agency, p); err != nil {
		return nil, err
	}
	spool, err := transport.OpenSpool(filepath.Join(b.dir, name+engine+"-spool"))
	if err != nil {
		return nil, err
	}
	s.wire(spool)
	return s, b.listen(s)
}

// found makes an agency with a service key.
func (s *side) found(ctx context.Context, agency office.ID, p exchange.Party) error {
	if _, err := s.ring.Create(servicekey.Request{Agency: agency, Code: p.Code, Name: p.Name, Now: time.Now()}); err != nil {
		return err
	}
	return s.store.Act(ctx, office.SystemActor(agency), func(tx office.Tx) error {
		if err := (store.Organisation{}).InsertAgency(tx, agency, tx.Now()); err != nil {
			return err
		}
		return store.Organisation{}.AddAgencyVersion(tx, agency, org.Version[org.AgencyFacts]{
			From: tx.Today().AddDays(-1), RecordedAt: tx.Now(), Facts: org.AgencyFacts{
				Name: p.Name, Code: p.Code, CodeScheme: org.SchemeOwn, Symbol: "UBND", Kind: org.StateAgency,
				RuleSet: org.StateRules, Place: "Đà Nẵng",
			},
		})
	})
}

// wire puts the parts together as the program does.
func (s *side) wire(spool exchange.Spool) {
	log := slog.New(slog.DiscardHandler)
	s.service = &exchange.Service{
		Acts: s.store, Store: store.Exchange{}, Documents: s.documents, Files: s.blobs, Spool: spool, Keys: s.ring,
		Heads: store.Exchange{}, Limits: exchange.DefaultLimits(), Retry: exchange.DefaultRetry(), Random: rand.Reader, Log: log,
		Transports: map[exchange.TransportName]exchange.Transport{
			exchange.HTTPS: transport.NewHTTPS(s.ring, exchange.Trust{}, time.Now, 0),
		},
	}
	heads := journal.Heads{Acts: s.store, Store: store.Journal{}, Key: func(_ context.Context, a office.ID) (note.Signer, string, error) {
		signer, err := s.ring.Signer(a)
		return signer, journal.Origin(s.party.Code, a), err
	}}
	s.service.SignHead = func(ctx context.Context, agency office.ID) error {
		_, err := heads.Sign(ctx, agency)
		return err
	}
}

func (b *bench) listen(s *side) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.address = l.Addr().String()
	ctx, cancel := context.WithCancel(b.ctx)
	done := make(chan struct{})
	server := &transport.Server{Receiver: s.service, Keys: s.ring, Log: slog.New(slog.DiscardHandler)}
	go func() {
		defer close(done)
		_ = server.Serve(ctx, l) // ended by us
	}()
	b.closed = append(b.closed, func() {
		cancel()
		<-done
	})
	return nil
}

func (s *side) knows(ctx context.Context, other *side) error {
	key, err := other.ring.ServiceKey(other.agency)
	if err != nil {
		return err
	}
	_, err = s.service.SavePeer(ctx, s.admin, exchange.PeerInput{
		Code: other.party.Code, Name: other.party.Name, Transport: exchange.HTTPS, Address: other.address, Certificate: key.Certificate().Raw,
	})
	return err
}

// issue puts n documents, each with a file of its own, into the sender's queue.
func (b *bench) issue(from *side, n, size int, to ...exchange.Party) error {
	const batch = 50
	for first := 0; first < n; first += batch {
		var files []document.Inspected
		for range min(batch, n-first) {
			body := make([]byte, size)
			_, _ = rand.Read(body) // never fails
			files = append(files, document.Inspected{
				Upload:     document.Upload{Name: "van-ban.pdf", File: bytes.NewReader(body)},
				Size:       int64(size),
				Inspection: document.Inspection{MediaType: "application/pdf", Pages: 1, Verdict: document.NoVerdict},
			})
		}
		ready, err := from.documents.Keep(b.ctx, from.clerk, files)
		if err != nil {
			return err
		}
		err = from.store.Act(b.ctx, from.clerk, func(tx office.Tx) error {
			for _, r := range ready {
				r.File.Role = document.MainFile
				if err := from.send(tx, r, to...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// send carries one document through its states and queues its package.
func (s *side) send(tx office.Tx, r document.Ready, to ...exchange.Party) error {
	var recipients []document.Recipient
	for _, p := range to {
		recipients = append(recipients, document.Recipient{Code: p.Code, Name: p.Name, Channel: document.ByExchange})
	}
	d, err := s.documents.CreateOutgoingIn(tx, document.Outgoing, document.DraftFields{
		TypeCode: "CV", Subject: "Về việc tổ chức tiếp công dân", Pages: 1,
		Signer:     document.Signer{Name: "Trần Văn Thử", Position: "Chánh Văn phòng", Capacity: "TL."},
		Recipients: recipients,
	}, "draft.create")
	if err != nil {
		return err
	}
	if _, err := s.documents.AttachFileIn(tx, d.ID, r, "draft.agree"); err != nil {
		return err
	}
	step := func(from, to document.State, act office.ActCode) error {
		_, err := s.documents.SetStateIn(tx, d.ID, from, to, act, nil)
		return err
	}
	if err := step(document.Draft, document.Approved, "draft.agree"); err != nil {
		return err
	}
	if err := step(document.Approved, document.Signed, "document.sign"); err != nil {
		return err
	}
	if _, err := s.documents.AllocateIn(tx, d.ID, 0); err != nil {
		return err
	}
	if err := step(document.Numbered, document.Sealed, "document.seal"); err != nil {
		return err
	}
	if err := step(document.Sealed, document.Issued, "document.issue"); err != nil {
		return err
	}
	_, err = s.service.SendIn(tx, d.ID, to)
	return err
}

// deliverAll runs the real queue until n packages were delivered.
func (b *bench) deliverAll(from *side, n int) error {
	ctx, stop := context.WithTimeout(b.ctx, 5*time.Minute)
	defer stop()
	var left atomic.Int64
	left.Store(int64(n))
	runner := job.Runner{
		Queue: store.Jobs{S: from.store}, Owner: "bench", Width: width, Log: slog.New(slog.DiscardHandler),
		Workers: map[string]job.Worker{exchange.JobDeliver: func(ctx context.Context, j job.Claimed) error {
			var p exchange.DeliverJob
			if err := json.Unmarshal(j.Payload, &p); err != nil {
				return err
			}
			return from.service.Deliver(ctx, j.Agency, p.Envelope)
		}},
		Observe: func(string, time.Duration, error) {
			if left.Add(-1) == 0 {
				stop()
			}
		},
	}
	runner.Run(ctx)
	if n := left.Load(); n > 0 {
		return fmt.Errorf("%d packages were not delivered in time", n)
	}
	return b.ctx.Err()
}

// checkArrived fails unless every package is in the receiver's register once.
func (b *bench) checkArrived(to *side, wantDocuments, wantFiles int) error {
	var documents, files int
	err := to.bare.QueryRowContext(b.ctx, `SELECT (SELECT COUNT(*) FROM document WHERE kind = 'incoming'),
		(SELECT COUNT(DISTINCT sha256) FROM document_file)`).Scan(&documents, &files)
	if err == nil && (documents != wantDocuments || files != wantFiles) {
		err = fmt.Errorf("%d documents with %d files arrived, want %d with %d", documents, files, wantDocuments, wantFiles)
	}
	return err
}

// rawPosts sends as many bodies of the same size to a server that only reads.
func (b *bench) rawPosts(s *side, n int) (time.Duration, error) {
	certificate, err := s.ring.TLS(s.agency)
	if err != nil {
		return 0, err
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, strings.Repeat("x", 4000)) // about a receipt
	}))
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{certificate}}
	server.StartTLS()
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{
		MaxIdleConnsPerHost: width, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // the reference judges nobody
	}}
	body := make([]byte, packageBytes+4000) // header, manifest, signature
	var left atomic.Int64
	left.Store(int64(n))
	var wg sync.WaitGroup
	errs := make(chan error, width)
	start := time.Now()
	for range width {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				if err := post(b.ctx, client, server.URL, body); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	wg.Wait()
	took := time.Since(start)
	close(errs)
	return took, <-errs
}

func post(ctx context.Context, c *http.Client, url string, body []byte) error {
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r, err := c.Do(q)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	_, err = io.Copy(io.Discard, r.Body)
	return err
}

package exchange_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/exchange"
	"congvan/office/journal"
	"congvan/office/org"
	"congvan/platform/blob"
	"congvan/platform/job"
	"congvan/platform/servicekey"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
	"congvan/platform/transport"
)

// engines runs a test with both sides on each engine.
func engines(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	for name, open := range map[string]func(*testing.T, office.Clock) *store.Store{
		"sqlite": storetest.SQLite, "postgres": storetest.Postgres,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel() // waiting for disks
			f(t, newWorld(t, open))
		})
	}
}

// world is two servers, each with one agency, that know each other.
type world struct {
	clock      *storetest.Clock
	city, ward *side
}

func newWorld(t *testing.T, open func(*testing.T, office.Clock) *store.Store) *world {
	t.Helper()
	w := &world{clock: storetest.NewClock(storetest.Monday())}
	w.city = newSide(t, w.clock, open(t, w.clock.Now), exchange.Party{Code: "H17.12", Name: "Văn phòng Thành ủy Sông Mơ"})
	w.ward = newSide(t, w.clock, open(t, w.clock.Now), exchange.Party{Code: "H17.12+03", Name: "Đảng ủy phường Hòa Mơ"})
	w.city.knows(w.ward)
	w.ward.knows(w.city)
	return w
}

// side is one server: a real store, blob folder, key ring and listener.
type side struct {
	t       *testing.T
	clock   *storetest.Clock
	party   exchange.Party
	agency  office.ID
	store   *store.Store
	blob    *blob.Dir
	ring    *servicekey.Ring
	desk    *desk
	faults  *faults
	service *exchange.Service
	address string
	clerk   office.Actor
	admin   office.Actor
}

func newSide(t *testing.T, clock *storetest.Clock, s *store.Store, party exchange.Party) *side {
	t.Helper()
	x := &side{t: t, clock: clock, party: party, store: s, agency: newID(t)}
	x.clerk = office.Actor{Agency: x.agency, Person: newID(t), Account: newID(t), Post: newID(t), Roles: []office.Role{office.RecordsClerk}}
	x.admin = office.Actor{Agency: x.agency, Person: newID(t), Account: newID(t), Post: newID(t), Roles: []office.Role{office.SystemAdmin}}
	x.addAgency(x.agency, party)
	dir := t.TempDir()
	var err error
	x.blob, err = blob.Open(filepath.Join(dir, "files"))
	check(t, err)
	x.ring, err = servicekey.Open(filepath.Join(dir, "keys"), nil)
	check(t, err)
	x.makeKey(nil)
	room, err := transport.OpenSpool(filepath.Join(dir, "spool"))
	check(t, err)
	x.desk = &desk{blob: x.blob, docs: map[office.ID]document.Document{}}
	log := slog.New(slog.DiscardHandler)
	if testing.Verbose() {
		log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	x.service = &exchange.Service{
		Acts: s, Store: store.Exchange{}, Documents: x.desk, Files: x.blob, Spool: room, Keys: x.ring, Heads: store.Exchange{},
		Limits: exchange.DefaultLimits(), Retry: exchange.DefaultRetry(), Random: rand.Reader, Log: log,
	}
	x.faults = &faults{Transport: transport.NewHTTPS(x.ring, exchange.Trust{}, clock.Now, 5*time.Second)}
	x.service.Transports = map[exchange.TransportName]exchange.Transport{
		exchange.HTTPS:    x.faults,
		exchange.Loopback: transport.Loopback{Receiver: x.service, Keys: x.ring, Locate: x.service.Locate},
	}
	x.address = x.listen(log)
	return x
}

func (x *side) addAgency(id office.ID, p exchange.Party) {
	x.t.Helper()
	check(x.t, x.store.Act(context.Background(), office.SystemActor(id), func(tx office.Tx) error {
		if err := (store.Organisation{}).InsertAgency(tx, id, tx.Now()); err != nil {
			return err
		}
		return store.Organisation{}.AddAgencyVersion(tx, id, org.Version[org.AgencyFacts]{
			From: tx.Today(), RecordedAt: tx.Now(), Facts: org.AgencyFacts{
				Name: p.Name, Code: p.Code, CodeScheme: org.SchemeOwn, Symbol: "TU", Kind: org.Committee, RuleSet: org.PartyRules, Place: "Sông Mơ",
			},
		})
	}))
}

// makeKey gives the agency a new service key.
func (x *side) makeKey(issuer *servicekey.Authority) {
	x.t.Helper()
	_, err := x.ring.Create(servicekey.Request{Agency: x.agency, Code: x.party.Code, Name: x.party.Name, Now: x.clock.Now(), Issuer: issuer})
	check(x.t, err)
}

func (x *side) listen(log *slog.Logger) string {
	x.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(x.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	server := &transport.Server{Receiver: x.service, Keys: x.ring, Stall: 5 * time.Second, Log: log}
	go func() { done <- server.Serve(ctx, l) }()
	x.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			x.t.Errorf("server: %v", err)
		}
	})
	return l.Addr().String()
}

// knows writes another side into the address book.
func (x *side) knows(other *side) {
	x.t.Helper()
	x.savePeer(other, other.address, other.key().Certificate().Raw)
}

func (x *side) savePeer(other *side, address string, pin []byte) {
	x.t.Helper()
	_, err := x.service.SavePeer(context.Background(), x.admin, exchange.PeerInput{
		Code: other.party.Code, Name: other.party.Name, Transport: exchange.HTTPS, Address: address, Certificate: pin,
	})
	check(x.t, err)
}

func (x *side) key() exchange.ServiceKey {
	x.t.Helper()
	k, err := x.ring.ServiceKey(x.agency)
	check(x.t, err)
	return k
}

// issue makes an issued document with one file and sends it.
func (x *side) issue(body []byte, to ...exchange.Party) document.Document {
	x.t.Helper()
	d := x.desk.issue(x.t, x.agency, body)
	check(x.t, x.store.Act(context.Background(), x.clerk, func(tx office.Tx) error {
		_, err := x.service.SendIn(tx, d.ID, to)
		return err
	}))
	return d
}

// work runs every due job once through the real queue, and signs heads.
func (x *side) work() {
	x.t.Helper()
	ctx := context.Background()
	x.signHead()
	queue := store.Jobs{S: x.store}
	kinds := []string{exchange.JobDeliver, exchange.JobReceipt}
	jobs, err := queue.Claim(ctx, "test", kinds, 100, time.Minute)
	check(x.t, err)
	for _, j := range jobs {
		check(x.t, x.run(ctx, j))
		check(x.t, queue.Done(ctx, j.ID))
	}
}

func (x *side) run(ctx context.Context, j job.Claimed) error {
	if j.Kind == exchange.JobDeliver {
		var p exchange.DeliverJob
		if err := json.Unmarshal(j.Payload, &p); err != nil {
			return err
		}
		return x.service.Deliver(ctx, j.Agency, p.Envelope)
	}
	var p exchange.ReceiptJob
	if err := json.Unmarshal(j.Payload, &p); err != nil {
		return err
	}
	return x.service.PushReceipt(ctx, j.Agency, p.Receipt)
}

func (x *side) signHead() {
	x.t.Helper()
	heads := journal.Heads{Acts: x.store, Store: store.Journal{}, Key: func(_ context.Context, a office.ID) (note.Signer, string, error) {
		s, err := x.ring.Signer(a)
		return s, journal.Origin(x.party.Code, a), err
	}}
	_, err := heads.Sign(context.Background(), x.agency)
	check(x.t, err)
}

// later moves the clock past every backoff.
func (w *world) later() { w.clock.Set(w.clock.Now().Add(time.Hour)) }

// only gives the one row of a document's delivery table.
func (x *side) only(d document.Document) exchange.DeliveryRow {
	x.t.Helper()
	rows := x.rows(d)
	if len(rows) != 1 {
		x.t.Fatalf("delivery table has %d rows, want 1", len(rows))
	}
	return rows[0]
}

func (x *side) rows(d document.Document) []exchange.DeliveryRow {
	x.t.Helper()
	table, err := x.service.Deliveries(context.Background(), x.clerk, d.ID)
	check(x.t, err)
	return table.Rows
}

// arrived gives the documents the side received: those of acts that committed.
func (x *side) arrived() []document.Document {
	x.t.Helper()
	x.desk.mu.Lock()
	defer x.desk.mu.Unlock()
	var out []document.Document
	for _, d := range x.desk.docs {
		if d.Kind != document.Incoming {
			continue
		}
		err := x.store.View(context.Background(), office.SystemActor(d.Agency), func(tx office.Tx) error {
			_, err := store.Exchange{}.Arrival(tx, d.Agency, d.ID)
			return err
		})
		if err == nil {
			out = append(out, d)
		} else if office.CodeOf(err) != office.CodeNotFound {
			x.t.Fatal(err)
		}
	}
	return out
}

// status reports what became of a received document, as the hooks do.
func (x *side) status(d document.Document, s exchange.Status, reason string) {
	x.t.Helper()
	check(x.t, x.store.Act(context.Background(), x.clerk, func(tx office.Tx) error {
		return x.service.StatusIn(tx, d.ID, s, reason)
	}))
}

func (x *side) incidents() map[exchange.IncidentKind]int {
	x.t.Helper()
	o, err := x.service.Overview(context.Background(), x.clerk)
	check(x.t, err)
	out := map[exchange.IncidentKind]int{}
	for _, i := range o.Incidents {
		out[i.Kind] += i.Seen
	}
	return out
}

// verify checks the side's journal against today's rows.
func (x *side) verify() {
	x.t.Helper()
	if r := x.report(); !r.OK || r.Entries == 0 {
		x.t.Errorf("journal of %s: %+v", x.party.Code, r)
	}
}

func (x *side) report() journal.Report {
	x.t.Helper()
	e := store.Exchange{}
	r, err := journal.Verifier{Acts: x.store, Store: store.Journal{}, Kinds: []journal.Kind{
		{Name: exchange.KindPeer, States: e.PeerStates},
		{Name: exchange.KindEnvelope, States: e.EnvelopeStates},
		{Name: exchange.KindReceipt, States: e.ReceiptStates},
		{Name: exchange.KindIncident, States: e.IncidentStates},
		{Name: document.ObjectKind, States: store.Documents{}.DocumentStates},
		{Name: "register", States: store.Documents{}.RegisterStates},
	}}.Verify(context.Background())
	check(x.t, err)
	return r
}

func newID(t *testing.T) office.ID {
	t.Helper()
	var id office.ID
	if _, err := rand.Read(id[:]); err != nil {
		t.Fatal(err)
	}
	return id
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// desk stands for the document package: it keeps documents in memory and their
// bytes in the real blob store.
type desk struct {
	blob   *blob.Dir
	mu     sync.Mutex
	docs   map[office.ID]document.Document // guarded by mu
	refuse error                           // what Prepare answers
}

func (d *desk) issue(t *testing.T, agency office.ID, body []byte) document.Document {
	t.Helper()
	h, n, err := d.blob.Put(context.Background(), agency, bytes.NewReader(body), 1<<30)
	check(t, err)
	doc := document.Document{
		ID: newID(t), Agency: agency, Kind: document.Outgoing, State: document.Issued, Number: 15, Notation: "CV/TU",
		ReferenceCode: "15-CV/TU", RuleSet: "party", TypeCode: "CV", TypeName: "Công văn", IssuingName: "Thành ủy Sông Mơ",
		IssuedDate: office.Date{Year: 2026, Month: 11, Day: 23}, Subject: "Về việc tổ chức tiếp công dân quý IV",
		Signer: document.Signer{Name: "Trần Văn Thử", Position: "Phó Bí thư", Capacity: "T/M"}, Urgency: office.Urgent,
		Files: []document.File{{Role: document.MainFile, SHA256: h, Name: "15-CV-TU.pdf", MediaType: "application/pdf", Size: n}},
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.docs[doc.ID] = doc
	return doc
}

func (d *desk) set(doc document.Document) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.docs[doc.ID] = doc
}

func (d *desk) Prepare(ctx context.Context, a office.Actor, files []document.Upload) ([]document.Ready, error) {
	if d.refuse != nil {
		return nil, d.refuse
	}
	var out []document.Ready
	for i, f := range files {
		h, n, err := d.blob.Put(ctx, a.Agency, f.File, 1<<30)
		if err != nil {
			return nil, err
		}
		role := document.AnnexFile
		if i == 0 {
			role = document.MainFile
		}
		out = append(out, document.Ready{File: document.File{Role: role, SHA256: h, Name: f.Name, Size: n}})
	}
	return out, nil
}

func (d *desk) ReceiveIn(tx office.Tx, in document.Arrival) (document.Document, error) {
	doc := document.Document{
		ID: tx.NewID(), Agency: tx.Actor().Agency, Kind: document.Incoming, State: document.Received, Envelope: in.Envelope,
		ReferenceCode: in.Fields.ReferenceCode, Subject: in.Fields.Subject, IssuedDate: in.Fields.IssuedDate,
		IssuingCode: in.IssuingCode, IssuingName: in.Fields.IssuingName, Signer: in.Fields.Signer, Urgency: in.Fields.Urgency,
		TypeCode: in.Fields.TypeCode, TypeName: in.Fields.TypeName, RuleSet: in.Fields.RuleSet,
	}
	for _, f := range in.Files {
		doc.Files = append(doc.Files, f.File)
	}
	d.set(doc)
	return doc, nil
}

func (d *desk) ObjectIn(_ office.Tx, id office.ID) (document.Document, access.Object, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	doc, ok := d.docs[id]
	if !ok {
		return doc, access.Object{}, office.NotFound("desk", "Không tìm thấy.", "Not found.")
	}
	return doc, access.Object{}, nil
}

func (d *desk) RequireReadIn(tx office.Tx, id office.ID) (document.Document, access.Object, error) {
	return d.ObjectIn(tx, id)
}

// faults is a transport that loses, doubles and changes what it carries.
type faults struct {
	exchange.Transport
	away       bool                  // the peer is not there
	loseAnswer bool                  // the peer gets it, the answer is lost
	double     bool                  // everything arrives twice
	change     func(b []byte) []byte // the package's bytes on the way
	receipts   func(b []byte) []byte // the receipt's notice on the way
	held       []func() error        // receipts held back, for sending out of order
	hold       bool
}

func (f *faults) Send(ctx context.Context, p exchange.Peer, pack io.Reader) ([]byte, error) {
	if f.away {
		return nil, errors.New("connection refused")
	}
	if f.change == nil && !f.double {
		answer, err := f.Transport.Send(ctx, p, pack)
		if err == nil && f.loseAnswer {
			return nil, errors.New("connection reset")
		}
		return answer, err
	}
	b, err := io.ReadAll(pack)
	if err != nil {
		return nil, err
	}
	if f.change != nil {
		b = f.change(b)
	}
	if f.double {
		if _, err := f.Transport.Send(ctx, p, bytes.NewReader(b)); err != nil {
			return nil, err
		}
	}
	return f.Transport.Send(ctx, p, bytes.NewReader(b))
}

func (f *faults) SendReceipt(ctx context.Context, p exchange.Peer, n []byte) ([]byte, error) {
	if f.away {
		return nil, errors.New("connection refused")
	}
	if f.hold {
		f.held = append(f.held, func() error {
			_, err := f.Transport.SendReceipt(ctx, p, n)
			return err
		})
		return nil, errors.New("held back")
	}
	if f.receipts != nil {
		n = f.receipts(n)
	}
	if f.double {
		if _, err := f.Transport.SendReceipt(ctx, p, n); err != nil {
			return nil, err
		}
	}
	return f.Transport.SendReceipt(ctx, p, n)
}

func randomReader() io.Reader { return rand.Reader }

func poolOf(ca *servicekey.Authority) *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(ca.Certificate)
	return pool
}

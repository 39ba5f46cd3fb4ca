package signing_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/draft"
	"congvan/office/format"
	"congvan/office/org"
	"congvan/office/signing"
	"congvan/office/task"
	"congvan/platform/blob"
	"congvan/platform/convert"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

// TestMain lets the test binary act as the limited child that reads files.
func TestMain(m *testing.M) {
	if handled, code := convert.Main(nil, os.Args); handled {
		os.Exit(code)
	}
	code := m.Run()
	_ = tools().Close()
	os.Exit(code)
}

// tools is one LibreOffice for all tests.
var tools = sync.OnceValue(func() *convert.Tools { return convert.New(convert.Config{}) })

// PINs that occur nowhere else, so that they can be looked for.
const (
	pin     = "bi-mat-739158"
	sealPIN = "con-dau-284617"
)

// desk is an agency that drafts, signs and issues, on a real store with the real
// tools.
type desk struct {
	*storetest.City
	t         *testing.T
	store     *store.Store
	db        *sql.DB // beside the product: what an intruder would have
	documents *document.Service
	tasks     *task.Service
	drafts    *draft.Service
	sign      *signing.Service
	blobs     *blob.Dir
	files     string // where blobs lie
	clock     *storetest.Clock
	ca        *authority
	sent      *[]office.ID // documents handed to their recipients
	log       *lockedBuffer
}

// each runs f on both engines, at once, and verifies the journal after it.
func each(t *testing.T, f func(d *desk)) {
	t.Helper()
	t.Parallel()
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			driver, dsn := "sqlite", filepath.Join(t.TempDir(), "congvan.db")
			if engine == "postgres" {
				driver, dsn = "pgx", storetest.PostgresDSN(t)
			}
			d := newDesk(t, dsn)
			var err error
			d.db, err = sql.Open(driver, dsn)
			d.must(err)
			t.Cleanup(func() { _ = d.db.Close() })
			f(d)
		})
	}
}

func newDesk(t *testing.T, dsn string) *desk {
	t.Helper()
	d := &desk{t: t, clock: storetest.NewClock(storetest.Monday()), log: &lockedBuffer{}, files: t.TempDir(), sent: new([]office.ID)}
	log := slog.New(slog.NewTextHandler(d.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	var err error
	d.store, err = store.Open(ctx(), store.Config{DSN: dsn, Clock: d.clock.Now, Slow: time.Nanosecond, Log: log}) // every statement is logged
	d.must(err)
	t.Cleanup(func() { _ = d.store.Close() })
	d.City = storetest.Office(t, d.store)
	rules, err := document.LoadRules()
	d.must(err)
	formats, err := format.Load()
	d.must(err)
	d.blobs, err = blob.Open(d.files)
	d.must(err)
	d.ca = newAuthority(t)
	d.documents = &document.Service{
		Acts: d.store, Store: store.Documents{}, Index: d.store.Index(), Rules: rules, Blobs: d.blobs, Inspector: inspector{},
	}
	d.tasks = &task.Service{Acts: d.store, Store: store.Tasks{}, Documents: d.documents, Directory: d.Org, Rules: d.Org}
	roots := store.TrustedRoots{S: d.store}
	d.must(roots.Add(ctx(), d.Admin, d.ca.root))
	d.sign = &signing.Service{
		Acts: d.store, Store: store.SigningKeys{}, Documents: d.documents, Tasks: d.tasks, Places: places{d.Org}, Blobs: d.blobs,
		Words: words{}, Sender: sender{d.sent}, Roots: roots.List, Clock: d.clock.Now, Random: rand.Reader, NewID: newID,
		Cost: signing.Cost{Time: 1, Memory: 64},
	}
	d.drafts = &draft.Service{
		Acts: d.store, Store: store.Drafts{}, Documents: d.documents, Tasks: d.tasks, Directory: draft.People{Service: d.Org},
		Rules: d.Org, Formats: formats, Blobs: d.blobs, Converter: &made, Preparer: preparer{d.sign},
	}
	d.tasks.NextStep = d.drafts.NextStep
	_, err = d.documents.OpenRegister(ctx(), d.Clerk, document.Outgoing, "Sổ văn bản đi")
	d.must(err)
	_, err = d.documents.AddCongress(ctx(), d.Admin, document.Congress{
		Code: "2025-2030", Opens: office.Date{Year: 2025, Month: 9, Day: 15}, Closes: office.Date{Year: 2025, Month: 9, Day: 17},
	})
	d.must(err)
	d.addKey(signing.Personal, d.Leader, pin, d.ca.issue(t, "Lê Hoàng Minh", year(d)))
	d.addKey(signing.Seal, d.Leader, sealPIN, d.ca.issue(t, "Văn phòng Thành ủy", year(d)))
	return d
}

func ctx() context.Context { return context.Background() }

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// refused holds an error to its code and the words that people read.
func (d *desk) refused(err error, code office.Code, text string) {
	d.t.Helper()
	wantError(d.t, err, code, text)
}

func wantError(t *testing.T, err error, code office.Code, text string) {
	t.Helper()
	var e *office.Error
	if office.CodeOf(err) != code || !errors.As(err, &e) || !strings.Contains(e.Vi, text) {
		t.Fatalf("got %v, want %s with %q", err, code, text)
	}
	if e.En == "" {
		t.Errorf("%v has no English twin", err)
	}
}

// addKey keeps a key of a person, or the agency's seal.
func (d *desk) addKey(kind signing.KeyKind, of office.Actor, pin string, c certified) signing.Key {
	d.t.Helper()
	in := signing.AddKeyInput{Kind: kind, Key: c.key, Chain: c.chain, PIN: pin, Image: inkedImage(d.t)}
	if kind == signing.Personal {
		in.Person = of.Person
	}
	k, err := d.sign.AddKey(ctx(), d.Admin, in)
	d.must(err)
	return k
}

// approved takes a document from its first draft through the review: its PDF is
// converted and prepared by the real tools.
func (d *desk) approved(subject string) document.Document {
	d.t.Helper()
	doc, err := d.drafts.Create(ctx(), d.Specialist, draft.CreateInput{
		Kind: document.Outgoing,
		Fields: document.DraftFields{
			TypeCode: "CV", Subject: subject,
			Recipients: []document.Recipient{{Name: "Ban Tuyên giáo và Dân vận Thành ủy", Code: "A10.02", Channel: document.ByExchange}},
		},
	})
	d.must(err)
	d.must(d.drafts.Submit(ctx(), d.Specialist, draft.SubmitInput{Document: doc.ID, Version: 1}))
	for _, reviewer := range []office.Actor{d.Head, d.Chief} {
		d.must(d.agree(reviewer, doc.ID))
	}
	doc = d.get(doc.ID)
	if doc.State != document.Approved {
		d.t.Fatalf("after the review the document is %s", doc.State)
	}
	return doc
}

func (d *desk) agree(a office.Actor, doc office.ID) error {
	d.t.Helper()
	t := d.open(doc, task.Review)
	return d.drafts.Agree(ctx(), a, draft.AgreeInput{Document: doc, Version: 1, Task: task.Ref{ID: t.ID, Version: t.Version}})
}

// subject is what most documents are about: one conversion serves them all.
const subject = "góp ý dự thảo Đề án"

func (d *desk) get(id office.ID) document.Document {
	d.t.Helper()
	var doc document.Document
	d.must(d.store.View(ctx(), office.SystemActor(d.Agency), func(tx office.Tx) (err error) {
		doc, _, err = d.documents.ObjectIn(tx, id)
		return err
	}))
	return doc
}

// open finds the one open task of a kind on a document.
func (d *desk) open(doc office.ID, k task.Kind) task.Task {
	d.t.Helper()
	var found []task.Task
	d.must(d.store.View(ctx(), office.SystemActor(d.Agency), func(tx office.Tx) error {
		all, err := d.tasks.TasksIn(tx, doc)
		for _, t := range all {
			if t.Kind == k && t.Open() {
				found = append(found, t)
			}
		}
		return err
	}))
	if len(found) != 1 {
		d.t.Fatalf("%d open tasks of kind %s, want 1", len(found), k)
	}
	return found[0]
}

// queue lists the documents that wait on somebody's desk.
func (d *desk) queue(a office.Actor, k task.Kind) []office.ID {
	d.t.Helper()
	p, err := d.tasks.Work(ctx(), a, task.Filter{Kind: k}, task.Cursor{}, task.MaxPage)
	d.must(err)
	var out []office.ID
	for _, l := range p.Lines {
		out = append(out, l.Document)
	}
	return out
}

func choice(d document.Document) signing.Choice {
	return signing.Choice{Document: d.ID, Version: d.Version}
}

// signed lets the leader sign one document.
func (d *desk) signed(doc document.Document) document.Document {
	d.t.Helper()
	r, err := d.sign.SignMany(ctx(), d.Leader, []signing.Choice{choice(doc)}, pin)
	d.must(err)
	d.must(r[0].Err)
	return r[0].Document
}

func (d *desk) numbered(doc document.Document) document.Document {
	d.t.Helper()
	out, err := d.sign.Number(ctx(), d.Clerk, choice(doc), 0)
	d.must(err)
	return out
}

func (d *desk) main(doc document.Document) []byte {
	d.t.Helper()
	f, ok := doc.Main()
	if !ok {
		d.t.Fatal("the document has no main file")
	}
	r, _, err := d.blobs.Open(ctx(), doc.Agency, f.SHA256)
	d.must(err)
	defer r.Close()
	b, err := io.ReadAll(r)
	d.must(err)
	return b
}

// year is the validity of most certificates.
func year(d *desk) validity {
	now := d.clock.Now()
	return validity{now.AddDate(0, 0, -1), now.AddDate(1, 0, 0)}
}

type validity struct{ from, to time.Time }

// authority signs certificates.
type authority struct {
	root *x509.Certificate
	key  *ecdsa.PrivateKey
	n    int64
}

type certified struct {
	key   crypto.Signer
	chain []*x509.Certificate
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	key := newKey(t)
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Gốc thử"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, SubjectKeyId: []byte{1},
		NotBefore: storetest.Monday().AddDate(-1, 0, 0), NotAfter: storetest.Monday().AddDate(9, 0, 0),
	}
	return &authority{root: certificate(t, c, c, key, key), key: key, n: 1}
}

func (a *authority) issue(t *testing.T, name string, v validity) certified {
	t.Helper()
	key := newKey(t)
	a.n++
	c := &x509.Certificate{
		SerialNumber: big.NewInt(a.n), Subject: pkix.Name{CommonName: name}, SubjectKeyId: []byte{2, byte(a.n)},
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment, NotBefore: v.from, NotAfter: v.to,
	}
	return certified{key, []*x509.Certificate{certificate(t, c, a.root, key, a.key)}}
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func certificate(t *testing.T, c, parent *x509.Certificate, key, parentKey *ecdsa.PrivateKey) *x509.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), parentKey)
	if err != nil {
		t.Fatal(err)
	}
	out, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func newID() office.ID {
	var id office.ID
	_, _ = rand.Read(id[:])
	return id
}

// lockedBuffer is a log that can be read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

type places struct{ *org.Service }

func (p places) PlaceIn(tx office.Tx, agency office.ID) (string, error) {
	at, err := p.Store.AgencyOn(tx, agency, tx.Today())
	return at.Place, err
}

type preparer struct{ *signing.Service }

func (p preparer) Prepare(ctx context.Context, pdf []byte, _ document.Document) ([]byte, error) {
	return p.Service.Prepare(ctx, pdf)
}

// sender notes what is handed over; delivering is office/exchange's.
type sender struct{ to *[]office.ID }

func (s sender) SendIn(_ office.Tx, d document.Document) error {
	if strings.Contains(d.Subject, unsendable) {
		return errors.New("the exchange refuses")
	}
	*s.to = append(*s.to, d.ID)
	return nil
}

const unsendable = "không gửi được"

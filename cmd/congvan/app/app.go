package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"golang.org/x/mod/sumdb/note"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/draft"
	"congvan/office/exchange"
	"congvan/office/journal"
	"congvan/office/org"
	"congvan/office/search"
	"congvan/office/signing"
	"congvan/office/task"
	"congvan/platform/blob"
	"congvan/platform/convert"
	"congvan/platform/servicekey"
	"congvan/platform/store"
	"congvan/platform/telemetry"
	"congvan/platform/transport"
)

// App is a congvan server, wired and not yet serving.
type App struct {
	Config Config
	Log    *slog.Logger
	Clock  office.Clock

	Store *store.Store
	Blobs blob.Store
	Tools *convert.Tools
	Keys  *servicekey.Ring
	Roots store.TrustedRoots

	folder   document.Folder // of uploads held back
	draining atomic.Bool     // the server is about to stop

	Org       *org.Service
	Documents *document.Service
	Tasks     *task.Service
	Drafts    *draft.Service
	Signing   *signing.Service
	Exchange  *exchange.Service
	Search    *search.Service
	Heads     journal.Heads
	Tail      *journal.Tail
	Telemetry *telemetry.Telemetry
}

// Options are what a caller may set beside the configuration.
type Options struct {
	Clock   office.Clock // nil: the real one
	Random  io.Reader    // of ids and salts; nil: the real one
	Log     *slog.Logger // nil: as the configuration says, to standard error
	Environ []string     // service keys in the environment; nil: none
	// KeyCost is what opening a personal or seal key costs; the zero value means
	// signing.DefaultCost. Only the demo, whose PIN everyone knows, makes it cheap.
	KeyCost signing.Cost
}

// Open wires a server on the data folder, which it makes when it is not there,
// and brings the database up to date. Close it in the end.
func Open(ctx context.Context, c Config, o Options) (*App, error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, office.NewError(office.CodeUnavailable, "app.Open",
			fmt.Sprintf("Không tạo được thư mục dữ liệu %s. Kiểm tra đường dẫn và quyền ghi.", c.Data),
			fmt.Sprintf("Cannot make the data folder %s. Check the path and the permissions.", c.Data))
	}
	a := &App{Config: c, Log: o.Log, Clock: o.Clock}
	if a.Clock == nil {
		a.Clock = time.Now
	}
	if a.Log == nil {
		a.Log = newLog(c.Log, os.Stderr)
	}
	if o.Random == nil {
		o.Random = rand.Reader
	}
	if err := a.openTelemetry(ctx); err != nil {
		return nil, err
	}
	if err := a.openParts(ctx, o); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	if err := a.wire(o); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func (a *App) openParts(ctx context.Context, o Options) error {
	var err error
	a.Store, err = store.Open(ctx, store.Config{
		DSN: a.Config.dsn(), Clock: a.Clock, Random: o.Random, Log: a.Log, Observe: a.Telemetry,
	})
	if err != nil {
		return err
	}
	if err := a.openFiles(); err != nil {
		return err
	}
	if err := a.openKeys(ctx, o.Environ); err != nil {
		return err
	}
	a.Roots = store.TrustedRoots{S: a.Store}
	a.Tools = convert.New(convert.Config{MaxInput: a.Config.Limits.UploadMB << 20, Observe: a.Telemetry.Child})
	return nil
}

// wire makes the services, top to bottom of the map, and the hooks between them.
func (a *App) wire(o Options) error {
	rules, err := document.LoadRules()
	if err != nil {
		return err
	}
	newID := a.idMaker(o.Random)
	journals := store.Journal{}

	a.Org = &org.Service{
		Acts: a.Store, Store: store.Organisation{}, Passwords: org.NewPasswords(rand.Reader, 2),
		RuleChecks: map[string]func(org.Rule) error{task.RuleWork: task.CheckRule, draft.RuleChain: draft.CheckRule},
	}
	a.Documents = &document.Service{
		Acts: a.Store, Store: store.Documents{}, Index: a.Store.Index(), Rules: rules, Blobs: a.Blobs,
		Inspector: Inspector{Tools: a.Tools, Verifier: Verifier{Roots: a.Roots.List, Now: a.Clock, Observe: a.Telemetry.Child}, Formats: rules.Formats},
		Folder:    a.folder, NewID: newID,
		Limits:  document.Limits{FileBytes: a.Config.Limits.UploadMB << 20, Files: a.Config.Limits.Files},
		Profile: document.SecrecyProfile(a.Config.Secrecy),
	}
	a.Tasks = &task.Service{Acts: a.Store, Store: store.Tasks{}, Documents: a.Documents, Directory: a.Org, Rules: a.Org}
	a.Signing = &signing.Service{
		Acts: a.Store, Store: store.SigningKeys{}, Documents: a.Documents, Tasks: a.Tasks, Places: places{a.Org}, Blobs: a.Blobs,
		Words: Words{Tools: a.Tools}, Roots: a.Roots.List, Clock: a.Clock, Random: rand.Reader, NewID: newID,
		Cost: o.KeyCost,
	}
	a.Drafts = &draft.Service{
		Acts: a.Store, Store: store.Drafts{}, Documents: a.Documents, Tasks: a.Tasks,
		Directory: draft.People{Service: a.Org}, Rules: a.Org,
		Formats: rules.Formats, Blobs: a.Blobs, Converter: converter{a.Tools}, Preparer: preparer{a.Signing},
	}
	if a.Exchange, err = a.wireExchange(); err != nil {
		return err
	}
	a.Signing.Sender = sender{a.Exchange}
	a.Search = &search.Service{Acts: a.Store, Store: a.Store.Search()}
	a.Heads = journal.Heads{Acts: a.Store, Store: journals, Key: a.headKey}
	a.Tail = &journal.Tail{Acts: a.Store, Store: journals, Changed: a.Store.Changed, Log: a.Log}

	a.Documents.KnownIssuer = issuers{a.Org, a.Exchange}.known

	// What one part does tells the next, inside the same act.
	a.Documents.AfterRegister = func(tx office.Tx, d document.Document) error {
		if err := a.Exchange.StatusIn(tx, d.ID, exchange.Registered, ""); err != nil {
			return err
		}
		return a.Tasks.AfterRegister(tx, d)
	}
	a.Documents.AfterRefuse = func(tx office.Tx, d document.Document) error {
		return a.Exchange.StatusIn(tx, d.ID, exchange.Refused, d.RefusedReason)
	}
	a.Documents.AfterCancel = func(tx office.Tx, d document.Document) error {
		return a.Tasks.EndIn(tx, d.ID, access.CancelDocument, d.CancelledReason, task.Direct, task.Handle, task.Review, task.Sign, task.Issue)
	}
	a.Tasks.Progressed = func(tx office.Tx, doc office.ID, e task.Event) error {
		return a.Exchange.StatusIn(tx, doc, exchange.Status(e), "")
	}
	a.Tasks.NextStep = a.Drafts.NextStep
	return nil
}

func (a *App) wireExchange() (*exchange.Service, error) {
	spool, err := transport.OpenSpool(a.spoolDir())
	if err != nil {
		return nil, err
	}
	s := &exchange.Service{
		Acts: a.Store, Store: store.Exchange{}, Documents: a.Documents, Files: a.Blobs, Spool: spool, Keys: a.Keys,
		Heads: store.Exchange{}, SignHead: a.SignHeadNow, Retry: exchange.DefaultRetry(), Limits: exchange.DefaultLimits(), Random: rand.Reader, Log: a.Log,
	}
	if s.Trust.Roots, err = readRoots(a.Config.Exchange.Roots); err != nil {
		return nil, err
	}
	s.Transports = a.transports(s)
	return s, nil
}

// headKey signs an agency's journal heads with its service key. An agency without
// one (nobody exchanges with it yet) is given a self-made key.
func (a *App) headKey(ctx context.Context, agency office.ID) (note.Signer, string, error) {
	code, name, err := a.agencyCode(ctx, agency)
	if err != nil {
		return nil, "", err
	}
	_, err = a.Keys.Ensure(servicekey.Request{Agency: agency, Code: code, Name: name, Now: a.Clock()})
	if err != nil {
		return nil, "", err
	}
	s, err := a.Keys.Signer(agency)
	return s, journal.Origin(code, agency), err
}

func (a *App) agencyCode(ctx context.Context, agency office.ID) (code, name string, err error) {
	err = a.Store.View(ctx, office.SystemActor(agency), func(tx office.Tx) error {
		at, err := store.Organisation{}.AgencyOn(tx, agency, tx.Today())
		code, name = at.Code, at.Name
		return err
	})
	return code, name, err
}

// openKeys opens the service keys: of the data folder, or of the database, where
// all nodes find them, when the configuration has the secret that seals them.
func (a *App) openKeys(ctx context.Context, environ []string) (err error) {
	dir := filepath.Join(a.Config.Data, "keys")
	if a.Config.Keys.secret == "" {
		a.Keys, err = servicekey.Open(dir, environ)
		return err
	}
	a.Keys, err = servicekey.OpenShared(ctx, dir, environ, store.ServiceKeys{S: a.Store}, a.Config.Keys.secret)
	return err
}

// Close ends children, lets go of the database and sends what spans are left.
func (a *App) Close() error {
	errs := []error{os.RemoveAll(a.spoolDir())}
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := a.Telemetry.Close(ctx); err != nil {
			a.Log.Warn("spans are lost", "error", err) // the receiver is away; nothing else is
		}
	}()
	if a.Tools != nil {
		errs = append(errs, a.Tools.Close())
	}
	if a.Store != nil {
		errs = append(errs, a.Store.Close())
	}
	return errors.Join(errs...)
}

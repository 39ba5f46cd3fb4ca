package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/org"
	"congvan/platform/job"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

// wired is an app on the embedded store with a small city, not serving.
func wired(t *testing.T) (*App, *storetest.City) {
	t.Helper()
	c := DefaultConfig()
	c.Data, c.Listen = t.TempDir(), "127.0.0.1:0"
	a, err := Open(t.Context(), c, Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a, storetest.Office(t, a.Store)
}

func TestIdentify(t *testing.T) {
	a, c := wired(t)
	who, err := a.identify(t.Context(), org.Ticket{Account: c.Specialist.Account, Epoch: epoch(t, a, "tranvanan")})
	if err != nil {
		t.Fatal(err)
	}
	if who.Name != "Trần Văn An" || who.Title != "Chuyên viên" || who.Agency != "Văn phòng Thành ủy" || who.Actor.Person != c.Specialist.Person || who.Delegation != nil {
		t.Errorf("%+v", who)
	}
	if len(who.Seats) != 1 || !who.Seats[0].Current || who.Seats[0].Title != "Chuyên viên" {
		t.Errorf("seats %+v", who.Seats)
	}
	for name, ticket := range map[string]org.Ticket{
		"nobody":           {Account: office.ID{1}},
		"an older session": {Account: c.Specialist.Account, Epoch: epoch(t, a, "tranvanan") - 1},
	} {
		if _, err := a.identify(t.Context(), ticket); !errors.Is(err, org.ErrSignedOut) {
			t.Errorf("%s: %v, want that the session has ended", name, err)
		}
	}
	elsewhere := org.Ticket{Account: c.Specialist.Account, Epoch: epoch(t, a, "tranvanan"), Seat: office.ID{1}}
	if who, err := a.identify(t.Context(), elsewhere); err == nil && who.Actor.Post != c.Specialist.Post {
		t.Errorf("a seat that is not theirs: %+v", who)
	}
	if _, err := a.ActorOf(t.Context(), "khongco"); office.CodeOf(err) != office.CodeNotFound {
		t.Errorf("an unknown login: %v", err)
	}
	if got := a.Brand(t.Context()); got != "Văn phòng Thành ủy" {
		t.Errorf("brand %q", got)
	}
}

func epoch(t *testing.T, a *App, login string) int {
	t.Helper()
	account, err := a.Org.SignIn(t.Context(), login, storetest.Password, "127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	return account.Epoch
}

func TestHealth(t *testing.T) {
	a, c := wired(t)
	h := a.handler(WebOptions{}, nil)
	ask := func() *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/healthz", nil))
		return w
	}
	if w := ask(); w.Code != 200 || w.Body.String() != "ok\ndatabase: sqlite\njobs waiting: 0\njobs failing: 0\n" {
		t.Errorf("%d %q", w.Code, w.Body)
	}
	err := a.Store.Act(t.Context(), office.SystemActor(c.Agency), func(tx office.Tx) error {
		tx.Enqueue(office.Job{Kind: "nobody.does.this"})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	jobs, err := store.Jobs{S: a.Store}.Claim(t.Context(), "test", []string{"nobody.does.this"}, 1, time.Minute)
	if err != nil || len(jobs) != 1 {
		t.Fatal(jobs, err)
	}
	if err := (store.Jobs{S: a.Store}).Later(t.Context(), jobs[0].ID, time.Hour, true, "away"); err != nil {
		t.Fatal(err)
	}
	if w := ask(); w.Code != 200 || !strings.Contains(w.Body.String(), "jobs waiting: 1\njobs failing: 1\n") {
		t.Errorf("with failing work: %d %q", w.Code, w.Body)
	}
	if err := a.Store.Close(); err != nil {
		t.Fatal(err)
	}
	if w := ask(); w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "ok") {
		t.Errorf("without a database: %d %q", w.Code, w.Body)
	}
}

func TestPageImages(t *testing.T) {
	a, c := wired(t)
	m := newImages(a)
	hash, _, err := a.Blobs.Put(t.Context(), c.Agency, bytes.NewReader(smallPDF("")), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	drawn := make([][]byte, 8)
	for i := range drawn { // all ask at once
		wg.Go(func() {
			if drawn[i], err = m.Page(context.Background(), c.Agency, hash, 1); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, b := range drawn {
		if !bytes.HasPrefix(b, []byte("\xff\xd8")) || !bytes.Equal(b, drawn[0]) {
			t.Fatalf("drawn %d bytes beside %d", len(b), len(drawn[0]))
		}
	}
	var kept []string
	err = filepath.WalkDir(m.dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			kept = append(kept, filepath.Base(path))
		}
		return err
	})
	if err != nil || len(kept) != 1 || kept[0] != hash.String()+"-1.jpg" {
		t.Errorf("kept %v, %v", kept, err)
	}
	if _, err := m.Page(t.Context(), c.Agency, hash, 2); office.CodeOf(err) != office.CodeInvalid {
		t.Errorf("page 2 of 1: %v", err)
	}
	if _, err := m.Page(t.Context(), c.Other, hash, 1); office.CodeOf(err) != office.CodeNotFound {
		t.Errorf("another agency's file: %v", err)
	}
	// Who stops waiting leaves the page to the others.
	other, _, err := a.Blobs.Put(t.Context(), c.Agency, bytes.NewReader(smallPDF("/Lang (vi)")), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := m.Page(gone, c.Agency, other, 1); err == nil {
		t.Error("drawn for nobody")
	}
	if b, err := m.Page(t.Context(), c.Agency, other, 1); err != nil || len(b) == 0 {
		t.Errorf("after that: %v", err)
	}
	if len(m.busy) != 0 {
		t.Errorf("still drawing %v", m.busy)
	}
}

// What the acts leave to do later is done by the workers, and heads are signed
// soon after each commit; all of it ends with the server.
func TestJobs(t *testing.T) {
	a, c := wired(t)
	hash, _, err := a.Blobs.Put(t.Context(), c.Agency, strings.NewReader("let go of"), 100)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		a.runJobs(ctx)
	}()
	defer cancel()
	err = a.Store.Act(t.Context(), office.SystemActor(c.Agency), func(tx office.Tx) error {
		tx.Enqueue(office.Job{Kind: document.DropFileJob, Payload: document.DroppedFile{Agency: c.Agency, SHA256: hash, At: tx.Now()}})
		tx.Record(office.Entry{Act: "test.act", Kind: "test", Object: tx.NewID(), State: office.Canonical("test/1", 1)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the file is gone", func() bool {
		_, _, err := a.Blobs.Open(t.Context(), c.Agency, hash)
		return office.CodeOf(err) == office.CodeNotFound
	})
	eventually(t, "every journal stands under a signed head", func() bool {
		var grown []office.ID
		err := a.Store.View(t.Context(), office.Actor{System: true}, func(tx office.Tx) error {
			var err error
			grown, err = store.Journal{}.Grown(tx)
			return err
		})
		return err == nil && len(grown) == 0
	})
	cancel()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("the jobs do not end")
	}
	workers := a.workers()
	maps.Copy(workers, a.senders())
	for kind, work := range workers {
		if err := work(t.Context(), job.Claimed{Kind: kind, Agency: c.Agency, Payload: json.RawMessage(`[]`)}); err == nil {
			t.Errorf("%s takes a payload that is none", kind)
		}
	}
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within 20 s: %s", what)
		}
	}
}
